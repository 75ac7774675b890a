/* Bodies of a municipality and their members: executive, council, commissions, initiative groups,
 * TOS, working and monitoring groups.
 *
 * Purpose: who sits where, since when, by which order; and whether the engagement plan's working
 * group is composed as the Standard Plan asks (points 4.1–4.4; rules
 * engagement_plan.working_group.*). States: forming → approved (by order, only when its composition
 * rules hold) → changed (its members changed: a new order is needed) → approved …; dissolved ends
 * it. A body is never deleted: its members and orders are history. Personal: sex and the flags
 * minority, disability and social group are shown to the public as counts only. Names of officials
 * (executive, deputies) are public by office; names of community members only with their consent on
 * record. Non-goal: what bodies do (plan, meeting, monitor). */
#ifndef ASHAR_BODY_BODY_H
#define ASHAR_BODY_BODY_H

#include "base/actor.h"
#include "base/clock.h"
#include "db/db.h"
#include "i18n/fault.h"
#include "rules/composition.h"
#include "rules/state.h"
#include "web/request.h"

/* Stored as short words; names for readers are messages body_kind_WORD, body_state_WORD,
 * body_side_WORD. */
enum body_kind {
    BODY_EXECUTIVE,
    BODY_COUNCIL,
    BODY_COMMISSION,       /* standing committee of the council */
    BODY_PLAN_GROUP,       /* working group of the engagement plan: its composition is checked */
    BODY_WORKING_GROUP,    /* any other working group */
    BODY_MONITORING_GROUP, /* joint monitoring and evaluation */
    BODY_INITIATIVE_GROUP,
    BODY_TOS, /* АКӨБ: council of a block, street, house */
    BODY_KIND_COUNT
};
const char *body_kind_word(enum body_kind kind);
MUST_USE enum err body_kind_of(struct str word, enum body_kind *out); /* else ERR_NOT_FOUND */

enum body_side {
    BODY_SIDE_NONE,
    BODY_SIDE_EXECUTIVE,
    BODY_SIDE_DEPUTY,
    BODY_SIDE_COMMUNITY,
    BODY_SIDE_COUNT
};
const char *body_side_word(enum body_side side); /* "" "executive" "deputy" "community" */
MUST_USE enum err body_side_of(struct str word, enum body_side *out);

struct body_order { /* the decision a step rests on */
    struct str title, number;
    day_t day;
};

struct body {
    int64_t id, place_id, version;
    enum body_kind kind;
    struct str name[LANG_COUNT];    /* at least one is not empty */
    struct str purpose[LANG_COUNT]; /* may be empty */
    struct str state;               /* "forming" "approved" "changed" "dissolved" */
    struct body_order created;      /* number and day may be absent while it is forming */
    struct body_order approved;     /* the last approving order; day DAY_NONE: never approved */
    day_t ended;                    /* DAY_NONE: exists */
    int64_t members;                /* of today */
};
struct bodies {
    const struct body *v;
    size_t n;
};

/* The name (purpose) in a language, or in another where that one is empty. */
struct str body_name(const struct body *b, enum lang lang);
struct str body_purpose(const struct body *b, enum lang lang);
/* Path below the language: "/41706211805000/bodies/12". */
struct str body_path(struct arena *a, struct str place_code, int64_t id);

/* ERR_NOT_FOUND where the place has no such body. */
MUST_USE enum err body_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                            struct body *out);
/* All of a place by kind and name; dissolved ones last, or left out. */
MUST_USE enum err body_list(struct db *db, struct arena *a, int64_t place_id, bool with_dissolved,
                            enum lang lang, struct bodies *out);

struct body_member {
    int64_t id, body_id, version;
    int64_t person_id; /* account, 0: none */
    struct str name;
    enum comp_sex sex;
    enum body_side side;
    bool minority, disability, social_group; /* personal */
    bool consent;                            /* a community member's consent to show the name */
    struct str position;                     /* "chair", "head of the social sector" as typed */
    day_t from, to;                          /* to: the last day; DAY_NONE: is a member */
    struct str order_number;
    day_t order_day;
};
struct body_members {
    const struct body_member *v;
    size_t n;
};
/* Chair first as entered, then by side and name. `past`: those whose time has ended as well. */
MUST_USE enum err body_members_of(struct db *db, struct arena *a, int64_t body_id, bool past,
                                  struct body_members *out);
/* Those who may be named as responsible: members of the executive today. */
struct body_official {
    int64_t id; /* of the member */
    struct str name, position;
};
struct body_officials {
    const struct body_official *v;
    size_t n;
};
MUST_USE enum err body_officials_of(struct db *db, struct arena *a, int64_t place_id,
                                    struct body_officials *out);
/* The office an account holds in a place today, for public histories that name the office and not
 * the person: the position typed for a member, else "role:secretary" for the highest role held
 * there, else "". body_office_text tells it in a language. */
MUST_USE enum err body_office_of(struct db *db, struct arena *a, int64_t place_id,
                                 int64_t person_id, struct str *out);
struct str body_office_text(struct arena *a, enum lang lang, struct str office);
/* Whether everybody may read this name. */
bool body_member_public(const struct body_member *m);

/* -- the composition of the plan's working group -- */
/* The composition rules against the members of today. Other kinds than the plan's group have no
 * lines. */
struct body_check_line {
    struct comp_line line;
    const char *rule_key;
    struct str what; /* in the reader's language: "Members", "Women", "Local councillors" */
    struct str says; /* the whole finding: "Women: 1 of 5 (20 %), at least 3 needed; 2 missing" */
};
struct body_checklist {
    const struct body_check_line *v;
    size_t n;
    bool ok;
    int64_t members, sex_unknown; /* counted; of them without sex on record */
};
MUST_USE enum err body_checklist_of(struct db *db, struct arena *a, enum lang lang,
                                    const struct body *b, day_t today, struct body_checklist *out);

/* Of today, as if `with` were saved: in the place of the member of its id, or one more where its id
 * is 0. NULL: as it is. */
MUST_USE enum err body_checklist_with(struct db *db, struct arena *a, enum lang lang,
                                      const struct body *b, const struct body_member *with,
                                      struct body_checklist *out);

/* -- changing: every function collects all faults, writes, audits -- */
struct body_new {
    int64_t id, version; /* 0, 0: a new one */
    enum body_kind kind; /* of a new one only */
    struct str name[LANG_COUNT], purpose[LANG_COUNT];
    struct body_order created;
};
MUST_USE enum err body_save(struct db *db, struct arena *a, const struct actor *who,
                            const struct body_new *n, struct faults *f, int64_t *id);
/* A new member (id 0) of m->body_id, or an edited one. Of an approved body: it becomes "changed".
 */
MUST_USE enum err body_member_save(struct db *db, struct arena *a, const struct actor *who,
                                   const struct body_member *m, struct faults *f, int64_t *id);
struct body_ending {
    int64_t body_id, id, version; /* of the member */
    day_t last_day;
};
MUST_USE enum err body_member_end(struct db *db, struct arena *a, const struct actor *who,
                                  const struct body_ending *e, struct faults *f);
struct body_step {
    int64_t id, version;
    struct body_order order;
    enum lang lang; /* of the findings inside the faults */
};
/* By order: ERR_INVALID with a fault for each line of the checklist that fails, and for an order
 * without number or day, or dated in the future or before the last one. */
MUST_USE enum err body_approve(struct db *db, struct arena *a, const struct actor *who,
                               const struct body_step *s, struct faults *f);
MUST_USE enum err body_dissolve(struct db *db, struct arena *a, const struct actor *who,
                                const struct body_step *s, struct faults *f);
/* Each approval and the end, newest first: what the composition was on that day. */
struct body_approval {
    bool dissolved;
    struct body_order order;
    int64_t members, women, men, at;
};
struct body_approvals {
    const struct body_approval *v;
    size_t n;
};
MUST_USE enum err body_approvals_of(struct db *db, struct arena *a, int64_t body_id,
                                    struct body_approvals *out);

extern const struct route body_routes[];

#endif
