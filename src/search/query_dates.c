/* Dates in queries. See query_dates.h. */
#include "search/query_dates.h"

#include "text/dates.h"
#include "text/fold.h"

/* The number of a term of one or two digits, within 1..most; 0: it is none. */
static int small_number(const struct term *t, int most)
{
    int64_t v;
    return t->word.n <= 2 && str_to_i64(t->word, &v) == OK && v >= 1 && v <= most ? (int)v : 0;
}

static bool is_year(const struct term *t)
{
    int64_t v;
    return t->word.n == 4 && str_to_i64(t->word, &v) == OK && v >= 1000;
}

static size_t month_token(enum lang lang, int month, char out[TOKEN_MAX])
{
    char stem[TEXT_STEM_MAX];
    size_t n = text_stem_word(text_month(lang, month), stem);
    return token_of((struct str){stem, n}, out);
}

/* 1..12 where the term is the name of a month; 0. */
static int month_of(const struct term *t)
{
    char name[TOKEN_MAX];

    for (int lang = 0; lang < LANG_COUNT; lang++)
        for (int month = 1; month <= 12; month++)
            if (t->n &&
                str_eq(t->forms[0], (struct str){name, month_token((enum lang)lang, month, name)}))
                return month;
    return 0;
}

static void add_number(struct arena *a, struct term *t, int number)
{
    term_add(a, t, str_fmt(a, "%d", number));
    term_add(a, t, str_fmt(a, "%02d", number));
}

static void add_month(struct arena *a, struct term *t, int month)
{
    char name[TOKEN_MAX];

    for (int lang = 0; lang < LANG_COUNT; lang++)
        term_add(a, t, (struct str){name, month_token((enum lang)lang, month, name)});
    add_number(a, t, month);
}

/* One point, hyphen or stroke between two terms. */
static bool touch(struct str words, const struct term *x, const struct term *y)
{
    return y->from == x->to + 1 &&
           (words.p[x->to] == '.' || words.p[x->to] == '-' || words.p[x->to] == '/');
}

/* 12.05.2026 and 2026-05-12. */
static void in_numbers(struct arena *a, struct str words, struct term *first, struct term *month,
                       struct term *last)
{
    struct term *day = is_year(first) ? last : first, *year = is_year(first) ? first : last;
    int d = small_number(day, 31), m = small_number(month, 12);

    if (!d || !m || !is_year(year) || !touch(words, first, month) || !touch(words, month, last))
        return;
    add_number(a, day, d);
    add_month(a, month, m);
}

void terms_date(struct arena *a, struct str words, struct terms *t)
{
    for (size_t i = 0; i < t->n; i++) {
        int month = month_of(&t->v[i]);
        struct term *neighbour[] = {i > 0 ? &t->v[i - 1] : NULL,
                                    i + 1 < t->n ? &t->v[i + 1] : NULL};
        int day = 0;
        for (size_t k = 0; month && k < 2 && !day; k++)
            if (neighbour[k] && (day = small_number(neighbour[k], 31)) != 0)
                add_number(a, neighbour[k], day);
        if (day)
            add_month(a, &t->v[i], month);
        if (i + 2 < t->n)
            in_numbers(a, words, &t->v[i], &t->v[i + 1], &t->v[i + 2]);
    }
}
