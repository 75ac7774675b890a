/* Signing in. See people_inside.h.
 *
 * The slow part (argon2id) runs in sign_prepare on a worker; sign_finish, in the writer's
 * transaction, only looks whether what was verified still stands. Unknown contacts take the same
 * time and get the same answers, locks included, so that nobody learns who has an account. After
 * some failures a contact waits, doubling up to a quarter of an hour: long enough against guessing,
 * short enough that nobody can shut somebody else out for a day. */
#include "people/people_inside.h"

/* A hash of nothing anybody types, with the present parameters: verifying it takes as long as a
 * real one. */
static enum err dummy_hash(struct arena *a, struct str *out)
{
    static _Thread_local char kept[128];

    if (!kept[0]) {
        struct str hash;
        TRY(people_password_hash(a, secret_token(a), &hash));
        if (hash.n >= sizeof kept)
            return ERR_BUG;
        for (size_t i = 0; i <= hash.n; i++)
            kept[i] = hash.p[i];
    }
    *out = str_of(kept);
    return OK;
}

static enum err attempt(struct db *db, struct arena *a, struct str contact,
                        struct attempt_of_row *out)
{
    enum err e = attempt_of(db, a, &(struct attempt_of_in){secret_hash(a, contact)}, out);

    if (e == ERR_NOT_FOUND) {
        *out = (struct attempt_of_row){0};
        return OK;
    }
    return e;
}

/* Seconds until the account may be tried again. A lock that lasts longer than any is left by a
 * clock that was ahead when it was set: nobody waits a year for a battery. */
static int64_t locked_for(const struct attempt_of_row *tries)
{
    int64_t wait = tries->locked_until - clock_now();

    return wait > 0 && wait <= people_settings()->lock_most_seconds ? wait : 0;
}

/* What is typed as a contact, even where it is none, so that failures are counted under something.
 */
static struct str contact_key(struct arena *a, struct str contact)
{
    struct str normal;
    return contact_normal(a, contact, &normal) == CONTACT_NONE
               ? str_utf8_head(contact, CONTACT_CHARS_MAX)
               : normal;
}

enum err sign_prepare(struct db *db, struct arena *a, struct str contact, struct str password,
                      struct sign_in *out)
{
    struct attempt_of_row tries;
    struct person_by_contact_row p = {0};
    struct sign_in s = {0};
    struct str key = contact_key(a, contact);

    TRY(attempt(db, a, key, &tries));
    s.wait = locked_for(&tries);
    if (s.wait) {
        *out = s;
        return OK;
    }
    enum err e = person_by_contact(db, a, &(struct person_by_contact_in){key}, &p);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool real = e == OK && p.password_hash.n && str_eq(p.state, STR("active"));
    if (real)
        s.hash = p.password_hash;
    else
        TRY(dummy_hash(a, &s.hash));
    s.right = people_password_matches(a, s.hash, password) && real;
    s.person_id = s.right ? p.id : 0;
    *out = s;
    return OK;
}

static enum err count_failure(struct db *db, struct arena *a, struct str key,
                              const struct attempt_of_row *tries)
{
    const struct people_settings *set = people_settings();
    int64_t now = clock_now(), failures = tries->failures + 1, wait = 0;

    if (failures >= set->free_failures) {
        int64_t doublings = failures - set->free_failures;
        wait = set->lock_seconds;
        while (doublings-- > 0 && wait < set->lock_most_seconds)
            wait *= 2;
        if (wait > set->lock_most_seconds)
            wait = set->lock_most_seconds;
    }
    return attempt_put(
        db, a, &(struct attempt_put_in){secret_hash(a, key), failures, now, wait ? now + wait : 0});
}

enum err sign_finish(struct db *db, struct arena *a, struct str contact, struct str device,
                     struct sign_in *s, struct str *token)
{
    struct attempt_of_row tries;
    struct str key = contact_key(a, contact);
    int64_t n;

    TRY(attempt(db, a, key, &tries));
    s->wait = locked_for(&tries);
    if (s->wait)
        return ERR_TOO_MANY;
    struct person_by_id_row p = {0};
    enum err e =
        s->right ? person_by_id(db, a, &(struct person_by_id_in){s->person_id}, &p) : ERR_NOT_FOUND;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND || !str_eq(p.password_hash, s->hash) ||
        !str_eq(p.state, STR("active"))) {
        TRY(count_failure(db, a, key, &tries));
        return ERR_LOGIN;
    }
    TRY(attempt_clear(db, a, &(struct attempt_clear_in){secret_hash(a, key), clock_now() - 86400},
                      &n));
    return session_start(db, a, p.id, device, token);
}
