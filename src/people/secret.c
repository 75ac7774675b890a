/* Random secrets and their hashes. See people_inside.h.
 *
 * Tokens have 256 random bits, so a plain BLAKE2b hash suffices to store them; codes have 26 bits
 * and are bound to their contact, short-lived and limited to a few tries. */
#include <sodium.h>
#include <string.h>

#include "people/people_inside.h"

struct str secret_token(struct arena *a)
{
    unsigned char raw[TOKEN_BYTES];
    const int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t room = sodium_base64_encoded_len(sizeof raw, form);
    char *p = arena_alloc(a, room);

    randombytes_buf(raw, sizeof raw);
    sodium_bin2base64(p, room, raw, sizeof raw, form);
    sodium_memzero(raw, sizeof raw);
    return str_of(p);
}

struct str secret_code(struct arena *a)
{
    return str_fmt(a, "%0*u", CODE_DIGITS, randombytes_uniform(100000000));
}

static struct str hash_parts(struct arena *a, struct str key, const struct str *parts, size_t n)
{
    crypto_generichash_state state;
    unsigned char *out = arena_alloc(a, HASH_BYTES);

    crypto_generichash_init(&state, (const unsigned char *)key.p, key.n, HASH_BYTES);
    for (size_t i = 0; i < n; i++) {
        uint64_t length = parts[i].n; /* so that "ab","c" and "a","bc" differ */
        crypto_generichash_update(&state, (const unsigned char *)&length, sizeof length);
        crypto_generichash_update(&state, (const unsigned char *)(parts[i].p ? parts[i].p : ""),
                                  parts[i].n);
    }
    crypto_generichash_final(&state, out, HASH_BYTES);
    return (struct str){(const char *)out, HASH_BYTES};
}

struct str secret_hash(struct arena *a, struct str secret)
{
    return hash_parts(a, STR_NONE, &secret, 1);
}

struct str secret_code_hash(struct arena *a, struct str contact, struct str code)
{
    char digits[CODE_DIGITS + 1];
    size_t n = 0;

    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] < '0' || code.p[i] > '9')
            continue; /* printed in two groups, typed as people like */
        if (n <= CODE_DIGITS)
            digits[n < CODE_DIGITS ? n : CODE_DIGITS] = code.p[i];
        n++;
    }
    struct str parts[] = {contact, {digits, n <= CODE_DIGITS ? n : 0}};
    return hash_parts(a, STR_NONE, parts, 2);
}

struct str secret_keyed(struct arena *a, struct str key, struct str value)
{
    struct str hash = hash_parts(a, key, &value, 1);
    char *hex = arena_alloc(a, 2 * HASH_BYTES + 1);

    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, (const unsigned char *)hash.p, HASH_BYTES);
    return (struct str){hex, 2 * HASH_BYTES};
}
