/* Figures of meetings: held, who came by sex and age group, what was proposed, answered, accepted.
 *
 * The same table that the sources report of 2019 for the country (330 municipalities, 28,000
 * people, 3,000 proposals: DOMAIN.md b) comes out for any year, for one municipality or all.
 * Counted are meetings that took place; a proposal withdrawn by its author counts as made and as
 * withdrawn; one that a moderator hid does not count. Late: not answered by its day, or not yet
 * though the day has passed. Only sums: no person can be read out of them. Non-goal: ranking. */
#ifndef ASHAR_MEETING_FIGURES_H
#define ASHAR_MEETING_FIGURES_H

#include "meeting/meeting.h"

struct meeting_figure {
    int64_t meetings, participants, women, men; /* participants: also those of whom the sex was not
                                                   asked */
    int64_t proposals, answered, accepted, partly, rejected, withdrawn, late;
    int64_t results_late; /* meetings whose results came after their day, or have not come yet */
};

struct meeting_age_figure {
    struct str group; /* "18-28" as registered; "" not asked */
    int64_t women, men, unknown;
};

struct meeting_figures_line {
    int64_t place_id, year;
    struct meeting_figure f;
};
struct meeting_figures_lines {
    const struct meeting_figures_line *v;
    size_t n;
};
struct meeting_figures {
    struct meeting_figures_lines lines; /* of a place: by year; of the nation: by place id */
    struct meeting_figure total;
    int64_t places; /* that held at least one */
    struct {
        const struct meeting_age_figure *v; /* youngest first, not asked last */
        size_t n;
    } ages;
};

struct meeting_figures_query {
    int64_t place_id; /* 0: every municipality */
    int from_year, to_year;
    struct str group; /* "assembly" "hearing" "kurultai" "session" "report"; "" all */
    day_t today;
};
/* By year for a place, by place for the nation. */
MUST_USE enum err meeting_figures_read(struct db *db, struct arena *a,
                                       const struct meeting_figures_query *q,
                                       struct meeting_figures *out);

/* "hearing"; static. */
const char *meeting_group_word(enum meeting_group g);

extern const struct route meeting_figures_routes[];
extern const struct db_query *const meeting_figures_queries[];
extern const size_t meeting_figures_query_count;

#endif
