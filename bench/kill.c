/* kill -9 under write load: no write that was acknowledged is lost, and the chain stays whole.
 *
 *     bench_kill [--json] [--times N] [ASHAR]      default 200 times; ASHAR_TEST_PG set: the same
 * on PostgreSQL, whose server lives on
 *
 * Each time: the server starts, 32 browsers post comments, after 50 to 400 ms it is killed;
 * everything that was answered with 303 must then be in the database exactly once. At the end
 * `ashar audit verify` walks the whole chain (and after every 20th kill). Lines: kill_…_lost and
 * kill_…_doubled (peer: 0 expected, so the ratio says nothing), kill_…_acknowledged. Exit 1 where
 * anything was lost. */
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/site.h"

enum { BROWSERS = 32, ROOM = 4000000, VERIFY_EVERY = 20 };

struct tally {
    int64_t acknowledged, lost, doubled;
};

/* Kills while requests are under way; answers that are in the sockets by then are still read, and
 * count. */
static bool kill_in_time(struct load *l)
{
    const int64_t *until = l->arg;

    if (bench_now_us() >= *until)
        kill(l->site->pid, SIGKILL);
    return false;
}

/* How often each number stands in the database; numbers are read back from the comments' words. */
static const char *const query =
    "select cast(substr(words, 8, 22) as text) from plan_comment where words like 'Сунуш №%'";

static void count_number(const char *text, unsigned char *seen)
{
    long long n = atoll(text);

    if (n > 0 && n < ROOM && seen[n] < 255)
        seen[n]++;
}

static void read_sqlite(const char *path, unsigned char *seen)
{
    sqlite3 *c;
    sqlite3_stmt *st;

    if (sqlite3_open(path, &c) != SQLITE_OK ||
        sqlite3_prepare_v2(c, query, -1, &st, NULL) != SQLITE_OK)
        bench_die("%s: %s", path, sqlite3_errmsg(c));
    while (sqlite3_step(st) == SQLITE_ROW)
        count_number((const char *)sqlite3_column_text(st, 0), seen);
    sqlite3_finalize(st);
    sqlite3_close(c);
}

static void read_pg(const char *url, unsigned char *seen)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, query);

    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        bench_die("PostgreSQL: %s", PQerrorMessage(c));
    for (int i = 0; i < PQntuples(r); i++)
        count_number(PQgetvalue(r, i, 0), seen);
    PQclear(r);
    PQfinish(c);
}

static void verify(struct site *s, int after)
{
    char said[512];

    if (site_run(s, said, sizeof said, "audit", "verify", "--db", s->url, "--lang", "en", NULL) !=
        0)
        bench_die("after kill %d: %s", after, said);
}

static struct tally torment(const char *program, const char *pg, int times)
{
    bool *acknowledged = calloc(ROOM, sizeof *acknowledged);
    unsigned char *seen = calloc(ROOM, 1);
    struct tally t = {0};
    struct site s;
    int64_t next = 1;

    if (!acknowledged || !seen)
        bench_die("no memory");
    srand(20261121);
    site_make(&s, program, pg);
    for (int i = 1; i <= times; i++) {
        site_start(&s);
        if (i == 1)
            site_sign_in(&s); /* session and token outlive the server */
        int64_t until = bench_now_us() + 50000 + rand() % 350000;
        struct load l = {.site = &s,
                         .browsers = BROWSERS,
                         .first = next,
                         .seconds = 60,
                         .acknowledged = acknowledged,
                         .room = ROOM,
                         .watch = kill_in_time,
                         .arg = &until};
        load_run(&l);
        site_kill(&s, SIGKILL);
        next += l.sent;
        if (i % VERIFY_EVERY == 0)
            verify(&s, i);
    }
    verify(&s, times);
    if (pg)
        read_pg(pg, seen);
    else
        read_sqlite(s.url + strlen("sqlite:"), seen);
    for (int64_t n = 0; n < ROOM; n++) {
        t.acknowledged += acknowledged[n];
        t.lost += acknowledged[n] && seen[n] == 0;
        t.doubled += seen[n] > 1;
    }
    site_free(&s);
    free(acknowledged);
    free(seen);
    return t;
}

static bool report(bool json, const char *engine, const struct tally *t)
{
    char name[64];

    snprintf(name, sizeof name, "kill_%s_lost", engine);
    bench_report(json, name, (double)t->lost, 0, "writes");
    snprintf(name, sizeof name, "kill_%s_doubled", engine);
    bench_report(json, name, (double)t->doubled, 0, "writes");
    snprintf(name, sizeof name, "kill_%s_acknowledged", engine);
    bench_report(json, name, (double)t->acknowledged, 0, "writes");
    return t->lost == 0 && t->doubled == 0 && t->acknowledged > 0;
}

int main(int argc, char **argv)
{
    const char *program = getenv("ASHAR") ? getenv("ASHAR") : "build/ashar",
               *pg = getenv("ASHAR_TEST_PG");
    bool json = false;
    int times = 200;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--times") == 0 && i + 1 < argc)
            times = atoi(argv[++i]);
        else
            program = argv[i];
    }
    struct tally t = torment(program, NULL, times);
    bool good = report(json, "sqlite", &t);
    if (pg && *pg) {
        t = torment(program, pg, times);
        good = report(json, "postgresql", &t) && good;
    } else {
        fputs("bench: ASHAR_TEST_PG is not set: PostgreSQL was not tried\n", stderr);
    }
    return good ? 0 : 1;
}
