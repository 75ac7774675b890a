/* The fault suite. See fault.h. */
#include "test/fault.h"

enum seam { ALLOCATION, STATEMENT };

struct run {
    struct fixture *f;
    enum err (*fn)(struct fault_case *c);
    void *arg;
    enum seam seam;
    long n;
    bool reached; /* the n-th was asked for */
    enum err result;
};

static void run_once(struct run *r)
{
    struct arena a;
    jmp_buf pad;
    struct fault_case c = {.db = r->f->db, .arena = &a, .arg = r->arg};

    arena_init(&a, 64 * MIB);
    a.pad = &pad;
    assert_int_equal(db_begin(c.db), OK);
    if (setjmp(pad) == 0) {
        arena_fail_at(r->seam == ALLOCATION ? r->n : 0);
        db_fail_at(r->seam == STATEMENT ? r->n : 0);
        r->result = r->fn(&c);
    } else {
        r->result = ERR_NOMEM;
    }
    r->reached = (r->seam == ALLOCATION ? arena_allocations() : db_statements()) >= r->n;
    arena_fail_at(0);
    db_fail_at(0);
    db_rollback(c.db);
    arena_free(&a);
}

static long sweep(struct run *r, struct str before)
{
    static const char *const names[] = {"allocation", "statement"};

    for (r->n = 1;; r->n++) {
        run_once(r);
        if (r->reached && r->result == OK)
            fail_msg("failure of %s %ld was swallowed", names[r->seam], r->n);
        if (!str_eq(fixture_digest(r->f->db, r->f->arena), before))
            fail_msg("failure of %s %ld left something written", names[r->seam], r->n);
        if (!r->reached)
            break;
    }
    if (r->result != OK)
        fail_msg("the run without failure gave %s: %s", err_name(r->result), db_error(r->f->db));
    return r->n - 1;
}

struct fault_counts fault_sweep(struct fixture *f, enum err (*fn)(struct fault_case *c), void *arg)
{
    struct str before = fixture_digest(f->db, f->arena);
    struct run r = {.f = f, .fn = fn, .arg = arg};
    struct fault_counts counts;

    r.seam = ALLOCATION;
    counts.allocations = sweep(&r, before);
    r.seam = STATEMENT;
    counts.statements = sweep(&r, before);
    return counts;
}
