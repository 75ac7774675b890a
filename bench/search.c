/* Search over a million made records, beside plain FTS5 (unicode61) over the same texts in the same
 * run.
 *
 *   bench_search [--json] [--records N] [--alone] [PATH_OF_ASHAR]
 *
 * ASHAR_TEST_PG: PostgreSQL too; PATH or ASHAR: through HTTP too; --alone: without the peer, whose
 * queries take most of the time.
 *
 * search_build      records a second, text to index, committed in batches
 * search_build_cpu  the same per second of processor time: for machines that others use too
 * search_KIND_p50, _p99   milliseconds of whole answers (words read, match, counts, facets,
 * ranking, excerpts), against FTS5's own best twenty by bm25 with snippets; KIND: what was asked
 * (kinds[] below), `all`: everything together search_http_p50, _p99   the same questions through
 * `ashar serve`, one connection; the peer is the library's own time The peer of PostgreSQL's
 * figures is our own on SQLite. Made texts: words drawn with Zipf frequencies from stems and
 * endings; the most frequent stands in two of three records. */
#include <curl/curl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/site.h"
#include "db/migrate.h"
#include "db/migrations.h"
#include "search/search.h"

enum { WORDS = 20000, BATCH = 5000, EACH = 200, FREQUENT = 12 };

static char words[WORDS][48];
static double weight[WORDS];
static uint64_t seed = 42;
static bool json;

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
    if (e != OK)
        bench_die("%s: %s", what, err_name(e));
}

static int64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* -- building -- */

struct speed {
    double wall, cpu; /* records a second */
};

struct made {
    struct str title, body;
};

static struct made make(struct arena *a)
{
    struct str title = text(a, 5);
    return (struct made){title, text(a, 15 + (int)(next() % 20))};
}

static void put(struct db *db, struct arena *a, long i, const struct made *m)
{
    struct search_doc d = {.place_id = i % 484 + 1,
                           .kind = i % 3 ? STR("issue") : STR("document"),
                           .year = 2015 + i % 12,
                           .is_public = i % 50 != 0,
                           .title = {[LANG_KY] = m->title},
                           .body = {[LANG_KY] = m->body},
                           .path = STR("/41706211805000/issues/1")};
    must(search_put(db, a, STR("made"), i + 1, &(struct search_docs){&d, 1}), "put");
}

static struct speed build_ours(struct db *db, long records)
{
    struct arena a, record;
    int64_t took = 0, cpu = 0;

    arena_init(&a, 256 * MIB);
    arena_init(&record, 64 * MIB);
    search_bulk_begin();
    for (long i = 0; i < records;) {
        struct made *m = arena_array(&a, struct made, BATCH);
        for (int k = 0; k < BATCH; k++)
            m[k] = make(&a);
        int64_t from = clock_monotonic_us(), cpu_from = cpu_us();
        must(db_begin(db), "begin");
        for (int k = 0; k < BATCH && i < records; k++, i++) {
            put(db, &record, i, &m[k]);
            arena_reset(&record);
        }
        must(search_bulk_flush(db, &record), "flush");
        must(db_commit(db), "commit");
        took += clock_monotonic_us() - from;
        cpu += cpu_us() - cpu_from;
        arena_reset(&a);
    }
    search_bulk_end();
    arena_free(&record);
    arena_free(&a);
    return (struct speed){(double)records * 1e6 / (double)took,
                          (double)records * 1e6 / (double)cpu};
}

static void run(sqlite3 *c, const char *sql)
{
    if (sqlite3_exec(c, sql, NULL, NULL, NULL) != SQLITE_OK)
        bench_die("%s", sqlite3_errmsg(c));
}

static void put_peer(sqlite3_stmt *put_one, const struct made *m)
{
    sqlite3_bind_text(put_one, 1, m->title.p, (int)m->title.n, SQLITE_STATIC);
    sqlite3_bind_text(put_one, 2, m->body.p, (int)m->body.n, SQLITE_STATIC);
    sqlite3_step(put_one);
    sqlite3_reset(put_one);
}

static struct speed build_peer(sqlite3 *c, long records)
{
    struct arena a;
    int64_t took = 0, cpu = 0;
    sqlite3_stmt *put_one;

    run(c, "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -8192;"
           "create virtual table f using fts5 (title, body, tokenize = 'unicode61')");
    sqlite3_prepare_v2(c, "insert into f (title, body) values (?1, ?2)", -1, &put_one, NULL);
    arena_init(&a, 256 * MIB);
    for (long i = 0; i < records;) {
        struct made *m = arena_array(&a, struct made, BATCH);
        for (int k = 0; k < BATCH; k++)
            m[k] = make(&a);
        int64_t from = clock_monotonic_us(), cpu_from = cpu_us();
        run(c, "begin");
        for (int k = 0; k < BATCH && i < records; k++, i++)
            put_peer(put_one, &m[k]);
        run(c, "commit");
        took += clock_monotonic_us() - from;
        cpu += cpu_us() - cpu_from;
        arena_reset(&a);
    }
    sqlite3_finalize(put_one);
    arena_free(&a);
    return (struct speed){(double)records * 1e6 / (double)took,
                          (double)records * 1e6 / (double)cpu};
}

/* -- asking -- */

enum kind { MOST, ONE, TWO, THREE, BEGINNING, KEYBOARD, MISSPELT, IN_PLACE, NARROWED, KINDS };
static const char *const kinds[KINDS] = {
    [MOST] = "frequent",       /* a word of the most frequent: in 10 to 70 of 100 records */
    [ONE] = "word",            /* one word, as frequent as words are in the texts */
    [TWO] = "two_words",       /* two such */
    [THREE] = "three_words",   /* three, one of them frequent */
    [BEGINNING] = "beginning", /* three or four letters, as while typing */
    [KEYBOARD] = "keyboard",   /* typed without ө and ү */
    [MISSPELT] = "misspelt",   /* one letter wrong: nothing found, near words tried */
    [IN_PLACE] = "in_place",   /* two words in one municipality */
    [NARROWED] = "narrowed",   /* a frequent word of one kind and year */
};

struct asked {
    char words[160];
    enum kind kind;
    int64_t place, year;
    bool document;
};
static struct asked asked[KINDS * EACH];
enum { ASKED = KINDS * EACH };
/* The peer ranks every match: some of these take it seconds, and an eighth of them says as much. */
enum { PEER_EACH = 8 };

/* ө and ү as a Russian keyboard has them. */
static void on_russian_keys(char *s)
{
    for (unsigned char *p = (unsigned char *)s; *p; p++) {
        if (p[0] == 0xD3 && p[1] == 0xA9)
            p[0] = 0xD0, p[1] = 0xBE;
        else if (p[0] == 0xD2 && p[1] == 0xAF)
            p[0] = 0xD1, p[1] = 0x83;
    }
}

static void ask_one(struct asked *q, enum kind kind)
{
    const char *frequent = words[next() % FREQUENT];
    struct str s;

    *q = (struct asked){.kind = kind};
    switch (kind) {
    case MOST:
    case NARROWED:
        snprintf(q->words, sizeof q->words, "%s", frequent);
        q->year = kind == NARROWED ? 2015 + (int64_t)(next() % 12) : 0;
        q->document = kind == NARROWED;
        break;
    case THREE:
        snprintf(q->words, sizeof q->words, "%s %s %s", word(), frequent, word());
        break;
    case TWO:
    case IN_PLACE:
        snprintf(q->words, sizeof q->words, "%s %s", word(), word());
        q->place = kind == IN_PLACE ? (int64_t)(next() % 484) + 1 : 0;
        break;
    case BEGINNING:
        s = str_utf8_head(str_of(word()), 3 + next() % 2);
        snprintf(q->words, sizeof q->words, "%.*s", STR_F(s));
        break;
    case MISSPELT:
        s = str_utf8_head(str_of(words[next() % 2000]), 3);
        snprintf(q->words, sizeof q->words, "%.*sщ%s", STR_F(s), words[next() % 2000]);
        break;
    default:
        snprintf(q->words, sizeof q->words, "%s", word());
        break;
    }
    if (kind == KEYBOARD)
        on_russian_keys(q->words);
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

struct times {
    double ms[ASKED];                      /* below 0: not asked */
    double cpu[ASKED];                     /* of it the processor's time */
    double p50[KINDS + 1], p99[KINDS + 1]; /* the last one: all */
    double cpu99[KINDS + 1];
};

static size_t pick(const double *from, const double *ms, int kind, double *v)
{
    size_t n = 0;

    for (size_t i = 0; i < ASKED; i++)
        if (ms[i] >= 0 && (kind == KINDS || asked[i].kind == (enum kind)kind))
            v[n++] = from[i];
    qsort(v, n, sizeof *v, by_size);
    return n;
}

static void sum_up(struct times *t)
{
    static double v[ASKED];

    for (int kind = 0; kind <= KINDS; kind++) {
        size_t n = pick(t->ms, t->ms, kind, v);
        t->p50[kind] = v[n / 2];
        t->p99[kind] = v[n * 99 / 100];
        pick(t->cpu, t->ms, kind, v);
        t->cpu99[kind] = v[n * 99 / 100];
    }
}

static void ask_ours(const char *url, struct times *out)
{
    struct arena a;
    struct db *db;

    must(db_open(url, DB_READER, &db), "open");
    arena_init(&a, 256 * MIB);
    for (int i = 0; i < ASKED; i++) {
        const struct asked *q = &asked[i];
        struct search_page p;
        int64_t from = clock_monotonic_us(), cpu_from = cpu_us();
        must(search_run(db, &a,
                        &(struct search_query){.words = str_of(q->words),
                                               .kind = q->document ? STR("document") : STR(""),
                                               .year = q->year,
                                               .place_id = q->place},
                        &p),
             "search");
        out->cpu[i] = (double)(cpu_us() - cpu_from) / 1000;
        out->ms[i] = (double)(clock_monotonic_us() - from) / 1000;
        arena_reset(&a);
    }
    arena_free(&a);
    db_close(db);
    sum_up(out);
}

static void ask_peer(sqlite3 *c, struct times *out)
{
    sqlite3_stmt *get;

    sqlite3_prepare_v2(c,
                       "select rowid, title, snippet(f, 1, '', '', '', 20) from f where f match ?1 "
                       "order by rank limit 20",
                       -1, &get, NULL);
    for (int i = 0; i < ASKED; i++) {
        char match[200];
        out->ms[i] = -1;
        if (i / KINDS % PEER_EACH)
            continue;
        snprintf(match, sizeof match, asked[i].kind == BEGINNING ? "%s*" : "%s", asked[i].words);
        int64_t from = clock_monotonic_us(), cpu_from = cpu_us();
        sqlite3_bind_text(get, 1, match, -1, SQLITE_STATIC);
        while (sqlite3_step(get) == SQLITE_ROW)
            ;
        sqlite3_reset(get);
        out->cpu[i] = (double)(cpu_us() - cpu_from) / 1000;
        out->ms[i] = (double)(clock_monotonic_us() - from) / 1000;
    }
    sqlite3_finalize(get);
    sum_up(out);
}

static void report(const char *prefix, const char *kind, const char *what, double ours, double peer,
                   const char *unit)
{
    char name[80];

    snprintf(name, sizeof name, "%s_%s%s%s", prefix, kind, *what ? "_" : "", what);
    bench_report(json, name, ours, peer, unit);
}

static void report_times(const char *prefix, const struct times *ours, const struct times *peer)
{
    for (int k = 0; k <= KINDS; k++) {
        const char *kind = k < KINDS ? kinds[k] : "all";
        report(prefix, kind, "p50", ours->p50[k], peer->p50[k], "ms");
        report(prefix, kind, "p99", ours->p99[k], peer->p99[k], "ms");
        report(prefix, kind, "cpu99", ours->cpu99[k], peer->cpu99[k], "ms");
    }
}

/* -- through HTTP -- */

static size_t swallow(char *p, size_t size, size_t n, void *to)
{
    (void)p, (void)to;
    return size * n;
}

static void ask_http(struct site *s, struct times *out)
{
    CURL *c = curl_easy_init();
    long status = 0;

    if (!c)
        bench_die("curl");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, swallow);
    for (int i = 0; i < ASKED; i++) {
        char url[1200], *q = curl_easy_escape(c, asked[i].words, 0);
        int n = snprintf(url, sizeof url, "http://127.0.0.1:%d/ky/search?q=%s", s->port, q);
        if (asked[i].document)
            n += snprintf(url + n, sizeof url - (size_t)n, "&kind=document");
        if (asked[i].year)
            snprintf(url + n, sizeof url - (size_t)n, "&year=%lld", (long long)asked[i].year);
        curl_free(q);
        curl_easy_setopt(c, CURLOPT_URL, url);
        int64_t from = clock_monotonic_us();
        if (curl_easy_perform(c) != CURLE_OK ||
            curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || status != 200)
            bench_die("%s: %ld", url, status);
        out->ms[i] = (double)(clock_monotonic_us() - from) / 1000;
    }
    curl_easy_cleanup(c);
    sum_up(out);
}

/* The server makes an index anew that is not called whole. */
static void call_whole(const char *path)
{
    char sql[100];
    sqlite3 *c;

    sqlite3_open(path, &c);
    snprintf(sql, sizeof sql, "insert into search_state (version) values (%d)",
             SEARCH_TOKENS_VERSION);
    run(c, sql);
    sqlite3_close(c);
}

static void bench_http(const char *program, const char *dir, const char *path,
                       const struct times *library)
{
    static struct times http;
    struct site s = {.program = program};

    call_whole(path);
    snprintf(s.url, sizeof s.url, "sqlite:%.400s", path);
    snprintf(s.dir, sizeof s.dir, "%.100s", dir);
    site_start(&s);
    ask_http(&s, &http); /* once to fill what a server has filled after its first minutes */
    ask_http(&s, &http);
    site_kill(&s, 15);
    report("search", "http", "p50", http.p50[KINDS], library->p50[KINDS], "ms");
    report("search", "http", "p99", http.p99[KINDS], library->p99[KINDS], "ms");
}

/* -- all of it -- */

static struct db *empty(const char *url)
{
    struct db *db;
    int applied;

    must(db_open(url, DB_WRITER, &db), "open");
    must(db_migrate(db, migrations, migration_count, &applied), "migrate");
    return db;
}

static void bench_pg(const char *url, long records, struct speed sqlite, const struct times *ours)
{
    static struct times pg;

    if (!url || !*url) {
        fprintf(stderr, "bench_search: PostgreSQL skipped: ASHAR_TEST_PG is not set\n");
        return;
    }
    struct db *db = empty(url);
    struct speed rate = build_ours(db, records);
    must(db_script(db, "analyze search_text; analyze search_doc; analyze search_word"), "analyze");
    db_close(db);
    report("search_pg", "build", "", rate.wall, sqlite.wall, "records/s");
    ask_ours(url, &pg);
    report_times("search_pg", &pg, ours);
}

static void clear(const char *dir)
{
    static const char *const left[] = {"ours.db",     "ours.db-wal", "ours.db-shm", "peer.db",
                                       "peer.db-wal", "peer.db-shm", "server.log"};
    char path[600];

    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, left[i]);
        unlink(path);
    }
    rmdir(dir);
}

int main(int argc, char **argv)
{
    static struct times ours, peer;
    const char *program = getenv("ASHAR"), *tmp = getenv("TMPDIR");
    long records = 1000000;
    bool alone = false;
    char dir[512], path[600], peer_path[600], url[640];
    sqlite3 *c;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--records") == 0 && i + 1 < argc)
            records = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--alone") == 0)
            alone = true;
        else
            program = argv[i];
    }
    snprintf(dir, sizeof dir, "%s/bench_search.XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(dir) || records < 1)
        return 2;
    make_words();
    for (int i = 0; i < ASKED; i++) /* kinds take turns: none has the caches to itself */
        ask_one(&asked[i], (enum kind)(i % KINDS));
    snprintf(path, sizeof path, "%s/ours.db", dir);
    snprintf(url, sizeof url, "sqlite:%s", path);
    snprintf(peer_path, sizeof peer_path, "%s/peer.db", dir);

    struct db *db = empty(url);
    struct speed rate = build_ours(db, records);
    db_close(db);
    sqlite3_open(peer_path, &c);
    struct speed peer_rate = {0};
    if (!alone)
        peer_rate = build_peer(c, records);
    report("search", "build", "", rate.wall, peer_rate.wall, "records/s");
    report("search", "build", "cpu", rate.cpu, peer_rate.cpu, "records/s");
    ask_ours(url, &ours);
    if (!alone)
        ask_peer(c, &peer);
    sqlite3_close(c);
    report_times("search", &ours, &peer);
    if (program && *program)
        bench_http(program, dir, path, &ours);
    else
        fprintf(stderr, "bench_search: HTTP skipped: no ASHAR\n");
    bench_pg(getenv("ASHAR_TEST_PG"), records, rate, &ours);
    clear(dir);
    return 0;
}
