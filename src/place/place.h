/* The territory: where a municipality lies, what it is called, when it exists, and what succeeds
 * it.
 *
 * oblast → district or city → municipality (aiyl aimak or city) → village. Units carry the 14-digit
 * code of the state classifier (СОАТЕ) as text, names in Kyrgyz, Russian and English, and days of
 * validity, since aimaks are being merged: a closed unit stays for ever, with its successors.
 * Invariants: codes are in their regular form (place_code_regular); a unit has at least one name;
 * what may stand below what is fixed by kind, so that there is no cycle; a village belongs to at
 * most one municipality. Ownership: everything returned lives in the arena. Non-goals: boundaries
 * and maps; who works there (people), what it publishes (publish). */
#ifndef ASHAR_PLACE_PLACE_H
#define ASHAR_PLACE_PLACE_H

#include "base/actor.h"
#include "base/clock.h"
#include "db/db.h"
#include "i18n/fault.h"

enum place_kind {
    PLACE_OBLAST,
    PLACE_DISTRICT,
    PLACE_CITY_DISTRICT, /* of Bishkek */
    PLACE_CITY,
    PLACE_AIMAK,
    PLACE_TOWN, /* посёлок */
    PLACE_VILLAGE,
    PLACE_KIND_COUNT
};

struct place {
    int64_t id;
    int64_t parent_id;       /* 0: directly below the country */
    int64_t municipality_id; /* its municipality, itself for one; 0: none is known */
    int64_t population;      /* -1: not known */
    int64_t version;
    struct str code;
    enum place_kind kind;
    struct str name[LANG_COUNT]; /* "" where not known */
    struct str act;              /* that made or ended it; "" */
    day_t valid_from, valid_to;  /* first and last day; DAY_NONE: open */
    bool is_municipality;
    bool has_position;
    int64_t lat_e6, lon_e6; /* microdegrees */
};

struct places {
    const struct place *v;
    size_t n;
};

/* A name to show; the code where the unit has none. */
struct lang_str place_label(const struct place *p, enum lang lang);
/* The text alone. */
struct str place_name(const struct place *p, enum lang lang);
bool place_is_open(const struct place *p, day_t today);
struct str place_kind_name(enum place_kind k); /* "aimak", as in the database and the API; static */
MUST_USE enum err place_kind_of(struct str name, enum place_kind *out);
/* "Айыл аймагы", "айылный аймак" … */
struct str place_kind_title(struct arena *a, enum lang lang, enum place_kind k);

/* -- finding -- */
/* The regular form of a code is looked up. ERR_NOT_FOUND. Closed units are found too. */
MUST_USE enum err place_by_code(struct db *db, struct arena *a, struct str code, struct place *out);
MUST_USE enum err place_by_id(struct db *db, struct arena *a, int64_t id, struct place *out);
/* Those directly below, also closed ones; parent_id 0: oblasts and cities of the republic. By kind,
 * then in the alphabetical order of `lang`. */
MUST_USE enum err place_children(struct db *db, struct arena *a, int64_t parent_id, enum lang lang,
                                 struct places *out);
/* From the oblast down to the unit itself. */
MUST_USE enum err place_path(struct db *db, struct arena *a, int64_t id, struct places *out);
/* All open municipalities, alphabetical in `lang`. */
MUST_USE enum err place_municipalities(struct db *db, struct arena *a, enum lang lang,
                                       struct places *out);
/* The municipality that a village (or anything below one) belongs to, along successors where it was
 * merged into exactly one; the unit itself where it is one. ERR_NOT_FOUND where none is known. */
MUST_USE enum err place_municipality_of(struct db *db, struct arena *a, int64_t id,
                                        struct place *out);
/* What a closed unit became: the ends of the chain of mergers. Empty where nothing succeeds it. */
MUST_USE enum err place_successors(struct db *db, struct arena *a, int64_t id, struct places *out);
/* What was merged into it, directly. */
MUST_USE enum err place_predecessors(struct db *db, struct arena *a, int64_t id,
                                     struct places *out);

struct place_hit {
    struct place place;
    struct str above; /* name of the unit above it, in the language asked for; "" */
};
struct place_hits {
    const struct place_hit *v;
    size_t n;
};
/* Units with a name (in any language) that has a word beginning so; folded, so that "озгон" finds
 * Өзгөн and "Ак Суу" finds Ак-Суу; 14 digits find the code. At most `most`, best first. Fewer than
 * 2 letters find nothing. */
MUST_USE enum err place_search(struct db *db, struct arena *a, enum lang lang, struct str words,
                               int64_t most, struct place_hits *out);

/* -- the unit that an address names -- */
struct place_answer {
    enum { PLACE_FOUND, PLACE_GONE, PLACE_UNKNOWN } verdict;
    struct place place;       /* FOUND and GONE */
    struct places successors; /* GONE: may be empty */
    struct place_hits near;   /* UNKNOWN: at most 5 that may have been meant */
};
/* OK whatever the verdict: web maps them to 200, 410 and 404. `code` is any text out of an address.
 */
MUST_USE enum err place_resolve(struct db *db, struct arena *a, struct str code, enum lang lang,
                                day_t today, struct place_answer *out);

/* For the command line: the municipality that a --place names. EXIT_DONE, or what the command ends
 * with (base/command.h) once `c->err` was told why: no such one, or merged, and into which. */
struct command_ctx;
MUST_USE int place_of_command(struct command_ctx *c, struct str code, struct place *out);

/* -- codes -- */
/* Regular form of a classifier code: 14 digits as they are, except that a city's own row …010
 * becomes …000 (41702410000010 → 41702410000000) and a duplicate row 417000000000NN becomes
 * 417NN000000000. The text itself where it is no such code. */
struct str place_code_regular(struct arena *a, struct str code);

/* -- changing -- */
/* Names and population of one unit, by the administrator. Faults: no name at all, too long, letters
 * of another alphabet. ERR_CONFLICT: version differs. Audited as place.edit. */
struct place_edit {
    int64_t id, version;
    struct str name[LANG_COUNT];
    int64_t population; /* -1: not known */
};
MUST_USE enum err place_edit(struct db *db, struct arena *a, const struct actor *who,
                             const struct place_edit *e, struct faults *f);

/* The classifier, or a list of mergers: told apart by their columns. All or nothing; inside the
 * caller's transaction or in its own. Columns and rules: docs of `ashar territory import --help`
 * and import.c / merge.c. */
struct place_import {
    struct str bytes;  /* the file */
    bool dry_run;      /* everything but the writing */
    struct str source; /* name of the file, for the audit log */
};
struct place_import_report {
    bool merges;  /* a list of mergers, not a classifier */
    int64_t rows; /* of the file, without the header */
    int64_t inserted, updated, unchanged;
    int64_t closed;      /* units that ended (mergers) */
    struct faults notes; /* what was accepted after correction, with line and column: letters,
                            duplicate rows */
};
MUST_USE enum err place_import_file(struct db *db, struct arena *a, const struct actor *who,
                                    const struct place_import *import, struct faults *f,
                                    struct place_import_report *out);
/* Oblasts, districts and cities that ship with the program: for `init` and `migrate`. Adds what is
 * missing; what is there is left as it is, since an administrator may have corrected it. */
MUST_USE enum err place_seed(struct db *db, struct arena *a, int64_t *inserted);

#endif
