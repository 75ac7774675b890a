/* Names of units as files and forms give them. See place_inside.h.
 *
 * Look-alikes: "Oш" with a Latin O is one of the commonest faults of such tables. What text_canon
 * can settle for certain (a Latin letter inside a word that is otherwise Cyrillic) is corrected and
 * noted, since refusing a classifier of 2 400 rows for one invisible letter helps nobody and the
 * correction has one possible reading. A word that stays Latin or mixed after that is refused by
 * name: what was meant cannot be known. */
#include <string.h>

#include "place/place_inside.h"
#include "text/canon.h"
#include "text/fold.h"
#include "text/word.h"

#define NAME_CHARS_MAX 200

struct str place_name_foreign(struct str s)
{
    struct str word;

    for (size_t at = 0; text_word_next(s, &at, &word);)
        for (size_t i = 0; i < word.n;)
            if (text_class_of(str_utf8_next(word, &i)) == CLASS_LATIN)
                return word;
    return STR("");
}

/* Runs of blanks, line ends among them, become one space. */
static struct str one_line(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        bool nbsp = str_starts(str_sub(s, i, 2), STR("\xc2\xa0"));
        bool blank = nbsp || (unsigned char)s.p[i] <= ' ';
        if (!blank)
            p[n++] = s.p[i];
        else if (n && p[n - 1] != ' ')
            p[n++] = ' ';
        i += nbsp;
    }
    while (n && p[n - 1] == ' ')
        n--;
    return (struct str){p, n};
}

/* The name without its word for city, in front or behind: "г. Каракол", "Каракол шаары". */
static struct str without_city_word(struct arena *a, enum lang lang, struct str name)
{
    struct str rest = msg_raw(lang, MSG_place_city_words), word;

    while (str_cut(&rest, '|', &word)) {
        struct str front = str_cat(a, word, STR(" ")), back = str_cat(a, STR(" "), word);
        if (str_starts(name, front))
            return str_trim(str_sub(name, front.n, name.n));
        if (str_ends(name, back))
            return str_trim(str_sub(name, 0, name.n - back.n));
        if (str_ends(word, STR(".")) && str_starts(name, word))
            return str_trim(str_sub(name, word.n, name.n));
    }
    return name;
}

enum err place_name_take(struct arena *a, const struct name_check *c, struct csv_field at,
                         struct str *out)
{
    struct text_canon_report report = {0};
    struct str raw, name, foreign;

    TRY(csv_text(c->csv, at, c->column, c->f, &raw));
    name = one_line(a, text_canon(a, raw, &report));
    foreign = c->lang == LANG_EN ? STR("") : place_name_foreign(name);
    if (foreign.n) {
        csv_fault(c->f, at, c->column, MSG_place_name_latin, ARG_S("word", foreign));
        return ERR_INVALID;
    }
    if (str_utf8_length(name) > NAME_CHARS_MAX) {
        csv_fault(c->f, at, c->column, MSG_place_name_long, ARG_N("max", NAME_CHARS_MAX));
        return ERR_INVALID;
    }
    if (report.lookalikes && c->notes)
        csv_fault(c->notes, at, c->column, MSG_place_note_lookalikes, ARG_S("name", name));
    if (name.n && c->kind == PLACE_CITY)
        name = msg_text(a, c->lang, MSG_place_city_named,
                        ARG_S("name", without_city_word(a, c->lang, name)));
    *out = name;
    return OK;
}

struct beginning {
    struct str folded;
    int64_t weight;
};

static size_t add_beginning(struct beginning *list, size_t n, struct str folded, int64_t weight)
{
    if (folded.n == 0)
        return n;
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].folded, folded)) {
            list[i].weight = list[i].weight < weight ? list[i].weight : weight;
            return n;
        }
    list[n] = (struct beginning){folded, weight};
    return n + 1;
}

void place_name_rows(struct arena *a, struct json *j, struct str code,
                     const struct str name[LANG_COUNT])
{
    enum { WORDS = 8 };
    struct beginning list[LANG_COUNT * WORDS];
    size_t n = 0;

    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str folded = text_fold(a, name[lang]);
        for (int word = 0; word < WORDS && folded.n; word++) {
            n = add_beginning(list, n, folded, word > 0);
            size_t blank = str_find(folded, STR(" "), 0);
            if (blank == SIZE_MAX)
                break;
            folded = str_sub(folded, blank + 1, folded.n);
        }
    }
    for (size_t i = 0; i < n; i++) {
        json_object_begin(j);
        json_field_str(j, "code", code);
        json_field_str(j, "folded", list[i].folded);
        json_field_i64(j, "weight", list[i].weight);
        json_object_end(j);
    }
}
