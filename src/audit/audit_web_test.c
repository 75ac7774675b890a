/* Pages of the log: what everybody sees, what the auditor alone sees, the heads as files, and the
 * command that reads them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/differ.h"
#include "audit/known.h"
#include "audit/words.h"
#include "base/command.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

/* After the fixtures: the header with the routes includes base/json.h. */
#include "audit/audit.h"

#define PLACE "41706211805000"
extern const struct command audit_commands[];

enum { NOON = 1795240800 };
#define ROW "<tr><td data-label=\"№\">" /* the number, first in each line of the log */

static enum err name_of(struct db *db, struct arena *a, int64_t id, struct str *out)
{
    (void)db;
    *out = id == 7 ? STR("Айгүл Осмонова") : str_fmt(a, "Адам %lld", (long long)id);
    return OK;
}

static void fill(struct fixture *f, int records)
{
    struct actor who = {.person_id = 7, .for_person_id = 9, .place_id = 12};
    bool sealed;

    clock_set(NOON);
    assert_ok(db_begin(f->db));
    for (int i = 0; i < records; i++) {
        struct audit_entry e = {.action = STR("issue.refresh"),
                                .subject = i % 2 ? STR("issue") : STR("body"),
                                .subject_id = i,
                                .before = STR("{\"title\":\"Суу\",\"state\":\"active\"}"),
                                .after = STR("{\"title\":\"<Таза суу>\",\"state\":\"active\"}"),
                                .personal = STR("{\"phone\":\"0555123456\"}")};
        assert_ok(audit_append(f->db, f->arena, &who, &e));
    }
    assert_ok(db_commit(f->db));
    assert_ok(audit_seal(f->db, f->arena, day_of_instant(NOON) + 1, &sealed));
}

static struct http *browser(struct fixture *f)
{
    struct http *w = http_new(f->db, (const struct route *const[]){audit_routes}, 1);

    http_place(w, (struct scope){.id = 12, .code = STR(PLACE), .name = STR("Ак-Суу")});
    return w;
}

static void everybody_sees_the_heads_and_nothing_else(struct fixture *f)
{
    static const char *const langs[] = {"ky", "ru", "en"};
    struct http *w = browser(f);
    struct audit_head head;
    char path[64];

    assert_int_equal(visit(w, GET, "/ky/" PLACE "/audit", NULL), 200);
    fill(f, 3);
    assert_ok(audit_head_of(f->db, f->arena, 12, &head));
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "/%s/" PLACE "/audit", langs[i]);
        assert_int_equal(visit(w, GET, path, NULL), 200);
        assert_true(http_shows(w, str_cstr(f->arena, head.hash)));
        assert_false(http_shows(w, "0555123456"));
        assert_false(http_shows(w, "issue.refresh"));
        snprintf(path, sizeof path, "/%s/audit", langs[i]);
        assert_int_equal(visit(w, GET, path, NULL), 200);
        assert_true(http_shows(w, "<code>"));
    }
    assert_true(visit(w, GET, "/ky/" PLACE "/audit.csv", NULL) != 200);
    http_free(w);
}

static void the_auditor_sees_changes_and_personal_data(struct fixture *f)
{
    struct http *w = browser(f);

    audit_wire(name_of);
    fill(f, 60);
    http_sign_in(w, 1, CAP_BIT(CAP_AUDIT));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/audit", NULL), 200);
    assert_true(http_shows(w, "Айгүл Осмонова"));
    assert_true(http_shows(w, "Адам 9"));
    assert_true(http_shows(w, "&lt;Таза суу&gt;"));
    assert_true(http_shows(w, "0555123456"));
    assert_false(http_shows(w, "active")); /* did not change */
    assert_int_equal(http_count(w, ROW "60</td>"), 1);
    assert_int_equal(http_count(w, ROW "11</td>"), 1);
    assert_int_equal(http_count(w, ROW "10</td>"), 0);
    assert_true(http_shows(w, "before=11"));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/audit?before=11&subject=body", NULL), 200);
    assert_int_equal(http_count(w, ROW "9</td>"), 1);
    assert_int_equal(http_count(w, ROW "10</td>"), 0); /* of an issue */
    assert_int_equal(visit(w, GET,
                           "/ky/" PLACE "/audit?subject=%22%3E%3Cscript%3E&day=2026-99-99&person=x",
                           NULL),
                     200);
    assert_false(http_shows(w, "<script>"));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/audit?day=2026-11-20", NULL), 200);
    assert_int_equal(http_count(w, ROW "60</td>"), 0);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/audit.csv?after=58", NULL), 200);
    assert_int_equal(http_count(w, "\r\n"), 3);
    audit_wire(NULL);
    http_free(w);
}

static void write_file(const char *path, struct str s)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(s.p, 1, s.n, file), s.n);
    fclose(file);
}

static int run(struct fixture *f, int argc, char **argv, char **printed)
{
    size_t n = 0;
    FILE *to = open_memstream(printed, &n);
    struct command_ctx c = {
        .arena = f->arena, .db_url = f->url, .lang = LANG_EN, .out = to, .err = to};
    int status = audit_commands[0].run(&c, argc, argv);

    fclose(to);
    return status;
}

static void append(struct fixture *f, const char *before, const char *after)
{
    struct actor who = {.person_id = 7, .place_id = 12};

    assert_ok(db_begin(f->db));
    assert_ok(audit_append(f->db, f->arena, &who,
                           &(struct audit_entry){.action = STR("issue.suspend"),
                                                 .subject = STR("issue"),
                                                 .subject_id = 3,
                                                 .before = str_of(before),
                                                 .after = str_of(after)}));
    assert_ok(db_commit(f->db));
}

/* A label and a code of the forms are words; the file that is handed on keeps what was hashed. */
static void names_and_codes_are_said_as_the_forms_say_them(struct fixture *f)
{
    struct http *w = browser(f);

    audit_wire(name_of);
    append(f, "{\"title_ru\":\"Вода\",\"state\":\"active\",\"no_form\":1}",
           "{\"title_ru\":\"active\",\"state\":\"suspended\",\"no_form\":2}");
    http_sign_in(w, 1, CAP_BIT(CAP_AUDIT));
    assert_int_equal(visit(w, GET, "/en/" PLACE "/audit", NULL), 200);
    assert_true(http_shows(w, "<b>State:</b> <del>in force</del> → <ins>suspended</ins>"));
    assert_true(http_shows(w, "<b>Title (Russian):</b> <del>Вода</del> → <ins>active</ins>"));
    assert_true(http_shows(w, "<code>no_form</code> <del>1</del>"));
    assert_int_equal(visit(w, GET, "/en/" PLACE "/audit.csv", NULL), 200);
    assert_true(http_shows(w, "title_ru"));
    assert_false(http_shows(w, "in force"));
    http_free(w);
}

/* No name in the log may fill a sentence, or reach outside of the messages. */
static void only_names_have_words(void **state)
{
    static const char *const none[] = {"", "no.such", "{n}", "a b", "Title", "<b>"};
    struct arena a;
    struct str words = STR("kept");

    (void)state;
    arena_init(&a, MIB);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(audit_field_words(&a, LANG_KY, STR("issue"), str_of(none[i]), &words));
    assert_false(audit_field_words(&a, LANG_KY, STR("plan"), STR("version"), &words));
    assert_str(words, "kept");
    assert_true(audit_field_words(&a, LANG_EN, STR("news_item"), STR("title_ky"), &words));
    assert_false(str_eq(words, STR("kept")));
    assert_null(audit_value_words(&a, LANG_KY, STR("issue"), STR("state"), STR_NONE).p);
    assert_str(audit_value_words(&a, LANG_KY, STR("issue"), STR("state"), STR("other")), "other");
    arena_free(&a);
}

/* What the API gives is what the command takes. */
static void kept_heads_prove_the_log(struct fixture *f)
{
    struct http *w = browser(f);
    const char *tmp = getenv("TMPDIR");
    char path[256], *out = NULL;
    char *argv[] = {"--heads", path, NULL};

    snprintf(path, sizeof path, "%s/ashar-heads-%ld.json", tmp && *tmp ? tmp : "/tmp",
             (long)getpid());
    fill(f, 3);
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/audit/heads", NULL), 200);
    write_file(path, http_body(w));
    assert_int_equal(run(f, 2, argv, &out), EXIT_DONE);
    assert_non_null(strstr(out, "kept sums: 2"));
    free(out);
    assert_int_equal(visit(w, GET, "/api/v1/audit/days", NULL), 200);
    assert_true(http_shows(w, "\"day\":\"2026-11-21\""));
    assert_int_equal(visit(w, GET, "/api/v1/audit/days/2026-11-21", NULL), 200);
    write_file(path, http_body(w));
    assert_int_equal(run(f, 2, argv, &out), EXIT_DONE);
    assert_non_null(strstr(out, "kept sums: 1"));
    free(out);
    assert_int_equal(visit(w, GET, "/api/v1/audit/days/2026-11-22", NULL), 404);
    assert_int_equal(visit(w, GET, "/api/v1/audit/days/yesterday", NULL), 404);
    /* One digit of the kept sum is another: the log no longer contains it. */
    struct str body = http_body(w);
    (void)body;
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/audit/heads", NULL), 200);
    struct str copy = str_dup(f->arena, http_body(w));
    size_t at = str_find(copy, STR("\"hash\":\""), 0) + 8;
    ((char *)copy.p)[at] = copy.p[at] == '0' ? '1' : '0';
    write_file(path, copy);
    assert_int_equal(run(f, 2, argv, &out), EXIT_REFUSED);
    assert_non_null(strstr(out, "kept"));
    free(out);
    write_file(path, STR("{\"hash\":1}"));
    assert_int_equal(run(f, 2, argv, &out), EXIT_REFUSED);
    free(out);
    unlink(path);
    assert_int_equal(run(f, 2, argv, &out), EXIT_SYSTEM);
    free(out);
    assert_int_equal(run(f, 1, argv, &out), EXIT_USAGE);
    free(out);
    assert_int_equal(run(f, 0, argv, &out), EXIT_DONE);
    free(out);
    http_free(w);
}

static void the_command_names_the_first_broken_record(struct fixture *f)
{
    char *out = NULL;

    fill(f, 5);
    assert_ok(db_script(f->db, f->engine == DB_SQLITE
                                   ? "drop trigger audit_stays"
                                   : "alter table audit disable trigger audit_kept"));
    assert_ok(db_script(f->db, "update audit set after_json = '{\"title\":\"<Таза "
                               "суу.\",\"state\":\"active\"}' where seq = 4"));
    assert_int_equal(run(f, 0, (char *[]){NULL}, &out), EXIT_REFUSED);
    assert_non_null(strstr(out, "record number: 4"));
    assert_non_null(strstr(out, "Checked before it: 3"));
    free(out);
}

static void differences_are_told_member_by_member(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, MIB);
    struct audit_differences d = audit_differ(&a, STR("{\"a\":1,\"b\":\"x\",\"c\":[1]}"),
                                              STR("{\"a\":1,\"b\":\"y\",\"d\":null}"));
    assert_int_equal(d.n, 3);
    assert_str(d.v[0].name, "b");
    assert_str(d.v[0].before, "x");
    assert_str(d.v[0].after, "y");
    assert_str(d.v[1].name, "d");
    assert_null(d.v[1].before.p);
    assert_str(d.v[1].after, "null");
    assert_str(d.v[2].before, "[1]");
    assert_null(d.v[2].after.p);
    d = audit_differ(&a, STR_NONE, STR_NONE);
    assert_int_equal(d.n, 0);
    d = audit_differ(&a, STR("nonsense"), STR("{}"));
    assert_int_equal(d.n, 1);
    assert_str(d.v[0].before, "nonsense");
    arena_free(&a);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(everybody_sees_the_heads_and_nothing_else),
        FIXTURE_TEST(the_auditor_sees_changes_and_personal_data),
        FIXTURE_TEST(names_and_codes_are_said_as_the_forms_say_them),
        FIXTURE_TEST(kept_heads_prove_the_log),
        FIXTURE_TEST(the_command_names_the_first_broken_record),
    };
    const struct CMUnitTest plain[] = {cmocka_unit_test(differences_are_told_member_by_member),
                                       cmocka_unit_test(only_names_have_words)};

    int failures = FIXTURE_RUN("audit pages", tests);
    return failures + cmocka_run_group_tests_name("audit, differences", plain, NULL, NULL);
}
