/* Token buckets. See limit.h. A bucket holds the instant at which it will be full again (generic
 * cell rate algorithm): one number instead of a count and a time. */
#include "web/limit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Chosen, not measured: an office of 12 or a village street behind one address must never meet
 * them, a loop must. */
const struct web_rate limit_defaults[2][RATE_COUNT] = {
    /* per address */
    {[RATE_READ] = {1200, 400},
     [RATE_WRITE] = {120, 60},
     [RATE_LOGIN] = {20, 20},
     [RATE_HEAVY] = {60, 20}},
    /* per account */
    {[RATE_READ] = {600, 300},
     [RATE_WRITE] = {60, 30},
     [RATE_LOGIN] = {10, 10},
     [RATE_HEAVY] = {30, 10}},
};

#define SETS  2048
#define WAYS  8
#define LOCKS 64

struct bucket {
    uint64_t key;    /* 0: free */
    int64_t full_at; /* microseconds, monotonic */
};

struct limiter {
    struct web_rate rates[2][RATE_COUNT];
    unsigned char hash_key[crypto_shorthash_KEYBYTES];
    pthread_mutex_t locks[LOCKS];
    struct bucket buckets[SETS][WAYS];
};

static struct web_rate scaled(struct web_rate r, int percent)
{
    uint64_t per = (uint64_t)r.per_minute * (uint64_t)percent / 100,
             burst = (uint64_t)r.burst * (uint64_t)percent / 100;
    return (struct web_rate){(uint32_t)(per ? per : 1), (uint32_t)(burst ? burst : 1)};
}

struct limiter *limiter_new(const struct web_rate (*rates)[RATE_COUNT], int percent)
{
    struct limiter *l = calloc(1, sizeof *l);

    if (!l)
        return NULL;
    for (int who = 0; who < 2 && percent > 0; who++)
        for (int c = 0; c < RATE_COUNT; c++)
            l->rates[who][c] = scaled((rates ? rates : limit_defaults)[who][c], percent);
    randombytes_buf(l->hash_key, sizeof l->hash_key);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&l->locks[i], NULL);
    return l;
}

void limiter_free(struct limiter *l)
{
    if (!l)
        return;
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&l->locks[i]);
    free(l);
}

static int take(struct limiter *l, struct web_rate r, uint64_t key, int64_t now_us)
{
    if (r.per_minute == 0)
        return 0;
    const int64_t cost = 60000000 / r.per_minute, depth = cost * r.burst;
    size_t set = key % SETS;
    struct bucket *b = l->buckets[set], *mine = NULL;
    int wait = 0;

    pthread_mutex_lock(&l->locks[set % LOCKS]);
    for (int i = 0; i < WAYS && !mine; i++)
        if (b[i].key == key)
            mine = &b[i];
    if (!mine) {
        mine = b;
        for (int i = 1; i < WAYS; i++)
            if (b[i].full_at < mine->full_at)
                mine = &b[i];
        *mine = (struct bucket){.key = key, .full_at = now_us};
    }
    if (mine->full_at < now_us)
        mine->full_at = now_us;
    int64_t after = mine->full_at + cost;
    if (after - now_us > depth)
        wait = (int)((after - now_us - depth + 999999) / 1000000);
    else
        mine->full_at = after;
    pthread_mutex_unlock(&l->locks[set % LOCKS]);
    return wait;
}

static uint64_t hash(const struct limiter *l, char kind, enum rate class, const void *p, size_t n)
{
    unsigned char text[80] = {(unsigned char)kind, (unsigned char)class};
    uint64_t h;

    if (n > sizeof text - 2)
        n = sizeof text - 2;
    memcpy(text + 2, p, n);
    crypto_shorthash((unsigned char *)&h, text, n + 2, l->hash_key);
    return h ? h : 1;
}

/* The bytes an address counts by; 0: not an address. */
static size_t address_bytes(struct str s, unsigned char out[16])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    char text[INET6_ADDRSTRLEN];

    if (s.n >= sizeof text)
        return 0;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    if (inet_pton(AF_INET, text, out) == 1)
        return 4;
    if (inet_pton(AF_INET6, text, out) != 1)
        return 0;
    if (memcmp(out, mapped, sizeof mapped) == 0) {
        memmove(out, out + 12, 4);
        return 4;
    }
    return 8;
}

struct str limit_address(struct arena *a, struct str address)
{
    unsigned char b[16];
    size_t n = address_bytes(address, b);

    if (n == 4)
        return str_fmt(a, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]);
    if (n == 8)
        return str_fmt(a, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", b[0], b[1], b[2], b[3], b[4],
                       b[5], b[6], b[7]);
    return address;
}

int limiter_take_address(struct limiter *l, enum rate class, struct str address, int64_t now_us)
{
    unsigned char b[16];
    size_t n = address_bytes(address, b);

    return take(l, l->rates[0][class],
                n ? hash(l, 'a', class, b, n)
                  : hash(l, 't', class, address.p ? address.p : "", address.n),
                now_us);
}

uint64_t limiter_address_hash(const struct limiter *l, struct str address)
{
    unsigned char b[16];
    size_t n = address_bytes(address, b);

    return n ? hash(l, 'a', RATE_READ, b, n)
             : hash(l, 't', RATE_READ, address.p ? address.p : "", address.n);
}

int limiter_take_account(struct limiter *l, enum rate class, int64_t person_id, int64_t now_us)
{
    return take(l, l->rates[1][class], hash(l, 'p', class, &person_id, sizeof person_id), now_us);
}
