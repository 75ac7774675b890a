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
static enum err decimal_parse(struct str s, unsigned most_digits, unsigned most_decimals, count_money *out,
                              unsigned *decimals)
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
