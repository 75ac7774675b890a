/* Words and letters. See word.h. Code points below U+0600 are classified once, from ICU, into a
 * table; the rest asks ICU each time, since they are rare here. */
#include "text/word.h"

#include <pthread.h>
#include <unicode/uchar.h>

#define TABLE_SIZE 0x600

static unsigned char table[TABLE_SIZE];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static enum text_class classify(uint32_t cp)
{
    UChar32 c = (UChar32)cp;

    if (u_isdigit(c))
        return CLASS_DIGIT;
    int8_t type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK)
        return CLASS_MARK;
    if (!u_isalpha(c))
        return CLASS_OTHER;
    if (cp >= 0x400 && cp < 0x530)
        return CLASS_CYRILLIC;
    if (cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00))
        return CLASS_LATIN;
    return CLASS_LETTER;
}

static void fill(void)
{
    for (uint32_t cp = 0; cp < TABLE_SIZE; cp++)
        table[cp] = (unsigned char)classify(cp);
}

enum text_class text_class_of(uint32_t cp)
{
    pthread_once(&once, fill);
    return cp < TABLE_SIZE ? (enum text_class)table[cp] : classify(cp);
}

/* The character at *i, as text_class_of(str_utf8_next()) has it, for the two-byte letters most
 * texts consist of. */
static inline enum text_class next_class(struct str s, size_t *i)
{
    const unsigned char *p = (const unsigned char *)s.p + *i;

    if (p[0] < 0x80) {
        *i += 1;
        return (enum text_class)table[p[0]];
    }
    if (p[0] >= 0xC2 && p[0] < 0xD8 && *i + 1 < s.n && (p[1] & 0xC0) == 0x80) {
        *i += 2;
        return (enum text_class)table[(p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu)];
    }
    return text_class_of(str_utf8_next(s, i));
}

bool text_word_next(struct str s, size_t *at, struct str *word)
{
    size_t i = *at, start = 0;
    bool inside = false;

    pthread_once(&once, fill);
    while (i < s.n) {
        size_t here = i;
        enum text_class class = next_class(s, &i);
        bool part = class != CLASS_OTHER && (inside || class != CLASS_MARK);
        if (part && !inside) {
            start = here;
            inside = true;
        } else if (!part && inside) {
            *word = (struct str){s.p + start, here - start};
            *at = here;
            return true;
        }
    }
    *at = s.n;
    if (inside)
        *word = (struct str){s.p + start, s.n - start};
    return inside;
}
