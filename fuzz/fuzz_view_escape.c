/* Any bytes as a value in a view: what comes out keeps the markup around it, and can be read back
 * to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "test/hostile_views.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static size_t count(struct str s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

static struct str printed(struct arena *a, void (*print)(struct out *, struct str), struct str v)
{
    struct out o = {.b = buf_new(a, 16 * MIB), .arena = a, .lang = LANG_KY, .place = STR("")};
    print(&o, v);
    must(!buf_failed(o.b));
    return buf_str(o.b);
}

/* The five entities back to bytes; anything else after & is a fault. */
static struct str unescaped(struct arena *a, struct str s)
{
    static const struct {
        const char *entity;
        char c;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    struct buf *b = buf_new(a, 16 * MIB);

    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        must(!strchr("<>\"'", s.p[i]) || s.p[i] == '\0');
        if (s.p[i] != '&') {
            buf_add_char(b, s.p[i++]);
            continue;
        }
        while (k < 5 && !str_starts(str_sub(s, i, 6), str_of(known[k].entity)))
            k++;
        must(k < 5);
        buf_add_char(b, known[k].c);
        i += strlen(known[k].entity);
    }
    return buf_str(b);
}

static struct str percent_decoded(struct arena *a, struct str s)
{
    struct buf *b = buf_new(a, 16 * MIB);

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%') {
            must(strchr("-._~", s.p[i]) || (s.p[i] >= '0' && s.p[i] <= '9') ||
                 (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z'));
            buf_add_char(b, s.p[i]);
            continue;
        }
        must(i + 2 < s.n);
        char hex[3] = {s.p[i + 1], s.p[i + 2], '\0'}, *end;
        buf_add_char(b, (char)strtol(hex, &end, 16));
        must(end == hex + 2);
        i += 2;
    }
    return buf_str(b);
}

static void check_whole_view(struct arena *a, struct str v)
{
    struct str one = v.n ? STR("x") : STR(""); /* nothing has no language to be marked with */
    struct str rows[2] = {v, v}, calm[2] = {one, one};
    struct out o = {.b = buf_new(a, 64 * MIB), .arena = a, .lang = LANG_KY, .place = STR("")};

    hostile_all_view(&o, &(struct hostile){.v = v, .n = 3, .rows = {rows, 2}});
    must(!buf_failed(o.b));
    struct str got = buf_str(o.b);
    o.b = buf_new(a, 64 * MIB);
    hostile_all_view(&o, &(struct hostile){.v = one, .n = 3, .rows = {calm, 2}});
    for (const char *c = "<>\"'"; *c; c++)
        must(count(got, *c) == count(buf_str(o.b), *c));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str v = {(const char *)data, size};

    if (size > 16384) /* message arguments are limited; the escapers know no length */
        return 0;
    arena_init(&a, 512 * MIB);
    must(str_eq(unescaped(&a, printed(&a, out_text_str, v)), v));
    must(str_eq(unescaped(&a, printed(&a, out_attr_str, v)), v));
    must(str_eq(percent_decoded(&a, printed(&a, out_url_str, v)), v));
    struct str href = unescaped(&a, printed(&a, out_href_str, v));
    must(str_eq(href, STR("#")) || (str_eq(href, v) && url_is_safe(v)));
    struct str path = unescaped(&a, printed(&a, out_path_str, v));
    for (size_t i = 0; i < path.n; i++)
        must(path.p[i] > ' ' && path.p[i] != '\\' && path.p[i] != 0x7F);
    check_whole_view(&a, v);
    arena_free(&a);
    return 0;
}
