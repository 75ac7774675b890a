/* Escapers. See out.h. One table says which bytes text and attributes may not hold as they are;
 * text and attribute values share it, because a quote escaped in text is harmless and one table
 * cannot drift from itself. */
#include "web/out.h"

#include <string.h>

#include "i18n/fault.h"
#include "text/markup.h"

static const char *const entity['>' + 1] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

typedef unsigned char sixteen __attribute__((vector_size(16)));

/* Whether one of the sixteen bytes is in the table. */
static bool any_entity(const char *p)
{
    sixteen v;
    uint64_t half[2];

    memcpy(&v, p, sizeof v);
    sixteen hit = (sixteen)((v == '&') | (v == '<') | (v == '>') | (v == '"') | (v == '\''));
    memcpy(half, &hit, sizeof half);
    return (half[0] | half[1]) != 0;
}

/* How many of the bytes from p on stand as they are. Sixteen at a time, since nearly all do; the
 * last sixteen overlap those before. */
static size_t plain(const char *p, size_t n)
{
    size_t i = 0;

    for (; n - i >= 16 && !any_entity(p + i); i += 16)
        ;
    if (n - i < 16 && n >= 16 && !any_entity(p + n - 16))
        return n;
    for (; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c <= '>' && entity[c])
            break;
    }
    return i;
}

static void escape(struct buf *b, struct str s)
{
    size_t i = 0;

    while (i < s.n) {
        size_t k = plain(s.p + i, s.n - i);
        buf_add(b, (struct str){s.p + i, k});
        i += k;
        if (i < s.n)
            buf_add(b, str_of(entity[(unsigned char)s.p[i++]]));
    }
}

enum err out_markup(struct arena *a, struct str source, struct html *out)
{
    struct str markup;
    TRY(text_markup_html(a, source, &markup));
    *out = (struct html){markup};
    return OK;
}

void out_raw(struct out *o, const char *literal, size_t n)
{
    buf_add(o->b, (struct str){literal, n});
}

void out_text_str(struct out *o, struct str s)
{
    escape(o->b, s);
}

void out_text_i64(struct out *o, int64_t v)
{
    buf_add_i64(o->b, v);
}

void out_text_html(struct out *o, struct html h)
{
    buf_add(o->b, h.markup);
}

void out_attr_str(struct out *o, struct str s)
{
    escape(o->b, s);
}

void out_text_lang(struct out *o, struct lang_str s)
{
    bool other = s.lang != o->lang && s.text.n > 0;

    if (other)
        buf_printf(o->b, "<span lang=\"%.*s\">", STR_F(lang_code(s.lang)));
    escape(o->b, s.text);
    if (other)
        buf_lit(o->b, "</span>");
}

void out_attr_lang(struct out *o, struct lang_str s)
{
    escape(o->b, s.text);
}

void out_attr_i64(struct out *o, int64_t v)
{
    buf_add_i64(o->b, v);
}

static bool unreserved(unsigned char c) /* RFC 3986 2.3 */
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void url_encode(struct buf *b, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (unreserved(c))
            continue;
        buf_add(b, str_sub(s, from, i - from));
        char code[3] = {'%', hex[c >> 4], hex[c & 15]};
        buf_add(b, (struct str){code, 3});
        from = i + 1;
    }
    buf_add(b, str_sub(s, from, s.n - from));
}

void out_url_str(struct out *o, struct str s)
{
    url_encode(o->b, s);
}

void out_url_i64(struct out *o, int64_t v)
{
    buf_add_i64(o->b, v);
}

bool url_is_safe(struct str s)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '\\' || s.p[i] == 0x7f)
            return false; /* browsers drop tabs and line ends, and read "/\" as "//" */
    if (s.n && s.p[0] == '#')
        return true;
    if (s.n && s.p[0] == '/')
        return s.n == 1 || s.p[1] != '/'; /* "//host" leaves the site without looking like it */
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        struct str scheme = str_of(schemes[i]);
        if (s.n > scheme.n && str_eq_nocase(str_sub(s, 0, scheme.n), scheme))
            return true;
    }
    return false;
}

void out_href_str(struct out *o, struct str s)
{
    escape(o->b, url_is_safe(s) ? s : STR("#"));
}

void out_csrf(struct out *o)
{
    o->personal = true;
    if (o->mint)
        o->mint(o);
    buf_lit(o->b, "<input type=\"hidden\" name=\"csrf\" value=\"");
    out_attr_str(o, o->csrf);
    buf_lit(o->b, "\"><input type=\"hidden\" name=\"once\" value=\"");
    out_attr_str(o, o->once);
    buf_lit(o->b, "\">");
}

void out_asset(struct out *o, const char *hashed_path)
{
    escape(o->b, str_of(hashed_path));
}

bool has_fault(const struct out *o, struct str field)
{
    return o->faults && fault_of(o->faults, field);
}

struct str fault_sentence(const struct out *o, struct str field)
{
    const struct fault *f = o->faults ? fault_of(o->faults, field) : NULL;
    return f ? fault_text(o->arena, o->lang, f) : STR("");
}
