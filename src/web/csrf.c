/* CSRF tokens. See csrf.h. */
#include "web/csrf.h"

#include <sodium.h>
#include <string.h>

#define NONCE_BYTES  8
#define TIME_BYTES   8
#define SIGNED_BYTES (NONCE_BYTES + TIME_BYTES)
#define TOKEN_BYTES  (SIGNED_BYTES + crypto_auth_hmacsha256_BYTES)
#define VARIANT      sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* Random bytes by the handful: a system call for each would be most of a token's cost. Never the
 * same twice: what was given out is overwritten, and a child process does not serve. */
static void random_bytes(unsigned char *out, size_t n)
{
    static _Thread_local unsigned char pool[1024];
    static _Thread_local size_t left;

    if (left < n) {
        randombytes_buf(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= n;
    memcpy(out, pool + left, n);
    sodium_memzero(pool + left, n);
}

/* HMAC with the key taken in, which is two of its five rounds of hashing: kept for the key that
 * this thread used last. */
static void begin_hmac(struct str key, crypto_auth_hmacsha256_state *st)
{
    static _Thread_local crypto_auth_hmacsha256_state begun;
    static _Thread_local unsigned char of[crypto_auth_hmacsha256_KEYBYTES];
    static _Thread_local bool known;

    if (key.n != sizeof of) {
        crypto_auth_hmacsha256_init(st, (const unsigned char *)key.p, key.n);
        return;
    }
    if (!known || memcmp(of, key.p, sizeof of) != 0) {
        crypto_auth_hmacsha256_init(&begun, (const unsigned char *)key.p, key.n);
        memcpy(of, key.p, sizeof of);
        known = true;
    }
    *st = begun;
}

static void sign(struct str key, struct str session, struct str visitor,
                 const unsigned char head[SIGNED_BYTES],
                 unsigned char mac[crypto_auth_hmacsha256_BYTES])
{
    crypto_auth_hmacsha256_state st;
    struct str who = session.n ? session : visitor;
    const unsigned char kind = session.n ? 's' : 'v';

    begin_hmac(key, &st);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)"ashar csrf 1", 12);
    crypto_auth_hmacsha256_update(&st, head, SIGNED_BYTES);
    crypto_auth_hmacsha256_update(&st, &kind, 1);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)who.p, who.n);
    crypto_auth_hmacsha256_final(&st, mac);
}

static struct str base64(struct arena *a, const unsigned char *bytes, size_t n)
{
    size_t room = sodium_base64_ENCODED_LEN(n, VARIANT);
    char *p = arena_alloc(a, room);

    sodium_bin2base64(p, room, bytes, n, VARIANT);
    return str_of(p);
}

struct str csrf_token(struct arena *a, const struct csrf_keys *k, struct str session,
                      struct str visitor, int64_t now)
{
    unsigned char t[TOKEN_BYTES];
    uint64_t u = (uint64_t)now;

    random_bytes(t, NONCE_BYTES);
    for (int i = 0; i < TIME_BYTES; i++)
        t[NONCE_BYTES + i] = (unsigned char)(u >> (56 - 8 * i));
    sign(k->now, session, visitor, t, t + SIGNED_BYTES);
    return base64(a, t, sizeof t);
}

static bool signed_by(struct str key, struct str session, struct str visitor,
                      const unsigned char t[TOKEN_BYTES])
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];

    if (key.n == 0)
        return false;
    sign(key, session, visitor, t, mac);
    return sodium_memcmp(mac, t + SIGNED_BYTES, sizeof mac) == 0;
}

enum csrf_verdict csrf_check(const struct csrf_keys *k, struct str session, struct str visitor,
                             struct str token, int64_t now)
{
    unsigned char t[TOKEN_BYTES];
    uint64_t made = 0;
    size_t n;

    if (token.n == 0 || (session.n == 0 && visitor.n == 0))
        return CSRF_ABSENT;
    if (sodium_base642bin(t, sizeof t, token.p, token.n, NULL, &n, NULL, VARIANT) != 0 ||
        n != sizeof t)
        return CSRF_FORGED;
    if (!signed_by(k->now, session, visitor, t) && !signed_by(k->before, session, visitor, t))
        return CSRF_FORGED;
    for (int i = 0; i < TIME_BYTES; i++)
        made = made << 8 | t[NONCE_BYTES + i];
    /* A clock that was set back makes tokens of the future: they are ours, so they count. */
    return now - (int64_t)made > k->lifetime_s ? CSRF_EXPIRED : CSRF_GOOD;
}

struct str random_token(struct arena *a)
{
    unsigned char bytes[16];

    random_bytes(bytes, sizeof bytes);
    return base64(a, bytes, sizeof bytes);
}

bool token_plausible(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
              (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' || s.p[i] == '_'))
            return false;
    return s.n >= 16 && s.n <= 128;
}
