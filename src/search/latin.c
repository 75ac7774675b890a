/* Latin letters. See latin.h. */
#include "search/latin.h"

#include <string.h>

/* -- by sound: the Cyrillic letters, already folded (ө is о, ү у, ң н) -- */

struct latin_row {
    const char *latin;
    uint32_t letters[3];
};
/* Longer ones first. Sources: text/translit.h, and how people write Kyrgyz and Russian in messages.
 */
static const struct latin_row latin_rows[] = {
    {"shch", {0x449}}, {"sch", {0x449}},      {"sh", {0x448}}, {"ch", {0x447}}, {"zh", {0x436}},
    {"kh", {0x445}},   {"gh", {0x433}},       {"ts", {0x446}}, {"ya", {0x44F}}, {"yu", {0x44E}},
    {"yo", {0x435}},   {"ye", {0x435}},       {"ng", {0x43D}}, {"a", {0x430}},  {"b", {0x431}},
    {"c", {0x43A}},    {"d", {0x434}},        {"e", {0x435}},  {"f", {0x444}},  {"g", {0x433}},
    {"h", {0x445}},    {"i", {0x438}},        {"j", {0x436}},  {"k", {0x43A}},  {"l", {0x43B}},
    {"m", {0x43C}},    {"n", {0x43D}},        {"o", {0x43E}},  {"p", {0x43F}},  {"q", {0x43A}},
    {"r", {0x440}},    {"s", {0x441}},        {"t", {0x442}},  {"u", {0x443}},  {"v", {0x432}},
    {"w", {0x432}},    {"x", {0x43A, 0x441}}, {"y", {0x44B}},  {"z", {0x437}},
};

size_t latin_by_sound(struct str folded, int reading, char out[TEXT_STEM_MAX])
{
    size_t n = 0, at = 0;
    uint32_t last = 0;

    while (at < folded.n && n + 8 < TEXT_STEM_MAX) {
        const struct latin_row *row = NULL;
        for (size_t i = 0; i < sizeof latin_rows / sizeof *latin_rows && !row; i++)
            if (str_starts(str_sub(folded, at, folded.n), str_of(latin_rows[i].latin)))
                row = &latin_rows[i];
        if (!row)
            return 0;
        size_t length = strlen(row->latin);
        uint32_t c = row->letters[0];
        if (c == 0x44B && token_vowel(last)) /* y behind a vowel is й */
            c = 0x439;
        if (c == 0x435 && at == 0 && reading & 2)
            c = 0x44D;
        if (length == 2 && folded.p[at] == 'n' && reading & 1)
            length = 1;
        if (c == 0x446 && length == 2 && reading & 4) { /* "ts" */
            c = 0x442;
            length = 1;
        }
        if (c == 0x449 && reading & 4) { /* "shch" as "sh" and "ch", "sch" as "s" and "ch" */
            c = length == 4 ? 0x448 : 0x441;
            length -= 2;
        }
        n += str_utf8_put(out + n, c);
        if (row->letters[1])
            n += str_utf8_put(out + n, row->letters[1]);
        last = c;
        at += length;
    }
    return n;
}

bool latin_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'a' || s.p[i] > 'z')
            return false;
    return s.n > 1;
}

/* -- by keys -- */

/* The keys of the layout ЙЦУКЕН, which the Kyrgyz one keeps, in the order of ASCII: for each key
 * the letter on it. Source: the layouts "Russian" and "Kyrgyz" of CLDR and of xkeyboard-config. */
struct key {
    char latin;
    uint16_t letter;
};
static const struct key keys[] = {
    {'q', 0x439}, {'w', 0x446}, {'e', 0x443}, {'r', 0x43A}, {'t', 0x435},  {'y', 0x43D},
    {'u', 0x433}, {'i', 0x448}, {'o', 0x449}, {'p', 0x437}, {'[', 0x445},  {']', 0x44A},
    {'a', 0x444}, {'s', 0x44B}, {'d', 0x432}, {'f', 0x430}, {'g', 0x43F},  {'h', 0x440},
    {'j', 0x43E}, {'k', 0x43B}, {'l', 0x434}, {';', 0x436}, {'\'', 0x44D}, {'z', 0x44F},
    {'x', 0x447}, {'c', 0x441}, {'v', 0x43C}, {'b', 0x438}, {'n', 0x442},  {'m', 0x44C},
    {',', 0x431}, {'.', 0x44E}, {'`', 0x451}, {'{', 0x445}, {'}', 0x44A},  {':', 0x436},
    {'"', 0x44D}, {'<', 0x431}, {'>', 0x44E}, {'~', 0x451},
};

struct str latin_by_keys(struct arena *a, struct str text)
{
    char *out = arena_alloc(a, 2 * text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        uint32_t letter = 0;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        for (size_t k = 0; k < sizeof keys / sizeof *keys && !letter; k++)
            if (keys[k].latin == c)
                letter = keys[k].letter;
        if (letter)
            n += str_utf8_put(out + n, letter);
        else
            out[n++] = text.p[i];
    }
    return (struct str){out, n};
}
