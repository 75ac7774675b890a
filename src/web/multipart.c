/* multipart/form-data. See form.h.
 *
 * The body is whole in memory (the route's limit has bounded it), so parts are borrowed, not
 * copied. Strict where browsers agree: CRLF line ends, boundary at the start of a line, no nesting,
 * no transfer encoding. Linear in the body: each byte is looked at by one memmem. */
#include "web/form.h"

#include <string.h>

#define PART_HEAD_MAX 8192 /* bytes of a part's header lines */

static bool boundary_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c && strchr("'()+_,-./:=? ", c));
}

enum err multipart_boundary(struct arena *a, struct str content_type, struct str *out)
{
    struct str b, rest = content_type, type;

    if (!str_cut(&rest, ';', &type) || !str_eq_nocase(str_trim(type), STR("multipart/form-data")))
        return ERR_MALFORMED;
    if (header_param(a, content_type, STR("boundary"), &b) != OK || b.n < 1 || b.n > 70)
        return ERR_MALFORMED;
    for (size_t i = 0; i < b.n; i++)
        if (!boundary_char(b.p[i]))
            return ERR_MALFORMED;
    if (b.p[b.n - 1] == ' ')
        return ERR_MALFORMED;
    *out = b;
    return OK;
}

/* A quoted string whose opening quote is behind; *at moves behind the closing one. */
static enum err quoted(struct arena *a, struct str s, size_t *at, struct str *out)
{
    char *p = arena_alloc(a, s.n - *at + 1);
    size_t n = 0, i = *at;

    for (; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
            i++;
        p[n++] = s.p[i];
    }
    if (i >= s.n)
        return ERR_MALFORMED;
    *at = i + 1;
    *out = (struct str){p, n};
    return OK;
}

enum err header_param(struct arena *a, struct str h, struct str name, struct str *out)
{
    size_t at = 0;

    while (at < h.n && h.p[at] != ';')
        at++;
    while (at < h.n) {
        at++; /* the ';' */
        while (at < h.n && (h.p[at] == ' ' || h.p[at] == '\t'))
            at++;
        size_t from = at;
        while (at < h.n && h.p[at] != '=' && h.p[at] != ';')
            at++;
        struct str key = str_trim(str_sub(h, from, at - from)), value = STR("");
        if (at < h.n && h.p[at] == '=') {
            at++;
            if (at < h.n && h.p[at] == '"') {
                at++;
                TRY(quoted(a, h, &at, &value));
            } else {
                from = at;
                while (at < h.n && h.p[at] != ';')
                    at++;
                value = str_trim(str_sub(h, from, at - from));
            }
        }
        if (str_eq_nocase(key, name)) {
            *out = value;
            return OK;
        }
        while (at < h.n && h.p[at] != ';')
            at++;
    }
    return ERR_NOT_FOUND;
}

/* Only the last part of a path, without control characters: whatever system the browser ran on. */
static struct str base_name(struct arena *a, struct str s)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '/' || s.p[i - 1] == '\\') {
            s = str_sub(s, i, s.n - i);
            break;
        }
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f)
            p[n++] = s.p[i];
    struct str whole = {p, n};
    size_t cut = n;
    while (cut > FORM_FILENAME_MAX || (cut < n && (p[cut] & 0xC0) == 0x80))
        cut--;
    return str_sub(whole, 0, cut);
}

/* %22, %0D and %0A are how browsers write a quote and line ends in a name (WHATWG); nothing else is
 * escaped. */
static struct str unescape(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        struct str code = str_sub(s, i, 3);
        char c = str_eq(code, STR("%22"))          ? '"'
                 : str_eq_nocase(code, STR("%0D")) ? '\r'
                 : str_eq_nocase(code, STR("%0A")) ? '\n'
                                                   : 0;
        p[n++] = c ? c : s.p[i];
        if (c)
            i += 2;
    }
    return (struct str){p, n};
}

static enum err disposition(struct arena *a, struct str value, struct form_field *f)
{
    struct str rest = value, kind, filename;

    if (!str_cut(&rest, ';', &kind) || !str_eq_nocase(str_trim(kind), STR("form-data")))
        return ERR_MALFORMED;
    TRY(header_param(a, value, STR("name"), &f->name));
    f->name = unescape(a, f->name);
    if (f->name.n == 0 || !str_utf8_valid(f->name))
        return ERR_MALFORMED;
    enum err e = header_param(a, value, STR("filename"), &filename);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    if (!str_utf8_valid(filename))
        return ERR_MALFORMED;
    f->filename = base_name(a, unescape(a, filename));
    f->is_file = true;
    return OK;
}

static bool plain_encoding(struct str v)
{
    return str_eq_nocase(v, STR("7bit")) || str_eq_nocase(v, STR("8bit")) ||
           str_eq_nocase(v, STR("binary"));
}

static enum err part_head(struct arena *a, struct str head, struct form_field *f)
{
    bool named = false;

    while (head.n) {
        size_t end = str_find(head, STR("\r\n"), 0);
        struct str line = str_sub(head, 0, end == SIZE_MAX ? head.n : end), value = line, key;
        head = end == SIZE_MAX ? STR("") : str_sub(head, end + 2, head.n);
        if (memchr(line.p, '\n', line.n) || memchr(line.p, '\r', line.n) ||
            memchr(line.p, 0, line.n))
            return ERR_MALFORMED;
        if (!str_cut(&value, ':', &key) || !value.p || key.n == 0 || key.p[0] == ' ' ||
            key.p[0] == '\t')
            return ERR_MALFORMED;
        if (str_eq_nocase(key, STR("content-disposition"))) {
            if (named || disposition(a, str_trim(value), f) != OK)
                return ERR_MALFORMED;
            named = true;
        } else if (str_eq_nocase(key, STR("content-transfer-encoding")) &&
                   !plain_encoding(str_trim(value))) {
            return ERR_MALFORMED; /* RFC 7578 4.7: deprecated, and decoding it unasked would lie
                                     about the file */
        }
    }
    return named ? OK : ERR_MALFORMED;
}

static enum err one_part(struct arena *a, struct str part, struct fields *out)
{
    struct form_field f = {.value = STR("")};
    size_t blank = str_find(str_sub(part, 0, PART_HEAD_MAX), STR("\r\n\r\n"), 0);

    if (blank == SIZE_MAX)
        return part.n > PART_HEAD_MAX ? ERR_TOO_LARGE : ERR_MALFORMED;
    TRY(part_head(a, str_sub(part, 0, blank), &f));
    f.value = str_sub(part, blank + 4, part.n);
    if (!f.is_file && ((f.value.n && memchr(f.value.p, 0, f.value.n)) || !str_utf8_valid(f.value)))
        return ERR_MALFORMED;
    return fields_add(a, out, f);
}

enum err multipart_decode(struct arena *a, struct str body, struct str boundary, struct fields *out)
{
    struct str mark = str_cat(a, STR("\r\n--"), boundary);
    struct str first = str_sub(mark, 2, mark.n);
    size_t at;

    if (str_starts(body, first)) {
        at = first.n;
    } else { /* a preamble is allowed (RFC 2046) and ignored */
        at = str_find(body, mark, 0);
        if (at == SIZE_MAX)
            return ERR_MALFORMED;
        at += mark.n;
    }
    for (;;) {
        struct str rest = str_sub(body, at, body.n);
        if (str_starts(rest, STR("--")))
            return OK; /* what follows is an epilogue */
        while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t')) { /* transport padding */
            rest = str_sub(rest, 1, rest.n);
            at++;
        }
        if (!str_starts(rest, STR("\r\n")))
            return ERR_MALFORMED; /* cut off, or a boundary that is the beginning of a longer one */
        at += 2;
        size_t end = str_find(body, mark, at);
        if (end == SIZE_MAX)
            return ERR_MALFORMED;
        TRY(one_part(a, str_sub(body, at, end - at), out));
        at = end + mark.n;
    }
}
