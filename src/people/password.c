/* Passwords. See people.h.
 *
 * argon2id by libsodium, parameters from the settings (TECH.md: 19 MiB and two passes cost 18 ms).
 * The only rules are length and not being the name or the address itself: rules of composition make
 * worse passwords (NIST SP 800-63B, 5.1.1). */
#include <sodium.h>
#include <string.h>

#include "people/people_inside.h"
#include "text/fold.h"

#define PASSWORD_BYTES_MAX 1000

void people_password_check(struct str password, struct str name, struct str contact,
                           const char *field, struct faults *f)
{
    struct str where = str_of(field);
    size_t chars = str_utf8_length(password), at = str_find(contact, STR("@"), 0);

    if (password.n == 0) {
        fault_add(f, where, MSG_common_fault_required);
    } else if (chars < (size_t)people_settings()->password_chars) {
        fault_add(f, where, MSG_people_fault_password_short,
                  ARG_N("n", people_settings()->password_chars));
    } else if (password.n > PASSWORD_BYTES_MAX) {
        fault_add(f, where, MSG_people_fault_password_long, ARG_N("n", PASSWORD_BYTES_MAX));
    } else if (text_fold_eq(password, name) || str_eq_nocase(password, contact) ||
               (at != SIZE_MAX && str_eq_nocase(password, str_sub(contact, 0, at)))) {
        fault_add(f, where, MSG_people_fault_password_name);
    }
}

enum err people_password_hash(struct arena *a, struct str password, struct str *hash)
{
    const struct people_settings *s = people_settings();
    char *p = arena_zalloc(a, 1, crypto_pwhash_STRBYTES);

    if (crypto_pwhash_str_alg(p, password.p ? password.p : "", password.n,
                              (unsigned long long)s->argon_passes, (size_t)s->argon_kib * 1024,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return ERR_NOMEM;
    *hash = str_of(p);
    return OK;
}

bool people_password_matches(struct arena *a, struct str hash, struct str password)
{
    if (!hash.n || password.n > PASSWORD_BYTES_MAX)
        return false;
    return crypto_pwhash_str_verify(str_cstr(a, hash), password.p ? password.p : "", password.n) ==
           0;
}
