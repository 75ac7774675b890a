/* Kept heads out of a file. See known.h. */
#include "audit/known.h"

#include <jansson.h>
#include <sodium.h>

enum { KNOWN_MOST = 1000000, DEPTH_MOST = 8 };

struct collecting {
    struct arena *arena;
    struct audit_known *v;
    size_t n, size;
};

static void add_known(struct collecting *k, int64_t place_id, const json_t *seq, const json_t *hash)
{
    struct audit_known *at;

    if (k->n == k->size) {
        size_t size = k->size ? k->size * 2 : 64;
        k->v = arena_grow(k->arena, k->v, k->n * sizeof *k->v, size * sizeof *k->v);
        k->size = size;
    }
    at = &k->v[k->n];
    *at = (struct audit_known){.place_id = place_id, .seq = json_integer_value(seq)};
    size_t got = 0;
    if (sodium_hex2bin(at->hash, sizeof at->hash, json_string_value(hash), json_string_length(hash),
                       NULL, &got, NULL) == 0 &&
        got == sizeof at->hash && k->n < KNOWN_MOST)
        k->n++;
}

static void collect(struct collecting *k, const json_t *j, int64_t place_id, int depth)
{
    const char *name;
    json_t *value;
    size_t i;

    if (depth > DEPTH_MOST)
        return;
    if (json_is_object(j)) {
        const json_t *own = json_object_get(j, "place_id"), *seq = json_object_get(j, "seq"),
                     *hash = json_object_get(j, "hash");
        if (json_is_integer(own))
            place_id = json_integer_value(own);
        if (json_is_integer(seq) && json_is_string(hash) && place_id >= 0)
            add_known(k, place_id, seq, hash);
        json_object_foreach((json_t *)j, name, value) collect(k, value, place_id, depth + 1);
    } else if (json_is_array(j)) {
        json_array_foreach(j, i, value) collect(k, value, place_id, depth + 1);
    }
}

enum err audit_known_read(struct arena *a, const char *path, struct audit_known_list *out)
{
    struct collecting k = {.arena = a};
    json_error_t why;
    json_t *j = json_load_file(path, JSON_REJECT_DUPLICATES, &why);

    if (!j)
        return json_error_code(&why) == json_error_cannot_open_file ? ERR_IO : ERR_MALFORMED;
    collect(&k, j, -1, 0);
    json_decref(j);
    if (k.n == 0)
        return ERR_MALFORMED;
    *out = (struct audit_known_list){k.v, k.n};
    return OK;
}
