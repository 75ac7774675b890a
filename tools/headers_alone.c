/* headers_alone: each header of src/ compiles by itself.
 *
 * Usage: headers_alone ROOT BUILD COMPILER ARGUMENT …
 * A header that leans on what its includer happened to include breaks the next includer. Modules
 * that BUILD leaves out
 * (-Dmodules) need generated headers that do not exist: they are skipped, and that is said. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/csource.h"

enum { MAX_ARGUMENTS = 60, AT_ONCE = 2, MAX_LEFT_OUT = 1000 };

struct compile {
    char *argv[MAX_ARGUMENTS];
    int argc;
    const char *build;
    int running, checked, skipped;
    struct str left_out[MAX_LEFT_OUT]; /* modules */
    size_t left_out_count;
};

/* Marks the module as left out if a file of it includes a generated header that is not there. */
static void look_for_generated(const char *path, struct str module, void *arg)
{
    struct compile *c = arg;
    struct lines l = {.rest = tool_read(path)};
    struct str line, prefix = str_fmt(&tool_arena, "#include \"%.*s/", STR_F(module));
    char *folder =
        str_cstr(&tool_arena, str_sub(str_of(path), 0, strlen(path) - tool_base_name(path).n));

    while (lines_next(&l, &line)) {
        if (!str_starts(line, prefix))
            continue;
        struct str name = str_sub(line, prefix.n, str_find(line, STR("\""), prefix.n) - prefix.n);
        struct stat st;
        char *source = str_cstr(&tool_arena, str_fmt(&tool_arena, "%s%.*s", folder, STR_F(name)));
        char *made = str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/src/%.*s/%.*s", c->build,
                                                   STR_F(module), STR_F(name)));
        if (stat(source, &st) != 0 && stat(made, &st) != 0 && c->left_out_count < MAX_LEFT_OUT)
            c->left_out[c->left_out_count++] = module;
    }
}

static bool is_left_out(const struct compile *c, struct str module)
{
    for (size_t i = 0; i < c->left_out_count; i++)
        if (str_eq(c->left_out[i], module))
            return true;
    return false;
}

static void wait_for_one(struct compile *c)
{
    int status;
    if (wait(&status) > 0) {
        c->running--;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            tool_fault("a header", 0, "does not compile alone: see the compiler's words");
    }
}

static void check_header(const char *path, struct str module, void *arg)
{
    struct compile *c = arg;

    if (!str_ends(str_of(path), STR(".h")))
        return;
    if (is_left_out(c, module)) {
        printf("skipped, its module is not built: %s\n", path);
        c->skipped++;
        return;
    }
    if (c->running == AT_ONCE)
        wait_for_one(c);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        c->argv[c->argc] = str_cstr(&tool_arena, str_of(path));
        execvp(c->argv[0], c->argv);
        _exit(127);
    }
    if (pid < 0)
        tool_fault(path, 0, "fork: %s", strerror(errno));
    else
        c->running++;
    c->checked++;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > MAX_ARGUMENTS - 8) {
        fprintf(stderr, "usage: headers_alone ROOT BUILD COMPILER ARGUMENT ...\n");
        return 2;
    }
    tool_start("headers_alone");
    struct compile c = {.build = argv[2]};
    for (int i = 3; i < argc; i++)
        c.argv[c.argc++] = argv[i];
    char *src = str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/src", argv[1]));
    csource_each(src, look_for_generated, &c);
    csource_each(src, check_header, &c);
    while (c.running)
        wait_for_one(&c);
    printf("%d headers compile alone, %d skipped\n", c.checked, c.skipped);
    return tool_end();
}
