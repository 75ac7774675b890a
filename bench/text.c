/* Speed and quality of src/text, beside SQLite's FTS5 tokenizer unicode61, measured in the same
 * run.
 *
 *     bench_text [--json]        ASHAR_SHARED: where the treebank's pairs and the documents lie;
 * ASHAR_SOURCE: the source root
 *
 * text_fold_stem      MB of running text per second: words cut, folded, stemmed; unicode61 cuts and
 * folds only text_fold_stem_cold the same, each text seen for the first time by a thread without
 * cached words text_lemma_recall   of all forms (weighted by frequency), how many a search for
 * their dictionary form finds, percent text_lemma_sharing  of all pairs of different dictionary
 * forms, how many are found by each other, percent text_table_recall   the same for a published
 * table of verbs (UniMorph kir) that no rule was written from text_nouns_recall, text_verbs_recall
 * the same for whole paradigms of words kept apart (test/fixtures/text/lemmas.tsv), every form
 * counting once text_repair         MB of running text per
 * second through repair; there is no peer Speeds are per second of processor time of one thread.
 * Lines: NAME ours=… peer=… ratio=… unit=… */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "test/kyrgyz_measure.h"
#include "text/repair.h"
#include "text/stem.h"

#define PASSES 20

static bool as_json;

static void report(const char *name, double ours, double peer, const char *unit)
{
    const char *form =
        as_json ? "{\"name\":\"%s\",\"ours\":%.4f,\"peer\":%.4f,\"ratio\":%.4f,\"unit\":\"%s\"}\n"
                : "%s ours=%.4f peer=%.4f ratio=%.4f unit=%s\n";
    printf(form, name, ours, peer, peer > 0 ? ours / peer : 0.0, unit);
    fflush(stdout);
}

static struct str file(struct arena *a, const char *root, const char *path)
{
    struct buf *b = buf_new(a, 64 * MIB);
    FILE *f = fopen(str_cstr(a, str_fmt(a, "%s/%s", root, path)), "rb");
    char *p;
    size_t n;

    if (!f)
        return STR_NONE;
    while ((p = buf_reserve(b, 65536)) && (n = fread(p, 1, 65536, f)) > 0)
        b->n += n;
    fclose(f);
    return buf_str(b);
}

/* unicode61 itself, through the interface FTS5 has for extensions. */
struct peer {
    sqlite3 *db;
    fts5_tokenizer t;
    Fts5Tokenizer *tokenizer;
};

static bool peer_open(struct peer *p)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;
    void *user = NULL;

    if (sqlite3_open(":memory:", &p->db) != SQLITE_OK ||
        sqlite3_prepare_v2(p->db, "select fts5(?1)", -1, &s, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", NULL);
    sqlite3_step(s);
    sqlite3_finalize(s);
    return api && api->xFindTokenizer(api, "unicode61", &user, &p->t) == SQLITE_OK &&
           p->t.xCreate(user, NULL, 0, &p->tokenizer) == SQLITE_OK;
}

static int count_token(void *n, int flags, const char *p, int length, int from, int to)
{
    (void)flags, (void)p, (void)from, (void)to;
    *(size_t *)n += (size_t)length;
    return SQLITE_OK;
}

static size_t peer_pass(struct peer *p, struct str text)
{
    size_t n = 0;
    p->t.xTokenize(p->tokenizer, &n, FTS5_TOKENIZE_DOCUMENT, text.p, (int)text.n, count_token);
    return n;
}

static size_t our_pass(struct str text)
{
    struct text_terms it = text_terms_of(text);
    struct text_term t;
    size_t n = 0;

    while (text_term_next(&it, &t))
        n += t.stem.n;
    return n;
}

/* Time this thread has had the processor: what others do on the machine does not count. */
static int64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static double megabytes_per_second(size_t bytes, int64_t us)
{
    return us > 0 ? (double)bytes / (double)us : 0;
}

struct cold {
    struct str text;
    int64_t us;
};

static void *cold_pass(void *arg)
{
    struct cold *c = arg;
    int64_t start = cpu_us();
    our_pass(c->text);
    c->us = cpu_us() - start;
    return NULL;
}

static void bench_speed(struct peer *p, struct str text)
{
    pthread_t thread;
    struct cold cold = {.text = text};
    size_t sink = 0;

    our_pass(STR("бир")); /* tables are made once per process */
    int64_t start = cpu_us();
    for (int i = 0; i < PASSES; i++)
        sink += peer_pass(p, text);
    int64_t theirs = cpu_us() - start;
    start = cpu_us();
    for (int i = 0; i < PASSES; i++)
        sink += our_pass(text);
    int64_t ours = cpu_us() - start;
    double peer = megabytes_per_second(text.n * PASSES, theirs);
    report("text_fold_stem", megabytes_per_second(text.n * PASSES, ours), peer, "MB/s");
    int64_t cold_us = 0;
    int colds = 0;
    while (colds < PASSES && pthread_create(&thread, NULL, cold_pass, &cold) == 0) {
        pthread_join(thread, NULL);
        cold_us += cold.us;
        colds++;
    }
    report("text_fold_stem_cold", megabytes_per_second(text.n * (size_t)colds, cold_us), peer,
           "MB/s");
    if (!sink)
        exit(1);
}

static void bench_repair(struct arena *a, struct str text)
{
    struct repair_context context = {0};
    struct str rest = text, line;
    struct arena lines;
    int64_t start = cpu_us();

    (void)a;
    arena_init(&lines, 256 * MIB);
    while (str_cut(&rest, '\n', &line)) {
        text_repair(&lines, line, &context);
        arena_reset(&lines);
    }
    arena_free(&lines);
    report("text_repair", megabytes_per_second(text.n, cpu_us() - start), 0, "MB/s");
}

struct pair {
    struct str form, lemma, form_stem, lemma_stem, form_peer, lemma_peer;
    int64_t times;
};

static int keep_token(void *out, int flags, const char *p, int length, int from, int to)
{
    struct buf *b = out;
    (void)flags, (void)from, (void)to;
    if (b->n)
        buf_lit(b, " ");
    buf_add(b, (struct str){p, (size_t)length});
    return SQLITE_OK;
}

static struct str peer_token(struct arena *a, struct peer *p, struct str word)
{
    struct buf *b = buf_new(a, 64 * KIB);
    p->t.xTokenize(p->tokenizer, b, FTS5_TOKENIZE_DOCUMENT, word.p, (int)word.n, keep_token);
    return buf_str(b);
}

static size_t read_pairs(struct arena *a, struct peer *p, struct str rest, struct pair *out,
                         size_t max)
{
    struct str line, pos;
    size_t n = 0;

    str_cut(&rest, '\n', &line);
    while (n < max && str_cut(&rest, '\n', &line)) {
        struct pair x = {0};
        if (!str_cut(&line, '\t', &x.form) || !str_cut(&line, '\t', &x.lemma) ||
            !str_cut(&line, '\t', &pos) || str_to_i64(line, &x.times) != OK)
            continue;
        x.form_stem = text_stem(a, x.form);
        x.lemma_stem = text_stem(a, x.lemma);
        x.form_peer = peer_token(a, p, x.form);
        x.lemma_peer = peer_token(a, p, x.lemma);
        if (x.lemma_stem.n)
            out[n++] = x;
    }
    return n;
}

static int by_lemma(const void *x, const void *y)
{
    return str_cmp(((const struct pair *)x)->lemma, ((const struct pair *)y)->lemma);
}

static void bench_quality(struct arena *a, struct peer *p, struct str list)
{
    struct pair *v = arena_array(a, struct pair, 16384);
    size_t n = read_pairs(a, p, list, v, 16384), kept = 0;
    int64_t all = 0, ours = 0, theirs = 0, our_shared = 0, their_shared = 0;

    for (size_t i = 0; i < n; i++) {
        all += v[i].times;
        ours += str_eq(v[i].form_stem, v[i].lemma_stem) ? v[i].times : 0;
        theirs += str_eq(v[i].form_peer, v[i].lemma_peer) ? v[i].times : 0;
    }
    if (!all)
        return;
    qsort(v, n, sizeof *v, by_lemma);
    for (size_t i = 0; i < n; i++)
        if (!kept || !str_eq(v[kept - 1].lemma, v[i].lemma))
            v[kept++] = v[i];
    for (size_t i = 0; i < kept; i++)
        for (size_t k = 0; k < i; k++) {
            our_shared += str_eq(v[i].lemma_stem, v[k].lemma_stem);
            their_shared += str_eq(v[i].lemma_peer, v[k].lemma_peer);
        }
    double pairs = (double)kept * (double)(kept - 1) / 2;
    report("text_lemma_recall", 100.0 * (double)ours / (double)all,
           100.0 * (double)theirs / (double)all, "percent");
    report("text_lemma_sharing", 100.0 * (double)our_shared / pairs,
           100.0 * (double)their_shared / pairs, "percent");
}

/* UniMorph: dictionary form, form, features. Of several words the first is not told from the
 * others: such lines do not count. */
static void bench_table(struct arena *a, struct peer *p, struct str rest)
{
    struct str line, lemma, form;
    int64_t all = 0, ours = 0, theirs = 0;

    while (str_cut(&rest, '\n', &line)) {
        if (!str_cut(&line, '\t', &lemma) || !str_cut(&line, '\t', &form) ||
            str_find(lemma, STR(" "), 0) != SIZE_MAX)
            continue;
        struct str head = form;
        str_cut(&form, ' ', &head); /* "айдап жатам": the verb itself */
        all++;
        ours += str_eq(text_stem(a, head), text_stem(a, lemma));
        theirs += str_eq(peer_token(a, p, head), peer_token(a, p, lemma));
    }
    if (all)
        report("text_table_recall", 100.0 * (double)ours / (double)all,
               100.0 * (double)theirs / (double)all, "percent");
}

static void bench_paradigms(struct arena *a, struct str list)
{
    struct kyrgyz_measure m = kyrgyz_measure(a, list, '-', false);

    if (!m.forms[0] || !m.forms[1])
        return;
    report("text_nouns_recall", 100.0 * (double)m.met[0] / (double)m.forms[0], 0, "percent");
    report("text_verbs_recall", 100.0 * (double)m.met[1] / (double)m.forms[1], 0, "percent");
    report("text_words_sharing", (double)m.sharing / 10000, 0, "percent");
}

static struct str running_text(struct arena *a, const char *shared, const char *source)
{
    static const char *const names[] = {
        "sources/000_d8f892d7db193f65.txt", "sources/002_a46413f7e2ae555f.txt",
        "sources/003_ad589389e7431144.txt", "sources/004_7c316e6c750bde1c.txt"};
    struct buf *b = buf_new(a, 64 * MIB);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        buf_add(b, file(a, shared, names[i]));
    if (b->n)
        return buf_str(b);
    fprintf(stderr,
            "bench_text: the documents are not there (ASHAR_SHARED): the list of words instead\n");
    return file(a, source, "data/ky/words.txt");
}

int main(int argc, char **argv)
{
    struct arena a;
    struct peer peer = {0};
    const char *source = getenv("ASHAR_SOURCE"), *shared = getenv("ASHAR_SHARED");

    as_json = argc > 1 && strcmp(argv[1], "--json") == 0;
    arena_init(&a, 1024 * MIB);
    source = source ? source : ".";
    shared = shared ? shared : str_cstr(&a, str_fmt(&a, "%s/../shared", source));
    struct str text = running_text(&a, shared, source),
               pairs = file(&a, shared, "data/ky/lemma_pairs.tsv");
    if (!text.n || !peer_open(&peer)) {
        fprintf(stderr, "bench_text: no text (ASHAR_SOURCE) or no FTS5 in this SQLite\n");
        return 1;
    }
    bench_speed(&peer, text);
    bench_repair(&a, text);
    if (pairs.n)
        bench_quality(&a, &peer, pairs);
    else
        fprintf(stderr,
                "bench_text: no data/ky/lemma_pairs.tsv (ASHAR_SHARED): recall not measured\n");
    bench_table(&a, &peer, file(&a, shared, "data/ky/unimorph/kir.tsv"));
    bench_paradigms(&a, file(&a, source, "test/fixtures/text/lemmas.tsv"));
    peer.t.xDelete(peer.tokenizer);
    sqlite3_close(peer.db);
    arena_free(&a);
    return 0;
}
