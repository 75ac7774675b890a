/* What follows a meeting on paper: its minutes and its results.
 *
 * Minutes are drawn up from what was recorded in the hall, in Kyrgyz or in Russian, then edited by
 * people, signed by chair and secretary, and published; a scan of the signed sheet is attached as a
 * document of the meeting. Sources: model charter 17, 18, 20 and its guidance (minutes by the
 * secretary; results summarised and spread). Days: rules KIND.minutes_after, KIND.results_after;
 * lateness is public. Invariants: drawing up again never replaces what people wrote; a change after
 * signing is a new edition: it needs its reason, is signed anew, and what it replaced stays public
 * with its signatures; minutes of one meeting bear one number in both languages, and no two
 * meetings of a kind and year bear the same. Nothing personal enters the minutes that the public
 * page would not show: counts, names of officers, members and delegates, names of authors and
 * speakers who asked to be named. */
#ifndef ASHAR_MEETING_MINUTES_H
#define ASHAR_MEETING_MINUTES_H

#include "meeting/meeting.h"

struct meeting_minutes {
    int64_t id, meeting_id, version, published_at; /* published_at 0: not yet */
    int64_t edition;                               /* 1; +1 for each change after signing */
    enum lang lang;                                /* LANG_KY or LANG_RU */
    struct str state, number, words, chair, secretary;
    day_t signed_on, due_on; /* DAY_NONE: not yet; no rule */
};
/* ERR_NOT_FOUND: none in that language. */
MUST_USE enum err meeting_minutes_find(struct db *db, struct arena *a, int64_t meeting_id,
                                       enum lang lang, struct meeting_minutes *out);
/* Those in the reader's language, else in the other; published ones only. ERR_NOT_FOUND. */
MUST_USE enum err meeting_minutes_public(struct db *db, struct arena *a, int64_t meeting_id,
                                         enum lang lang, struct meeting_minutes *out);
/* Published after its day, or not yet though it has passed. */
bool meeting_minutes_late(const struct meeting_minutes *m, day_t today);
/* The day by which minutes of a meeting that is over are to be published, also before there are
 * any; DAY_NONE: no rule, or not over. */
MUST_USE enum err meeting_minutes_due(struct db *db, struct arena *a, const struct meeting *m,
                                      day_t *out);

enum { MEETING_MINUTES_CHARS = 100000 }; /* at most, of the words */

/* The minutes as the record has them, marked up (text/markup.h). Where so much was said that it
 * would not fit, each is quoted by its beginning and "…": the ledger has it whole. */
MUST_USE enum err meeting_minutes_draw(struct db *db, struct arena *a, const struct meeting *m,
                                       enum lang lang, struct str *out);

/* As it stands under the sheet. */
struct meeting_signing {
    struct str chair, secretary;
    day_t signed_on;
};
struct meeting_minutes_new {
    int64_t meeting_id, version; /* version 0: the first draft in that language */
    enum lang lang;
    struct str number; /* "": the next of the year */
    struct str words;
    /* Of a change after signing; not read before. */
    struct str reason;
    struct meeting_signing by;
};
/* Faults: lang (neither ky nor ru), words, number (another meeting's, or not that of the signed
 * minutes in the other language; a draft in it follows), reason, chair, secretary, signed_on.
 * ERR_CONFLICT: version differs (or a first draft exists already); with a fault: the meeting is not
 * over. */
MUST_USE enum err meeting_minutes_save(struct db *db, struct arena *a, const struct actor *who,
                                       const struct meeting_minutes_new *n, struct faults *f);

struct meeting_minutes_do {
    int64_t meeting_id, version;
    enum lang lang;
    struct meeting_signing by; /* of signing */
};
/* draft -> signed. Faults: chair, secretary, signed_on (before the meeting, in the future). */
MUST_USE enum err meeting_minutes_sign(struct db *db, struct arena *a, const struct actor *who,
                                       const struct meeting_minutes_do *d, struct faults *f);
/* signed -> published. ERR_CONFLICT with a fault: not signed. */
MUST_USE enum err meeting_minutes_publish(struct db *db, struct arena *a, const struct actor *who,
                                          const struct meeting_minutes_do *d, struct faults *f);

struct meeting_minutes_was {
    int64_t version, edition, replaced_at;
    struct str words, reason, chair, secretary;
    day_t signed_on;
};
struct meeting_minutes_past {
    const struct meeting_minutes_was *v; /* newest first */
    size_t n;
};
MUST_USE enum err meeting_minutes_before(struct db *db, struct arena *a, int64_t minutes_id,
                                         struct meeting_minutes_past *out);

/* -- results -- */

struct meeting_results {
    struct str words[LANG_COUNT];
    int64_t published_at; /* of these words */
};
/* ERR_NOT_FOUND: not published. */
MUST_USE enum err meeting_results_find(struct db *db, struct arena *a, int64_t meeting_id,
                                       struct meeting_results *out);
struct meeting_results_new {
    int64_t meeting_id, version; /* of the meeting */
    struct str words[LANG_COUNT];
    struct str reason; /* of a correction */
};
/* held -> published; subscribers are told, each in their language. Once published: a correction;
 * the former words stay public with the reason. Faults: words_ky, words_ru, words_en (all empty,
 * too long), reason, "" where no minutes are published. ERR_CONFLICT: version, or with a fault: not
 * over. */
MUST_USE enum err meeting_results_give(struct db *db, struct arena *a, const struct actor *who,
                                       const struct meeting_results_new *n, struct faults *f);
struct meeting_results_was {
    int64_t number, published_at, replaced_at;
    struct str words[LANG_COUNT], reason;
};
struct meeting_results_past {
    const struct meeting_results_was *v; /* newest first */
    size_t n;
};
MUST_USE enum err meeting_results_before(struct db *db, struct arena *a, int64_t meeting_id,
                                         struct meeting_results_past *out);
/* Given after their day, or not yet though it has passed. */
bool meeting_results_late(const struct meeting *m, day_t today);

/* Minutes and results by their day, for whoever keeps meetings. */
due_source meeting_minutes_owed;

extern const struct route meeting_minutes_routes[];
extern const struct db_query *const meeting_minutes_queries[];
extern const size_t meeting_minutes_query_count;

#endif
