/* Markup. See markup.h. cmark parses and prints; in between the tree is made safe here. cmark
 * allocates with malloc, so its tree is registered with the arena before it exists. */
#include "text/markup.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define HTML_MAX      (16 * TEXT_MARKUP_MAX)
#define HEADING_SHIFT 2
#define OPTIONS       (CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8)
#define REL           "rel=\"nofollow ugc noopener\" "

static const char *const extension_names[] = {"table", "strikethrough", "autolink"};
#define EXTENSIONS (sizeof extension_names / sizeof extension_names[0])

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* What must be given back, on a jump out of the arena too. */
struct hold {
    cmark_parser *parser;
    cmark_node *tree;
    char *html;
};

static void release(void *arg)
{
    struct hold *h = arg;
    if (h->parser)
        cmark_parser_free(h->parser);
    if (h->tree)
        cmark_node_free(h->tree);
    free(h->html);
    *h = (struct hold){0};
}

static struct hold *hold_new(struct arena *a)
{
    struct arena_defer *d = arena_defer_reserve(a);
    struct hold *h = arena_new(a, struct hold);
    arena_defer_set(d, release, h);
    return h;
}

static bool is_allowed_scheme(struct str scheme)
{
    return str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https")) ||
           str_eq_nocase(scheme, STR("mailto")) || str_eq_nocase(scheme, STR("tel"));
}

/* A colon before the first of "/?#" ends a scheme (RFC 3986 3.1). Control characters, which
 * browsers skip when they read a scheme, make any target suspect. "//host" leaves the site without
 * naming a scheme: allowed, as http. */
static bool is_safe_target(struct str url)
{
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= 0x20 || c == 0x7F || c == '\\')
            return false;
    }
    for (size_t i = 0; i < url.n; i++) {
        char c = url.p[i];
        if (c == '/' || c == '?' || c == '#')
            return true;
        if (c == ':')
            return is_allowed_scheme(str_sub(url, 0, i));
    }
    return true;
}

/* An image becomes a link with its text, or its address where it has none. */
static cmark_node *image_to_link(cmark_node *image)
{
    cmark_node *link = cmark_node_new(CMARK_NODE_LINK), *child;

    cmark_node_set_url(link, cmark_node_get_url(image));
    if (!cmark_node_first_child(image)) {
        cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
        cmark_node_set_literal(text, cmark_node_get_url(image));
        cmark_node_append_child(link, text);
    }
    while ((child = cmark_node_first_child(image))) {
        cmark_node_unlink(child);
        cmark_node_append_child(link, child);
    }
    cmark_node_replace(image, link);
    cmark_node_free(image);
    return link;
}

static bool is_inside_link(cmark_node *node)
{
    while ((node = cmark_node_parent(node)))
        if (cmark_node_get_type(node) == CMARK_NODE_LINK)
            return true;
    return false;
}

/* An image inside a link would give a link inside a link: only its text stays. */
static void unwrap(cmark_node *node)
{
    cmark_node *child;
    while ((child = cmark_node_first_child(node))) {
        cmark_node_unlink(child);
        cmark_node_insert_before(node, child);
    }
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/* Raw HTML becomes the text it is: "<3" and "<b>" are shown as typed. */
static void html_to_text(cmark_node *html)
{
    bool block = cmark_node_get_type(html) == CMARK_NODE_HTML_BLOCK;
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT), *shown = text;

    cmark_node_set_literal(text, cmark_node_get_literal(html));
    if (block) {
        shown = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(shown, text);
    }
    cmark_node_replace(html, shown);
    cmark_node_free(html);
}

static void make_safe(cmark_node *tree)
{
    cmark_iter *it = cmark_iter_new(tree);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING && event == CMARK_EVENT_ENTER) {
            int level = cmark_node_get_heading_level(node) + HEADING_SHIFT;
            cmark_node_set_heading_level(node, level > 6 ? 6 : level);
        }
        if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
            html_to_text(node); /* leaves: the iterator has moved on already */
            continue;
        }
        /* On the way out, when the iterator has left the children. */
        if (event != CMARK_EVENT_EXIT)
            continue;
        if (type == CMARK_NODE_IMAGE) {
            if (is_inside_link(node)) {
                unwrap(node);
                continue;
            }
            node = image_to_link(node);
            type = CMARK_NODE_LINK;
        }
        if (type == CMARK_NODE_LINK && !is_safe_target(str_of(cmark_node_get_url(node))))
            cmark_node_set_url(node, "");
    }
    cmark_iter_free(it);
}

static void parse(struct hold *h, struct str source)
{
    pthread_once(&once, cmark_gfm_core_extensions_ensure_registered);
    h->parser = cmark_parser_new(OPTIONS);
    for (size_t i = 0; i < EXTENSIONS; i++) {
        cmark_syntax_extension *x = cmark_find_syntax_extension(extension_names[i]);
        if (x)
            cmark_parser_attach_syntax_extension(h->parser, x);
    }
    cmark_parser_feed(h->parser, source.n ? source.p : "", source.n);
    h->tree = cmark_parser_finish(h->parser);
    make_safe(h->tree);
}

/* The renderer escapes every "<" of the text, so each "<a " in its output is a link it has made. */
static struct str add_rel(struct arena *a, struct str html)
{
    size_t links = 0, at = 0, hit;

    while ((hit = str_find(html, STR("<a "), at)) != SIZE_MAX) {
        links++;
        at = hit + 3;
    }
    char *out = arena_alloc(a, html.n + links * (sizeof REL - 1) + 1), *p = out;
    at = 0;
    while ((hit = str_find(html, STR("<a "), at)) != SIZE_MAX) {
        size_t n = hit + 3 - at;
        memcpy(p, html.p + at, n);
        memcpy(p + n, REL, sizeof REL - 1);
        p += n + sizeof REL - 1;
        at = hit + 3;
    }
    memcpy(p, html.p + at, html.n - at);
    p += html.n - at;
    return (struct str){out, (size_t)(p - out)};
}

enum err text_markup_html(struct arena *a, struct str source, struct str *html)
{
    if (source.n > TEXT_MARKUP_MAX)
        return ERR_TOO_LARGE;
    struct hold *h = hold_new(a);
    parse(h, source);
    h->html = cmark_render_html(h->tree, OPTIONS, cmark_parser_get_syntax_extensions(h->parser));
    struct str made = str_of(h->html);
    if (made.n > HTML_MAX) {
        release(h);
        return ERR_NOMEM;
    }
    struct str out = add_rel(a, made);
    release(h);
    *html = out;
    return OK;
}

static void add_plain(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r';
        if (!blank)
            buf_add_char(out, s.p[i]);
        else if (out->n && out->p[out->n - 1] != ' ')
            buf_lit(out, " ");
    }
}

static bool is_block(cmark_node_type t)
{
    return (t & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK;
}

enum err text_markup_plain(struct arena *a, struct str source, size_t chars, struct str *plain)
{
    if (source.n > TEXT_MARKUP_MAX)
        return ERR_TOO_LARGE;
    struct hold *h = hold_new(a);
    struct buf *out = buf_new(a, HTML_MAX);
    parse(h, source);
    cmark_iter *it = cmark_iter_new(h->tree);
    cmark_event_type event;
    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
            add_plain(out, str_of(cmark_node_get_literal(node)));
        if (is_block(type) || type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            add_plain(out, STR(" "));
    }
    cmark_iter_free(it);
    release(h);
    if (buf_failed(out))
        return ERR_NOMEM;
    struct str all = str_trim(buf_str(out));
    struct str head = str_utf8_head(all, chars);
    *plain = head.n < all.n ? str_cat(a, str_trim(head), STR("…")) : all;
    return OK;
}
