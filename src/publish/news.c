/* News: publishing, editing, withdrawing. See publish.h. */
#include "publish/publish.h"

#include "audit/audit.h"
#include "base/clock.h"
#include "i18n/check.h"
#include "notify/notify.h"
#include "publish/publish_sql.h"
#include "text/markup.h"

/* Lengths in characters. */
#define TITLE_MAX    200
#define BODY_MAX     20000
#define REASON_MAX   500
#define MAIL_EXCERPT 400

static const char *const title_fields[LANG_COUNT] = {"title_ky", "title_ru", "title_en"};
static const char *const body_fields[LANG_COUNT] = {"body_ky", "body_ru", "body_en"};

struct str news_title(const struct news *n, enum lang lang)
{
    return lang_text(n->title, lang);
}

struct str news_body(const struct news *n, enum lang lang)
{
    return lang_text(n->body, lang);
}

enum err news_find(struct db *db, struct arena *a, int64_t place_id, int64_t id, struct news *out)
{
    struct news_by_id_row r;

    TRY(news_by_id(db, a, &(struct news_by_id_in){.place_id = place_id, .id = id}, &r));
    *out = (struct news){
        .id = r.id,
        .version = r.version,
        .title = {r.title_ky, r.title_ru, r.title_en},
        .body = {r.body_ky, r.body_ru, r.body_en},
        .published_at = r.published_at,
        .changed_at = r.changed_at,
        .withdrawn = r.withdrawn_at.has,
        .withdrawn_reason = r.withdrawn_reason,
    };
    return OK;
}

enum err news_list(struct db *db, struct arena *a, int64_t place_id, int64_t before_at,
                   int64_t before_id, int64_t most, struct news_items *out)
{
    struct news_of_place_rows rows;

    TRY(news_of_place(
        db, a,
        &(struct news_of_place_in){
            .place_id = place_id, .before_at = before_at, .before_id = before_id, .most = most},
        &rows));
    struct news *v = arena_array(a, struct news, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct news_of_place_row *r = &rows.v[i];
        v[i] = (struct news){
            .id = r->id,
            .version = r->version,
            .title = {r->title_ky, r->title_ru, r->title_en},
            .body = {r->body_ky, r->body_ru, r->body_en},
            .published_at = r->published_at,
            .changed_at = r->changed_at,
        };
    }
    *out = (struct news_items){v, rows.n};
    return OK;
}

/* Title and text in the same language, Kyrgyz or Russian at least: a half-translated item is
 * refused, not shown half. */
static void check(struct news_new *n, struct faults *f)
{
    for (int l = 0; l < LANG_COUNT; l++) {
        n->title[l] = check_text(f, title_fields[l], n->title[l], 0, TITLE_MAX);
        n->body[l] = check_text(f, body_fields[l], n->body[l], 0, BODY_MAX);
        if (n->title[l].n && !n->body[l].n)
            fault_add(f, str_of(body_fields[l]), MSG_publish_body_missing);
        if (!n->title[l].n && n->body[l].n)
            fault_add(f, str_of(title_fields[l]), MSG_publish_title_missing);
    }
    if (!n->title[LANG_KY].n && !n->title[LANG_RU].n && !n->body[LANG_KY].n && !n->body[LANG_RU].n)
        fault_add(f, str_of(title_fields[LANG_KY]), MSG_publish_ky_or_ru);
}

static struct str snapshot(struct arena *a, const struct str title[LANG_COUNT],
                           const struct str body[LANG_COUNT])
{
    struct buf *b = buf_new(a, MIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    for (int l = 0; l < LANG_COUNT; l++) {
        json_key(&j, str_of(title_fields[l]));
        json_str(&j, title[l]);
        json_key(&j, str_of(body_fields[l]));
        json_str(&j, body[l]);
    }
    json_object_end(&j);
    return buf_str(b);
}

static enum err record(struct db *db, struct arena *a, const struct actor *who, struct str action,
                       int64_t id, struct str before, struct str after)
{
    return audit_append(db, a, who,
                        &(struct audit_entry){.action = action,
                                              .subject = STR("news"),
                                              .subject_id = id,
                                              .before = before,
                                              .after = after});
}

/* Each subscriber in their language, as far as the news has it. */
static enum err tell(struct db *db, struct arena *a, const struct actor *who,
                     const struct news_new *n, int64_t id)
{
    struct notice_words words = {
        .place_id = who->place_id,
        .topic = TOPIC_NEWS,
        .path = str_fmt(a, "/%.*s/news/%lld", STR_F(n->place_code), (long long)id)};
    int64_t queued;

    for (int l = 0; l < LANG_COUNT; l++) {
        enum lang lang = (enum lang)l;
        struct str excerpt;
        TRY(text_markup_plain(a, lang_text(n->body, lang), MAIL_EXCERPT, &excerpt));
        words.subject[l] =
            msg_text(a, lang, MSG_publish_mail_subject, ARG_S("title", lang_text(n->title, lang)),
                     ARG_S("text", excerpt));
        words.body[l] = msg_text(a, lang, MSG_publish_mail_body,
                                 ARG_S("title", lang_text(n->title, lang)), ARG_S("text", excerpt));
    }
    return notify_subscribers_words(db, a, &words, &queued);
}

static enum err add(struct db *db, struct arena *a, const struct actor *who,
                    const struct news_new *n, int64_t *id)
{
    struct news_insert_row row;

    TRY(news_insert(db, a,
                    &(struct news_insert_in){.place_id = who->place_id,
                                             .title_ky = n->title[LANG_KY],
                                             .title_ru = n->title[LANG_RU],
                                             .title_en = n->title[LANG_EN],
                                             .body_ky = n->body[LANG_KY],
                                             .body_ru = n->body[LANG_RU],
                                             .body_en = n->body[LANG_EN],
                                             .now = clock_now()},
                    &row));
    TRY(record(db, a, who, STR("news.publish"), row.id, STR_NONE, snapshot(a, n->title, n->body)));
    TRY(tell(db, a, who, n, row.id));
    *id = row.id;
    return OK;
}

static enum err edit(struct db *db, struct arena *a, const struct actor *who,
                     const struct news_new *n, int64_t *id)
{
    struct news was;
    int64_t changed;

    TRY(news_find(db, a, who->place_id, n->id, &was));
    if (was.version != n->version || was.withdrawn)
        return ERR_CONFLICT;
    TRY(news_keep_version(db, a, &(struct news_keep_version_in){.id = n->id}));
    TRY(news_update(db, a,
                    &(struct news_update_in){.id = n->id,
                                             .version = n->version,
                                             .title_ky = n->title[LANG_KY],
                                             .title_ru = n->title[LANG_RU],
                                             .title_en = n->title[LANG_EN],
                                             .body_ky = n->body[LANG_KY],
                                             .body_ru = n->body[LANG_RU],
                                             .body_en = n->body[LANG_EN],
                                             .now = clock_now()},
                    &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    *id = n->id;
    return record(db, a, who, STR("news.edit"), n->id, snapshot(a, was.title, was.body),
                  snapshot(a, n->title, n->body));
}

enum err news_save(struct db *db, struct arena *a, const struct actor *who,
                   const struct news_new *given, struct faults *f, int64_t *id)
{
    struct news_new n = *given;

    check(&n, f);
    TRY(faults_err(f));
    return n.id ? edit(db, a, who, &n, id) : add(db, a, who, &n, id);
}

enum err news_withdraw(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                       int64_t version, struct str reason, struct faults *f)
{
    struct news was;
    int64_t changed;

    reason = check_text(f, "reason", reason, 1, REASON_MAX);
    TRY(faults_err(f));
    TRY(news_find(db, a, who->place_id, id, &was));
    TRY(news_withdraw_row(db, a,
                          &(struct news_withdraw_row_in){
                              .id = id, .version = version, .reason = reason, .now = clock_now()},
                          &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    struct buf *b = buf_new(a, 64 * KIB);
    struct json j;
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "reason", reason);
    json_object_end(&j);
    return record(db, a, who, STR("news.withdraw"), id, snapshot(a, was.title, was.body),
                  buf_str(b));
}
