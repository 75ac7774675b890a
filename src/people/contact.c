/* How people are reached and called: one stored form each. See people_inside.h. */
#include <stdlib.h>
#include <string.h>

#include "people/people_inside.h"
#include "text/canon.h"
#include "text/fold.h"
#include "text/word.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Blanks, hyphens and brackets are how people group digits. */
static enum contact_kind phone_normal(struct arena *a, struct str s, struct str *out)
{
    char digits[20];
    size_t n = 0;
    bool plus = s.n && s.p[0] == '+';

    for (size_t i = plus; i < s.n; i++) {
        if (strchr(" -()", s.p[i]) && s.p[i])
            continue;
        if (!is_digit(s.p[i]) || n == 15)
            return CONTACT_NONE;
        digits[n++] = s.p[i];
    }
    struct str d = {digits, n};
    if (!plus && n == 10 && digits[0] == '0')
        *out = str_cat(a, STR("+996"), str_sub(d, 1, n));
    else if (!plus && n == 9)
        *out = str_cat(a, STR("+996"), d);
    else if ((plus || str_starts(d, STR("996"))) && n >= 9)
        *out = str_cat(a, STR("+"), d);
    else
        return CONTACT_NONE;
    return CONTACT_PHONE;
}

/* The shape only: one @, a dot behind it, ASCII without blanks. Whether it exists the confirming
 * mail finds out. */
static enum contact_kind email_normal(struct arena *a, struct str s, struct str *out)
{
    size_t at = str_find(s, STR("@"), 0);
    char *p = str_cstr(a, s);

    if (at == 0 || at > 64 || at + 3 >= s.n || str_find(s, STR("@"), at + 1) != SIZE_MAX)
        return CONTACT_NONE;
    struct str host = str_sub(s, at + 1, s.n);
    size_t dot = str_find(host, STR("."), 0);
    if (dot == SIZE_MAX || dot == 0 || host.p[host.n - 1] == '.' ||
        str_find(host, STR(".."), 0) != SIZE_MAX)
        return CONTACT_NONE;
    for (size_t i = 0; i < s.n; i++) {
        if (p[i] <= ' ' || p[i] >= 0x7f || strchr("\"(),:;<>[\\]", p[i]))
            return CONTACT_NONE;
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + ('a' - 'A'));
    }
    *out = (struct str){p, s.n};
    return CONTACT_EMAIL;
}

enum contact_kind contact_normal(struct arena *a, struct str typed, struct str *out)
{
    struct str s = str_trim(typed);

    if (s.n == 0 || s.n > CONTACT_CHARS_MAX)
        return CONTACT_NONE;
    return memchr(s.p, '@', s.n) ? email_normal(a, s, out) : phone_normal(a, s, out);
}

struct str contact_masked(struct arena *a, struct str contact)
{
    size_t at = str_find(contact, STR("@"), 0);

    if (!contact.n)
        return STR("");
    if (at != SIZE_MAX)
        return str_fmt(a, "%.*s…%.*s", STR_F(str_sub(contact, 0, 1)),
                       STR_F(str_sub(contact, at, contact.n)));
    return str_fmt(a, "%.*s…%.*s", STR_F(str_sub(contact, 0, 4)),
                   STR_F(str_sub(contact, contact.n > 2 ? contact.n - 2 : 0, 2)));
}

static int by_bytes(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

struct str name_key(struct arena *a, struct str name)
{
    struct str words[16], word, folded = text_fold(a, name);
    size_t n = 0;
    struct buf *b = buf_new(a, 4 * KIB);

    for (size_t at = 0; n < 16 && text_word_next(folded, &at, &word);)
        words[n++] = word;
    qsort(words, n, sizeof *words, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_char(b, ' ');
        buf_add(b, words[i]);
    }
    return buf_failed(b) ? STR("") : str_dup(a, buf_str(b));
}

static struct str one_line(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] > ' ')
            p[n++] = s.p[i];
        else if (n && p[n - 1] != ' ')
            p[n++] = ' ';
    }
    while (n && p[n - 1] == ' ')
        n--;
    return (struct str){p, n};
}

struct str name_checked(struct arena *a, struct str typed, struct faults *f)
{
    struct str name = one_line(a, text_canon(a, str_utf8_head(typed, 10 * NAME_CHARS_MAX), NULL)),
               word;
    size_t at = 0, n = str_utf8_length(name);

    if (n == 0)
        fault_add(f, STR("name"), MSG_common_fault_required);
    else if (n > NAME_CHARS_MAX)
        fault_add(f, STR("name"), MSG_common_fault_too_long, ARG_N("n", NAME_CHARS_MAX));
    else if (n < 2 || !text_word_next(name, &at, &word))
        fault_add(f, STR("name"), MSG_people_fault_name);
    return name;
}
