/* `ashar tally` as people and programs see it: members and exact values of the JSON, exit codes,
 * faults with line and field, the same trace in three languages. */
#include "test/check.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/tally.h"

struct said {
    char *out, *err;
    int status;
};

static struct said tally_in(enum lang lang, int argc, char **argv)
{
    struct arena arena;
    struct said said = {0};
    size_t n;
    struct command_ctx c = {.arena = &arena, .lang = lang};

    arena_init(&arena, 64 * MIB);
    c.out = open_memstream(&said.out, &n);
    c.err = open_memstream(&said.err, &n);
    said.status = tally_commands[0].run(&c, argc, argv);
    fclose(c.out);
    fclose(c.err);
    arena_free(&arena);
    return said;
}

#define TALLY(...)                                                                                 \
    tally_in(LANG_EN, (int)(sizeof((char *[]){__VA_ARGS__}) / sizeof(char *)),                     \
             (char *[]){__VA_ARGS__, NULL})

static void forget(struct said *s)
{
    free(s->out);
    free(s->err);
}

static char village[] = "/tmp/tally_test_XXXXXX", broken[] = "/tmp/tally_test_XXXXXX";

static void write_file(char *path, const char *text)
{
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static int files_made(void **unused)
{
    (void)unused;
    write_file(village, "META\nkey;value\nbudget;60,50\nvote_type;approval\nPROJECTS\n"
                        "project_id;cost;name\nwell;40;Well\nlight;30;Light\nbridge;30.25;Bridge\n"
                        "books;20;Books\nVOTES\nvoter_id;vote\n1;well,light\n2;well,bridge\n"
                        "3;light,bridge\n4;books\n");
    write_file(broken, "META\nkey;value\nbudget;60\nvote_type;approval\nPROJECTS\n"
                       "project_id;cost\na;1\nVOTES\nvoter_id;vote\n1;a,zz\n");
    return 0;
}

static int files_gone(void **unused)
{
    (void)unused;
    unlink(village);
    unlink(broken);
    return 0;
}

static void json_has_every_member(void **unused)
{
    static const char *const texts[][2] = {{"rule", "greedy"},     {"sat", "cost"},
                                           {"completion", "none"}, {"ties", "id"},
                                           {"budget", "60.5"},     {"total_cost", "60.25"}};
    struct said s = TALLY("--json", "--rule", "greedy", village);
    json_t *o;

    (void)unused;
    assert_int_equal(s.status, EXIT_DONE);
    assert_string_equal(s.err, "");
    o = json_loads(s.out, 0, NULL);
    assert_non_null(o);
    assert_string_equal(json_string_value(json_object_get(o, "file")), village);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_string_equal(json_string_value(json_object_get(o, texts[i][0])), texts[i][1]);
    assert_int_equal(json_integer_value(json_object_get(o, "voters")), 4);
    assert_int_equal(json_integer_value(json_object_get(o, "projects")), 4);
    assert_int_equal(json_integer_value(json_object_get(o, "rounds")), 2);
    json_t *winners = json_object_get(o, "winners"), *order = json_object_get(o, "order");
    assert_int_equal(json_array_size(winners), 2);
    assert_string_equal(json_string_value(json_array_get(winners, 0)), "bridge");
    assert_string_equal(json_string_value(json_array_get(order, 1)), "light");
    json_decref(o);
    forget(&s);
}

static void one_faulty_file_leaves_the_others(void **unused)
{
    char place[128];
    struct said s = TALLY("--json", broken, village, "/nonexistent/x.pb");

    (void)unused;
    assert_int_equal(s.status, EXIT_REFUSED);
    snprintf(place, sizeof place, "%s:10: vote: ", broken);
    assert_non_null(strstr(s.err, place));
    assert_non_null(strstr(s.err, "zz"));
    assert_non_null(strstr(s.err, "/nonexistent/x.pb"));
    assert_non_null(strstr(s.out, "\"winners\""));
    assert_ptr_equal(strchr(s.out, '\n'), strrchr(s.out, '\n')); /* one line */
    forget(&s);
}

/* What a person should know of a file that is counted is told beside the JSON as well. */
static void notices_have_line_and_field(void **unused)
{
    char path[] = "/tmp/tally_test_XXXXXX", place[128];

    (void)unused;
    write_file(path, "META\nkey;value\nbudget;60\nvote_type;approval\nPROJECTS\n"
                     "project_id;cost\na;0\nb;61\nVOTES\nvoter_id;vote\n1;a,b\n");
    struct said s = TALLY("--json", path);
    assert_int_equal(s.status, EXIT_DONE);
    assert_non_null(strstr(s.out, "\"winners\":[\"a\"]"));
    snprintf(place, sizeof place, "%s:7: cost: ", path);
    assert_non_null(strstr(s.err, place));
    snprintf(place, sizeof place, "%s:8: cost: ", path);
    assert_non_null(strstr(s.err, place));
    forget(&s);
    unlink(path);
}

static void wrong_usage_is_2(void **unused)
{
    struct said said[] = {TALLY("--rule", "nonsense", village),
                          TALLY("--json"),
                          TALLY("--what", village),
                          TALLY("--ties", "lot:", village),
                          TALLY("--seats", "0", village),
                          TALLY("--rule"),
                          TALLY("--rule", "greedy", "--completion", "add1", village),
                          TALLY("--rule", "phragmen", "--sat", "points", village)};
    (void)unused;
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        assert_int_equal(said[i].status, EXIT_USAGE);
        assert_true(strlen(said[i].err) > 20);
        assert_string_equal(said[i].out, "");
        forget(&said[i]);
    }
}

static void a_rule_that_does_not_fit_says_why(void **unused)
{
    struct said s = TALLY("--rule=mes", "--sat=points", village);
    (void)unused;
    assert_int_equal(s.status, EXIT_REFUSED);
    assert_non_null(strstr(s.err, "points"));
    forget(&s);
}

/* Every sentence exists in each language, names the projects and differs between languages. */
static void trace_in_three_languages(void **unused)
{
    char *argv[] = {"--rule", "mes", "--completion", "add1u", "--trace", village, NULL};
    struct said said[LANG_COUNT];

    (void)unused;
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        char *copy[7];
        memcpy(copy, argv, sizeof argv);
        said[lang] = tally_in(lang, 6, copy);
        assert_int_equal(said[lang].status, EXIT_DONE);
        assert_non_null(strstr(said[lang].out, "bridge (Bridge)"));
        assert_null(strchr(said[lang].out, '{'));
        for (enum lang other = 0; other < lang; other++)
            assert_string_not_equal(said[lang].out, said[other].out);
    }
    for (enum lang lang = 0; lang < LANG_COUNT; lang++)
        forget(&said[lang]);
}

/* Of seats there is neither money nor satisfaction to tell, in any language. */
static void seats_are_told_without_money(void **unused)
{
    char path[] = "/tmp/tally_test_XXXXXX";

    (void)unused;
    write_file(path, "# NUMBER ALTERNATIVES: 2\n2: 1,2\n1: 2,1\n");
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        char *argv[] = {"--rule", "stv", "--trace", path, NULL};
        struct said s = tally_in(lang, 4, argv);
        assert_int_equal(s.status, EXIT_DONE);
        assert_null(strstr(s.out, "cost"));
        assert_null(strstr(s.out, "none"));
        assert_null(strstr(s.out, ": -"));
        forget(&s);
    }
    unlink(path);
}

static void part_funding_is_told_without_a_trace(void **unused)
{
    static const char *const rules[] = {"greedy", "phragmen"};

    (void)unused;
    for (size_t i = 0; i < 2; i++) {
        struct said s =
            TALLY("--part-funding", "--budget", "70.5", "--rule", (char *)rules[i], village);
        assert_int_equal(s.status, EXIT_DONE);
        assert_non_null(strstr(s.out, "In part: "));
        forget(&s);
    }
}

/* Ids, names and values stand in files of strangers and are printed on a terminal. */
static void a_file_cannot_command_the_terminal(void **unused)
{
    static const char projects[] =
        "META\nkey;value\nbudget;60\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n"
        "a\x1b[2J;1;n\xC2\x9B[2Jm\nVOTES\nvoter_id;vote\n";
    char faulty[] = "/tmp/tally_test_XXXXXX", fine[] = "/tmp/tally_test_XXXXXX", text[1024];

    (void)unused;
    snprintf(text, sizeof text, "%s1;b\x1b[31m\n", projects);
    write_file(faulty, text);
    struct said s = TALLY(faulty);
    assert_int_equal(s.status, EXIT_REFUSED);
    assert_null(strchr(s.err, '\x1b'));
    assert_non_null(strstr(s.err, "b\xEF\xBF\xBD[31m"));
    forget(&s);
    snprintf(text, sizeof text, "%s1;\n", projects);
    write_file(fine, text);
    s = TALLY("--trace", fine);
    assert_int_equal(s.status, EXIT_DONE);
    assert_null(strchr(s.out, '\x1b'));
    assert_non_null(strstr(s.out, "a\xEF\xBF\xBD[2J (n\xEF\xBF\xBD[2Jm)"));
    forget(&s);
    unlink(faulty);
    unlink(fine);
}

/* The lines of a literal block of the manual page, from the one that begins with `begin` on. */
static char *page_lines(const char *page, const char *begin, const char *until)
{
    const char *from = strstr(page, begin), *to = from ? strstr(from, until) : NULL;
    assert_non_null(from);
    assert_non_null(to);
    return strndup(from, (size_t)(to - from));
}

/* The worked example of the manual page, counted: what it prints is what the page says. */
static void the_manual_page_is_right(void **unused)
{
    static const char *const completions[] = {"none", "add1u"};
    const char *root = getenv("ASHAR_SOURCE");
    char path[4096], page[64 * 1024], *dir = getcwd(NULL, 0);
    char place[] = "/tmp/tally_test_XXXXXX";

    (void)unused;
    snprintf(path, sizeof path, "%s/docs/man/ashar-tally.1", root ? root : ".");
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    page[fread(page, 1, sizeof page - 1, f)] = '\0';
    fclose(f);
    assert_non_null(mkdtemp(place));
    assert_int_equal(chdir(place), 0);
    f = fopen("village.csv", "w");
    assert_non_null(f);
    char *ballots = page_lines(page, "voter_id;well", "$ ashar");
    fputs(ballots, f);
    fclose(f);
    for (size_t i = 0; i < 2; i++) {
        struct said s = TALLY("--rule", "mes", "--sat", "cardinality", "--completion",
                              (char *)completions[i], "--budget", "60", "--json", "village.csv");
        assert_int_equal(s.status, EXIT_DONE);
        assert_non_null(strstr(page, s.out));
        forget(&s);
    }
    struct said s = TALLY("--rule", "mes", "--sat", "cardinality", "--completion", "add1u",
                          "--budget", "60", "--trace", "--needed-time", "0", "village.csv");
    assert_int_equal(s.status, EXIT_DONE);
    assert_non_null(strstr(page, s.out));
    forget(&s);
    free(ballots);
    unlink("village.csv");
    assert_int_equal(chdir(dir), 0);
    rmdir(place);
    free(dir);
}

/* Exact Equal Shares elects the highest value for money; the share that add-opt came to is told. */
static void trace_of_exact_equal_shares(void **unused)
{
    struct said s = TALLY("--rule", "ees", "--completion", "add-opt", "--trace", village);

    (void)unused;
    assert_int_equal(s.status, EXIT_DONE);
    assert_non_null(strstr(s.out, "the highest of all"));
    assert_null(strstr(s.out, "the lowest of all"));
    assert_non_null(strstr(s.out, "the share was raised to"));
    forget(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_every_member),
        cmocka_unit_test(one_faulty_file_leaves_the_others),
        cmocka_unit_test(notices_have_line_and_field),
        cmocka_unit_test(wrong_usage_is_2),
        cmocka_unit_test(a_rule_that_does_not_fit_says_why),
        cmocka_unit_test(trace_in_three_languages),
        cmocka_unit_test(trace_of_exact_equal_shares),
        cmocka_unit_test(seats_are_told_without_money),
        cmocka_unit_test(part_funding_is_told_without_a_trace),
        cmocka_unit_test(a_file_cannot_command_the_terminal),
        cmocka_unit_test(the_manual_page_is_right),
    };
    return cmocka_run_group_tests(tests, files_made, files_gone);
}
