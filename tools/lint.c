/* lint: the house rules that a compiler does not know.
 *
 * Usage: lint ROOT
 * In src/ and tools/: banned functions; a file without its purpose on top; notes of unfinished
 * work; words of people outside i18n/, views and src/text; struct html made anywhere but in web
 * (markup by construction would end there); raw output by hand. Comments and the contents of
 * strings are not code: each rule says what it looks at. */
#include <stdio.h>
#include <string.h>

#include "tools/csource.h"

enum { MOST_LINES = 800 };

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int line_of(struct str s, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += s.p[i] == '\n';
    return line;
}

/* The next place at or after *at where `word` stands as a whole word; *at moves behind it. */
static bool next_word(struct str s, const char *word, size_t *at, size_t *found)
{
    struct str w = str_of(word);
    size_t hit;

    while ((hit = str_find(s, w, *at)) != SIZE_MAX) {
        *at = hit + w.n;
        if ((hit == 0 || !name_char(s.p[hit - 1])) && (*at >= s.n || !name_char(s.p[*at]))) {
            *found = hit;
            return true;
        }
    }
    return false;
}

static char next_sign(struct str s, size_t at)
{
    while (at < s.n && strchr(" \t\n", s.p[at]))
        at++;
    return at < s.n ? s.p[at] : '\0';
}

static bool assigns(struct str s, size_t at)
{
    while (at < s.n && strchr(" \t\n", s.p[at]))
        at++;
    return at + 1 < s.n && s.p[at] == '=' && s.p[at + 1] != '=';
}

static void check_calls(const char *path, struct str code, const char *const *names, size_t n,
                        const char *why)
{
    for (size_t i = 0; i < n; i++)
        for (size_t at = 0, found; next_word(code, names[i], &at, &found);)
            if (next_sign(code, at) == '(')
                tool_fault(path, line_of(code, found), "%s: %s", names[i], why);
}

static void check_banned(const char *path, struct str code)
{
    static const char *const banned[] = {"strcpy", "strcat", "strncat", "sprintf", "vsprintf",
                                         "gets",   "strtok", "atoi",    "atol",    "atof",
                                         "system", "popen",  "alloca",  "tmpnam"};
    check_calls(path, code, banned, sizeof banned / sizeof *banned,
                "banned (base/str.h and base/buf.h have what replaces it)");
}

static void check_html(const char *path, struct str module, struct str code)
{
    static const char *const raw[] = {"out_raw", "out_text_html"};
    if (str_eq(module, STR("web")))
        return;
    check_calls(path, code, raw, 2, "only generated views and web/ call it");
    for (size_t at = 0, found; next_word(code, "markup", &at, &found);)
        if (found > 0 && (code.p[found - 1] == '.' || code.p[found - 1] == '>') &&
            assigns(code, at))
            tool_fault(path, line_of(code, found),
                       "struct html is made in web/ only: use out_markup or a view");
    for (size_t at = 0, found; next_word(code, "html", &at, &found);) {
        struct str before = str_trim(str_sub(code, 0, found));
        struct str behind = str_trim(str_sub(code, at, code.n));
        bool of_struct = str_ends(before, STR("struct"));
        if (of_struct && str_starts(behind, STR(")")) && next_sign(behind, 1) == '{')
            tool_fault(path, line_of(code, found),
                       "struct html is made in web/ only: use out_markup or a view");
    }
}

/* Cyrillic outside comments. Tests may say what they expect; src/text is about letters. */
static void check_words(const char *path, struct str module, struct str text)
{
    if (str_eq(module, STR("text")) || csource_is_test(path))
        return;
    for (size_t i = 0; i + 1 < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c >= 0xD0 && c <= 0xD3) {
            tool_fault(path, line_of(text, i), "words people read belong in i18n/ and views");
            return;
        }
    }
}

static void check_file(const char *path, struct str module, void *arg)
{
    /* Put together from halves, or this file would accuse itself. */
    static const char *const unfinished[] = {"TO"
                                             "DO",
                                             "FIX"
                                             "ME",
                                             "XX"
                                             "X"};
    struct str s = tool_read(path);
    bool in_src = *(const bool *)arg;

    if (!str_utf8_valid(s)) {
        tool_fault(path, 0, "not UTF-8");
        return;
    }
    if (!str_starts(s, STR("/*")))
        tool_fault(path, 1,
                   "a file begins with a comment: what it is for, what always holds, what it "
                   "leaves to others");
    if (line_of(s, s.n) > MOST_LINES)
        tool_fault(path, 0, "more than %d lines: one reason per file", MOST_LINES);
    for (size_t i = 0; i < 3; i++)
        for (size_t at = 0, found; next_word(s, unfinished[i], &at, &found);)
            tool_fault(path, line_of(s, found), "unfinished work");
    struct str code = csource_bare(s, WITHOUT_STRINGS);
    check_banned(path, code);
    if (in_src) {
        check_html(path, module, code);
        check_words(path, module, csource_bare(s, WITH_STRINGS));
    }
}

int main(int argc, char **argv)
{
    bool in_src = true;

    if (argc != 2) {
        fprintf(stderr, "usage: lint ROOT\n");
        return 2;
    }
    tool_start("lint");
    csource_each(str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/src", argv[1])), check_file,
                 &in_src);
    in_src = false;
    size_t n;
    char *tools = str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/tools", argv[1]));
    struct str *names = tool_list(tools, STR(""), &n);
    for (size_t i = 0; i < n; i++)
        if (str_ends(names[i], STR(".c")) || str_ends(names[i], STR(".h")))
            check_file(
                str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/%.*s", tools, STR_F(names[i]))),
                STR("tools"), &in_src);
    return tool_end();
}
