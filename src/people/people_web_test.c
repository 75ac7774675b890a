/* Signing in, registering, roles, the verification desk, as a browser meets them; with the real
 * sessions, on both engines. */
#include <stdio.h>
#include <string.h>

#include "people/people_web.h"
#include "place/place.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

static char mail_body[4096];
static int mails;

static enum err keep_mail(struct db *db, struct arena *a, const struct people_mail *m)
{
    (void)db;
    (void)a;
    snprintf(mail_body, sizeof mail_body, "%.*s", STR_F(m->body));
    mails++;
    return OK;
}

/* -- the hooks as app wires them -- */

static enum err hook_session(void *app, struct db *db, struct arena *a, struct str token,
                             struct viewer *out)
{
    bool touch;
    (void)app;
    return people_session_load(db, a, token, out, &touch);
}

static enum err hook_caps(void *app, struct db *db, struct arena *a, int64_t place_id,
                          struct viewer *v)
{
    (void)app;
    return people_caps(db, a, place_id, v);
}

static enum err hook_place(void *app, struct db *db, struct arena *a, struct str code,
                           enum lang lang, struct web_place *out)
{
    struct place p;
    (void)app;
    TRY(place_by_code(db, a, code, &p));
    *out = (struct web_place){.scope = {p.id, p.code, place_name(&p, lang)},
                              .successor_code = STR(""),
                              .successor = STR("")};
    return OK;
}

static int64_t aimak, village;
#define AIMAK "/ky/41702205805000"
#define GOOD  "узун сөз айкашы"

static int64_t add(struct fixture *f, const char *name, const char *contact)
{
    struct person_new p = {
        .name = str_of(name), .contact = str_of(contact), .residence_id = village};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    if (contact[0])
        assert_ok(people_password_hash(f->arena, STR(GOOD), &p.password_hash));
    assert_ok(db_begin(f->db));
    assert_int_equal(people_add(f->db, f->arena, &(struct actor){0}, &p, &faults, &id), OK);
    assert_ok(db_commit(f->db));
    return id;
}

static void give(struct fixture *f, int64_t person, int64_t place, enum role role)
{
    struct role_grant g = {.person_id = person,
                           .place_id = place,
                           .role = role,
                           .from = DAY_NONE,
                           .to = DAY_NONE,
                           .order_number = STR("")};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_int_equal(people_grant(f->db, f->arena, &(struct actor){0}, &g, &faults, &id), OK);
    assert_ok(db_commit(f->db));
}

static struct http *start(struct fixture *f)
{
    static const struct route *const tables[] = {people_routes, people_account_routes,
                                                 people_staff_routes, people_verify_routes};
    const struct web_config config = {.routes = tables,
                                      .route_tables = 4,
                                      .cache_bytes = MIB,
                                      .hooks = {.session = hook_session,
                                                .caps = hook_caps,
                                                .place = hook_place,
                                                .sign_in_view = people_sign_in_form}};
    struct people_settings s = people_settings_default();
    struct place_import in = {
        .bytes = STR("code,name_ky\n41702205805000,Ак-Булуң айыл аймагы\n41702205805010,Ак-Булуң\n"
                     "41702205807000,Бөрү-Баш айыл аймагы\n41702205807030,Черик\n"),
        .source = STR("t")};
    struct place_import_report r;
    struct faults faults;
    struct place p;
    int64_t n;

    s.argon_passes = 1;
    s.argon_kib = 8;
    s.send_mail = keep_mail;
    people_configure(&s);
    mails = 0;
    faults_init(&faults, f->arena);
    assert_ok(place_seed(f->db, f->arena, &n));
    assert_ok(place_import_file(f->db, f->arena, &(struct actor){0}, &in, &faults, &r));
    assert_ok(place_by_code(f->db, f->arena, STR("41702205805000"), &p));
    aimak = p.id;
    assert_ok(place_by_code(f->db, f->arena, STR("41702205805010"), &p));
    village = p.id;
    return http_new_with(f->db, &config);
}

static int sign_in(struct http *w, const char *contact, const char *password)
{
    return visit(w, POST, "/ky/login", form(w, "login", contact, "password", password, NULL));
}

static const char *path_id(struct fixture *f, const char *fmt, int64_t id)
{
    char *p = arena_alloc(f->arena, 200);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)id);
    const char *mark = strchr(fmt, '*');
    snprintf(p, 200, "%.*s%s%s", (int)(mark - fmt), fmt, number, mark + 1);
    return p;
}

static void signing_in_and_out(struct fixture *f)
{
    struct http *w = start(f);

    add(f, "Асанов Бакыт", "bakyt@mail.kg");
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 303);
    assert_str(http_header(w, "Location"), "/ky/login?next=%2Fky%2Fme");
    assert_int_equal(visit(w, POST, "/ky/me", form(w, "name", "Жазылган текст", NULL)), 401);
    assert_true(http_shows(
        w, "name=\"login\"")); /* the form is there at once, and what was typed with it */
    assert_true(http_shows(w, "Жазылган текст"));
    assert_int_equal(visit(w, GET, "/ky/login", NULL), 200);
    assert_int_equal(sign_in(w, "bakyt@mail.kg", ""), 422);
    assert_int_equal(sign_in(w, "bakyt@mail.kg", "туура эмес"), 200);
    assert_true(http_shows(
        w, "value=\"bakyt@mail.kg\"")); /* what was typed is kept, but not the password */
    assert_false(http_shows(w, "туура эмес\""));
    assert_int_equal(fixture_number(f->db, "select failures from login_attempt"),
                     1); /* counted though refused */
    assert_int_equal(sign_in(w, "bakyt@mail.kg", GOOD), 303);
    assert_str(http_header(w, "Location"), "/ky/me");
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_true(http_shows(w, "Асанов Бакыт"));
    assert_int_equal(visit(w, POST, "/ky/logout", form(w, NULL)), 303);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 303);
    assert_int_equal(fixture_number(f->db, "select count(*) from session"), 0);
    http_free(w);
}

static void a_sign_in_never_goes_on_in_the_old_session(struct fixture *f)
{
    struct http *w = start(f);

    add(f, "Асанов Бакыт", "bakyt@mail.kg");
    assert_int_equal(sign_in(w, "bakyt@mail.kg", GOOD), 303);
    assert_int_equal(sign_in(w, "bakyt@mail.kg", GOOD), 303);
    assert_int_equal(fixture_number(f->db, "select count(*) from session"), 1);
    http_free(w);
}

static void after_five_failures_the_page_says_how_long_to_wait(struct fixture *f)
{
    struct http *w = start(f);

    add(f, "Асанов Бакыт", "bakyt@mail.kg");
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign_in(w, "bakyt@mail.kg", "туура эмес"), 200);
    assert_int_equal(sign_in(w, "bakyt@mail.kg", GOOD), 429);
    assert_true(http_shows(w, "1 мүнөттөн кийин"));
    int64_t wait = 0;
    assert_ok(str_to_i64(http_header(w, "Retry-After"), &wait));
    assert_true(wait > 0 && wait <= 60);
    http_free(w);
}

static void redirects_stay_on_this_site(struct fixture *f)
{
    static const char *const evil[] = {"//evil.example", "https://evil.example/", "/\\evil.example",
                                       "javascript:alert(1)", ""};
    struct http *w = start(f);

    add(f, "Асанов Бакыт", "bakyt@mail.kg");
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        assert_int_equal(
            visit(w, POST, "/ky/login",
                  form(w, "login", "bakyt@mail.kg", "password", GOOD, "next", evil[i], NULL)),
            303);
        struct str to = http_header(w, "Location");
        assert_true(str_starts(to, STR("/ky/")));
    }
    assert_int_equal(
        visit(w, POST, "/ky/login",
              form(w, "login", "bakyt@mail.kg", "password", GOOD, "next", "/rules", NULL)),
        303);
    assert_str(http_header(w, "Location"), "/ky/rules");
    assert_int_equal(
        visit(w, POST, "/ky/login",
              form(w, "login", "bakyt@mail.kg", "password", GOOD, "next", "/ky/me?x=1", NULL)),
        303);
    assert_str(http_header(w, "Location"), "/ky/me?x=1");
    assert_int_equal(visit(w, POST, "/ky/login",
                           form(w, "login", "bakyt@mail.kg", "password", GOOD, "next",
                                "/ky//evil.example", NULL)),
                     303);
    assert_str(http_header(w, "Location"), "/ky/me");
    http_free(w);
}

static void registering_by_mail(struct fixture *f)
{
    struct http *w = start(f);
    char path[300], *at;

    assert_int_equal(visit(w, GET, "/ky/register", NULL), 200);
    assert_int_equal(visit(w, POST, "/ky/register", form(w, "name", "", "contact", "эмне", NULL)),
                     422);
    assert_true(http_shows(w, "эмне"));
    assert_int_equal(fixture_number(f->db, "select count(*) from person"), 0);
    const char *good = form(w, "name", "Асанов Бакыт", "contact", "bakyt@mail.kg", "residence",
                            "Ак-Бул", "birth_year", "1980", NULL);
    assert_int_equal(visit(w, POST, "/ky/register", good), 422); /* aimak or village? */
    assert_true(http_shows(w, "name=\"residence_code\""));
    good = form(w, "name", "Асанов Бакыт", "contact", "bakyt@mail.kg", "residence", "Ак-Бул",
                "residence_code", "41702205805010", "birth_year", "1980", NULL);
    assert_int_equal(visit(w, POST, "/ky/register", good), 303);
    assert_str(http_header(w, "Location"), "/ky/register/sent");
    assert_int_equal(mails, 1);
    at = strstr(mail_body, "/ky/enter/");
    assert_non_null(at);
    snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\n"), at);
    assert_int_equal(visit(w, GET, path, NULL), 200);
    assert_int_equal(
        visit(w, POST, path, form(w, "password", "кыска", "password_again", "кыска", NULL)), 422);
    assert_int_equal(
        visit(w, POST, path, form(w, "password", GOOD, "password_again", "башка", NULL)), 422);
    assert_int_equal(visit(w, POST, path, form(w, "password", GOOD, "password_again", GOOD, NULL)),
                     303);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200); /* signed in */
    assert_int_equal(visit(w, GET, path, NULL), 410);
    assert_int_equal(visit(w, POST, path, form(w, "password", GOOD, "password_again", GOOD, NULL)),
                     410);
    assert_int_equal(visit(w, POST, "/ky/register", good), 303); /* known: the same answer */
    assert_str(http_header(w, "Location"), "/ky/register/sent");
    http_free(w);
}

static void a_forged_form_changes_nothing(struct fixture *f)
{
    struct http *w = start(f);
    struct web_request raw = {.head = {.method = STR("POST"),
                                       .target = STR("/ky/register"),
                                       .content_type = STR("application/x-www-form-urlencoded")},
                              .body = STR("name=Forged+Person&contact=forged%40mail.kg")};

    assert_int_equal(visit_raw(w, &raw), 403);
    assert_int_equal(fixture_number(f->db, "select count(*) from person"), 0);
    http_free(w);
}

static void ten_megabytes_of_name_are_refused(struct fixture *f)
{
    struct http *w = start(f);
    char *big = arena_alloc(f->arena, 10 * MIB + 1);

    memset(big, 'x', 10 * MIB);
    memcpy(big, "name=", 5);
    big[10 * MIB] = '\0';
    assert_int_equal(visit(w, POST, "/ky/register", big), 413);
    assert_int_equal(fixture_number(f->db, "select count(*) from person"), 0);
    http_free(w);
}

static void changing_password_ends_other_sessions(struct fixture *f)
{
    struct http *w = start(f);

    add(f, "Асанов Бакыт", "bakyt@mail.kg");
    assert_int_equal(sign_in(w, "bakyt@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, POST, "/ky/me/password",
                           form(w, "current", "туура эмес", "password", "жаңы сырсөз болсун",
                                "password_again", "жаңы сырсөз болсун", NULL)),
                     422);
    assert_int_equal(visit(w, POST, "/ky/me/password",
                           form(w, "current", GOOD, "password", "жаңы сырсөз болсун",
                                "password_again", "жаңы сырсөз болсун", NULL)),
                     303);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_int_equal(fixture_number(f->db, "select count(*) from session"), 1);
    http_free(w);
}

static void the_own_page_keeps_what_was_typed(struct fixture *f)
{
    struct http *w = start(f);

    add(f, "Асанов Бакыт", "bakyt@mail.kg");
    assert_int_equal(sign_in(w, "bakyt@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, POST, "/ky/me",
                           form(w, "version", "2", "name", "Асанов Бакыт Токтогулович", "lang",
                                "ru", "residence", "Ак-Булуң", "birth_year", "3000", NULL)),
                     422);
    assert_true(http_shows(w, "Асанов Бакыт Токтогулович"));
    assert_int_equal(visit(w, POST, "/ky/me",
                           form(w, "version", "2", "name", "Асанов Бакыт Токтогулович", "lang",
                                "ru", "residence", "Ак-Булуң", "birth_year", "1980", NULL)),
                     303);
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from person where lang = 'ru' and birth_year = 1980"),
        1);
    assert_int_equal(visit(w, POST, "/ky/me",
                           form(w, "version", "2", "name", "Башка Аты", "lang", "ky", "residence",
                                "Ак-Булуң", "birth_year", "1980", NULL)),
                     409);
    http_free(w);
}

static void a_head_gives_and_takes_roles(struct fixture *f)
{
    struct http *w = start(f);
    int64_t head = add(f, "Башчы Адам", "head@mail.kg");

    add(f, "Депутат Адам", "dep@mail.kg");
    give(f, head, aimak, ROLE_HEAD);
    assert_int_equal(visit(w, GET, AIMAK "/people", NULL), 303); /* to sign in */
    assert_int_equal(sign_in(w, "head@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, AIMAK "/people", NULL), 200);
    assert_true(http_shows(w, "Башчы Адам"));
    assert_int_equal(
        visit(w, POST, AIMAK "/people/roles",
              form(w, "person", "nobody@mail.kg", "role", "deputy", "from", "2026-01-01", NULL)),
        422);
    assert_true(http_shows(w, "nobody@mail.kg"));
    assert_int_equal(
        visit(w, POST, AIMAK "/people/roles",
              form(w, "person", "dep@mail.kg", "role", "auditor", "from", "2026-01-01", NULL)),
        422);
    assert_int_equal(visit(w, POST, AIMAK "/people/roles",
                           form(w, "person", "dep@mail.kg", "role", "deputy", "from", "2026-01-01",
                                "order_number", "7", NULL)),
                     303);
    int64_t role = fixture_number(f->db, "select id from role where role = 'deputy'");
    assert_int_equal(
        visit(w, POST, path_id(f, "/ky/41702205807000/people/roles/*/take", role), form(w, NULL)),
        403);
    assert_int_equal(visit(w, POST, path_id(f, AIMAK "/people/roles/*/take", role), form(w, NULL)),
                     303);
    assert_int_equal(visit(w, GET, "/ky/people", NULL), 403);
    http_free(w);
}

static void the_administrator_blocks_an_account(struct fixture *f)
{
    struct http *w = start(f);
    int64_t admin = add(f, "Админ Адам", "admin@mail.kg");

    add(f, "Жаман Адам", "bad@mail.kg");
    give(f, admin, 0, ROLE_ADMINISTRATOR);
    assert_int_equal(sign_in(w, "admin@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, "/ky/people", NULL), 200);
    assert_int_equal(visit(w, POST, "/ky/people/block",
                           form(w, "contact", "admin@mail.kg", "deed", "block", NULL)),
                     422); /* the last one */
    assert_int_equal(
        visit(w, POST, "/ky/people/block", form(w, "contact", "bad@mail.kg", "deed", "", NULL)),
        422);
    assert_int_equal(visit(w, POST, "/ky/people/block",
                           form(w, "contact", "bad@mail.kg", "deed", "block", NULL)),
                     303);
    assert_int_equal(sign_in(w, "bad@mail.kg", GOOD), 200);
    http_free(w);
}

/* In a municipality where nobody holds a role yet. */
static void the_administrator_appoints_the_first_head(struct fixture *f)
{
    struct http *w = start(f);
    int64_t admin = add(f, "Админ Адам", "admin@mail.kg");

    add(f, "Башчы Адам", "head@mail.kg");
    give(f, admin, 0, ROLE_ADMINISTRATOR);
    assert_int_equal(sign_in(w, "head@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, AIMAK "/people", NULL), 403);
    assert_false(http_shows(w, "Адамдар жана кызматтар"));
    assert_int_equal(sign_in(w, "admin@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_true(http_shows(w, "href=\"/ky/people\""));
    assert_true(http_shows(w, "href=\"/ky/territory\""));
    assert_int_equal(visit(w, GET, AIMAK "/people", NULL), 200);
    assert_true(http_shows(w, "Адамдар жана кызматтар</a>"));
    assert_int_equal(
        visit(w, POST, AIMAK "/people/roles",
              form(w, "person", "head@mail.kg", "role", "head", "from", "2026-01-01", NULL)),
        303);
    assert_int_equal(visit(w, GET, AIMAK "/people", NULL), 200);
    assert_true(http_shows(w, "Башчы Адам"));
    http_free(w);
}

static void the_desk_verifies_and_acts(struct fixture *f)
{
    struct http *w = start(f);
    int64_t secretary = add(f, "Катчы Адам", "k@mail.kg"),
            resident = add(f, "Тургун Адам", "t@mail.kg");

    give(f, secretary, aimak, ROLE_SECRETARY);
    assert_int_equal(sign_in(w, "t@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, AIMAK "/people/verify", NULL),
                     403); /* personal data: officers only */
    assert_int_equal(sign_in(w, "k@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, AIMAK "/people/verify", NULL), 200);
    assert_true(http_shows(w, "Тургун Адам"));
    assert_false(http_shows(w, "t@mail.kg")); /* masked */
    assert_int_equal(visit(w, GET, "/ky/41702205807000/people/verify", NULL), 403);
    assert_int_equal(visit(w, POST, path_id(f, AIMAK "/people/*/verify", resident), form(w, NULL)),
                     422); /* document not seen */
    assert_int_equal(
        visit(w, POST, path_id(f, AIMAK "/people/*/verify", resident), form(w, "seen", "1", NULL)),
        303);
    assert_int_equal(
        visit(w, POST, path_id(f, AIMAK "/people/*/verify", 9999), form(w, "seen", "1", NULL)),
        404);
    assert_int_equal(visit(w, POST, AIMAK "/people/new",
                           form(w, "name", "Апа Уулжан", "residence", "Черик", NULL)),
                     422); /* elsewhere */
    assert_int_equal(visit(w, POST, AIMAK "/people/new",
                           form(w, "name", "Апа Уулжан", "residence_code", "41702205805010", NULL)),
                     303);
    int64_t granny = fixture_number(f->db, "select id from person where name = 'Апа Уулжан'");
    assert_int_equal(visit(w, POST, path_id(f, AIMAK "/people/*/act", granny), form(w, NULL)), 303);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_true(http_shows(w, "Апа Уулжан"));
    assert_int_equal(visit(w, GET, AIMAK "/people/verify", NULL), 403); /* as a resident now */
    assert_int_equal(
        visit(w, POST, "/ky/me", form(w, "version", "2", "name", "Башка", "lang", "ky", NULL)),
        403);
    assert_int_equal(visit(w, POST, "/ky/me/acting/end", form(w, NULL)), 303);
    assert_int_equal(visit(w, GET, AIMAK "/people/verify", NULL), 200);
    http_free(w);
}

static void a_slip_lets_a_telephone_in(struct fixture *f)
{
    struct http *w = start(f);
    int64_t secretary = add(f, "Катчы Адам", "k@mail.kg");
    char code[10] = "";

    give(f, secretary, aimak, ROLE_SECRETARY);
    assert_int_equal(visit(w, POST, "/ky/register",
                           form(w, "name", "Телефон Адам", "contact", "0555 123456",
                                "residence_code", "41702205805010", NULL)),
                     303);
    assert_int_equal(mails, 0);
    int64_t person = fixture_number(f->db, "select id from person where phone = '+996555123456'");
    assert_int_equal(sign_in(w, "k@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, POST, path_id(f, AIMAK "/people/*/slip", person), form(w, NULL)),
                     200);
    struct str body = http_body(w);
    size_t at = str_find(body, STR("class=\"slip\">"), 0);
    snprintf(code, sizeof code, "%.*s", 9, body.p + at + strlen("class=\"slip\">"));
    assert_int_equal(visit(w, POST, "/ky/logout", form(w, NULL)), 303);
    assert_int_equal(visit(w, POST, "/ky/enter",
                           form(w, "contact", "0555123456", "code", "0000 0000", "password", GOOD,
                                "password_again", GOOD, NULL)),
                     200);
    assert_int_equal(fixture_number(f->db, "select tries from person_token"), 1);
    assert_int_equal(visit(w, POST, "/ky/enter",
                           form(w, "contact", "0555123456", "code", code, "password", GOOD,
                                "password_again", GOOD, NULL)),
                     303);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_true(http_shows(w, "+996555123456"));
    http_free(w);
}

static void a_list_of_residents_is_uploaded(struct fixture *f)
{
    struct http *w = start(f);
    int64_t secretary = add(f, "Катчы Адам", "k@mail.kg");

    give(f, secretary, aimak, ROLE_SECRETARY);
    assert_int_equal(sign_in(w, "k@mail.kg", GOOD), 303);
    assert_int_equal(visit(w, GET, AIMAK "/people/residents", NULL), 200);
    assert_int_equal(visit_upload(w, AIMAK "/people/residents", NULL, "file", "list.csv",
                                  STR("name;birth_year\nАсанов Бакыт;1980\nБ;x\n")),
                     422);
    assert_int_equal(fixture_number(f->db, "select count(*) from resident"), 0);
    assert_int_equal(
        visit_upload(w, AIMAK "/people/residents", NULL, "file", "list.xlsx", STR("PK\003\004zip")),
        422);
    assert_int_equal(visit_upload(w, AIMAK "/people/residents", NULL, "file", "list.csv",
                                  STR("name;birth_year\nАсанов Бакыт;1980\n")),
                     303);
    assert_int_equal(fixture_number(f->db, "select count(*) from resident"), 1);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(signing_in_and_out),
        FIXTURE_TEST(a_sign_in_never_goes_on_in_the_old_session),
        FIXTURE_TEST(after_five_failures_the_page_says_how_long_to_wait),
        FIXTURE_TEST(redirects_stay_on_this_site),
        FIXTURE_TEST(registering_by_mail),
        FIXTURE_TEST(a_forged_form_changes_nothing),
        FIXTURE_TEST(ten_megabytes_of_name_are_refused),
        FIXTURE_TEST(changing_password_ends_other_sessions),
        FIXTURE_TEST(the_own_page_keeps_what_was_typed),
        FIXTURE_TEST(a_head_gives_and_takes_roles),
        FIXTURE_TEST(the_administrator_blocks_an_account),
        FIXTURE_TEST(the_administrator_appoints_the_first_head),
        FIXTURE_TEST(the_desk_verifies_and_acts),
        FIXTURE_TEST(a_slip_lets_a_telephone_in),
        FIXTURE_TEST(a_list_of_residents_is_uploaded),
    };
    return FIXTURE_RUN("people pages", tests);
}
