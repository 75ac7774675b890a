/* PostgreSQL's numeric in its binary form, which sum(int8) and avg() answer with. See driver.h.
 *
 * Layout (PostgreSQL source, numeric_send): int16 ndigits, weight, sign, dscale, then ndigits
 * base-10000 digits; the first digit counts 10000^weight. sign 0x0000 positive, 0x4000 negative,
 * anything else NaN or infinity. */
#include "db/driver.h"

struct numeric {
    int digits, weight;
    bool negative;
    const unsigned char *p;
};

static int int16_at(const unsigned char *p)
{
    return (int16_t)(uint16_t)(p[0] << 8 | p[1]);
}

static bool numeric_read(const unsigned char *p, size_t n, struct numeric *out)
{
    if (n < 8)
        return false;
    int digits = int16_at(p), sign = int16_at(p + 4) & 0xffff;
    if (digits < 0 || n != 8 + 2 * (size_t)digits || (sign != 0 && sign != 0x4000))
        return false;
    *out = (struct numeric){
        .digits = digits, .weight = int16_at(p + 2), .negative = sign != 0, .p = p + 8};
    return true;
}

bool db_pg_numeric_i64(const unsigned char *p, size_t n, int64_t *out)
{
    struct numeric num;
    int64_t v = 0;

    if (!numeric_read(p, n, &num))
        return false;
    for (int i = 0; i <= num.weight || i < num.digits; i++) {
        int digit = i < num.digits ? int16_at(num.p + 2 * i) : 0;
        if (i > num.weight && digit != 0)
            return false; /* a fraction */
        if (i > num.weight)
            continue;
        if (__builtin_mul_overflow(v, 10000, &v) ||
            __builtin_add_overflow(v, num.negative ? -digit : digit, &v))
            return false;
    }
    *out = v;
    return true;
}

bool db_pg_numeric_f64(const unsigned char *p, size_t n, double *out)
{
    struct numeric num;
    double v = 0;

    if (!numeric_read(p, n, &num))
        return false;
    for (int i = 0; i < num.digits; i++)
        v = v * 10000 + int16_at(num.p + 2 * i);
    for (int e = num.weight - num.digits + 1; e > 0; e--)
        v *= 10000;
    for (int e = num.weight - num.digits + 1; e < 0; e++)
        v /= 10000;
    *out = num.negative ? -v : v;
    return true;
}
