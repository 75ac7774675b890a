/* What a rule does to its job while it counts: winners, events of the trace, amounts in words, and
 * whether the slice is used up. See rules.h. */
#include "count/rules.h"

#include <time.h>

uint64_t job_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

enum err job_pause(struct count_job *job)
{
    if (atomic_load_explicit(&job->cancelled, memory_order_relaxed))
        return ERR_GONE;
    return job->deadline_ns && job_clock() >= job->deadline_ns ? ERR_BUSY : OK;
}

enum err job_win(struct count_job *job, uint32_t p)
{
    TRY(vec_room(&job->order, 1, sizeof p));
    job_order(job)[job->order.n++] = p;
    job->won[p] = true;
    job->result.total += job->e->project[p].cost;
    return OK;
}

void job_unwin(struct count_job *job, uint32_t n)
{
    while (job->order.n > n) {
        uint32_t p = job_order(job)[--job->order.n];
        job->won[p] = false;
        job->result.total -= job->e->project[p].cost;
    }
}

struct count_event *job_event(struct count_job *job, enum count_event_kind kind, uint32_t round,
                              uint32_t project)
{
    if (!job->opt.trace || vec_room(&job->event, 1, sizeof(struct count_event)) != OK)
        return NULL;
    struct count_event *ev = (struct count_event *)job->event.p + job->event.n++;
    *ev = (struct count_event){.kind = kind, .round = round, .project = project, .other = NONE};
    return ev;
}

struct str job_rational(struct count_job *job, const mpq_t q)
{
    size_t most = mpz_sizeinbase(mpq_numref(q), 10) + mpz_sizeinbase(mpq_denref(q), 10) + 4;
    char *text = arena_alloc(&job->arena, most);
    mpq_get_str(text, 10, q);
    return str_of(text);
}

struct str job_money(struct count_job *job, count_money amount)
{
    struct buf b;
    buf_init(&b, KIB);
    count_money_put(&b, amount, job->e->money_decimals);
    struct str s = str_dup(&job->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

struct str job_money_rational(struct count_job *job, const mpq_t units)
{
    mpq_t q;
    mpz_t unit;

    mpq_init(q);
    mpz_init(unit);
    money_to_mpz(unit, money_pow10(job->e->money_decimals));
    mpq_set_z(q, unit);
    mpq_div(q, units, q);
    struct str s = job_rational(job, q);
    mpq_clear(q);
    mpz_clear(unit);
    return s;
}
