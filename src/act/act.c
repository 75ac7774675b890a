/* Acts, their editions and links. See act.h. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "audit/audit.h"
#include "i18n/check.h"
#include "rules/rules.h"

/* Lengths in characters. */
enum {
    TITLE_MAX = 500,
    NUMBER_MAX = 60,
    ISSUER_MAX = 200,
    NOTE_MAX = 500,
    WORDS_MAX = 400000,
    TARGET_MAX = 200
};

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

struct str act_in_lang(const struct str texts[LANG_COUNT], enum lang lang)
{
    static const enum lang order[] = {LANG_KY, LANG_RU, LANG_EN};

    if (texts[lang].n)
        return texts[lang];
    for (size_t i = 0; i < LANG_COUNT; i++)
        if (texts[order[i]].n)
            return texts[order[i]];
    return STR("");
}

struct str act_title(const struct act *a, enum lang lang)
{
    return act_in_lang(a->title, lang);
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
        .number = (r)->number, .issuer = (r)->issuer, .day = (r)->day,                             \
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

static void check(struct faults *f, struct act *n)
{
    check_words(f, "title", n->title, true, TITLE_MAX, n->title);
    n->number = check_text(f, "number", n->number, 1, NUMBER_MAX);
    n->issuer = check_text(f, "issuer", n->issuer, 1, ISSUER_MAX);
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
    return act_record(db, a, who, "act.add", "act", row.id, STR_NONE, snapshot(a, n));
}

/* The act itself, for a change: only whoever keeps it may. */
static enum err hold(struct db *db, struct arena *a, const struct actor *who, int64_t id,
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

    TRY(hold(db, a, who, n->id, n->version, &was));
    TRY(act_update(db, a,
                   &(struct act_update_in){.id = n->id,
                                           .version = n->version,
                                           .kind = n->kind,
                                           .number = n->number,
                                           .day = n->day,
                                           .issuer = n->issuer,
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
    TRY(faults_err(f));
    if (n.id == 0)
        return insert(db, a, who, &n, id);
    TRY(update(db, a, who, &n));
    *id = n.id;
    return OK;
}

/* -- editions -- */

enum err act_editions_of(struct db *db, struct arena *a, int64_t act_id, struct act_editions *out)
{
    struct act_edition_rows_rows rows;

    TRY(act_edition_rows(db, a, &(struct act_edition_rows_in){act_id}, &rows));
    struct act_edition *v = arena_array(a, struct act_edition, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_edition){rows.v[i].id,         rows.v[i].number, rows.v[i].at,
                                    rows.v[i].valid_from, rows.v[i].note,   rows.v[i].words};
    *out = (struct act_editions){v, rows.n};
    return OK;
}

const struct act_edition *act_edition_on(const struct act_editions *all, day_t day)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].valid_from <= day)
            return &all->v[i];
    return NULL;
}

enum err act_add_edition(struct db *db, struct arena *a, const struct actor *who,
                         const struct act_edition_new *e, struct faults *f, int64_t *id)
{
    struct act act;
    struct act_edition_insert_row row;
    int64_t changed;
    struct str words = check_text(f, "words", e->words, 1, WORDS_MAX),
               note = check_text(f, "note", e->note, 0, NOTE_MAX);

    check_day(f, "valid_from", e->valid_from, DAY_NONE);
    TRY(act_find(db, a, who->place_id, e->act_id, &act));
    if (e->valid_from != DAY_NONE && e->valid_from < act.day)
        fault_add(f, STR("valid_from"), MSG_act_fault_edition_before);
    TRY(faults_err(f));
    TRY(hold(db, a, who, e->act_id, e->version, &act));
    TRY(act_edition_insert(
        db, a, &(struct act_edition_insert_in){e->act_id, e->valid_from, note, words, clock_now()},
        &row));
    TRY(act_touch(db, a, &(struct act_touch_in){e->act_id, e->version, clock_now()}, &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    struct buf *b = buf_new(a, 8 * KIB);
    struct json j;
    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "edition", row.id);
    json_field_str(&j, "valid_from", day_iso(a, e->valid_from));
    json_field_i64(&j, "bytes", (int64_t)words.n);
    json_field_str(&j, "note", note);
    json_object_end(&j);
    *id = row.id;
    return act_record(db, a, who, "act.edition", "act", e->act_id, STR_NONE, buf_str(b));
}

/* -- links -- */

enum err act_links_of(struct db *db, struct arena *a, int64_t place_id, int64_t act_id,
                      struct act_links *out)
{
    struct act_link_rows_rows rows;

    TRY(act_link_rows(db, a, &(struct act_link_rows_in){act_id, place_id}, &rows));
    struct act_link *v = arena_array(a, struct act_link, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_link){rows.v[i].id, rows.v[i].article, rows.v[i].kind, rows.v[i].target,
                                 rows.v[i].note};
    *out = (struct act_links){v, rows.n};
    return OK;
}

enum err act_links_to(struct db *db, struct arena *a, int64_t place_id, struct str kind,
                      struct str target, struct act_uses *out)
{
    struct act_link_backs_rows rows;

    TRY(act_link_backs(db, a, &(struct act_link_backs_in){kind, target, place_id}, &rows));
    struct act_used *v = arena_array(a, struct act_used, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_used){rows.v[i].act_id,
                                 rows.v[i].article,
                                 {rows.v[i].title_ky, rows.v[i].title_ru, rows.v[i].title_en}};
    *out = (struct act_uses){v, rows.n};
    return OK;
}

enum err act_check_article(struct db *db, struct arena *a, int64_t place_id, int64_t act_id,
                           struct str article, struct faults *f)
{
    struct act act;
    struct act_editions editions;
    struct act_articles articles;
    enum err e = act_find(db, a, place_id, act_id, &act);

    if (e == ERR_NOT_FOUND) {
        fault_add(f, STR("act"), MSG_act_fault_no_act);
        return OK;
    }
    TRY(e);
    TRY(act_editions_of(db, a, act_id, &editions));
    if (!article.n || editions.n == 0)
        return OK;
    act_articles_of(a, editions.v[0].words, &articles);
    for (size_t i = 0; i < articles.n; i++)
        if (str_eq(articles.v[i].anchor, article))
            return OK;
    fault_add(f, STR("article"), MSG_act_fault_no_article);
    return OK;
}

static enum err check_target(struct db *db, struct arena *a, const struct actor *who,
                             const struct act_link_new *l, struct faults *f)
{
    int64_t id = 0;
    struct act other;
    bool good = true;

    if (str_eq(l->kind, STR("act")))
        good = str_to_i64(l->target, &id) == OK && act_find(db, a, who->place_id, id, &other) == OK;
    else if (str_eq(l->kind, STR("rule")))
        good = rules_find(l->target, clock_today()) != NULL;
    else if (str_eq(l->kind, STR("issue")))
        good = str_to_i64(l->target, &id) == OK && id > 0;
    else if (str_eq(l->kind, STR("page")))
        good = str_starts(l->target, STR("/")) && str_find(l->target, STR("//"), 0) == SIZE_MAX;
    else
        fault_add(f, STR("kind"), MSG_common_fault_not_choice);
    if (!good)
        fault_add(f, STR("target"), MSG_act_fault_target);
    return OK;
}

enum err act_add_link(struct db *db, struct arena *a, const struct actor *who,
                      const struct act_link_new *given, struct faults *f)
{
    struct act_link_new l = *given;
    struct act_link_insert_row row;

    l.target = check_text(f, "target", l.target, 1, TARGET_MAX);
    l.note = check_text(f, "note", l.note, 0, NOTE_MAX);
    TRY(act_check_article(db, a, who->place_id, l.act_id, l.article, f));
    if (l.target.n)
        TRY(check_target(db, a, who, &l, f));
    TRY(faults_err(f));
    TRY(act_link_insert(
        db, a,
        &(struct act_link_insert_in){l.act_id, l.article, l.kind, l.target, who->place_id, l.note},
        &row));
    struct buf *b = buf_new(a, 8 * KIB);
    struct json j;
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "article", l.article);
    json_field_str(&j, "kind", l.kind);
    json_field_str(&j, "target", l.target);
    json_object_end(&j);
    return act_record(db, a, who, "act.link", "act", l.act_id, STR_NONE, buf_str(b));
}

enum err act_drop_link(struct db *db, struct arena *a, const struct actor *who, int64_t act_id,
                       int64_t link_id)
{
    int64_t changed;

    TRY(act_link_remove(db, a,
                        &(struct act_link_remove_in){link_id, act_id, who->place_id, clock_now()},
                        &changed));
    if (changed == 0)
        return ERR_NOT_FOUND;
    return act_record(db, a, who, "act.unlink", "act", act_id,
                      str_fmt(a, "{\"link\":%lld}", (long long)link_id), STR_NONE);
}
