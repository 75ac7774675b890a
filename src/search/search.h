/* Finding records by words, however they were typed.
 *
 * What is found: whatever a source gives (search_wire): issues, plans, programmes, comments, news,
 * bodies, people in office, documents with the text inside them, acts, answers, rules, places,
 * meetings. A word finds its forms (text/stem.h), without ө ү ң, in Latin letters by sound or by
 * key, written in one or two, by its abbreviation; the last word of a query, where it is no word
 * yet, from its beginning on. All words of a query must stand in a record; quotes and operators are
 * plain text.
 *
 * The index: rows of search_doc and search_text, kept in the transaction of the record
 * (search_touch, which app hangs behind audit_append); SQLite keeps an FTS5 table over them,
 * PostgreSQL a tsvector with GIN. Both hold the same tokens, made here, and only decide *whether* a
 * record matches; the ranking is computed here from those tokens with whole numbers, so that both
 * engines give the same hits in the same order. Ranking: the newest SEARCH_TITLE_MOST records with
 * all words in the title and the newest SEARCH_RANKED with them anywhere are scored: for each word
 * its share of the title counts SEARCH_TITLE_WEIGHT times its share of the body, an exact word
 * twice a beginning, a title that begins with one SEARCH_TITLE_BEGINS more; equal ones newest
 * first. Counts and facets look at the newest SEARCH_COUNTED matches; above that they say "at
 * least". Invariants: what is not public is found, counted, suggested for the staff of its own
 * municipality only; work for a query is bounded. Non-goals: phrases and operators; searching the
 * audit log or personal data. */
#ifndef ASHAR_SEARCH_SEARCH_H
#define ASHAR_SEARCH_SEARCH_H

#include "base/actor.h"
#include "base/command.h"
#include "base/lang.h"
#include "db/db.h"
#include "web/request.h"

enum {
    SEARCH_CHARS = 200, /* most characters of a query */
    SEARCH_TERMS = 10, /* words of it that count; further ones are left out, and the page says so */
    SEARCH_COUNTED = 500,
    SEARCH_RANKED = 200,
    SEARCH_TITLE_MOST = 100,
    SEARCH_TITLE_WEIGHT = 8,
    SEARCH_TITLE_BEGINS = 1500, /* as much as a good share of the title */
    SEARCH_PAGE = 20,
    /* How tokens are made: one more whenever folding, stems or tokens change what is indexed. */
    SEARCH_TOKENS_VERSION = 3,
};

/* -- what is indexed -- */

struct search_doc {
    int64_t part;     /* 0, or the number of the piece of its record */
    int64_t place_id; /* 0: the nation */
    struct str kind;  /* "issue" "plan" "news" "body" "person" "document" "act" "answer" "place":
                         message search_kind_X */
    int64_t year;     /* 0: none */
    bool is_public;   /* false: the staff of the place alone */
    struct str title[LANG_COUNT], body[LANG_COUNT]; /* plain text; any may be empty or absent */
    struct str path; /* below the language: "/41706211805000/issues/3" */
};
struct search_docs {
    const struct search_doc *v;
    size_t n; /* 0: the record is gone, or nobody may find it */
};

/* Replaces what is indexed of a record. In the caller's transaction. */
MUST_USE enum err search_put(struct db *db, struct arena *a, struct str owner, int64_t owner_id,
                             const struct search_docs *docs);

/* Around many search_put of this thread: words once offered for suggestions are not offered again.
 * Only where a failure ends the whole (the rebuild): a word of a transaction rolled back would
 * count as offered. */
void search_bulk_begin(void);
void search_bulk_end(void);
/* Before each commit in between. */
MUST_USE enum err search_bulk_flush(struct db *db, struct arena *a);

/* Called back for each record of a source. */
typedef enum err search_visit(void *arg, int64_t id);
struct search_source {
    struct str owner; /* what its rows are filed under: "issue" */
    /* Which of its records a change of (subject, id) in a place concerns; false: none. The subject
     * is the audit log's. */
    bool (*concerns)(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id);
    /* The record as it now stands. ERR_NOT_FOUND: gone. */
    enum err (*read)(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                     struct search_docs *out);
    /* All records of a municipality (0: those of the nation), for the rebuild. */
    enum err (*each)(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                     void *arg);
};
/* Borrowed for ever. Once, before the first write. To add a source: its three functions in
 * app/search_NAME.c, SEARCH_PART(search_NAME) in app/search_parts.h, one row in app_search_sources
 * (app/search_sources.c), and a message search_kind_KIND for each kind it gives. */
void search_wire(const struct search_source *sources, size_t n);

/* The records that the change concerns are read and replaced in the index just before the caller's
 * transaction is committed: all that it touched at once, since an index is cheap to fill for many
 * records and dear for each (db_settle_later). */
MUST_USE enum err search_touch(struct db *db, struct str subject, int64_t subject_id,
                               int64_t place_id);

/* Empties the index and fills it from the sources, in transactions of some hundred records (the
 * connection must not be in one). `tell` may be NULL. Readers find what is done so far. Broken off,
 * it is not whole, and whoever looks (search_is_whole) makes it anew. */
struct search_progress {
    int64_t places, places_done, docs;
};
typedef void search_tell(void *arg, const struct search_progress *p);
MUST_USE enum err search_rebuild(struct db *db, struct arena *a, search_tell *tell, void *arg);
/* Whether a rebuild of this program's way with words has come to its end. False after an update
 * that changed it, and in a new database. */
MUST_USE enum err search_is_whole(struct db *db, struct arena *a, bool *whole);
/* Makes it where it is not whole; in a new database that is a second's work. Outside a transaction.
 */
MUST_USE enum err search_complete(struct db *db, struct arena *a, search_tell *tell, void *arg);
/* After a restore, outside a transaction: what a backup does not hold of the index is made. */
MUST_USE enum err search_restored(struct db *db, struct arena *a, search_tell *tell, void *arg);

/* -- asking -- */

enum search_verdict {
    SEARCH_OK,
    SEARCH_EMPTY,    /* nothing was asked */
    SEARCH_SHORT,    /* single letters only */
    SEARCH_COMMON,   /* words like "and" only */
    SEARCH_NO_WORDS, /* signs without a letter or digit */
    SEARCH_TOO_LONG, /* above SEARCH_CHARS */
};

struct search_query {
    struct str words;
    enum lang lang;
    int64_t place_id;    /* only this municipality and the nation's own; 0: everywhere */
    struct str kind;     /* "": any */
    int64_t year;        /* 0: any */
    int64_t staff_place; /* the reader works there and may see what is not public; 0: nowhere */
    int64_t page;        /* from 1 */
};

struct search_segment {
    struct str text;
    bool hit;
};
struct search_segments {
    const struct search_segment *v;
    size_t n;
};

struct search_hit {
    int64_t id, place_id, year, score;
    struct str owner, kind, path;
    int64_t owner_id;
    struct search_segments title, excerpt; /* in the reader's language where there is one */
    enum lang title_lang;
};

struct search_facet { /* one value and how many of the counted matches have it */
    struct str kind;  /* of kinds */
    int64_t number;   /* of places, years */
    int64_t count;
};
struct search_facets {
    const struct search_facet *v; /* most frequent first */
    size_t n;
};

struct search_page {
    enum search_verdict verdict;
    int64_t total;       /* matches; with `more`, at least so many */
    bool more, cut;      /* cut: words above SEARCH_TERMS were left out */
    int64_t page, pages; /* pages of ranked hits */
    const struct search_hit *v;
    size_t n;
    struct search_facets kinds, places, years;
    struct str meant; /* a spelling that finds something where this one found nothing; "" */
};
/* OK whatever the verdict. */
MUST_USE enum err search_run(struct db *db, struct arena *a, const struct search_query *q,
                             struct search_page *out);

/* Titles that begin so, for the box: at most 8. */
MUST_USE enum err search_suggest(struct db *db, struct arena *a, const struct search_query *q,
                                 struct search_page *out);

MUST_USE enum err search_size(struct db *db, struct arena *a, int64_t *docs);

/* -- the text inside files: see document_text.h; kept by content, since it is taken out once -- */

/* OK and *text; ERR_NOT_FOUND: not taken out yet. A file without text gives "". */
MUST_USE enum err search_file_text(struct db *db, struct arena *a, struct str sha256_hex,
                                   struct str *text);
MUST_USE enum err search_file_keep(struct db *db, struct arena *a, struct str sha256_hex,
                                   struct str state, struct str text);

/* The records whose file is still to be read: a source that finds no text notes its record, a
 * background task reads some. */
struct search_waiting {
    struct str owner;
    int64_t owner_id, place_id;
};
struct search_waitings {
    const struct search_waiting *v;
    size_t n;
};
MUST_USE enum err search_wait(struct db *db, struct arena *a, const struct search_waiting *w);
MUST_USE enum err search_waiting_of(struct db *db, struct arena *a, int64_t most,
                                    struct search_waitings *out);
MUST_USE enum err search_waited(struct db *db, struct arena *a, const struct search_waiting *w);

extern const struct route search_routes[];
extern const struct command search_commands[];
extern const struct db_query *const search_queries[];
extern const size_t search_query_count;

#endif
