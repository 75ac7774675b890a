/* The register of issues of local importance (ЖММ): what the municipality answers for, who answers,
 * how fresh it is.
 *
 * Source: Standard Plan 2.1–2.5: the list is public, and its information is refreshed at least each
 * half-year (rule engagement_plan.info.refresh_months). Which issues the law names is a catalogue
 * the operator imports; a charter may add others. States: active ↔ suspended; → transferred
 * (another body answers), excluded (not an issue of this municipality any more) → active. Nothing
 * is deleted: every version is kept and public, with the office that changed it, never the person.
 * Non-goal: what is done about an issue: plan, initiative and budget link to it (issue_wire below).
 */
#ifndef ASHAR_ISSUE_ISSUE_H
#define ASHAR_ISSUE_ISSUE_H

#include "base/actor.h"
#include "base/clock.h"
#include "base/command.h"
#include "db/db.h"
#include "desk/due.h"
#include "i18n/fault.h"
#include "web/request.h"

struct issue {
    int64_t id, place_id, number, version;
    struct str title[LANG_COUNT]; /* at least one is not empty */
    struct str text[LANG_COUNT];  /* may be empty; markup as in text/markup.h */
    struct str basis;             /* legal basis: law and article, charter and point */
    int64_t responsible_id;       /* member of a body (an official), 0: none named */
    struct str responsible;       /* office, in words: "head of the social sector" */
    struct str state;             /* "active" "suspended" "transferred" "excluded" */
    day_t refreshed;              /* last day the information was found current */
    day_t fresh_until; /* last day it counts as fresh, by the rule; DAY_NONE: the state asks for no
                          refreshing */
};
struct issues {
    const struct issue *v;
    size_t n;
};

/* The title in a language, or in another where that one is empty. */
struct str issue_title(const struct issue *i, enum lang lang);
struct str issue_text(const struct issue *i, enum lang lang);
/* Path below the language: "/41706211805000/issues/12". */
struct str issue_path(struct arena *a, struct str place_code, int64_t id);
/* Fresh on a day: fresh_until is none, or not before it. */
bool issue_is_fresh(const struct issue *i, day_t today);

MUST_USE enum err issue_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                             struct issue *out);
struct issue_filter {
    struct str state; /* "" all */
    bool stale_only;
    day_t today;
};
/* By number. */
MUST_USE enum err issue_list(struct db *db, struct arena *a, int64_t place_id,
                             const struct issue_filter *filter, struct issues *out);

/* The whole register by number, as a list shows it: texts and basis are "", responsible_id and
 * version 0. A fifth less work than issue_list, and no long text is read. */
MUST_USE enum err issue_headings(struct db *db, struct arena *a, int64_t place_id,
                                 struct issues *out);

/* Those of `all` that the filter leaves, in the same order. */
struct issues issue_filtered(struct arena *a, const struct issues *all,
                             const struct issue_filter *filter);

/* For the nation's table: one row for each municipality that has issues, by place id. */
struct issue_freshness {
    int64_t place_id, active, stale;
    day_t last_refreshed; /* the latest of its active issues */
};
struct issue_freshness_rows {
    const struct issue_freshness *v;
    size_t n;
};
MUST_USE enum err issue_freshness_all(struct db *db, struct arena *a, day_t today,
                                      struct issue_freshness_rows *out);
/* Of the issues given, all of one place. */
struct issue_freshness issue_freshness_in(const struct issues *all, day_t today);
/* Of one place; zeros where it has none. */
MUST_USE enum err issue_freshness_of(struct db *db, struct arena *a, int64_t place_id, day_t today,
                                     struct issue_freshness *out);

/* Every version, newest first, each against the one before it. */
struct issue_change {
    struct str field, label; /* label: in the reader's language */
    struct str before, after;
};
struct issue_changes {
    const struct issue_change *v;
    size_t n;
};
struct issue_version {
    int64_t version, at;
    struct str what, what_text; /* "created" "imported" "charter_set" "edited" "refreshed" "state",
                                   and as people read it */
    struct str office;          /* duty of who did it, never a name */
    struct str note;
    struct issue_changes changes;
};
struct issue_versions {
    const struct issue_version *v;
    size_t n;
};
MUST_USE enum err issue_history(struct db *db, struct arena *a, enum lang lang, int64_t id,
                                struct issue_versions *out);

/* -- changing: every function collects all faults, writes, keeps the version, audits -- */
struct issue_new {
    int64_t id, version; /* 0, 0: a new one */
    int64_t number;      /* 0: the next free one */
    struct str title[LANG_COUNT], text[LANG_COUNT], basis, responsible;
    int64_t responsible_id;
    struct str note; /* why it was changed; may be empty */
};
MUST_USE enum err issue_save(struct db *db, struct arena *a, const struct actor *who,
                             const struct issue_new *n, struct faults *f, int64_t *id);
struct issue_step {
    int64_t id, version;
    struct str note; /* of a change of state: its reason, which is published */
    struct str to;   /* of a change of state */
    uint64_t caps;   /* of a change of state: of who does it */
    enum lang lang;  /* of names inside the faults */
};
/* "The information was checked and is current"; `note` may be empty. */
MUST_USE enum err issue_refresh(struct db *db, struct arena *a, const struct actor *who,
                                const struct issue_step *s, struct faults *f);
/* A step of the state machine. */
MUST_USE enum err issue_change_state(struct db *db, struct arena *a, const struct actor *who,
                                     const struct issue_step *s, struct faults *f);
/* A table with heading number, title_ky, title_ru, title_en, text_ky…, basis, responsible: all or
 * nothing; each fault has line and column. Look-alike letters are put right and counted. */
struct issue_imported {
    int64_t added, repaired; /* repaired: letters of another alphabet put right */
};
MUST_USE enum err issue_import(struct db *db, struct arena *a, const struct actor *who,
                               struct str csv, struct faults *f, struct issue_imported *out);
/* The twelve issues a charter may add, as a starting set; numbers continue those there are. */
MUST_USE enum err issue_add_charter_set(struct db *db, struct arena *a, const struct actor *who,
                                        struct faults *f, int64_t *added);

/* -- the thread from need to result: what others did about an issue. App wires them once, before
 * the first request. -- */
struct issue_link {
    struct lang_str title; /* for the reader */
    struct str path;       /* below the language */
    struct str kind;       /* in the reader's language: "measure of the plan" */
};
struct issue_links {
    const struct issue_link *v;
    size_t n;
};
typedef enum err issue_link_source(struct db *db, struct arena *a, enum lang lang,
                                   struct str place_code, int64_t issue_id,
                                   struct issue_links *out);
/* From all sources. */
MUST_USE enum err issue_links_of(struct db *db, struct arena *a, enum lang lang,
                                 struct str place_code, int64_t issue_id, struct issue_links *out);
/* The acts that an issue rests on: those its basis names, and those linked to it. */
typedef enum err issue_basis_source(struct db *db, struct arena *a, enum lang lang,
                                    struct str place_code, const struct issue *issue,
                                    struct issue_links *out);
/* Once; NULL: the basis is shown as words alone. */
void issue_wire_basis(issue_basis_source *source);
MUST_USE enum err issue_basis_of(struct db *db, struct arena *a, enum lang lang,
                                 struct str place_code, const struct issue *issue,
                                 struct issue_links *out);
/* `sources` is borrowed for ever, ended by NULL. */
void issue_wire(issue_link_source *const *sources);

/* -- wiring -- */
due_source issue_due;
extern const struct route issue_routes[];
extern const struct command issue_commands[];

#endif
