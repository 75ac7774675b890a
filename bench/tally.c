/* Speed of counting, whole processes, beside a bare program that only reads and splits the same
 * file.
 *
 * bench_tally [--json] [PROGRAM] runs PROGRAM (default ./ashar or $ASHAR) as `PROGRAM tally ...`.
 *
 * bench_tally --split FILE is the peer: it reads and splits, and prints how much it saw.
 *
 * tally_RULE_FILE: processor milliseconds of `ashar tally --rule RULE FILE`, the peer's in the same
 * run; goal: ratio at most 3. The peer and the rules take turns, so that what else the machine does
 * falls on all of them; each figure is the least of REPEATS runs.
 *
 * tally_add1u_FILE: processor seconds of --completion add1u, once; the peer is pabutools as
 * recorded in the expected file, on another machine and day, marked "recorded" in the unit (0: it
 * had no answer in 480 s). tally_addopt_FILE: of Exact Equal Shares with add-opt; no peer.
 *
 * tally_million: 1,000,000 approval ballots x 200 projects, mes: seconds, and memory in MB; goal: 3
 * s, 400 MB.
 *
 * Real elections are taken from ASHAR_SHARED/data/pabulib (default ../shared beside ASHAR_SOURCE);
 * where that folder is absent, elections of about the same size are generated. */
#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

#define REPEATS    15
#define FILES_MOST 64
#define RULES      3

extern char **environ;
static bool as_json;
static const char *const rules[RULES] = {"greedy", "mes", "phragmen"};
static char self[4096];

struct cost {
    double seconds, megabytes;
};

static void report(const char *name, double ours, double peer, const char *unit)
{
    const char *form =
        as_json ? "{\"name\":\"%s\",\"ours\":%.4f,\"peer\":%.4f,\"ratio\":%.4f,\"unit\":\"%s\"}\n"
                : "%s ours=%.4f peer=%.4f ratio=%.4f unit=%s\n";
    printf(form, name, ours, peer, peer > 0 ? ours / peer : 0.0, unit);
    fflush(stdout);
}

/* ---- the peer ---- */

static int split_file(const char *path)
{
    static char buf[1 << 18];
    size_t have = 0, lines = 0, fields = 0, items = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);

    while (fd >= 0 && (got = read(fd, buf + have, sizeof buf - have)) > 0) {
        have += (size_t)got;
        char *p = buf, *end = buf + have, *line;
        for (; (line = memchr(p, '\n', (size_t)(end - p))) != NULL; p = line + 1, lines++)
            for (char *f = p; f <= line;) {
                char *stop = memchr(f, ';', (size_t)(line - f));
                stop = stop ? stop : line;
                fields++;
                for (char *i = f; i <= stop; items++) {
                    char *comma = memchr(i, ',', (size_t)(stop - i));
                    i = (comma ? comma : stop) + 1;
                }
                f = stop + 1;
            }
        have = (size_t)(end - p);
        memmove(buf, p, have);
    }
    printf("%zu lines, %zu fields, %zu items\n", lines, fields, items);
    return fd < 0;
}

/* ---- running ---- */

static bool run_once(char **argv, struct cost *c)
{
    posix_spawn_file_actions_t actions;
    struct rusage use;
    pid_t pid;
    int status;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed || wait4(pid, &status, 0, &use) != pid || !WIFEXITED(status) || WEXITSTATUS(status))
        return false;
    c->seconds = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                 (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
    c->megabytes = (double)use.ru_maxrss / 1024;
    return true;
}

static struct cost run(char **argv, int repeats)
{
    struct cost best = {-1, 0}, c;
    for (int i = 0; i < repeats; i++)
        if (run_once(argv, &c) && (best.seconds < 0 || c.seconds < best.seconds))
            best = c;
    if (best.seconds < 0) {
        fprintf(stderr, "bench_tally: cannot run %s %s\n", argv[0], argv[1]);
        exit(1);
    }
    return best;
}

static struct cost tally(const char *program, const char *rule, const char *completion,
                         const char *file, int repeats)
{
    char *argv[] = {(char *)program,    "tally",      "--json",
                    "--rule",           (char *)rule, "--completion",
                    (char *)completion, (char *)file, NULL};
    return run(argv, repeats);
}

static struct cost peer(const char *file)
{
    char *argv[] = {self, "--split", (char *)file, NULL};
    return run(argv, REPEATS);
}

/* ---- elections ---- */

static uint64_t state = 20261121;

static uint32_t roll(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

/* Approval ballots of 1 to 8 projects, the low numbers more popular. */
static void generate(const char *path, uint32_t voters, uint32_t projects)
{
    FILE *f = fopen(path, "w");
    uint64_t total = 0;

    if (!f) {
        perror(path);
        exit(1);
    }
    uint32_t *cost = calloc(projects, sizeof *cost);
    for (uint32_t p = 0; cost && p < projects; p++)
        total += cost[p] = 5000 + 100 * roll(5000);
    fprintf(f, "META\nkey;value\nbudget;%llu\nvote_type;approval\nPROJECTS\nproject_id;cost\n",
            (unsigned long long)(total / 5));
    for (uint32_t p = 0; cost && p < projects; p++)
        fprintf(f, "%u;%u\n", p + 1, cost[p]);
    fputs("VOTES\nvoter_id;age;sex;vote\n", f);
    for (uint32_t v = 0; v < voters; v++) {
        uint32_t n = 1 + roll(8), at = 0;
        fprintf(f, "%u;%u;F;", v + 1, 18 + v % 70);
        for (uint32_t i = 0; i < n && at < projects; i++) {
            at += 1 + roll(projects / 8) * roll(projects / 8) / (projects / 8 + 1);
            if (at <= projects)
                fprintf(f, "%s%u", i ? "," : "", at);
        }
        fputc('\n', f);
    }
    free(cost);
    fclose(f);
}

static double recorded(const json_t *root, const char *instance)
{
    size_t i;
    json_t *r;
    json_array_foreach(
        json_object_get(root, "records"), i,
        r) if (strcmp(json_string_value(json_object_get(r, "instance")), instance) == 0 &&
               strcmp(json_string_value(json_object_get(r, "rule")), "mes_cost_add1u") ==
                   0) return json_number_value(json_object_get(json_object_get(r, "pabutools"),
                                                               "process_cpu_seconds"));
    return 0;
}

/* The peer and each rule that fits, by turns; the least of each. Rules that do not fit keep -1. */
static void by_turns(const char *program, const char *file, struct cost *split,
                     struct cost best[RULES])
{
    char *peer_argv[] = {self, "--split", (char *)file, NULL};

    split->seconds = -1;
    for (size_t k = 0; k < RULES; k++)
        best[k].seconds = -1;
    for (int i = 0; i < REPEATS; i++) {
        struct cost c;
        if (run_once(peer_argv, &c) && (split->seconds < 0 || c.seconds < split->seconds))
            *split = c;
        for (size_t k = 0; k < RULES; k++) {
            char *argv[] = {(char *)program,  "tally",      "--json", "--rule",
                            (char *)rules[k], (char *)file, NULL};
            if ((i == 0 || best[k].seconds >= 0) && run_once(argv, &c) &&
                (best[k].seconds < 0 || c.seconds < best[k].seconds))
                best[k] = c;
        }
    }
}

static void measure(const char *program, const char *file, const char *name, double pabutools)
{
    char figure[512];
    struct cost split, best[RULES];

    by_turns(program, file, &split, best);
    for (size_t k = 0; k < RULES; k++) {
        if (best[k].seconds < 0)
            continue; /* Phragmen counts approval ballots only */
        snprintf(figure, sizeof figure, "tally_%s_%s", rules[k], name);
        report(figure, best[k].seconds * 1e3, split.seconds * 1e3, "ms");
    }
    snprintf(figure, sizeof figure, "tally_add1u_%s", name);
    report(figure, tally(program, "mes", "add1u", file, 1).seconds, pabutools,
           "s (peer pabutools 1.2.3 recorded)");
    if (best[2].seconds < 0)
        return;
    snprintf(figure, sizeof figure, "tally_addopt_%s", name);
    report(figure, tally(program, "ees", "add-opt", file, 1).seconds, 0, "s");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool real_elections(struct arena *a, const char *program, const char *data)
{
    const char *folder = str_cstr(a, str_fmt(a, "%s/pabulib", data));
    json_t *root =
        json_load_file(str_cstr(a, str_fmt(a, "%s/pabulib_expected.json", data)), 0, NULL);
    DIR *d = opendir(folder);
    char *name[FILES_MOST];
    size_t n = 0;

    for (struct dirent *entry; d && n < FILES_MOST && (entry = readdir(d)) != NULL;)
        if (str_ends(str_of(entry->d_name), STR(".pb")))
            name[n++] = str_cstr(a, str_of(entry->d_name));
    if (d)
        closedir(d);
    qsort(name, n, sizeof *name, by_name);
    for (size_t i = 0; i < n; i++)
        measure(program, str_cstr(a, str_fmt(a, "%s/%s", folder, name[i])),
                str_cstr(a, str_fmt(a, "%.*s", (int)strlen(name[i]) - 3, name[i])),
                recorded(root, name[i]));
    json_decref(root);
    return n > 0;
}

static void generated_elections(const char *program, const char *path)
{
    static const struct {
        const char *name;
        uint32_t voters, projects;
    } sizes[] = {{"generated_4500x200", 4500, 200},
                 {"generated_30000x175", 30000, 175},
                 {"generated_90000x160", 90000, 160}};
    fprintf(stderr, "bench_tally: no real elections (set ASHAR_SHARED): generated ones instead\n");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        generate(path, sizes[i].voters, sizes[i].projects);
        measure(program, path, sizes[i].name, 0);
    }
}

int main(int argc, char **argv)
{
    struct arena a;
    char path[] = "/tmp/bench_tally_XXXXXX";
    const char *program = getenv("ASHAR"), *shared = getenv("ASHAR_SHARED"),
               *source = getenv("ASHAR_SOURCE");

    if (argc == 3 && strcmp(argv[1], "--split") == 0)
        return split_file(argv[2]);
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--json") == 0)
            as_json = true;
        else
            program = argv[i];
    program = program ? program : "./ashar";
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    int fd = mkstemp(path);
    if (n <= 0 || fd < 0)
        return 1;
    close(fd);
    arena_init(&a, 16 * MIB);
    const char *data =
        str_cstr(&a, shared ? str_fmt(&a, "%s/data", shared)
                            : str_fmt(&a, "%s/../shared/data", source ? source : "."));
    if (!real_elections(&a, program, data))
        generated_elections(program, path);
    generate(path, 1000000, 200);
    struct cost c = tally(program, "mes", "none", path, 3), split = peer(path);
    report("tally_million", c.seconds, split.seconds, "s");
    report("tally_million_memory", c.megabytes, split.megabytes, "MB");
    unlink(path);
    arena_free(&a);
    return 0;
}
