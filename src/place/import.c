/* Taking in the classifier. See place.h (place_import_file).
 *
 * Columns: code (14 digits), at least one of name_ky name_ru name_en; optional parent_code, kind
 * (or level), population, lat, lon, valid_from, valid_to, municipality (1/0), act. Titles in Kyrgyz
 * and Russian are accepted (i18n place_col_…). A name that the file leaves empty, or has no column
 * for, is kept. Rows that are not in the file stay. Irregular rows of the state's own table are
 * taken as it means them: the …010 row of an oblast city is the city itself, 417000000000NN doubles
 * a city of the republic, 6108xx rows are villages of the town before them. */
#include <string.h>

#include "place/place_inside.h"

enum {
    COL_CODE,
    COL_KY,
    COL_RU,
    COL_EN,
    COL_PARENT,
    COL_KIND,
    COL_POPULATION,
    COL_LAT,
    COL_LON,
    COL_FROM,
    COL_TO,
    COL_MUNICIPALITY,
    COL_ACT,
    COL_COUNT
};

static const struct csv_column columns[COL_COUNT] = {
    [COL_CODE] = {"code", MSG_place_col_code, true},
    [COL_KY] = {"name_ky", MSG_place_col_name_ky, false},
    [COL_RU] = {"name_ru", MSG_place_col_name_ru, false},
    [COL_EN] = {"name_en", MSG_place_col_name_en, false},
    [COL_PARENT] = {"parent_code", MSG_place_col_parent, false},
    [COL_KIND] = {"kind", MSG_place_col_kind, false},
    [COL_POPULATION] = {"population", MSG_place_col_population, false},
    [COL_LAT] = {"lat", MSG_place_col_lat, false},
    [COL_LON] = {"lon", MSG_place_col_lon, false},
    [COL_FROM] = {"valid_from", MSG_place_col_valid_from, false},
    [COL_TO] = {"valid_to", MSG_place_col_valid_to, false},
    [COL_MUNICIPALITY] = {"municipality", MSG_place_col_municipality, false},
    [COL_ACT] = {"act", MSG_place_col_act, false},
};

#define POPULATION_MAX 20000000

struct taking {
    struct arena *a;
    const struct csv *csv;
    struct csv_map map;
    struct tree *t;
    struct faults *f;
    struct place_import_report *r;
    struct str *codes; /* of each row, "" where it says nothing of its own */
};

static struct csv_field get(const struct taking *k, const struct csv_row *row, int column)
{
    return csv_get(row, &k->map, (size_t)column);
}

enum err place_take_code(struct arena *a, struct csv_field at, const char *column, struct faults *f,
                         struct str *out)
{
    struct str code;

    TRY(csv_code(a, at, column, f, &code));
    if (!place_code_is(code)) {
        csv_fault(f, at, column, MSG_place_code_wrong, ARG_S("code", at.text),
                  ARG_N("digits", PLACE_CODE_LENGTH));
        return ERR_INVALID;
    }
    *out = place_code_regular(a, code);
    return OK;
}

/* Degrees with up to six decimals to microdegrees: "42.49068", "42,49068". */
static enum err take_degrees(const struct taking *k, struct csv_field at, int column, int64_t max,
                             int64_t *out)
{
    struct str s = at.text;
    int64_t v = 0, places = -1;
    bool minus = s.n && s.p[0] == '-', wrong = s.n == (size_t)minus || s.n > 16;

    for (size_t i = minus; !wrong && i < s.n; i++) {
        if ((s.p[i] == '.' || s.p[i] == ',') && places < 0)
            places = 0;
        else if (s.p[i] < '0' || s.p[i] > '9')
            wrong = true;
        else if (places < 6) {
            v = v * 10 + (s.p[i] - '0');
            places += places >= 0;
        }
    }
    for (places = places < 0 ? 0 : places; places < 6; places++)
        v *= 10;
    if (wrong || v > max * 1000000) {
        csv_fault(k->f, at, columns[column].name, MSG_place_degrees_wrong, ARG_S("value", s),
                  ARG_N("max", max));
        return ERR_INVALID;
    }
    *out = minus ? -v : v;
    return OK;
}

static enum err take_names(const struct taking *k, const struct csv_row *row, struct place *p)
{
    static const int column[LANG_COUNT] = {COL_KY, COL_RU, COL_EN};
    enum err e = OK;
    bool any = false;

    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct csv_field at = get(k, row, column[lang]);
        struct name_check check = {k->csv,          k->f,    k->r ? &k->r->notes : NULL,
                                   (enum lang)lang, p->kind, columns[column[lang]].name};
        struct str name;
        if (at.text.n && place_name_take(k->a, &check, at, &name) != OK)
            e = ERR_INVALID;
        else if (at.text.n)
            p->name[lang] = name;
        any = any || at.text.n || p->name[lang].n;
    }
    if (!any) {
        csv_fault(k->f, get(k, row, COL_CODE), "name_ky", MSG_place_name_none);
        return ERR_INVALID;
    }
    return e;
}

static enum err take_kind(const struct taking *k, const struct csv_row *row, struct place *p)
{
    struct csv_field at = get(k, row, COL_KIND);

    p->kind = place_code_kind(p->code);
    /* Levels as other tables call them ("village", "aiyl_aimak_or_town") say less than the code:
     * only our own names count. */
    if (at.text.n)
        (void)!place_kind_of(at.text, &p->kind);
    p->is_municipality = p->kind == PLACE_AIMAK || (p->kind == PLACE_CITY);
    at = get(k, row, COL_MUNICIPALITY);
    if (at.text.n == 0)
        return OK;
    int64_t own = 0;
    TRY(csv_i64(at, columns[COL_MUNICIPALITY].name, 0, 1, k->f, &own));
    p->is_municipality = own == 1;
    return OK;
}

static enum err take_figures(const struct taking *k, const struct csv_row *row, struct place *p)
{
    struct csv_field lat = get(k, row, COL_LAT), lon = get(k, row, COL_LON);
    day_t from = DAY_NONE, to = DAY_NONE;
    enum err e = csv_i64(get(k, row, COL_POPULATION), columns[COL_POPULATION].name, 0,
                         POPULATION_MAX, k->f, &p->population);

    if (lat.text.n || lon.text.n) {
        if (take_degrees(k, lat, COL_LAT, 90, &p->lat_e6) != OK ||
            take_degrees(k, lon, COL_LON, 180, &p->lon_e6) != OK)
            e = ERR_INVALID;
        else
            p->has_position = true;
    }
    if (csv_day(get(k, row, COL_FROM), columns[COL_FROM].name, k->f, &from) != OK ||
        csv_day(get(k, row, COL_TO), columns[COL_TO].name, k->f, &to) != OK)
        return ERR_INVALID;
    if (from != DAY_NONE)
        p->valid_from = from;
    if (to != DAY_NONE)
        p->valid_to = to;
    if (p->valid_from != DAY_NONE && p->valid_to != DAY_NONE && p->valid_to < p->valid_from) {
        csv_fault(k->f, get(k, row, COL_TO), columns[COL_TO].name, MSG_place_days_reversed);
        return ERR_INVALID;
    }
    struct csv_field act = get(k, row, COL_ACT);
    if (act.text.n)
        TRY(csv_text(k->csv, act, columns[COL_ACT].name, k->f, &p->act));
    return e;
}

/* A code that stands in the file before. The state's table has one city twice, under an irregular
 * code: noted. */
static enum err second_row(const struct taking *k, struct csv_field at, const struct tree_unit *u,
                           bool irregular)
{
    if (!irregular) {
        csv_fault(k->f, at, columns[COL_CODE].name, MSG_place_code_twice, ARG_S("code", u->is.code),
                  ARG_N("line", u->line));
        return ERR_INVALID;
    }
    if (k->r)
        csv_fault(&k->r->notes, at, columns[COL_CODE].name, MSG_place_note_double,
                  ARG_S("code", at.text), ARG_S("regular", u->is.code));
    return OK;
}

/* Rows that double a city of the republic under an irregular code say nothing that its own row does
 * not say better. */
static bool is_double(const struct taking *k, struct str typed, struct str regular)
{
    if (str_eq(typed, regular) || !str_starts(typed, STR("41700000")))
        return false;
    for (size_t i = 0; i < k->csv->n; i++)
        if (str_eq(get(k, &k->csv->v[i], COL_CODE).text, regular))
            return true;
    return tree_find(k->t, regular) != NULL;
}

/* Where the row says that its unit belongs. The row of an old classifier does not move a village
 * back to a unit that has ended. */
static enum err take_parent(const struct taking *k, const struct csv_row *row, struct tree_unit *u)
{
    struct csv_field up = get(k, row, COL_PARENT);
    struct str parent = STR("");

    if (up.text.n == 0) {
        if (!u->was.id && !u->parent.n)
            u->parent = place_code_parent(k->a, u->is.code);
        return OK;
    }
    TRY(place_take_code(k->a, up, columns[COL_PARENT].name, k->f, &parent));
    if (place_code_is_country(parent))
        parent = STR("");
    const struct tree_unit *p = parent.n ? tree_find(k->t, parent) : NULL;
    if (!(u->was.id && p && p->was.valid_to != DAY_NONE))
        u->parent = parent;
    return OK;
}

static enum err take_row(struct taking *k, size_t i)
{
    const struct csv_row *row = &k->csv->v[i];
    struct csv_field at = get(k, row, COL_CODE);
    struct str code;
    enum err e;

    TRY(place_take_code(k->a, at, columns[COL_CODE].name, k->f, &code));
    if (place_code_is_country(code))
        return OK;
    if (is_double(k, at.text, code))
        return second_row(k, at, &(struct tree_unit){.is = {.code = code}}, true);
    struct tree_unit *u = tree_add(k->t, code);
    if (u->line)
        return second_row(k, at, u, false);
    k->codes[i] = code;
    u->line = row->line;
    e = take_kind(k, row, &u->is);
    if (take_names(k, row, &u->is) != OK || take_figures(k, row, &u->is) != OK ||
        take_parent(k, row, u) != OK)
        e = ERR_INVALID;
    u->changed = !place_same(&u->was, &u->is);
    return e;
}

/* Villages of a town of the district stand beside it in the table; the town is the row with the
 * same first 11 digits. */
static void below_their_town(struct tree *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct tree_unit *u = &t->v[i];
        if (!u->line || !place_code_below_town(u->is.code))
            continue;
        for (int village = 10; village < 100; village += 10) {
            struct str code = str_fmt(t->a, "%.*s%03d", STR_F(str_sub(u->is.code, 0, 11)), village);
            struct tree_unit *town = tree_find(t, code);
            if (town && town->is.kind == PLACE_CITY && town->is.valid_to == DAY_NONE) {
                u->parent = code;
                break;
            }
        }
    }
}

static void check_parents(const struct taking *k, const struct csv_row *row,
                          const struct tree_unit *u)
{
    struct csv_field at = get(k, row, COL_PARENT);
    const struct tree_unit *parent = u->parent.n ? tree_find(k->t, u->parent) : NULL;

    if (!at.text.n)
        at = get(k, row, COL_CODE);
    if (u->parent.n && !parent)
        csv_fault(k->f, at, columns[COL_PARENT].name, MSG_place_parent_unknown,
                  ARG_S("code", u->parent));
    else if (parent ? !place_kind_fits(u->is.kind, parent->is.kind)
                    : !place_kind_stands_alone(u->is.kind))
        csv_fault(k->f, at, columns[COL_PARENT].name, MSG_place_parent_unfit,
                  ARG_S("code", u->is.code), ARG_S("parent", u->parent.n ? u->parent : STR("417")));
}

enum err place_take_units(struct arena *a, const struct csv *csv, struct tree *t, struct faults *f,
                          struct place_import_report *r)
{
    struct taking k = {.a = a, .csv = csv, .t = t, .f = f, .r = r};

    TRY(csv_map_header(a, csv, columns, COL_COUNT, f, &k.map));
    k.codes = arena_array(a, struct str, csv->n + 1);
    for (size_t i = 0; i < csv->n; i++)
        (void)!take_row(&k, i); /* its faults are in f; the next rows' are wanted too */
    TRY(faults_err(f));
    below_their_town(t);
    for (size_t i = 0; i < csv->n; i++) {
        const struct tree_unit *u = k.codes[i].n ? tree_find(t, k.codes[i]) : NULL;
        if (u)
            check_parents(&k, &csv->v[i], u);
    }
    return faults_err(f);
}
