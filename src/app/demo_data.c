/* data/demo.json, read. See demo_data.h. */
#include "app/demo_data.h"

#include <jansson.h>

#include "app/demo_json.h"

static void release(void *json)
{
    json_decref(json);
}

enum err demo_data_of(struct arena *a, struct str text, struct node *out)
{
    struct arena_defer *d = arena_defer_reserve(a);
    json_t *json = json_loadb(text.p, text.n, 0, NULL);
    if (!json)
        return ERR_BUG;
    arena_defer_set(d, release, json);
    *out = (struct node){json};
    return OK;
}

enum err demo_data(struct arena *a, struct node *out)
{
    return demo_data_of(a, demo_json, out);
}

struct node node_of(struct node n, const char *member)
{
    return (struct node){json_object_get(n.json, member)};
}

struct str node_str(struct node n, const char *member)
{
    const char *s = json_string_value(json_object_get(n.json, member));
    return s ? str_of(s) : STR("");
}

int64_t node_i64(struct node n, const char *member)
{
    return json_integer_value(json_object_get(n.json, member));
}

bool node_true(struct node n, const char *member)
{
    return json_is_true(json_object_get(n.json, member));
}

day_t node_day(struct node n, const char *member, day_t today)
{
    return today + (day_t)node_i64(n, member);
}

size_t node_count(struct node list)
{
    return json_array_size(list.json);
}

struct node node_item(struct node list, size_t i)
{
    return (struct node){json_array_get(list.json, i)};
}

struct str node_item_str(struct node list, size_t i)
{
    const char *s = json_string_value(json_array_get(list.json, i));
    return s ? str_of(s) : STR("");
}

int64_t node_item_i64(struct node list, size_t i)
{
    return json_integer_value(json_array_get(list.json, i));
}
