/* What a municipality tells everybody: its front page, news, feed, calendar, and the papers for the
 * information board.
 *
 * Source: Standard Plan 2.2: site, information boards, networks, events. Registers belong to their
 * capabilities; publish brings them together for readers, feed readers, calendar programs and
 * printers. Invariants: news have a title and a text in Kyrgyz or Russian at least; what was
 * published is withdrawn with a reason, never deleted; each change keeps the version before. */
#ifndef ASHAR_PUBLISH_PUBLISH_H
#define ASHAR_PUBLISH_PUBLISH_H

#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

struct news {
    int64_t id, version;
    struct str title[LANG_COUNT], body[LANG_COUNT]; /* body: markup as in text/markup.h */
    int64_t published_at, changed_at;
    bool withdrawn;
    struct str withdrawn_reason;
};
struct news_items {
    const struct news *v;
    size_t n;
};

/* In a language, or in another where that one is empty. */
struct str news_title(const struct news *n, enum lang lang);
struct str news_body(const struct news *n, enum lang lang);

MUST_USE enum err news_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                            struct news *out);
/* Newest first, older than (before_at, before_id); INT64_MAX, INT64_MAX: from the newest. */
MUST_USE enum err news_list(struct db *db, struct arena *a, int64_t place_id, int64_t before_at,
                            int64_t before_id, int64_t most, struct news_items *out);

struct news_new {
    int64_t id, version; /* 0, 0: a new one */
    struct str title[LANG_COUNT], body[LANG_COUNT];
    struct str place_code; /* for the links in mails */
};
/* Publishes or edits; subscribers of news are told of new ones. ERR_INVALID with faults on title_ky
 * … body_en; ERR_CONFLICT: another editor was first, or it was withdrawn. */
MUST_USE enum err news_save(struct db *db, struct arena *a, const struct actor *who,
                            const struct news_new *n, struct faults *f, int64_t *id);
MUST_USE enum err news_withdraw(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                                int64_t version, struct str reason, struct faults *f);

#endif
