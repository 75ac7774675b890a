/* Text of DOCX and ODT. See document_text.h. */
#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/buf.h"
#include "search/document_text.h"

#define PART_MAX                                                                                   \
    (32 * MIB) /* of one unpacked part: a rule of thumb above any real text, far below what hurts  \
                */
#define CHUNK        (64 * KIB)
#define ENTRIES_MOST 10000
#define DEPTH_MOST   500

struct reading {
    struct buf *out;
    XML_Parser parser;
    size_t depth;
    bool refused, full;
};

/* The name without its prefix: prefixes are the writer's choice. */
static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void separate(struct reading *r)
{
    if (r->out->n && r->out->p[r->out->n - 1] != '\n')
        buf_lit(r->out, "\n");
}

static void begin(void *arg, const char *name, const char **attributes)
{
    struct reading *r = arg;

    (void)attributes;
    if (++r->depth > DEPTH_MOST) {
        r->refused = true;
        XML_StopParser(r->parser, XML_FALSE);
    }
    name = local(name);
    if (strcmp(name, "tab") == 0 || strcmp(name, "s") == 0 || strcmp(name, "br") == 0 ||
        strcmp(name, "line-break") == 0)
        buf_lit(r->out, " ");
}

static void end(void *arg, const char *name)
{
    struct reading *r = arg;

    r->depth--;
    name = local(name);
    if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0 || strcmp(name, "tc") == 0)
        separate(r);
}

static void text(void *arg, const char *s, int n)
{
    struct reading *r = arg;

    if (r->out->n + (size_t)n > DOCUMENT_TEXT_MAX) {
        r->full = true; /* enough to be found by */
        XML_StopParser(r->parser, XML_FALSE);
        return;
    }
    buf_add(r->out, (struct str){s, (size_t)n});
}

/* A document type may define entities that grow without end: no office file has one. */
static void doctype(void *arg, const char *name, const char *system, const char *public,
                    int internal)
{
    struct reading *r = arg;

    (void)name, (void)system, (void)public, (void)internal;
    r->refused = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static enum err parse(struct reading *r, zip_file_t *file)
{
    static const size_t chunk = CHUNK;
    size_t total = 0;
    zip_int64_t got;

    do {
        void *room = XML_GetBuffer(r->parser, (int)chunk);
        if (!room)
            return ERR_NOMEM;
        got = zip_fread(file, room, chunk);
        if (got < 0)
            return ERR_MALFORMED;
        total += (size_t)got;
        if (total > PART_MAX)
            return ERR_TOO_LARGE;
        if (XML_ParseBuffer(r->parser, (int)got, got == 0) != XML_STATUS_OK)
            return r->full ? OK : ERR_MALFORMED;
    } while (got > 0);
    return r->refused ? ERR_MALFORMED : OK;
}

static enum err read_part(struct buf *out, zip_t *zip, zip_uint64_t at)
{
    struct reading r = {.out = out, .parser = XML_ParserCreate(NULL)};
    zip_file_t *file = zip_fopen_index(zip, at, 0);
    enum err e = r.parser && file ? OK : ERR_MALFORMED;

    if (e == OK) {
        XML_SetUserData(r.parser, &r);
        XML_SetElementHandler(r.parser, begin, end);
        XML_SetCharacterDataHandler(r.parser, text);
        XML_SetStartDoctypeDeclHandler(r.parser, doctype);
        e = parse(&r, file);
    }
    if (file)
        zip_fclose(file);
    if (r.parser)
        XML_ParserFree(r.parser);
    return e;
}

static bool is_text_part(const char *name)
{
    return strcmp(name, "word/document.xml") == 0 || strcmp(name, "word/footnotes.xml") == 0 ||
           strcmp(name, "content.xml") == 0;
}

static enum err read_zip(struct buf *out, zip_t *zip)
{
    zip_int64_t entries = zip_get_num_entries(zip, 0);
    size_t parts = 0;

    if (entries > ENTRIES_MOST)
        return ERR_TOO_LARGE;
    for (zip_int64_t i = 0; i < entries && parts < 3; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
        if (!name || !is_text_part(name))
            continue;
        parts++;
        TRY(read_part(out, zip, (zip_uint64_t)i));
    }
    return parts ? OK : ERR_MALFORMED;
}

enum err document_text_office(struct arena *a, struct str bytes, struct str *out)
{
    struct buf *b = buf_new(a, DOCUMENT_TEXT_MAX + CHUNK);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;

    if (!zip) {
        if (source)
            zip_source_free(source);
        return ERR_MALFORMED;
    }
    enum err e = read_zip(b, zip);
    zip_discard(zip);
    TRY(e);
    if (buf_failed(b))
        return ERR_TOO_LARGE;
    *out = buf_str(b);
    return OK;
}
