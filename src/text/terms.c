/* The terms of a text. See stem.h. */
#include "text/fold.h"
#include "text/stem.h"
#include "text/word.h"

struct text_terms text_terms_of(struct str text)
{
    return (struct text_terms){.text = text};
}

static bool ends_in_letter(struct str text, size_t from, size_t end)
{
    size_t i = end - 1;
    while (i > from && ((unsigned char)text.p[i] & 0xC0) == 0x80)
        i--;
    enum text_class class = text_class_of(str_utf8_next(text, &i));
    return class != CLASS_DIGIT && class != CLASS_OTHER;
}

/* The end of a word with all its hyphens, which begins at `from` and whose first part ends at
 * `end`. */
static size_t joined_end(struct str text, size_t from, size_t end, bool *parts)
{
    size_t next, at;
    struct str word;

    *parts = false;
    if (end >= text.n || (text.p[end] != '-' && text.p[end] != '\xc2' &&
                          text.p[end] != '\xe2')) /* no hyphen begins with another byte */
        return end;
    while (ends_in_letter(text, from, end) && (next = text_fold_join(text, end))) {
        *parts |= text.p[end] != '\xc2'; /* a soft hyphen parts nothing */
        at = next;
        if (!text_word_next(text, &at, &word) || word.p != text.p + next)
            break;
        end = at;
    }
    return end;
}

static bool emit(struct text_terms *it, size_t from, size_t to, bool same_place,
                 struct text_term *out)
{
    size_t n = text_stem_word(str_sub(it->text, from, to - from), it->stem);
    *out = (struct text_term){{it->stem, n}, from, to, same_place};
    return n > 0;
}

bool text_term_next(struct text_terms *it, struct text_term *out)
{
    struct str word;

    for (;;) {
        bool part = it->part < it->until;
        size_t at = part ? it->part : it->at;
        if (!text_word_next(it->text, &at, &word))
            return false;
        size_t from = (size_t)(word.p - it->text.p);
        if (part) {
            it->part = at;
            if (from < it->until && emit(it, from, at, true, out))
                return true;
            continue;
        }
        bool parts;
        size_t end = joined_end(it->text, from, at, &parts);
        it->at = end;
        it->part = parts ? from : 0;
        it->until = parts ? end : 0;
        if (emit(it, from, end, false, out))
            return true;
    }
}

void text_stem_text(struct buf *out, struct str text)
{
    struct text_terms it = text_terms_of(text);
    struct text_term t;

    while (text_term_next(&it, &t)) {
        if (out->n)
            buf_lit(out, " ");
        buf_add(out, t.stem);
    }
}
