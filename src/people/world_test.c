/* See world_test.h. */
#include "people/world_test.h"

#include <stdio.h>

char mail_body[4096], mail_to[256];
int mails;

static enum err keep_mail(struct db *db, struct arena *a, const struct people_mail *m)
{
    (void)db;
    (void)a;
    snprintf(mail_body, sizeof mail_body, "%.*s", STR_F(m->body));
    snprintf(mail_to, sizeof mail_to, "%.*s", STR_F(m->to));
    mails++;
    return OK;
}

const struct actor program = {0};
int64_t aimak, other_aimak, village, other_village;

int64_t unit(struct fixture *f, const char *code)
{
    struct place p = {0};
    assert_int_equal(place_by_code(f->db, f->arena, str_of(code), &p), OK);
    return p.id;
}

void begin(struct fixture *f)
{
    struct people_settings s = people_settings_default();
    struct place_import in = {
        .bytes = STR("code,name_ky,name_ru\n"
                     "41702205805000,Ак-Булуң айыл аймагы,Ак-Булунский айылный аймак\n"
                     "41702205805010,Ак-Булуң,Ак-Булун\n41702205805020,Ак-Булак,Ак-Булак\n"
                     "41702205807000,Бөрү-Баш айыл аймагы,Берю-Башский айылный аймак\n"
                     "41702205807030,Черик,Черик\n"),
        .source = STR("t")};
    struct place_import_report r;
    struct faults faults;
    int64_t n;

    s.argon_passes = 1; /* tests are not to wait */
    s.argon_kib = 8;
    s.send_mail = keep_mail;
    people_configure(&s);
    mails = 0;
    clock_set((int64_t)day_from_civil((struct civil){2026, 11, 21}) * 86400);
    faults_init(&faults, f->arena);
    assert_ok(place_seed(f->db, f->arena, &n));
    assert_ok(place_import_file(f->db, f->arena, &program, &in, &faults, &r));
    aimak = unit(f, "41702205805000");
    village = unit(f, "41702205805010");
    other_aimak = unit(f, "41702205807000");
    other_village = unit(f, "41702205807030");
}

void later(int64_t seconds)
{
    clock_set(clock_now() + seconds);
}

struct str hashed(struct fixture *f, struct str password)
{
    struct str h;
    assert_ok(people_password_hash(f->arena, password, &h));
    return h;
}

int64_t person(struct fixture *f, const char *name, const char *contact, int64_t lives_in)
{
    struct person_new p = {.name = str_of(name),
                           .contact = str_of(contact),
                           .residence_id = lives_in,
                           .password_hash = contact[0] ? hashed(f, GOOD) : STR_NONE};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_int_equal(people_add(f->db, f->arena, &program, &p, &faults, &id), OK);
    assert_ok(db_commit(f->db));
    return id;
}

enum err grant(struct fixture *f, int64_t by, int64_t to, int64_t place, enum role role,
               struct faults *faults)
{
    const struct actor who = {.person_id = by, .place_id = place};
    struct role_grant g = {.person_id = to,
                           .place_id = place,
                           .role = role,
                           .from = DAY_NONE,
                           .to = DAY_NONE,
                           .order_number = STR("12")};
    int64_t id;

    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = people_grant(f->db, f->arena, &who, &g, faults, &id);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

void granted(struct fixture *f, int64_t to, int64_t place, enum role role)
{
    struct faults faults;
    assert_int_equal(grant(f, 0, to, place, role, &faults), OK);
}

struct viewer caps(struct fixture *f, int64_t person_id, int64_t place)
{
    struct viewer v = {.person_id = person_id};
    assert_ok(people_caps(f->db, f->arena, place, &v));
    return v;
}

bool has(uint64_t set, enum cap c)
{
    return (set & CAP_BIT(c)) != 0;
}

/* One attempt as the page makes it: the slow part, then the transaction. */
enum err sign(struct fixture *f, const char *contact, struct str password, struct str *token)
{
    struct sign_in s;

    assert_ok(sign_prepare(f->db, f->arena, str_of(contact), password, &s));
    if (s.wait > 0)
        return ERR_TOO_MANY;
    assert_ok(db_begin(f->db));
    enum err e = sign_finish(f->db, f->arena, str_of(contact), STR("test"), &s, token);
    assert_ok(db_commit(f->db));
    return e;
}

int64_t session_person(struct fixture *f, struct str token)
{
    struct viewer v;
    bool touch;
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    return v.person_id;
}

int64_t born(struct fixture *f, const char *name, const char *contact, int64_t lives_in,
             int64_t year)
{
    struct person_new p = {.name = str_of(name),
                           .contact = str_of(contact),
                           .residence_id = lives_in,
                           .birth_year = year,
                           .password_hash = hashed(f, GOOD)};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(people_add(f->db, f->arena, &program, &p, &faults, &id));
    assert_ok(db_commit(f->db));
    return id;
}

enum verification level(struct fixture *f, int64_t id)
{
    struct person p = {0};
    assert_ok(people_by_id(f->db, f->arena, id, &p));
    return p.verification;
}
