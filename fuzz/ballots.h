/* What the fuzz targets of election files share: an election that was read is in order, and every
 * rule that fits counts it within its budget, in slices. */
#ifndef ASHAR_FUZZ_BALLOTS_H
#define ASHAR_FUZZ_BALLOTS_H

#include <stdlib.h>
#include <string.h>

#include "count/count.h"

static inline void must(bool ok)
{
    if (!ok)
        abort();
}

static inline void check_shape(const struct count_election *e)
{
    must(e->start[0] == 0);
    for (uint32_t b = 0; b < e->ballots; b++) {
        must(e->start[b] <= e->start[b + 1]);
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
            must(e->item[i] < e->projects);
    }
    for (uint32_t i = 1; i < e->projects; i++)
        must(str_cmp(e->project[e->by_id[i - 1]].id, e->project[e->by_id[i]].id) < 0);
}

/* Slices that are not enough end the counting as a cancelled one. */
static inline void count_one(const struct count_election *e, const struct count_options *opt)
{
    struct count_job *job;
    bool done = false;
    enum err err = OK;

    must(count_job_new(e, opt, &job) == OK);
    for (int slice = 0; err == OK && !done && slice < 20; slice++)
        err = count_job_step(job, 1000, &done);
    must(err == OK || err == ERR_TOO_LARGE);
    if (done && !count_rule_has_seats(opt->rule))
        must(count_job_result(job)->total <= e->budget);
    if (!done && err == OK) {
        count_job_cancel(job);
        must(count_job_step(job, 0, &done) == ERR_GONE);
    }
    count_job_free(job);
}

/* All rules; those that do not fit the ballots refuse. Small elections only: files are what is
 * fuzzed. */
static inline void count_all(const struct count_election *e)
{
    static const struct count_options all[] = {
        {.rule = COUNT_GREEDY},
        {.rule = COUNT_GREEDY, .sat = COUNT_SAT_POINTS},
        {.rule = COUNT_MES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADD1U},
        {.rule = COUNT_MES, .sat = COUNT_SAT_POINTS, .trace = true},
        {.rule = COUNT_MES, .sat = COUNT_SAT_BORDA},
        {.rule = COUNT_EES},
        {.rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT},
        {.rule = COUNT_EES,
         .sat = COUNT_SAT_CARDINALITY,
         .completion = COUNT_COMPLETION_ADDOPT_SKIP},
        {.rule = COUNT_PHRAGMEN},
        {.rule = COUNT_PLURALITY},
        {.rule = COUNT_MULTI_APPROVAL, .seats = 2},
        {.rule = COUNT_TWO_ROUND},
        {.rule = COUNT_IRV},
        {.rule = COUNT_STV, .seats = 2},
        {.rule = COUNT_SCHULZE, .seats = 2},
        {.rule = COUNT_CONDORCET},
        {.rule = COUNT_BORDA_COUNT},
        {.rule = COUNT_SCORES},
        {.rule = COUNT_KEMENY},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (e->projects <= 12 && e->ballots <= 40 && count_election_check(e, &all[i]) == COUNT_FITS)
            count_one(e, &all[i]);
}

/* After every reading: faults are told or there are none; then all of the above, also with equal
 * ballots merged. */
static inline void check_read(struct count_election *e, enum err err)
{
    must(err == OK ? e->faults == 0 : e->faults > 0 || err == ERR_TOO_LARGE);
    if (err != OK)
        return;
    check_shape(e);
    must(count_election_merge(e) == OK);
    check_shape(e);
    count_all(e);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#endif
