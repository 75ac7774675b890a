/* The page cache, generations, rate limits, form tokens, compression. */
#include "test/check.h"

#include <brotli/decode.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "web/cache.h"
#include "web/csrf.h"
#include "web/limit.h"

static struct generations *g;
static struct cache *c;

static int set_up(void **state)
{
    (void)state;
    g = generations_new();
    c = cache_new(1 << 20, g);
    return g && c ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    cache_free(c);
    generations_free(g);
    return 0;
}

static struct cache_entry *store(const char *key, struct str body, int64_t place)
{
    struct cache_key k = cache_key(c, str_of(key));
    return cache_store(c, &k,
                       &(struct cache_page){.body = body,
                                            .content_type = STR("text/html"),
                                            .place_id = place,
                                            .generation = generations_place(g, place)});
}

static bool has(const char *key, const char *body)
{
    struct cache_key k = cache_key(c, str_of(key));
    struct cache_entry *e = cache_find(c, &k);
    enum encoding enc = ENC_IDENTITY;
    bool found = e && str_eq(cache_body(c, e, &enc), str_of(body));
    cache_release(c, e);
    return found;
}

static void pages_live_until_their_place_is_raised(void **state)
{
    (void)state;
    cache_release(c, store("a", STR("one"), 1));
    cache_release(c, store("b", STR("two"), 2));
    assert_true(has("a", "one"));
    generations_raise(g, 1);
    assert_false(has("a", "one"));
    assert_true(has("b", "two"));
    generations_raise_all(g);
    assert_false(has("b", "two"));
    cache_release(c, store("a", STR("new"), 1));
    cache_release(c, store("a", STR("newer"), 1));
    assert_true(has("a", "newer"));
    struct cache_figures f;
    cache_figures(c, &f);
    assert_int_equal(f.entries, 1);
}

static void a_borrowed_page_outlives_its_eviction(void **state)
{
    struct cache_entry *e = store("held", STR("still here"), 1);
    enum encoding enc = ENC_IDENTITY;
    (void)state;
    assert_non_null(e);
    generations_raise(g, 1);
    assert_false(has("held", "still here"));
    assert_str(cache_body(c, e, &enc), "still here");
    cache_release(c, e);
}

static void memory_is_bounded(void **state)
{
    static char body[2000];
    struct cache_figures f;
    (void)state;
    memset(body, 'x', sizeof body);
    for (int i = 0; i < 5000; i++) {
        char key[32];
        snprintf(key, sizeof key, "page %d", i);
        struct cache_entry *e = store(key, (struct str){body, sizeof body}, i);
        enum encoding enc = ENC_GZIP;
        assert_non_null(e);
        cache_body(c, e, &enc);
        cache_release(c, e);
    }
    cache_figures(c, &f);
    assert_true(f.evictions > 4000);
    assert_true(f.bytes <= (1 << 20) + (1 << 16));
    static char large[1 << 16];
    assert_null(store("large", (struct str){large, sizeof large}, 1));
}

static void encodings_are_made_once_and_right(void **state)
{
    static char body[20000];
    struct cache_entry *e;
    unsigned char back[sizeof body];
    (void)state;
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)('a' + i % 7 + i % 11);
    struct cache *big = cache_new(16 << 20, g), *small = c;
    c = big;
    e = store("p", (struct str){body, sizeof body}, 1);
    c = small;
    enum encoding br = ENC_BR, gzip = ENC_GZIP, identity = ENC_IDENTITY;
    struct str packed = cache_body(big, e, &br);
    assert_int_equal(br, ENC_BR);
    size_t n = sizeof back;
    assert_int_equal(BrotliDecoderDecompress(packed.n, (const uint8_t *)packed.p, &n, back),
                     BROTLI_DECODER_RESULT_SUCCESS);
    assert_int_equal(n, sizeof body);
    assert_memory_equal(back, body, sizeof body);
    packed = cache_body(big, e, &gzip);
    assert_int_equal(gzip, ENC_GZIP);
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)packed.p,
                  .avail_in = (unsigned)packed.n,
                  .next_out = back,
                  .avail_out = sizeof back};
    assert_int_equal(inflateInit2(&z, 15 + 32), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    inflateEnd(&z);
    assert_memory_equal(back, body, sizeof body);
    assert_ptr_equal(cache_body(big, e, &gzip).p, packed.p);
    assert_false(str_eq(cache_etag(e, ENC_GZIP), cache_etag(e, ENC_BR)));
    assert_int_equal(cache_body(big, e, &identity).n, sizeof body);
    cache_release(big, e);
    cache_free(big);
}

static void what_does_not_shrink_stays_plain(void **state)
{
    static unsigned char noise[4096];
    (void)state;
    randombytes_buf(noise, sizeof noise);
    struct cache_entry *e = store("noise", (struct str){(char *)noise, sizeof noise}, 1);
    enum encoding enc = ENC_BR;
    assert_int_equal(cache_body(c, e, &enc).n, sizeof noise);
    assert_int_equal(enc, ENC_IDENTITY);
    cache_release(c, e);
    assert_false(pack_worthwhile(STR("image/png"), 100000));
    assert_false(pack_worthwhile(STR("text/html"), 100));
    assert_true(pack_worthwhile(STR("application/problem+json"), 2000));
}

static void free_counted(void *n)
{
    (*(int *)n)++;
}

static void attachments_die_with_their_page(void **state)
{
    int freed = 0;
    (void)state;
    struct cache_entry *e = store("a", STR("x"), 1);
    assert_true(cache_attach(e, ENC_BR, &freed, free_counted));
    assert_false(cache_attach(e, ENC_BR, &freed, free_counted));
    assert_ptr_equal(cache_attached(e, ENC_BR), &freed);
    generations_raise(g, 1);
    assert_false(has("a", "x"));
    assert_int_equal(freed, 0);
    cache_release(c, e);
    assert_int_equal(freed, 1);
}

/* -- many threads: a page never shows a state older than a raise that was seen before -- */

static _Atomic long truth[4];

static void *hammer(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;
    long broken = 0;

    for (int i = 0; i < 20000; i++) {
        int64_t place = rand_r(&seed) % 4;
        char key[16], text[32];
        snprintf(key, sizeof key, "p%d", (int)place);
        struct cache_key k = cache_key(c, str_of(key));
        if (rand_r(&seed) % 20 == 0) {
            atomic_fetch_add(&truth[place], 1); /* the commit … */
            generations_raise(g, place);        /* … then the raise */
            continue;
        }
        long least =
            atomic_load(&truth[place]) - 4; /* other threads may be between commit and raise */
        struct cache_entry *e = cache_find(c, &k);
        if (!e) {
            uint64_t before = generations_nation(g), generation = generations_place(g, place);
            snprintf(text, sizeof text, "%ld", atomic_load(&truth[place]));
            if (generations_nation(g) != before)
                continue;
            e = cache_store(c, &k,
                            &(struct cache_page){.body = str_of(text),
                                                 .content_type = STR("text/html"),
                                                 .place_id = place,
                                                 .generation = generation});
        }
        enum encoding enc = (enum encoding)(rand_r(&seed) % ENC_COUNT);
        int64_t shown;
        if (e)
            broken += str_to_i64(cache_body(c, e, &enc), &shown) != OK || shown < least;
        cache_release(c, e);
    }
    return (void *)(uintptr_t)broken;
}

static void many_threads_agree(void **state)
{
    pthread_t t[4];
    (void)state;
    for (uintptr_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, hammer, (void *)(i + 1)), 0);
    for (int i = 0; i < 4; i++) {
        void *broken;
        pthread_join(t[i], &broken);
        assert_null(broken);
    }
}

/* -- rate limits -- */

static void buckets_fill_again(void **state)
{
    static const struct web_rate rates[2][RATE_COUNT] = {{{60, 3}, {60, 1}, {60, 1}, {60, 1}},
                                                         {{60, 2}, {60, 1}, {60, 1}, {60, 1}}};
    struct limiter *l = limiter_new(rates, 100);
    int64_t now = 1000000000;
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now), 0);
    assert_int_equal(limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now), 1);
    assert_int_equal(limiter_take_address(l, RATE_READ, STR("::ffff:192.0.2.1"), now), 1);
    assert_int_equal(limiter_take_address(l, RATE_WRITE, STR("192.0.2.1"), now),
                     0); /* another class, another bucket */
    assert_int_equal(limiter_take_address(l, RATE_READ, STR("192.0.2.2"), now), 0);
    assert_int_equal(limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now + 1000000), 0);
    assert_int_equal(limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now + 1000000), 1);
    assert_int_equal(limiter_take_account(l, RATE_READ, 7, now), 0);
    assert_int_equal(limiter_take_account(l, RATE_READ, 7, now), 0);
    assert_int_equal(limiter_take_account(l, RATE_READ, 7, now), 1);
    assert_int_equal(limiter_take_account(l, RATE_READ, 8, now), 0);
    limiter_free(l);
    l = limiter_new(rates, 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now), 0);
    limiter_free(l);
    l = limiter_new(NULL, 100);
    assert_int_equal(limiter_take_address(l, RATE_LOGIN, STR("unix"), now), 0);
    limiter_free(l);
}

static void a_flood_of_addresses_does_not_free_an_offender(void **state)
{
    static const struct web_rate rates[2][RATE_COUNT] = {{{6, 60}, {60, 1}, {60, 1}, {60, 1}},
                                                         {{60, 2}, {60, 1}, {60, 1}, {60, 1}}};
    struct limiter *l = limiter_new(rates, 100);
    struct arena a;
    int64_t now = 1000000000;
    (void)state;
    arena_init(&a, 64 * MIB);
    for (int i = 0; i < 60; i++)
        limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now);
    for (int i = 0; i < 100000; i++)
        limiter_take_address(l, RATE_READ,
                             str_fmt(&a, "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255), now);
    assert_true(limiter_take_address(l, RATE_READ, STR("192.0.2.1"), now) > 0);
    arena_free(&a);
    limiter_free(l);
}

static void addresses_are_told_by_network(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    assert_str(limit_address(&a, STR("2001:db8:1:2:3:4:5:6")), "2001:0db8:0001:0002::/64");
    assert_str(limit_address(&a, STR("::ffff:192.0.2.9")), "192.0.2.9");
    assert_str(limit_address(&a, STR("unix")), "unix");
    arena_free(&a);
}

/* -- tokens -- */

static void tokens_are_bound_to_session_time_and_key(void **state)
{
    struct arena a;
    struct csrf_keys k = {.now = STR("0123456789abcdef0123456789abcdef"), .lifetime_s = 3600};
    struct csrf_keys later = {.now = STR("fedcba9876543210fedcba9876543210"),
                              .before = STR("0123456789abcdef0123456789abcdef"),
                              .lifetime_s = 3600};
    struct csrf_keys other = {.now = STR("fedcba9876543210fedcba9876543210"), .lifetime_s = 3600};
    struct str s = STR("session-one"), v = STR("visitor-one");
    (void)state;
    arena_init(&a, MIB);
    struct str t = csrf_token(&a, &k, s, v, 1000);
    assert_int_equal(csrf_check(&k, s, v, t, 1000), CSRF_GOOD);
    assert_int_equal(csrf_check(&k, s, STR("x"), t, 4600), CSRF_GOOD);
    assert_int_equal(csrf_check(&k, s, v, t, 4601), CSRF_EXPIRED);
    assert_int_equal(csrf_check(&k, s, v, t, 10), CSRF_GOOD); /* the clock went back */
    assert_int_equal(csrf_check(&k, STR("session-two"), v, t, 1000), CSRF_FORGED);
    assert_int_equal(csrf_check(&k, STR_NONE, v, t, 1000), CSRF_FORGED);
    assert_int_equal(csrf_check(&later, s, v, t, 1000), CSRF_GOOD);
    assert_int_equal(csrf_check(&other, s, v, t, 1000), CSRF_FORGED);
    assert_int_equal(csrf_check(&k, s, v, STR(""), 1000), CSRF_ABSENT);
    assert_int_equal(csrf_check(&k, STR_NONE, STR_NONE, t, 1000), CSRF_ABSENT);
    for (size_t i = 0; i < t.n; i++) {
        char *bent = str_cstr(&a, t);
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(csrf_check(&k, s, v, str_of(bent), 1000), CSRF_GOOD);
    }
    assert_false(str_eq(t, csrf_token(&a, &k, s, v, 1000))); /* never the same twice */
    assert_true(token_plausible(random_token(&a)));
    assert_false(token_plausible(STR("short")));
    assert_false(token_plausible(STR("with space in the middle")));
    arena_free(&a);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ONE(pages_live_until_their_place_is_raised),
        ONE(a_borrowed_page_outlives_its_eviction),
        ONE(memory_is_bounded),
        ONE(encodings_are_made_once_and_right),
        ONE(what_does_not_shrink_stays_plain),
        ONE(attachments_die_with_their_page),
        ONE(many_threads_agree),
        ONE(buckets_fill_again),
        ONE(a_flood_of_addresses_does_not_free_an_offender),
        ONE(addresses_are_told_by_network),
        ONE(tokens_are_bound_to_session_time_and_key),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
