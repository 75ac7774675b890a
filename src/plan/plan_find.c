/* What of programmes and discussions is found by words. See plan.h.
 *
 * Names of who wrote are left out: a comment is found by what it says. */
#include "plan/plan_in.h"
#include "plan/plan_programme_sql.h"

static struct plan_words two(struct arena *a, struct plan_words x, struct plan_words y)
{
    return (struct plan_words){
        .ky = str_fmt(a, "%.*s\n%.*s", STR_F(x.ky), STR_F(y.ky)),
        .ru = str_fmt(a, "%.*s\n%.*s", STR_F(x.ru), STR_F(y.ru)),
        .en = str_fmt(a, "%.*s\n%.*s", STR_F(x.en), STR_F(y.en)),
    };
}

enum err plan_programme_ids(struct db *db, struct arena *a, struct plan_ids *out)
{
    struct programme_list_rows rows;

    TRY(programme_list(db, a, &rows));
    int64_t *v = arena_array(a, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = rows.v[i].id;
    *out = (struct plan_ids){v, rows.n};
    return OK;
}

enum err plan_programme_found(struct db *db, struct arena *a, int64_t id, struct plan_founds *out)
{
    struct plan_get_row plan;
    struct plan_measures_rows measures;

    TRY(plan_get(db, a, &(struct plan_get_in){.id = id}, &plan));
    if (!str_eq(plan.kind, PLAN_PROGRAMME) || !plan_public(plan.state))
        return ERR_NOT_FOUND;
    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = id}, &measures));
    struct plan_found *v = arena_array(a, struct plan_found, measures.n + 1);
    v[0] = (struct plan_found){.id = id,
                               .plan_id = id,
                               .no = STR(""),
                               .title = {plan.title_ky, plan.title_ru, plan.title_en},
                               .body = {plan.goal_ky, plan.goal_ru, plan.goal_en},
                               .on = plan.from_day};
    for (size_t i = 0; i < measures.n; i++) {
        const struct plan_measures_row *m = &measures.v[i];
        v[i + 1] = (struct plan_found){
            .id = m->id,
            .plan_id = id,
            .no = m->no,
            .title = {m->title_ky, m->title_ru, m->title_en},
            .body = two(a, (struct plan_words){m->result_ky, m->result_ru, m->result_en},
                        (struct plan_words){m->funding_ky, m->funding_ru, m->funding_en}),
            .on = m->from_day};
    }
    *out = (struct plan_founds){v, measures.n + 1};
    return OK;
}

enum err plan_comment_ids(struct db *db, struct arena *a, int64_t place_id, struct plan_ids *out)
{
    struct plan_comments_of_place_rows rows;

    TRY(plan_comments_of_place(db, a, &(struct plan_comments_of_place_in){.place_id = place_id},
                               &rows));
    int64_t *v = arena_array(a, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = rows.v[i].id;
    *out = (struct plan_ids){v, rows.n};
    return OK;
}

/* The plan of a comment: many comments of one are looked at in a row. */
static enum err plan_of(struct db *db, struct arena *a, int64_t id, struct plan_get_row *out)
{
    static const char key;
    struct arena *notes = db_notes(db, a);
    struct plan_get_row *known = db_note(db, &key), row;

    if (!known || known->id != id) {
        TRY(plan_get(db, notes ? notes : a, &(struct plan_get_in){.id = id}, &row));
        known = notes ? arena_new(notes, struct plan_get_row) : NULL;
        if (!known) {
            *out = row;
            return OK;
        }
        *known = row;
        db_note_set(db, &key, known);
    }
    *out = *known;
    return OK;
}

enum err plan_comment_found(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                            struct plan_found *out)
{
    struct plan_comment_get_row c;
    struct plan_get_row plan;
    struct plan_measure_get_row m;

    TRY(plan_comment_get(db, a, &(struct plan_comment_get_in){.id = id}, &c));
    TRY(plan_of(db, a, c.plan_id, &plan));
    if (c.hidden_at.has || !plan.place_id.has || plan.place_id.v != place_id ||
        !plan_public(plan.state))
        return ERR_NOT_FOUND;
    struct plan_found found = {.id = id,
                               .plan_id = c.plan_id,
                               .no = STR(""),
                               .title = {plan.title_ky, plan.title_ru, plan.title_en},
                               .on = day_of_instant(c.at)};
    if (c.measure_id.has) {
        TRY(plan_measure_get(db, a, &(struct plan_measure_get_in){.id = c.measure_id.v}, &m));
        found.title = (struct plan_words){m.title_ky, m.title_ru, m.title_en};
    }
    /* People write in the language they like: nothing says which it is. */
    found.body = (struct plan_words){
        .ky = str_fmt(a, "%.*s\n%.*s\n%.*s", STR_F(c.words), STR_F(c.reason), STR_F(c.changed)),
        .ru = STR(""),
        .en = STR("")};
    *out = found;
    return OK;
}
