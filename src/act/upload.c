/* The words of a file somebody uploads as an act's text. See act.h.
 *
 * PDF, DOCX and ODT: search/document_text.h (a child without network, limits of time, memory and
 * output). A saved web page is stripped here: marks are left out, blocks become lines, nothing of
 * it is ever served as HTML. Text comes in the encodings people have (doc/csv_encoding.h). */
#include "act/inside.h"
#include "doc/csv_encoding.h"
#include "search/document_text.h"

#define LETTERS_LEAST 20 /* a text with fewer is a scan with a stray mark */

/* -- a saved web page -- */

static bool name_is(struct str tag, const char *name)
{
    return str_eq_nocase(tag, str_of(name));
}

static bool one_of(struct str tag, const char *const *names)
{
    for (; *names; names++)
        if (name_is(tag, *names))
            return true;
    return false;
}

static struct str tag_name(struct str s, size_t at)
{
    size_t end = at;

    while (end < s.n &&
           ((s.p[end] >= 'a' && s.p[end] <= 'z') || (s.p[end] >= 'A' && s.p[end] <= 'Z') ||
            (s.p[end] >= '0' && s.p[end] <= '9')))
        end++;
    return str_sub(s, at, end - at);
}

/* Behind the '>' that ends the tag at `at`; quotes may hold one. */
static size_t past_tag(struct str s, size_t at)
{
    char quote = 0;

    for (; at < s.n; at++) {
        if (quote)
            quote = s.p[at] == quote ? 0 : quote;
        else if (s.p[at] == '"' || s.p[at] == '\'')
            quote = s.p[at];
        else if (s.p[at] == '>')
            return at + 1;
    }
    return s.n;
}

/* Behind "</name" and its '>', without looking at letter case. */
static size_t past_element(struct str s, size_t at, struct str name)
{
    for (; at + 2 + name.n <= s.n; at++)
        if (s.p[at] == '<' && s.p[at + 1] == '/' && str_eq_nocase(str_sub(s, at + 2, name.n), name))
            return past_tag(s, at);
    return s.n;
}

static size_t entity(struct str s, size_t at, struct buf *b)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"amp;", "&"},   {"lt;", "<"},    {"gt;", ">"},    {"quot;", "\""},
                 {"nbsp;", " "},  {"laquo;", "«"}, {"raquo;", "»"}, {"mdash;", "—"},
                 {"ndash;", "–"}, {"apos;", "'"},  {"sect;", "§"},  {"hellip;", "…"}};
    struct str rest = str_sub(s, at + 1, 12);
    uint32_t c = 0;
    char utf8[4];

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_starts(rest, str_of(known[i].name))) {
            buf_add(b, str_of(known[i].text));
            return at + 1 + str_of(known[i].name).n;
        }
    }
    size_t i = 1, from;
    bool hex = rest.n > 2 && rest.p[0] == '#' && (rest.p[1] == 'x' || rest.p[1] == 'X');
    i += hex;
    from = i;
    for (; rest.n && rest.p[0] == '#' && i < rest.n && c < 0x110000; i++) {
        char d = rest.p[i];
        uint32_t v = d >= '0' && d <= '9'          ? (uint32_t)(d - '0')
                     : hex && d >= 'a' && d <= 'f' ? (uint32_t)(d - 'a' + 10)
                     : hex && d >= 'A' && d <= 'F' ? (uint32_t)(d - 'A' + 10)
                                                   : 99;
        if (v == 99)
            break;
        c = c * (hex ? 16 : 10) + v;
    }
    if (i > from && i < rest.n && rest.p[i] == ';' && c >= ' ' && c < 0x110000 &&
        (c < 0xD800 || c > 0xDFFF)) {
        buf_add(b, (struct str){utf8, str_utf8_put(utf8, c)});
        return at + 2 + i;
    }
    buf_add_char(b, '&');
    return at + 1;
}

static size_t markup(struct str s, size_t at, struct buf *b)
{
    static const char *const silent[] = {"script", "style",    "head", "noscript",
                                         "svg",    "template", "nav",  NULL};
    static const char *const blocks[] = {"p",  "div",   "br",      "tr",      "li", "h1",
                                         "h2", "h3",    "h4",      "h5",      "h6", "ul",
                                         "ol", "table", "section", "article", NULL};

    if (str_starts(str_sub(s, at, 4), STR("<!--"))) {
        size_t end = str_find(s, STR("-->"), at + 4);
        return end == SIZE_MAX ? s.n : end + 3;
    }
    bool closing = at + 1 < s.n && s.p[at + 1] == '/';
    struct str name = tag_name(s, at + 1 + closing);
    if (!name.n && !closing && !(at + 1 < s.n && (s.p[at + 1] == '!' || s.p[at + 1] == '?'))) {
        buf_add_char(b, '<'); /* "a < b" */
        return at + 1;
    }
    if (!closing && one_of(name, silent))
        return past_element(s, past_tag(s, at), name);
    if (one_of(name, blocks))
        buf_add_char(b, '\n');
    else if (name_is(name, "td") || name_is(name, "th"))
        buf_add_char(b, ' ');
    return past_tag(s, at);
}

struct str act_text_of_html(struct arena *a, struct str s)
{
    struct buf *b = buf_new(a, s.n + KIB);

    for (size_t at = 0; at < s.n;) {
        char c = s.p[at];
        if (c == '<') {
            at = markup(s, at, b);
        } else if (c == '&') {
            at = entity(s, at, b);
        } else {
            /* Where a line of the file ends means nothing. */
            buf_add_char(b, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
            at++;
        }
    }
    return buf_str(b);
}

/* -- all kinds -- */

static bool is_page(struct str s)
{
    static const char *const begins[] = {"<!doctype", "<html", "<head", "<body",
                                         "<meta",     "<div",  "<p>"};
    struct str head = str_trim(str_sub(s, 0, 200));

    if (str_starts(head, STR("\xEF\xBB\xBF")))
        head = str_trim(str_sub(head, 3, head.n));
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (str_eq_nocase(str_sub(head, 0, str_of(begins[i]).n), str_of(begins[i])))
            return true;
    return false;
}

/* Blanks at the ends of lines and more than one empty line are no part of a law. */
static struct str tidy(struct arena *a, struct str s)
{
    struct buf *b = buf_new(a, s.n + KIB);
    struct str rest = s, line;
    size_t empty = 1;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        bool blank = true; /* past runs of blanks inside a line too */
        if (!line.n) {
            if (empty++ == 0)
                buf_add_char(b, '\n');
            continue;
        }
        empty = 0;
        for (size_t i = 0; i < line.n; i++) {
            bool now = line.p[i] == ' ' || line.p[i] == '\t' || line.p[i] == '\r';
            if (!now)
                buf_add_char(b, line.p[i]);
            else if (!blank)
                buf_add_char(b, ' ');
            blank = now;
        }
        buf_add_char(b, '\n');
    }
    return str_trim(buf_str(b));
}

static size_t letters(struct str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.n && n < LETTERS_LEAST;) {
        uint32_t c = str_utf8_next(s, &at);
        n += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0x400 && c <= 0x52F);
    }
    return n;
}

static enum err plain(struct arena *a, struct str bytes, struct faults *f, struct str *out)
{
    struct faults own;
    enum csv_encoding encoding;
    struct str text;

    faults_init(&own, a);
    if (csv_decode(a, bytes, &own, &text, &encoding) != OK) {
        fault_add(f, STR("file"), MSG_act_fault_file_kind);
        return ERR_INVALID;
    }
    *out = is_page(text) ? act_text_of_html(a, text) : text;
    return OK;
}

static enum msg refusal(enum err e)
{
    switch (e) {
    case ERR_TOO_LARGE:
        return MSG_act_fault_file_unpacks;
    case ERR_BUSY:
        return MSG_act_fault_file_slow;
    case ERR_IO:
        return MSG_act_fault_file_unread;
    case ERR_NOT_FOUND:
        return MSG_act_fault_file_kind;
    default:
        return MSG_act_fault_file_broken;
    }
}

enum err act_text_of_file(struct arena *a, struct str bytes, struct faults *f, struct str *out)
{
    bool pdf = str_starts(bytes, STR("%PDF")), zip = str_starts(bytes, STR("PK\x03\x04"));
    struct str text = STR("");

    if (bytes.n == 0) {
        fault_add(f, STR("file"), MSG_common_fault_file_empty);
        return ERR_INVALID;
    }
    if (pdf || zip) {
        enum err e = pdf ? document_text(a, bytes, STR("application/pdf"), &text)
                         : document_text_office(a, bytes, &text);
        if (e == ERR_NOMEM)
            return e;
        if (e != OK) {
            fault_add(f, STR("file"), refusal(e));
            return ERR_INVALID;
        }
    } else {
        TRY(plain(a, bytes, f, &text));
    }
    text = tidy(a, text);
    if (letters(text) < LETTERS_LEAST) {
        fault_add(f, STR("file"), pdf ? MSG_act_fault_file_scan : MSG_act_fault_file_no_text);
        return ERR_INVALID;
    }
    if (str_utf8_length(text) > ACT_WORDS_MAX) {
        fault_add(f, STR("file"), MSG_act_fault_file_long, ARG_N("max", ACT_WORDS_MAX));
        return ERR_INVALID;
    }
    *out = text;
    return OK;
}
