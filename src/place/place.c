/* Reading the territory. See place.h. */
#include "place/place.h"

#include <stdlib.h>
#include <string.h>

#include "place/place_inside.h"
#include "text/collate.h"
#include "text/fold.h"

static const struct str kind_names[PLACE_KIND_COUNT] = {
    [PLACE_OBLAST] = STR_INIT("oblast"),
    [PLACE_DISTRICT] = STR_INIT("district"),
    [PLACE_CITY_DISTRICT] = STR_INIT("city_district"),
    [PLACE_CITY] = STR_INIT("city"),
    [PLACE_AIMAK] = STR_INIT("aimak"),
    [PLACE_TOWN] = STR_INIT("town"),
    [PLACE_VILLAGE] = STR_INIT("village"),
};

struct str place_kind_name(enum place_kind k)
{
    return kind_names[k];
}

enum err place_kind_of(struct str name, enum place_kind *out)
{
    for (int k = 0; k < PLACE_KIND_COUNT; k++)
        if (str_eq(name, kind_names[k])) {
            *out = (enum place_kind)k;
            return OK;
        }
    return ERR_NOT_FOUND;
}

enum place_kind place_kind_stored(struct str name)
{
    enum place_kind k = PLACE_VILLAGE;
    return place_kind_of(name, &k) == OK ? k : PLACE_VILLAGE;
}

struct str place_kind_title(struct arena *a, enum lang lang, enum place_kind k)
{
    static const enum msg titles[PLACE_KIND_COUNT] = {
        [PLACE_OBLAST] = MSG_place_kind_oblast,
        [PLACE_DISTRICT] = MSG_place_kind_district,
        [PLACE_CITY_DISTRICT] = MSG_place_kind_city_district,
        [PLACE_CITY] = MSG_place_kind_city,
        [PLACE_AIMAK] = MSG_place_kind_aimak,
        [PLACE_TOWN] = MSG_place_kind_town,
        [PLACE_VILLAGE] = MSG_place_kind_village,
    };
    return msg_text(a, lang, titles[k]);
}

struct lang_str place_label(const struct place *p, enum lang lang)
{
    enum lang named = lang_with(p->name, lang);

    return (struct lang_str){p->name[named].n ? p->name[named] : p->code, named};
}

struct str place_name(const struct place *p, enum lang lang)
{
    return place_label(p, lang).text;
}

bool place_is_open(const struct place *p, day_t today)
{
    return (p->valid_to == DAY_NONE || p->valid_to >= today) &&
           (p->valid_from == DAY_NONE || p->valid_from <= today);
}

/* Alphabetical order needs the language; qsort has no argument for it, qsort_r has. */
static int by_kind_and_name(const void *x, const void *y, void *lang)
{
    const struct place *p = x, *q = y;
    if (p->kind != q->kind)
        return p->kind < q->kind ? -1 : 1;
    int c = text_collate(*(enum lang *)lang, place_name(p, *(enum lang *)lang),
                         place_name(q, *(enum lang *)lang));
    return c ? c : str_cmp(p->code, q->code);
}

static int by_name(const void *x, const void *y, void *lang)
{
    const struct place *p = x, *q = y;
    int c = text_collate(*(enum lang *)lang, place_name(p, *(enum lang *)lang),
                         place_name(q, *(enum lang *)lang));
    return c ? c : str_cmp(p->code, q->code);
}

/* One list out of whichever query's rows. */
#define PLACES_OF_ROWS(a, rows, out)                                                               \
    do {                                                                                           \
        struct place *list_ = arena_array((a), struct place, (rows).n + 1);                        \
        for (size_t i_ = 0; i_ < (rows).n; i_++)                                                   \
            list_[i_] = PLACE_OF_ROW(&(rows).v[i_]);                                               \
        *(out) = (struct places){list_, (rows).n};                                                 \
    } while (0)

static void sort(struct places *p, enum lang lang, int (*order)(const void *, const void *, void *))
{
    if (p->n)
        qsort_r((void *)p->v, p->n, sizeof *p->v, order, &lang);
}

enum err place_by_code(struct db *db, struct arena *a, struct str code, struct place *out)
{
    struct place_row_by_code_row row;
    struct str regular = place_code_regular(a, code);

    if (!place_code_is(regular))
        return ERR_NOT_FOUND;
    TRY(place_row_by_code(db, a, &(struct place_row_by_code_in){.code = regular}, &row));
    *out = PLACE_OF_ROW(&row);
    return OK;
}

enum err place_by_id(struct db *db, struct arena *a, int64_t id, struct place *out)
{
    struct place_row_by_id_row row;

    TRY(place_row_by_id(db, a, &(struct place_row_by_id_in){.id = id}, &row));
    *out = PLACE_OF_ROW(&row);
    return OK;
}

enum err place_children(struct db *db, struct arena *a, int64_t parent_id, enum lang lang,
                        struct places *out)
{
    struct places list;

    if (parent_id) {
        struct place_rows_of_parent_rows rows;
        TRY(place_rows_of_parent(
            db, a, &(struct place_rows_of_parent_in){.parent_id = SOME(parent_id)}, &rows));
        PLACES_OF_ROWS(a, rows, &list);
    } else {
        struct place_rows_of_country_rows rows;
        TRY(place_rows_of_country(db, a, &rows));
        PLACES_OF_ROWS(a, rows, &list);
    }
    sort(&list, lang, by_kind_and_name);
    *out = list;
    return OK;
}

enum err place_path(struct db *db, struct arena *a, int64_t id, struct places *out)
{
    struct place_rows_above_rows rows;

    TRY(place_rows_above(db, a, &(struct place_rows_above_in){.id = id}, &rows));
    if (rows.n == 0)
        return ERR_NOT_FOUND;
    PLACES_OF_ROWS(a, rows, out);
    return OK;
}

enum err place_municipalities(struct db *db, struct arena *a, enum lang lang, struct places *out)
{
    struct place_rows_municipal_rows rows;
    struct places list;

    TRY(place_rows_municipal(db, a, &(struct place_rows_municipal_in){.today = clock_today()},
                             &rows));
    PLACES_OF_ROWS(a, rows, &list);
    sort(&list, lang, by_name);
    *out = list;
    return OK;
}

enum err place_successors(struct db *db, struct arena *a, int64_t id, struct places *out)
{
    struct place_rows_succeeding_rows rows;

    TRY(place_rows_succeeding(db, a, &(struct place_rows_succeeding_in){.old_id = id}, &rows));
    PLACES_OF_ROWS(a, rows, out);
    return OK;
}

enum err place_predecessors(struct db *db, struct arena *a, int64_t id, struct places *out)
{
    struct place_rows_preceding_rows rows;

    TRY(place_rows_preceding(db, a, &(struct place_rows_preceding_in){.new_id = id}, &rows));
    PLACES_OF_ROWS(a, rows, out);
    return OK;
}

enum err place_municipality_of(struct db *db, struct arena *a, int64_t id, struct place *out)
{
    struct place p;
    struct places now;

    TRY(place_by_id(db, a, id, &p));
    if (!p.is_municipality) {
        if (!p.municipality_id)
            return ERR_NOT_FOUND;
        TRY(place_by_id(db, a, p.municipality_id, &p));
    }
    if (p.valid_to != DAY_NONE) {
        TRY(place_successors(db, a, p.id, &now));
        if (now.n == 1)
            p = now.v[0];
    }
    *out = p;
    return OK;
}

/* The least text above every one that begins with `s`: its last byte raised; 0xFF never ends UTF-8.
 */
static struct str after_beginnings(struct arena *a, struct str s)
{
    char *p = str_cstr(a, s);
    p[s.n - 1]++;
    return (struct str){p, s.n};
}

static enum err search_code(struct db *db, struct arena *a, struct str code, int64_t most,
                            struct place_hits *out)
{
    struct place_rows_near_code_rows rows;

    TRY(place_rows_near_code(db, a,
                             &(struct place_rows_near_code_in){
                                 .low = code, .high = after_beginnings(a, code), .most = most},
                             &rows));
    struct place_hit *hits = arena_array(a, struct place_hit, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        hits[i] = (struct place_hit){PLACE_OF_ROW(&rows.v[i]), STR("")};
    *out = (struct place_hits){hits, rows.n};
    return OK;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

enum err place_search(struct db *db, struct arena *a, enum lang lang, struct str words,
                      int64_t most, struct place_hits *out)
{
    struct place_rows_found_rows rows;
    struct str folded = text_fold(a, str_utf8_head(str_trim(words), 100));

    *out = (struct place_hits){NULL, 0};
    if (str_utf8_length(folded) < 2)
        return OK;
    if (all_digits(folded))
        return search_code(db, a, folded, most, out);
    TRY(place_rows_found(db, a,
                         &(struct place_rows_found_in){
                             .low = folded, .high = after_beginnings(a, folded), .most = most},
                         &rows));
    if (rows.n == 0 && str_find(folded, STR(" "), 0) != SIZE_MAX) {
        /* "ак суу" for Ак-Суу: folding joins hyphens, so a blank between words may stand for one.
         */
        char *joined = arena_alloc(a, folded.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < folded.n; i++)
            if (folded.p[i] != ' ')
                joined[n++] = folded.p[i];
        struct str s = {joined, n};
        TRY(place_rows_found(
            db, a,
            &(struct place_rows_found_in){.low = s, .high = after_beginnings(a, s), .most = most},
            &rows));
    }
    struct place_hit *hits = arena_array(a, struct place_hit, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct place_rows_found_row *r = &rows.v[i];
        struct place above = {.name = {r->above_ky.p ? r->above_ky : STR(""),
                                       r->above_ru.p ? r->above_ru : STR(""),
                                       r->above_en.p ? r->above_en : STR("")},
                              .code = STR("")};
        hits[i] = (struct place_hit){PLACE_OF_ROW(r), place_name(&above, lang)};
    }
    *out = (struct place_hits){hits, rows.n};
    return OK;
}

/* What may have been meant by a code that is none of ours: units that share its longest beginning.
 */
static enum err near_code(struct db *db, struct arena *a, struct str code, struct place_hits *out)
{
    static const size_t cuts[] = {11, 8, 5};

    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        if (code.n < cuts[i])
            continue;
        TRY(search_code(db, a, str_sub(code, 0, cuts[i]), 5, out));
        if (out->n)
            return OK;
    }
    return OK;
}

enum err place_resolve(struct db *db, struct arena *a, struct str code, enum lang lang, day_t today,
                       struct place_answer *out)
{
    struct place_answer answer = {.verdict = PLACE_UNKNOWN};
    enum err e = place_by_code(db, a, code, &answer.place);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK) {
        answer.verdict = PLACE_FOUND;
        if (answer.place.valid_to != DAY_NONE && answer.place.valid_to < today) {
            answer.verdict = PLACE_GONE;
            TRY(place_successors(db, a, answer.place.id, &answer.successors));
        }
    } else if (all_digits(code)) {
        TRY(near_code(db, a, code, &answer.near));
    } else {
        TRY(place_search(db, a, lang, code, 5, &answer.near));
    }
    *out = answer;
    return OK;
}
