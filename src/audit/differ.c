/* See differ.h. */
#include "audit/differ.h"

#include <jansson.h>

static void release(void *arg)
{
    json_decref(arg);
}

/* Parsed, and freed with the arena. NULL: no object. */
static json_t *parsed(struct arena *a, struct str s)
{
    struct arena_defer *d = arena_defer_reserve(a);

    if (!s.p)
        return NULL;
    json_t *j = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, NULL);
    arena_defer_set(d, release, j);
    return json_is_object(j) ? j : NULL;
}

static struct str shown(struct arena *a, const json_t *v)
{
    if (!v)
        return STR_NONE;
    if (json_is_string(v))
        return str_dup(a, (struct str){json_string_value(v), json_string_length(v)});
    size_t n = json_dumpb(v, NULL, 0, JSON_ENCODE_ANY | JSON_COMPACT);
    char *p = arena_alloc(a, n + 1);
    (void)json_dumpb(v, p, n, JSON_ENCODE_ANY | JSON_COMPACT);
    return (struct str){p, n};
}

struct audit_differences audit_differ(struct arena *a, struct str before, struct str after)
{
    json_t *x = parsed(a, before), *y = parsed(a, after);
    struct audit_difference *v;
    const char *name;
    json_t *value;
    size_t n = 0;

    if ((before.p && !x) || (after.p && !y)) {
        v = arena_new(a, struct audit_difference);
        *v = (struct audit_difference){STR(""), before, after};
        return (struct audit_differences){v, 1};
    }
    v = arena_array(a, struct audit_difference, json_object_size(x) + json_object_size(y));
    if (y) {
        json_object_foreach(y, name, value)
        {
            json_t *was = x ? json_object_get(x, name) : NULL;
            if (!was || !json_equal(was, value))
                v[n++] = (struct audit_difference){str_dup(a, str_of(name)), shown(a, was),
                                                   shown(a, value)};
        }
    }
    if (x) {
        json_object_foreach(x, name, value)
        {
            if (!y || !json_object_get(y, name))
                v[n++] =
                    (struct audit_difference){str_dup(a, str_of(name)), shown(a, value), STR_NONE};
        }
    }
    return (struct audit_differences){v, n};
}
