/* NOTIFY and LISTEN: told after the commit, in order, never after a rollback, again after a break.
 */
#include "test/db_fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "db/listener.h"

struct ear {
    pthread_mutex_t lock;
    pthread_cond_t more;
    char text[4096];
    int lost;
};

static void heard(void *arg, struct str payload)
{
    struct ear *e = arg;

    pthread_mutex_lock(&e->lock);
    size_t n = strlen(e->text);
    snprintf(e->text + n, sizeof e->text - n, "%.*s|", STR_F(payload));
    pthread_cond_signal(&e->more);
    pthread_mutex_unlock(&e->lock);
}

static void lost(void *arg)
{
    struct ear *e = arg;

    pthread_mutex_lock(&e->lock);
    e->lost++;
    pthread_cond_signal(&e->more);
    pthread_mutex_unlock(&e->lock);
}

static void wait_until(struct ear *e, const char *text, int losses)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 300;
    pthread_mutex_lock(&e->lock);
    while (!strstr(e->text, text) || e->lost < losses)
        if (pthread_cond_timedwait(&e->more, &e->lock, &until) != 0)
            break;
    pthread_mutex_unlock(&e->lock);
    assert_non_null(strstr(e->text, text));
    assert_true(e->lost >= losses);
}

static struct db_listener *listen_with(struct fixture *f, struct ear *e)
{
    struct db_listener *l = NULL;

    assert_ok(
        db_listener_start(f->url, "ashar_test", &(struct db_listener_calls){heard, lost, e}, &l));
    return l;
}

static void say(struct fixture *f, const char *text)
{
    assert_ok(db_announce(f->db, f->arena, "ashar_test", str_of(text)));
}

static void what_is_committed_is_told(struct fixture *f)
{
    struct ear e = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, "", 0};
    struct db_listener *l = listen_with(f, &e);

    assert_ok(db_begin(f->db));
    say(f, "one");
    assert_ok(db_savepoint(f->db));
    say(f, "taken back");
    db_rollback_to(f->db);
    assert_ok(db_savepoint(f->db));
    say(f, "сунуш");
    assert_ok(db_release(f->db));
    assert_ok(db_commit(f->db));
    assert_ok(db_begin(f->db));
    say(f, "never");
    db_rollback(f->db);
    assert_ok(db_begin(f->db));
    say(f, "last");
    assert_ok(db_commit(f->db));
    wait_until(&e, "last", 0);
    assert_string_equal(e.text, "one|сунуш|last|");
    db_listener_stop(l);
}

static enum err kill_listeners(struct fixture *f)
{
    return db_script(f->db, "select pg_terminate_backend(pid) from pg_stat_activity where query ="
                            " 'listen ashar_test' and datname = current_database()");
}

static void a_break_is_told(struct fixture *f)
{
    struct ear e = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, "", 0};
    struct db_listener *l = listen_with(f, &e);

    assert_ok(kill_listeners(f));
    wait_until(&e, "", 1);
    assert_ok(db_begin(f->db));
    say(f, "again");
    assert_ok(db_commit(f->db));
    wait_until(&e, "again|", 1);
    db_listener_stop(l);
}

static void misuse_is_refused(struct fixture *f)
{
    static char large[DB_ANNOUNCE_MAX + 1];
    struct db_listener_calls calls = {heard, lost, NULL};
    struct db_listener *l = NULL;

    memset(large, 'x', sizeof large);
    if (f->engine == DB_SQLITE) {
        assert_ok(db_listener_start(f->url, "ashar_test", &calls, &l));
        assert_null(l);
    } else {
        assert_int_equal(db_listener_start(f->url, "a; drop", &calls, &l), ERR_BUG);
    }
    assert_int_equal(db_announce(f->db, f->arena, "ashar_test", STR("outside")), ERR_BUG);
    assert_ok(db_begin(f->db));
    assert_int_equal(db_announce(f->db, f->arena, "ashar_test", (struct str){large, sizeof large}),
                     f->engine == DB_SQLITE ? ERR_BUG : ERR_TOO_LARGE);
    db_rollback(f->db);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST_PG(what_is_committed_is_told),
        FIXTURE_TEST_PG(a_break_is_told),
        FIXTURE_TEST(misuse_is_refused),
    };
    return FIXTURE_RUN("listener", tests);
}
