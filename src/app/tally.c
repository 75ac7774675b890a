/* `ashar tally`: options, files, output. See tally.h; all counting is count's, all words
 * tally_text.c's. */
#include "app/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "i18n/i18n.h"

#define OUTPUT_MOST    ((size_t)1 << 32)
#define TEXT_MEMORY    ((size_t)1 << 32)
#define SLICE_US       100000
#define PROGRESS_AFTER 1000000 /* microseconds */
#define NEEDED_SECONDS 5

struct tally {
    struct command_ctx *c;
    enum lang lang;
    struct count_options opt;
    struct count_read_options read;
    bool json, text_trace;
    const char *export_to;
    int faulty; /* files */
};

static int usage(const struct tally *t, const char *what, const char *value)
{
    fprintf(t->c->err, "ashar tally: %s%s%s\n", what, value ? " " : "", value ? value : "");
    fputs("usage: ashar tally [--rule RULE] [--sat SAT] [--completion COMPLETION] [--ties "
          "id|cost|lot:SEED] [--trace]\n"
          "                   [--json] FILE...     (`ashar tally --help` tells more)\n",
          t->c->err);
    return EXIT_USAGE;
}

/* ---- options ---- */

static bool number(const char *s, uint64_t most, uint64_t *out)
{
    int64_t v;
    if (str_to_i64(str_of(s), &v) != OK || v < 0 || (uint64_t)v > most)
        return false;
    *out = (uint64_t)v;
    return true;
}

static bool take_ties(struct tally *t, const char *v)
{
    struct str s = str_of(v);
    if (str_eq(s, STR("id")))
        t->opt.ties = COUNT_TIES_ID;
    else if (str_eq(s, STR("cost")))
        t->opt.ties = COUNT_TIES_COST;
    else if (str_starts(s, STR("lot:")) && s.n > 4 && str_utf8_valid(s)) {
        t->opt.ties = COUNT_TIES_LOT;
        t->opt.lot_seed = str_sub(s, 4, s.n);
    } else
        return false;
    return true;
}

static bool set_rule(struct tally *t, const char *v)
{
    return count_rule_find(str_of(v), &t->opt.rule);
}

static bool set_sat(struct tally *t, const char *v)
{
    return count_sat_find(str_of(v), &t->opt.sat);
}

static bool set_completion(struct tally *t, const char *v)
{
    return count_completion_find(str_of(v), &t->opt.completion);
}

static bool set_seats(struct tally *t, const char *v)
{
    uint64_t n;
    if (!number(v, UINT32_MAX - 1, &n) || !n)
        return false;
    t->opt.seats = (uint32_t)n;
    return true;
}

static bool set_min_support(struct tally *t, const char *v)
{
    return number(v, INT64_MAX, &t->opt.min_support);
}

static bool set_quorum(struct tally *t, const char *v)
{
    return number(v, INT64_MAX, &t->opt.quorum);
}

static bool set_budget(struct tally *t, const char *v)
{
    t->read.budget_set = true;
    t->read.budget = str_of(v);
    return true;
}

static bool set_ballots(struct tally *t, const char *v)
{
    t->read.vote_set = true;
    return count_vote_find(str_of(v), &t->read.vote);
}

static bool set_weights(struct tally *t, const char *v)
{
    t->read.weight_column = str_of(v);
    return v[0] != '\0';
}

static bool set_duplicates(struct tally *t, const char *v)
{
    if (strcmp(v, "count") == 0)
        t->read.duplicates = COUNT_DUPLICATES_COUNT;
    return strcmp(v, "count") == 0 || strcmp(v, "refuse") == 0;
}

static bool set_format(struct tally *t, const char *v)
{
    static const char *const names[] = {"guess", "pb", "csv", "preflib"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(v, names[i]) == 0) {
            t->read.format = (enum count_format)i;
            return true;
        }
    return false;
}

static bool set_needed_time(struct tally *t, const char *v)
{
    uint64_t s;
    if (!number(v, 1000000, &s))
        return false;
    t->opt.needed_us = s * 1000000;
    return true;
}

static bool set_lang(struct tally *t, const char *v)
{
    return lang_of_code(str_of(v), &t->lang) == OK;
}

static bool set_export(struct tally *t, const char *v)
{
    t->export_to = v;
    t->read.keep_raw = true;
    return true;
}

static const struct {
    const char *name;
    bool (*set)(struct tally *t, const char *value);
} valued[] = {
    {"--rule", set_rule},
    {"--sat", set_sat},
    {"--completion", set_completion},
    {"--ties", take_ties},
    {"--seats", set_seats},
    {"--min-support", set_min_support},
    {"--quorum", set_quorum},
    {"--budget", set_budget},
    {"--ballots", set_ballots},
    {"--weights", set_weights},
    {"--duplicates", set_duplicates},
    {"--format", set_format},
    {"--needed-time", set_needed_time},
    {"--lang", set_lang},
    {"--export", set_export},
};

static bool take_switch(struct tally *t, const char *arg)
{
    if (strcmp(arg, "--json") == 0)
        t->json = true;
    else if (strcmp(arg, "--trace") == 0)
        t->opt.trace = true;
    else if (strcmp(arg, "--part-funding") == 0)
        t->opt.part_funding = true;
    else
        return false;
    return true;
}

/* 1: taken, with *i moved behind its value; 0: no such option; -1: bad or missing value. */
static int take_valued(struct tally *t, int argc, char **argv, int *i)
{
    for (size_t k = 0; k < sizeof valued / sizeof valued[0]; k++) {
        size_t n = strlen(valued[k].name);
        if (strncmp(argv[*i], valued[k].name, n) != 0)
            continue;
        if (argv[*i][n] == '=')
            return valued[k].set(t, argv[*i] + n + 1) ? 1 : -1;
        if (argv[*i][n])
            continue;
        if (*i + 1 >= argc)
            return -1;
        return valued[k].set(t, argv[++*i]) ? 1 : -1;
    }
    return 0;
}

/* Files are left in argv[0..*files). */
static int take_options(struct tally *t, int argc, char **argv, int *files)
{
    bool only_files = false;

    *files = 0;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        if (only_files || arg[0] != '-' || !arg[1]) {
            argv[(*files)++] = argv[i];
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            only_files = true;
            continue;
        }
        if (take_switch(t, arg))
            continue;
        int taken = take_valued(t, argc, argv, &i);
        if (taken <= 0)
            return usage(t, taken ? "bad or missing value of" : "unknown option", arg);
    }
    if (!*files)
        return usage(t, "no file is given", NULL);
    if (t->export_to && *files != 1)
        return usage(t, "--export goes with one file", NULL);
    return EXIT_DONE;
}

/* ---- one file ---- */

/* Faults or notices: those kept, and how many there are more. */
static void print_faults(const struct tally *t, struct str file, const struct count_fault *fault,
                         size_t all, enum msg more)
{
    size_t kept = all < COUNT_FAULTS_MAX ? all : COUNT_FAULTS_MAX;
    for (size_t i = 0; i < kept; i++)
        tally_text_fault(t->c->err, t->lang, file, &fault[i]);
    if (all <= kept)
        return;
    struct arena a;
    arena_init(&a, MIB);
    fprintf(t->c->err, "%.*s: %.*s\n", STR_F(file),
            STR_F(msg_text(&a, t->lang, more, ARG_N("n", (int64_t)(all - kept)))));
    arena_free(&a);
}

static enum err count_with_progress(const struct tally *t, const struct count_election *e,
                                    struct count_job *job)
{
    int64_t begun = clock_monotonic_us();
    bool terminal = isatty(fileno(t->c->err)), shown = false, done = false;

    while (!done) {
        TRY(count_job_step(job, terminal ? SLICE_US : 0, &done));
        if (done || clock_monotonic_us() - begun < PROGRESS_AFTER)
            continue;
        struct arena a;
        struct count_progress p = count_job_progress(job);
        arena_init(&a, MIB);
        fprintf(t->c->err, "\r\033[K%.*s", STR_F(tally_text_progress(&a, t->lang, e, &p)));
        fflush(t->c->err);
        arena_free(&a);
        shown = true;
    }
    if (shown)
        fputs("\r\033[K", t->c->err);
    return OK;
}

static void json_text(struct json *j, struct arena *a, const struct tally *t,
                      const struct count_election *e, const struct count_result *r)
{
    json_key(j, STR("trace"));
    count_trace_json(j, e, r);
    json_key(j, STR("text"));
    json_array_begin(j);
    for (size_t i = 0; i < r->events; i++)
        json_str(j, tally_text_event(a, t->lang, e, &t->opt, &r->event[i]));
    json_array_end(j);
}

static enum err print_result(const struct tally *t, struct str file, const struct count_election *e,
                             const struct count_result *r)
{
    struct buf out;
    struct arena a;

    arena_init(&a, TEXT_MEMORY);
    buf_init(&out, OUTPUT_MOST);
    if (t->json) {
        struct json j;
        json_init(&j, &out);
        json_object_begin(&j);
        json_field_str(&j, "file", file);
        count_result_json(&j, e, &t->opt, r);
        if (t->opt.trace)
            json_text(&j, &a, t, e, r);
        json_object_end(&j);
        buf_add_char(&out, '\n');
    } else {
        tally_text_result(&out, &a, t->lang, file, e, &t->opt, r);
    }
    bool fine =
        !buf_failed(&out) && fwrite(out.p, 1, out.n, t->c->out) == out.n && fflush(t->c->out) == 0;
    buf_free(&out);
    arena_free(&a);
    return fine ? OK : ERR_IO;
}

static enum err export_file(const struct tally *t, const struct count_election *e)
{
    struct buf out;
    FILE *f = strcmp(t->export_to, "-") == 0 ? t->c->out : fopen(t->export_to, "wb");

    if (!f)
        return ERR_IO;
    buf_init(&out, (size_t)1 << 40);
    count_election_write(e, &out);
    bool fine = !buf_failed(&out) && fwrite(out.p, 1, out.n, f) == out.n;
    buf_free(&out);
    if (f != t->c->out)
        fine = fclose(f) == 0 && fine;
    return fine ? OK : ERR_IO;
}

static enum err count_file(struct tally *t, struct str file, struct count_election *e)
{
    enum count_refusal why = count_election_check(e, &t->opt);
    struct count_job *job;

    if (why != COUNT_FITS) {
        struct arena a;
        arena_init(&a, MIB);
        fprintf(t->c->err, "%.*s: %.*s\n", STR_F(file),
                STR_F(tally_text_refusal(&a, t->lang, why)));
        arena_free(&a);
        return ERR_INVALID;
    }
    bool raising =
        t->opt.completion == COUNT_COMPLETION_ADD1 || t->opt.completion == COUNT_COMPLETION_ADD1U;
    if (raising && !t->export_to)
        TRY(count_election_merge(e));
    TRY(count_job_new(e, &t->opt, &job));
    enum err err = count_with_progress(t, e, job);
    if (err == OK)
        err = print_result(t, file, e, count_job_result(job));
    if (err == OK && t->export_to)
        err = export_file(t, e);
    count_job_free(job);
    return err;
}

static int tally_file(struct tally *t, const char *name)
{
    bool standard = strcmp(name, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    struct count_election e;
    struct str file = str_of(name);

    if (fd < 0) {
        fprintf(t->c->err, "%s: %s\n", name, strerror(errno));
        return EXIT_REFUSED;
    }
    enum err err = count_election_read(&e, count_source_fd(&fd), &t->read);
    if (!standard)
        close(fd);
    if (err == OK) {
        print_faults(t, file, e.notice, e.notices, MSG_count_notice_more);
        err = count_file(t, file, &e);
    } else {
        print_faults(t, file, e.fault, e.faults, MSG_count_fault_more);
    }
    count_election_free(&e);
    if (err == ERR_NOMEM || (err != OK && err != ERR_INVALID && err != ERR_IO))
        fprintf(t->c->err, "%s: %s\n", name, err_name(err));
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

static int tally_run(struct command_ctx *c, int argc, char **argv)
{
    struct tally t = {.c = c, .lang = c->lang, .opt.needed_us = NEEDED_SECONDS * 1000000u};
    int files, status = take_options(&t, argc, argv, &files);

    if (status != EXIT_DONE)
        return status;
    t.opt.needed = t.opt.trace;
    enum count_refusal why = count_options_check(&t.opt);
    if (why != COUNT_FITS) {
        struct arena a;
        arena_init(&a, MIB);
        fprintf(c->err, "ashar tally: %.*s\n", STR_F(tally_text_refusal(&a, t.lang, why)));
        arena_free(&a);
        return EXIT_USAGE;
    }
    for (int i = 0; i < files; i++) {
        int one = tally_file(&t, argv[i]);
        status = one > status ? one : status;
    }
    return status;
}

const struct command tally_commands[] = {
    {.name = "tally",
     .usage = "[OPTION ...] FILE...",
     .summary = "count elections: Pabulib .pb, CSV ballots, PrefLib orders; - is standard input",
     .details =
         "  --rule RULE           greedy (default) mes ees phragmen, for budgets;\n"
         "                        plurality approval borda scores two-round irv stv schulze "
         "condorcet kemeny, for seats\n"
         "  --sat SAT             cost (default) cardinality points borda: what a voter's "
         "satisfaction is\n"
         "  --completion C        mes: none (default) add1 add1u greedy; ees: none add-opt "
         "add-opt-skip greedy\n"
         "  --ties T              id (default) cost lot:SEED\n"
         "  --trace               why, round by round, and how much more support each loser would "
         "have needed\n"
         "  --json                one JSON object a line and file\n"
         "  --seats N             winners of a rule for seats (default 1)\n"
         "  --min-support N       projects with fewer supporters cannot win\n"
         "  --quorum N            with fewer voters nobody wins\n"
         "  --part-funding        the first project that no longer fits gets what is left\n"
         "  --budget AMOUNT       instead of the file's\n"
         "  --ballots TYPE        of a CSV file: approval choose-1 ordinal cumulative scoring "
         "knapsack\n"
         "  --weights COLUMN      column that says how many equal ballots a line stands for\n"
         "  --duplicates D        refuse (default) or count a second ballot of one voter\n"
         "  --format F            guess (default) pb csv preflib\n"
         "  --needed-time S       processor seconds for the needed support in a trace (default 5; "
         "0: no limit)\n"
         "  --export FILE         also write the election as .pb (what was read from .pb: byte for "
         "byte)",
     .needs_db = false,
     .run = tally_run},
    {.name = NULL},
};

/* LC_ALL, LC_MESSAGES, LANG, as programs do; where they name none of the three, Kyrgyz. */
static enum lang lang_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum lang lang = LANG_KY;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *v = getenv(names[i]);
        if (v && v[0]) {
            if (lang_of_code(str_of(v), &lang) != OK)
                lang = LANG_KY;
            break;
        }
    }
    return lang;
}

int tally_main(int argc, char **argv)
{
    struct arena arena;
    struct command_ctx c = {
        .arena = &arena, .lang = lang_of_environment(), .out = stdout, .err = stderr};

    arena_init(&arena, 64 * MIB);
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0) {
            printf("usage: ashar tally %s\n\n%s\n\n%s\n\nexit status: 0 counted, 1 a fault in a "
                   "file, 2 wrong usage\n",
                   tally_commands[0].usage, tally_commands[0].summary, tally_commands[0].details);
            return EXIT_DONE;
        }
    int status = tally_run(&c, argc - 1, argv + 1);
    arena_free(&arena);
    return status;
}
