/* Runs a build-time program over the cases of one file, each in a directory of its own.
 *
 * Usage: cases_test PROGRAM CASES
 * A case file holds sections, each begun by a line with two percent signs:
 *     %% run ARGUMENT …       of the cases below, until the next
 *     %% common PATH          a file that every case has; its content follows
 *     %% case NAME
 *     %% file PATH            content follows
 *     %% fault PATH:LINE: …   the program must fail, and one line of what it prints hold the place
 * and the words
 *     %% wrote PATH           the program must succeed, and the file equal the content that follows
 *     %% holds PATH           … and each line that follows occur in the file, in this order
 * A case without fault must succeed and print nothing. */
#include "test/check.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/tool.h"

enum { MAX_SECTIONS = 40, MAX_CASES = 200, MAX_ARGUMENTS = 16 };

enum section_kind { SECTION_FILE, SECTION_FAULT, SECTION_WROTE, SECTION_HOLDS };

struct section {
    enum section_kind kind;
    struct str head, content;
};

struct test_case {
    char *name;
    struct str run;
    struct section v[MAX_SECTIONS];
    size_t n;
};

static struct test_case *cases[MAX_CASES];
static size_t case_count;
static struct section common[MAX_SECTIONS];
static size_t common_count;
static char *program;

static void read_cases(const char *path)
{
    static const char *const kinds[] = {"file ", "fault ", "wrote ", "holds "};
    struct str rest = tool_read(path), line, run = STR("");
    struct section *open = NULL;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        if (!str_starts(line, STR("%% "))) {
            if (open)
                open->content.n = (size_t)(line.p + line.n + 1 - open->content.p);
            continue;
        }
        struct str head = str_sub(line, 3, line.n);
        struct test_case *c = case_count ? cases[case_count - 1] : NULL;
        open = NULL;
        if (str_starts(head, STR("run "))) {
            run = str_sub(head, 4, head.n);
        } else if (str_starts(head, STR("case "))) {
            c = cases[case_count++] = arena_new(&tool_arena, struct test_case);
            c->name = str_cstr(&tool_arena, str_sub(head, 5, head.n));
            c->run = run;
        } else if (str_starts(head, STR("common "))) {
            open = &common[common_count++];
            *open = (struct section){.head = str_sub(head, 7, head.n), .content = {rest.p, 0}};
        } else {
            for (size_t k = 0; k < 4; k++)
                if (c && str_starts(head, str_of(kinds[k]))) {
                    open = &c->v[c->n++];
                    *open = (struct section){
                        (enum section_kind)k, str_sub(head, 6 - (k == 0), head.n), {rest.p, 0}};
                }
            if (!open) {
                fprintf(stderr, "%s: unknown section: %.*s\n", path, STR_F(line));
                exit(2);
            }
        }
    }
}

static void write_file(struct str path, struct str content)
{
    char *name = str_cstr(&tool_arena, path);

    for (char *p = name; *p; p++)
        if (*p == '/') {
            *p = '\0';
            mkdir(name, 0700);
            *p = '/';
        }
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content.n ? content.p : "", 1, content.n, f), content.n);
    assert_int_equal(fclose(f), 0);
}

static int run_program(struct str arguments)
{
    char *argv[MAX_ARGUMENTS] = {program};
    struct str word;
    size_t n = 1;
    int status;

    while (str_cut(&arguments, ' ', &word) && n + 1 < MAX_ARGUMENTS)
        argv[n++] = str_cstr(&tool_arena, word);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = open("printed", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(fd, 1);
        dup2(fd, 2);
        execv(program, argv);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* One line of `printed` holds "PATH:LINE: " and behind it the words. */
static void assert_fault(struct str printed, struct str wanted)
{
    size_t blank = str_find(wanted, STR(" "), 0);
    struct str place = str_sub(wanted, 0, blank), words = str_sub(wanted, blank + 1, wanted.n),
               rest = printed, line;

    while (rest.n && str_cut(&rest, '\n', &line))
        if (str_starts(line, place) && str_find(line, words, place.n) != SIZE_MAX)
            return;
    fail_msg("no fault \"%.*s\" in:\n%.*s", STR_F(wanted), STR_F(printed));
}

static void assert_holds(struct str path, struct str lines)
{
    struct str file = tool_read(str_cstr(&tool_arena, path)), line;
    size_t at = 0;

    while (lines.n && str_cut(&lines, '\n', &line)) {
        line = str_trim(line);
        if (line.n == 0)
            continue;
        size_t hit = str_find(file, line, at);
        if (hit == SIZE_MAX)
            fail_msg("%.*s does not hold, behind what came before: %.*s\n%.*s", STR_F(path),
                     STR_F(line), STR_F(file));
        at = hit + line.n;
    }
}

static void run_case(void **state)
{
    const struct test_case *c = *state;
    bool must_fail = false;

    for (size_t i = 0; i < common_count; i++)
        write_file(common[i].head, common[i].content);
    for (size_t i = 0; i < c->n; i++) {
        must_fail |= c->v[i].kind == SECTION_FAULT;
        if (c->v[i].kind == SECTION_FILE)
            write_file(c->v[i].head, c->v[i].content);
    }
    int status = run_program(c->run);
    struct str printed = tool_read("printed");
    if (!must_fail && printed.n)
        fail_msg("printed: %.*s", STR_F(printed));
    assert_int_equal(status, must_fail ? 1 : 0);
    for (size_t i = 0; i < c->n; i++) {
        char *path = str_cstr(&tool_arena, c->v[i].head);
        if (c->v[i].kind == SECTION_FAULT)
            assert_fault(printed, c->v[i].head);
        else if (c->v[i].kind == SECTION_WROTE)
            assert_str(tool_read(path), str_cstr(&tool_arena, c->v[i].content));
        else if (c->v[i].kind == SECTION_HOLDS)
            assert_holds(c->v[i].head, c->v[i].content);
    }
}

static int enter(void **state)
{
    static char folder[64];
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/ashar-cases-XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *w)
{
    (void)st, (void)kind, (void)w;
    return remove(path);
}

static int leave(void **state)
{
    char folder[256];
    (void)state;
    if (!getcwd(folder, sizeof folder) || chdir("/") != 0)
        return -1;
    return nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS);
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[MAX_CASES];

    if (argc != 3)
        return 2;
    tool_start("cases_test");
    program = realpath(argv[1], NULL);
    read_cases(argv[2]);
    for (size_t i = 0; i < case_count; i++)
        tests[i] = (struct CMUnitTest){cases[i]->name, run_case, enter, leave, cases[i]};
    int failed = case_count ? _cmocka_run_group_tests("cases", tests, case_count, NULL, NULL) : 1;
    free(program);
    return tool_end() || failed ? 1 : 0;
}
