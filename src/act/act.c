/* Acts. See act.h. Their texts: edition.c; what rests on them: link.c, cite.c. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "audit/audit.h"
#include "i18n/check.h"
#include "rules/rules.h"

/* Lengths in characters. */
enum { TITLE_MAX = 500, NUMBER_MAX = 60, ISSUER_MAX = 200, CODE_MAX = 60 };

const char *const act_kinds[] = {"law",     "decree", "order", "resolution",
                                 "charter", "treaty", "other", NULL};
/* The challenges report names these fields in which acts bind a municipality. */
const char *const act_fields[] = {"elections", "business",   "health",   "land",
                                  "culture",   "statistics", "building", "finance",
                                  "security",  "family",     "ecology",  NULL};

bool act_word_known(const char *const *words, struct str word)
{
    for (; *words; words++)
        if (str_eq(word, str_of(*words)))
            return true;
    return false;
}

struct str act_title(const struct act *a, enum lang lang)
{
    return lang_text(a->title, lang);
}

struct str act_path(struct arena *a, struct str place_code, int64_t id)
{
    if (place_code.n)
        return str_fmt(a, "/%.*s/acts/%lld", STR_F(place_code), (long long)id);
    return str_fmt(a, "/acts/%lld", (long long)id);
}

enum err act_record(struct db *db, struct arena *a, const struct actor *who, const char *action,
                    const char *subject, int64_t id, struct str before, struct str after)
{
    return audit_append(db, a, who,
                        &(struct audit_entry){.action = str_of(action),
                                              .subject = str_of(subject),
                                              .subject_id = id,
                                              .before = before,
                                              .after = after});
}

#define ACT_OF(r)                                                                                  \
    {                                                                                              \
        .id = (r)->id, .place_id = (r)->place_id, .version = (r)->version, .kind = (r)->kind,      \
        .number = (r)->number, .issuer = (r)->issuer, .code = (r)->code, .day = (r)->day,          \
        .title = {(r)->title_ky, (r)->title_ru, (r)->title_en}, .fields = (r)->fields,             \
        .gives_own = (r)->gives_own, .gives_delegated = (r)->gives_delegated,                      \
        .gives_duties = (r)->gives_duties, .repealed_on = (r)->repealed_on,                        \
        .added_at = (r)->added_at, .changed_at = (r)->changed_at, .editions = (r)->editions        \
    }

enum err act_find(struct db *db, struct arena *a, int64_t place_id, int64_t id, struct act *out)
{
    struct act_row_row r;

    TRY(act_row(db, a, &(struct act_row_in){id, place_id}, &r));
    *out = (struct act)ACT_OF(&r);
    return OK;
}

enum err act_list(struct db *db, struct arena *a, const struct act_filter *f, struct acts *out)
{
    struct act_rows_rows rows;

    TRY(act_rows(db, a,
                 &(struct act_rows_in){.place_id = f->place_id,
                                       .field = f->field,
                                       .kind = f->kind,
                                       .before = f->before,
                                       .most = f->most},
                 &rows));
    struct act *v = arena_array(a, struct act, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act)ACT_OF(&rows.v[i]);
    *out = (struct acts){v, rows.n};
    return OK;
}

enum err act_own(struct db *db, struct arena *a, int64_t place_id, struct act_ids *out)
{
    struct act_own_ids_rows rows;

    TRY(act_own_ids(db, a, &(struct act_own_ids_in){place_id}, &rows));
    int64_t *v = arena_array(a, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = rows.v[i].id;
    *out = (struct act_ids){v, rows.n};
    return OK;
}

/* -- saving -- */

static struct str known_fields(struct arena *a, struct str given)
{
    struct buf *b = buf_new(a, KIB);

    for (const char *const *w = act_fields; *w; w++) {
        struct str one = str_fmt(a, " %s ", *w);
        if (str_find(given, one, 0) != SIZE_MAX)
            buf_add(b, b->n ? str_sub(one, 1, one.n) : one);
    }
    return buf_str(b);
}

/* As data/rules.tsv writes them: small letters, digits, underscores. */
static bool code_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '_'))
            return false;
    return true;
}

static void check(struct faults *f, struct act *n)
{
    check_words(f, "title", n->title, true, TITLE_MAX, n->title);
    n->number = check_text(f, "number", n->number, 1, NUMBER_MAX);
    n->issuer = check_text(f, "issuer", n->issuer, 1, ISSUER_MAX);
    n->code = check_text(f, "code", n->code, 0, CODE_MAX);
    if (!code_ok(n->code))
        fault_add(f, STR("code"), MSG_act_fault_code);
    check_day(f, "day", n->day, DAY_NONE);
    if (!act_word_known(act_kinds, n->kind))
        fault_add(f, STR("kind"), MSG_common_fault_not_choice);
    if (n->repealed_on != DAY_NONE && n->repealed_on < n->day)
        fault_add(f, STR("repealed_on"), MSG_act_fault_repealed_before);
    n->fields = known_fields(f->arena, n->fields);
}

static struct str snapshot(struct arena *a, const struct act *n)
{
    struct buf *b = buf_new(a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "kind", n->kind);
    json_field_str(&j, "number", n->number);
    json_field_str(&j, "day", day_iso(a, n->day));
    json_field_str(&j, "issuer", n->issuer);
    json_field_str(&j, "code", n->code);
    json_field_str(&j, "title_ky", n->title[LANG_KY]);
    json_field_str(&j, "title_ru", n->title[LANG_RU]);
    json_field_str(&j, "title_en", n->title[LANG_EN]);
    json_field_str(&j, "fields", str_trim(n->fields));
    json_field_bool(&j, "gives_own", n->gives_own);
    json_field_bool(&j, "gives_delegated", n->gives_delegated);
    json_field_bool(&j, "gives_duties", n->gives_duties);
    json_field_str(&j, "repealed_on", day_iso(a, n->repealed_on));
    json_object_end(&j);
    return buf_str(b);
}

static enum err insert(struct db *db, struct arena *a, const struct actor *who, const struct act *n,
                       int64_t *id)
{
    struct act_insert_row row;

    TRY(act_insert(db, a,
                   &(struct act_insert_in){.place_id = who->place_id,
                                           .kind = n->kind,
                                           .number = n->number,
                                           .day = n->day,
                                           .issuer = n->issuer,
                                           .code = n->code,
                                           .title_ky = n->title[LANG_KY],
                                           .title_ru = n->title[LANG_RU],
                                           .title_en = n->title[LANG_EN],
                                           .fields = n->fields,
                                           .gives_own = n->gives_own,
                                           .gives_delegated = n->gives_delegated,
                                           .gives_duties = n->gives_duties,
                                           .repealed_on = n->repealed_on,
                                           .now = clock_now()},
                   &row));
    *id = row.id;
    TRY(act_tell(db, a, who,
                 &(struct act_news){.kind = STR("act"), .act_id = row.id, .day = n->day}));
    if (n->repealed_on != DAY_NONE)
        TRY(act_tell(
            db, a, who,
            &(struct act_news){.kind = STR("repealed"), .act_id = row.id, .day = n->repealed_on}));
    return act_record(db, a, who, "act.add", "act", row.id, STR_NONE, snapshot(a, n));
}

enum err act_hold(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                  int64_t version, struct act *out)
{
    TRY(act_find(db, a, who->place_id, id, out));
    if (out->place_id != who->place_id)
        return ERR_FORBIDDEN;
    return out->version == version ? OK : ERR_CONFLICT;
}

static enum err update(struct db *db, struct arena *a, const struct actor *who, const struct act *n)
{
    struct act was;
    int64_t changed;

    TRY(act_hold(db, a, who, n->id, n->version, &was));
    TRY(act_update(db, a,
                   &(struct act_update_in){.id = n->id,
                                           .version = n->version,
                                           .kind = n->kind,
                                           .number = n->number,
                                           .day = n->day,
                                           .issuer = n->issuer,
                                           .code = n->code,
                                           .title_ky = n->title[LANG_KY],
                                           .title_ru = n->title[LANG_RU],
                                           .title_en = n->title[LANG_EN],
                                           .fields = n->fields,
                                           .gives_own = n->gives_own,
                                           .gives_delegated = n->gives_delegated,
                                           .gives_duties = n->gives_duties,
                                           .repealed_on = n->repealed_on,
                                           .now = clock_now()},
                   &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    if (n->repealed_on != DAY_NONE && n->repealed_on != was.repealed_on)
        TRY(act_tell(
            db, a, who,
            &(struct act_news){.kind = STR("repealed"), .act_id = n->id, .day = n->repealed_on}));
    return act_record(db, a, who, "act.edit", "act", n->id, snapshot(a, &was), snapshot(a, n));
}

enum err act_save(struct db *db, struct arena *a, const struct actor *who, const struct act *given,
                  struct faults *f, int64_t *id)
{
    struct act n = *given;
    struct act_number_taken_rows taken;

    check(f, &n);
    TRY(faults_err(f));
    TRY(act_number_taken(
        db, a, &(struct act_number_taken_in){who->place_id, n.kind, n.number, n.day, n.id},
        &taken));
    if (taken.n)
        fault_add(f, STR("number"), MSG_act_fault_number_taken);
    if (n.code.n) {
        struct act_code_taken_rows same;
        TRY(act_code_taken(db, a, &(struct act_code_taken_in){who->place_id, n.code, n.id}, &same));
        if (same.n)
            fault_add(f, STR("code"), MSG_act_fault_code_other);
    }
    TRY(faults_err(f));
    if (n.id == 0)
        return insert(db, a, who, &n, id);
    TRY(update(db, a, who, &n));
    *id = n.id;
    return OK;
}
