/* viewc: the markup. Follows HTML's own syntax as far as escaping needs it, and refuses what would
 * leave the context open.
 *
 * Stricter than browsers on purpose: every element is closed, values are quoted, names are known.
 * What a browser would quietly mend (a <div> inside a <p>) is a fault here, since mending moves
 * text into another context than the one seen. */
#include "tools/viewc.h"

#include <stdio.h>
#include <string.h>

struct words {
    const char *const *v;
    size_t n;
};
#define WORDS(...)                                                                                 \
    (const struct words)                                                                           \
    {                                                                                              \
        (const char *const[]){__VA_ARGS__},                                                        \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)                            \
    }

static bool among(struct str s, struct words w)
{
    for (size_t i = 0; i < w.n; i++)
        if (str_eq_nocase(s, str_of(w.v[i])))
            return true;
    return false;
}

static bool is_void(struct str name)
{
    return among(name, WORDS("area", "br", "col", "hr", "img", "input", "link", "meta", "source",
                             "track", "wbr"));
}

static bool is_svg(struct str name)
{
    return among(name, WORDS("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline",
                             "polygon", "text", "tspan", "defs", "use", "symbol", "desc",
                             "clippath", "lineargradient", "stop"));
}

/* Elements that close an open <p>, in browsers. */
static bool is_block(struct str name)
{
    return among(name, WORDS("address", "article", "aside", "blockquote", "details", "dialog",
                             "div", "dl", "fieldset", "figcaption", "figure", "footer", "form",
                             "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav",
                             "ol", "p", "pre", "search", "section", "table", "ul"));
}

static bool is_known(struct str name)
{
    return is_void(name) || is_svg(name) || is_block(name) ||
           among(name,
                 WORDS("html", "head", "body", "title", "a", "abbr", "b", "bdi", "bdo", "button",
                       "caption", "cite", "code", "colgroup", "data", "datalist", "dd", "del",
                       "dfn", "dt", "em", "hgroup", "i", "ins", "kbd", "label", "legend", "li",
                       "map", "mark", "menu", "meter", "optgroup", "option", "output", "picture",
                       "progress", "q", "s", "samp", "select", "small", "span", "strong", "sub",
                       "summary", "sup", "tbody", "td", "textarea", "tfoot", "th", "thead", "time",
                       "tr", "u", "var", "noscript", "audio", "video"));
}

static const struct {
    const char *child, *parents; /* "": no such rule */
} nesting[] = {
    {"li", " ul ol menu "},
    {"tr", " table thead tbody tfoot "},
    {"td", " tr "},
    {"th", " tr "},
    {"thead", " table "},
    {"tbody", " table "},
    {"tfoot", " table "},
    {"caption", " table "},
    {"option", " select optgroup datalist "},
    {"optgroup", " select "},
    {"dt", " dl div "},
    {"dd", " dl div "},
    {"summary", " details "},
    {"legend", " fieldset "},
};

static enum value value_of(struct str attribute)
{
    if (among(attribute,
              WORDS("href", "src", "action", "formaction", "poster", "cite", "xlink:href")))
        return VALUE_URL;
    if (among(attribute,
              WORDS("method", "formmethod", "rel", "http-equiv", "srcset", "imagesrcset", "enctype",
                    "target", "sandbox", "integrity", "crossorigin", "charset", "media")))
        return VALUE_FIXED;
    return VALUE_TEXT;
}

static bool blank(char ch)
{
    return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
}

static bool name_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '-' || ch == '_' || ch == ':';
}

static struct str small(struct str s)
{
    char *p = str_cstr(&tool_arena, s);
    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] - 'A' + 'a');
    return (struct str){p, s.n};
}

static bool inside(const struct compiler *c, struct words names)
{
    for (size_t i = 0; i < c->s.depth; i++)
        if (among(c->open[i].name, names))
            return true;
    return false;
}

static void put(struct compiler *c, char ch)
{
    buf_add_char(c->pending, ch);
    c->last = ch;
}

static void put_str(struct compiler *c, struct str s)
{
    if (s.n) {
        buf_add(c->pending, s);
        c->last = s.p[s.n - 1];
    }
}

static struct str take_name(struct compiler *c)
{
    size_t from = c->at;
    while (c->at < c->text.n && name_char(c->text.p[c->at]))
        c->at++;
    return str_sub(c->text, from, c->at - from);
}

static bool letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (unsigned char)ch >= 0xC3;
}

/* A word people read must come from the catalogues, or it exists in one language only. "CSV", "PDF"
 * may stand. */
static void check_word(struct compiler *c)
{
    size_t from = c->at, end = from;
    bool small_letter = false;

    if (!letter(c->text.p[from]) ||
        (from > 0 && (letter(c->text.p[from - 1]) || strchr("&#", c->text.p[from - 1]))))
        return; /* no beginning of a word, or an entity's name */
    while (end < c->text.n && (letter(c->text.p[end]) || (c->text.p[end] & 0xC0) == 0x80)) {
        unsigned char ch = (unsigned char)c->text.p[end++];
        small_letter |= (ch >= 'a' && ch <= 'z') || (ch >= 0xD0 && ch <= 0xD3);
    }
    if (end - from >= 2 && small_letter &&
        !inside(c, WORDS("code", "kbd", "samp", "var", "script")))
        view_fault(c, "text that people read comes from i18n/: write {t …} for \"%.*s\"",
                   (int)(end - from), c->text.p + from);
}

/* -- tags -- */

static void check_nesting(struct compiler *c, struct str name)
{
    if (c->s.depth == 0)
        return; /* the caller's element is not known */
    struct str parent = c->open[c->s.depth - 1].name;
    if (is_block(name) && inside(c, WORDS("p")) && !inside(c, WORDS("button", "svg")))
        view_fault(c, "<%.*s> inside <p>: browsers would close the <p>", STR_F(name));
    if (among(name, WORDS("a", "form", "button", "label")) &&
        inside(c, WORDS(str_cstr(&tool_arena, name))))
        view_fault(c, "<%.*s> inside <%.*s>", STR_F(name), STR_F(name));
    for (size_t i = 0; i < sizeof nesting / sizeof *nesting; i++) {
        struct str want = str_of(nesting[i].parents),
                   padded = str_fmt(&tool_arena, " %.*s ", STR_F(parent));
        if (str_eq(name, str_of(nesting[i].child)) && str_find(want, padded, 0) == SIZE_MAX)
            view_fault(c, "<%.*s> stands in%s, not in <%.*s>", STR_F(name), nesting[i].parents,
                       STR_F(parent));
    }
}

static void open_tag(struct compiler *c)
{
    bool closing = c->at + 1 < c->text.n && c->text.p[c->at + 1] == '/';

    c->at += closing ? 2 : 1;
    struct str as_written = take_name(c), name = small(as_written);
    c->tag = (struct tag){.name = name, .line = c->line, .closing = closing};
    if (str_eq(name, STR("script")) && !c->layout)
        view_fault(c, "<script> stands only in layout.html");
    else if (among(name, WORDS("style", "iframe", "object", "embed", "base", "frame", "animate",
                               "set", "template")))
        view_fault(c, "<%.*s> is not allowed in views", STR_F(name));
    else if (!is_known(name) && !str_eq(name, STR("script")))
        view_fault(c, "unknown element <%.*s>", STR_F(name));
    else if (!closing)
        check_nesting(c, name);
    put_str(c, closing ? STR("</") : STR("<"));
    put_str(c, as_written);
    c->s.where = IN_TAG;
}

static void close_element(struct compiler *c)
{
    const struct tag *t = &c->tag;
    size_t base = c->block_count ? c->block[c->block_count - 1].before.depth : 0;

    if (is_void(t->name)) {
        view_fault(c, "</%.*s>: it has no end tag", STR_F(t->name));
    } else if (c->s.depth == 0 || !str_eq(c->open[c->s.depth - 1].name, t->name)) {
        if (c->s.depth)
            view_fault(c, "</%.*s> closes nothing: <%.*s> of line %d is open", STR_F(t->name),
                       STR_F(c->open[c->s.depth - 1].name), c->open[c->s.depth - 1].line);
        else
            view_fault(c, "</%.*s> closes nothing", STR_F(t->name));
    } else if (c->s.depth <= base) {
        view_fault(c, "</%.*s> closes an element that was opened outside this branch",
                   STR_F(t->name));
    } else {
        const struct element *e = &c->open[c->s.depth - 1];
        if (e->post && !e->has_csrf)
            tool_fault(c->path, e->line, "form with method=\"post\" without {csrf}");
        c->s.depth--;
    }
}

static void open_element(struct compiler *c)
{
    const struct tag *t = &c->tag;

    if (str_eq(t->name, STR("img")) && !t->has_alt)
        view_fault(c, "<img> without alt");
    if (str_eq(t->name, STR("script")) && !t->asset_src)
        view_fault(c, "<script> needs src=\"{asset …}\"");
    if (is_void(t->name))
        return;
    if (t->selfclosing) {
        if (!inside(c, WORDS("svg")))
            view_fault(c, "<%.*s/>: only void elements and svg close themselves", STR_F(t->name));
        return;
    }
    if (c->s.depth == MAX_DEPTH) {
        view_fault(c, "more than %d elements open", MAX_DEPTH);
        return;
    }
    c->open[c->s.depth++] = (struct element){.name = t->name, .line = t->line, .post = t->post};
    if (among(t->name, WORDS("textarea", "title")) && !inside(c, WORDS("svg")))
        c->s.where = IN_RCDATA;
}

static void end_tag(struct compiler *c)
{
    put_str(c, c->tag.selfclosing && is_svg(c->tag.name) ? STR("/>") : STR(">"));
    c->s.where = IN_TEXT;
    if (c->tag.closing)
        close_element(c);
    else
        open_element(c);
    if (!c->tag.closing && str_eq(c->tag.name, STR("textarea")))
        put(c, '\n'); /* browsers drop the first line end: it must not be the reader's */
}

/* Browsers keep the first of two: whoever writes class="a" {if x}class="b"{end} would wait for the
 * second in vain. */
static void check_twice(struct compiler *c, struct str name)
{
    struct tag *t = &c->tag;
    int branch = c->block_count ? c->block[c->block_count - 1].branch : 0;

    for (size_t i = 0; i < t->written_count; i++) {
        bool together = t->written[i].branch == 0;
        for (size_t k = 0; k < c->block_count; k++)
            together |= t->written[i].branch == c->block[k].branch;
        if (together && str_eq(t->written[i].name, name))
            view_fault(c, "%.*s stands twice in <%.*s>", STR_F(name), STR_F(t->name));
    }
    if (t->written_count == MAX_ATTRIBUTES) {
        view_fault(c, "more than %d attributes", MAX_ATTRIBUTES);
        return;
    }
    t->written[t->written_count].name = name;
    t->written[t->written_count++].branch = branch;
}

static void check_attribute(struct compiler *c, struct str name)
{
    struct str low = small(name);
    if (str_starts(low, STR("on")))
        view_fault(c, "%.*s: on… attributes are not allowed", STR_F(name));
    else if (among(low, WORDS("style", "srcdoc", "http-equiv", "ping", "background", "manifest")))
        view_fault(c, "%.*s= is not allowed in views", STR_F(name));
    else if (c->tag.closing)
        view_fault(c, "attribute in an end tag");
    c->tag.has_alt |= str_eq(low, STR("alt"));
    check_twice(c, low);
}

static void attribute(struct compiler *c)
{
    struct str name = take_name(c);

    check_attribute(c, name);
    put(c, ' ');
    put_str(c, name);
    c->tag.attribute = small(name);
    if (c->at >= c->text.n || c->text.p[c->at] != '=')
        return;
    c->at++;
    char quote = c->at < c->text.n ? c->text.p[c->at] : '\0';
    if (quote != '"' && quote != '\'') {
        view_fault(c, "the value of %.*s must be quoted", STR_F(name));
        return;
    }
    put(c, '=');
    put(c, quote);
    c->at++;
    c->s.where = IN_VALUE;
    c->s.quote = quote;
    c->s.value = value_of(c->tag.attribute);
    c->tag.value_from = c->at;
    c->tag.value_dynamic = false;
}

static void tag_byte(struct compiler *c)
{
    char ch = c->text.p[c->at], next = c->at + 1 < c->text.n ? c->text.p[c->at + 1] : '\0';

    if (blank(ch)) { /* a blank is written before each attribute instead */
        c->line += ch == '\n';
        c->at++;
    } else if (ch == '>') {
        c->at++;
        end_tag(c);
    } else if (ch == '/' && next == '>') {
        c->tag.selfclosing = true;
        c->at++;
    } else if (name_char(ch)) {
        attribute(c);
    } else {
        view_fault(c, "unexpected '%c' in <%.*s>", ch, STR_F(c->tag.name));
        c->at++;
    }
}

/* -- attribute values -- */

static struct str value_so_far(const struct compiler *c)
{
    return str_sub(c->text, c->tag.value_from, c->at - c->tag.value_from);
}

/* A scheme that the view itself writes. */
static void check_scheme(struct compiler *c)
{
    struct str s = c->tag.value_dynamic ? STR("") : str_trim(value_so_far(c));
    if (!among(s, WORDS("http", "https", "mailto", "tel")))
        view_fault(c, "a URL begins with /, #, ?, http:, https:, mailto: or tel:, not with %.*s:",
                   STR_F(s));
}

static void end_value(struct compiler *c)
{
    struct str s = value_so_far(c);

    if (str_eq(c->tag.attribute, STR("method"))) {
        if (!among(s, WORDS("get", "post", "dialog")))
            view_fault(c, "method is get or post");
        c->tag.post = str_eq_nocase(s, STR("post"));
    }
    if (str_eq(c->tag.attribute, STR("formmethod")) && !among(s, WORDS("get", "dialog")))
        view_fault(c, "formmethod would go around {csrf}: give the form its method");
    put(c, c->s.quote);
    c->at++;
    c->s.where = IN_TAG;
    c->s.quote = '\0';
    c->s.value = VALUE_TEXT;
}

static void value_byte(struct compiler *c)
{
    char ch = c->text.p[c->at];

    if (ch == c->s.quote) {
        end_value(c);
        return;
    }
    if (ch == '<')
        view_fault(c, "< inside an attribute value: a quote is missing before it, or write &lt;");
    if (c->s.value == VALUE_URL || c->s.value == VALUE_URL_NAME) {
        if (ch == ':')
            check_scheme(c);
        if (blank(ch) || ch == '&')
            view_fault(c, "a URL begins with /, #, ? or a scheme");
        c->s.value = strchr("/?#:", ch) ? VALUE_URL_REST : VALUE_URL_NAME;
    }
    if (among(c->tag.attribute, WORDS("title", "alt", "placeholder", "aria-label", "label")))
        check_word(c);
    c->line += ch == '\n';
    put(c, ch);
    c->at++;
}

void view_value_dynamic(struct compiler *c)
{
    c->last = '\0';
    if (c->s.where != IN_VALUE)
        return;
    c->tag.value_dynamic = true;
    if (c->s.value == VALUE_URL)
        c->s.value = VALUE_URL_REST;
}

/* -- text -- */

static void text_blanks(struct compiler *c)
{
    bool line_end = false;

    while (c->at < c->text.n && blank(c->text.p[c->at])) {
        line_end |= c->text.p[c->at] == '\n';
        c->line += c->text.p[c->at] == '\n';
        c->at++;
    }
    if (c->last != '\n' && !(c->last == ' ' && !line_end))
        put(c, line_end ? '\n' : ' ');
}

static void comment_or_doctype(struct compiler *c)
{
    struct str rest = str_sub(c->text, c->at, c->text.n);
    bool comment = str_starts(rest, STR("<!--"));
    size_t end = str_find(rest, comment ? STR("-->") : STR(">"), 0);
    size_t n = end + (comment ? 3 : 1);

    if (end == SIZE_MAX || (!comment && !str_eq_nocase(str_sub(rest, 0, 9), STR("<!doctype")))) {
        view_fault(c, "<! begins a comment that ends, or <!doctype html>");
        c->at++;
        return;
    }
    if (!comment)
        put_str(c, STR("<!doctype html>"));
    for (size_t i = 0; i < n; i++)
        c->line += rest.p[i] == '\n';
    c->at += n;
}

static void text_byte(struct compiler *c)
{
    char ch = c->text.p[c->at], next = c->at + 1 < c->text.n ? c->text.p[c->at + 1] : '\0';
    bool script = c->s.depth && str_eq(c->open[c->s.depth - 1].name, STR("script"));

    if (ch == '<' && (name_char(next) || next == '/')) {
        open_tag(c);
    } else if (script) {
        view_fault(c, "<script> must be empty");
        c->at++;
    } else if (ch == '<' && next == '!') {
        comment_or_doctype(c);
    } else if (ch == '<') {
        view_fault(c, "write &lt;");
        c->at++;
    } else if (blank(ch) && !inside(c, WORDS("pre"))) {
        text_blanks(c);
    } else {
        check_word(c);
        c->line += ch == '\n';
        put(c, ch);
        c->at++;
    }
}

static void rcdata_byte(struct compiler *c)
{
    char ch = c->text.p[c->at], next = c->at + 1 < c->text.n ? c->text.p[c->at + 1] : '\0';

    if (ch == '<' && next == '/') {
        open_tag(c);
        return;
    }
    if (ch == '<')
        view_fault(c, "no elements inside <%.*s>", STR_F(c->open[c->s.depth - 1].name));
    check_word(c);
    c->line += ch == '\n';
    put(c, ch);
    c->at++;
}

void view_markup(struct compiler *c)
{
    switch (c->s.where) {
    case IN_TEXT:
        text_byte(c);
        break;
    case IN_RCDATA:
        rcdata_byte(c);
        break;
    case IN_TAG:
        tag_byte(c);
        break;
    case IN_VALUE:
        value_byte(c);
        break;
    }
}

void view_markup_end(struct compiler *c)
{
    if (c->s.where == IN_TAG || c->s.where == IN_VALUE)
        view_fault(c, "<%.*s> of line %d is not finished", STR_F(c->tag.name), c->tag.line);
    else if (c->s.depth)
        tool_fault(c->path, c->open[c->s.depth - 1].line, "<%.*s> is never closed",
                   STR_F(c->open[c->s.depth - 1].name));
}
