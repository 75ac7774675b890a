/* embed: static files under names that hold their content's hash, compressed beforehand.
 *
 * A style sheet or script names another file as "/static/icon.svg"; the name is replaced by the
 * hashed one, so that every file can be kept by browsers for ever. The same content gives the same
 * bytes on every machine with the same zlib and brotli. */
#include "tools/embed.h"

#include <brotli/encode.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { HASH_DIGITS = 10 };

static const struct kind {
    const char *ending, *media_type;
    bool text, refers; /* worth compressing; may name other assets */
} kinds[] = {
    {".css", "text/css; charset=utf-8", true, true},
    {".js", "text/javascript; charset=utf-8", true, true},
    {".svg", "image/svg+xml", true, false},
    {".json", "application/json", true, true},
    {".webmanifest", "application/manifest+json", true, true},
    {".txt", "text/plain; charset=utf-8", true, false},
    {".ico", "image/vnd.microsoft.icon", true, false},
    {".png", "image/png", false, false},
    {".jpg", "image/jpeg", false, false},
    {".webp", "image/webp", false, false},
    {".woff2", "font/woff2", false, false},
};

struct asset {
    struct str name, hashed; /* "app.css", "/static/app.0123456789.css" */
    const char *path;
    const struct kind *kind;
    struct str bytes, gzip, br;
    enum { UNSEEN, STARTED, DONE } progress;
};

struct assets {
    struct asset *v;
    size_t n;
};

static const struct kind *kind_of(struct str name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_ends(name, str_of(kinds[i].ending)))
            return &kinds[i];
    return NULL;
}

static struct str gzipped(struct str s)
{
    z_stream z = {0};
    struct buf *b = tool_buf();

    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return STR_NONE;
    size_t most = deflateBound(&z, s.n);
    char *p = buf_reserve(b, most);
    z.next_in = (Bytef *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)most;
    int result = p ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
    b->n = z.total_out;
    deflateEnd(&z);
    return result == Z_STREAM_END && b->n < s.n ? buf_str(b) : STR_NONE;
}

static struct str brotlied(struct str s)
{
    struct buf *b = tool_buf();
    size_t n = BrotliEncoderMaxCompressedSize(s.n);
    char *p = buf_reserve(b, n);

    if (!p || !BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                                     s.n, (const uint8_t *)s.p, &n, (uint8_t *)p))
        return STR_NONE;
    b->n = n;
    return n < s.n ? buf_str(b) : STR_NONE;
}

static void set_hashed(struct asset *a)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    size_t stem = a->name.n - strlen(a->kind->ending);

    crypto_hash_sha256(hash, (const unsigned char *)a->bytes.p, a->bytes.n);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    a->hashed = str_fmt(&tool_arena, "/static/%.*s.%.*s%s", (int)stem, a->name.p, HASH_DIGITS, hex,
                        a->kind->ending);
}

static bool file_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

static void settle(struct assets *all, struct asset *a);

/* Replaces "/static/NAME" by the hashed path of NAME. */
static struct str with_hashed_names(struct assets *all, const struct asset *a)
{
    const struct str mark = STR("/static/");
    struct buf *b = tool_buf();
    size_t from = 0, hit;
    int line = 1;

    while ((hit = str_find(a->bytes, mark, from)) != SIZE_MAX) {
        size_t end = hit + mark.n;
        while (end < a->bytes.n && file_char(a->bytes.p[end]))
            end++;
        struct str name = str_sub(a->bytes, hit + mark.n, end - hit - mark.n);
        struct asset *other = NULL;
        for (size_t i = 0; i < all->n; i++)
            if (str_eq(all->v[i].name, name))
                other = &all->v[i];
        for (size_t i = from; i < hit; i++)
            line += a->bytes.p[i] == '\n';
        buf_add(b, str_sub(a->bytes, from, hit - from));
        if (!other) {
            tool_fault(a->path, line, "no file %.*s in static/", STR_F(name));
        } else {
            settle(all, other);
            buf_add(b, other->hashed);
        }
        from = end;
    }
    buf_add(b, str_sub(a->bytes, from, a->bytes.n));
    return buf_str(b);
}

static void settle(struct assets *all, struct asset *a)
{
    if (a->progress == DONE)
        return;
    if (a->progress == STARTED) {
        tool_fault(a->path, 0, "names itself, directly or through the files it names");
        a->hashed = a->name;
        return;
    }
    a->progress = STARTED;
    if (a->kind->refers)
        a->bytes = with_hashed_names(all, a);
    set_hashed(a);
    if (a->kind->text) {
        a->gzip = gzipped(a->bytes);
        a->br = brotlied(a->bytes);
    }
    a->progress = DONE;
}

static void put_macro(struct buf *h, const struct asset *a)
{
    buf_lit(h, "#define ASSET_");
    for (size_t i = 0; i < a->name.n; i++)
        buf_add_char(h, a->name.p[i] == '.' || a->name.p[i] == '-' ? '_' : a->name.p[i]);
    buf_printf(h, " \"%.*s\"\n", STR_F(a->hashed));
}

static void put_variant(struct buf *c, const char *field, struct str s, size_t i,
                        const char *suffix)
{
    if (s.p)
        buf_printf(c, "        .%s = {a%zu_%s, %zu},\n", field, i, suffix, s.n);
}

static void put_tables(struct buf *h, struct buf *c, const struct assets *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct asset *a = &all->v[i];
        char name[32];
        put_macro(h, a);
        snprintf(name, sizeof name, "a%zu_raw", i);
        embed_bytes(c, name, a->bytes);
        snprintf(name, sizeof name, "a%zu_gzip", i);
        if (a->gzip.p)
            embed_bytes(c, name, a->gzip);
        snprintf(name, sizeof name, "a%zu_br", i);
        if (a->br.p)
            embed_bytes(c, name, a->br);
    }
    buf_lit(c, "\nconst struct web_asset assets[] = {\n");
    for (size_t i = 0; i < all->n; i++) {
        const struct asset *a = &all->v[i];
        buf_printf(c,
                   "    {\n        .name = \"%.*s\",\n        .hashed = \"%.*s\",\n        "
                   ".media_type = \"%s\",\n",
                   STR_F(a->name), STR_F(a->hashed), a->kind->media_type);
        put_variant(c, "identity", a->bytes, i, "raw");
        put_variant(c, "gzip", a->gzip, i, "gzip");
        put_variant(c, "br", a->br, i, "br");
        buf_lit(c, "    },\n");
    }
    buf_printf(c, "%s};\nconst size_t asset_count = %zu;\n", all->n ? "" : "    {0},\n", all->n);
}

void embed_assets(const struct embedding *e)
{
    size_t files;
    struct str *names = tool_list(e->dir, STR(""), &files);
    struct assets all = {.v = arena_array(&tool_arena, struct asset, files + 1)};
    struct buf *h = tool_buf(), *c = tool_buf();

    for (size_t i = 0; i < files; i++) {
        const char *path =
            str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/%.*s", e->dir, STR_F(names[i])));
        const struct kind *kind = kind_of(names[i]);
        bool plain = names[i].n > 0;
        for (size_t k = 0; k < names[i].n; k++)
            plain &= file_char(names[i].p[k]);
        if (!kind || !plain)
            tool_fault(path, 0, "not a kind of file that is served: %s",
                       plain ? "see tools/embed_assets.c" : "odd name");
        else
            all.v[all.n++] = (struct asset){
                .name = names[i], .path = path, .kind = kind, .bytes = tool_read(path)};
    }
    for (size_t i = 0; i < all.n; i++)
        settle(&all, &all.v[i]);
    buf_lit(h, "/* Made by tools/embed from static/. */\n#pragma once\n\n#include \"web/web.h\"\n\n"
               "extern const struct web_asset assets[];\nextern const size_t asset_count;\n\n");
    embed_source_head(c, e, "web");
    put_tables(h, c, &all);
    embed_depend(e, names, files);
    tool_write_later(e->header, h);
    tool_write_later(e->source, c);
}
