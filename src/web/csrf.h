/* Proof that a form came from a page of ours (signed double submit).
 *
 * A token is nonce, time and HMAC-SHA-256 (libsodium crypto_auth) over both and the reader's
 * secret: the session token, or for people who are not signed in a random cookie. It differs at
 * each rendering, so that compression tells nothing about it (BREACH). The signed cookie need not
 * be stored anywhere. A token made for the visitor's cookie does not count once a session exists:
 * whoever could plant a cookie before the sign-in would else hold a valid token after it. Once
 * tokens are 128 random bits that mark one rendering of one form; the write's transaction stores
 * them. */
#ifndef ASHAR_WEB_CSRF_H
#define ASHAR_WEB_CSRF_H

#include "base/str.h"

struct csrf_keys {
    struct str now, before; /* 32 bytes each; before may be absent */
    int64_t lifetime_s;
};

enum csrf_verdict { CSRF_GOOD, CSRF_ABSENT, CSRF_FORGED, CSRF_EXPIRED };

/* `session` absent: nobody signed in, `visitor` counts. */
struct str csrf_token(struct arena *a, const struct csrf_keys *k, struct str session,
                      struct str visitor, int64_t now);
enum csrf_verdict csrf_check(const struct csrf_keys *k, struct str session, struct str visitor,
                             struct str token, int64_t now);

struct str random_token(struct arena *a); /* 128 bits, 22 characters of base64url */
bool token_plausible(struct str s);       /* 16 to 128 characters of base64url: worth looking at */

#endif
