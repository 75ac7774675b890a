/* depcheck: no include that DEPS does not allow.
 *
 * Usage: depcheck ROOT
 * DEPS holds "module: modules it knows" and "+ peer/header.h", a header that is public besides
 * peer/peer.h. A module may name only modules of lines above its own, so that a cycle cannot be
 * written down. The last line's module (app) wires everything and may include any header. Tests
 * obey the same edges and may include test/. Non-goal: includes in angle brackets. */
#include <stdio.h>

#include "tools/csource.h"

enum { MAX_MODULES = 64, MAX_PUBLIC = 32 };

struct module {
    struct str name;
    struct str knows[MAX_MODULES];
    size_t count;
    bool has_files;
    int line;
};

struct deps {
    const char *path;
    struct module v[MAX_MODULES];
    size_t n;
    struct str public[MAX_PUBLIC]; /* "desk/due.h" */
    size_t public_count;
};

static struct module *module_of(struct deps *d, struct str name)
{
    for (size_t i = 0; i < d->n; i++)
        if (str_eq(d->v[i].name, name))
            return &d->v[i];
    return NULL;
}

static bool is_layer(struct str name)
{
    static const char *const layers[] = {"base", "text", "i18n", "db", "rules", "web", "doc"};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (str_eq(name, str_of(layers[i])))
            return true;
    return false;
}

static bool knows(const struct module *m, struct str name)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_eq(m->knows[i], name))
            return true;
    return false;
}

static void read_module(struct deps *d, int line, struct str text)
{
    struct str name, word;

    str_cut(&text, ':', &name);
    name = str_trim(name);
    if (!text.p || !tool_is_name(str_sub(name, 0, name.n)) || d->n == MAX_MODULES) {
        tool_fault(d->path, line, "\"module: modules it knows\" is expected");
        return;
    }
    if (module_of(d, name))
        tool_fault(d->path, line, "%.*s has a line already", STR_F(name));
    struct module m = {.name = name, .line = line};
    while (str_cut(&text, ' ', &word)) {
        if (word.n == 0)
            continue;
        if (!module_of(d, word))
            tool_fault(d->path, line,
                       "%.*s knows %.*s, which is not a module of a line above: a cycle or a slip",
                       STR_F(name), STR_F(word));
        if (m.count < MAX_MODULES)
            m.knows[m.count++] = word;
    }
    d->v[d->n++] = m;
}

static void read_deps(struct deps *d)
{
    struct lines l = {.rest = tool_read(d->path)};
    struct str line;

    while (lines_next(&l, &line)) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (line.p[0] != '+')
            read_module(d, l.number, line);
        else if (d->public_count < MAX_PUBLIC)
            d->public[d->public_count++] = str_trim(str_sub(line, 1, line.n));
    }
}

static bool is_public(const struct deps *d, struct str folder, struct str file)
{
    struct str own = str_fmt(&tool_arena, "%.*s.h", STR_F(folder));
    if (is_layer(folder) || str_eq(file, own))
        return true;
    struct str whole = str_fmt(&tool_arena, "%.*s/%.*s", STR_F(folder), STR_F(file));
    for (size_t i = 0; i < d->public_count; i++)
        if (str_eq(d->public[i], whole))
            return true;
    return false;
}

static void check_include(struct deps *d, const char *path, int line, const struct module *m,
                          struct str included)
{
    struct str file = included, folder;
    bool test = csource_is_test(path);

    str_cut(&file, '/', &folder);
    if (!file.p) {
        tool_fault(path, line, "\"%.*s\": write \"module/header.h\"", STR_F(included));
        return;
    }
    if (str_eq(folder, m->name) || (test && str_eq(folder, STR("test"))))
        return;
    if (str_eq(m->name, d->v[d->n - 1].name)) /* wires everything */
        return;
    if (!knows(m, folder))
        tool_fault(path, line, "%.*s may not know %.*s (DEPS)", STR_F(m->name), STR_F(folder));
    else if (!is_public(d, folder, file))
        tool_fault(path, line, "%.*s is %.*s's inside: include %.*s/%.*s.h", STR_F(included),
                   STR_F(folder), STR_F(folder), STR_F(folder));
}

static void check_file(const char *path, struct str name, void *arg)
{
    struct deps *d = arg;
    struct module *m = module_of(d, name);
    struct str line;

    if (!m) {
        tool_fault(path, 0, "module %.*s has no line in DEPS", STR_F(name));
        return;
    }
    m->has_files = true;
    struct lines l = {.rest = csource_bare(tool_read(path), WITH_STRINGS)};
    while (lines_next(&l, &line)) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] != '#')
            continue;
        line = str_trim(str_sub(line, 1, line.n));
        if (!str_starts(line, STR("include")))
            continue;
        line = str_trim(str_sub(line, 7, line.n));
        size_t end = line.n > 1 && line.p[0] == '"' ? str_find(line, STR("\""), 1) : SIZE_MAX;
        if (end != SIZE_MAX)
            check_include(d, path, l.number, m, str_sub(line, 1, end - 1));
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: depcheck ROOT\n");
        return 2;
    }
    tool_start("depcheck");
    struct deps *d = arena_new(&tool_arena, struct deps);
    d->path = str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/DEPS", argv[1]));
    read_deps(d);
    if (d->n && tool_faults() == 0)
        csource_each(str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/src", argv[1])), check_file, d);
    return tool_end();
}
