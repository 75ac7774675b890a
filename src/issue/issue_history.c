/* The public past of an issue: each version beside the one before it, field by field. */
#include "issue/issue.h"

#include "body/body.h"
#include "i18n/i18n.h"
#include "issue/issue_inside.h"
#include "rules/state.h"
#include "text/dates.h"
#include "text/numbers.h"

enum { FIELDS = 11 };

struct named {
    const char *name;
    enum msg label;
    struct str value;
};

/* The fields of a version as people read them. Office, note and instant are not fields: they tell
 * of the change. */
static void fields_of(struct arena *a, enum lang lang, const struct issue_versions_of_row *r,
                      struct named out[FIELDS])
{
    const struct named v[FIELDS] = {
        {"number", MSG_issue_number, text_number(a, lang, r->number)},
        {"title_ky", MSG_issue_title_ky, r->title_ky},
        {"title_ru", MSG_issue_title_ru, r->title_ru},
        {"title_en", MSG_issue_title_en, r->title_en},
        {"text_ky", MSG_issue_text_ky, r->text_ky},
        {"text_ru", MSG_issue_text_ru, r->text_ru},
        {"text_en", MSG_issue_text_en, r->text_en},
        {"basis", MSG_issue_basis, r->basis},
        {"responsible", MSG_issue_responsible, r->responsible},
        {"state", MSG_issue_state, state_name(a, lang, &issue_states, r->state)},
        {"refreshed", MSG_issue_refreshed, text_date(a, lang, r->refreshed)},
    };

    for (size_t i = 0; i < FIELDS; i++)
        out[i] = v[i];
}

static struct issue_version version_of(struct arena *a, enum lang lang,
                                       const struct issue_versions_of_row *now,
                                       const struct issue_versions_of_row *before)
{
    struct issue_change *v = arena_array(a, struct issue_change, FIELDS);
    struct issue_version out = {.version = now->version,
                                .at = now->at,
                                .office = body_office_text(a, lang, now->office),
                                .note = now->note};
    struct named new[FIELDS], old[FIELDS];
    size_t n = 0;
    enum msg what;

    fields_of(a, lang, now, new);
    if (before)
        fields_of(a, lang, before, old);
    for (size_t i = 0; i < FIELDS; i++) {
        struct str was = before ? old[i].value : STR("");

        if (!str_eq(new[i].value, was))
            v[n++] = (struct issue_change){str_of(new[i].name), msg_text(a, lang, new[i].label),
                                           was, new[i].value};
    }
    out.what = now->what;
    out.what_text = msg_find(str_fmt(a, "issue_what_%.*s", STR_F(now->what)), &what)
                        ? msg_text(a, lang, what)
                        : now->what;
    if (out.office.n == 0)
        out.office = msg_text(a, lang, MSG_issue_office_unnamed);
    out.changes = (struct issue_changes){v, n};
    return out;
}

enum err issue_history(struct db *db, struct arena *a, enum lang lang, int64_t id,
                       struct issue_versions *out)
{
    struct issue_versions_of_rows rows;

    TRY(issue_versions_of(db, a, &(struct issue_versions_of_in){.issue_id = id}, &rows));
    struct issue_version *v = arena_array(a, struct issue_version, rows.n);

    for (size_t i = 0; i < rows.n; i++)
        v[i] = version_of(a, lang, &rows.v[i], i + 1 < rows.n ? &rows.v[i + 1] : NULL);
    *out = (struct issue_versions){v, rows.n};
    return OK;
}
