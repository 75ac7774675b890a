/* Links in mails and codes on paper: each works once, for a while. See people_inside.h. */
#include <sodium.h>

#include "people/people_inside.h"

static const struct str kind_names[] = {[TOKEN_CONFIRM] = STR_INIT("confirm"),
                                        [TOKEN_RESET] = STR_INIT("reset"),
                                        [TOKEN_SLIP] = STR_INIT("slip")};

static enum token_kind kind_stored(struct str name)
{
    for (int k = TOKEN_CONFIRM; k < TOKEN_SLIP; k++)
        if (str_eq(name, kind_names[k]))
            return (enum token_kind)k;
    return TOKEN_SLIP;
}

static int64_t life(enum token_kind kind)
{
    const struct people_settings *s = people_settings();

    switch (kind) {
    case TOKEN_CONFIRM:
        return (int64_t)s->confirm_hours * 3600;
    case TOKEN_RESET:
        return (int64_t)s->reset_hours * 3600;
    case TOKEN_SLIP:
        break;
    }
    return (int64_t)s->slip_days * 86400;
}

enum err token_make(struct db *db, struct arena *a, int64_t person_id, enum token_kind kind,
                    struct str contact, struct token_made *out)
{
    struct token_count_since_row recent;
    struct token_insert_row row;
    int64_t now = clock_now();
    struct token_made made = {STR(""), secret_code(a), now + life(kind)};
    struct str token_hash = STR_NONE;

    TRY(token_count_since(db, a, &(struct token_count_since_in){person_id, now - 3600}, &recent));
    if (recent.tokens >= people_settings()->tokens_per_hour)
        return ERR_TOO_MANY;
    if (kind != TOKEN_SLIP) {
        made.link_token = secret_token(a);
        token_hash = secret_hash(a, made.link_token);
    }
    TRY(token_insert(db, a,
                     &(struct token_insert_in){.person_id = person_id,
                                               .kind = kind_names[kind],
                                               .contact = contact,
                                               .token_hash = token_hash,
                                               .code_hash = secret_code_hash(a, contact, made.code),
                                               .created_at = now,
                                               .expires_at = made.expires_at},
                     &row));
    *out = made;
    return OK;
}

enum err token_of_link(struct db *db, struct arena *a, struct str token, struct token_found *out)
{
    struct token_by_hash_row row;

    if (token.n == 0 || token.n > 100)
        return ERR_NOT_FOUND;
    TRY(token_by_hash(db, a, &(struct token_by_hash_in){secret_hash(a, token)}, &row));
    *out = (struct token_found){row.id, row.person_id, kind_stored(row.kind), row.contact,
                                row.used_at.has};
    return row.used_at.has || row.expires_at <= clock_now() ? ERR_GONE : OK;
}

enum err token_of_code(struct db *db, struct arena *a, struct str contact, struct str code,
                       bool *matched, struct token_found *out)
{
    struct token_rows_open_rows rows;
    struct str hash = secret_code_hash(a, contact, code);
    int64_t n;

    *matched = false;
    TRY(token_rows_open(
        db, a, &(struct token_rows_open_in){contact, clock_now(), people_settings()->code_tries},
        &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct token_rows_open_row *r = &rows.v[i];
        if (r->code_hash.n == hash.n && sodium_memcmp(r->code_hash.p, hash.p, hash.n) == 0) {
            *out = (struct token_found){r->id, r->person_id, kind_stored(r->kind), contact, false};
            *matched = true;
            return OK;
        }
    }
    return token_tried(db, a, &(struct token_tried_in){contact, clock_now()}, &n);
}
