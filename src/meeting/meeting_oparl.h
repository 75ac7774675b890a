/* Meetings as OParl 1.1: what a municipality's bodies are, who sits there, when they met, about
 * what, on which papers. Not a header for peers.
 *
 * Source: the OParl 1.1 specification and its schema (https://schema.oparl.org/1.1/); what of it is
 * served is told in docs/oparl.md. A municipality is a Body, its bodies are Organizations. Every
 * object has an absolute URL below OPARL_ROOT as its id; texts are in the language the reader asks
 * for (Accept-Language). Lists are paged by id, and the next page begins behind the last object of
 * the one before (`after`), so that nothing is left out though something goes while one reads on;
 * deleted objects (withdrawn papers, items taken off, all of a municipality that was merged) stand
 * in a list only where modified_since is given, as id, type and instants alone; a merged one names
 * its successors besides (ashar:successor). However much a page holds, it takes the same number of
 * statements: a municipality's meetings are read whole. Instants carry Bishkek's offset, +06:00.
 * Public by construction: names only where body_member_public says so, meetings only once they were
 * told. Non-goals: votes, speakers, the ledger (own API); writing. */
#ifndef ASHAR_MEETING_OPARL_H
#define ASHAR_MEETING_OPARL_H

#include "base/json.h"
#include "body/body.h"
#include "meeting/meeting.h"
#include "meeting/meeting_oparl_instant.h"
#include "meeting/meeting_oparl_sql.h"
#include "place/place.h"

#define OPARL_ROOT "/api/oparl/v1"

enum oparl_kind {
    OPARL_ORGANIZATION,
    OPARL_PERSON,
    OPARL_MEMBERSHIP,
    OPARL_MEETING,
    OPARL_ITEM,
    OPARL_PAPER,
    OPARL_FILE,
    OPARL_CONSULTATION,
    OPARL_LOCATION,
    OPARL_TERM,
    OPARL_KIND_COUNT
};
/* "agendaitems", part of the URL; "AgendaItem". Static. */
const char *oparl_segment(enum oparl_kind k);
const char *oparl_type(enum oparl_kind k);

/* What a paper or file is, or what a location is of. */
enum oparl_of { OPARL_DOCUMENT, OPARL_MINUTES, OPARL_INVITATION, OPARL_PLACE };

/* An object in a list before it is read: where it is, since when, whether it is gone. */
struct oparl_stamp {
    struct str key;            /* last part of its URL: "12", "minutes-5" */
    enum oparl_of of;          /* papers, files, consultations, locations */
    int64_t id, meeting_id;    /* of the thing; of a consultation or an item: its meeting */
    int64_t created, modified; /* unix seconds; 0: not known */
    bool deleted;
};
struct oparl_stamps {
    struct oparl_stamp *v;
    size_t n;
};

/* One row of oparl_meetings, as the writers want it. */
struct oparl_meeting {
    int64_t id, body_id, area_place_id; /* 0: none */
    const struct meeting_kind *kind;
    struct str state, title[LANG_COUNT], venue[LANG_COUNT];
    int64_t starts_at, minutes, opened_at, closed_at; /* unix seconds; 0: not yet */
    int64_t created, modified;
};

struct oparl_seat {
    struct body_member m;
    const struct body *body;
    int64_t person; /* id of the first seat of the same person: the person's own key */
    int64_t created, modified;
};

/* What answers of one municipality are made of. */
struct oparl_world {
    struct request *rq;
    struct place place;
    struct str base; /* absolute URL of the municipality */
    struct bodies bodies;
    struct oparl_bodies_rows body_stamps; /* by id */
    struct oparl_seat *seats;             /* public ones, by id */
    size_t seats_n;
    struct oparl_seat *gone; /* by id: were public, until the person took the consent back */
    size_t gone_n;
    const struct oparl_meeting *meetings; /* by id */
    size_t meetings_n;
    struct oparl_items_rows items; /* by id */
    struct oparl_outcomes_rows outcomes;
    struct oparl_present_rows present;
    struct oparl_papers_rows papers;
    struct oparl_minutes_rows minutes;
    struct places villages;
    int64_t ended_at; /* when it was merged; 0: it stands */
    struct {
        struct str *v; /* codes of those it went to */
        size_t n;
    } successors;
};
/* Of rq->scope, everything. ERR_NOT_FOUND: no municipality. */
MUST_USE enum err oparl_world_read(struct request *rq, struct oparl_world *w);
/* Every municipality, in as many statements whatever their number. */
struct oparl_nation {
    struct oparl_stamps stamps; /* by id; key: the id */
    struct oparl_municipalities_rows rows;
    struct oparl_councils_rows councils;
    struct oparl_successors_rows successors;
    struct places open;
};
MUST_USE enum err oparl_nation_read(struct request *rq, struct oparl_nation *out);
/* What oparl_put_body needs of one of them. ERR_NOT_FOUND. */
MUST_USE enum err oparl_nation_world(struct request *rq, const struct oparl_nation *n, int64_t id,
                                     struct oparl_world *w);
/* Every public object of a kind. */
MUST_USE enum err oparl_stamps_of(struct oparl_world *w, enum oparl_kind k,
                                  struct oparl_stamps *out);
/* NULL: not public, or none. */
const struct oparl_meeting *oparl_meeting_of(const struct oparl_world *w, int64_t id);
const struct oparl_papers_row *oparl_paper_of(const struct oparl_world *w, int64_t id);
const struct oparl_seat *oparl_seat_of(const struct oparl_world *w, int64_t member_id);

/* Absolute URL of an object. */
struct str oparl_url(const struct oparl_world *w, enum oparl_kind k, struct str key);
struct str oparl_url_id(const struct oparl_world *w, enum oparl_kind k, int64_t id);
struct str oparl_body_url(struct request *rq, struct str place_code);

/* -- writing one object -- */

struct oparl_out {
    struct oparl_world *w;
    struct json *j;
    bool inside; /* embedded: without what leads back to what it is embedded in */
};
/* A deleted one: id, type, instants. */
MUST_USE enum err oparl_put(struct oparl_out *o, enum oparl_kind k, const struct oparl_stamp *s);
/* The municipality itself; of one that was merged, that it is gone and where to. */
MUST_USE enum err oparl_put_body(struct oparl_out *o, int64_t created, int64_t modified);

/* -- lists -- */

struct oparl_filter {
    int64_t created_since, created_until, modified_since, modified_until;
    bool with_deleted;
    int64_t page, per_page;
    struct str after; /* key of the last object of the page before; "": counted by pages */
    struct str kept;  /* the filters as a query: "&modified_since=…" */
};
/* Faults name the field: ERR_MALFORMED. */
MUST_USE enum err oparl_filter_read(struct request *rq, struct oparl_filter *out);
struct oparl_page {
    size_t from, to; /* of the stamps */
    int64_t total, pages;
    struct str last; /* key of its last object; "": it is empty */
};
/* Leaves those that the filter lets through, in the same array, and says which of them the page
 * holds. ERR_NOT_FOUND: no such page, or nothing of the key `after`. */
MUST_USE enum err oparl_page_of(const struct oparl_filter *f, struct oparl_stamps *s,
                                struct oparl_page *out);
/* pagination and links behind "data"; `path`: of the list. */
void oparl_put_paging(struct request *rq, struct json *j, struct str path,
                      const struct oparl_filter *f, const struct oparl_page *p);

#endif
