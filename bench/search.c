/* Search over a million made records on SQLite, beside plain FTS5 (unicode61) over the same texts
 * in the same run.
 *
 *   bench_search [--json] [--records N] [DIRECTORY]
 * build: records a second, text to index, committed in batches. query: the 99th percentile in
 * milliseconds of whole answers (match, counts, facets, ranking, excerpts), against FTS5's own best
 * twenty by bm25. Made texts: words drawn with Zipf frequencies from stems and endings. */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/migrate.h"
#include "db/migrations.h"
#include "search/search.h"

enum { WORDS = 20000, BATCH = 2000, QUERIES = 1000 };

static char words[WORDS][48];
static double weight[WORDS];
static uint64_t seed = 42;

static uint64_t next(void)
{
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return seed;
}

static void make_words(void)
{
    static const char *const first[] = {"ба", "кө", "су", "ми", "та", "жо",
                                        "ше", "ку", "дө", "ры", "ал", "эл"};
    static const char *const middle[] = {"ра", "ле", "то", "ну", "ки",
                                         "мы", "сө", "чү", "ша", "га"};
    static const char *const last[] = {"л", "к", "н", "р", "т", "ш", "м", "с"};
    static const char *const endings[] = {"",    "",   "лар", "дын", "га",
                                          "нын", "ды", "дар", "дан", "сы"};
    double sum = 0;

    for (int i = 0; i < WORDS; i++) {
        snprintf(words[i], sizeof words[i], "%s%s%s%s%s", first[next() % 12], middle[next() % 10],
                 next() % 2 ? middle[next() % 10] : "", last[next() % 8], endings[next() % 10]);
        sum += 1.0 / (i + 3);
        weight[i] = sum;
    }
    for (int i = 0; i < WORDS; i++)
        weight[i] /= sum;
}

static const char *word(void)
{
    double x = (double)(next() >> 11) / 9007199254740992.0;
    int low = 0, high = WORDS - 1;

    while (low < high) {
        int mid = (low + high) / 2;
        if (weight[mid] < x)
            low = mid + 1;
        else
            high = mid;
    }
    return words[low];
}

static struct str text(struct arena *a, int n)
{
    struct buf *b = buf_new(a, 16 * KIB);

    for (int i = 0; i < n; i++)
        buf_printf(b, "%s%s", i ? " " : "", word());
    return buf_str(b);
}

static void must(enum err e, const char *what)
{
    if (e != OK) {
        fprintf(stderr, "bench_search: %s: %s\n", what, err_name(e));
        exit(1);
    }
}

struct made {
    struct str title, body;
};

static struct made make(struct arena *a)
{
    struct str title = text(a, 5);
    return (struct made){title, text(a, 15 + (int)(next() % 20))};
}

static double build_ours(struct db *db, long records)
{
    struct arena a, record;
    int64_t took = 0;

    arena_init(&a, 64 * MIB);
    arena_init(&record, 16 * MIB);
    for (long i = 0; i < records;) {
        struct made *m = arena_array(&a, struct made, BATCH);
        for (int k = 0; k < BATCH; k++)
            m[k] = make(&a);
        int64_t from = clock_monotonic_us();
        must(db_begin(db), "begin");
        for (int k = 0; k < BATCH && i < records; k++, i++) {
            struct search_doc d = {.place_id = i % 484 + 1,
                                   .kind = i % 3 ? STR("issue") : STR("document"),
                                   .year = 2015 + i % 12,
                                   .is_public = true,
                                   .title = {[LANG_KY] = m[k].title},
                                   .body = {[LANG_KY] = m[k].body},
                                   .path = STR("/41706211805000/issues/1")};
            must(search_put(db, &record, STR("made"), i + 1, &(struct search_docs){&d, 1}), "put");
            arena_reset(&record);
        }
        must(search_bulk_flush(db, &record), "flush");
        must(db_commit(db), "commit");
        took += clock_monotonic_us() - from;
        arena_reset(&a);
    }
    arena_free(&record);
    arena_free(&a);
    return (double)records * 1e6 / (double)took;
}

static void run(sqlite3 *c, const char *sql)
{
    if (sqlite3_exec(c, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "bench_search: %s\n", sqlite3_errmsg(c));
        exit(1);
    }
}

static double build_peer(sqlite3 *c, long records)
{
    struct arena a;
    int64_t took = 0;
    sqlite3_stmt *put;

    run(c, "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -8192;"
           "create virtual table f using fts5 (title, body, tokenize = 'unicode61')");
    sqlite3_prepare_v2(c, "insert into f (title, body) values (?1, ?2)", -1, &put, NULL);
    arena_init(&a, 64 * MIB);
    for (long i = 0; i < records;) {
        struct made *m = arena_array(&a, struct made, BATCH);
        for (int k = 0; k < BATCH; k++)
            m[k] = make(&a);
        int64_t from = clock_monotonic_us();
        run(c, "begin");
        for (int k = 0; k < BATCH && i < records; k++, i++) {
            sqlite3_bind_text(put, 1, m[k].title.p, (int)m[k].title.n, SQLITE_STATIC);
            sqlite3_bind_text(put, 2, m[k].body.p, (int)m[k].body.n, SQLITE_STATIC);
            sqlite3_step(put);
            sqlite3_reset(put);
        }
        run(c, "commit");
        took += clock_monotonic_us() - from;
        arena_reset(&a);
    }
    sqlite3_finalize(put);
    arena_free(&a);
    return (double)records * 1e6 / (double)took;
}

static int by_time(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double ask_ours(struct db *db, char (*asked)[160])
{
    static double took[QUERIES];
    struct arena a;

    arena_init(&a, 256 * MIB);
    for (int i = 0; i < QUERIES; i++) {
        struct search_page p;
        int64_t from = clock_monotonic_us();
        must(search_run(db, &a,
                        &(struct search_query){.words = str_of(asked[i]),
                                               .kind = STR(""),
                                               .staff_place = -1,
                                               .place_id = i % 4 ? 0 : i % 484 + 1},
                        &p),
             "search");
        took[i] = (double)(clock_monotonic_us() - from) / 1000;
        arena_reset(&a);
    }
    arena_free(&a);
    qsort(took, QUERIES, sizeof *took, by_time);
    return took[QUERIES * 99 / 100];
}

static double ask_peer(sqlite3 *c, char (*asked)[160])
{
    static double took[QUERIES];
    sqlite3_stmt *get;

    sqlite3_prepare_v2(c,
                       "select rowid, title, snippet(f, 1, '', '', '', 20) from f where f match ?1 "
                       "order by rank limit 20",
                       -1, &get, NULL);
    for (int i = 0; i < QUERIES; i++) {
        int64_t from = clock_monotonic_us();
        sqlite3_bind_text(get, 1, asked[i], -1, SQLITE_STATIC);
        while (sqlite3_step(get) == SQLITE_ROW)
            ;
        sqlite3_reset(get);
        took[i] = (double)(clock_monotonic_us() - from) / 1000;
    }
    sqlite3_finalize(get);
    qsort(took, QUERIES, sizeof *took, by_time);
    return took[QUERIES * 99 / 100];
}

static void print(bool json, const char *name, double ours, double peer, const char *unit)
{
    printf(json ? "{\"name\":\"%s\",\"ours\":%.3f,\"peer\":%.3f,\"ratio\":%.3f,\"unit\":\"%s\"}\n"
                : "%s ours=%.3f peer=%.3f ratio=%.3f unit=%s\n",
           name, ours, peer, peer > 0 ? ours / peer : 0, unit);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static char asked[QUERIES][160];
    bool json = false;
    long records = 1000000;
    char dir[512] = "/tmp/bench_search.XXXXXX", path[600], url[640];
    struct db *db;
    sqlite3 *peer;
    int applied;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--records") == 0 && i + 1 < argc)
            records = strtol(argv[++i], NULL, 10);
        else
            snprintf(dir, sizeof dir, "%s/bench_search.XXXXXX", argv[i]);
    }
    if (!mkdtemp(dir) || records < 1)
        return 2;
    make_words();
    snprintf(path, sizeof path, "%s/ours.db", dir);
    snprintf(url, sizeof url, "sqlite:%s", path);
    must(db_open(url, DB_WRITER, &db), "open");
    must(db_migrate(db, migrations, migration_count, &applied), "migrate");
    search_bulk_begin();
    double ours = build_ours(db, records);
    search_bulk_end();
    snprintf(path, sizeof path, "%s/peer.db", dir);
    sqlite3_open(path, &peer);
    print(json, "search_build", ours, build_peer(peer, records), "records/s");
    for (int i = 0; i < QUERIES; i++)
        snprintf(asked[i], sizeof asked[i], i % 2 ? "%s" : "%s %s",
                 words[next() % (i % 3 ? 2000 : WORDS)], word());
    struct db *reader;
    must(db_open(url, DB_READER, &reader), "open");
    print(json, "search_p99", ask_ours(reader, asked), ask_peer(peer, asked), "ms");
    db_close(reader);
    db_close(db);
    sqlite3_close(peer);
    static const char *const left[] = {"ours.db", "ours.db-wal", "ours.db-shm",
                                       "peer.db", "peer.db-wal", "peer.db-shm"};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, left[i]);
        unlink(path);
    }
    rmdir(dir);
    return 0;
}
