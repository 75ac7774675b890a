/* Exact amounts. See count.h. */
#include "count/inside.h"

count_money money_pow10(unsigned n)
{
    count_money p = 1;
    while (n--)
        p *= 10;
    return p;
}

/* Digits, at most one point or comma, digits; at least one digit in all. */
static enum err decimal_parse(struct str s, unsigned most_digits, unsigned most_decimals,
                              count_money *out, unsigned *decimals)
{
    count_money v = 0;
    unsigned digits = 0, behind = 0, kept = 0;
    bool point = false, any = false;
    count_money at_kept = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((c == '.' || c == ',') && !point) {
            point = true;
            at_kept = v;
            continue;
        }
        if (c < '0' || c > '9')
            return ERR_MALFORMED;
        any = true;
        if (!point && (v || c != '0') && ++digits > most_digits)
            return ERR_TOO_LARGE;
        if (point && ++behind > most_decimals) {
            if (c != '0')
                return ERR_TOO_LARGE;
            continue;
        }
        v = v * 10 + (c - '0');
        if (point && c != '0') {
            kept = behind;
            at_kept = v;
        }
    }
    if (!any)
        return ERR_MALFORMED;
    *out = point ? at_kept : v;
    *decimals = kept;
    return OK;
}

enum err count_money_parse(struct str s, count_money *amount, unsigned *decimals)
{
    count_money v;
    unsigned d;
    bool negative = false;

    s = str_trim(s);
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        negative = s.p[0] == '-';
        s = str_sub(s, 1, s.n);
    }
    TRY(decimal_parse(s, COUNT_MONEY_DIGITS, COUNT_MONEY_DECIMALS, &v, &d));
    if (negative && v)
        return ERR_INVALID;
    *amount = v;
    *decimals = d;
    return OK;
}

enum err points_parse(struct str s, int64_t *out, unsigned *decimals)
{
    count_money v;
    unsigned d;
    bool negative = s.n && s.p[0] == '-';

    if (s.n && (negative || s.p[0] == '+'))
        s = str_sub(s, 1, s.n);
    TRY(decimal_parse(s, 9, 4, &v, &d));
    *out = (int64_t)(negative ? -v : v);
    *decimals = d;
    return OK;
}

void money_scale(mpq_t q, unsigned up, unsigned down)
{
    mpz_t unit;

    mpz_init(unit);
    mpz_ui_pow_ui(unit, 10, up);
    mpz_mul(mpq_numref(q), mpq_numref(q), unit);
    mpz_ui_pow_ui(unit, 10, down);
    mpz_mul(mpq_denref(q), mpq_denref(q), unit);
    mpq_canonicalize(q);
    mpz_clear(unit);
}

enum err money_rescale(count_money *amount, unsigned from, unsigned to)
{
    *amount *= money_pow10(to - from);
    return OK;
}

void count_money_put(struct buf *out, count_money amount, unsigned decimals)
{
    char digits[64];
    size_t n = 0;

    if (amount < 0) {
        buf_add_char(out, '-');
        amount = -amount;
    }
    while (decimals && amount % 10 == 0) {
        amount /= 10;
        decimals--;
    }
    do {
        if (decimals && n == decimals)
            digits[n++] = '.';
        digits[n++] = (char)('0' + (int)(amount % 10));
        amount /= 10;
    } while (amount || n < decimals);
    if (decimals && n == decimals) {
        digits[n++] = '.';
        digits[n++] = '0';
    }
    while (n)
        buf_add_char(out, digits[--n]);
}

void money_to_mpz(mpz_t out, count_money amount)
{
    bool negative = amount < 0;
    unsigned __int128 v = (unsigned __int128)(negative ? -amount : amount);
    uint64_t limb[2] = {(uint64_t)v, (uint64_t)(v >> 64)};

    mpz_import(out, 2, -1, sizeof limb[0], 0, 0, limb);
    if (negative)
        mpz_neg(out, out);
}

void count_rational_put(struct buf *out, struct str exact, unsigned digits)
{
    struct arena a;
    mpq_t q;
    mpz_t scaled, unit, rest;

    arena_init(&a, 64 * MIB);
    mpq_init(q);
    mpz_inits(scaled, unit, rest, NULL);
    if (mpq_set_str(q, str_cstr(&a, exact), 10) != 0 || !mpz_sgn(mpq_denref(q))) {
        buf_add(out, exact); /* a decimal already */
    } else {
        mpq_canonicalize(q);
        mpz_ui_pow_ui(unit, 10, digits);
        mpz_mul(scaled, mpq_numref(q), unit);
        mpz_mul_2exp(scaled, scaled, 1);
        mpz_add(scaled, scaled, mpq_denref(q));
        mpz_mul_2exp(unit, mpq_denref(q), 1);
        mpz_fdiv_qr(scaled, rest, scaled, unit);
        if (mpz_cmp(rest, mpq_denref(q)) != 0)
            buf_lit(out, "\xE2\x89\x88"); /* U+2248 */
        size_t n = mpz_sizeinbase(scaled, 10) + 2;
        char *text = arena_alloc(&a, n + digits + 4);
        mpz_get_str(text, 10, scaled);
        struct str s = str_of(text);
        bool negative = str_starts(s, STR("-"));
        if (negative) {
            buf_add_char(out, '-');
            s = str_sub(s, 1, s.n);
        }
        if (s.n <= digits)
            buf_add_char(out, '0');
        else
            buf_add(out, str_sub(s, 0, s.n - digits));
        struct str behind = s.n > digits ? str_sub(s, s.n - digits, digits) : s;
        size_t zeros = s.n > digits ? 0 : digits - s.n;
        while (behind.n && behind.p[behind.n - 1] == '0')
            behind.n--;
        if (behind.n)
            buf_add_char(out, '.');
        for (; behind.n && zeros; zeros--)
            buf_add_char(out, '0');
        buf_add(out, behind);
    }
    mpq_clear(q);
    mpz_clears(scaled, unit, rest, NULL);
    arena_free(&a);
}
