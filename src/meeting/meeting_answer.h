/* Answers to what was said, and the ledger: proposal -> answer with its reason -> what changed.
 *
 * Sources: Standard Plan 3.2 (proposals are taken and answered), model charter 17.5 (questions left
 * open), guidance 18 and 20 (measures reported, results spread). A proposal is accepted, partly
 * accepted or rejected, each with a reason; an accepted one names what it changed. A question is
 * answered. An answer may be changed: the former one is kept and stays public. Lateness is public.
 * Withdrawn ones need no answer and stay in the ledger; of hidden ones the ground stands there.
 * Personal: authors' names unless they asked to be named. */
#ifndef ASHAR_MEETING_ANSWER_H
#define ASHAR_MEETING_ANSWER_H

#include "meeting/meeting_link.h"
#include "plan/plan.h"

/* What an accepted proposal may have changed besides an issue, a measure, the plan. */
#define MEETING_CHANGED_WORDS "budget decision act other"

struct meeting_answer_new {
    int64_t meeting_id, id, version; /* of the word */
    struct str answer;               /* accepted partly rejected; answered for a question */
    struct str reason;               /* to a question: the answer itself */
    struct meeting_link changed;     /* asked of accepted and partly */
    enum lang lang;
};
/* Answers, or changes the answer. Mails the author who has an account with an address. Faults:
 * answer, reason, link, link_text. ERR_CONFLICT: version differs, or with a fault: withdrawn,
 * hidden, waiting for a moderator, a wish to speak. ERR_NOT_FOUND. */
MUST_USE enum err meeting_answer(struct db *db, struct arena *a, const struct actor *who,
                                 const struct meeting_answer_new *n, struct faults *f);

struct meeting_answer_was {
    struct str answer, reason;
    struct meeting_link changed;
    day_t on;
};
struct meeting_answers_were {
    const struct meeting_answer_was *v;
    size_t n;
};
/* Former answers, newest first. */
MUST_USE enum err meeting_answers_before(struct db *db, struct arena *a, int64_t word_id,
                                         struct meeting_answers_were *out);

struct meeting_ledger_filter {
    int64_t place_id, meeting_id; /* meeting 0: all of the place */
    struct str state;             /* "" waiting late accepted partly rejected answered withdrawn */
    int64_t before;               /* id of the last one seen; 0: from the newest */
    int64_t most;
    day_t today;
};
struct meeting_ledger_line {
    int64_t id, number, meeting_id, said_at;
    struct str kind, text, author, state, hidden_reason; /* author "" unless it may be shown */
    struct str answer, reason;
    struct meeting_link changed;
    struct str meeting_title[LANG_COUNT];
    day_t meeting_day, answered_on, due; /* DAY_NONE: not yet; no day */
};
struct meeting_ledger {
    const struct meeting_ledger_line *v; /* newest first */
    size_t n;
};
MUST_USE enum err meeting_ledger_read(struct db *db, struct arena *a,
                                      const struct meeting_ledger_filter *f,
                                      struct meeting_ledger *out);
/* Answered after its day, or not yet though it has passed. */
bool meeting_ledger_late(const struct meeting_ledger_line *l, day_t today);

struct meeting_ledger_totals {
    int64_t proposals, questions, answered, accepted, partly, rejected, waiting, late;
};
MUST_USE enum err meeting_ledger_sum(struct db *db, struct arena *a, int64_t place_id,
                                     int64_t meeting_id, day_t today,
                                     struct meeting_ledger_totals *out);

/* Proposals that were accepted and changed a thing, newest meeting first. */
MUST_USE enum err meeting_answers_about(struct db *db, struct arena *a, enum lang lang,
                                        struct str place_code, const struct meeting_link *thing,
                                        struct issue_links *out);
/* Proposals that changed an issue: for issue_wire. */
issue_link_source meeting_issue_links;
/* Proposals that changed a measure of the plan: for plan_wire. */
plan_origin_source meeting_measure_links;

/* Unanswered words by their day, for whoever answers: a due_source, called by meeting_due. */
due_source meeting_answers_due;

extern const struct route meeting_answer_routes[];
extern const struct db_query *const meeting_answer_queries[];
extern const size_t meeting_answer_query_count;

#endif
