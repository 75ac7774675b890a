/* msgc: message catalogues of three languages to one enum and one table.
 *
 * Usage: msgc MSG.h MSG_TABLE.c KEYS.txt DEPFILE DIR
 * Reads DIR/ky/NAME.po, DIR/ru/NAME.po, DIR/en/NAME.po of every NAME (the form: i18n.h,
 * tools/README.md). KEYS.txt tells viewc the keys and what they want: "key<TAB>1 if plural, else
 * 0<TAB>argument,argument". What it refuses is every fault a reader would otherwise meet: a text
 * missing, empty, in the wrong number of forms, naming other placeholders than its translations,
 * not UTF-8, or with Latin letters inside Cyrillic words. Non-goals: gettext's fuzzy and obsolete
 * entries, contexts, domains. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "text/canon.h"
#include "tools/tool.h"

enum { MAX_FORMS = 3, MAX_ARGS = 12 };

struct text {
    const char *file;
    int line; /* of msgid; 0: this language lacks the key */
    bool plural;
    struct str form[MAX_FORMS];
    int form_line[MAX_FORMS];
};

struct entry {
    struct str key;
    struct text in[LANG_COUNT];
    struct str arg[MAX_ARGS]; /* of the English text, sorted */
    size_t arg_count;
};

struct catalogue {
    struct entry *v; /* in the order first met; sorted at the end */
    size_t n, size;
};

static const size_t form_count[LANG_COUNT] = {[LANG_KY] = 2, [LANG_RU] = 3, [LANG_EN] = 2};

/* -- reading .po -- */

struct po {
    const char *file;
    enum lang lang;
    struct catalogue *all;
    struct str key;
    int line;
    bool any, plural;
    struct buf *form[MAX_FORMS];
    int form_line[MAX_FORMS];
    struct buf *target; /* where a continued string goes */
    struct buf *msgid, *msgid_plural;
};

static struct entry *entry_of(struct catalogue *c, struct str key)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->v[i].key, key))
            return &c->v[i];
    if (c->n == c->size) {
        size_t size = c->size ? c->size * 2 : 256;
        c->v = arena_grow(&tool_arena, c->v, c->size * sizeof *c->v, size * sizeof *c->v);
        c->size = size;
    }
    c->v[c->n] = (struct entry){.key = str_dup(&tool_arena, key)};
    return &c->v[c->n++];
}

static void start_entry(struct po *p, int line)
{
    *p = (struct po){.file = p->file, .lang = p->lang, .all = p->all, .line = line, .any = true};
    p->msgid = tool_buf();
    p->msgid_plural = tool_buf();
    p->target = p->msgid;
}

static void finish_entry(struct po *p)
{
    if (!p->any)
        return;
    p->any = false;
    struct str key = buf_str(p->msgid);
    if (key.n == 0)
        return; /* the head of the file */
    if (!tool_is_name(key)) {
        tool_fault(p->file, p->line, "\"%.*s\" is no key: letters, digits and _ only", STR_F(key));
        return;
    }
    struct text *t = &entry_of(p->all, key)->in[p->lang];
    if (t->line) {
        tool_fault(p->file, p->line, "duplicate key %.*s, first at %s:%d", STR_F(key), t->file,
                   t->line);
        return;
    }
    *t = (struct text){.file = p->file, .line = p->line, .plural = p->plural};
    size_t want = p->plural ? form_count[p->lang] : 1, have = 0;
    for (size_t i = 0; i < MAX_FORMS; i++) {
        if (!p->form[i])
            continue;
        have++;
        t->form[i] = buf_str(p->form[i]);
        t->form_line[i] = p->form_line[i];
        if (t->form[i].n == 0)
            tool_fault(p->file, p->form_line[i], "empty text of %.*s", STR_F(key));
        else if (i >= want)
            tool_fault(p->file, p->form_line[i], "%.*s has too many forms: %.*s takes %zu",
                       STR_F(key), STR_F(lang_code(p->lang)), want);
    }
    if (have < want)
        tool_fault(p->file, p->line, "%.*s has %zu of the %zu forms that %.*s takes", STR_F(key),
                   have, want, STR_F(lang_code(p->lang)));
}

/* Appends the content of a quoted string. */
static void read_string(struct po *p, int line, struct str s)
{
    s = str_trim(s);
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"') {
        tool_fault(p->file, line, "a text in double quotes is expected");
        return;
    }
    for (size_t i = 1; i + 1 < s.n; i++) {
        char c = s.p[i];
        if (c == '"') {
            tool_fault(p->file, line, "a quote inside a text is written \\\"");
            return;
        }
        if (c == '\\') {
            c = i + 2 < s.n ? s.p[++i] : '\0';
            if (c == 'n')
                c = '\n';
            else if (c == 't')
                c = '\t';
            else if (c != '"' && c != '\\') {
                tool_fault(p->file, line, "unknown escape: \\n \\t \\\" \\\\ only");
                return;
            }
        }
        buf_add_char(p->target, c);
    }
}

static void read_msgstr(struct po *p, int line, struct str rest)
{
    size_t form = 0;
    if (rest.n && rest.p[0] == '[') {
        if (rest.n < 3 || rest.p[1] < '0' || rest.p[1] >= '0' + MAX_FORMS || rest.p[2] != ']') {
            tool_fault(p->file, line, "msgstr[0] to msgstr[%d]", MAX_FORMS - 1);
            return;
        }
        form = (size_t)(rest.p[1] - '0');
        rest = str_sub(rest, 3, rest.n);
        if (!p->plural)
            tool_fault(p->file, line, "msgstr[n] without msgid_plural");
    } else if (p->plural) {
        tool_fault(p->file, line, "msgid_plural wants msgstr[0] …");
    }
    if (p->form[form])
        tool_fault(p->file, line, "this form is given twice");
    p->form[form] = p->target = tool_buf();
    p->form_line[form] = line;
    read_string(p, line, rest);
}

static bool after(struct str line, struct str word, struct str *rest)
{
    if (!str_starts(line, word))
        return false;
    *rest = str_sub(line, word.n, line.n);
    return true;
}

static void read_line(struct po *p, int number, struct str line)
{
    struct str rest;

    if (line.n == 0)
        return;
    if (line.p[0] == '#') {
        if (after(line, STR("#,"), &rest) && str_find(rest, STR("fuzzy"), 0) != SIZE_MAX)
            tool_fault(p->file, number, "fuzzy: settle the text and drop the flag");
    } else if (after(line, STR("msgid_plural "), &rest)) {
        p->plural = true;
        p->target = p->msgid_plural ? p->msgid_plural : (p->msgid_plural = tool_buf());
        read_string(p, number, rest);
    } else if (after(line, STR("msgid "), &rest)) {
        finish_entry(p);
        start_entry(p, number);
        read_string(p, number, rest);
    } else if (!p->any) {
        tool_fault(p->file, number, "msgid is expected");
    } else if (after(line, STR("msgstr"), &rest)) {
        read_msgstr(p, number, rest);
    } else if (line.p[0] == '"') {
        read_string(p, number, line);
    } else {
        tool_fault(p->file, number,
                   "msgid, msgid_plural, msgstr, a text or a # comment is expected");
    }
}

static void read_po(struct catalogue *all, enum lang lang, const char *path)
{
    struct po p = {.file = path, .lang = lang, .all = all};
    struct lines l = {.rest = tool_read(path)};
    struct str line;

    while (lines_next(&l, &line)) {
        if (!str_utf8_valid(line))
            tool_fault(path, l.number, "not UTF-8");
        else
            read_line(&p, l.number, str_trim(line));
    }
    finish_entry(&p);
}

/* -- checks -- */

struct args {
    struct str v[MAX_ARGS];
    size_t n;
};

static int compare_str(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static bool args_have(const struct args *a, struct str name)
{
    for (size_t i = 0; i < a->n; i++)
        if (str_eq(a->v[i], name))
            return true;
    return false;
}

/* Placeholders of one text, each once, sorted. */
static void args_of(const struct text *t, size_t form, struct args *out)
{
    struct str s = t->form[form];

    out->n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '}')
            tool_fault(t->file, t->form_line[form], "} without {");
        if (s.p[i] != '{')
            continue;
        size_t end = str_find(s, STR("}"), i);
        struct str name = str_sub(s, i + 1, end == SIZE_MAX ? 0 : end - i - 1);
        if (!tool_is_name(name)) {
            tool_fault(t->file, t->form_line[form], "{ must begin a placeholder {name}");
            return;
        }
        if (!args_have(out, name) && out->n < MAX_ARGS)
            out->v[out->n++] = name;
        i = end;
    }
    qsort(out->v, out->n, sizeof *out->v, compare_str);
}

/* The first form may leave out {n} where it stands for the one number 1; Russian's stands for 21 as
 * well. */
static void check_args(const struct entry *e, enum lang lang, size_t form, const struct args *want)
{
    const struct text *t = &e->in[lang];
    struct args have;

    args_of(t, form, &have);
    for (size_t i = 0; i < want->n; i++) {
        bool may_drop = t->plural && form == 0 && lang != LANG_RU && str_eq(want->v[i], STR("n"));
        if (!args_have(&have, want->v[i]) && !may_drop)
            tool_fault(t->file, t->form_line[form], "{%.*s} is missing in %.*s", STR_F(want->v[i]),
                       STR_F(e->key));
    }
    for (size_t i = 0; i < have.n; i++)
        if (!args_have(want, have.v[i]))
            tool_fault(t->file, t->form_line[form], "{%.*s} in %.*s is not in the English text",
                       STR_F(have.v[i]), STR_F(e->key));
}

static void check_letters(const struct entry *e, enum lang lang)
{
    const struct text *t = &e->in[lang];
    for (size_t i = 0; i < MAX_FORMS; i++) {
        struct text_canon_report r = {0};
        struct str canon = text_canon(&tool_arena, t->form[i], &r);
        if (r.lookalikes)
            tool_fault(t->file, t->form_line[i], "Latin letter inside a Cyrillic word of %.*s",
                       STR_F(e->key));
        else if (!str_eq(canon, t->form[i]))
            tool_fault(t->file, t->form_line[i], "%.*s is not in canonical form: \"%.*s\" is",
                       STR_F(e->key), STR_F(canon));
    }
}

static void check_entry(struct entry *e)
{
    const struct text *some = NULL;
    struct args want;
    bool whole = true;

    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (e->in[lang].line)
            some = &e->in[lang];
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!e->in[lang].line) {
            tool_fault(some->file, some->line, "%.*s is missing in %.*s", STR_F(e->key),
                       STR_F(lang_code((enum lang)lang)));
            whole = false;
        } else if (e->in[lang].plural != some->plural) {
            tool_fault(e->in[lang].file, e->in[lang].line,
                       "%.*s is plural in one language and not in another", STR_F(e->key));
            whole = false;
        }
    }
    if (!whole)
        return;
    args_of(&e->in[LANG_EN], some->plural ? form_count[LANG_EN] - 1 : 0, &want);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        for (size_t form = 0; form < (some->plural ? form_count[lang] : 1); form++)
            if (e->in[lang].form[form].n)
                check_args(e, (enum lang)lang, form, &want);
        if (lang != LANG_EN)
            check_letters(e, (enum lang)lang);
    }
    memcpy(e->arg, want.v, want.n * sizeof *want.v);
    e->arg_count = want.n;
}

/* -- out -- */

static void put_header(struct buf *b, const struct catalogue *c)
{
    buf_lit(b, "/* Made by tools/msgc from i18n/. In the order of the keys. */\n#pragma "
               "once\n\nenum msg {\n");
    for (size_t i = 0; i < c->n; i++)
        buf_printf(b, "    MSG_%.*s,\n", STR_F(c->v[i].key));
    buf_lit(b, "    MSG_COUNT\n};\n");
}

/* One text behind the others; *at moves behind it and its NUL. */
static void put_text(struct buf *b, struct str s, size_t *at)
{
    buf_lit(b, "    ");
    tool_put_literal(b, s);
    buf_lit(b, " \"\\0\"\n");
    *at += s.n + 1;
}

static void put_texts(struct buf *b, const struct catalogue *c)
{
    size_t at = 0;

    buf_lit(b, "const char msg_texts[] = \"\"\n");
    for (size_t i = 0; i < c->n; i++) {
        put_text(b, c->v[i].key, &at);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            for (size_t form = 0; form < MAX_FORMS && c->v[i].in[lang].form[form].n; form++)
                put_text(b, c->v[i].in[lang].form[form], &at);
    }
    buf_lit(b, "    ;\n\n");
}

static void put_table(struct buf *b, const struct catalogue *c)
{
    size_t at = 0; /* goes as in put_texts */

    buf_lit(b, "/* Made by tools/msgc from i18n/. */\n#include \"i18n/table.h\"\n\n");
    put_texts(b, c);
    buf_lit(b, "const struct msg_entry msg_table[MSG_COUNT] = {\n");
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->v[i];
        buf_printf(b, "    {%zu, %s, {", at, e->in[LANG_EN].plural ? "true" : "false");
        at += e->key.n + 1;
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            buf_lit(b, "{");
            for (size_t form = 0; form < MAX_FORMS && e->in[lang].form[form].n; form++) {
                buf_printf(b, "{%zu, %zu}, ", at, e->in[lang].form[form].n);
                at += e->in[lang].form[form].n + 1;
            }
            buf_lit(b, "}, ");
        }
        buf_lit(b, "}},\n");
    }
    buf_lit(b, "};\n");
}

static void put_keys(struct buf *b, const struct catalogue *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->v[i];
        buf_printf(b, "%.*s\t%d\t", STR_F(e->key), e->in[LANG_EN].plural ? 1 : 0);
        for (size_t k = 0; k < e->arg_count; k++)
            buf_printf(b, "%s%.*s", k ? "," : "", STR_F(e->arg[k]));
        buf_add_char(b, '\n');
    }
}

static int compare_entry(const void *x, const void *y)
{
    return str_cmp(((const struct entry *)x)->key, ((const struct entry *)y)->key);
}

static void read_all(const char *dir, struct catalogue *all, const char *depfile,
                     const char *target)
{
    char **inputs = NULL;
    size_t n = 0;

    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str folder = str_fmt(&tool_arena, "%s/%.*s", dir, STR_F(lang_code((enum lang)lang)));
        size_t count;
        struct str *names = tool_list(folder.p, STR(".po"), &count);
        inputs =
            arena_grow(&tool_arena, inputs, n * sizeof *inputs, (n + count + 1) * sizeof *inputs);
        inputs[n++] = str_cstr(&tool_arena, folder);
        for (size_t i = 0; i < count; i++) {
            char *path = str_cstr(
                &tool_arena, str_fmt(&tool_arena, "%.*s/%.*s", STR_F(folder), STR_F(names[i])));
            inputs[n++] = path;
            read_po(all, (enum lang)lang, path);
        }
    }
    tool_depfile(depfile, target, inputs, n);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: msgc MSG.h MSG_TABLE.c KEYS.txt DEPFILE DIR\n");
        return 2;
    }
    tool_start("msgc");
    struct catalogue all = {0};
    read_all(argv[5], &all, argv[4], argv[1]);
    if (all.n == 0 && tool_faults() == 0)
        tool_fault(argv[5], 0, "no message in it");
    for (size_t i = 0; i < all.n; i++)
        check_entry(&all.v[i]);
    if (tool_faults() == 0) {
        struct buf *h = tool_buf(), *c = tool_buf(), *k = tool_buf();
        qsort(all.v, all.n, sizeof *all.v, compare_entry);
        put_header(h, &all);
        put_table(c, &all);
        put_keys(k, &all);
        tool_write_later(argv[1], h);
        tool_write_later(argv[2], c);
        tool_write_later(argv[3], k);
    }
    return tool_end();
}
