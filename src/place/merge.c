/* Taking in a list of mergers and divisions. See place.h (place_import_file).
 *
 * A row says: the old unit went to the new one from that day. Columns: old_code, new_code, from;
 * name_ky name_ru name_en (of the new unit, on its first row), act, parent_code (default: where the
 * old one lies), villages (codes with blanks between, only where one unit is divided among
 * several). old_code = new_code: the unit goes on, and takes in the others. What lay in the old
 * unit moves to the new one; the old one is closed with the day before, and stays on record. A row
 * that is on record already is passed over, so that a list may be imported again with rows added.
 */
#include <string.h>

#include "place/place_inside.h"

enum {
    COL_OLD,
    COL_NEW,
    COL_FROM,
    COL_KY,
    COL_RU,
    COL_EN,
    COL_ACT,
    COL_PARENT,
    COL_VILLAGES,
    COL_COUNT
};

static const struct csv_column columns[COL_COUNT] = {
    [COL_OLD] = {"old_code", MSG_place_col_old_code, true},
    [COL_NEW] = {"new_code", MSG_place_col_new_code, true},
    [COL_FROM] = {"from", MSG_place_col_from, true},
    [COL_KY] = {"name_ky", MSG_place_col_name_ky, false},
    [COL_RU] = {"name_ru", MSG_place_col_name_ru, false},
    [COL_EN] = {"name_en", MSG_place_col_name_en, false},
    [COL_ACT] = {"act", MSG_place_col_act, false},
    [COL_PARENT] = {"parent_code", MSG_place_col_parent, false},
    [COL_VILLAGES] = {"villages", MSG_place_col_villages, false},
};

struct merging {
    struct arena *a;
    const struct csv *csv;
    struct csv_map map;
    struct tree *t;
    struct faults *f;
    struct place_import_report *r;
    struct place_successor_pairs_rows pairs;
    struct mergers list;
};

static struct csv_field get(const struct merging *m, const struct csv_row *row, int column)
{
    return csv_get(row, &m->map, (size_t)column);
}

bool place_is_merger_list(struct arena *a, const struct csv *csv)
{
    struct faults quiet;
    struct csv_map map;

    faults_init(&quiet, a);
    return csv_map_header(a, csv, columns, 2, &quiet, &map) == OK;
}

static bool is_on_record(const struct merging *m, const struct merger *x)
{
    for (size_t i = 0; i < m->pairs.n; i++)
        if (str_eq(m->pairs.v[i].old_code, x->old_code) &&
            str_eq(m->pairs.v[i].new_code, x->new_code))
            return m->pairs.v[i].day == x->day;
    return false;
}

static enum err take_day(const struct merging *m, const struct csv_row *row, day_t *out)
{
    struct csv_field at = get(m, row, COL_FROM);
    const char *column = columns[COL_FROM].name;
    day_t day = DAY_NONE;

    TRY(csv_day(at, column, m->f, &day));
    if (day == DAY_NONE) {
        csv_fault(m->f, at, column, MSG_place_day_missing);
        return ERR_INVALID;
    }
    if (day > clock_today()) {
        csv_fault(m->f, at, column, MSG_place_day_ahead, ARG_S("day", at.text));
        return ERR_INVALID;
    }
    *out = day;
    return OK;
}

static bool may_merge(enum place_kind k)
{
    return k == PLACE_AIMAK || k == PLACE_CITY || k == PLACE_TOWN;
}

static enum err check_old(const struct merging *m, const struct merger *x)
{
    struct csv_field at = get(m, x->row, COL_OLD);
    const char *column = columns[COL_OLD].name;
    const struct tree_unit *old = tree_find(m->t, x->old_code);

    if (!old || old->was.id == 0)
        csv_fault(m->f, at, column, MSG_place_old_unknown, ARG_S("code", x->old_code));
    else if (!may_merge(old->was.kind))
        csv_fault(m->f, at, column, MSG_place_merge_kind, ARG_S("code", x->old_code));
    else if (old->was.valid_to != DAY_NONE)
        csv_fault(m->f, at, column, MSG_place_old_ended, ARG_S("code", x->old_code),
                  ARG_S("day", day_iso(m->a, old->was.valid_to)));
    else if (old->was.valid_from != DAY_NONE && old->was.valid_from >= x->day)
        csv_fault(m->f, get(m, x->row, COL_FROM), columns[COL_FROM].name, MSG_place_day_early,
                  ARG_S("day", day_iso(m->a, old->was.valid_from)));
    else
        return OK;
    return ERR_INVALID;
}

static enum err take_new_names(const struct merging *m, const struct merger *x, struct tree_unit *u,
                               bool first)
{
    static const int column[LANG_COUNT] = {COL_KY, COL_RU, COL_EN};
    enum err e = OK;

    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct csv_field at = get(m, x->row, column[lang]);
        const char *name_of = columns[column[lang]].name;
        struct name_check check = {m->csv,          m->f,       &m->r->notes,
                                   (enum lang)lang, u->is.kind, name_of};
        struct str name;
        if (at.text.n == 0)
            continue;
        if (place_name_take(m->a, &check, at, &name) != OK) {
            e = ERR_INVALID;
        } else if (!first && u->is.name[lang].n && !str_eq(u->is.name[lang], name)) {
            csv_fault(m->f, at, name_of, MSG_place_merge_name_differs, ARG_S("code", x->new_code),
                      ARG_S("name", u->is.name[lang]));
            e = ERR_INVALID;
        } else {
            u->is.name[lang] = name;
        }
    }
    if (e == OK && !u->is.name[LANG_KY].n && !u->is.name[LANG_RU].n && !u->is.name[LANG_EN].n) {
        csv_fault(m->f,
                  get(m, x->row, COL_KY).column ? get(m, x->row, COL_KY) : get(m, x->row, COL_NEW),
                  "name_ky", MSG_place_name_none);
        e = ERR_INVALID;
    }
    return e;
}

/* The new unit: there already and going on, or made by the first row that names it. */
static enum err take_new(const struct merging *m, const struct merger *x)
{
    struct csv_field at = get(m, x->row, COL_NEW), up = get(m, x->row, COL_PARENT);
    const struct tree_unit *old = tree_find(m->t, x->old_code);
    struct str parent = old ? old->parent : STR("");
    struct tree_unit *u = tree_add(m->t, x->new_code);
    bool first = u->line == 0, made = u->was.id == 0;

    u->line = x->row->line;
    if (made && first) {
        u->is.kind = place_code_kind(x->new_code);
        u->is.is_municipality = true;
        u->is.valid_from = x->day;
        u->is.act = x->act;
        u->changed = true;
    }
    if (!may_merge(u->is.kind)) {
        csv_fault(m->f, at, columns[COL_NEW].name, MSG_place_merge_kind,
                  ARG_S("code", x->new_code));
        return ERR_INVALID;
    }
    if (u->was.valid_to != DAY_NONE) {
        csv_fault(m->f, at, columns[COL_NEW].name, MSG_place_old_ended, ARG_S("code", x->new_code),
                  ARG_S("day", day_iso(m->a, u->was.valid_to)));
        return ERR_INVALID;
    }
    if (made && !first && u->is.valid_from != x->day) {
        csv_fault(m->f, get(m, x->row, COL_FROM), columns[COL_FROM].name,
                  MSG_place_merge_day_differs, ARG_S("code", x->new_code),
                  ARG_S("day", day_iso(m->a, u->is.valid_from)));
        return ERR_INVALID;
    }
    if (up.text.n)
        TRY(place_take_code(m->a, up, columns[COL_PARENT].name, m->f, &parent));
    if (made ? first : up.text.n > 0)
        u->parent = parent;
    const struct tree_unit *above = tree_find(m->t, u->parent);
    if (!above || !place_kind_fits(u->is.kind, above->is.kind)) {
        csv_fault(m->f, up.text.n ? up : at, columns[COL_PARENT].name,
                  above ? MSG_place_parent_unfit : MSG_place_parent_unknown,
                  ARG_S("code", above ? x->new_code : u->parent), ARG_S("parent", u->parent));
        return ERR_INVALID;
    }
    TRY(take_new_names(m, x, u, first));
    u->changed = made || !place_same(&u->was, &u->is);
    return OK;
}

static enum err take_row(struct merging *m, const struct csv_row *row)
{
    struct merger x = {.row = row, .villages = get(m, row, COL_VILLAGES), .act = STR("")};
    enum err e =
        place_take_code(m->a, get(m, row, COL_OLD), columns[COL_OLD].name, m->f, &x.old_code);

    if (place_take_code(m->a, get(m, row, COL_NEW), columns[COL_NEW].name, m->f, &x.new_code) !=
            OK ||
        take_day(m, row, &x.day) != OK ||
        csv_text(m->csv, get(m, row, COL_ACT), columns[COL_ACT].name, m->f, &x.act) != OK ||
        e != OK)
        return ERR_INVALID;
    x.known = is_on_record(m, &x);
    for (size_t i = 0; i < m->list.n; i++)
        if (str_eq(m->list.v[i].old_code, x.old_code) &&
            str_eq(m->list.v[i].new_code, x.new_code)) {
            csv_fault(m->f, get(m, row, COL_OLD), columns[COL_OLD].name, MSG_place_merge_twice,
                      ARG_N("line", m->list.v[i].row->line));
            return ERR_INVALID;
        }
    m->list.v[m->list.n++] = x;
    if (x.known)
        return OK;
    TRY(check_old(m, &x));
    return take_new(m, &x);
}

static bool is_divided(const struct merging *m, struct str old_code)
{
    size_t n = 0;
    for (size_t i = 0; i < m->list.n; i++)
        n += str_eq(m->list.v[i].old_code, old_code);
    return n > 1;
}

/* Villages named in the row go to its new unit. */
static enum err move_named(const struct merging *m, const struct merger *x)
{
    struct str rest = x->villages.text, one;
    enum err e = OK;

    while (rest.n && str_cut(&rest, ' ', &one)) {
        struct csv_field at = x->villages;
        struct str code;
        at.text = str_trim(one);
        if (at.text.n && (at.text.p[at.text.n - 1] == ',' || at.text.p[at.text.n - 1] == ';'))
            at.text.n--;
        if (at.text.n == 0)
            continue;
        if (place_take_code(m->a, at, columns[COL_VILLAGES].name, m->f, &code) != OK) {
            e = ERR_INVALID;
            continue;
        }
        struct tree_unit *village = tree_find(m->t, code);
        if (!village || !str_eq(village->was_parent, x->old_code)) {
            csv_fault(m->f, at, columns[COL_VILLAGES].name, MSG_place_village_elsewhere,
                      ARG_S("code", code), ARG_S("old", x->old_code));
            e = ERR_INVALID;
        } else if (!str_eq(village->parent, village->was_parent)) {
            csv_fault(m->f, at, columns[COL_VILLAGES].name, MSG_place_village_twice,
                      ARG_S("code", code));
            e = ERR_INVALID;
        } else {
            village->parent = x->new_code;
            village->line = x->row->line;
        }
    }
    return e;
}

static void move_all(const struct merging *m, const struct merger *x)
{
    for (size_t i = 0; i < m->t->n; i++)
        if (str_eq(m->t->v[i].was_parent, x->old_code) && m->t->v[i].was.id)
            m->t->v[i].parent = x->new_code;
}

/* In a divided unit every village must have been given to somebody. */
static void check_left_over(const struct merging *m, const struct merger *x)
{
    for (size_t i = 0; i < m->t->n; i++) {
        const struct tree_unit *u = &m->t->v[i];
        if (str_eq(u->was_parent, x->old_code) && u->is.valid_to == DAY_NONE && !u->line)
            csv_fault(m->f, x->villages.column ? x->villages : get(m, x->row, COL_OLD),
                      columns[COL_VILLAGES].name, MSG_place_village_left, ARG_S("old", x->old_code),
                      ARG_S("code", u->is.code), ARG_S("name", place_name(&u->is, LANG_KY)));
    }
}

static void close_old(const struct merging *m, const struct merger *x)
{
    struct tree_unit *old = tree_find(m->t, x->old_code);

    for (size_t i = 0; i < m->list.n; i++) /* goes on under its own code */
        if (str_eq(m->list.v[i].new_code, x->old_code))
            return;
    if (old->is.valid_to == DAY_NONE)
        m->r->closed++;
    old->is.valid_to = x->day - 1;
    old->is.act = x->act.n ? x->act : old->is.act;
    old->changed = true;
}

enum err place_take_mergers(struct db *db, struct arena *a, const struct csv *csv, struct tree *t,
                            struct faults *f, struct place_import_report *r, struct mergers *out)
{
    struct merging m = {.a = a, .csv = csv, .t = t, .f = f, .r = r};

    TRY(csv_map_header(a, csv, columns, COL_COUNT, f, &m.map));
    TRY(place_successor_pairs(db, a, &m.pairs));
    m.list.v = arena_array(a, struct merger, csv->n + 1);
    for (size_t i = 0; i < csv->n; i++)
        (void)!take_row(&m, &csv->v[i]); /* its faults are in f; the next rows' are wanted too */
    TRY(faults_err(f));
    for (size_t i = 0; i < m.list.n; i++) {
        const struct merger *x = &m.list.v[i];
        if (x->known)
            continue;
        if (is_divided(&m, x->old_code))
            (void)!move_named(&m, x);
        else
            move_all(&m, x);
    }
    for (size_t i = 0; i < m.list.n; i++) {
        const struct merger *x = &m.list.v[i];
        if (x->known)
            continue;
        if (is_divided(&m, x->old_code))
            check_left_over(&m, x);
        close_old(&m, x);
    }
    TRY(faults_err(f));
    *out = m.list;
    return OK;
}
