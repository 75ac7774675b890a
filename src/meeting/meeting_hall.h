/* In the hall: the roll, the quorum, who presides, the floor, open votes, opening and closing.
 *
 * Sources: model charter 17, 18, 20 (open vote, majority of those present, quorum a blank that each
 * charter fills) and its guidance (registration on the day, secretary, minutes); the day counts and
 * shares themselves are rules: KIND.quorum, KIND.decision, KIND.unanswered_questions,
 * KIND.results_after, meeting.age_groups, meeting.late_entries.
 *
 * Invariants: for + against + abstained never exceed those present (registered and not gone) when
 * the vote was taken; a person is on the roll once; entries are appended, corrections keep what was
 * before, mistakes are voided with a reason; an entry with a client_key that is known already
 * changes nothing and succeeds. What a device kept while the line was down is taken for
 * meeting.late_entries minutes after the closing and marked late; then it is refused (it stays on
 * the device, and belongs into the minutes). Personal: names and accounts of the roll; everybody
 * sees counts by sex and age group. Ownership: everything returned lives in the arena. Non-goals:
 * secret ballots on paper beyond their counts (ballot), the minutes (meeting_minutes). */
#ifndef ASHAR_MEETING_HALL_H
#define ASHAR_MEETING_HALL_H

#include "meeting/meeting.h"
#include "meeting/meeting_hall_rules.h"

/* Who writes into which meeting; everything that changes takes it. `m` is read inside the write's
 * transaction by meeting_hall_begin, which also locks the meeting's row, so that two secretaries
 * get two numbers. */
struct meeting_hall {
    struct db *db;
    struct arena *a;
    const struct actor *who;
    enum lang lang;
    struct faults *f;
    struct meeting m;
};
MUST_USE enum err meeting_hall_begin(struct meeting_hall *h, int64_t meeting_id);

/* What an entry carries from its device. */
struct meeting_sent {
    struct str client_key; /* "" from forms without script */
};

/* -- the roll -- */

struct meeting_attendee {
    int64_t id, number, version;
    struct str sex, age_group, village, name, via;
    int64_t member_id, delegate_id, person_id; /* 0: none */
    int64_t arrived_at, left_at;               /* unix seconds; left_at 0: is there */
    bool voided, late;
    struct str void_reason;
};
struct meeting_roll {
    const struct meeting_attendee *v; /* latest first */
    size_t n;
};
/* At most `most`, voided ones included: for officers alone. */
MUST_USE enum err meeting_roll_of(struct db *db, struct arena *a, int64_t meeting_id, int64_t most,
                                  struct meeting_roll *out);
MUST_USE enum err meeting_attendee_find(struct db *db, struct arena *a, int64_t meeting_id,
                                        int64_t id, struct meeting_attendee *out);

struct meeting_attendee_new {
    struct str sex, age_group, village,
        name;                       /* those the kind's roll asks; the others are dropped */
    int64_t member_id, delegate_id; /* 0: none */
    int64_t person_id;              /* account that takes part from afar; 0: none */
    struct str via;                 /* hall | sheet | remote */
    int64_t number;                 /* line of the printed sheet; 0: the next free one */
    int64_t count; /* so many alike at once (kinds that only count); 1 .. MEETING_ALIKE_MAX */
    bool namesake; /* another person of the same name and village: known and meant */
    struct meeting_sent sent;
};
#define MEETING_ALIKE_MAX 100
/* Faults on sex, age_group, village, name, member, number, count; a person who is there already is
 * a fault on name or member that gives their number. ERR_CONFLICT with a fault: the state takes
 * none. *number: the (first) line given; of an entry sent twice the first's. */
MUST_USE enum err meeting_register(struct meeting_hall *h, const struct meeting_attendee_new *n,
                                   int64_t *number);
/* Corrects a line: the former one is kept. ERR_CONFLICT: version differs. */
struct meeting_attendee_edit {
    int64_t id, version;
    struct str sex, age_group, village, name;
};
MUST_USE enum err meeting_attendee_correct(struct meeting_hall *h,
                                           const struct meeting_attendee_edit *e);
/* Gone before the end, or back again. Saying twice what is so already is fine. */
MUST_USE enum err meeting_attendee_leave(struct meeting_hall *h, int64_t id, bool gone);
/* Entered by mistake: no longer counted. Fault on reason. */
MUST_USE enum err meeting_attendee_void(struct meeting_hall *h, int64_t id, struct str reason);

/* Those who may be picked: members of the body, or delegates, with whether they are there. */
struct meeting_seat {
    int64_t id;
    struct str name, note;                /* note: position, or settlement */
    int64_t attendee_id, version, number; /* 0: not there */
    bool gone;
};
struct meeting_seats {
    const struct meeting_seat *v;
    size_t n;
    bool delegates;
};
MUST_USE enum err meeting_seats_of(struct db *db, struct arena *a, const struct meeting *m,
                                   enum lang lang, struct meeting_seats *out);

struct meeting_count_line {
    struct str age_group; /* "" not told */
    int64_t female, male, unknown;
};
struct meeting_counts {
    int64_t registered, present, female, male, remote; /* of the registered, but `present` */
    const struct meeting_count_line *v;                /* registered, by age group, rising */
    size_t n;
};
MUST_USE enum err meeting_counts_of(struct db *db, struct arena *a, int64_t meeting_id,
                                    struct meeting_counts *out);
struct meeting_village_count {
    struct str village;
    int64_t n;
};
struct meeting_village_counts {
    const struct meeting_village_count *v;
    size_t n;
};
MUST_USE enum err meeting_villages_of(struct db *db, struct arena *a, int64_t meeting_id,
                                      struct meeting_village_counts *out);

/* The quorum of a meeting with so many present, by the rule valid on its day. */
MUST_USE enum err meeting_quorum_now(struct db *db, struct arena *a, const struct meeting *m,
                                     int64_t present, struct meeting_quorum *out);

/* -- chair and secretary, opening, closing -- */

struct meeting_officer {
    int64_t id;
    struct str role, name;
    struct meeting_tally tally;
    int64_t present, elected_at, ended_at; /* ended_at 0: in office */
};
struct meeting_officers {
    const struct meeting_officer *v; /* as elected */
    size_t n;
};
MUST_USE enum err meeting_officers_of(struct db *db, struct arena *a, int64_t meeting_id,
                                      struct meeting_officers *out);
/* The one in office; "" where there is none. */
struct str meeting_officer_name(const struct meeting_officers *o, struct str role);
struct meeting_election {
    struct str role, name; /* chair | secretary */
    struct meeting_tally tally;
    struct meeting_sent sent;
};
/* Faults on role, name, in_favour (more votes than present; not carried by the kind's majority). */
MUST_USE enum err meeting_elect(struct meeting_hall *h, const struct meeting_election *e);

struct meeting_opening {
    int64_t present, needed, base, opened_at;
    struct str verdict, rule_key, rule_value; /* verdict "": not opened yet */
};
MUST_USE enum err meeting_opening_of(struct db *db, struct arena *a, int64_t meeting_id,
                                     struct meeting_opening *out);
/* Opens with those present now. Faults: no chair or secretary, too few (with the rule), `confirmed`
 * missing where no rule says how many are enough. ERR_CONFLICT: version differs, or no such step.
 */
MUST_USE enum err meeting_open(struct meeting_hall *h, int64_t version, bool confirmed);
/* Closes: items under way are done, results_due and each open question's answer_due are set by the
 * rules. ERR_CONFLICT as above. */
MUST_USE enum err meeting_close(struct meeting_hall *h, int64_t version);

/* -- agenda in the hall -- */

/* "current": this one is dealt with now, the one before is done. "done": with what was decided in
 * words (may be empty). Same state again: fine. ERR_CONFLICT: version differs. */
struct meeting_item_step {
    int64_t id, version;
    struct str to, decision;
};
MUST_USE enum err meeting_item_step(struct meeting_hall *h, const struct meeting_item_step *s);
/* An item brought up in the hall: those present vote on it. Lost: the vote is kept, no item. Faults
 * on title, reason, in_favour. */
struct meeting_item_added {
    struct str title, reason;
    struct meeting_tally tally;
    bool carried; /* where no rule says how a vote is decided: what the chair said */
    struct meeting_sent sent;
};
MUST_USE enum err meeting_item_add(struct meeting_hall *h, const struct meeting_item_added *n,
                                   int64_t *item_id);

/* -- votes -- */

struct meeting_vote {
    int64_t id, number, item_id, word_id; /* 0: none */
    struct str kind, subject, method, rule_key, outcome, decision;
    struct meeting_tally tally;
    int64_t present, registered, base, needed, voted_at;
    bool late, voided;
    struct str void_reason;
};
struct meeting_votes {
    const struct meeting_vote *v;
    size_t n;
};
/* By number, voided ones too. */
MUST_USE enum err meeting_votes_of(struct db *db, struct arena *a, int64_t meeting_id,
                                   struct meeting_votes *out);
/* What was put to the vote; where that is the title of its item, in the reader's language. */
struct str meeting_vote_subject(const struct meeting_vote *v, const struct meeting_items *items,
                                enum lang lang);
struct meeting_vote_new {
    int64_t item_id, word_id; /* what is voted on: an item, or a proposal */
    struct str subject, decision;
    struct meeting_tally tally;
    bool carried; /* as in meeting_item_added */
    struct meeting_sent sent;
};
/* Faults on item, in_favour (more votes than present, naming both numbers), decision (missing where
 * it was carried). ERR_CONFLICT with a fault: the state takes no votes. */
MUST_USE enum err meeting_vote_add(struct meeting_hall *h, const struct meeting_vote_new *n,
                                   int64_t *id);
/* Counted or entered wrongly: it stays, voided, and a right one is entered. Fault on reason. */
MUST_USE enum err meeting_vote_void(struct meeting_hall *h, int64_t id, struct str reason);

/* -- the floor, questions; moderation is meeting_word_show and _hide of meeting_before.h -- */

struct meeting_speaker {
    int64_t word_id, number, began_at, ended_at; /* 0: not yet */
    struct str name, text;                       /* name: for officers, or where it is public */
};
struct meeting_speakers {
    const struct meeting_speaker *v; /* in the order they asked */
    size_t n;
};
MUST_USE enum err meeting_speakers_of(struct db *db, struct arena *a, int64_t meeting_id,
                                      bool public_only, struct meeting_speakers *out);
/* "give": has the floor, whoever had it before has spoken; "end": has spoken. */
MUST_USE enum err meeting_floor(struct meeting_hall *h, int64_t word_id, struct str to);
/* A question answered on the spot, in words or without. */
MUST_USE enum err meeting_answered_here(struct meeting_hall *h, int64_t word_id, struct str words);

/* -- taking part from afar -- */

/* Whether this meeting can be joined from afar now: mode mixed or remote, announced or open, on its
 * day. */
bool meeting_joinable(const struct meeting *m, day_t today);

/* Whether an entry made in the hall is still taken, and whether it is late. ERR_CONFLICT with a
 * fault that says why. */
MUST_USE enum err meeting_hall_takes(struct meeting_hall *h, bool before_opening, bool *late);

#endif
