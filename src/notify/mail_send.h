/* Sending what waits in the outbox through SMTP, by libcurl.
 *
 * At least once: a mail is claimed, sent, then marked; a sender killed in between sends it again
 * after the claim ends. Put off after a failure: 1, 5, 30 minutes, 2, 6, 24 hours; then given up. A
 * refusal for good (5xx) is given up at once. */
#ifndef ASHAR_NOTIFY_MAIL_SEND_H
#define ASHAR_NOTIFY_MAIL_SEND_H

#include "base/buf.h"
#include "db/db.h"
#include "db/queue.h"

struct mail_settings {
    struct str smtp_url, smtp_user, smtp_password; /* smtp_url "": nothing is sent */
    struct str from;
    struct str base_url; /* without trailing slash */
};

/* Sends what is due, at most `most`. *sent and *failed count. ERR_IO only when the server cannot be
 * reached at all. */
MUST_USE enum err mail_send_due(struct db_queue *q, struct arena *a, const struct mail_settings *s,
                                int64_t most, int64_t *sent, int64_t *failed);

/* The message as it goes over the wire: headers and quoted-printable body. For the sender and its
 * tests. */
struct mail_message {
    struct str from, to, subject, body, unsubscribe_url, message_id;
    int64_t date;
};
void mail_compose(struct buf *out, const struct mail_message *m);

/* Asks the server for its greeting: for `ashar doctor`. *why in English. */
MUST_USE enum err mail_check(struct arena *a, const struct mail_settings *s, struct str *why);

/* A thread that sends every few seconds until stopped. */
struct mail_sender;
MUST_USE enum err mail_sender_start(struct db_queue *q, const struct mail_settings *s,
                                    struct mail_sender **out);
void mail_sender_stop(struct mail_sender *s);

#endif
