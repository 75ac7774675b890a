/* Compression. See pack.h. zlib's state (256 KiB) is kept per thread, since making it costs more
 * than a page. */
#include "web/pack.h"

#include <brotli/encode.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

const char *encoding_name(enum encoding e)
{
    return e == ENC_BR ? "br" : e == ENC_GZIP ? "gzip" : "identity";
}

/* Thousandths; a weight that is no number counts as 1. */
static int weight(struct str params)
{
    struct str part;

    while (str_cut(&params, ';', &part)) {
        part = str_trim(part);
        if (part.n < 3 || (part.p[0] | 32) != 'q' || part.p[1] != '=')
            continue;
        int v = part.p[2] == '1' ? 1000 : 0, unit = 100;
        for (size_t i = 4; i < part.n && unit; i++, unit /= 10)
            if (part.p[i] >= '0' && part.p[i] <= '9')
                v += (part.p[i] - '0') * unit;
        return v;
    }
    return 1000;
}

enum encoding encoding_accepted(struct str header)
{
    int br = -1, gzip = -1, any = -1;
    struct str item;

    while (str_cut(&header, ',', &item)) {
        struct str rest = item, name;
        if (!str_cut(&rest, ';', &name))
            continue;
        name = str_trim(name);
        int w = rest.p ? weight(rest) : 1000;
        if (str_eq_nocase(name, STR("br")))
            br = w;
        else if (str_eq_nocase(name, STR("gzip")) || str_eq_nocase(name, STR("x-gzip")))
            gzip = w;
        else if (str_eq(name, STR("*")))
            any = w;
    }
    if (br < 0)
        br = any;
    if (gzip < 0)
        gzip = any;
    if (br > 0 && br >= gzip)
        return ENC_BR;
    return gzip > 0 ? ENC_GZIP : ENC_IDENTITY;
}

bool pack_worthwhile(struct str type, size_t n)
{
    return n >= 1024 &&
           (str_starts(type, STR("text/")) || str_find(type, STR("json"), 0) != SIZE_MAX ||
            str_find(type, STR("xml"), 0) != SIZE_MAX ||
            str_starts(type, STR("application/javascript")));
}

struct deflater {
    z_stream z[2]; /* quick, thorough */
    bool ready[2];
};

static pthread_key_t deflater_key;
static pthread_once_t deflater_once = PTHREAD_ONCE_INIT;

static void deflater_free(void *p)
{
    struct deflater *d = p;
    for (int i = 0; i < 2; i++)
        if (d->ready[i])
            deflateEnd(&d->z[i]);
    free(d);
}

static void deflater_make_key(void)
{
    if (pthread_key_create(&deflater_key, deflater_free) != 0)
        abort(); /* at start, before anything is served */
}

static z_stream *deflater_get(bool thorough)
{
    pthread_once(&deflater_once, deflater_make_key);
    struct deflater *d = pthread_getspecific(deflater_key);
    if (!d) {
        d = calloc(1, sizeof *d);
        if (!d || pthread_setspecific(deflater_key, d) != 0) {
            free(d);
            return NULL;
        }
    }
    z_stream *z = &d->z[thorough];
    if (d->ready[thorough])
        return deflateReset(z) == Z_OK ? z : NULL;
    if (deflateInit2(z, thorough ? 7 : 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    d->ready[thorough] = true;
    return z;
}

static size_t gzip_into(struct str in, bool thorough, char *p, size_t room)
{
    z_stream *z = in.n < UINT32_MAX ? deflater_get(thorough) : NULL;

    if (!z)
        return 0;
    z->next_in = (unsigned char *)(uintptr_t)in.p;
    z->avail_in = (unsigned)in.n;
    z->next_out = (unsigned char *)p;
    z->avail_out = (unsigned)room;
    return deflate(z, Z_FINISH) == Z_STREAM_END ? room - z->avail_out : 0;
}

static size_t brotli_into(struct str in, bool thorough, char *p, size_t room)
{
    size_t n = room;

    if (!BrotliEncoderCompress(thorough ? 6 : 1, 18, BROTLI_MODE_TEXT, in.n, (const uint8_t *)in.p,
                               &n, (uint8_t *)p))
        return 0;
    return n;
}

bool pack(enum encoding e, struct str in, bool thorough, struct buf *out)
{
    if (e == ENC_IDENTITY || in.n < 32)
        return false;
    size_t room = in.n - 1; /* what does not fit is not smaller */
    char *p = buf_reserve(out, room);
    size_t n = !p              ? 0
               : e == ENC_GZIP ? gzip_into(in, thorough, p, room)
                               : brotli_into(in, thorough, p, room);

    out->n += n;
    return n > 0;
}
