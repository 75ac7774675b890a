/* What the tests of minutes and results share: the hearing of meeting_hall_fixture.h in which
 * everything happened that minutes can tell of, closed. */
#ifndef ASHAR_MEETING_AFTER_FIXTURE_H
#define ASHAR_MEETING_AFTER_FIXTURE_H

#include "meeting/meeting_hall_fixture.h"
#include "meeting/meeting_minutes.h"

/* Numbers of what was said there. */
enum {
    SAID_PROPOSAL = 1, /* with signs of markup, named, voted on: carried */
    SAID_QUESTION,     /* author not to be named */
    SAID_SPEECH,       /* had the floor */
    SAID_WISH,         /* asked for the floor and did not get it */
    SAID_WITHDRAWN,
    SAID_HIDDEN,
    SAID_ANSWERED /* a question answered on the spot */
};

/* Those numbers are the ids too. Item 1 was voted on twice (once voided), item 3 was dropped, an
 * item that somebody wanted to add was voted down. */
void after_settle(struct fixture *f);
/* Something said there; state as meeting_say leaves it. */
int64_t after_say(struct fixture *f, const char *kind, const char *text, const char *author,
                  bool author_public, int64_t item_id);
struct meeting after_meeting(struct fixture *f, int64_t id);
/* The minutes in one language, drawn from the record. */
struct str after_drawn(struct fixture *f, int64_t id, enum lang lang);

/* One write in a transaction of its own, with who = hall_secretary; faults in after_faults. */
extern struct faults after_faults;
enum err after_save(struct fixture *f, const struct meeting_minutes_new *n);
enum err after_sign(struct fixture *f, enum lang lang, int64_t version);
enum err after_publish(struct fixture *f, enum lang lang, int64_t version);
enum err after_give(struct fixture *f, const struct meeting_results_new *n);
/* Drawn, signed and published in that language; its version is then 3. */
void after_published(struct fixture *f, enum lang lang);
/* Results in Kyrgyz and Russian, as the meeting is now. */
struct meeting_results_new after_results(struct fixture *f);
/* One subscriber in Kyrgyz, one in Russian; the hearing gets a title in Russian. */
void after_subscribe(struct fixture *f);
/* What the desk of whoever keeps meetings says of minutes and results. */
struct dues after_owed(struct fixture *f, day_t today);

#endif
