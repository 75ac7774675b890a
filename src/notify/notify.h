/* Telling people by e-mail: a queue in the database, subscriptions to a municipality, and the
 * sender.
 *
 * A mail is queued in the transaction of the write it tells of, so it goes out if and only if the
 * write stands. The sender (mail_send.h) runs beside; without a mail server set, mails stay queued
 * and `ashar doctor` says so. A subscription begins only when its owner opens the link sent to the
 * address (double opt-in), and ends with one click; the address is then erased. Only the hash of a
 * link's token is kept. Non-goals: SMS and messengers; templates with markup: mails are plain text.
 */
#ifndef ASHAR_NOTIFY_NOTIFY_H
#define ASHAR_NOTIFY_NOTIFY_H

#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

enum topic { TOPIC_ISSUES = 1, TOPIC_PLAN = 2, TOPIC_NEWS = 4, TOPIC_MEETINGS = 8, TOPIC_LAW = 16 };
#define TOPICS_ALL (TOPIC_ISSUES | TOPIC_PLAN | TOPIC_NEWS | TOPIC_MEETINGS | TOPIC_LAW)

struct mail_new {
    int64_t place_id; /* 0: none */
    struct str to;    /* one address, already checked by notify_address_ok */
    enum lang lang;
    struct str subject, body; /* plain text, UTF-8; body without greeting or footer */
    struct str path; /* below the base URL, with language: appended as a link; absent: none */
    struct str unsubscribe_path; /* for List-Unsubscribe; absent: none */
};
/* Queues one mail. */
MUST_USE enum err notify_mail(struct db *db, struct arena *a, const struct mail_new *m);

/* Queues a mail to every subscriber of the topic, each in their language. The path is below the
 * language. */
struct notice {
    int64_t place_id;
    enum topic topic;
    enum msg subject, body; /* both filled with args */
    const struct msg_arg *args;
    size_t arg_count;
    struct str path; /* "/41…/plan" */
};
MUST_USE enum err notify_subscribers(struct db *db, struct arena *a, const struct notice *n,
                                     int64_t *queued);

/* The same where the words are made of records that have their own in each language. */
struct notice_words {
    int64_t place_id;
    enum topic topic;
    struct str subject[LANG_COUNT], body[LANG_COUNT];
    struct str path;
};
MUST_USE enum err notify_subscribers_words(struct db *db, struct arena *a,
                                           const struct notice_words *n, int64_t *queued);

/* The municipalities that have a confirmed subscriber of the topic. */
struct notify_places {
    const int64_t *v;
    size_t n;
};
MUST_USE enum err notify_places_of(struct db *db, struct arena *a, enum topic topic,
                                   struct notify_places *out);

/* The secret that links for ending a subscription are made of, so that every mail can carry one
 * that works at once and for ever; without it mails lead to the page that explains. Borrowed for
 * ever. */
void notify_wire(struct str key);

/* A plausible address: one @, a dot in the domain, no blanks or controls, at most 254 bytes (RFC
 * 5321). */
bool notify_address_ok(struct str address);

/* Asks for a subscription: queues the mail with the confirming link. Subscribing an address twice
 * is no fault and tells nothing about who is subscribed. Faults on "address", "topics". */
struct subscription_new {
    struct str place_code, place_name;
    struct str address;
    int64_t topics;
    enum lang lang;
};
MUST_USE enum err notify_subscribe(struct db *db, struct arena *a, const struct actor *who,
                                   const struct subscription_new *s, struct faults *f);
/* What a mailed link stands for, without changing anything. ERR_NOT_FOUND: nothing. ERR_GONE: a
 * subscription that has ended. */
struct subscription_found {
    int64_t place_id;
    bool confirmed;
};
MUST_USE enum err notify_find(struct db *db, struct arena *a, struct str token,
                              struct subscription_found *out);
/* ERR_NOT_FOUND for an unknown token, ERR_GONE for an ended subscription; confirming twice is fine.
 */
MUST_USE enum err notify_confirm(struct db *db, struct arena *a, struct str token,
                                 int64_t *place_id);
MUST_USE enum err notify_unsubscribe(struct db *db, struct arena *a, struct str token,
                                     int64_t *place_id);

#endif
