/* Meetings and what was proposed at them, for the index: one owner a meeting, its words as parts.
 *
 * Only what everybody may read is given as public; one in preparation is found by its staff. */
#include "app/search_parts.h"

#include "meeting/meeting_before.h"

bool search_meeting_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "meeting", subject_id, id);
}

/* The agenda belongs to what is looked for: "the hearing where water was spoken of". */
static enum err agenda_words(struct db *db, struct arena *a, const struct meeting *m,
                             struct search_doc *d)
{
    struct meeting_items items;

    TRY(meeting_items_of(db, a, m->id, &items));
    for (size_t i = 0; i < items.n; i++)
        for (int l = 0; l < LANG_COUNT; l++)
            d->body[l] = str_fmt(a, "%.*s\n%.*s", STR_F(d->body[l]), STR_F(items.v[i].title[l]));
    for (size_t i = 0; i < items.n; i++)
        d->body[LANG_KY] = str_fmt(a, "%.*s\n%.*s\n%.*s", STR_F(d->body[LANG_KY]),
                                   STR_F(items.v[i].about), STR_F(items.v[i].decision));
    return OK;
}

enum err search_meeting_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                             struct search_docs *out)
{
    struct meeting_notices told;
    struct meeting_words words;
    struct meeting m;
    struct str code;
    size_t n = 1;

    TRY(meeting_find(db, a, place_id, id, &m));
    TRY(search_code_of(db, a, place_id, &code));
    TRY(meeting_notices_of(db, a, id, &told));
    bool is_public = meeting_is_public(&m) && told.n > 0;
    TRY(meeting_words_of(
        db, a,
        &(struct meeting_word_filter){.meeting_id = id, .kind = STR(""), .public_only = true},
        &words));
    struct search_doc *v = arena_array(a, struct search_doc, words.n + 1);
    v[0] = (struct search_doc){.place_id = place_id,
                               .kind = STR("meeting"),
                               .year = search_year_of(m.day),
                               .is_public = is_public,
                               .path = meeting_path(a, code, id)};
    for (int l = 0; l < LANG_COUNT; l++) {
        v[0].title[l] = m.title[l];
        v[0].body[l] =
            str_fmt(a, "%.*s\n%.*s", STR_F(search_plain(a, m.about[l])), STR_F(m.venue[l]));
    }
    TRY(agenda_words(db, a, &m, &v[0]));
    for (size_t i = 0; i < words.n; i++) {
        const struct meeting_word *w = &words.v[i];
        if (w->text.n == 0)
            continue;
        v[n] = (struct search_doc){
            .part = w->number,
            .place_id = place_id,
            .kind = STR("proposal"),
            .year = search_year_of(m.day),
            .is_public = is_public,
            .path = str_fmt(a, "%.*s#word-%lld", STR_F(v[0].path), (long long)w->number)};
        v[n].title[LANG_KY] = w->text;
        v[n].body[LANG_KY] = w->answer_reason;
        n++;
    }
    *out = (struct search_docs){v, n};
    return OK;
}

enum err search_meeting_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                             void *arg)
{
    struct meetings all;

    TRY(meeting_list(db, a,
                     &(struct meeting_filter){.place_id = place_id,
                                              .upcoming = true,
                                              .past = true,
                                              .with_preparing = true,
                                              .kind = STR(""),
                                              .today = clock_today()},
                     &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(visit(arg, all.v[i].id));
    return OK;
}
