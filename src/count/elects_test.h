/* Small elections written out in tests, and who must win. See elects_test.c. */
#ifndef ASHAR_COUNT_ELECTS_TEST_H
#define ASHAR_COUNT_ELECTS_TEST_H

#include "count/count.h"

/* A village with four projects and as many voters: CSV ballots, to be read with a budget of 60. */
extern const char elects_money[];
extern const struct count_read_options elects_with_60;

void read_election(struct count_election *e, const char *bytes, struct count_read_options opt);
/* Winners in order must be "a b c"; keeps the job for a closer look where `keep` is given. */
void elects(const struct count_election *e, struct count_options opt, const char *want,
            struct count_job **keep);
/* The first event of that kind, or NULL. */
const struct count_event *event_of(const struct count_job *job, enum count_event_kind kind);

#endif
