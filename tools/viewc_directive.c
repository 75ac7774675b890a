/* viewc: what stands in braces: expressions, branches, loops, messages, calls. */
#include "tools/viewc.h"

#include <string.h>

/* -- reading -- */

static bool name_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '_';
}

/* Offset of the byte behind the C string or character constant at i. */
static size_t skip_constant(struct str s, size_t i)
{
    char quote = s.p[i++];
    while (i < s.n && s.p[i] != quote)
        i += s.p[i] == '\\' ? 2 : 1;
    return i + 1;
}

/* The content of the braces at c->at; moves behind them. Braces of C inside are balanced. */
static bool take_braces(struct compiler *c, struct str *out)
{
    int depth = 0;

    for (size_t i = c->at; i < c->text.n;) {
        char ch = c->text.p[i];
        if (ch == '"' || ch == '\'') {
            i = skip_constant(c->text, i);
            continue;
        }
        depth += (ch == '{') - (ch == '}');
        i++;
        if (depth == 0) {
            *out = str_trim(str_sub(c->text, c->at + 1, i - c->at - 2));
            c->at = i;
            return true;
        }
    }
    view_fault(c, "{ is never closed: write {{ for a brace");
    c->at = c->text.n;
    return false;
}

/* "if x": word "if", rest "x". False where the word stands alone. */
static bool keyword(struct str s, const char *word, struct str *rest)
{
    struct str w = str_of(word);
    if (!str_starts(s, w) || s.n <= w.n || !strchr(" \t\r\n", s.p[w.n]))
        return false;
    *rest = str_trim(str_sub(s, w.n, s.n));
    return rest->n > 0;
}

/* Offset of `ch` outside brackets, strings and constants, from `from`; SIZE_MAX: none. */
static size_t find_outside(struct str s, char ch, size_t from)
{
    int depth = 0;
    for (size_t i = from; i < s.n;) {
        if (s.p[i] == '"' || s.p[i] == '\'') {
            i = skip_constant(s, i);
            continue;
        }
        if (depth == 0 && s.p[i] == ch)
            return i;
        depth += strchr("([{", s.p[i]) != NULL;
        depth -= strchr(")]}", s.p[i]) != NULL;
        i++;
    }
    return SIZE_MAX;
}

/* -- contexts -- */

static bool in_url(const struct compiler *c)
{
    return c->s.where == IN_VALUE && c->s.value != VALUE_TEXT && c->s.value != VALUE_FIXED;
}

/* Whether something may be printed here at all. */
static bool may_print(struct compiler *c)
{
    if (c->s.where == IN_TAG)
        view_fault(c, "an expression stands in text or in a quoted value, not between attributes");
    else if (c->s.where == IN_VALUE && c->s.value == VALUE_FIXED)
        view_fault(c, "the value of %.*s takes no expression", STR_F(c->tag.attribute));
    else
        return true;
    return false;
}

static bool text_only(struct compiler *c, const char *what)
{
    if (!may_print(c))
        return false;
    if (in_url(c))
        view_fault(c, "{%s …} cannot stand in a URL", what);
    return !in_url(c);
}

static void print_expression(struct compiler *c, int line, struct str e)
{
    if (!may_print(c))
        return;
    if (c->s.where == IN_TEXT)
        view_code(c, line, "out_text(o, (%.*s));", STR_F(e));
    else if (!in_url(c))
        view_code(c, line, "out_attr(o, (%.*s));", STR_F(e));
    else if (c->s.value == VALUE_URL)
        view_code(c, line, "out_href(o, (%.*s));", STR_F(e));
    else
        view_code(c, line, "out_url(o, (%.*s));", STR_F(e));
    view_value_dynamic(c);
}

/* -- messages -- */

static const struct key *key_of(const struct compiler *c, struct str name)
{
    size_t low = 0, high = c->keys.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(name, c->keys.v[middle].name);
        if (order == 0)
            return &c->keys.v[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* "a=x + 1 b=y": the next name and its expression, which ends where another "name=" begins. */
static bool next_argument(struct str *rest, struct str *name, struct str *value)
{
    struct str s = str_trim(*rest);
    size_t n = 0, from, end;

    while (n < s.n && name_char(s.p[n]))
        n++;
    if (n == 0 || n >= s.n || s.p[n] != '=')
        return false;
    *name = str_sub(s, 0, n);
    from = n + 1;
    for (size_t at = from; (end = find_outside(s, ' ', at)) != SIZE_MAX; at = end + 1) {
        size_t k = end;
        while (k < s.n && strchr(" \t\r\n,", s.p[k]))
            k++;
        size_t word = k;
        while (k < s.n && name_char(s.p[k]))
            k++;
        if (k > word && k + 1 < s.n && s.p[k] == '=' && s.p[k + 1] != '=')
            break;
    }
    *value = str_trim(str_sub(s, from, (end == SIZE_MAX ? s.n : end) - from));
    if (value->n && value->p[value->n - 1] == ',')
        value->n--;
    *rest = end == SIZE_MAX ? STR("") : str_sub(s, end, s.n);
    return value->n > 0;
}

static bool wants(const struct key *k, struct str name)
{
    if (k->plural && str_eq(name, STR("n")))
        return true;
    for (size_t i = 0; i < k->arg_count; i++)
        if (str_eq(k->arg[i], name))
            return true;
    return false;
}

static void message(struct compiler *c, int line, struct str rest, bool plural)
{
    size_t n = 0, given = 0;
    struct str name, value, seen[MAX_KEY_ARGS];
    struct buf *args = tool_buf();

    if (!text_only(c, plural ? "tn" : "t"))
        return;
    while (n < rest.n && name_char(rest.p[n]))
        n++;
    struct str key_name = str_sub(rest, 0, n);
    const struct key *k = key_of(c, key_name);
    rest = str_trim(str_sub(rest, n, rest.n));
    if (!k) {
        tool_fault(c->path, line, "no message %.*s in i18n/", STR_F(key_name));
        return;
    }
    if (k->plural != plural)
        tool_fault(c->path, line, "%.*s is %s: write {%s %.*s …}", STR_F(key_name),
                   k->plural ? "plural" : "not plural", k->plural ? "tn" : "t", STR_F(key_name));
    while (next_argument(&rest, &name, &value)) {
        if (!wants(k, name))
            tool_fault(c->path, line, "%.*s takes no {%.*s}", STR_F(key_name), STR_F(name));
        for (size_t i = 0; i < given; i++)
            if (str_eq(seen[i], name))
                tool_fault(c->path, line, "%.*s is given twice", STR_F(name));
        if (given < MAX_KEY_ARGS)
            seen[given++] = name;
        buf_printf(args, "%s(\"%.*s\", (%.*s)), ",
                   plural && str_eq(name, STR("n")) ? "out_arg_i64" : "out_arg", STR_F(name),
                   STR_F(value));
    }
    if (str_trim(rest).n)
        tool_fault(c->path, line, "arguments are written name=expression: %.*s", STR_F(rest));
    size_t want = k->arg_count;
    for (size_t i = 0; i < want; i++) {
        bool found = false;
        for (size_t j = 0; j < given; j++)
            found |= str_eq(seen[j], k->arg[i]);
        if (!found)
            tool_fault(c->path, line, "%.*s needs %.*s=", STR_F(key_name), STR_F(k->arg[i]));
    }
    if (plural && !wants(&(struct key){.arg = {STR("n")}, .arg_count = given ? 1 : 0}, STR("n")))
        tool_fault(c->path, line, "%.*s needs n=", STR_F(key_name));
    if (given)
        view_code(c, line, "out_msg(o, MSG_%.*s, (const struct msg_arg[]){%.*s}, %zu);",
                  STR_F(key_name), STR_F(buf_str(args)), given);
    else
        view_code(c, line, "out_msg(o, MSG_%.*s, NULL, 0);", STR_F(key_name));
    view_value_dynamic(c);
}

/* -- branches and loops -- */

static bool same_state(const struct state *x, const struct state *y)
{
    return x->where == y->where && x->quote == y->quote && x->value == y->value &&
           x->depth == y->depth;
}

static void push_block(struct compiler *c, int line, enum block_kind kind)
{
    if (c->block_count == MAX_DEPTH) {
        view_fault(c, "more than %d blocks inside each other", MAX_DEPTH);
        return;
    }
    c->block[c->block_count++] = (struct block){.kind = kind,
                                                .line = line,
                                                .branch = ++c->branches,
                                                .before = c->s,
                                                .last_before = c->last};
}

/* A branch ends: it must leave the markup as the other branches do. */
static void end_branch(struct compiler *c, struct block *b)
{
    if (b->branched && !same_state(&b->after, &c->s))
        view_fault(c, "the branches of the block of line %d end in different places of the markup",
                   b->line);
    if (c->s.depth > b->before.depth)
        tool_fault(c->path, c->open[c->s.depth - 1].line,
                   "<%.*s> is opened in this branch and not closed in it",
                   STR_F(c->open[c->s.depth - 1].name));
    b->last_after = !b->branched || b->last_after == c->last ? c->last : '\0';
    b->after = c->s;
    b->branched = true;
}

static void else_branch(struct compiler *c, int line, struct str condition)
{
    struct block *b = c->block_count ? &c->block[c->block_count - 1] : NULL;

    if (!b || b->kind != BLOCK_IF) {
        view_fault(c, "{else} without {if}");
        return;
    }
    end_branch(c, b);
    c->s = b->before;
    c->last = b->last_before;
    b->branch = ++c->branches;
    if (condition.n) {
        view_code(c, line, "} else if (%.*s) {", STR_F(condition));
    } else {
        b->kind = BLOCK_ELSE;
        view_code(c, line, "} else {");
    }
}

static void end_block(struct compiler *c, int line)
{
    if (c->block_count == 0) {
        view_markup_end(c);
        if (c->pending->n && c->pending->p[c->pending->n - 1] == '\n')
            c->pending->n--;
        view_flush(c);
        buf_lit(c->code, "}\n");
        c->in_view = false;
        return;
    }
    struct block *b = &c->block[c->block_count - 1];
    end_branch(c, b);
    if (b->kind != BLOCK_ELSE) { /* the way that skips it */
        if (!same_state(&b->before, &b->after))
            view_fault(c, "the block of line %d ends in another place of the markup than it began",
                       b->line);
        if (b->last_before != b->last_after)
            b->last_after = '\0';
    }
    c->s = b->after;
    c->last = b->last_after;
    c->block_count--;
    view_code(c, line, "}");
}

static void loop(struct compiler *c, int line, struct str head)
{
    size_t colon = find_outside(head, ':', 0);

    if (find_outside(head, ';', 0) != SIZE_MAX) {
        view_code(c, line, "for (%.*s) {", STR_F(head));
    } else if (colon != SIZE_MAX) {
        struct str item = str_trim(str_sub(head, 0, colon)),
                   rows = str_trim(str_sub(head, colon + 1, head.n));
        size_t n = item.n;
        while (n > 0 && name_char(item.p[n - 1]))
            n--;
        struct str name = str_sub(item, n, item.n);
        if (!tool_is_name(name) || n == 0 || item.p[n - 1] != '*' || rows.n == 0) {
            view_fault(c, "{for const struct row *r : rows}");
            return;
        }
        view_code(c, line,
                  "for (size_t %.*s_i = 0; %.*s_i < (%.*s).n; %.*s_i++) { %.*s = "
                  "&(%.*s).v[%.*s_i]; (void)%.*s;",
                  STR_F(name), STR_F(name), STR_F(rows), STR_F(name), STR_F(item), STR_F(rows),
                  STR_F(name), STR_F(name));
    } else {
        view_fault(c, "{for const struct row *r : rows}");
        return;
    }
    push_block(c, line, BLOCK_FOR);
    c->last = '\0'; /* the second round begins behind the first */
    c->block[c->block_count - 1].last_before = '\0';
}

/* -- views -- */

static void start_view(struct compiler *c, int line, struct str head)
{
    size_t open = str_find(head, STR("("), 0);
    struct str name = str_sub(head, 0, open == SIZE_MAX ? 0 : open);

    if (!tool_is_name(name) || head.p[head.n - 1] != ')') {
        view_fault(c, "{view name(const struct model *v)}");
        return;
    }
    struct str params = str_trim(str_sub(head, open + 1, head.n - open - 2));
    const char *comma = params.n ? ", " : "";
    buf_printf(c->declarations, "void %.*s_view(struct out *o%s%.*s);\n", STR_F(name), comma,
               STR_F(params));
    c->in_view = true;
    c->view_line = line;
    c->s = (struct state){.where = IN_TEXT};
    c->block_count = 0;
    c->last = '\n'; /* blanks at the begin are dropped */
    buf_lit(c->code, "\n");
    view_code(c, line, "void %.*s_view(struct out *o%s%.*s)\n{", STR_F(name), comma, STR_F(params));
}

static void call(struct compiler *c, int line, struct str rest)
{
    size_t open = str_find(rest, STR("("), 0);
    struct str name = str_trim(str_sub(rest, 0, open == SIZE_MAX ? 0 : open));

    if (c->s.where != IN_TEXT) {
        view_fault(c, "{call …} stands in text");
        return;
    }
    if (!tool_is_name(name) || rest.p[rest.n - 1] != ')') {
        view_fault(c, "{call view(arguments)}");
        return;
    }
    struct str args = str_trim(str_sub(rest, open + 1, rest.n - open - 2));
    view_code(c, line, "%.*s_view(o%s%.*s);", STR_F(name), args.n ? ", " : "", STR_F(args));
    c->last = '\0';
}

/* -- the rest -- */

static void csrf(struct compiler *c, int line)
{
    struct element *form = NULL;

    for (size_t i = 0; i < c->s.depth; i++)
        if (str_eq(c->open[i].name, STR("form")))
            form = &c->open[i];
    if (c->s.where != IN_TEXT || (form && !form->post)) {
        view_fault(c, "{csrf} stands inside a form with method=\"post\"");
        return;
    }
    if (form)
        form->has_csrf = true;
    view_code(c, line, "out_csrf(o);");
    c->last = '\0';
}

static void asset(struct compiler *c, int line, struct str name)
{
    if (!in_url(c) || c->s.value != VALUE_URL || name.n < 3 || name.p[0] != '"' ||
        name.p[name.n - 1] != '"') {
        view_fault(c, "{asset \"file\"} is the whole of a URL attribute");
        return;
    }
    char *macro = str_cstr(&tool_arena, str_sub(name, 1, name.n - 2));
    for (char *p = macro; *p; p++)
        if (!name_char(*p))
            *p = '_';
    view_code(c, line, "out_asset(o, ASSET_%s);", macro);
    c->uses_assets = true;
    c->tag.asset_src |= str_eq(c->tag.attribute, STR("src"));
    view_value_dynamic(c);
}

static void path(struct compiler *c, int line, struct str e)
{
    if (!in_url(c)) {
        view_fault(c, "{path …} stands in a URL");
        return;
    }
    view_code(c, line, c->s.value == VALUE_URL ? "out_href(o, (%.*s));" : "out_path(o, (%.*s));",
              STR_F(e));
    view_value_dynamic(c);
}

/* {day x} and its like: they print words and digits of the reader's language. */
static bool format(struct compiler *c, int line, struct str s)
{
    static const char *const names[] = {"day",           "day_short", "day_on", "instant",
                                        "instant_short", "num",       "money",  "msg"};
    struct str rest;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!keyword(s, names[i], &rest))
            continue;
        if (text_only(c, names[i]))
            view_code(c, line, "out_%s(o, (%.*s)%s);", names[i], STR_F(rest),
                      str_eq(str_of(names[i]), STR("msg")) ? ", NULL, 0" : "");
        view_value_dynamic(c);
        return true;
    }
    if (keyword(s, "day_iso", &rest) || keyword(s, "instant_iso", &rest)) {
        struct str call_of =
            str_fmt(&tool_arena, "%s(o->arena, (%.*s))",
                    str_starts(s, STR("day")) ? "day_iso" : "instant_iso", STR_F(rest));
        print_expression(c, line, call_of);
        return true;
    }
    return false;
}

static void builtin_scope(struct compiler *c, int line, bool lang)
{
    if (c->s.where == IN_VALUE && c->s.value == VALUE_URL)
        view_fault(c, "a URL begins with /: write /{%s}", lang ? "lang" : "place");
    if (lang && in_url(c) && c->at < c->text.n && c->text.p[c->at] == '{' &&
        !str_starts(str_sub(c->text, c->at, 6), STR("{path ")) &&
        !str_starts(str_sub(c->text, c->at, 4), STR("{if ")))
        view_fault(c, "a path behind {lang} is written {path …}: anything else is one segment, its "
                      "slashes encoded");
    print_expression(c, line, lang ? STR("lang_code(o->lang)") : STR("o->place"));
}

static void inside_view(struct compiler *c, int line, struct str s)
{
    struct str rest;

    if (str_eq(s, STR("end")))
        end_block(c, line);
    else if (str_eq(s, STR("else")))
        else_branch(c, line, STR(""));
    else if (keyword(s, "else if", &rest))
        else_branch(c, line, rest);
    else if (keyword(s, "if", &rest)) {
        view_code(c, line, "if (%.*s) {", STR_F(rest));
        push_block(c, line, BLOCK_IF);
    } else if (keyword(s, "for", &rest))
        loop(c, line, rest);
    else if (keyword(s, "let", &rest))
        view_code(c, line, "%.*s;", STR_F(rest));
    else if (keyword(s, "t", &rest) || keyword(s, "tn", &rest))
        message(c, line, rest, s.p[1] == 'n');
    else if (keyword(s, "call", &rest))
        call(c, line, rest);
    else if (keyword(s, "asset", &rest))
        asset(c, line, rest);
    else if (keyword(s, "path", &rest))
        path(c, line, rest);
    else if (str_eq(s, STR("csrf")))
        csrf(c, line);
    else if (str_eq(s, STR("lang")) || str_eq(s, STR("place")))
        builtin_scope(c, line, s.p[0] == 'l');
    else if (keyword(s, "view", &rest) || keyword(s, "include", &rest))
        view_fault(c, "a view inside a view: an {end} is missing");
    else if (s.n == 0)
        view_fault(c, "empty braces: write {{ for a brace");
    else if (!format(c, line, s))
        print_expression(c, line, s);
}

void view_directive(struct compiler *c)
{
    struct str rest = str_sub(c->text, c->at, c->text.n), s;
    int line = c->line;
    size_t from = c->at;

    if (str_starts(rest, STR("{#"))) {
        size_t end = str_find(rest, STR("#}"), 2);
        if (end == SIZE_MAX)
            view_fault(c, "{# is never closed");
        c->at = end == SIZE_MAX ? c->text.n : c->at + end + 2;
    } else if (c->in_view && str_starts(rest, STR("{{"))) {
        buf_add_char(c->pending, '{');
        c->last = '{';
        c->at += 2;
    } else if (take_braces(c, &s)) {
        if (c->in_view)
            inside_view(c, line, s);
        else if (keyword(s, "view", &rest))
            start_view(c, line, rest);
        else
            view_fault(c, "markup outside a {view …} … {end}");
    }
    for (size_t i = from; i < c->at && i < c->text.n; i++)
        c->line += c->text.p[i] == '\n';
}
