/* Durable writes through HTTP beside the raw engines' own group commit of the same rows, in one
 * run.
 *
 *     bench_writes [--json] [ASHAR]      ASHAR: the program (default build/ashar); ASHAR_TEST_PG: a
 * PostgreSQL for the second half
 *
 * A write is a resident's comment on the plan under discussion: the form's token, the comment, the
 * record of the log, the head of the chain. The peer inserts the same four rows into a copy of the
 * same database (same indices, triggers, durability), 64 writes a transaction on SQLite, on
 * PostgreSQL one connection and 48 writes a transaction: what 64 browsers in one municipality keep
 * busy. Lines: writes_sqlite, writes_postgresql (writes a second); …_p99 (milliseconds with 64
 * browsers; the peer is one transaction). */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/site.h"

enum { BROWSERS = 64, SECONDS = 8, BATCH_SQLITE = 64, BATCH_PG = 48 };

/* ?1: a number of its own. Columns are those of the migrations. */
static const char *const statements[] = {
    "insert into form_once (token, location, taken_at) values ('raw' || %s, "
    "'/ky/41702210896000/plan/2/discussion', 1795240800)",
    "insert into plan_comment (plan_id, author_id, entered_by, channel, shown, author_name, "
    "village_id, words, at, answers,"
    " hidden_ground, version) values (2, 10, 10, 'online', 'village', '', 88, 'Сунуш №' || %s ||"
    " ': жыйын кечки саат алтыда болсун, биз күндүз талаада иштейбиз.', 1795240800, 0, '', 1)",
    "insert into audit (place_id, seq, at, person_id, for_person_id, action, subject, subject_id, "
    "before_json, after_json,"
    " personal_digest, prev_hash, hash) select place_id, seq + 1, 1795240800, 10, 0, "
    "'plan.comment', 'plan_comment', 1, null,"
    " '{\"plan_id\":2,\"channel\":\"online\",\"shown\":\"village\",\"village_id\":88,\"n\":' || %s "
    "|| '}', null, hash, hash"
    " from audit_head where place_id = 87",
    "update audit_head set seq = seq + 1, at = at + (%s - %s) where place_id = 87",
};
enum { STATEMENTS = sizeof statements / sizeof *statements };

static void text_of(char *out, size_t n, size_t i, const char *mark)
{
    snprintf(out, n, statements[i], mark, mark);
}

/* -- SQLite -- */

static void check(sqlite3 *c, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        bench_die("raw SQLite: %s", sqlite3_errmsg(c));
}

static double raw_sqlite(struct site *s, double *transaction_ms)
{
    char from[256], to[256], sql[1024];
    sqlite3 *c, *source;
    sqlite3_stmt *st[STATEMENTS];
    int64_t n = 0, batches = 0;

    snprintf(from, sizeof from, "%s", s->url + strlen("sqlite:"));
    snprintf(to, sizeof to, "%s/raw.db", s->dir);
    check(NULL, sqlite3_open(from, &source));
    check(NULL, sqlite3_open(to, &c));
    sqlite3_backup *b = sqlite3_backup_init(c, "main", source, "main");
    if (!b || sqlite3_backup_step(b, -1) != SQLITE_DONE)
        bench_die("the copy failed");
    sqlite3_backup_finish(b);
    sqlite3_close(source);
    check(c, sqlite3_exec(c,
                          "pragma journal_mode=wal; pragma synchronous=full; pragma "
                          "foreign_keys=on; pragma cache_size=-8192",
                          NULL, NULL, NULL));
    for (size_t i = 0; i < STATEMENTS; i++) {
        text_of(sql, sizeof sql, i, "?1");
        check(c, sqlite3_prepare_v2(c, sql, -1, &st[i], NULL));
    }
    int64_t start = bench_now_us();
    while (bench_now_us() - start < SECONDS * 1000000LL) {
        check(c, sqlite3_exec(c, "begin immediate", NULL, NULL, NULL));
        for (int k = 0; k < BATCH_SQLITE; k++, n++)
            for (size_t i = 0; i < STATEMENTS; i++) {
                sqlite3_bind_int64(st[i], 1, 1000000 + n);
                check(c, sqlite3_step(st[i]));
                sqlite3_reset(st[i]);
            }
        check(c, sqlite3_exec(c, "commit", NULL, NULL, NULL));
        batches++;
    }
    double took = (double)(bench_now_us() - start) / 1e6;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(st[i]);
    sqlite3_close(c);
    *transaction_ms = took * 1000 / (double)batches;
    return (double)n / took;
}

/* -- PostgreSQL -- */

static void done(PGconn *c, PGresult *r)
{
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        bench_die("raw PostgreSQL: %s", PQerrorMessage(c));
    PQclear(r);
}

static double raw_pg(const char *url, double *transaction_ms)
{
    PGconn *c = PQconnectdb(url);
    char sql[1024], name[8], number[32];
    const char *values[1] = {number};
    int64_t n = 0, batches = 0;

    if (PQstatus(c) != CONNECTION_OK)
        bench_die("raw PostgreSQL: %s", PQerrorMessage(c));
    for (size_t i = 0; i < STATEMENTS; i++) {
        text_of(sql, sizeof sql, i, "$1::int8");
        snprintf(name, sizeof name, "s%zu", i);
        done(c, PQprepare(c, name, sql, 1, NULL));
    }
    int64_t start = bench_now_us();
    while (bench_now_us() - start < SECONDS * 1000000LL) {
        done(c, PQexec(c, "begin"));
        for (int k = 0; k < BATCH_PG; k++, n++) {
            snprintf(number, sizeof number, "%lld", 1000000LL + (long long)n);
            for (size_t i = 0; i < STATEMENTS; i++) {
                snprintf(name, sizeof name, "s%zu", i);
                done(c, PQexecPrepared(c, name, 1, values, NULL, NULL, 0));
            }
        }
        done(c, PQexec(c, "commit"));
        batches++;
    }
    double took = (double)(bench_now_us() - start) / 1e6;
    PQfinish(c);
    *transaction_ms = took * 1000 / (double)batches;
    return (double)n / took;
}

/* -- ours -- */

static double through_http(struct site *s, double *p99_ms)
{
    struct load l = {.site = s, .browsers = BROWSERS, .first = 1, .seconds = SECONDS};
    struct load warm = {.site = s, .browsers = BROWSERS, .first = 50000000, .seconds = 1};
    char said[512];

    site_start(s);
    site_sign_in(s);
    load_run(&warm);
    load_run(&l);
    if (l.failed)
        bench_die("%lld of %lld writes were refused", (long long)l.failed, (long long)l.sent);
    site_kill(s, 15);
    if (site_run(s, said, sizeof said, "audit", "verify", "--db", s->url, NULL) != 0)
        bench_die("the chain is not whole after the run: %s", said);
    *p99_ms = l.p99_ms;
    return (double)l.done / l.took;
}

int main(int argc, char **argv)
{
    const char *program = getenv("ASHAR") ? getenv("ASHAR") : "build/ashar",
               *pg = getenv("ASHAR_TEST_PG");
    bool json = false;
    struct site s;
    double ours, peer, ours_ms, peer_ms;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else
            program = argv[i];
    }
    site_make(&s, program, NULL);
    peer = raw_sqlite(&s, &peer_ms);
    ours = through_http(&s, &ours_ms);
    bench_report(json, "writes_sqlite", ours, peer, "writes/s");
    bench_report(json, "writes_sqlite_p99", ours_ms, peer_ms, "ms");
    site_free(&s);
    if (!pg || !*pg) {
        fputs("bench: ASHAR_TEST_PG is not set: PostgreSQL was not measured\n", stderr);
        return 0;
    }
    site_make(&s, program, pg);
    ours = through_http(&s, &ours_ms);
    peer = raw_pg(pg, &peer_ms);
    bench_report(json, "writes_postgresql", ours, peer, "writes/s");
    bench_report(json, "writes_postgresql_p99", ours_ms, peer_ms, "ms");
    site_free(&s);
    return 0;
}
