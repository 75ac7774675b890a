/* Messages. See i18n.h. */
#include "i18n/i18n.h"

#include <assert.h>
#include <string.h>

#include "i18n/table.h"
#include "text/numbers.h"

enum { MSG_MAX = 64 * 1024 }; /* bytes of one filled message */

/* Index of a plural category in the order of the catalogue's forms. */
static size_t form_of(enum lang lang, int64_t n)
{
    enum plural category = text_plural(lang, n);
    if (category == PLURAL_ONE)
        return 0;
    if (lang != LANG_RU)
        return 1;
    return category == PLURAL_FEW ? 1 : 2;
}

static const struct msg_arg *arg_of(const struct msg_arg *args, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (args[i].name && str_eq(name, str_of(args[i].name)))
            return &args[i];
    return NULL;
}

static struct str piece(struct msg_piece p)
{
    return (struct str){msg_texts + p.at, p.n};
}

static struct str text_of(enum lang lang, enum msg key, const struct msg_arg *args, size_t n)
{
    const struct msg_entry *e = &msg_table[key];
    if (!e->plural)
        return piece(e->text[lang][0]);
    const struct msg_arg *number = arg_of(args, n, STR("n"));
    assert(number && number->is_number);
    return piece(e->text[lang][form_of(lang, number ? number->n : 0)]);
}

/* Digits go through the caller's arena: one of its own would have no landing pad, and end the
 * program where memory ends. */
static void put(struct buf *out, struct arena *a, enum lang lang, enum msg key,
                const struct msg_arg *args, size_t n)
{
    assert((unsigned)key < MSG_COUNT && (unsigned)lang < LANG_COUNT);
    struct str rest = text_of(lang, key, args, n), before;

    while (str_cut(&rest, '{', &before)) {
        buf_add(out, before);
        struct str name = STR("");
        if (!rest.p || !str_cut(&rest, '}', &name))
            break;
        const struct msg_arg *arg = arg_of(args, n, name);
        assert(arg); /* the catalogue names it, the caller does not */
        if (arg && arg->is_number)
            buf_add(out, text_number(a, lang, arg->n));
        else if (arg)
            buf_add(out, arg->s);
    }
}

struct str msg_format(struct arena *a, enum lang lang, enum msg key, const struct msg_arg *args,
                      size_t n)
{
    struct str s = text_of(lang, key, args, n);

    if (!memchr(s.p, '{', s.n))
        return s; /* most have nothing to fill in: the catalogue's own text */
    struct buf *b = buf_new(a, MSG_MAX);
    put(b, a, lang, key, args, n);
    return buf_str(b);
}

struct str msg_raw(enum lang lang, enum msg key)
{
    return (unsigned)key < MSG_COUNT ? piece(msg_table[key].text[lang][0]) : STR("");
}

bool msg_find(struct str name, enum msg *out)
{
    size_t low = 0, high = MSG_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(name, str_of(msg_texts + msg_table[middle].name));
        if (c == 0) {
            *out = (enum msg)middle;
            return true;
        }
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

const char *msg_name(enum msg key)
{
    return (unsigned)key < MSG_COUNT ? msg_texts + msg_table[key].name : "MSG_?";
}
