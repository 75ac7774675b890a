/* Inside of place: what its files share. */
#ifndef ASHAR_PLACE_INSIDE_H
#define ASHAR_PLACE_INSIDE_H

#include "base/json.h"
#include "doc/csv.h"
#include "place/place.h"
#include "place/place_sql.h"

/* A struct place out of any row that sqlc made of the columns of unit. */
#define PLACE_OF_ROW(r)                                                                            \
    ((struct place){                                                                               \
        .id = (r)->id,                                                                             \
        .parent_id = (r)->parent_id.has ? (r)->parent_id.v : 0,                                    \
        .municipality_id = (r)->municipality_id.has ? (r)->municipality_id.v : 0,                  \
        .population = (r)->population.has ? (r)->population.v : -1,                                \
        .version = (r)->version,                                                                   \
        .code = (r)->code,                                                                         \
        .kind = place_kind_stored((r)->kind),                                                      \
        .name = {(r)->name_ky, (r)->name_ru, (r)->name_en},                                        \
        .act = (r)->act,                                                                           \
        .valid_from = (r)->valid_from,                                                             \
        .valid_to = (r)->valid_to,                                                                 \
        .is_municipality = (r)->is_municipality,                                                   \
        .has_position = (r)->lat_e6.has && (r)->lon_e6.has,                                        \
        .lat_e6 = (r)->lat_e6.v,                                                                   \
        .lon_e6 = (r)->lon_e6.v,                                                                   \
    })

enum place_kind place_kind_stored(struct str name); /* of a row: the database allows no other */

/* -- the structure of codes: code.c -- */
#define PLACE_CODE_LENGTH 14
bool place_code_is(struct str code);                 /* 14 digits that begin with 417 */
bool place_code_is_country(struct str code);         /* 41700000000000 */
enum place_kind place_code_kind(struct str regular); /* read off the digits */
struct str place_code_parent(struct arena *a,
                             struct str regular); /* by structure; "" below the country */
/* The town row that 417OORRR61 08xx rows belong under: same first 11 digits. */
bool place_code_below_town(struct str regular);
/* What may stand directly below what: no kind below itself along any way, so that there is no
 * cycle. */
bool place_kind_fits(enum place_kind child, enum place_kind parent);
bool place_kind_stands_alone(enum place_kind k); /* may be directly below the country */

/* -- rows of the tree in memory while a file is taken in: tree.c -- */
struct tree_unit {
    struct place was;                        /* id 0: new */
    struct place is;                         /* with code, kind, names … as they shall be */
    struct str was_parent, was_municipality; /* codes; "" none */
    struct str parent, municipality;         /* as they shall be */
    bool changed;                            /* fields differ */
    bool linked;                             /* links differ: settled by tree_settle */
    int32_t line;                            /* of the file; 0: not in it */
};
struct tree {
    struct arena *a;
    struct tree_unit *v;
    size_t n, room;
    uint32_t *slots; /* hash of code → index + 1 */
    size_t slot_count;
};
MUST_USE enum err tree_load(struct db *db, struct arena *a, struct tree *out);
struct tree_unit *tree_find(const struct tree *t, struct str code); /* NULL where there is none */
struct tree_unit *tree_add(struct tree *t,
                           struct str code); /* the one there is, or a new one. Moves t->v */
/* Settles municipalities from parents, then writes what differs and its names for searching. */
void tree_settle(struct tree *t);
MUST_USE enum err tree_write(struct db *db, struct tree *t);
/* All but id, version and links are equal. */
bool place_same(const struct place *x, const struct place *y);

/* -- names: names.c -- */
/* Canonical text, blanks made one, a city's name in its form ("г. Каракол" → "город Каракол"). A
 * note where letters of another alphabet were replaced; a fault where some remain, or the name is
 * too long. */
struct name_check {
    const struct csv *csv;
    struct faults *f, *notes;
    enum lang lang;
    enum place_kind kind;
    const char *column;
};
MUST_USE enum err place_name_take(struct arena *a, const struct name_check *c, struct csv_field at,
                                  struct str *out);
/* The first word of `s` with Latin letters among or instead of Cyrillic ones; "" where there is
 * none. */
struct str place_name_foreign(struct str s);
/* JSON rows {code, folded, weight} of one unit's beginnings. */
void place_name_rows(struct arena *a, struct json *j, struct str code,
                     const struct str name[LANG_COUNT]);

/* -- the two kinds of file -- */
/* Both change only the tree. `r` may be NULL: no notes wanted. */
MUST_USE enum err place_take_units(struct arena *a, const struct csv *csv, struct tree *t,
                                   struct faults *f, struct place_import_report *r);
struct merger {
    struct str old_code, new_code, act;
    day_t day;
    const struct csv_row *row;
    struct csv_field villages;
    bool known; /* recorded by an earlier import of the same list */
};
struct mergers {
    struct merger *v;
    size_t n;
};
MUST_USE enum err place_take_mergers(struct db *db, struct arena *a, const struct csv *csv,
                                     struct tree *t, struct faults *f,
                                     struct place_import_report *r, struct mergers *out);
bool place_is_merger_list(struct arena *a, const struct csv *csv);
/* A field that holds a code, in its regular form; a fault where it is none. */
MUST_USE enum err place_take_code(struct arena *a, struct csv_field at, const char *column,
                                  struct faults *f, struct str *out);

/* What the audit log keeps of a unit: code, kind, names, population, validity. */
struct str place_json(struct arena *a, const struct place *p);

#endif
