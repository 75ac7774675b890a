/* Durable writes through HTTP beside the raw engines' own group commit of the same rows, in one
 * run.
 *
 *     bench_writes [--json] [ASHAR]      ASHAR: the program (default build/ashar); ASHAR_TEST_PG: a
 * PostgreSQL for the second half
 *
 * A write is a resident's comment on the plan under discussion. It leaves the form's token with
 * where it led to, the comment, the record of the log with its personal part, the head of the
 * chain, and the comment in the index of search. The peer writes just those rows with prepared
 * statements, and reads and checks nothing, into a copy of the same database (same indices,
 * triggers, durability): on SQLite 64 writes a transaction, its full-text table filled once a
 * transaction; on PostgreSQL one connection, 48 writes a transaction, which is what 64 browsers in
 * one municipality keep busy. Not in the peer: savepoints, new words for suggestions (there are
 * none after the first comment), the mark that tells whether an interrupted commit took place.
 * Lines: writes_sqlite, writes_postgresql (writes a second); …_p99 (milliseconds with 64 browsers;
 * the peer is one transaction); writes_sqlite_cpu (microseconds of processor a write, the program
 * without the browsers: what others do on the machine hardly moves it). The browsers run on the
 * same cores as the program. */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/site.h"

enum { BROWSERS = 64, SECONDS = 8, BATCH_SQLITE = 64, BATCH_PG = 48 };

struct rate {
    double per_second, ms, cpu_us; /* ms: p99, or a transaction's; cpu_us: of a write */
};

/* #: a number of its own; @: the number that the insert before gave. Columns are those of the
 * migrations. */
static const char *const statements[] = {
    "insert into form_once (token, taken_at) values ('raw' || #, 1795240800)",
    "insert into plan_comment (plan_id, author_id, entered_by, channel, shown, author_name, "
    "village_id, words, at, answers,"
    " hidden_ground, version) values (2, 10, 10, 'online', 'village', '', 88, 'Сунуш №' || # ||"
    " ': жыйын кечки саат алтыда болсун, биз күндүз талаада иштейбиз.', 1795240800, 0, '', 1)",
    "insert into audit (place_id, seq, at, person_id, for_person_id, action, subject, subject_id, "
    "before_json, after_json,"
    " personal_digest, prev_hash, hash) select place_id, seq + 1, 1795240800, 10, 0, "
    "'plan.comment', 'plan_comment', 1, null,"
    " '{\"plan_id\":2,\"measure_id\":0,\"channel\":\"online\",\"shown\":\"village\",\"n\":' || # "
    "|| '}',"
    " hash, hash, hash from audit_head where place_id = 87",
    "insert into audit_personal (audit_id, salt, json) select @, hash, "
    "'{\"author_name\":\"\",\"words\":\"Сунуш №' || # || ': жыйын кечки саат алтыда болсун, биз "
    "күндүз талаада иштейбиз.\"}' from audit_head where place_id = 87",
    "update audit_head set seq = seq + 1, at = at + (# - #) where place_id = 87",
    "update form_once set location = '/ky/41702210896000/plan/2/discussion' where token = 'raw' || "
    "#",
    "insert into search_doc (owner, owner_id, part, place_id, kind, year, is_public) values "
    "('comment', #, 0, 87, 'comment', 2026, 1)",
    "insert into search_text (doc_id, title, body, meta, path, title_ky, title_ru, title_en, "
    "body_ky, body_ru, body_en) values (@, 'жерг жамаат тарт план план вовлечен местн сообществ "
    "engagement plan of the community ', 'сунуш ' || # || ' жыйын кеч саат алты болс биз кундуз "
    "талаа ишт ', '@p87 @y2026 @kcomment @kcomment@y2026', "
    "'/41702210896000/plan/2/discussion#comment-' || #, 'Жергиликтүү жамаатты тартуу планы', "
    "'План вовлечения местного сообщества', 'Engagement plan of the community', 'Сунуш №' || # || "
    "': жыйын кечки саат алтыда болсун, биз күндүз талаада иштейбиз.', '', '')",
};
enum { STATEMENTS = sizeof statements / sizeof *statements };

/* The full-text table of SQLite, once a transaction; PostgreSQL's index follows by itself. */
static const char *const fill =
    "insert into search_fts (rowid, words) select doc_id, title || body || meta || ' =' || "
    "replace(rtrim(title), ' ', ' =') from search_text where doc_id >= ?1";

static void text_of(char *out, size_t size, size_t i, const char *number, const char *last)
{
    size_t n = 0;

    for (const char *p = statements[i]; *p && n + 32 < size; p++) {
        if (*p == '#' && p[1] != 'c')
            n += (size_t)snprintf(out + n, size - n, "%s", number);
        else if (*p == '@' && (p[1] == ',' || p[1] == ' '))
            n += (size_t)snprintf(out + n, size - n, "%s", last);
        else
            out[n++] = *p;
    }
    out[n] = 0;
}

/* -- SQLite -- */

static void check(sqlite3 *c, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        bench_die("raw SQLite: %s", sqlite3_errmsg(c));
}

static double thread_cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct rate raw_sqlite(struct site *s)
{
    char from[256], to[256], sql[2048];
    sqlite3 *c, *source;
    sqlite3_stmt *st[STATEMENTS], *filling;
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
        text_of(sql, sizeof sql, i, "?1", "last_insert_rowid()");
        check(c, sqlite3_prepare_v2(c, sql, -1, &st[i], NULL));
    }
    check(c, sqlite3_prepare_v2(c, fill, -1, &filling, NULL));
    double cpu = thread_cpu_us();
    int64_t start = bench_now_us();
    while (bench_now_us() - start < SECONDS * 1000000LL) {
        check(c, sqlite3_exec(c, "begin immediate", NULL, NULL, NULL));
        for (int k = 0; k < BATCH_SQLITE; k++, n++)
            for (size_t i = 0; i < STATEMENTS; i++) {
                sqlite3_bind_int64(st[i], 1, 1000000 + n);
                check(c, sqlite3_step(st[i]));
                sqlite3_reset(st[i]);
            }
        sqlite3_bind_int64(filling, 1, sqlite3_last_insert_rowid(c) - BATCH_SQLITE + 1);
        check(c, sqlite3_step(filling));
        sqlite3_reset(filling);
        check(c, sqlite3_exec(c, "commit", NULL, NULL, NULL));
        batches++;
    }
    double took = (double)(bench_now_us() - start) / 1e6;
    cpu = thread_cpu_us() - cpu;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(st[i]);
    sqlite3_finalize(filling);
    sqlite3_close(c);
    return (struct rate){(double)n / took, took * 1000 / (double)batches, cpu / (double)n};
}

/* -- PostgreSQL -- */

static void done(PGconn *c, PGresult *r)
{
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        bench_die("raw PostgreSQL: %s", PQerrorMessage(c));
    PQclear(r);
}

static struct rate raw_pg(const char *url)
{
    PGconn *c = PQconnectdb(url);
    char sql[2048], name[8], number[32];
    const char *values[1] = {number};
    int64_t n = 0, batches = 0;

    if (PQstatus(c) != CONNECTION_OK)
        bench_die("raw PostgreSQL: %s", PQerrorMessage(c));
    for (size_t i = 0; i < STATEMENTS; i++) {
        text_of(sql, sizeof sql, i, "$1::int8", "lastval()");
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
    return (struct rate){.per_second = (double)n / took, .ms = took * 1000 / (double)batches};
}

/* -- ours -- */

static struct rate through_http(struct site *s)
{
    struct load l = {.site = s, .browsers = BROWSERS, .first = 1, .seconds = SECONDS};
    struct load warm = {.site = s, .browsers = BROWSERS, .first = 50000000, .seconds = 1};
    char said[512];

    site_start(s);
    site_sign_in(s);
    load_run(&warm);
    double cpu = site_cpu_us(s);
    load_run(&l);
    cpu = site_cpu_us(s) - cpu;
    if (l.failed)
        bench_die("%lld of %lld writes were refused", (long long)l.failed, (long long)l.sent);
    site_kill(s, 15);
    if (site_run(s, said, sizeof said, "audit", "verify", "--db", s->url, NULL) != 0)
        bench_die("the chain is not whole after the run: %s", said);
    return (struct rate){(double)l.done / l.took, l.p99_ms, cpu / (double)l.done};
}

int main(int argc, char **argv)
{
    const char *program = getenv("ASHAR") ? getenv("ASHAR") : "build/ashar",
               *pg = getenv("ASHAR_TEST_PG");
    bool json = false;
    struct site s;
    struct rate ours, peer;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else
            program = argv[i];
    }
    site_make(&s, program, NULL);
    peer = raw_sqlite(&s);
    ours = through_http(&s);
    bench_report(json, "writes_sqlite", ours.per_second, peer.per_second, "writes/s");
    bench_report(json, "writes_sqlite_p99", ours.ms, peer.ms, "ms");
    bench_report(json, "writes_sqlite_cpu", ours.cpu_us, peer.cpu_us, "us");
    site_free(&s);
    if (!pg || !*pg) {
        fputs("bench: ASHAR_TEST_PG is not set: PostgreSQL was not measured\n", stderr);
        return 0;
    }
    site_make(&s, program, pg);
    ours = through_http(&s);
    peer = raw_pg(pg);
    bench_report(json, "writes_postgresql", ours.per_second, peer.per_second, "writes/s");
    bench_report(json, "writes_postgresql_p99", ours.ms, peer.ms, "ms");
    site_free(&s);
    return 0;
}
