/* Law as data: every number that law, a model act or a charter sets is a parameter asked for here.
 *
 * Purpose: one place that knows value, unit, source, status and dates of validity of each rule, and
 * which decision of a municipality overrides it. Shipped values come from data/rules.tsv; titles
 * and plain-words sentences from i18n/LANG/rules.po (rule_KEY with dots as underscores, and
 * rule_KEY_says). Order of precedence on a day: the place's own override, the override of the whole
 * installation (place 0), the shipped value valid on that day. Invariants: a parameter that no
 * source settles has no value, and asking for it is ERR_NOT_FOUND, never a guess: the caller says
 * that the municipality must set it (rules_fault_unset). A key that is not shipped, or asked for as
 * another type than it has, is ERR_BUG. Outputs are untouched on failure. Non-goals: configuration
 * of the program (ports, sessions, limits of requests), permission, writing overrides. Ownership:
 * everything returned lives in the arena or for ever. */
#ifndef ASHAR_RULES_RULES_H
#define ASHAR_RULES_RULES_H

#include "base/clock.h"
#include "db/db.h"
#include "i18n/fault.h"

enum rule_type {
    RULE_INTEGER,  /* "7" */
    RULE_FRACTION, /* "3/10", exact; a share lies in 0..1 */
    RULE_QUORUM,   /* "40" (persons) or "1/2" (more than this share): den 1 means persons */
    RULE_RANGE,    /* "21..28", both included */
    RULE_NUMBERS,  /* "30; 7": whole numbers */
    RULE_LIST, /* "a; b; c": names; shown through rule_item_NAME where there is such a message, else
                  as typed */
    RULE_CHOICE,    /* one name of those the row allows */
    RULE_MAP,       /* "executive=1/3; deputy=1/3": a fraction or integer for each name */
    RULE_STEPS,     /* "0=300; 6001=600": from this size on, rising */
    RULE_MONTH_DAY, /* "06-01" */
    RULE_TYPE_COUNT
};

enum rule_status {
    RULE_LAW,       /* read in the text of the law */
    RULE_SEED,      /* from the state's own document of the programme (Standard Plan, programme) */
    RULE_MODEL,     /* default of a model act: a charter may change it */
    RULE_REPORTED,  /* seen on a secondary page: to be verified */
    RULE_ASSUMED,   /* ours, because no source settles it */
    RULE_NOT_FOUND, /* no value known: must be set */
    RULE_STATUS_COUNT
};

struct rule_item {
    struct str name;  /* of RULE_LIST, RULE_MAP; "" in RULE_STEPS */
    int64_t from;     /* RULE_STEPS: least size it holds for */
    int64_t num, den; /* of MAP; of NUMBERS and STEPS den is 1 */
};

struct rule_value {
    enum rule_type type;
    int64_t num, den; /* INTEGER (den 1), FRACTION, QUORUM; RANGE: num..den are from..to; MONTH_DAY:
                         month, day */
    struct str name;  /* CHOICE */
    const struct rule_item *items;
    size_t n;
};

/* What is shipped of a parameter; one row for each span of validity of a key. */
struct rule {
    const char *key;   /* "engagement_plan.working_group.min_members" */
    const char *group; /* heading on the rules page: "engagement_plan" */
    enum rule_type type;
    const char *value;   /* as in the file; NULL: not found */
    const char *unit;    /* "persons": shown through rule_unit_NAME */
    const char *allowed; /* CHOICE, LIST, MAP: the names allowed, "a; b"; NULL: any */
    int64_t min, max;    /* INTEGER, RANGE bounds, STEPS, number of persons of a QUORUM */
    const char *source;  /* citation, as the source names itself: not translated */
    enum rule_status status;
    day_t from, to; /* validity; DAY_NONE: open */
};

/* -- asking for a value -- place_id 0: what holds where nothing is overridden. `day`: the day the
 * rule is applied. */
MUST_USE enum err rules_value(struct db *db, struct arena *a, const char *key, int64_t place_id,
                              day_t day, struct rule_value *out);
MUST_USE enum err rules_i64(struct db *db, struct arena *a, const char *key, int64_t place_id,
                            day_t day, int64_t *out); /* INTEGER */
MUST_USE enum err rules_fraction(struct db *db, struct arena *a, const char *key, int64_t place_id,
                                 day_t day, int64_t *num,
                                 int64_t *den); /* FRACTION, QUORUM; lowest terms */
/* RANGE: both bounds included. */
MUST_USE enum err rules_range(struct db *db, struct arena *a, const char *key, int64_t place_id,
                              day_t day, int64_t *from, int64_t *to);
/* NUMBERS, LIST, MAP, STEPS: items in the order written. */
struct rule_items {
    const struct rule_item *v;
    size_t n;
};
MUST_USE enum err rules_list(struct db *db, struct arena *a, const char *key, int64_t place_id,
                             day_t day, struct rule_items *out);
MUST_USE enum err rules_choice(struct db *db, struct arena *a, const char *key, int64_t place_id,
                               day_t day, struct str *out);

/* The places with an own value on that day, rising: a query over all municipalities takes the
 * common value and looks at these apart. */
struct rule_places {
    const int64_t *v;
    size_t n;
};
MUST_USE enum err rules_overriding_places(struct db *db, struct arena *a, const char *key,
                                          day_t day, struct rule_places *out);

/* Adds the fault "the municipality has not set this rule yet", with the rule's title and link. */
void rules_fault_unset(struct faults *f, enum lang lang, struct str field, const char *key);

/* -- telling people -- */
struct rule_decision { /* what an override rests on */
    struct str title, number;
    day_t day;
};
struct rule_described {
    const struct rule *rule;
    struct str key, title,
        says; /* title: short noun phrase; says: a sentence with the value, or that none is set */
    struct str value, source; /* value: as people read it, with its unit ("30 %", "21–28 күн"); ""
                                 where none is set */
    struct str unit;          /* the word of the table: "persons" */
    struct str raw;           /* as it is stored and typed: "3/10"; "" where none is set */
    bool set;
    bool overridden;      /* decision, valid_from, valid_to are those of the override */
    bool overridden_here; /* by the place itself, not the whole installation */
    int64_t override_id, version;
    struct rule_decision decision;
    struct str status; /* "law" "seed" "model" "reported" "assumed" "not_found"; "charter" where
                          overridden here, "national" where overridden for the installation */
    struct str status_text; /* the same in the reader's language */
    day_t valid_from, valid_to;
};
struct rules_described {
    const struct rule_described *v;
    size_t n;
};
MUST_USE enum err rules_describe(struct db *db, struct arena *a, enum lang lang, const char *key,
                                 int64_t place_id, day_t day, struct rule_described *out);
/* All, in the order of data/rules.tsv (grouped). One query whatever their number. */
MUST_USE enum err rules_describe_all(struct db *db, struct arena *a, enum lang lang,
                                     int64_t place_id, day_t day, struct rules_described *out);
/* Short noun phrase of a key, for checklists and refusals. */
struct str rules_title(struct arena *a, enum lang lang, const char *key);
/* A value as people read it, with its unit: "7 киши", "30 %", "21–28 күн". */
struct str rules_value_text(struct arena *a, enum lang lang, const struct rule *rule,
                            const struct rule_value *v);
/* Path of a rule below the language: "/41706211805000/rules#KEY"; "/rules#KEY" for an empty code.
 */
struct str rules_path(struct arena *a, struct str place_code, const char *key);

/* -- the shipped table -- */
const struct rule *rules_shipped(size_t *n);
/* The row valid on `day`, or the key's first row; NULL: no such key. */
const struct rule *rules_find(struct str key, day_t day);
/* Reads a value as a row of this type would have it. Faults on `field` say what was expected. */
MUST_USE enum err rules_parse(struct arena *a, enum lang lang, const struct rule *rule,
                              struct str text, struct str field, struct faults *f,
                              struct rule_value *out);
/* The one spelling in which a value is stored: "30 %" typed becomes "3/10". */
struct str rules_value_raw(struct arena *a, const struct rule_value *v);

/* -- overrides are written by charter (charter/charter.h), which also audits; this layer reads them
 * -- */

/* Every value that ever was set for a key in a place, newest first. */
struct rule_history_item {
    int64_t id, version, at; /* at: instant it was written */
    struct str value;        /* as people read it */
    struct str raw;
    struct rule_decision decision;
    day_t valid_from, valid_to;
};
struct rule_history {
    const struct rule_history_item *v;
    size_t n;
};
MUST_USE enum err rules_history(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                                const char *key, struct rule_history *out);

#endif
