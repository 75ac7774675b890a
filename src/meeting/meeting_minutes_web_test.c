/* Pages and papers of minutes and results through the real dispatcher, on both engines. */
#include "meeting/meeting_after_fixture.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/http_fixture.h"

#define SITE "/ky/41706211805000/meetings/1"
#define RU   "/ru/41706211805000/meetings/1"
#define TEXT "# Жалпы маалымат\n- Жыйын өттү, бюджет жактырылды."

static const uint64_t officer = CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_DESK) | CAP_BIT(CAP_MEETING);

static struct http *site(struct fixture *f, uint64_t caps)
{
    after_settle(f);
    struct http *w = http_new(f->db, (const struct route *const[]){meeting_minutes_routes}, 1);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    if (caps)
        http_sign_in(w, SECRETARY, caps);
    return w;
}

static int save(struct http *w, const char *lang, const char *version, const char *text)
{
    return visit(w, POST, SITE "/minutes/edit",
                 form(w, "of", lang, "version", version, "number", "", "words", text, NULL));
}

static int sign(struct http *w, const char *lang, const char *version)
{
    return visit(w, POST, SITE "/minutes/sign",
                 form(w, "of", lang, "version", version, "chair", "Бакыт Жумабаев", "secretary",
                      "Айгүл Асанова", "signed_on", "2026-11-20", NULL));
}

static int publish(struct http *w, const char *lang, const char *version)
{
    return visit(w, POST, SITE "/minutes/publish", form(w, "of", lang, "version", version, NULL));
}

static int64_t rows(struct fixture *f, const char *table)
{
    return fixture_number(f->db,
                          str_cstr(f->arena, str_fmt(f->arena, "select count(*) from %s", table)));
}

/* -- who may -- */

static void a_draft_is_for_those_who_keep_meetings(struct fixture *f)
{
    static const char *const posts[] = {"/minutes/edit", "/minutes/sign", "/minutes/publish",
                                        "/results"};
    struct http *w = site(f, officer);

    assert_int_equal(save(w, "ky", "0", TEXT), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200);
    assert_false(http_shows(w, "бюджет жактырылды"));
    assert_true(http_shows(w, "class=\"empty\""));
    assert_int_equal(visit(w, GET, SITE "/minutes.pdf", NULL), 404);
    assert_int_equal(visit(w, GET, SITE "/results.pdf", NULL), 404);
    assert_int_equal(visit(w, GET, SITE "/minutes/edit", NULL), 303); /* to sign in */
    http_sign_in(w, RESIDENT, CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_DESK) | CAP_BIT(CAP_ANSWER));
    assert_int_equal(visit(w, GET, SITE "/minutes/edit", NULL), 403);
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        struct str path = str_fmt(http_arena(w), SITE "%s", posts[i]);
        assert_int_equal(visit(w, POST, path.p,
                               form(w, "of", "ky", "version", "1", "words", "Башка текст жазылды",
                                    "words_ky", "Жыйынтык", NULL)),
                         403);
    }
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_minutes where version = 1 "
                                           "and state = 'draft'"),
                     1);
    assert_int_equal(rows(f, "meeting_results"), 0);
    http_free(w);
}

/* -- the way of the minutes -- */

static void minutes_go_from_draft_to_everybody(struct fixture *f)
{
    struct http *w = site(f, officer);

    assert_int_equal(visit(w, GET, SITE "/minutes/edit?of=ky", NULL), 200);
    assert_true(http_shows(w, "Жарык сметага кошулсун")); /* drawn from the record */
    assert_int_equal(save(w, "ky", "0", TEXT "\n- <script>alert(1)</script>"), 303);
    assert_str(http_header(w, "Location"), SITE "/minutes?of=ky");
    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200);
    assert_true(http_shows(w, "value=\"Бакыт Жумабаев\"")); /* the elected chair signs */
    assert_false(http_shows(w, "<script>alert"));
    assert_int_equal(publish(w, "ky", "1"), 409);
    assert_true(http_shows(w, "role=\"alert\""));
    assert_int_equal(sign(w, "ky", "1"), 303);
    assert_int_equal(sign(w, "ky", "1"), 409); /* signed already */
    assert_int_equal(publish(w, "ky", "2"), 303);
    assert_int_equal(publish(w, "ky", "2"), 409);
    assert_int_equal(save(w, "ru", "0", "# Общие сведения\n- Встреча состоялась."), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200);
    assert_true(http_shows(w, "бюджет жактырылды"));
    assert_true(http_shows(w, "Бакыт Жумабаев"));
    assert_true(http_shows(w, "№ 1 протокол"));
    assert_false(http_shows(w, "/minutes?of=ru")); /* a draft in Russian is nobody's business */
    assert_int_equal(visit(w, GET, RU "/minutes?of=ru", NULL), 200);
    assert_true(http_shows(w, "бюджет жактырылды")); /* what there is */
    assert_true(http_shows(w, "lang=\"ky\""));
    assert_int_equal(rows(f, "meeting_minutes"), 2);
    http_free(w);
}

static void faults_stand_at_their_fields_and_typed_text_stays(struct fixture *f)
{
    struct http *w = site(f, officer);

    assert_int_equal(save(w, "ky", "0", "кыска"), 422);
    assert_true(http_shows(w, "href=\"#f-words\""));
    assert_true(http_shows(w, "кыска</textarea>"));
    assert_int_equal(save(w, "ru", "0", "# Общие сведения\n- Встреча состоялась."), 303);
    /* A reader in Kyrgyz signs what stands in Russian: it comes back in Russian. */
    assert_int_equal(visit(w, POST, SITE "/minutes/sign",
                           form(w, "of", "ru", "version", "1", "chair", "Б", "secretary",
                                "Айгүл Асанова", "signed_on", "32.13.2026", NULL)),
                     422);
    assert_true(http_shows(w, "href=\"#f-chair\""));
    assert_int_equal(http_count(w, "href=\"#f-signed_on\""), 1);
    assert_true(http_shows(w, "value=\"32.13.2026\""));
    assert_true(http_shows(w, "value=\"Айгүл Асанова\""));
    assert_true(http_shows(w, "name=\"of\" value=\"ru\""));
    assert_true(http_shows(w, "Встреча состоялась"));
    assert_int_equal(visit(w, POST, SITE "/minutes/edit",
                           form(w, "of", "ru", "version", "9", "number", "", "words",
                                "# Общие сведения\n- Иначе.", NULL)),
                     409);
    assert_int_equal(rows(f, "meeting_minutes"), 1);
    http_free(w);
}

static void two_secretaries_see_the_difference(struct fixture *f)
{
    struct http *w = site(f, officer);

    assert_int_equal(save(w, "ky", "0", TEXT), 303);
    assert_int_equal(save(w, "ky", "1", TEXT " Биринчи катчы."), 303);
    assert_int_equal(save(w, "ky", "1", TEXT " Экинчи катчы."), 409);
    assert_true(http_shows(w, "Биринчи катчы.")); /* theirs */
    assert_true(http_shows(w, "Экинчи катчы."));  /* and yours */
    assert_true(http_shows(w, "name=\"version\" value=\"2\""));
    assert_int_equal(save(w, "ky", "2", TEXT " Экинчи катчы."), 303);
    /* Signed in the meantime: the correction asks for its reason and keeps what was typed. */
    assert_int_equal(sign(w, "ky", "3"), 303);
    assert_int_equal(save(w, "ky", "4", TEXT " Үчүнчү текст."), 422);
    assert_true(http_shows(w, "href=\"#f-reason\""));
    assert_true(http_shows(w, "Үчүнчү текст."));
    http_free(w);
}

/* A double click: the same bytes twice. */
static void a_form_sent_twice_is_one_draft(struct fixture *f)
{
    struct http *w = site(f, officer);
    const char *fields = form(w, "once", http_once(w), "of", "ky", "version", "0", "number", "",
                              "words", TEXT, NULL);
    struct web_request r = {.head = {.method = STR("POST"),
                                     .target = STR(SITE "/minutes/edit"),
                                     .content_type = STR("application/x-www-form-urlencoded")},
                            .body = str_fmt(http_arena(w), "csrf=%s&%s", http_token(w), fields)};

    for (int i = 0; i < 2; i++) {
        assert_int_equal(visit_raw(w, &r), 303);
        assert_str(http_header(w, "Location"), SITE "/minutes?of=ky");
    }
    assert_int_equal(rows(f, "meeting_minutes"), 1);
    assert_int_equal(fixture_number(f->db, "select version from meeting_minutes"), 1);
    http_free(w);
}

static void a_correction_shows_what_it_replaced(struct fixture *f)
{
    struct http *w = site(f, officer);

    after_published(f, LANG_KY);
    assert_int_equal(visit(w, GET, SITE "/minutes/edit?of=ky", NULL), 200);
    assert_true(http_shows(w, "name=\"reason\""));
    assert_true(http_shows(w, "name=\"signed_on\""));
    assert_int_equal(visit(w, POST, SITE "/minutes/edit",
                           form(w, "of", "ky", "version", "3", "number", "1", "words", TEXT,
                                "reason", "Добуштар туура эмес жазылган", "chair", "Асан Усенов",
                                "secretary", "Айгүл Асанова", "signed_on", "2026-11-20", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200);
    assert_true(http_shows(w, "2-редакция"));
    assert_true(http_shows(w, "1-редакция"));
    assert_true(http_shows(w, "Добуштар туура эмес жазылган"));
    assert_true(http_shows(w, "Асан Усенов"));
    assert_true(http_shows(w, "Бакыт Жумабаев"));         /* who signed the former */
    assert_true(http_shows(w, "Жарык сметага кошулсун")); /* and what it said */
    http_free(w);
}

/* -- days -- */

static void lateness_is_public(struct fixture *f)
{
    struct http *w = site(f, 0);

    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200);
    assert_true(http_shows(w, "2026-жылдын 30-ноябр")); /* by when, before there are any */
    assert_false(http_shows(w, "badge-bad"));
    clock_set(instant_of_day(hall_today() + 13) + 3600);
    assert_int_equal(visit(w, GET, RU "/minutes", NULL), 200);
    assert_true(http_shows(w, "badge-bad"));
    assert_true(http_shows(w, "30 ноября 2026"));
    assert_int_equal(visit(w, GET, RU "/results", NULL), 200);
    assert_true(http_shows(w, "30 ноября 2026"));
    after_published(f, LANG_KY);
    clock_set(clock_now() + 86400);
    http_sign_in(w, SECRETARY, officer); /* past the cache */
    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200);
    assert_true(http_shows(w, "badge-bad"));
    assert_true(http_shows(w, "badge-ok"));
    http_free(w);
}

/* -- results -- */

static void results_reach_everybody_and_are_corrected_openly(struct fixture *f)
{
    struct http *w = site(f, officer);
    struct str version = str_fmt(f->arena, "%lld", (long long)hall_version(f, HEARING));

    assert_int_equal(visit(w, POST, SITE "/results",
                           form(w, "version", version.p, "words_ky", "Бюджет жактырылды.", NULL)),
                     422);
    assert_true(http_shows(w, "/minutes\"")); /* leads to the minutes that come first */
    assert_true(http_shows(w, "Бюджет жактырылды.</textarea>"));
    after_published(f, LANG_KY);
    assert_int_equal(visit(w, POST, SITE "/results",
                           form(w, "version", version.p, "words_ky", "", "words_ru", " ", NULL)),
                     422);
    assert_true(http_shows(w, "href=\"#f-words_ky\""));
    assert_int_equal(
        visit(w, POST, SITE "/results",
              form(w, "version", version.p, "words_ky", "Бюджет **жактырылды**.", NULL)),
        303);
    const char *again = form(w, "version", version.p, "words_ky", "Экинчи жолу", NULL);
    assert_int_equal(visit(w, POST, SITE "/results", again), 409);
    assert_true(http_shows(w, "Экинчи жолу"));
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, RU "/results", NULL), 200);
    assert_true(http_shows(w, "<strong>жактырылды</strong>")); /* falls back to Kyrgyz */
    assert_true(http_shows(w, "Бюджет жактырылсын"));          /* decisions of the record */
    assert_false(http_shows(w, "Жаңылыш чечим"));
    assert_false(http_shows(w, "<textarea"));
    http_sign_in(w, SECRETARY, officer);
    version = str_fmt(f->arena, "%lld", (long long)hall_version(f, HEARING));
    assert_int_equal(visit(w, POST, SITE "/results",
                           form(w, "version", version.p, "words_ky",
                                "Бюджет толуктоо менен "
                                "жактырылды.",
                                "reason", "", NULL)),
                     422);
    assert_true(http_shows(w, "href=\"#f-reason\""));
    assert_int_equal(
        visit(w, POST, SITE "/results",
              form(w, "version", version.p, "words_ky", "Бюджет толуктоо менен жактырылды.",
                   "reason", "толуктоо жазылбай калган", NULL)),
        303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/results", NULL), 200);
    assert_true(http_shows(w, "толуктоо менен"));
    assert_true(http_shows(w, "толуктоо жазылбай калган"));
    assert_true(http_shows(w, "<strong>жактырылды</strong>")); /* the former words */
    http_free(w);
}

/* -- papers -- */

extern char **environ;

/* What a reader copies out of the PDF, by poppler's program; absent where there is none. */
static struct str pdf_text(struct http *w)
{
    char in[] = "/tmp/ashar-minutes-XXXXXX", out[] = "/tmp/ashar-words-XXXXXX";
    struct str body = http_body(w);
    int in_fd = mkstemp(in), out_fd = mkstemp(out), status = 0;
    pid_t pid;

    assert_true(in_fd >= 0 && out_fd >= 0);
    assert_int_equal(write(in_fd, body.p, body.n), body.n);
    char *argv[] = {"pdftotext", "-layout", in, out, NULL};
    int e = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
    struct str text = STR_NONE;
    if (e == 0) {
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
        char *p = arena_alloc(http_arena(w), 256 * KIB);
        int fd = open(out, O_RDONLY | O_CLOEXEC);
        ssize_t n = read(fd, p, 256 * KIB);
        assert_true(n > 0);
        close(fd);
        text = (struct str){p, (size_t)n};
    }
    close(in_fd);
    close(out_fd);
    unlink(in);
    unlink(out);
    return text;
}

static void attach(struct fixture *f)
{
    assert_ok(db_script(
        f->db, "insert into document_content (sha256, size, media_type) values ('ab', 1, "
               "'application/pdf');"
               "insert into document (id, place_id, title, filename, kind, sha256, is_public, "
               "added_at, added_by, withdrawn_reason, version) values (1, 1, 'Кол коюлган "
               "протоколдун сүрөтү', 'p.pdf', 'other', 'ab', 1, 0, 7, '', 1), (2, 1, 'Ички кагаз', "
               "'i.pdf', 'other', 'ab', 0, 0, 7, '', 1);"
               "insert into document_owner (owner_kind, owner_id, document_id) values ('meeting', "
               "1, 1), ('meeting', 1, 2)"));
}

static bool has_all(struct str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(text, str_of(words[i]), 0) == SIZE_MAX) {
            print_message("\"%s\" is missing in:\n%.*s\n", words[i], STR_F(text));
            return false;
        }
    return true;
}

static void papers_hold_the_same_words(struct fixture *f)
{
    static const char *const ky[] = {"протокол",
                                     "№ 1",
                                     "Үсөн Үсөнов",
                                     "Көчөгө *жарык* орнотулсун <тез>",
                                     "Мектеп качан оңдолот?",
                                     "Жарык сметага кошулсун",
                                     "Жайыт маселеси",
                                     "1. Бюджеттин долбоору",
                                     "Кол коюлган протоколдун сүрөтү",
                                     "Бакыт Жумабаев",
                                     "Айгүл Асанова"};
    static const char *const ru[] = {"Повестка",    "женщин 6, мужчин 4",
                                     "Голосование", "присутствовало 10",
                                     "Приложения",  "Проект. Не подписан."};
    struct http *w = site(f, officer);

    attach(f);
    after_published(f, LANG_KY);
    struct meeting_minutes_new n = {
        .meeting_id = HEARING, .lang = LANG_RU, .words = after_drawn(f, HEARING, LANG_RU)};
    assert_ok(after_save(f, &n));
    assert_int_equal(visit(w, GET, SITE "/minutes.pdf?of=ru", NULL), 200);
    struct str text = pdf_text(w);
    if (!text.p) {
        print_message("skipped: there is no pdftotext\n");
        http_free(w);
        return;
    }
    assert_true(has_all(text, ru, sizeof ru / sizeof *ru));
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/minutes.pdf?of=ky", NULL), 200);
    text = pdf_text(w);
    assert_true(has_all(text, ky, sizeof ky / sizeof *ky));
    static const char *const out[] = {"Ички кагаз", "Жашыруун", "\\*"};
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        assert_true(str_find(text, str_of(out[i]), 0) == SIZE_MAX);
    struct meeting_results_new r = {.meeting_id = HEARING,
                                    .version = hall_version(f, HEARING),
                                    .words = {[LANG_KY] = STR("Көп нерсе өзгөрдү: жаңы үй.")}};
    assert_ok(after_give(f, &r));
    static const char *const results[] = {"Көп нерсе өзгөрдү: жаңы үй.", "Бюджет жактырылсын"};
    static const char *const papers[] = {SITE "/results.pdf", SITE "/results.pdf?paper=a3"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(visit(w, GET, papers[i], NULL), 200);
        assert_true(has_all(pdf_text(w), results, 2));
    }
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_draft_is_for_those_who_keep_meetings),
        FIXTURE_TEST(minutes_go_from_draft_to_everybody),
        FIXTURE_TEST(faults_stand_at_their_fields_and_typed_text_stays),
        FIXTURE_TEST(two_secretaries_see_the_difference),
        FIXTURE_TEST(a_form_sent_twice_is_one_draft),
        FIXTURE_TEST(a_correction_shows_what_it_replaced),
        FIXTURE_TEST(lateness_is_public),
        FIXTURE_TEST(results_reach_everybody_and_are_corrected_openly),
        FIXTURE_TEST(papers_hold_the_same_words),
    };

    return FIXTURE_RUN("meeting_minutes_web", tests);
}
