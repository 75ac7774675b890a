/* See overrides.h. */
#include "rules/overrides.h"

#include <stdlib.h>

struct remembered {
    struct remembered *next;
    int64_t place_id;
    struct rule_override_of_place_rows rows;
};

static const char remembered_here; /* its address names the note */

static int by_precedence(const void *x, const void *y)
{
    const struct rule_override_of_place_row *a = x, *b = y;
    int key = str_cmp(a->key, b->key);

    if (key)
        return key;
    if (a->place_id != b->place_id)
        return a->place_id > b->place_id ? -1 : 1;
    if (a->valid_from != b->valid_from)
        return a->valid_from > b->valid_from ? -1 : 1;
    return (a->id < b->id) - (a->id > b->id);
}

/* Sorted here: the engine would build a table of its own for it at each call. */
static enum err load(struct db *db, struct arena *a, int64_t place_id,
                     struct rule_override_of_place_rows *out)
{
    struct rule_override_of_place_rows rows;

    TRY(rule_override_of_place(db, a, &(struct rule_override_of_place_in){.place_id = place_id},
                               &rows));
    if (rows.n > 1) {
        struct rule_override_of_place_row *v =
            arena_array(a, struct rule_override_of_place_row, rows.n);
        for (size_t i = 0; i < rows.n; i++)
            v[i] = rows.v[i];
        qsort(v, rows.n, sizeof *v, by_precedence);
        rows.v = v;
    }
    *out = rows;
    return OK;
}

enum err rule_overrides(struct db *db, struct arena *a, int64_t place_id,
                        struct rule_override_of_place_rows *out)
{
    struct arena *notes = db_notes(db, a);

    if (!notes)
        return load(db, a, place_id, out);
    for (const struct remembered *r = db_note(db, &remembered_here); r; r = r->next)
        if (r->place_id == place_id) {
            *out = r->rows;
            return OK;
        }
    struct rule_override_of_place_rows rows;
    TRY(load(db, notes, place_id, &rows));
    struct remembered *r = arena_new(notes, struct remembered);
    *r = (struct remembered){db_note(db, &remembered_here), place_id, rows};
    db_note_set(db, &remembered_here, r);
    *out = rows;
    return OK;
}

static const struct rule_override_of_place_row *copy(struct arena *a,
                                                     const struct rule_override_of_place_row *r)
{
    struct rule_override_of_place_row *c = arena_new(a, struct rule_override_of_place_row);

    *c = *r;
    c->key = str_dup(a, r->key);
    c->value = str_dup(a, r->value);
    c->decision_title = str_dup(a, r->decision_title);
    c->decision_number = str_dup(a, r->decision_number);
    return c;
}

const struct rule_override_of_place_row *
rule_override_pick(struct arena *a, const struct rule_override_of_place_rows *rows, struct str key,
                   day_t day)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct rule_override_of_place_row *r = &rows->v[i];

        if (str_eq(r->key, key) && (r->valid_from == DAY_NONE || r->valid_from <= day) &&
            (r->valid_to == DAY_NONE || day <= r->valid_to))
            return copy(a, r);
    }
    return NULL;
}
