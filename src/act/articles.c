/* Articles of a text. See act.h.
 *
 * The words that head an article are data (messages act_article_heads, alternatives split by '|'),
 * compared folded, so that any spelling of "Статья" or "-берене" is seen. A heading stands at the
 * beginning of a line. */
#include "act/inside.h"
#include "text/fold.h"

#define HEAD_BYTES    96 /* of a line, in which the heading must lie */
#define ARTICLES_MOST 2000

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t number_at(struct str s, size_t at, char out[16])
{
    size_t n = 0, from = at;

    while (at < s.n && n < 8 && digit(s.p[at]))
        out[n++] = s.p[at++];
    if (n && at + 1 < s.n && (s.p[at] == '-' || s.p[at] == '.') &&
        digit(s.p[at + 1])) { /* 12-1, 12.1 */
        out[n++] = '-';
        at++;
        while (at < s.n && n < 14 && digit(s.p[at]))
            out[n++] = s.p[at++];
    }
    out[n] = '\0';
    return at - from;
}

static size_t blanks(struct str s, size_t at)
{
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '-'))
        at++;
    return at;
}

static bool word_at(struct str s, size_t at, struct str word)
{
    return at <= s.n && str_starts(str_sub(s, at, s.n), word) && word.n > 0;
}

/* "статья 12", "12-берене", "article 12" of a folded line; the number in `out`. */
static bool heading(struct arena *a, struct str line, char out[16])
{
    struct str folded = text_fold(a, str_utf8_head(str_sub(line, 0, HEAD_BYTES), HEAD_BYTES / 2)),
               word;
    size_t n = number_at(folded, 0, out);

    for (int l = 0; l < LANG_COUNT; l++) {
        struct str rest = msg_raw((enum lang)l, MSG_act_article_heads);
        while (rest.n && str_cut(&rest, '|', &word)) {
            struct str head = text_fold(a, word);
            /* Folding keeps a hyphen behind a digit ("12-берене"): blanks() skips it. */
            if (n && word_at(folded, blanks(folded, n), head))
                return true;
            char number[16];
            if (!n && word_at(folded, 0, head) &&
                number_at(folded, blanks(folded, head.n), number)) {
                for (int i = 0; i < 16; i++)
                    out[i] = number[i];
                return true;
            }
        }
    }
    return false;
}

static struct str anchor_of(struct arena *a, const struct act_article *v, size_t n,
                            const char *number)
{
    struct str anchor = str_fmt(a, "a%s", number);
    int again = 1;

    for (size_t i = 0; i < n; i++) {
        if (str_eq(v[i].anchor, anchor)) {
            anchor = str_fmt(a, "a%s-%d", number, ++again);
            i = (size_t)-1;
        }
    }
    return anchor;
}

void act_articles_of(struct arena *a, struct str words, struct act_articles *out)
{
    size_t room = 16, n = 1, at = 0;
    struct act_article *v = arena_array(a, struct act_article, room);
    char number[16];

    v[0] = (struct act_article){STR(""), STR(""), STR("")};
    for (size_t from = 0; at < words.n;) {
        size_t end = str_find(words, STR("\n"), at);
        end = end == SIZE_MAX ? words.n : end;
        struct str line = str_trim(str_sub(words, at, end - at));
        if (line.n && n < ARTICLES_MOST && heading(a, line, number)) {
            if (n == room) {
                v = arena_grow(a, v, room * sizeof *v, 2 * room * sizeof *v);
                room *= 2;
            }
            v[n - 1].words = str_trim(str_sub(words, from, at - from));
            v[n] = (struct act_article){anchor_of(a, v, n, number), line, STR("")};
            n++;
            from = end;
        }
        at = end + 1;
        v[n - 1].words = str_trim(str_sub(words, from, words.n - from));
    }
    size_t skip = v[0].words.n == 0 && n > 1;
    *out = (struct act_articles){v + skip, n - skip};
}
