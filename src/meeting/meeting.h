/* Meetings: assemblies, public and budget hearings, kurultai, council sessions, in the hall, on
 * paper and from afar.
 *
 * request -> meeting (preparing -> announced -> open -> held -> published; cancelled) -> notices,
 * steps of preparation, agenda -> words (questions, proposals, wishes to speak) -> roll, votes,
 * decisions -> minutes -> an answer to every proposal, with what it changed. Sources: Standard Plan
 * 3.2; model charter 15, 17, 18, 20 and its guidance; budget hearings' method. Every day count,
 * quorum and topic is a rule parameter (data/rules.tsv); kinds are rows of data/meeting_kinds.tsv.
 * Invariants: what was announced is kept as it was told (meeting_notice); a vote never counts more
 * than are present; an entry sent twice is one (client_key); a proposal is answered with a reason
 * or its lateness is public. Personal: the roll, names of authors who did not ask to be named,
 * contacts; the public sees counts. Ownership: everything returned lives in the arena of the call.
 * Non-goals: ballots on paper and online voting (ballot), the budget itself (budget). */
#ifndef ASHAR_MEETING_MEETING_H
#define ASHAR_MEETING_MEETING_H

#include "base/actor.h"
#include "base/clock.h"
#include "base/command.h"
#include "db/db.h"
#include "desk/due.h"
#include "doc/calendar.h"
#include "i18n/fault.h"
#include "issue/issue.h"
#include "web/request.h"

/* -- kinds: data/meeting_kinds.tsv -- */

enum meeting_group {                   /* what sort of record is kept */
                     MEETING_ASSEMBLY, /* everybody of a place or a part of it */
                     MEETING_HEARING,
                     MEETING_KURULTAI, /* elected delegates */
                     MEETING_SESSION,  /* members of a body: council, commission */
                     MEETING_REPORT,   /* head, deputies, TOS report to the community */
                     MEETING_GROUP_COUNT
};
struct meeting_kind {
    const char *code;             /* "budget_hearing" */
    const char *name[LANG_COUNT]; /* "Budget hearing" */
    enum meeting_group group;
    const char *rules;   /* prefix of its rule parameters: "hearing" -> hearing.quorum … */
    const char *steps;   /* set of preparation steps in data/meeting_steps.tsv: "hearing" */
    const char *topics;  /* "budget_draft budget_execution": what it may be about; "*": any */
    const char *callers; /* "head council initiative_group" */
    const char *roll;    /* what registration asks: "sex age village", "member", "delegate" */
    const char *body;    /* kind of body whose meeting it is (body/body.h): "council"; "" none */
    bool minutes_numbered;
};
/* All, in the order of the file. */
const struct meeting_kind *meeting_kinds(size_t *n);
/* NULL: no such kind. */
const struct meeting_kind *meeting_kind_of(struct str code);

/* -- reading -- */

struct meeting {
    int64_t id, place_id, version;
    const struct meeting_kind *kind;
    struct str topic, state, caller, mode, emergency, emergency_act;
    struct str title[LANG_COUNT], about[LANG_COUNT], venue[LANG_COUNT];
    int64_t request_id, body_id, area_place_id; /* 0: none */
    struct str area, remote_url, call_order;
    day_t call_day, day;
    int64_t starts_at, minutes;                 /* unix seconds; planned length */
    int64_t invited, base;                      /* persons; 0: not known */
    int64_t opened_at, closed_at, published_at; /* 0: not yet */
    day_t results_due;                          /* DAY_NONE until it is closed */
};
struct meetings {
    const struct meeting *v;
    size_t n;
};
/* ERR_NOT_FOUND where the place has no such meeting. */
MUST_USE enum err meeting_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                               struct meeting *out);
struct meeting_filter {
    int64_t place_id;
    bool upcoming, past, with_preparing; /* public readers never see those being prepared */
    struct str kind;                     /* "" any */
    day_t today;
    int64_t most;
};
/* Upcoming ones by day; past ones latest first. */
MUST_USE enum err meeting_list(struct db *db, struct arena *a, const struct meeting_filter *f,
                               struct meetings *out);
/* In a language, or in another where that one is empty. */
struct str meeting_title(const struct meeting *m, enum lang lang);
struct str meeting_venue(const struct meeting *m, enum lang lang);
struct str meeting_state_name(struct arena *a, enum lang lang, struct str state);
/* Path below the language: "/41706211805000/meetings/12". */
struct str meeting_path(struct arena *a, struct str place_code, int64_t id);
/* People may hand in proposals and questions: announced or going on. */
bool meeting_takes_words(const struct meeting *m);
/* Whether everybody may see it: announced, open, held, published; a cancelled one that was told. */
bool meeting_is_public(const struct meeting *m);

struct meeting_item {
    int64_t id, meeting_id, version, position;
    struct str title[LANG_COUNT];
    struct str about, speaker, link_kind, link_text, reason, state, decision;
    int64_t link_id;
    bool in_hall;
};
struct meeting_items {
    const struct meeting_item *v;
    size_t n;
};
/* By position; dropped ones too. */
MUST_USE enum err meeting_items_of(struct db *db, struct arena *a, int64_t meeting_id,
                                   struct meeting_items *out);

struct meeting_word {
    int64_t id, meeting_id, item_id, version, number;
    struct str kind, via, text, author, state, hidden_reason;
    bool author_public;
    int64_t person_id, said_at;
    struct str answer, answer_reason, changed_kind, changed_text;
    int64_t changed_id;
    day_t answered_on, answer_due; /* DAY_NONE: not yet; no day asked */
};
struct meeting_words {
    const struct meeting_word *v;
    size_t n;
};
struct meeting_word_filter {
    int64_t meeting_id;
    struct str kind;  /* "" any */
    bool public_only; /* leaves out waiting and hidden ones' text, and names not to be shown */
};
/* By number. */
MUST_USE enum err meeting_words_of(struct db *db, struct arena *a,
                                   const struct meeting_word_filter *f, struct meeting_words *out);

/* Something said: from a form of a resident, a slip, the hall, afar. Same client_key twice: one,
 * *id is the first's. Faults: text empty or too long, name missing, meeting not taking words now.
 */
struct meeting_word_new {
    int64_t meeting_id, item_id; /* item 0: about the whole */
    struct str kind, via, text, author, client_key;
    bool author_public;
    enum lang lang;
};
MUST_USE enum err meeting_say(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting_word_new *w, struct faults *f, int64_t *id);

/* -- steps between states, called by the pages of the hall and of what follows -- */

/* Topic of web/live.h that followers of a meeting listen to: "meeting/12". */
struct str meeting_live_topic(struct arena *a, int64_t id);

/* Meetings with an issue on their agenda: for issue_wire. */
issue_link_source meeting_agenda_links;

/* -- wiring -- */
due_source meeting_due;
extern const struct route meeting_routes[];       /* before: requests, notice, agenda, words */
extern const struct route meeting_hall_routes[];  /* in the hall */
extern const struct route meeting_after_routes[]; /* minutes, answers, ledger, figures */
extern const struct route meeting_oparl_routes[];
extern const struct db_query *const meeting_queries[];
extern const size_t meeting_query_count;
extern const struct db_query *const meeting_request_queries[];
extern const size_t meeting_request_query_count;
extern const struct db_query *const meeting_hall_queries[];
extern const size_t meeting_hall_query_count;
extern const struct db_query *const meeting_oparl_queries[];
extern const size_t meeting_oparl_query_count;

#endif
