/* Jobs: one counting in slices. See count.h. */
#include "count/rules.h"

#include <stdlib.h>
#include <string.h>
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

/* ---- what fits what ---- */

enum count_refusal count_options_check(const struct count_options *opt)
{
    bool shares = opt->rule == COUNT_MES;
    switch (opt->completion) {
    case COUNT_COMPLETION_NONE:
        break;
    case COUNT_COMPLETION_GREEDY:
        if (opt->rule != COUNT_MES && opt->rule != COUNT_EES)
            return COUNT_REFUSAL_COMPLETION;
        break;
    case COUNT_COMPLETION_ADD1:
    case COUNT_COMPLETION_ADD1U:
        if (!shares)
            return COUNT_REFUSAL_COMPLETION;
        break;
    default:
        if (opt->rule != COUNT_EES)
            return COUNT_REFUSAL_COMPLETION;
    }
    bool by_number = opt->sat == COUNT_SAT_POINTS || opt->sat == COUNT_SAT_BORDA;
    if (by_number && opt->rule != COUNT_GREEDY && opt->rule != COUNT_MES)
        return opt->rule == COUNT_PHRAGMEN ? COUNT_REFUSAL_APPROVAL_NEEDED : COUNT_REFUSAL_SAT;
    bool single =
        opt->rule == COUNT_TWO_ROUND || opt->rule == COUNT_IRV || opt->rule == COUNT_CONDORCET;
    if (single && opt->seats > 1)
        return COUNT_REFUSAL_SEATS;
    if (!count_rule_has_seats(opt->rule) && opt->seats)
        return COUNT_REFUSAL_SEATS;
    if (opt->part_funding &&
        (count_rule_has_seats(opt->rule) ||
         ((opt->rule == COUNT_MES || opt->rule == COUNT_EES) &&
          opt->completion != COUNT_COMPLETION_ADD1U && opt->completion != COUNT_COMPLETION_GREEDY)))
        return COUNT_REFUSAL_PART_FUNDING;
    return COUNT_FITS;
}

static bool negative_points(const struct count_election *e)
{
    for (size_t i = 0; e->points && i < e->start[e->ballots]; i++)
        if (e->points[i] < 0)
            return true;
    return false;
}

static enum count_refusal sat_check(const struct count_election *e, const struct count_options *opt)
{
    if (opt->sat == COUNT_SAT_POINTS && !e->points)
        return COUNT_REFUSAL_POINTS_NEEDED;
    if (opt->sat == COUNT_SAT_BORDA && e->vote != COUNT_ORDINAL)
        return COUNT_REFUSAL_ORDER_NEEDED;
    if (opt->sat == COUNT_SAT_POINTS && opt->rule == COUNT_MES && negative_points(e))
        return COUNT_REFUSAL_NEGATIVE_POINTS;
    return COUNT_FITS;
}

static enum count_refusal seats_check(const struct count_election *e,
                                      const struct count_options *opt)
{
    bool ordinal = e->vote == COUNT_ORDINAL;

    if (opt->seats > e->projects)
        return COUNT_REFUSAL_SEATS;
    switch (opt->rule) {
    case COUNT_SCORES:
        return e->points ? COUNT_FITS : COUNT_REFUSAL_POINTS_NEEDED;
    case COUNT_MULTI_APPROVAL:
        return ordinal || e->points ? COUNT_REFUSAL_APPROVAL_NEEDED : COUNT_FITS;
    case COUNT_PLURALITY:
    case COUNT_TWO_ROUND:
        if (ordinal && e->level) /* two first choices are no choice */
            return COUNT_REFUSAL_TIES_IN_BALLOT;
        return ordinal || e->vote == COUNT_CHOOSE1 ? COUNT_FITS : COUNT_REFUSAL_ORDER_NEEDED;
    case COUNT_IRV:
    case COUNT_STV:
        if (ordinal && e->level)
            return COUNT_REFUSAL_TIES_IN_BALLOT;
        break;
    case COUNT_KEMENY:
        if (ordinal && e->projects > COUNT_KEMENY_MAX)
            return COUNT_REFUSAL_TOO_MANY;
        break;
    default:
        break;
    }
    return ordinal ? COUNT_FITS : COUNT_REFUSAL_ORDER_NEEDED;
}

enum count_refusal count_election_check(const struct count_election *e,
                                        const struct count_options *opt)
{
    enum count_refusal r = count_options_check(opt);

    if (r != COUNT_FITS)
        return r;
    if (count_rule_has_seats(opt->rule))
        return seats_check(e, opt);
    if (!e->has_budget)
        return COUNT_REFUSAL_BUDGET_NEEDED;
    if (opt->rule == COUNT_PHRAGMEN &&
        (e->vote == COUNT_ORDINAL || e->vote == COUNT_CUMULATIVE || e->vote == COUNT_SCORING))
        return COUNT_REFUSAL_APPROVAL_NEEDED;
    return sat_check(e, opt);
}

/* ---- ties and thresholds ---- */

struct ranked {
    uint32_t project;
    const struct count_job *job;
};

static int compare_ties(const void *pa, const void *pb)
{
    const struct ranked *a = pa, *b = pb;
    const struct count_job *job = a->job;
    const struct count_project *x = &job->e->project[a->project], *y = &job->e->project[b->project];

    if (job->opt.ties == COUNT_TIES_COST && x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (job->opt.ties == COUNT_TIES_LOT) {
        uint64_t lx = count_lot(job->opt.lot_seed, x->id), ly = count_lot(job->opt.lot_seed, y->id);
        if (lx != ly)
            return lx < ly ? -1 : 1;
    }
    return str_cmp(x->id, y->id);
}

static enum err ranks(struct count_job *job)
{
    uint32_t n = job->e->projects;
    struct ranked *r = malloc((n + 1u) * sizeof *r);

    if (!r)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < n; p++)
        r[p] = (struct ranked){job->e->by_id[p], job};
    qsort(r, n, sizeof *r, compare_ties);
    for (uint32_t i = 0; i < n; i++)
        job->tie_rank[r[i].project] = i;
    free(r);
    return OK;
}

static void bars(struct count_job *job)
{
    for (uint32_t p = 0; p < job->e->projects; p++) {
        job->barred[p] = job->e->project[p].supporters < job->opt.min_support;
        struct count_event *ev = job->barred[p] ? job_event(job, COUNT_EVENT_BELOW, 0, p) : NULL;
        if (ev)
            ev->n = job->e->project[p].supporters;
    }
}

/* ---- the job ---- */

enum err count_job_new(const struct count_election *e, const struct count_options *opt,
                       struct count_job **out)
{
    if (count_election_check(e, opt) != COUNT_FITS)
        return ERR_INVALID;
    struct count_job *job = calloc(1, sizeof *job);
    if (!job)
        return ERR_NOMEM;
    arena_init(&job->arena, (size_t)1 << 32);
    job->e = e;
    job->opt = *opt;
    if (!job->opt.seats)
        job->opt.seats = 1;
    job->opt.lot_seed = str_dup(&job->arena, opt->lot_seed);
    job->increment = opt->resume_at;
    job->result.part = NONE;
    job->tie_rank = calloc(e->projects + 1u, sizeof *job->tie_rank);
    job->barred = calloc(e->projects + 1u, sizeof *job->barred);
    job->won = calloc(e->projects + 1u, sizeof *job->won);
    enum err err = job->tie_rank && job->barred && job->won ? ranks(job) : ERR_NOMEM;
    if (err != OK) {
        count_job_free(job);
        return err;
    }
    bars(job);
    *out = job;
    return OK;
}

static enum err run(struct count_job *job)
{
    switch (job->opt.rule) {
    case COUNT_GREEDY:
        return greedy_run(job, job->opt.sat, false);
    case COUNT_MES:
        return shares_run(job);
    case COUNT_EES:
        return ees_run(job);
    case COUNT_PHRAGMEN:
        return phragmen_run(job);
    case COUNT_IRV:
        return stv_run(job, true);
    case COUNT_STV:
        return stv_run(job, false);
    case COUNT_SCHULZE:
    case COUNT_CONDORCET:
        return pairs_run(job);
    case COUNT_KEMENY:
        return kemeny_run(job);
    default:
        return seats_run(job);
    }
}

static void finish(struct count_job *job)
{
    struct count_result *r = &job->result;

    r->winners = (uint32_t)job->order.n;
    r->order = job->order.p;
    if (!r->by_rule)
        r->by_rule = r->winners;
    if (!r->rounds)
        r->rounds = r->winners;
    r->event = job->event.p;
    r->events = job->event.n;
    job->done = true;
}

enum err count_job_step(struct count_job *job, uint64_t slice_us, bool *done)
{
    enum err err = OK;

    if (atomic_load(&job->cancelled))
        return ERR_GONE;
    job->deadline_ns = slice_us ? job_clock() + slice_us * 1000 : 0;
    if (!job->done && job->e->voters < job->opt.quorum) {
        struct count_event *ev = job_event(job, COUNT_EVENT_NO_QUORUM, 0, NONE);
        if (ev) {
            ev->n = job->e->voters;
            ev->m = job->opt.quorum;
        }
    } else if (!job->done) {
        err = run(job);
        if (err == OK && job->opt.trace && job->opt.needed)
            err = needed_run(job);
    }
    if (err == ERR_BUSY) {
        *done = false;
        return OK;
    }
    if (err != OK)
        return err;
    finish(job);
    *done = true;
    return OK;
}

void count_job_cancel(struct count_job *job)
{
    atomic_store(&job->cancelled, true);
}

struct count_progress count_job_progress(const struct count_job *job)
{
    bool many = job->mes_ready || job->ees;
    return (struct count_progress){.round = many ? job->at_round : job->order.n,
                                   .rounds_most = job->e->projects,
                                   .increment = job->increment,
                                   .spent = many ? job->reached : job->result.total};
}

uint64_t count_job_checkpoint(const struct count_job *job)
{
    bool raising = job->opt.completion == COUNT_COMPLETION_ADD1 ||
                   job->opt.completion == COUNT_COMPLETION_ADD1U;
    return raising && job->before.n ? job->before_increment : 0;
}

const struct count_result *count_job_result(const struct count_job *job)
{
    return job->done ? &job->result : NULL;
}

void count_job_free(struct count_job *job)
{
    if (!job)
        return;
    if (job->mes_ready)
        mes_free(&job->mes);
    ees_free(job->ees);
    vec_free(&job->order);
    vec_free(&job->event);
    vec_free(&job->before);
    free(job->tie_rank);
    free(job->barred);
    free(job->won);
    arena_free(&job->arena);
    free(job);
}
