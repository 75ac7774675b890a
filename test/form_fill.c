/* Forms as a browser sends them. See form_fill.h. */
#include "test/form_fill.h"

#include <string.h>

#include "web/form.h"
#include "web/out.h"

struct filling {
    struct http *w;
    struct arena *a;
    struct str html;     /* from the form's first tag to its end */
    struct fields typed; /* what the reader types */
    bool *used;
    struct buf out;
};

static struct str unescaped(struct arena *a, struct str s)
{
    static const struct {
        struct str entity, text;
    } entities[] = {{STR_INIT("&amp;"), STR_INIT("&")},  {STR_INIT("&lt;"), STR_INIT("<")},
                    {STR_INIT("&gt;"), STR_INIT(">")},   {STR_INIT("&quot;"), STR_INIT("\"")},
                    {STR_INIT("&#34;"), STR_INIT("\"")}, {STR_INIT("&#39;"), STR_INIT("'")}};
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;

    while (s.n) {
        struct str piece = str_sub(s, 0, 1);
        size_t taken = 1;
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            if (str_starts(s, entities[i].entity)) {
                piece = entities[i].text;
                taken = entities[i].entity.n;
            }
        to[n++] = piece.p[0];
        s = str_sub(s, taken, s.n);
    }
    return (struct str){to, n};
}

/* The tag that begins at `at`, without its brackets. */
static struct str tag_at(struct str html, size_t at)
{
    size_t end = str_find(html, STR(">"), at);

    assert_true(end != SIZE_MAX);
    return str_sub(html, at + 1, end - at - 1);
}

/* An attribute's value; absent where the tag has it not; "" where it has no value. */
static struct str attribute(struct arena *a, struct str tag, const char *name)
{
    struct str quoted = str_fmt(a, " %s=\"", name), bare = str_fmt(a, " %s", name);
    size_t at = str_find(tag, quoted, 0);

    if (at != SIZE_MAX) {
        size_t from = at + quoted.n, end = str_find(tag, STR("\""), from);
        return unescaped(a, str_sub(tag, from, end - from));
    }
    for (at = str_find(tag, bare, 0); at != SIZE_MAX; at = str_find(tag, bare, at + 1))
        if (at + bare.n == tag.n || tag.p[at + bare.n] == ' ')
            return STR("");
    return STR_NONE;
}

static void put(struct filling *f, struct str name, struct str value)
{
    if (f->out.n)
        buf_add_char(&f->out, '&');
    url_encode(&f->out, name);
    buf_add_char(&f->out, '=');
    url_encode(&f->out, value);
}

/* Everything typed under that name, once. */
static bool put_typed(struct filling *f, struct str name)
{
    bool found = false;

    for (size_t i = 0; i < f->typed.n; i++) {
        const struct form_field *t = &f->typed.v[i];
        if (!str_eq(t->name, name))
            continue;
        if (!f->used[i] && t->value.n)
            put(f, name, t->value);
        f->used[i] = found = true;
    }
    return found;
}

static void take(struct filling *f, struct str name, struct str value, bool sent)
{
    if (!name.n || str_eq(name, STR("csrf")) || str_eq(name, STR("once")))
        return;
    if (!put_typed(f, name) && sent)
        put(f, name, value);
}

static void take_input(struct filling *f, struct str tag)
{
    struct str type = attribute(f->a, tag, "type"), value = attribute(f->a, tag, "value");
    bool box = str_eq(type, STR("checkbox")) || str_eq(type, STR("radio"));

    if (str_eq(type, STR("file")) || str_eq(type, STR("submit")))
        return;
    take(f, attribute(f->a, tag, "name"),
         value.p ? value
         : box   ? STR("on")
                 : STR(""),
         !box || attribute(f->a, tag, "checked").p);
}

/* The chosen option, else the first. */
static void take_select(struct filling *f, struct str tag, struct str options)
{
    struct str value = STR_NONE;

    for (size_t at = 0; (at = str_find(options, STR("<option"), at)) != SIZE_MAX; at++) {
        struct str option = tag_at(options, at);
        if (!value.p || attribute(f->a, option, "selected").p)
            value = attribute(f->a, option, "value");
    }
    take(f, attribute(f->a, tag, "name"), value, value.p != NULL);
}

/* The text up to the closing tag. */
static struct str content(struct str html, size_t at, struct str closing)
{
    size_t from = str_find(html, STR(">"), at) + 1, end = str_find(html, closing, from);

    assert_true(end != SIZE_MAX);
    return str_sub(html, from, end - from);
}

static void take_all(struct filling *f)
{
    for (size_t at = 0; (at = str_find(f->html, STR("<"), at)) != SIZE_MAX; at++) {
        struct str here = str_sub(f->html, at, f->html.n);
        if (str_starts(here, STR("<input ")))
            take_input(f, tag_at(f->html, at));
        else if (str_starts(here, STR("<select ")))
            take_select(f, tag_at(f->html, at), content(f->html, at, STR("</select>")));
        else if (str_starts(here, STR("<textarea ")))
            take(f, attribute(f->a, tag_at(f->html, at), "name"),
                 unescaped(f->a, content(f->html, at, STR("</textarea>"))), true);
        else if (str_starts(here, STR("<button ")))
            take(f, attribute(f->a, tag_at(f->html, at), "name"), STR(""), false);
    }
}

/* A form without an address goes back to its page, which is then the action asked for. */
static bool find_form(struct filling *f, const char *action)
{
    struct str body = http_body(f->w);

    for (size_t at = 0; (at = str_find(body, STR("<form"), at)) != SIZE_MAX; at++) {
        struct str tag = tag_at(body, at), to = attribute(f->a, tag, "action");
        if (!str_eq(attribute(f->a, tag, "method"), STR("post")) ||
            (to.p && !str_eq(to, str_of(action))))
            continue;
        f->html = content(body, at, STR("</form>"));
        return true;
    }
    return false;
}

const char *form_fill(struct http *w, const char *action, const char *typed)
{
    struct filling f = {.w = w, .a = http_arena(w)};

    if (!find_form(&f, action))
        fail_msg("the page has no form for %s", action);
    buf_init(&f.out, 4 * MIB);
    assert_int_equal(form_decode(f.a, str_of(typed ? typed : ""), &f.typed), OK);
    f.used = arena_array(f.a, bool, f.typed.n + 1);
    take_all(&f);
    for (size_t i = 0; i < f.typed.n; i++)
        if (!f.used[i])
            fail_msg("the form for %s has no field %.*s", action, STR_F(f.typed.v[i].name));
    const char *text = str_cstr(f.a, buf_str(&f.out));
    buf_free(&f.out);
    return text;
}
