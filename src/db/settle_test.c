/* What a transaction owes before its commit, and the number that tells one from the next, on both
 * engines. */
#include "db/queue.h"
#include "test/db_fixture.h"

static const struct migration migrations[] = {
    {1, "made", "create table made (id int8 primary key, place int8 not null)",
     "create table made (id int8 primary key, place int8 not null)"},
};

static const struct db_query add = {.name = "made_add",
                                    .sqlite = "insert into made (id, place) values (?1, ?2)",
                                    .pg = "insert into made (id, place) values ($1, $2)",
                                    .role = DB_WRITER,
                                    .in_count = 2,
                                    .in_types = "ii",
                                    .out_types = ""};

enum { POISON = 7, GLUTTON = 8 };

static _Thread_local int calls;

/* Writes what is owed; one number cannot be made, another takes all memory. */
static enum err make(struct db *db, struct arena *a, const struct db_owed *v, size_t n)
{
    struct db_result r;

    calls++;
    for (size_t i = 0; i < n; i++) {
        struct db_value in[] = {{.kind = DB_I64, .i = v[i].id},
                                {.kind = DB_I64, .i = v[i].place_id}};
        if (v[i].id == POISON)
            return ERR_INVALID;
        if (v[i].id == GLUTTON)
            (void)arena_alloc(a, SIZE_MAX / 2);
        TRY(db_run(db, a, &add, in, &r));
    }
    return OK;
}

static void what_is_owed_is_made_once_before_the_commit(struct fixture *f)
{
    calls = 0;
    assert_ok(db_begin(f->db));
    assert_ok(db_settle_later(f->db, make, NULL, 3, 1));
    assert_ok(db_savepoint(f->db));
    assert_ok(db_settle_later(f->db, make, NULL, 3, 1));
    assert_ok(db_settle_later(f->db, make, NULL, 3, 2));
    db_rollback_to(f->db); /* takes nothing back: `make` looks at what stands */
    assert_int_equal(fixture_number(f->db, "select count(*) from made"), 0);
    assert_ok(db_commit(f->db));
    assert_int_equal(calls, 1);
    assert_int_equal(fixture_number(f->db, "select count(*) from made where place = 3"), 2);
    assert_ok(db_begin(f->db));
    assert_ok(db_settle_later(f->db, make, NULL, 3, 4));
    db_rollback(f->db);
    assert_ok(db_begin(f->db));
    assert_ok(db_commit(f->db));
    assert_int_equal(calls, 1);
    assert_int_equal(db_settle_later(f->db, make, NULL, 3, 5), ERR_BUG); /* no transaction */
}

static void what_cannot_be_made_is_not_committed(struct fixture *f)
{
    assert_ok(db_begin(f->db));
    assert_ok(db_settle_later(f->db, make, NULL, 3, 1));
    assert_ok(db_settle_later(f->db, make, NULL, 3, POISON));
    assert_int_equal(db_commit(f->db), ERR_INVALID);
    db_rollback(f->db);
    assert_int_equal(fixture_number(f->db, "select count(*) from made"), 0);
    assert_ok(db_begin(f->db));
    assert_ok(db_settle_later(f->db, make, NULL, 3, GLUTTON));
    assert_int_equal(db_commit(f->db), ERR_NOMEM);
    db_rollback(f->db);
}

struct wish {
    struct db_job job;
    int64_t id;
    enum err result;
};

static enum err owe(struct db *db, void *arg)
{
    const struct wish *w = arg;

    return db_settle_later(db, make, NULL, 1, w->id);
}

static void keep_result(void *arg, enum err result)
{
    struct wish *w = arg;

    w->result = result;
}

static void a_job_that_cannot_be_settled_is_refused_alone(struct fixture *f)
{
    enum { JOBS = 40 };
    struct wish w[JOBS];
    struct db_queue *q;

    assert_ok(db_queue_start(f->url, 1, &q));
    for (int i = 0; i < JOBS; i++) {
        w[i] = (struct wish){.id = i + 1};
        w[i].job = (struct db_job){.work = owe, .done = keep_result, .arg = &w[i], .shard = 1};
        db_queue_submit(q, &w[i].job);
    }
    db_queue_stop(q);
    for (int i = 0; i < JOBS; i++)
        assert_int_equal(w[i].result, w[i].id == POISON    ? ERR_DB
                                      : w[i].id == GLUTTON ? ERR_NOMEM
                                                           : OK);
    assert_int_equal(fixture_number(f->db, "select count(*) from made"), JOBS - 2);
}

static void an_epoch_ends_with_its_transaction_or_an_undone_savepoint(struct fixture *f)
{
    assert_int_equal(db_epoch(f->db), 0);
    assert_ok(db_begin(f->db));
    uint64_t first = db_epoch(f->db);
    assert_int_not_equal(first, 0);
    assert_ok(db_savepoint(f->db));
    assert_ok(db_release(f->db));
    assert_true(db_epoch(f->db) == first);
    assert_ok(db_savepoint(f->db));
    db_rollback_to(f->db);
    assert_true(db_epoch(f->db) != first);
    uint64_t second = db_epoch(f->db);
    assert_ok(db_commit(f->db));
    assert_int_equal(db_epoch(f->db), 0);
    assert_ok(db_begin(f->db));
    assert_true(db_epoch(f->db) != second && db_epoch(f->db) != first);
    db_rollback(f->db);
}

int main(void)
{
    static const struct fixture_test both[] = {
        FIXTURE_TEST(what_is_owed_is_made_once_before_the_commit),
        FIXTURE_TEST(what_cannot_be_made_is_not_committed),
        FIXTURE_TEST(a_job_that_cannot_be_settled_is_refused_alone),
        FIXTURE_TEST(an_epoch_ends_with_its_transaction_or_an_undone_savepoint),
    };

    fixture_migrations(migrations, 1);
    return FIXTURE_RUN("settle", both);
}
