/* The whole tree in memory while a file is taken in: 2 500 units, compared and written in five
 * statements.
 *
 * Row by row would cost PostgreSQL a round trip each; here a file costs the same few statements
 * however long it is. */
#include <string.h>

#include "place/place_inside.h"

#define SLOTS_MIN 8192

static uint32_t hash(struct str s)
{
    uint32_t h =
        2166136261u; /* FNV-1a: codes are ours or refused, nobody chooses them to collide */
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h;
}

static size_t slot_of(const struct tree *t, struct str code)
{
    size_t at = hash(code) % t->slot_count;
    while (t->slots[at] && !str_eq(t->v[t->slots[at] - 1].is.code, code))
        at = (at + 1) % t->slot_count;
    return at;
}

struct tree_unit *tree_find(const struct tree *t, struct str code)
{
    size_t at = slot_of(t, code);
    return t->slots[at] ? &t->v[t->slots[at] - 1] : NULL;
}

static void make_slots(struct tree *t, size_t count)
{
    t->slots = arena_array(t->a, uint32_t, count);
    t->slot_count = count;
    for (size_t i = 0; i < t->n; i++)
        t->slots[slot_of(t, t->v[i].is.code)] = (uint32_t)i + 1;
}

struct tree_unit *tree_add(struct tree *t, struct str code)
{
    struct tree_unit *have = tree_find(t, code);

    if (have)
        return have;
    if (t->n == t->room) {
        t->v = arena_grow(t->a, t->v, t->room * sizeof *t->v, 2 * t->room * sizeof *t->v);
        t->room *= 2;
    }
    if (t->n * 2 >= t->slot_count)
        make_slots(t, t->slot_count * 2);
    t->v[t->n] = (struct tree_unit){
        .was = {.valid_from = DAY_NONE, .valid_to = DAY_NONE, .population = -1},
        .is = {.code = code,
               .population = -1,
               .name = {STR(""), STR(""), STR("")},
               .act = STR(""),
               .valid_from = DAY_NONE,
               .valid_to = DAY_NONE},
        .parent = STR(""),
        .municipality = STR(""),
        .was_parent = STR(""),
        .was_municipality = STR(""),
    };
    t->slots[slot_of(t, code)] = (uint32_t)t->n + 1;
    return &t->v[t->n++];
}

enum err tree_load(struct db *db, struct arena *a, struct tree *out)
{
    struct place_rows_all_rows rows;
    struct tree t = {.a = a};

    TRY(place_rows_all(db, a, &rows));
    t.room = rows.n + 1024;
    t.v = arena_array(a, struct tree_unit, t.room);
    for (t.n = 0; t.n < rows.n; t.n++) {
        const struct place_rows_all_row *r = &rows.v[t.n];
        struct place p = PLACE_OF_ROW(r);
        t.v[t.n] = (struct tree_unit){
            .was = p,
            .is = p,
            .was_parent = r->parent_code.p ? r->parent_code : STR(""),
            .was_municipality = r->municipality_code.p ? r->municipality_code : STR(""),
        };
        t.v[t.n].parent = t.v[t.n].was_parent;
        t.v[t.n].municipality = t.v[t.n].was_municipality;
    }
    make_slots(&t, SLOTS_MIN > 4 * t.room ? SLOTS_MIN : 4 * t.room);
    *out = t;
    return OK;
}

bool place_same(const struct place *x, const struct place *y)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (!str_eq(x->name[lang], y->name[lang]))
            return false;
    return x->kind == y->kind && x->is_municipality == y->is_municipality &&
           x->population == y->population && x->valid_from == y->valid_from &&
           x->valid_to == y->valid_to && str_eq(x->act, y->act) &&
           x->has_position == y->has_position &&
           (!x->has_position || (x->lat_e6 == y->lat_e6 && x->lon_e6 == y->lon_e6));
}

/* The nearest municipality at or above the unit. The walk is short: kinds fix the depth. */
static struct str municipality_of(const struct tree *t, const struct tree_unit *u)
{
    for (int depth = 0; u && depth < 8; depth++) {
        if (u->is.is_municipality)
            return u->is.code;
        u = u->parent.n ? tree_find(t, u->parent) : NULL;
    }
    return STR("");
}

void tree_settle(struct tree *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct tree_unit *u = &t->v[i];
        u->municipality = municipality_of(t, u);
        u->linked =
            !str_eq(u->municipality, u->was_municipality) || !str_eq(u->parent, u->was_parent);
    }
}

static void json_day(struct json *j, day_t d)
{
    if (d == DAY_NONE)
        json_none(j);
    else
        json_i64(j, d);
}

static void json_unit(struct json *j, const struct place *p)
{
    json_object_begin(j);
    json_field_str(j, "code", p->code);
    json_field_str(j, "kind", place_kind_name(p->kind));
    json_field_str(j, "ky", p->name[LANG_KY]);
    json_field_str(j, "ru", p->name[LANG_RU]);
    json_field_str(j, "en", p->name[LANG_EN]);
    json_field_i64(j, "own", p->is_municipality);
    json_key(j, STR("population"));
    if (p->population < 0)
        json_none(j);
    else
        json_i64(j, p->population);
    json_key(j, STR("lat"));
    if (p->has_position)
        json_i64(j, p->lat_e6);
    else
        json_none(j);
    json_key(j, STR("lon"));
    if (p->has_position)
        json_i64(j, p->lon_e6);
    else
        json_none(j);
    json_key(j, STR("from"));
    json_day(j, p->valid_from);
    json_key(j, STR("to"));
    json_day(j, p->valid_to);
    json_field_str(j, "act", p->act);
    json_object_end(j);
}

static void json_links(struct json *j, const struct tree_unit *u)
{
    json_object_begin(j);
    json_field_str(j, "code", u->is.code);
    json_field_str(j, "parent", u->parent.n ? u->parent : STR_NONE);
    json_field_str(j, "municipality", u->municipality.n ? u->municipality : STR_NONE);
    json_object_end(j);
}

enum part { PART_NEW, PART_CHANGED, PART_LINKS, PART_NAMES };

/* JSON array of the units that the part is about; *n of them. */
static struct str rows_of(struct tree *t, enum part part, size_t *n)
{
    struct buf *b = buf_new(t->a, 64 * MIB);
    struct json j;

    json_init(&j, b);
    json_array_begin(&j);
    *n = 0;
    for (size_t i = 0; i < t->n; i++) {
        struct tree_unit *u = &t->v[i];
        bool is_new = u->was.id == 0, fields = is_new || u->changed;
        bool wanted = part == PART_NEW       ? is_new
                      : part == PART_CHANGED ? u->changed && !is_new
                      : part == PART_LINKS   ? is_new || u->linked
                                             : fields;
        if (!wanted)
            continue;
        ++*n;
        if (part == PART_LINKS)
            json_links(&j, u);
        else if (part == PART_NAMES)
            place_name_rows(t->a, &j, u->is.code, u->is.name);
        else
            json_unit(&j, &u->is);
    }
    json_array_end(&j);
    return buf_failed(b) ? STR_NONE : buf_str(b);
}

enum err tree_write(struct db *db, struct tree *t)
{
    size_t created, changed, linked, named;
    int64_t written;
    struct str new_rows = rows_of(t, PART_NEW, &created),
               changed_rows = rows_of(t, PART_CHANGED, &changed);
    struct str link_rows = rows_of(t, PART_LINKS, &linked), names = rows_of(t, PART_NAMES, &named);

    if (!new_rows.p || !changed_rows.p || !link_rows.p || !names.p)
        return ERR_TOO_LARGE;
    if (created)
        TRY(place_insert_rows(db, t->a, &(struct place_insert_rows_in){.rows = new_rows},
                              &written));
    if (changed) {
        TRY(place_update_rows(db, t->a, &(struct place_update_rows_in){.rows = changed_rows},
                              &written));
        TRY(place_forget_names(db, t->a, &(struct place_forget_names_in){.rows = changed_rows},
                               &written));
    }
    if (linked)
        TRY(place_link_rows(db, t->a, &(struct place_link_rows_in){.rows = link_rows}, &written));
    if (named)
        TRY(place_insert_names(db, t->a, &(struct place_insert_names_in){.names = names},
                               &written));
    return OK;
}
