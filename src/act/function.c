/* Functions and delegated powers: what each rests on, costs, and is paid for. See act.h. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "i18n/check.h"

enum { TITLE_MAX = 500, BY_MAX = 200, YEAR_MIN = 1991, YEAR_MAX = 2199 };
#define MONEY_MAX ((int64_t)1000000000000000) /* tyiyn: ten trillion som, above any budget */

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
                                     .act_title = {r->act_ky, r->act_ru, r->act_en}};
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
    TRY(act_check_article(db, a, who->place_id, n.act_id, n.article, f));
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
