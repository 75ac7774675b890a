/* Editions of an act's text, and an act's own history out of the log. See act.h. */
#include <jansson.h>

#include "act/act_sql.h"
#include "act/inside.h"
#include "audit/audit.h"
#include "document/document.h"
#include "i18n/check.h"
#include "text/dates.h"

enum { NOTE_MAX = 500, VERSIONS_MOST = 200 };

enum err act_editions_of(struct db *db, struct arena *a, int64_t act_id, struct act_editions *out)
{
    struct act_edition_rows_rows rows;

    TRY(act_edition_rows(db, a, &(struct act_edition_rows_in){act_id}, &rows));
    struct act_edition *v = arena_array(a, struct act_edition, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_edition){
            rows.v[i].id,   rows.v[i].number,
            rows.v[i].at,   rows.v[i].valid_from,
            rows.v[i].note, rows.v[i].document_id.has ? rows.v[i].document_id.v : 0};
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

enum err act_edition_words(struct db *db, struct arena *a, int64_t edition_id, struct str *out)
{
    struct act_edition_text_row row;

    TRY(act_edition_text(db, a, &(struct act_edition_text_in){edition_id}, &row));
    *out = row.words;
    return OK;
}

enum err act_text_on(struct db *db, struct arena *a, int64_t act_id, day_t day, struct str *out)
{
    struct act_editions all;

    TRY(act_editions_of(db, a, act_id, &all));
    if (all.n == 0) {
        *out = STR("");
        return OK;
    }
    const struct act_edition *e = act_edition_on(&all, day);
    return act_edition_words(db, a, e ? e->id : all.v[all.n - 1].id, out);
}

static void check(const struct act *act, const struct act_editions *all,
                  const struct act_edition_new *e, struct faults *f)
{
    check_day(f, "valid_from", e->valid_from, DAY_NONE);
    if (e->valid_from == DAY_NONE)
        return;
    if (e->valid_from < act->day)
        fault_add(f, STR("valid_from"), MSG_act_fault_edition_before);
    if (act->repealed_on != DAY_NONE && e->valid_from >= act->repealed_on)
        fault_add(f, STR("valid_from"), MSG_act_fault_edition_repealed);
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].valid_from == e->valid_from)
            fault_add(f, STR("valid_from"), MSG_act_fault_edition_same_day,
                      ARG_N("number", all->v[i].number));
}

static enum err keep_file(struct db *db, struct arena *a, const struct actor *who,
                          const struct act_edition_new *e, struct faults *f, int64_t *id)
{
    *id = 0;
    if (e->file.n == 0)
        return OK;
    return document_add(db, a, who,
                        &(struct document_new){.owner_kind = STR("act"),
                                               .owner_id = e->act_id,
                                               .title = STR(""),
                                               .upload = {e->filename, e->file},
                                               .is_public = true,
                                               .field = STR("file"),
                                               .html_as_text = true},
                        f, id);
}

static enum err write_edition(struct db *db, struct arena *a, const struct actor *who,
                              const struct act_edition_new *e, int64_t document, int64_t *id)
{
    struct act_edition_insert_row row;
    int64_t changed;

    TRY(act_edition_insert(db, a,
                           &(struct act_edition_insert_in){e->act_id, e->valid_from, e->note,
                                                           e->words, clock_now(),
                                                           document ? SOME(document) : NONE_I64},
                           &row));
    TRY(act_touch(db, a, &(struct act_touch_in){e->act_id, e->version, clock_now()}, &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(act_tell(
        db, a, who,
        &(struct act_news){.kind = STR("edition"), .act_id = e->act_id, .day = e->valid_from}));
    struct buf *b = buf_new(a, 8 * KIB);
    struct json j;
    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "edition", row.id);
    json_field_str(&j, "valid_from", day_iso(a, e->valid_from));
    json_field_i64(&j, "bytes", (int64_t)e->words.n);
    json_field_str(&j, "note", e->note);
    json_object_end(&j);
    *id = row.id;
    return act_record(db, a, who, "act.edition", "act", e->act_id, STR_NONE, buf_str(b));
}

enum err act_add_edition(struct db *db, struct arena *a, const struct actor *who,
                         const struct act_edition_new *given, struct faults *f, int64_t *id)
{
    struct act_edition_new e = *given;
    struct act act;
    struct act_editions all;
    int64_t document, edition;

    /* What a file's text is refused for is told on the file. */
    if (!fault_of(f, STR("file")))
        e.words = check_text(f, "words", e.words, 1, ACT_WORDS_MAX);
    e.note = check_text(f, "note", e.note, 0, NOTE_MAX);
    TRY(act_find(db, a, who->place_id, e.act_id, &act));
    TRY(act_editions_of(db, a, e.act_id, &all));
    check(&act, &all, &e, f);
    TRY(faults_err(f));
    TRY(act_hold(db, a, who, e.act_id, e.version, &act));
    TRY(keep_file(db, a, who, &e, f, &document));
    TRY(write_edition(db, a, who, &e, document, &edition));
    *id = edition;
    return OK;
}

/* -- history -- */

static struct str named(struct arena *a, enum lang lang, const char *prefix, struct str word)
{
    enum msg key;
    return msg_find(str_fmt(a, "%s_%.*s", prefix, STR_F(word)), &key) ? msg_text(a, lang, key)
                                                                      : word;
}

static struct str value_of(struct arena *a, enum lang lang, const char *field, const json_t *v)
{
    struct str s, word;

    if (json_is_boolean(v))
        return msg_text(a, lang, json_is_true(v) ? MSG_common_yes : MSG_common_no);
    if (json_is_integer(v))
        return str_fmt(a, "%lld", (long long)json_integer_value(v));
    s = str_dup(a, str_of(json_is_string(v) ? json_string_value(v) : ""));
    day_t day;
    if (day_parse(s, &day) == OK && s.n == 10)
        return text_date(a, lang, day);
    if (str_eq(str_of(field), STR("kind")))
        return named(a, lang, "act_link", named(a, lang, "act_kind", s));
    if (str_eq(str_of(field), STR("article")))
        return act_anchor_text(a, lang, s);
    if (!str_eq(str_of(field), STR("fields")))
        return s;
    struct buf *b = buf_new(a, 4 * KIB);
    for (struct str rest = s; rest.n && str_cut(&rest, ' ', &word);) {
        if (word.n && b->n)
            buf_lit(b, "; ");
        if (word.n)
            buf_add(b, named(a, lang, "act_field", word));
    }
    return buf_str(b);
}

static struct str label_of(struct arena *a, enum lang lang, const char *field, bool of_link)
{
    enum msg key;

    if (of_link && !str_eq(str_of(field), STR("article")))
        return msg_text(
            a, lang, str_eq(str_of(field), STR("kind")) ? MSG_act_link_kind : MSG_act_link_target);
    return msg_find(str_fmt(a, "act_%s", field), &key) ? msg_text(a, lang, key)
                                                       : str_dup(a, str_of(field));
}

static void release(void *json)
{
    json_decref(json);
}

/* Freed with the arena. */
static json_t *parsed(struct arena *a, struct str text)
{
    struct arena_defer *d = arena_defer_reserve(a);
    json_t *json = text.n ? json_loadb(text.p, text.n, 0, NULL) : NULL;

    arena_defer_set(d, release, json);
    return json;
}

static struct act_field_changes changes_of(struct arena *a, enum lang lang, struct str before,
                                           struct str after)
{
    json_t *was = parsed(a, before), *now = parsed(a, after), *value, *all = now ? now : was;
    struct act_field_change *v =
        arena_array(a, struct act_field_change, all ? json_object_size(all) : 0);
    const char *name;
    bool link = json_object_get(all, "target") != NULL;
    size_t n = 0;

    json_object_foreach(all, name, value)
    {
        struct str x = value_of(a, lang, name, json_object_get(was, name)),
                   y = value_of(a, lang, name, json_object_get(now, name));
        if (!str_eq(x, y) && !str_eq(str_of(name), STR("bytes")))
            v[n++] = (struct act_field_change){label_of(a, lang, name, link), x, y};
    }
    return (struct act_field_changes){v, n};
}

enum err act_history(struct db *db, struct arena *a, enum lang lang, const struct act *act,
                     struct act_versions *out)
{
    struct audit_records all;

    TRY(audit_records_of(db, a,
                         &(struct audit_filter){.place_id = act->place_id,
                                                .subject = STR("act"),
                                                .subject_id = act->id,
                                                .day = DAY_NONE,
                                                .most = VERSIONS_MOST},
                         &all));
    struct act_version *v = arena_array(a, struct act_version, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct act_version){all.v[i].at, all.v[i].action,
                                    changes_of(a, lang, all.v[i].before, all.v[i].after)};
    *out = (struct act_versions){v, all.n};
    return OK;
}
