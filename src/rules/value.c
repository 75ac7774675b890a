/* Values of rules: reading what was shipped or typed, writing it back in one spelling, showing it.
 *
 * A share may be typed as 1/3, 0.3, 0,3 or 30 %: all are kept as an exact fraction in lowest terms.
 */
#include "rules/value.h"

#include "text/canon.h"
#include "text/dates.h"
#include "text/numbers.h"

enum { MAX_ITEMS = 64, MAX_NAME = 200 };

static int64_t gcd(int64_t x, int64_t y)
{
    while (y != 0) {
        int64_t r = x % y;

        x = y;
        y = r;
    }
    return x;
}

static bool digits(struct str s, int64_t *out)
{
    if (s.n == 0 || s.n > 15)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return str_to_i64(s, out) == OK;
}

static void reduce(int64_t *num, int64_t *den)
{
    int64_t g = gcd(*num, *den);

    if (g > 1) {
        *num /= g;
        *den /= g;
    }
}

/* "12", "12.5", "12,5" as num/den; at most 6 places. */
static bool decimal(struct str s, int64_t *num, int64_t *den)
{
    size_t dot = 0;
    int64_t whole, part = 0, scale = 1;

    while (dot < s.n && s.p[dot] != '.' && s.p[dot] != ',')
        dot++;
    if (!digits(str_sub(s, 0, dot), &whole) || whole > 1000000000)
        return false;
    if (dot < s.n) {
        struct str places = str_sub(s, dot + 1, s.n);

        if (places.n > 6 || !digits(places, &part))
            return false;
        for (size_t i = 0; i < places.n; i++)
            scale *= 10;
    }
    *num = whole * scale + part;
    *den = scale;
    return true;
}

/* A share between 0 and 1, lowest terms. */
static bool share(struct str s, int64_t *num, int64_t *den)
{
    int64_t n, d;

    s = str_trim(s);
    size_t slash = str_find(s, STR("/"), 0);

    if (slash != SIZE_MAX) {
        if (!digits(str_trim(str_sub(s, 0, slash)), &n) ||
            !digits(str_trim(str_sub(s, slash + 1, s.n)), &d) || d > 1000000)
            return false;
    } else if (s.n > 1 && s.p[s.n - 1] == '%') {
        if (!decimal(str_trim(str_sub(s, 0, s.n - 1)), &n, &d))
            return false;
        d *= 100;
    } else if (!decimal(s, &n, &d)) {
        return false;
    }
    if (d <= 0 || n > d)
        return false;
    reduce(&n, &d);
    *num = n;
    *den = d;
    return true;
}

static bool whole(const struct rule *r, struct str s, int64_t *out)
{
    int64_t v;

    if (!digits(str_trim(s), &v) || v < r->min || v > r->max)
        return false;
    *out = v;
    return true;
}

static bool quorum(const struct rule *r, struct str s, struct rule_value *out)
{
    if (whole(r, s, &out->num)) {
        out->den = 1;
        return true;
    }
    /* "1" would be one person and never the whole: a share stays between 0 and 1. */
    return share(s, &out->num, &out->den) && out->num > 0 && out->num < out->den;
}

static bool range(const struct rule *r, struct str s, struct rule_value *out)
{
    size_t at = str_find(s, STR(".."), 0), len = 2;

    if (at == SIZE_MAX) {
        at = str_find(s, STR("–"), 0);
        len = STR("–").n;
    }
    if (at == SIZE_MAX) {
        at = str_find(s, STR("-"), 0);
        len = 1;
    }
    if (at == SIZE_MAX)
        return false;
    return whole(r, str_sub(s, 0, at), &out->num) &&
           whole(r, str_sub(s, at + len, s.n), &out->den) && out->num <= out->den;
}

static bool month_day(struct str s, struct rule_value *out)
{
    int64_t m, d;

    if (s.n != 5 || !digits(str_sub(s, 0, 2), &m) || !digits(str_sub(s, 3, 2), &d) || s.p[2] != '-')
        return false;
    /* 2001 has no 29 February: a rule of each year cannot fall on it. */
    struct civil c = {2001, (int)m, (int)d};

    if (m < 1 || m > 12 || d < 1)
        return false;
    struct civil back = day_to_civil(day_from_civil(c));

    if (back.month != c.month || back.day != c.day)
        return false;
    out->num = m;
    out->den = d;
    return true;
}

static bool name_allowed(const struct rule *r, struct str name)
{
    struct str rest = str_of(r->allowed), word;

    if (!r->allowed)
        return name.n > 0 && str_utf8_length(name) <= MAX_NAME;
    while (str_cut(&rest, ';', &word)) {
        if (str_eq(str_trim(word), name))
            return true;
    }
    return false;
}

static bool item(struct arena *a, const struct rule *r, struct str s, struct rule_item *out)
{
    size_t eq = str_find(s, STR("="), 0);
    struct str left = str_trim(str_sub(s, 0, eq)),
               right = eq == SIZE_MAX ? STR("") : str_sub(s, eq + 1, s.n);

    out->den = 1;
    switch (r->type) {
    case RULE_NUMBERS:
        out->name = STR("");
        return whole(r, s, &out->num);
    case RULE_LIST:
        out->name = text_canon(a, str_trim(s), NULL);
        return name_allowed(r, out->name);
    case RULE_STEPS:
        out->name = STR("");
        return eq != SIZE_MAX && digits(left, &out->from) && whole(r, right, &out->num);
    default: /* RULE_MAP */
        out->name = text_canon(a, left, NULL);
        return eq != SIZE_MAX && name_allowed(r, out->name) && share(right, &out->num, &out->den);
    }
}

static bool repeats(const struct rule *r, const struct rule_item *items, size_t n)
{
    const struct rule_item *last = &items[n];

    for (size_t i = 0; i < n; i++) {
        if (r->type == RULE_STEPS     ? items[i].from >= last->from
            : r->type == RULE_NUMBERS ? items[i].num == last->num
                                      : str_eq(items[i].name, last->name))
            return true;
    }
    return false;
}

static bool items(struct arena *a, const struct rule *r, struct str s, struct rule_value *out)
{
    struct rule_item *v = arena_array(a, struct rule_item, MAX_ITEMS);
    struct str part;
    size_t n = 0;

    while (str_cut(&s, ';', &part)) {
        if (str_trim(part).n == 0)
            continue;
        if (n == MAX_ITEMS || !item(a, r, part, &v[n]) || repeats(r, v, n))
            return false;
        n++;
    }
    if (n == 0 || (r->type == RULE_STEPS && v[0].from != 0))
        return false;
    out->items = v;
    out->n = n;
    return true;
}

static bool read_value(struct arena *a, const struct rule *r, struct str s, struct rule_value *out)
{
    out->den = 1;
    switch (r->type) {
    case RULE_INTEGER:
        return whole(r, s, &out->num);
    case RULE_FRACTION:
        return share(s, &out->num, &out->den);
    case RULE_QUORUM:
        return quorum(r, s, out);
    case RULE_RANGE:
        return range(r, s, out);
    case RULE_CHOICE:
        out->name = str_trim(s);
        return name_allowed(r, out->name);
    case RULE_MONTH_DAY:
        return month_day(s, out);
    default:
        return items(a, r, s, out);
    }
}

enum err rule_value_read(struct arena *a, const struct rule *rule, struct str text,
                         struct rule_value *out)
{
    struct rule_value v = {.type = rule->type};

    if (!read_value(a, rule, str_trim(text), &v))
        return ERR_MALFORMED;
    *out = v;
    return OK;
}

static struct str allowed_names(struct arena *a, enum lang lang, const struct rule *r)
{
    struct str rest = str_of(r->allowed), word, all = STR("");

    while (r->allowed && str_cut(&rest, ';', &word)) {
        word = str_trim(word);
        all = str_fmt(a, "%.*s%s%.*s (%.*s)", STR_F(all), all.n ? "; " : "", STR_F(word),
                      STR_F(rule_word(a, lang, "rule_item_", word)));
    }
    return all;
}

enum err rules_parse(struct arena *a, enum lang lang, const struct rule *rule, struct str text,
                     struct str field, struct faults *f, struct rule_value *out)
{
    static const enum msg expected[RULE_TYPE_COUNT] = {
        [RULE_INTEGER] = MSG_rules_expect_integer, [RULE_FRACTION] = MSG_rules_expect_fraction,
        [RULE_QUORUM] = MSG_rules_expect_quorum,   [RULE_RANGE] = MSG_rules_expect_range,
        [RULE_NUMBERS] = MSG_rules_expect_numbers, [RULE_LIST] = MSG_rules_expect_list,
        [RULE_CHOICE] = MSG_rules_expect_choice,   [RULE_MAP] = MSG_rules_expect_map,
        [RULE_STEPS] = MSG_rules_expect_steps,     [RULE_MONTH_DAY] = MSG_rules_expect_month_day,
    };
    enum msg msg = expected[rule->type];

    if (rule_value_read(a, rule, text, out) == OK)
        return OK;
    if (rule->type == RULE_LIST && rule->allowed)
        msg = MSG_rules_expect_list_of;
    struct fault *added = fault_add(f, field, msg, ARG_N("min", rule->min), ARG_N("max", rule->max),
                                    ARG_S("allowed", allowed_names(a, lang, rule)));

    if (added)
        added->rule_key = rule->key;
    return ERR_INVALID;
}

static void add_raw_item(struct buf *b, enum rule_type type, const struct rule_item *i)
{
    if (type == RULE_LIST)
        buf_add(b, i->name);
    else if (type == RULE_NUMBERS)
        buf_add_i64(b, i->num);
    else if (type == RULE_STEPS)
        buf_printf(b, "%lld=%lld", (long long)i->from, (long long)i->num);
    else
        buf_printf(b, "%.*s=%lld/%lld", STR_F(i->name), (long long)i->num, (long long)i->den);
}

struct str rules_value_raw(struct arena *a, const struct rule_value *v)
{
    struct buf *b;

    switch (v->type) {
    case RULE_INTEGER:
        return str_fmt(a, "%lld", (long long)v->num);
    case RULE_FRACTION:
        return str_fmt(a, "%lld/%lld", (long long)v->num, (long long)v->den);
    case RULE_QUORUM:
        return v->den == 1 ? str_fmt(a, "%lld", (long long)v->num)
                           : str_fmt(a, "%lld/%lld", (long long)v->num, (long long)v->den);
    case RULE_RANGE:
        return str_fmt(a, "%lld..%lld", (long long)v->num, (long long)v->den);
    case RULE_MONTH_DAY:
        return str_fmt(a, "%02d-%02d", (int)v->num, (int)v->den);
    case RULE_CHOICE:
        return v->name;
    default:
        break;
    }
    b = buf_new(a, 64 * KIB);
    for (size_t i = 0; i < v->n; i++) {
        if (i)
            buf_lit(b, "; ");
        add_raw_item(b, v->type, &v->items[i]);
    }
    return buf_str(b);
}

struct str rule_word(struct arena *a, enum lang lang, const char *prefix, struct str name)
{
    enum msg key;

    return msg_find(str_fmt(a, "%s%.*s", prefix, STR_F(name)), &key) ? msg_text(a, lang, key)
                                                                     : name;
}

struct str rule_source_text(struct arena *a, enum lang lang, struct str source)
{
    struct str point = source, code;
    enum msg key;

    if (!str_cut(&point, ':', &code) ||
        !msg_find(str_fmt(a, "rule_source_%.*s", STR_F(code)), &key))
        return source;
    return msg_text(a, lang, key, ARG_S("point", point.p ? point : STR("")));
}

/* 1/3 stays a fraction; 3/10 reads better as 30 %. */
static struct str share_text(struct arena *a, enum lang lang, int64_t num, int64_t den)
{
    if (100 % den == 0)
        return text_percent(a, lang, num * (100 / den), 0);
    if (1000 % den == 0)
        return text_percent(a, lang, num * (1000 / den), 1);
    return str_fmt(a, "%lld/%lld", (long long)num, (long long)den);
}

static struct str with_unit(struct arena *a, enum lang lang, const char *unit, struct str value,
                            int64_t n)
{
    enum msg key;

    if (!unit || !msg_find(str_fmt(a, "rule_unit_%s", unit), &key))
        return value;
    return msg_text(a, lang, key, ARG_S("value", value), ARG_N("n", n));
}

static struct str item_text(struct arena *a, enum lang lang, const struct rule *r,
                            const struct rule_item *i)
{
    struct str name = rule_word(a, lang, "rule_item_", i->name);

    if (r->type == RULE_LIST)
        return name;
    if (r->type == RULE_STEPS)
        return msg_text(
            a, lang, MSG_rules_step_item, ARG_N("from", i->from),
            ARG_S("value", with_unit(a, lang, r->unit, text_number(a, lang, i->num), i->num)));
    return msg_text(a, lang, MSG_rules_map_item, ARG_S("name", name),
                    ARG_S("value", share_text(a, lang, i->num, i->den)));
}

/* "30, 14 and 7", with its unit. */
static struct str numbers_text(struct arena *a, enum lang lang, const struct rule *r,
                               const struct rule_value *v)
{
    struct str all = STR("");

    for (size_t i = 0; i + 1 < v->n; i++)
        all = str_fmt(a, "%.*s%s%.*s", STR_F(all), i ? ", " : "",
                      STR_F(text_number(a, lang, v->items[i].num)));
    struct str last = text_number(a, lang, v->items[v->n - 1].num);

    if (all.n > 0)
        last = msg_text(a, lang, MSG_rules_and, ARG_S("first", all), ARG_S("last", last));
    return with_unit(a, lang, r->unit, last, v->items[v->n - 1].num);
}

static struct str items_text(struct arena *a, enum lang lang, const struct rule *r,
                             const struct rule_value *v)
{
    struct str all = STR("");

    if (r->type == RULE_NUMBERS)
        return numbers_text(a, lang, r, v);
    for (size_t i = 0; i < v->n; i++)
        all = str_fmt(a, "%.*s%s%.*s", STR_F(all), i ? "; " : "",
                      STR_F(item_text(a, lang, r, &v->items[i])));
    return all;
}

struct str rules_value_text(struct arena *a, enum lang lang, const struct rule *rule,
                            const struct rule_value *v)
{
    switch (v->type) {
    case RULE_INTEGER:
        return with_unit(a, lang, rule->unit, text_number(a, lang, v->num), v->num);
    case RULE_FRACTION:
        return with_unit(a, lang, rule->unit, share_text(a, lang, v->num, v->den), 0);
    case RULE_QUORUM:
        return v->den == 1 ? with_unit(a, lang, "persons", text_number(a, lang, v->num), v->num)
                           : msg_text(a, lang, MSG_rules_more_than,
                                      ARG_S("value", share_text(a, lang, v->num, v->den)));
    case RULE_RANGE:
        return with_unit(a, lang, rule->unit,
                         str_fmt(a, "%lld–%lld", (long long)v->num, (long long)v->den), v->den);
    case RULE_CHOICE:
        return rule_word(a, lang, "rule_item_", v->name);
    case RULE_MONTH_DAY: {
        struct civil c = {2001, (int)v->num, (int)v->den};

        return with_unit(a, lang, rule->unit, text_date_day(a, lang, day_from_civil(c)), 0);
    }
    default:
        return items_text(a, lang, rule, v);
    }
}
