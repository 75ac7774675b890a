/* Any bytes as CSV ballots; the first byte chooses the type of ballot and whether there is a
 * budget. */
#include <stdlib.h>
#include <string.h>

#include "count/count.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check_shape(const struct count_election *e)
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

static void count_all(struct count_election *e)
{
    static const struct count_options all[] = {
        {.rule = COUNT_GREEDY},
        {.rule = COUNT_GREEDY, .sat = COUNT_SAT_POINTS},
        {.rule = COUNT_MES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADD1U},
        {.rule = COUNT_MES, .sat = COUNT_SAT_POINTS, .trace = true},
        {.rule = COUNT_MES, .sat = COUNT_SAT_BORDA},
        {.rule = COUNT_EES},
        {.rule = COUNT_PHRAGMEN},
        {.rule = COUNT_IRV},
        {.rule = COUNT_STV, .seats = 2},
        {.rule = COUNT_SCHULZE, .seats = 2},
        {.rule = COUNT_CONDORCET},
        {.rule = COUNT_BORDA_COUNT},
        {.rule = COUNT_SCORES},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct count_job *job;
        bool done = false;
        if (e->projects > 12 || e->ballots > 40 || count_election_check(e, &all[i]) != COUNT_FITS)
            continue;
        must(count_job_new(e, &all[i], &job) == OK);
        enum err err = OK;
        for (int slice = 0; err == OK && !done && slice < 20; slice++)
            err = count_job_step(job, 1000, &done);
        must(err == OK || err == ERR_TOO_LARGE);
        if (done && !count_rule_has_seats(all[i].rule))
            must(count_job_result(job)->total <= e->budget);
        count_job_free(job);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct count_election e;
    struct count_read_options opt = {
        .format = COUNT_FORMAT_CSV, .line_max = 64 * KIB, .vote_set = true};

    if (!size)
        return 0;
    opt.vote = (enum count_vote)(data[0] % COUNT_VOTE_COUNT);
    opt.budget_set = data[0] & 64;
    opt.budget = STR("100.5");
    bytes = str_sub(bytes, 1, size);
    enum err err = count_election_read(&e, count_source_str(&bytes), &opt);

    must(err == OK ? e.faults == 0 : e.faults > 0 || err == ERR_TOO_LARGE);
    if (err == OK) {
        check_shape(&e);
        must(count_election_merge(&e) == OK);
        check_shape(&e);
        count_all(&e);
    }
    count_election_free(&e);
    return 0;
}
