/* Names. See names.h. */
#include "text/names.h"

#include <unicode/uchar.h>

#include "base/buf.h"
#include "text/fold.h"

#define WORDS_MAX 8

/* "son of", "daughter of": belongs to the word before it. */
static bool is_filial(struct arena *a, struct str word)
{
    struct str w = text_fold(a, word);
    return str_eq(w, STR("уулу")) || str_eq(w, STR("кызы")) || str_eq(w, STR("угли")) ||
           str_eq(w, STR("оглы"));
}

static size_t split(struct str name, struct str words[WORDS_MAX])
{
    size_t n = 0;
    struct str part;

    while (n < WORDS_MAX && str_cut(&name, ' ', &part)) {
        part = str_trim(part);
        /* "Б.Т." is two initials. */
        while (n < WORDS_MAX && part.n) {
            size_t dot = str_find(part, STR("."), 0);
            size_t cut = dot == SIZE_MAX ? part.n : dot + 1;
            words[n++] = str_sub(part, 0, cut);
            part = str_sub(part, cut, part.n);
        }
    }
    return n;
}

/* "Анна-Мария": "А.-М." */
static void add_initials(struct buf *out, struct str word)
{
    struct str part;
    bool first = true;

    while (str_cut(&word, '-', &part)) {
        if (!part.n)
            continue;
        size_t i = 0;
        char tmp[4];
        uint32_t cp = (uint32_t)u_toupper((UChar32)str_utf8_next(part, &i));
        if (!first)
            buf_lit(out, "-");
        buf_add(out, (struct str){tmp, str_utf8_put(tmp, cp)});
        buf_lit(out, ".");
        first = false;
    }
}

struct str text_initials(struct arena *a, struct str full_name)
{
    struct str words[WORDS_MAX];
    size_t n = split(full_name, words);

    if (n < 2)
        return str_dup(a, str_trim(full_name));
    struct buf *out = buf_new(a, full_name.n * 4 + 64);
    size_t given = is_filial(a, words[1]) ? 2 : 1;
    for (size_t i = given; i < n; i++) {
        if (is_filial(a, words[i]))
            continue;
        add_initials(out, words[i]);
        buf_lit(out, " ");
    }
    buf_add(out, words[0]);
    if (given == 2) {
        buf_lit(out, " ");
        buf_add(out, words[1]);
    }
    return buf_str(out);
}
