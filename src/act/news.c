/* Legal news and its digest. See act.h.
 *
 * A line of news is written in the transaction of what it tells of. A digest is queued for every
 * municipality that has subscribers, at most once in as many days as rule act.digest_days says, and
 * only where something was entered since the last one. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "i18n/fault.h"
#include "notify/notify.h"
#include "place/place.h"
#include "rules/rules.h"
#include "text/dates.h"

enum { DIGEST_MOST = 50, SECONDS_PER_DAY = 86400 };

enum err act_tell(struct db *db, struct arena *a, const struct actor *who, const struct act_news *n)
{
    return act_news_insert(db, a,
                           &(struct act_news_insert_in){
                               .place_id = who->place_id,
                               .at = clock_now(),
                               .kind = n->kind,
                               .act_id = n->act_id ? SOME(n->act_id) : NONE_I64,
                               .question_id = n->question_id ? SOME(n->question_id) : NONE_I64,
                               .day = n->day});
}

static struct str head_of(struct arena *a, enum lang lang, const struct act_news_rows_row *r)
{
    const struct str titles[LANG_COUNT] = {
        [LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en};
    enum msg key;

    if (!r->act_id.has)
        return r->question;
    struct str kind = msg_find(str_fmt(a, "act_kind_%.*s", STR_F(r->act_kind)), &key)
                          ? msg_text(a, lang, key)
                          : r->act_kind;
    return str_fmt(a, "%.*s (%.*s № %.*s, %.*s)", STR_F(lang_text(titles, lang)), STR_F(kind),
                   STR_F(r->number), STR_F(text_date_short(a, lang, r->act_day)));
}

enum err act_news_of(struct db *db, struct arena *a, int64_t place_id, int64_t after, int64_t most,
                     struct act_news_list *out)
{
    struct act_news_rows_rows rows;

    TRY(act_news_rows(db, a, &(struct act_news_rows_in){place_id, after, most}, &rows));
    struct act_news *v = arena_array(a, struct act_news, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct act_news_rows_row *r = &rows.v[i];
        v[i] = (struct act_news){.id = r->id,
                                 .place_id = r->place_id,
                                 .at = r->at,
                                 .act_id = r->act_id.has ? r->act_id.v : 0,
                                 .question_id = r->question_id.has ? r->question_id.v : 0,
                                 .kind = r->kind,
                                 .day = r->day};
        for (int l = 0; l < LANG_COUNT; l++)
            v[i].title[l] = head_of(a, (enum lang)l, r);
    }
    *out = (struct act_news_list){v, rows.n};
    return OK;
}

struct str act_news_text(struct arena *a, enum lang lang, const struct act_news *n)
{
    enum msg key;

    if (!msg_find(str_fmt(a, "act_news_%.*s", STR_F(n->kind)), &key))
        return n->title[lang];
    return msg_text(a, lang, key, ARG_S("title", n->title[lang]),
                    ARG_S("day", n->day == DAY_NONE ? STR("—") : text_date(a, lang, n->day)));
}

static struct str body_of(struct arena *a, enum lang lang, const struct act_news_list *news)
{
    struct buf *b = buf_new(a, 256 * KIB);

    buf_add(b, msg_text(a, lang, MSG_act_digest_lead));
    buf_lit(b, "\n\n");
    for (size_t i = 0; i < news->n; i++)
        buf_printf(b, "— %.*s\n", STR_F(act_news_text(a, lang, &news->v[i])));
    return buf_str(b);
}

static enum err send(struct db *db, struct arena *a, int64_t place_id,
                     const struct act_news_list *news, int64_t *mails)
{
    struct place place;
    struct notice_words words;

    TRY(place_by_id(db, a, place_id, &place));
    for (int l = 0; l < LANG_COUNT; l++) {
        enum lang lang = (enum lang)l;
        words.subject[l] =
            msg_text(a, lang, MSG_act_digest_subject, ARG_S("place", place_name(&place, lang)));
        words.body[l] = body_of(a, lang, news);
    }
    words.place_id = place_id;
    words.topic = TOPIC_LAW;
    words.path = str_fmt(a, "/%.*s/acts/news", STR_F(place.code));
    return notify_subscribers_words(db, a, &words, mails);
}

static enum err digest_of(struct db *db, struct arena *a, int64_t place_id, int64_t *mails)
{
    struct act_digest_row_rows rows;
    struct act_news_list news;
    int64_t days, now = clock_now(), queued = 0;

    TRY(rules_i64(db, a, "act.digest_days", place_id, clock_today(), &days));
    TRY(act_digest_row(db, a, &(struct act_digest_row_in){place_id}, &rows));
    if (rows.n && rows.v[0].at > now - days * SECONDS_PER_DAY)
        return OK;
    TRY(act_news_of(db, a, place_id, rows.n ? rows.v[0].through : 0, DIGEST_MOST, &news));
    int64_t through = rows.n ? rows.v[0].through : 0, taken;
    for (size_t i = 0; i < news.n; i++)
        through = news.v[i].id > through ? news.v[i].id : through;
    if (rows.n == 0)
        return act_digest_begin(db, a, &(struct act_digest_begin_in){place_id, through, now});
    /* Of two copies of the program one takes the turn. */
    TRY(act_digest_take(db, a, &(struct act_digest_take_in){place_id, rows.v[0].at, through, now},
                        &taken));
    if (taken && news.n)
        TRY(send(db, a, place_id, &news, &queued));
    *mails += queued;
    return OK;
}

enum err act_digest_due(struct db *db, struct arena *a, int64_t *mails)
{
    struct notify_places places;
    int64_t queued = 0;

    TRY(notify_places_of(db, a, TOPIC_LAW, &places));
    for (size_t i = 0; i < places.n; i++)
        TRY(digest_of(db, a, places.v[i], &queued));
    *mails = queued;
    return OK;
}
