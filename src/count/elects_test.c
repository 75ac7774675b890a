/* See elects_test.h. */
#include "count/elects_test.h"

#include "test/check.h"

const char elects_money[] =
    "voter_id;a;b;c;d\ncost;40;30;30;20\n1;1;1;0;0\n2;1;0;1;0\n3;0;1;1;0\n4;0;0;0;1\n";
const struct count_read_options elects_with_60 = {.budget_set = true, .budget = STR_INIT("60")};

void read_election(struct count_election *e, const char *bytes, struct count_read_options opt)
{
    struct str s = str_of(bytes);
    assert_ok(count_election_read(e, count_source_str(&s), &opt));
}

void elects(const struct count_election *e, struct count_options opt, const char *want,
            struct count_job **keep)
{
    struct count_job *job;
    struct buf b;
    bool done;

    assert_int_equal(count_election_check(e, &opt), COUNT_FITS);
    assert_ok(count_job_new(e, &opt, &job));
    assert_ok(count_job_step(job, 0, &done));
    assert_true(done);
    const struct count_result *r = count_job_result(job);
    buf_init(&b, KIB);
    for (uint32_t i = 0; i < r->winners; i++) {
        if (i)
            buf_add_char(&b, ' ');
        buf_add(&b, e->project[r->order[i]].id);
    }
    assert_str(buf_str(&b), want);
    buf_free(&b);
    if (keep)
        *keep = job;
    else
        count_job_free(job);
}

const struct count_event *event_of(const struct count_job *job, enum count_event_kind kind)
{
    const struct count_result *r = count_job_result(job);
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].kind == kind)
            return &r->event[i];
    return NULL;
}
