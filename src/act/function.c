/* Functions and delegated powers: what each rests on, costs, and is paid for. See act.h. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "doc/csv.h"
#include "i18n/check.h"
#include "text/fold.h"

enum { TITLE_MAX = 500, BY_MAX = 200, YEAR_MIN = 1991, YEAR_MAX = 2199, ROWS_MOST = 2000 };
#define MONEY_MAX    ((int64_t)1000000000000000) /* tyiyn: ten trillion som, above any budget */
#define MONEY_DIGITS 13

const char *const act_functions[] = {"own", "delegated", "duty", NULL};

enum err act_functions_of(struct db *db, struct arena *a, int64_t place_id, int64_t year,
                          struct act_function_rows_t *out)
{
    struct act_function_rows_rows rows;
    struct act_function_rows_t all = {0};

    TRY(act_function_rows(db, a, &(struct act_function_rows_in){place_id, year}, &rows));
    struct act_function *v = arena_array(a, struct act_function, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct act_function_rows_row *r = &rows.v[i];
        v[i] = (struct act_function){.id = r->id,
                                     .version = r->version,
                                     .act_id = r->act_id,
                                     .year = r->year,
                                     .cost = r->cost,
                                     .received = r->received,
                                     .kind = r->kind,
                                     .title = r->title,
                                     .article = r->article,
                                     .delegated_by = r->delegated_by,
                                     .act_title = {r->act_ky, r->act_ru, r->act_en},
                                     .act_kind = r->act_kind,
                                     .act_number = r->act_number};
        if (!str_eq(r->kind, STR("delegated")))
            continue;
        all.cost += r->cost;
        all.received += r->received;
    }
    all.gap = all.cost - all.received;
    all.v = v;
    all.n = rows.n;
    *out = all;
    return OK;
}

bool act_read_money(struct str s, int64_t *tyiyn)
{
    int64_t som = 0, cents = 0;
    size_t digits = 0, places = 0;
    bool comma = false;

    for (size_t at = 0; at < s.n;) {
        uint32_t c = str_utf8_next(s, &at);
        if (c == ' ' || c == 0xA0 || c == 0x202F)
            continue;
        if ((c == ',' || c == '.') && !comma)
            comma = true;
        else if (c >= '0' && c <= '9' && (comma ? ++places <= 2 : ++digits <= MONEY_DIGITS))
            comma ? (cents = 10 * cents + (int64_t)(c - '0'))
                  : (som = 10 * som + (int64_t)(c - '0'));
        else
            return false;
    }
    if (s.n && digits == 0)
        return false;
    *tyiyn = som * 100 + (places == 1 ? 10 * cents : cents);
    return true;
}

static void check(struct faults *f, struct act_function *n)
{
    n->title = check_text(f, "title", n->title, 1, TITLE_MAX);
    n->delegated_by = check_text(f, "delegated_by", n->delegated_by,
                                 str_eq(n->kind, STR("delegated")) ? 1 : 0, BY_MAX);
    if (!act_word_known(act_functions, n->kind))
        fault_add(f, STR("kind"), MSG_common_fault_not_choice);
    if (n->year < YEAR_MIN || n->year > YEAR_MAX)
        fault_add(f, STR("year"), MSG_common_fault_number_range, ARG_N("min", YEAR_MIN),
                  ARG_N("max", YEAR_MAX));
    if (n->cost < 0 || n->cost > MONEY_MAX)
        fault_add(f, STR("cost"), MSG_act_fault_money);
    if (n->received < 0 || n->received > MONEY_MAX)
        fault_add(f, STR("received"), MSG_act_fault_money);
}

static struct str snapshot(struct arena *a, const struct act_function *n)
{
    struct buf *b = buf_new(a, 16 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "kind", n->kind);
    json_field_str(&j, "title", n->title);
    json_field_i64(&j, "act", n->act_id);
    json_field_str(&j, "article", n->article);
    json_field_str(&j, "delegated_by", n->delegated_by);
    json_field_i64(&j, "year", n->year);
    json_field_i64(&j, "cost", n->cost);
    json_field_i64(&j, "received", n->received);
    json_object_end(&j);
    return buf_str(b);
}

enum err act_function_save(struct db *db, struct arena *a, const struct actor *who,
                           const struct act_function *given, struct faults *f, int64_t *id)
{
    struct act_function n = *given;
    int64_t changed;

    check(f, &n);
    TRY(act_check_article(db, a, who->place_id, n.act_id, &n.article, f));
    TRY(faults_err(f));
    if (n.id == 0) {
        struct act_function_insert_row row;
        TRY(act_function_insert(db, a,
                                &(struct act_function_insert_in){.place_id = who->place_id,
                                                                 .kind = n.kind,
                                                                 .title = n.title,
                                                                 .act_id = n.act_id,
                                                                 .article = n.article,
                                                                 .delegated_by = n.delegated_by,
                                                                 .year = n.year,
                                                                 .cost = n.cost,
                                                                 .received = n.received},
                                &row));
        *id = row.id;
        return act_record(db, a, who, "act_function.add", "act_function", row.id, STR_NONE,
                          snapshot(a, &n));
    }
    TRY(act_function_update(db, a,
                            &(struct act_function_update_in){.id = n.id,
                                                             .place_id = who->place_id,
                                                             .version = n.version,
                                                             .kind = n.kind,
                                                             .title = n.title,
                                                             .act_id = n.act_id,
                                                             .article = n.article,
                                                             .delegated_by = n.delegated_by,
                                                             .year = n.year,
                                                             .cost = n.cost,
                                                             .received = n.received},
                            &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    *id = n.id;
    return act_record(db, a, who, "act_function.edit", "act_function", n.id, STR_NONE,
                      snapshot(a, &n));
}

enum err act_function_end(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                          int64_t version)
{
    int64_t changed;

    TRY(act_function_finish(
        db, a, &(struct act_function_finish_in){id, who->place_id, version, clock_now()},
        &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    return act_record(db, a, who, "act_function.end", "act_function", id, STR_NONE,
                      STR("{\"ended\":true}"));
}

/* -- a table -- */

enum {
    COL_TITLE,
    COL_KIND,
    COL_NUMBER,
    COL_DAY,
    COL_ARTICLE,
    COL_BY,
    COL_YEAR,
    COL_COST,
    COL_PAID
};

static const struct csv_column columns[] = {
    {"title", MSG_act_column_title, true},       {"kind", MSG_act_column_kind, true},
    {"act_number", MSG_act_column_act, true},    {"act_day", MSG_act_column_day, true},
    {"article", MSG_act_column_article, false},  {"delegated_by", MSG_act_column_by, false},
    {"year", MSG_act_column_year, true},         {"cost", MSG_act_column_cost, false},
    {"received", MSG_act_column_received, false}};

/* The word of the table, or its name in one of the languages. */
static struct str kind_of(struct arena *a, struct str given)
{
    enum msg key;

    for (const char *const *w = act_functions; *w; w++) {
        if (str_eq_nocase(given, str_of(*w)))
            return str_of(*w);
        if (msg_find(str_fmt(a, "act_function_%s", *w), &key))
            for (int l = 0; l < LANG_COUNT; l++)
                if (text_fold_eq(given, msg_text(a, (enum lang)l, key)))
                    return str_of(*w);
    }
    return given;
}

static void money_field(struct faults *f, struct csv_field at, const char *name, int64_t *out)
{
    if (!act_read_money(at.text, out))
        csv_fault(f, at, name, MSG_common_fault_not_amount);
}

static enum err find_act(struct db *db, struct arena *a, int64_t place_id,
                         const struct csv_row *row, const struct csv_map *map, struct faults *f,
                         int64_t *id)
{
    struct act_by_number_rows rows;
    struct csv_field number = csv_get(row, map, COL_NUMBER);
    day_t day = DAY_NONE;

    *id = 0;
    if (csv_day(csv_get(row, map, COL_DAY), "act_day", f, &day) != OK)
        return OK; /* told */
    TRY(act_by_number(db, a, &(struct act_by_number_in){place_id, number.text, day}, &rows));
    if (rows.n == 0)
        csv_fault(f, number, "act_number", MSG_act_fault_no_act);
    else
        *id = rows.v[0].id;
    return OK;
}

/* What a form would refuse, said where it stands in the table. */
static enum err check_row(struct db *db, struct arena *a, int64_t place_id,
                          const struct csv_row *row, const struct csv_map *map,
                          struct act_function *n, struct faults *f)
{
    struct faults own;

    faults_init(&own, a);
    check(&own, n);
    if (n->act_id)
        TRY(act_check_article(db, a, place_id, n->act_id, &n->article, &own));
    for (const struct fault *x = own.first; x; x = x->next)
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            if (str_eq(x->field, str_of(columns[k].name)))
                csv_fault_args(f, csv_get(row, map, k), columns[k].name, x->msg, x->args,
                               x->arg_count);
    return OK;
}

static enum err read_row(struct db *db, struct arena *a, int64_t place_id, const struct csv *csv,
                         const struct csv_map *map, size_t i, struct act_function *out,
                         struct faults *f)
{
    const struct csv_row *row = &csv->v[i];
    struct act_function n = {.article = csv_get(row, map, COL_ARTICLE).text};
    size_t before = f->n;

    /* Each fault is collected; the verdict is faults_err at the end. */
    enum err title = csv_text(csv, csv_get(row, map, COL_TITLE), "title", f, &n.title);
    enum err by = csv_text(csv, csv_get(row, map, COL_BY), "delegated_by", f, &n.delegated_by);
    enum err year = csv_i64(csv_get(row, map, COL_YEAR), "year", YEAR_MIN, YEAR_MAX, f, &n.year);
    n.kind = kind_of(a, csv_get(row, map, COL_KIND).text);
    money_field(f, csv_get(row, map, COL_COST), "cost", &n.cost);
    money_field(f, csv_get(row, map, COL_PAID), "received", &n.received);
    TRY(find_act(db, a, place_id, row, map, f, &n.act_id));
    if (title == OK && by == OK && year == OK && f->n == before)
        TRY(check_row(db, a, place_id, row, map, &n, f));
    *out = n;
    return OK;
}

enum err act_function_import(struct db *db, struct arena *a, const struct actor *who,
                             struct str table, struct faults *f, int64_t *added)
{
    struct csv csv;
    struct csv_map map;
    int64_t id;

    TRY(csv_read(a, table, &(struct csv_limits){.rows = ROWS_MOST}, f, &csv));
    TRY(csv_map_header(a, &csv, columns, sizeof columns / sizeof *columns, f, &map));
    struct act_function *v = arena_array(a, struct act_function, csv.n);
    for (size_t i = 0; i < csv.n; i++)
        TRY(read_row(db, a, who->place_id, &csv, &map, i, &v[i], f));
    TRY(faults_err(f));
    for (size_t i = 0; i < csv.n; i++)
        TRY(act_function_save(db, a, who, &v[i], f, &id));
    *added = (int64_t)csv.n;
    return OK;
}
