/* viewc: HTML views to C functions that escape by context.
 *
 * Usage: viewc VIEWS.h VIEWS.c KEYS.txt VIEW.html …
 * The language is told in tools/README.md. The compiler knows where each expression stands (text,
 * attribute, URL, text-only element) and calls the escaper of that place (web/out.h); there is no
 * directive that prints a string raw. Where it cannot know (unquoted values, scripts, styles, on…
 * attributes) the view does not build. Faults of C inside a view are told by the C compiler with
 * the view's file and line (#line). Non-goals: validating all of HTML; running anything at build
 * time. */
#include "tools/viewc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void read_keys(const char *path, struct keys *out)
{
    struct lines l = {.rest = tool_read(path)};
    struct str line, part, arg;
    size_t size = 0;

    while (lines_next(&l, &line)) {
        if (out->n == size) {
            out->v = arena_grow(&tool_arena, out->v, size * sizeof *out->v,
                                (size + 512) * sizeof *out->v);
            size += 512;
        }
        struct key *k = &out->v[out->n++];
        *k = (struct key){0};
        str_cut(&line, '\t', &k->name);
        if (str_cut(&line, '\t', &part))
            k->plural = str_eq(part, STR("1"));
        while (line.n && k->arg_count < MAX_KEY_ARGS && str_cut(&line, ',', &arg))
            k->arg[k->arg_count++] = arg;
    }
}

static void add_include(struct compiler *c, struct str name)
{
    for (size_t i = 0; i < c->include_count; i++)
        if (str_eq(c->include[i], name))
            return;
    if (c->include_count < MAX_INCLUDES)
        c->include[c->include_count++] = name;
    else
        view_fault(c, "more than %d headers", MAX_INCLUDES);
}

/* Outside views: blanks, comments, {include "…"} and {view …}. */
static void read_outside(struct compiler *c)
{
    struct str rest = str_sub(c->text, c->at, c->text.n);
    char ch = rest.p[0];

    if (strchr(" \t\r\n", ch)) {
        c->line += ch == '\n';
        c->at++;
    } else if (str_starts(rest, STR("{include \""))) {
        size_t end = str_find(rest, STR("\"}"), 10);
        if (end == SIZE_MAX) {
            view_fault(c, "{include \"module/header.h\"}");
            c->at = c->text.n;
            return;
        }
        add_include(c, str_sub(rest, 10, end - 10));
        c->at += end + 2;
    } else if (ch == '{') {
        view_directive(c);
    } else {
        view_fault(c, "markup outside a {view …} … {end}");
        c->at = c->text.n;
    }
}

static void read_view_file(struct compiler *c, const char *path)
{
    size_t had = c->include_count;

    c->path = path;
    c->text = tool_read(path);
    c->at = 0;
    c->line = 1;
    c->in_view = false;
    c->layout = str_eq(tool_base_name(path), STR("layout.html"));
    if (!str_utf8_valid(c->text) || memchr(c->text.p, '\0', c->text.n)) {
        view_fault(c, "not UTF-8");
        return;
    }
    while (c->at < c->text.n) {
        int faults = tool_faults();
        if (!c->in_view)
            read_outside(c);
        else if (c->text.p[c->at] == '{')
            view_directive(c);
        else
            view_markup(c);
        if (tool_faults() > faults)
            return; /* what follows a fault is only its echo */
    }
    if (c->in_view)
        tool_fault(path, c->view_line, "view without {end}");
    if (c->include_count == had) { /* by convention MODULE/MODULE_web.h, where there is one */
        struct str folder = tool_folder_name(path);
        size_t cut = strlen(path) - tool_base_name(path).n;
        struct str near = str_fmt(&tool_arena, "%.*s%.*s_web.h", (int)cut, path, STR_F(folder));
        if (access(near.p, R_OK) == 0)
            add_include(c, str_fmt(&tool_arena, "%.*s/%.*s_web.h", STR_F(folder), STR_F(folder)));
    }
}

static void put_header(struct buf *b, const struct compiler *c)
{
    buf_lit(b, "/* Made by tools/viewc. */\n#pragma once\n\n#include \"web/out.h\"\n");
    for (size_t i = 0; i < c->include_count; i++)
        buf_printf(b, "#include \"%.*s\"\n", STR_F(c->include[i]));
    buf_lit(b, "\n");
    buf_add(b, buf_str(c->declarations));
}

static void put_source(struct buf *b, const struct compiler *c, const char *header)
{
    buf_printf(b, "/* Made by tools/viewc. */\n#include \"%.*s/%.*s\"\n\n",
               STR_F(tool_folder_name(header)), STR_F(tool_base_name(header)));
    if (c->uses_assets)
        buf_lit(b, "#include \"web/assets.h\"\n\n");
    buf_lit(b, "#include \"web/cap.h\"\n\n");
    buf_lit(b, "#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n");
    buf_add(b, buf_str(c->code));
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: viewc VIEWS.h VIEWS.c KEYS.txt VIEW.html ...\n");
        return 2;
    }
    tool_start("viewc");
    struct compiler *c = arena_new(&tool_arena, struct compiler);
    c->pending = tool_buf();
    c->code = tool_buf();
    c->declarations = tool_buf();
    read_keys(argv[3], &c->keys);
    for (int i = 4; i < argc; i++)
        read_view_file(c, argv[i]);
    struct buf *header = tool_buf(), *source = tool_buf();
    put_header(header, c);
    put_source(source, c, argv[1]);
    tool_write_later(argv[1], header);
    tool_write_later(argv[2], source);
    return tool_end();
}
