/* Meetings before their day: requests, calling, announcing, agenda, preparation, delegates.
 *
 * Sources: model charter 14 to 18 and 20 with its guidance; every day count is a rule. What the
 * pages, the demonstration and the tests call; reading is in meeting.h. Every function that writes
 * collects all faults first, keeps what was told before, and audits in the same transaction. */
#ifndef ASHAR_MEETING_BEFORE_H
#define ASHAR_MEETING_BEFORE_H

#include "meeting/meeting.h"

/* -- calling -- */

struct meeting_new {
    int64_t id, version; /* 0, 0: a new one */
    struct str kind, topic, caller, mode, emergency, emergency_act, area, remote_url, call_order;
    struct str title[LANG_COUNT], about[LANG_COUNT], venue[LANG_COUNT];
    int64_t request_id, body_id, area_place_id; /* 0: none */
    day_t call_day, day;
    int64_t at;            /* minutes after midnight in Bishkek: 600 is ten o'clock */
    int64_t minutes;       /* planned length */
    int64_t invited, base; /* 0: not known; base of a session: its members where 0 */
    struct str reason;     /* why what was told is changed: needed once it was announced */
    enum lang lang;        /* of names inside the faults */
};
/* Keeps a meeting. Once announced, a change of title, day, hour, place or form is a notice of its
 * own with a reason, told to everybody who follows; kind and subject stay. A day nearer than the
 * rule's notice needs an emergency ground with its decision. Faults: kind, topic, caller,
 * request_id, body_id, title_ky, day, at, minutes, mode, venue_ky, remote_url, emergency,
 * emergency_act, reason. ERR_CONFLICT: the version differs, or the meeting was opened, held or
 * cancelled (with a fault). */
MUST_USE enum err meeting_save(struct db *db, struct arena *a, const struct actor *who,
                               const struct meeting_new *n, struct faults *f, int64_t *id);

struct meeting_step_do {
    int64_t id, version;
    struct str reason; /* of a cancellation */
    uint64_t caps;
    enum lang lang;
};
/* preparing -> announced, with notice 1. Faults: the day is too near, nothing on the agenda, no
 * decision that calls it where the head or the council calls. */
MUST_USE enum err meeting_announce(struct db *db, struct arena *a, const struct actor *who,
                                   const struct meeting_step_do *s, struct faults *f);
/* -> cancelled. One that was announced is told to everybody with the reason. */
MUST_USE enum err meeting_cancel(struct db *db, struct arena *a, const struct actor *who,
                                 const struct meeting_step_do *s, struct faults *f);

struct meeting_notice {
    int64_t number;
    struct str kind; /* published moved changed cancelled */
    day_t day;
    int64_t starts_at, short_by, at;
    struct str venue[LANG_COUNT], mode, reason;
};
struct meeting_notices {
    const struct meeting_notice *v;
    size_t n;
};
/* By number. n is the SEQUENCE of its calendar entry, less one. */
MUST_USE enum err meeting_notices_of(struct db *db, struct arena *a, int64_t meeting_id,
                                     struct meeting_notices *out);
/* The least days between notice and meeting, by the kind's step `notice`, and the rule it rests on.
 * ERR_NOT_FOUND: nobody has set it. */
MUST_USE enum err meeting_least_notice(struct db *db, struct arena *a, int64_t place_id,
                                       const struct meeting_kind *kind, day_t on, int64_t *days,
                                       const char **rule_key);

/* -- preparation -- */

struct meeting_prep {
    int64_t id;            /* 0: one after the day, shown only */
    struct str code, name; /* name in the reader's language */
    const char *rule_key;
    day_t from_day, due_on; /* from_day DAY_NONE: no range; due_on DAY_NONE: the rule is not set */
    day_t done_on;          /* DAY_NONE: not yet */
    struct str note, skipped;
    int64_t document_id; /* 0: none */
    bool after, late;    /* late: done after its day, or not done and past */
};
struct meeting_preps {
    const struct meeting_prep *v;
    size_t n;
};
/* By due day; then what the rules ask after the day. */
MUST_USE enum err meeting_preps_of(struct db *db, struct arena *a, enum lang lang,
                                   const struct meeting *m, day_t today, struct meeting_preps *out);
struct meeting_prep_do {
    int64_t meeting_id, step_id;
    day_t done_on;            /* DAY_NONE: taken back */
    struct str note, skipped; /* skipped not empty: why it does not apply */
    int64_t document_id;      /* 0: none */
};
/* Faults: done_on in the future, step unknown (ERR_NOT_FOUND), both done and skipped. */
MUST_USE enum err meeting_prep_tick(struct db *db, struct arena *a, const struct actor *who,
                                    const struct meeting_prep_do *d, struct faults *f);

/* -- agenda -- */

struct meeting_item_new {
    int64_t meeting_id, id, version; /* id 0: a new one, at the end */
    struct str title[LANG_COUNT], about, speaker;
    /* "" issue plan measure document act; in words: initiative and budget, which the program does
     * not keep, and an act that is not among its acts. meeting_link.h */
    struct str link_kind, link_text;
    int64_t link_id;   /* of the thing; 0: in words */
    struct str reason; /* once it was announced: why it comes late */
    bool in_hall;
    enum lang lang;
};
/* Faults: title_ky, link, link_text, reason. ERR_CONFLICT: version, or the meeting is over. */
MUST_USE enum err meeting_item_save(struct db *db, struct arena *a, const struct actor *who,
                                    const struct meeting_item_new *n, struct faults *f,
                                    int64_t *id);
struct meeting_item_do {
    int64_t meeting_id, id, version;
    struct str reason; /* of dropping, once it was announced */
};
MUST_USE enum err meeting_item_drop(struct db *db, struct arena *a, const struct actor *who,
                                    const struct meeting_item_do *d, struct faults *f);
/* One place earlier. The first stays where it is. */
MUST_USE enum err meeting_item_raise(struct db *db, struct arena *a, const struct actor *who,
                                     const struct meeting_item_do *d, struct faults *f);

/* -- words: what was said is never deleted -- */

struct meeting_word_do {
    int64_t meeting_id, id, version;
    struct str reason;
};
/* By its author, or by an officer for a slip (`officer`), with a reason then. ERR_FORBIDDEN for
 * anybody else. An answered one stays: ERR_CONFLICT. */
MUST_USE enum err meeting_word_withdraw(struct db *db, struct arena *a, const struct actor *who,
                                        const struct meeting_word_do *d, bool officer,
                                        struct faults *f);
/* Moderation: waiting -> open, or -> hidden with the reason that is shown in its place. */
MUST_USE enum err meeting_word_show(struct db *db, struct arena *a, const struct actor *who,
                                    const struct meeting_word_do *d, struct faults *f);
MUST_USE enum err meeting_word_hide(struct db *db, struct arena *a, const struct actor *who,
                                    const struct meeting_word_do *d, struct faults *f);
/* Whether somebody without account may speak in advance here (rule meeting.words_without_account).
 */
MUST_USE enum err meeting_words_open_to_all(struct db *db, struct arena *a, int64_t place_id,
                                            bool *out);

/* -- requests -- */

struct meeting_request {
    int64_t id, place_id, version, members, document_id, person_id, meeting_id;
    const struct meeting_kind *kind;
    struct str caller, subject, grounds, area, contact, state, reason;
    day_t received_on, due_on, decided_on; /* decided_on DAY_NONE: not yet */
    bool entered;                          /* from paper, by an officer */
};
struct meeting_requests {
    const struct meeting_request *v;
    size_t n;
};
/* Newest first. */
MUST_USE enum err meeting_requests_of(struct db *db, struct arena *a, int64_t place_id,
                                      struct meeting_requests *out);
MUST_USE enum err meeting_request_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                       struct meeting_request *out);
struct str meeting_request_path(struct arena *a, struct str place_code, int64_t id);
/* Names of the group: personal. */
struct meeting_names {
    const struct str *v;
    size_t n;
};
MUST_USE enum err meeting_request_names(struct db *db, struct arena *a, int64_t id,
                                        struct meeting_names *out);
struct meeting_request_new {
    struct str kind, subject, grounds, area, contact;
    struct str names;  /* a line each */
    day_t received_on; /* DAY_NONE: today */
    bool entered;
    int64_t document_id;
    enum lang lang;
};
/* Faults: kind, subject, grounds, names (too few, too many, twice the same), contact, received_on.
 */
MUST_USE enum err meeting_request_add(struct db *db, struct arena *a, const struct actor *who,
                                      const struct meeting_request_new *n, struct faults *f,
                                      int64_t *id);
struct meeting_request_do {
    int64_t id, version;
    struct str to; /* accepted refused withdrawn */
    struct str reason;
    uint64_t caps;
    enum lang lang;
};
/* A refusal needs its reason. Withdrawn: by who sent it, or by an officer with a reason. */
MUST_USE enum err meeting_request_decide(struct db *db, struct arena *a, const struct actor *who,
                                         const struct meeting_request_do *d, struct faults *f);

/* -- the year: what must be held -- */

struct meeting_duty {
    struct str what;        /* in the reader's language: "Hearing: draft of the budget" */
    const char *rule_key;   /* the rule that asks for it */
    struct str kind, topic; /* of the meeting to call */
    int64_t needed, held, planned;
    day_t by; /* reports: by which day of the year; DAY_NONE: none is set */
    /* Reports: how many of the year before were never held and have not been made up for since, and
     * by which day they were due. Counted only where the municipality kept its meetings here by
     * that day. A report that is held makes up for the missing one and is this year's too: the
     * charter asks for one in each year, not for two in the next. */
    int64_t overdue;
    day_t overdue_since; /* DAY_NONE: nothing is overdue */
};
struct meeting_duties {
    const struct meeting_duty *v;
    size_t n;
};
MUST_USE enum err meeting_year(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                               int year, struct meeting_duties *out);

/* -- delegates of a kurultai -- */

struct meeting_delegate {
    int64_t id, unit_id,
        assembly_id;       /* unit: the settlement; assembly 0: not held in the program */
    struct str name, unit; /* unit: its name in the reader's language */
    day_t elected_on;
};
struct meeting_delegates {
    const struct meeting_delegate *v;
    size_t n;
};
/* Those who were not recalled, by settlement and name. Delegates are public by their office. */
MUST_USE enum err meeting_delegates_of(struct db *db, struct arena *a, enum lang lang,
                                       int64_t meeting_id, struct meeting_delegates *out);
struct meeting_delegate_norm {
    int64_t unit_id, population, needed, elected; /* population -1: not known, needed then 0 */
    struct str unit;
};
struct meeting_delegate_norms {
    const struct meeting_delegate_norm *v;
    size_t n;
    int64_t norm, needed, elected; /* norm 0: the council has not set it */
};
MUST_USE enum err meeting_delegate_norms_of(struct db *db, struct arena *a, enum lang lang,
                                            const struct meeting *m,
                                            struct meeting_delegate_norms *out);
struct meeting_delegate_new {
    int64_t meeting_id, unit_id, assembly_id;
    struct str name;
    day_t elected_on;
};
/* Faults: name (missing, the same twice in a settlement), unit_id, elected_on, more than the norm.
 */
MUST_USE enum err meeting_delegate_add(struct db *db, struct arena *a, const struct actor *who,
                                       const struct meeting_delegate_new *n, struct faults *f,
                                       int64_t *id);
MUST_USE enum err meeting_delegate_recall(struct db *db, struct arena *a, const struct actor *who,
                                          int64_t meeting_id, int64_t id, struct str reason,
                                          struct faults *f);

/* -- for calendars -- */
/* Every public meeting of a place as events, in a language. `base_url` without slash at its end and
 * the place's code make the links. */
struct calendar_event;
MUST_USE enum err meeting_events(struct db *db, struct arena *a, int64_t place_id, struct str code,
                                 struct str base_url, enum lang lang, struct calendar_event **v,
                                 size_t *n);
/* -- for feeds -- */
/* An entry for each meeting that was told, at its last notice, at most `most`; writes to v[0..]. */
struct atom_entry;
MUST_USE enum err meeting_entries(struct request *rq, size_t most, struct atom_entry *v, size_t *n);

#endif
