/* Any bytes as a Pabulib file: faults are named, or the election is in order, is written back byte
 * for byte, and every rule counts it within the budget. */
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

/* What was read is written back byte for byte. */
static void check_same(const struct count_election *e, const unsigned char *data, size_t size)
{
    struct buf out;
    buf_init(&out, 64 * MIB);
    count_election_write(e, &out);
    must(out.n == size && memcmp(out.p, data, size) == 0);
    buf_free(&out);
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
        .format = COUNT_FORMAT_PB, .keep_raw = true, .line_max = 64 * KIB};
    enum err err = count_election_read(&e, count_source_str(&bytes), &opt);

    must(err == OK ? e.faults == 0 : e.faults > 0 || err == ERR_TOO_LARGE);
    if (err == OK) {
        check_shape(&e);
        check_same(&e, data, size);
        must(count_election_merge(&e) == OK);
        check_shape(&e);
        count_all(&e);
    }
    count_election_free(&e);
    return 0;
}
