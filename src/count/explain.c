/* The events of a counting by shares, told by rationals after the fact: the winners are known, so
 * one exact replay gives every rate, payment and remaining purse without a bound. What both kinds
 * of equal shares say of the share itself is here too. See rules.h. */
#include "count/rules.h"

#include <stdlib.h>

void share_events(struct count_job *job, const mpq_t share)
{
    struct count_event *ev = job_event(job, COUNT_EVENT_START, 0, NONE);
    mpq_t first;

    if (!ev)
        return;
    mpq_init(first);
    mes_share(job->e, 0, first);
    ev->n = job->e->voters;
    ev->amount = job_money_rational(job, first);
    ev->sum = job_money(job, job->e->budget);
    if (mpq_cmp(share, first) > 0 && (ev = job_event(job, COUNT_EVENT_RAISED, 0, NONE))) {
        ev->n = job->result.increments;
        ev->amount = job_money_rational(job, share);
    }
    mpq_clear(first);
}

/* Points may have decimals: r is of their smallest part, people read of whole ones. */
static unsigned point_decimals(const struct count_job *job)
{
    return job->opt.sat == COUNT_SAT_POINTS ? job->e->point_decimals : 0;
}

/* r/f, as it was compared. */
static struct str measure(struct count_job *job, uint32_t p, const mpq_t rate)
{
    mpq_t q;
    mpq_init(q);
    if (job->opt.sat == COUNT_SAT_COST) {
        mpz_set_ui(mpq_denref(q), 1);
        money_to_mpz(mpq_numref(q), job->e->project[p].cost);
        mpq_div(q, rate, q);
    } else {
        mpq_set(q, rate);
        money_scale(q, point_decimals(job), 0);
    }
    struct str s =
        job->opt.sat == COUNT_SAT_COST ? job_rational(job, q) : job_money_rational(job, q);
    mpq_clear(q);
    return s;
}

static enum err elected_event(struct count_job *job, struct exact *x, uint32_t round, uint32_t p)
{
    struct exact_payment pay = {.full = 0};

    mpq_init(pay.rate);
    enum err err = exact_elect(x, p, &pay);
    struct count_event *ev = err == OK ? job_event(job, COUNT_EVENT_ELECTED, round, p) : NULL;
    if (ev) {
        ev->n = pay.full + pay.rest;
        ev->m = pay.full;
        ev->measure = measure(job, p, pay.rate);
        money_scale(pay.rate, point_decimals(job), 0);
        ev->amount = job_money_rational(job, pay.rate);
    }
    mpq_clear(pay.rate);
    return err;
}

/* Supported losers with what their supporters hold at the end. */
static enum err dropped_events(struct count_job *job, struct exact *x)
{
    mpq_t rate, held;
    bool affordable;
    enum err err = OK;

    mpq_inits(rate, held, NULL);
    for (uint32_t i = 0; err == OK && i < job->e->projects; i++) {
        uint32_t p = job->e->by_id[i];
        if (job->won[p] || job->barred[p] || !(job->mes.pro.total[p] > 0))
            continue;
        err = exact_rate(x, p, rate, held, &affordable);
        struct count_event *ev = err == OK ? job_event(job, COUNT_EVENT_DROPPED, 0, p) : NULL;
        if (ev) {
            ev->n = job->e->project[p].supporters;
            ev->sum = job_money_rational(job, held);
        }
    }
    mpq_clears(rate, held, NULL);
    return err;
}

enum err shares_explain(struct count_job *job)
{
    struct mes *m = &job->mes;

    if (!job->opt.trace)
        return OK;
    if (!m->exact_ready) {
        m->exact_ready = true;
        TRY(exact_init(&m->exact, job->e, &m->pro));
    }
    mes_begin(m, job->result.increments, 0);
    share_events(job, m->share);
    exact_begin(&m->exact, m->share);
    for (uint32_t i = job->free_first; i < job->order.n; i++) {
        uint32_t round = i - job->free_first + 1;
        bool more;
        TRY(mes_round(m, &more)); /* once more for the ties of each round */
        TRY(elected_event(job, &m->exact, round, job_order(job)[i]));
        struct count_event *ev =
            m->tied_with != NONE ? job_event(job, COUNT_EVENT_TIE, round, job_order(job)[i]) : NULL;
        if (ev)
            ev->other = m->tied_with;
        m->exact_rounds =
            NONE; /* the replay above shares the exact state; it starts anew when asked */
        if (!more || m->order[i - job->free_first] != job_order(job)[i])
            return ERR_BUG;
    }
    return dropped_events(job, &m->exact);
}
