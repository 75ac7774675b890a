/* Excerpts. See excerpt.h. */
#include "search/excerpt.h"

#define BEFORE     70 /* bytes in front of the first word found; Cyrillic takes two for a letter */
#define LENGTH     420
#define WORDS_MOST 40 /* found words marked in one excerpt */

static bool found(const struct terms *t, struct str token)
{
    for (size_t i = 0; i < t->n; i++)
        if (term_fits(&t->v[i], token))
            return true;
    return false;
}

static size_t boundary(struct str s,
                       size_t at) /* the beginning of the character that `at` lies in */
{
    while (at > 0 && at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80)
        at--;
    return at < s.n ? at : s.n;
}

static size_t word_start(struct str s, size_t at)
{
    at = boundary(s, at);
    for (size_t i = at; i + 40 > at; i--)
        if (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\n')
            return i;
    return at;
}

static struct search_segments cut(struct arena *a, const struct terms *t, struct str text,
                                  bool before, bool after)
{
    struct search_segment *v = arena_array(a, struct search_segment, 2 * WORDS_MOST + 3);
    struct token word;
    size_t n = 0, done = 0, marked = 0;

    if (before)
        v[n++] = (struct search_segment){STR("\xe2\x80\xa6 "), false};
    for (struct tokens it = tokens_of(text); marked < WORDS_MOST && token_next(&it, &word);) {
        if (word.from < done || !found(t, word.text))
            continue;
        if (word.from > done)
            v[n++] = (struct search_segment){str_sub(text, done, word.from - done), false};
        v[n++] = (struct search_segment){str_sub(text, word.from, word.to - word.from), true};
        done = word.to;
        marked++;
    }
    if (done < text.n)
        v[n++] = (struct search_segment){str_sub(text, done, text.n - done), false};
    if (after)
        v[n++] = (struct search_segment){STR(" \xe2\x80\xa6"), false};
    return (struct search_segments){v, n};
}

struct search_segments excerpt_whole(struct arena *a, const struct terms *t, struct str text)
{
    return cut(a, t, text, false, false);
}

static bool first_found(const struct terms *t, struct str text, size_t *at)
{
    struct token word;

    for (struct tokens it = tokens_of(text); token_next(&it, &word);) {
        if (found(t, word.text)) {
            *at = word.from;
            return true;
        }
    }
    return false;
}

struct search_segments excerpt_of(struct arena *a, const struct terms *t,
                                  const struct str texts[LANG_COUNT], enum lang first)
{
    size_t at = 0;
    enum lang lang = first;

    if (!first_found(t, texts[first], &at))
        for (int l = 0; l < LANG_COUNT; l++)
            if ((enum lang)l != first && first_found(t, texts[l], &at)) {
                lang = (enum lang)l;
                break;
            }
    struct str text = texts[lang];
    size_t from = at > BEFORE ? word_start(text, at - BEFORE) : 0;
    size_t to = from + LENGTH < text.n ? word_start(text, from + LENGTH) : text.n;
    return cut(a, t, str_trim(str_sub(text, from, to - from)), from > 0, to < text.n);
}
