/* What changed between two versions of a plan: measures matched by their origin, field by field. */
#include "plan/plan_web.h"

enum { FIELDS = 7 };

struct side {
    struct lang_str field[FIELDS];
};

static struct side side_of(struct arena *a, enum lang lang, const struct plan_measures_row *m)
{
    return (struct side){
        {PLAN_SAY(lang, m, title),
         {plan_direction_name(a, lang, m->section), lang},
         {plan_form_text(lang, (struct plan_words){m->form_ky, m->form_ru, m->form_en},
                         m->form_other),
          lang},
         {plan_period_text(a, lang, m->period, m->from_day, m->to_day), lang},
         {m->responsible, lang},
         PLAN_SAY(lang, m, funding),
         PLAN_SAY(lang, m, result)}};
}

static const struct plan_measures_row *by_origin(const struct plan_measures_rows *rows,
                                                 int64_t origin)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->v[i].origin_id == origin)
            return &rows->v[i];
    return NULL;
}

static void compare(struct arena *a, enum lang lang, const struct plan_measures_row *before,
                    const struct plan_measures_row *after, struct plan_change *out)
{
    static const enum msg names[FIELDS] = {
        MSG_common_title,     MSG_plan_direction, MSG_plan_form,  MSG_plan_when,
        MSG_plan_responsible, MSG_plan_resources, MSG_plan_result};
    struct plan_change_field *v = arena_array(a, struct plan_change_field, FIELDS);
    struct side x = side_of(a, lang, before), y = side_of(a, lang, after);

    *out = (struct plan_change){
        .kind = PLAN_CHANGED, .title = y.field[0], .direction = y.field[1].text, .v = v};
    for (int i = 0; i < FIELDS; i++)
        if (!str_eq(x.field[i].text, y.field[i].text))
            v[out->n++] =
                (struct plan_change_field){msg_text(a, lang, names[i]), x.field[i], y.field[i]};
}

enum err plan_diff(struct db *db, struct arena *a, enum lang lang, int64_t old_id, int64_t new_id,
                   struct plan_changes *out)
{
    struct plan_measures_rows before, after;
    size_t n = 0;

    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = old_id}, &before));
    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = new_id}, &after));
    struct plan_change *v = arena_array(a, struct plan_change, before.n + after.n);
    for (size_t i = 0; i < after.n; i++) {
        const struct plan_measures_row *old = by_origin(&before, after.v[i].origin_id);
        struct side s = side_of(a, lang, &after.v[i]);
        if (!old) {
            v[n++] = (struct plan_change){
                .kind = PLAN_ADDED, .title = s.field[0], .direction = s.field[1].text};
            continue;
        }
        compare(a, lang, old, &after.v[i], &v[n]);
        n += v[n].n > 0;
    }
    for (size_t i = 0; i < before.n; i++) {
        if (by_origin(&after, before.v[i].origin_id))
            continue;
        struct side s = side_of(a, lang, &before.v[i]);
        v[n++] = (struct plan_change){
            .kind = PLAN_REMOVED, .title = s.field[0], .direction = s.field[1].text};
    }
    *out = (struct plan_changes){v, n};
    return OK;
}
