/* Citations: which act a text names. See act.h.
 *
 * Two spellings are read: the code by which data/rules.tsv cites ("model_charter:20.7"), and what
 * people write ("Мыйзам №123, 20.10.2021, 27-берене"): a number behind № or N, with the act's date
 * or its year. A number alone names nothing: every office begins again at 1 each January. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "text/fold.h"

enum { CITED_MOST = 20, TEXT_MOST = 2000 };

static bool number_end(struct str s, size_t at)
{
    return at >= s.n || s.p[at] == ' ' || s.p[at] == ',' || s.p[at] == ';' || s.p[at] == ')' ||
           s.p[at] == '.' || s.p[at] == '\n' || (unsigned char)s.p[at] == 0xC2;
}

/* The number behind the "№", "No." or "N" at or after `from`; *at: behind it. "": none. */
static struct str number_from(struct str s, size_t from, size_t *at)
{
    static const char *const marks[] = {"№", "No.", "No ", "N ", "N"};

    for (size_t i = from; i < s.n; i++) {
        size_t m = 0, start;
        while (m < 5 && !str_starts(str_sub(s, i, s.n), str_of(marks[m])))
            m++;
        if (m == 5)
            continue;
        for (start = i + str_of(marks[m]).n; start < s.n && s.p[start] == ' ';)
            start++;
        size_t end = start;
        while (!number_end(s, end))
            end++;
        if (end > start && s.p[start] >= '0' && s.p[start] <= '9') {
            *at = end;
            return str_sub(s, start, end - start);
        }
    }
    *at = s.n;
    return STR("");
}

/* The digits, with '-' or '.' inside, that end at or begin at a word. */
static struct str digits_from(struct str s, size_t at)
{
    size_t end = at;

    while (end < s.n && end - at < 12 &&
           ((s.p[end] >= '0' && s.p[end] <= '9') ||
            (end > at && (s.p[end] == '.' || s.p[end] == '-') && end + 1 < s.n &&
             s.p[end + 1] >= '0' && s.p[end + 1] <= '9')))
        end++;
    return str_sub(s, at, end - at);
}

static bool sign(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == ',' || c == ';' || c == '(' || c == ')' ||
           c == ':';
}

/* "27" of "27-берене", "статья 27", "ст. 27", "пункт 4.3"; "" where none is named. */
struct str act_point_named(struct arena *a, struct str s)
{
    for (size_t at = 0; at < s.n;) {
        while (at < s.n && sign(s.p[at]))
            at++;
        size_t from = at;
        while (at < s.n && !sign(s.p[at]))
            at++;
        struct str word = str_sub(s, from, at - from);
        if (!word.n || !act_heads_word(a, MSG_act_cite_heads, word))
            continue;
        size_t before = from;
        while (before > 0 && (s.p[before - 1] == ' ' || s.p[before - 1] == '-'))
            before--;
        size_t start = before;
        while (start > 0 &&
               ((s.p[start - 1] >= '0' && s.p[start - 1] <= '9') || s.p[start - 1] == '.'))
            start--;
        if (start < before)
            return str_sub(s, start, before - start);
        size_t after = at;
        while (after < s.n && (s.p[after] == ' ' || s.p[after] == '.'))
            after++;
        struct str digits = digits_from(s, after);
        if (digits.n)
            return digits;
    }
    return STR("");
}

static bool names_day(struct arena *a, struct str s, day_t day)
{
    struct civil c = day_to_civil(day);
    struct str full = str_fmt(a, "%02d.%02d.%04d", c.day, c.month, c.year),
               year = str_fmt(a, "%04d", c.year);

    if (str_find(s, full, 0) != SIZE_MAX || str_find(s, day_iso(a, day), 0) != SIZE_MAX)
        return true;
    /* A year of its own, not the end of another date. */
    for (size_t at = 0; (at = str_find(s, year, at)) != SIZE_MAX; at++) {
        bool left = at == 0 || s.p[at - 1] == ' ' || s.p[at - 1] == ',' || s.p[at - 1] == '(';
        bool right = at + 4 >= s.n || s.p[at + 4] < '0' || s.p[at + 4] > '9';
        if (left && right)
            return true;
    }
    return false;
}

bool act_cites(struct arena *a, const struct act *act, struct str source, struct str *point)
{
    struct str s = str_sub(source, 0, TEXT_MOST);
    size_t colon = str_find(s, STR(":"), 0);
    struct str code = colon == SIZE_MAX ? s : str_sub(s, 0, colon);

    if (act->code.n && str_eq(str_trim(code), act->code)) {
        *point = colon == SIZE_MAX ? STR("") : str_trim(str_sub(s, colon + 1, s.n));
        return true;
    }
    for (size_t at = 0; at < s.n;) {
        struct str number = number_from(s, at, &at);
        if (number.n && str_eq(number, act->number) && names_day(a, s, act->day)) {
            *point = act_point_named(a, s);
            return true;
        }
    }
    return false;
}

/* Acts by code, and by every number the text names. */
static enum err candidates(struct db *db, struct arena *a, int64_t place_id, struct str source,
                           struct acts *out)
{
    struct str s = str_sub(source, 0, TEXT_MOST);
    size_t colon = str_find(s, STR(":"), 0), n = 0;
    struct act *v = arena_array(a, struct act, CITED_MOST);
    struct act_candidates_rows rows;
    struct str code = str_trim(colon == SIZE_MAX ? s : str_sub(s, 0, colon)), number = STR("");

    for (size_t at = 0; n < CITED_MOST;) {
        number = number_from(s, at, &at);
        TRY(act_candidates(db, a, &(struct act_candidates_in){place_id, code, number}, &rows));
        for (size_t i = 0; i < rows.n && n < CITED_MOST; i++) {
            bool known = false;
            for (size_t k = 0; k < n; k++)
                known |= v[k].id == rows.v[i].id;
            if (!known)
                TRY(act_find(db, a, place_id, rows.v[i].id, &v[n++]));
        }
        if (!number.n)
            break;
    }
    *out = (struct acts){v, n};
    return OK;
}

enum err act_cited(struct db *db, struct arena *a, int64_t place_id, struct str source,
                   struct act_uses *out)
{
    struct acts acts;
    struct str point, words;
    size_t n = 0;

    TRY(candidates(db, a, place_id, source, &acts));
    struct act_used *v = arena_array(a, struct act_used, acts.n);
    for (size_t i = 0; i < acts.n; i++) {
        const struct act *act = &acts.v[i];
        if (!act_cites(a, act, source, &point))
            continue;
        TRY(act_text_on(db, a, act->id, clock_today(), &words));
        v[n++] = (struct act_used){act->id,
                                   words.n ? act_anchor_of(a, words, point) : STR(""),
                                   point,
                                   {act->title[0], act->title[1], act->title[2]}};
    }
    *out = (struct act_uses){v, n};
    return OK;
}
