/* The territory: what ships, the classifier, mergers, searching, addresses, editing; on both
 * engines. */
#include "place/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "place/place_inside.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "text/canon.h"

static const struct actor nobody = {0};

static struct place get(struct fixture *f, const char *code)
{
    struct place p = {0};
    assert_int_equal(place_by_code(f->db, f->arena, str_of(code), &p), OK);
    return p;
}

static void seed(struct fixture *f)
{
    int64_t n;
    assert_ok(place_seed(f->db, f->arena, &n));
}

static enum err import(struct fixture *f, const char *text, struct faults *faults,
                       struct place_import_report *r)
{
    struct place_import in = {.bytes = str_of(text), .source = STR("test.csv")};
    faults_init(faults, f->arena);
    return place_import_file(f->db, f->arena, &nobody, &in, faults, r);
}

static struct place_import_report imported(struct fixture *f, const char *text)
{
    struct faults faults;
    struct place_import_report r;
    enum err e = import(f, text, &faults, &r);
    if (faults.first)
        fail_msg("%.*s", STR_F(csv_fault_line(f->arena, LANG_EN, faults.first)));
    assert_int_equal(e, OK);
    return r;
}

/* Refused with this message at this line and column, and nothing written. */
static void refused(struct fixture *f, const char *text, enum msg why, int64_t line, int64_t column)
{
    struct faults faults;
    struct place_import_report r;
    struct str before = fixture_digest(f->db, f->arena);
    assert_int_equal(import(f, text, &faults, &r), ERR_INVALID);
    assert_non_null(faults.first);
    assert_string_equal(msg_name(faults.first->msg), msg_name(why));
    assert_int_equal(faults.first->line, line);
    assert_int_equal(faults.first->column, column);
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
    for (int lang = 0; lang < LANG_COUNT; lang++)
        assert_true(fault_text(f->arena, (enum lang)lang, faults.first).n > 0);
}

static enum err edit(struct fixture *f, const struct place_edit *e, struct faults *faults)
{
    assert_ok(db_begin(f->db));
    enum err result = place_edit(f->db, f->arena, &nobody, e, faults);
    if (result == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return result;
}

static void every_oblast_district_and_city_ships(struct fixture *f)
{
    int64_t n;
    struct place_rows_all_rows all;

    assert_ok(place_seed(f->db, f->arena, &n));
    assert_int_equal(n, 82);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where kind = 'oblast'"), 7);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where kind = 'district'"),
                     40);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where kind = 'city'"), 31);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where is_municipality = 1"),
                     31);
    assert_int_equal(
        fixture_number(
            f->db, "select count(*) from unit where name_ky = '' or name_ru = '' or name_en = ''"),
        0);
    assert_ok(place_rows_all(f->db, f->arena, &all));
    for (size_t i = 0; i < all.n; i++) {
        assert_true(text_canon_is(all.v[i].name_ky) && text_canon_is(all.v[i].name_ru));
        assert_str(place_name_foreign(all.v[i].name_ky), "");
        assert_str(place_name_foreign(all.v[i].name_ru), "");
        assert_true(str_eq(all.v[i].code, place_code_regular(f->arena, all.v[i].code)));
        assert_int_equal(place_kind_stored(all.v[i].kind), place_code_kind(all.v[i].code));
    }
    assert_ok(place_seed(f->db, f->arena, &n));
    assert_int_equal(n, 0);
}

static void seeding_keeps_what_was_corrected(struct fixture *f)
{
    int64_t n;
    struct faults faults;
    struct place p;

    seed(f);
    p = get(f, "41708400000000");
    faults_init(&faults, f->arena);
    struct place_edit e = {
        p.id, p.version, {STR("Токмок шаары"), STR("город Токмак"), STR("Tokmok")}, 53000};
    assert_ok(edit(f, &e, &faults));
    assert_ok(place_seed(f->db, f->arena, &n));
    assert_int_equal(n, 0);
    p = get(f, "41708400000000");
    assert_str(p.name[LANG_RU], "город Токмак");
    assert_int_equal(p.population, 53000);
}

#define HEAD  "code,name_ru,parent_code\n"
#define AIMAK "41702205805000,Ак-Булунский айылный аймак,41702205000000\n"

static void the_classifier_s_irregular_rows_are_understood(struct fixture *f)
{
    struct place p, m;
    struct place_import_report r;

    seed(f);
    r = imported(f, HEAD "41700000000021,город Ош,41721000000000\n"
                         "41702000000000,Иссык-Кульская область,41700000000000\n"
                         "41702410000010,г. Каракол,41702000000000\n"
                         "41702410520010,Пристань-Пржевальск,41702410000010\n"
                         "41703211610010,Кербен,41703211000000\n"
                         "41703211610810,Курулуш,41703211000000\n"
                         "41705258610020,Кадамжай,41705258000000\n"
                         "41705258610820,Пульгон,41705258000000\n"
                         "41703410800010,Качкынчы,41703410000010\n"
                         "41711201800010,Орто-Сай,41711201000000\n"
                         "41721000000000,г. Ош,41700000000000\n" AIMAK
                         "41702205805010,Ак-Булун,41702205805000\n");
    assert_int_equal(r.inserted, 7);
    assert_int_equal(r.updated, 0); /* "г. Каракол" is the shipped "город Каракол" */
    assert_int_equal(r.unchanged, 5);
    assert_int_equal(r.notes.n, 1);
    assert_int_equal(r.notes.first->line, 2);
    p = get(f, "41702410000010"); /* the irregular code leads to the city */
    assert_str(p.code, "41702410000000");
    assert_str(p.name[LANG_KY], "Каракол шаары");
    p = get(f, "41703211610810");
    assert_ok(place_municipality_of(f->db, f->arena, p.id, &m));
    assert_str(m.code, "41703211610010");
    p = get(f, "41705258610820");
    assert_ok(place_municipality_of(f->db, f->arena, p.id, &m));
    assert_str(m.code, "41705258610020");
    p = get(f, "41711201800010");
    assert_ok(place_municipality_of(f->db, f->arena, p.id, &m));
    assert_str(m.code, "41711000000000");
    p = get(f, "41702205805010");
    assert_int_equal(p.kind, PLACE_VILLAGE);
    assert_ok(place_municipality_of(f->db, f->arena, p.id, &m));
    assert_str(m.code, "41702205805000");
    assert_true(m.is_municipality);
    assert_int_equal(place_municipality_of(f->db, f->arena, get(f, "41702205000000").id, &m),
                     ERR_NOT_FOUND);
}

static void the_same_file_twice_changes_nothing(struct fixture *f)
{
    static const char file[] = HEAD AIMAK "41702205805010,Ак-Булун,41702205805000\n";
    struct str before;
    struct place_import_report r;

    seed(f);
    imported(f, file);
    before = fixture_digest(f->db, f->arena);
    r = imported(f, file);
    assert_int_equal(r.unchanged, 2);
    assert_int_equal(r.inserted + r.updated, 0);
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
}

static void names_the_file_lacks_are_kept(struct fixture *f)
{
    seed(f);
    imported(f, "код;название;название на кыргызском\n41702205000000;Аксуйский район;\n");
    struct place p = get(f, "41702205000000");
    assert_str(p.name[LANG_KY], "Ак-Суу району");
    assert_str(p.name[LANG_RU], "Аксуйский район");
    assert_str(p.name[LANG_EN], "Ak-Suu District");
}

/* A classifier taken in before anything else still finds the shipped names. */
static void an_import_brings_what_ships(struct fixture *f)
{
    imported(f, HEAD "41703220400010,Кок-Жангак,41703000000000\n" AIMAK);
    struct place p = get(f, "41703220400010");
    assert_str(p.name[LANG_KY], "Көк-Жаңгак шаары");
    assert_str(p.name[LANG_RU], "город Кок-Жангак");
    assert_int_equal(fixture_number(f->db, "select count(*) from unit"), 83);
}

static void a_dry_run_writes_nothing(struct fixture *f)
{
    struct faults faults;
    struct place_import_report r;
    struct str before;
    struct place_import in = {.bytes = STR(HEAD AIMAK), .source = STR("t"), .dry_run = true};

    seed(f);
    before = fixture_digest(f->db, f->arena);
    faults_init(&faults, f->arena);
    assert_ok(place_import_file(f->db, f->arena, &nobody, &in, &faults, &r));
    assert_int_equal(r.inserted, 1);
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
}

static void faults_name_line_and_column(struct fixture *f)
{
    seed(f);
    refused(f, HEAD AIMAK AIMAK, MSG_place_code_twice, 3, 1);
    refused(f, HEAD "41702205805010,Ак-Булун,41702205899000\n", MSG_place_parent_unknown, 2, 3);
    refused(f, HEAD "41702205805010,Ак-Булун,41702205000000\n", MSG_place_parent_unfit, 2, 3);
    refused(f, HEAD "4170220580500,Ак-Булун,41702205000000\n", MSG_place_code_wrong, 2, 1);
    refused(f, HEAD "4170220580500O,Ак-Булун,41702205000000\n", MSG_place_code_wrong, 2, 1);
    refused(f, HEAD "99902205805000,Ак-Булун,41702205000000\n", MSG_place_code_wrong, 2, 1);
    refused(f, HEAD "\"4,17E+13\",Ак-Булун,41702205000000\n", MSG_csv_code_mangled, 2, 1);
    refused(f, HEAD "4.17022E+13,Ак-Булун,41702205000000\n", MSG_csv_code_mangled, 2, 1);
    refused(f, HEAD "41702205805000,,41702205000000\n", MSG_place_name_none, 2, 1);
    refused(f, HEAD "41702205805000,Ak-Bulun,41702205000000\n", MSG_place_name_latin, 2, 2);
    refused(f, "code,name_ky,valid_from\n41702205805000,Ак-Булуң,2024-13-01\n", MSG_csv_day_wrong,
            2, 3);
    refused(f, "code,name_ky,valid_from,valid_to\n41702205805000,Ак-Булуң,2024-02-01,2024-01-01\n",
            MSG_place_days_reversed, 2, 4);
    refused(f, "code,name_ky,population\n41702205805000,Ак-Булуң,-4\n", MSG_csv_number_range, 2, 3);
    refused(f, "code,name_ky,lat,lon\n41702205805000,Ак-Булуң,142.5,78\n", MSG_place_degrees_wrong,
            2, 3);
    refused(f, "name_ru,parent_code\nx,y\n", MSG_csv_column_missing, 1, 0);
    refused(f, "PK\003\004", MSG_csv_is_spreadsheet, 0, 0);
}

static void all_faults_are_told_at_once(struct fixture *f)
{
    struct faults faults;
    struct place_import_report r;

    seed(f);
    assert_int_equal(import(f,
                            HEAD "1,Ак-Булун,41702205000000\n41702205805000,,41702205000000\n"
                                 "41702205807000,Бөрү-Баш,x\n",
                            &faults, &r),
                     ERR_INVALID);
    assert_int_equal(faults.n, 3);
}

static void lookalikes_are_corrected_and_noted(struct fixture *f)
{
    struct place_import_report r;

    seed(f);
    r = imported(f, "code;name_ky\n41702205805000;Aк-Булуң айыл aймагы\n"); /* Latin A and a */
    assert_int_equal(r.notes.n, 1);
    assert_int_equal(r.notes.first->line, 2);
    assert_int_equal(r.notes.first->column, 2);
    assert_str(get(f, "41702205805000").name[LANG_KY], "Ак-Булуң айыл аймагы");
}

static void other_shapes_of_file_are_read(struct fixture *f)
{
    seed(f);
    imported(f, "\xEF\xBB\xBF"
                "Коду;Аталышы\r\n417 022 058 050 00;Ак-Булуң айыл аймагы\r\n");
    assert_str(get(f, "41702205805000").name[LANG_KY], "Ак-Булуң айыл аймагы");
    /* "код;название" and "Черик" in Windows-1251 */
    imported(
        f,
        "\xea\xee\xe4;\xed\xe0\xe7\xe2\xe0\xed\xe8\xe5\r\n41702205805010;\xd7\xe5\xf0\xe8\xea\r\n");
    assert_str(get(f, "41702205805010").name[LANG_RU], "Черик");
    refused(f, "\xea\xee\xe4;\xed\xe0\xe7\xe2\xe0\xed\xe8\xe5\r\n41702205805010;?\xe7\xe3?\xed\r\n",
            MSG_csv_letters_lost, 2, 2);
}

/* -- mergers -- */

#define THREE                                                                                                                       \
    "code,name_ru\n41702205805000,Ак-Булунский айылный аймак\n41702205805010,Ак-Булун\n"              \
    "41702205807000,Берю-Башский айылный аймак\n41702205807010,Берю-Баш\n41702205807030,Черик\n" \
    "41702205812000,Кара-Джалский айылный аймак\n41702205812010,Тегизчил\n"
#define MERGE "old_code,new_code,from,name_ky,name_ru,act\n"
#define TWO_INTO_ONE                                                                                                     \
    MERGE "41702205805000,41702205890000,01.09.2024,Жаңы айыл аймагы,Джанинский айылный " \
          "аймак,Мыйзам №1\n"                                                                               \
          "41702205807000,41702205890000,2024-09-01,,,Мыйзам №1\n"

static void set_clock(void)
{
    clock_set((int64_t)day_from_civil((struct civil){2026, 11, 21}) * 86400);
}

static void merged_units_name_their_successor(struct fixture *f)
{
    struct place_answer answer;
    struct place_import_report r;
    struct place m;
    struct places before;
    int64_t municipalities;

    set_clock();
    seed(f);
    imported(f, THREE);
    municipalities = fixture_number(
        f->db, "select count(*) from unit where is_municipality = 1 and valid_to is null");
    r = imported(f, TWO_INTO_ONE);
    assert_true(r.merges);
    assert_int_equal(r.inserted, 1);
    assert_int_equal(r.closed, 2);
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from unit where is_municipality = 1 and valid_to is null"),
        municipalities - 1);
    assert_ok(
        place_resolve(f->db, f->arena, STR("41702205807000"), LANG_KY, clock_today(), &answer));
    assert_int_equal(answer.verdict, PLACE_GONE);
    assert_int_equal(answer.successors.n, 1);
    assert_str(answer.successors.v[0].code, "41702205890000");
    assert_str(answer.successors.v[0].name[LANG_KY], "Жаңы айыл аймагы");
    assert_int_equal(answer.place.valid_to, day_from_civil((struct civil){2024, 8, 31}));
    assert_ok(place_resolve(f->db, f->arena, STR("41702205807000"), LANG_KY,
                            day_from_civil((struct civil){2024, 8, 31}), &answer));
    assert_int_equal(answer.verdict, PLACE_FOUND);
    assert_ok(place_municipality_of(f->db, f->arena, get(f, "41702205807030").id, &m));
    assert_str(m.code, "41702205890000");
    assert_ok(place_municipality_of(f->db, f->arena, get(f, "41702205807000").id, &m));
    assert_str(m.code, "41702205890000");
    assert_ok(place_predecessors(f->db, f->arena, m.id, &before));
    assert_int_equal(before.n, 2);
    r = imported(f, TWO_INTO_ONE); /* again: nothing */
    assert_int_equal(r.inserted + r.updated + r.closed, 0);
    imported(f, THREE); /* the old classifier neither reopens them nor moves the villages back */
    assert_ok(place_municipality_of(f->db, f->arena, get(f, "41702205807030").id, &m));
    assert_str(m.code, "41702205890000");
    assert_int_equal(get(f, "41702205807000").valid_to,
                     day_from_civil((struct civil){2024, 8, 31}));
    clock_set(0);
}

static void chains_of_mergers_lead_to_their_end(struct fixture *f)
{
    struct places now;

    set_clock();
    seed(f);
    imported(f, THREE);
    imported(f, TWO_INTO_ONE);
    imported(f, MERGE "41702205890000,41702205812000,2025-03-01,,,Мыйзам №2\n"
                      "41702205812000,41702205812000,2025-03-01,Кара-Жал айыл аймагы,,Мыйзам №2\n");
    assert_ok(place_successors(f->db, f->arena, get(f, "41702205805000").id, &now));
    assert_int_equal(now.n, 1);
    assert_str(now.v[0].code, "41702205812000");
    assert_str(now.v[0].name[LANG_KY], "Кара-Жал айыл аймагы");
    assert_int_equal(now.v[0].valid_to, DAY_NONE);
    clock_set(0);
}

static void a_divided_unit_gives_every_village_to_somebody(struct fixture *f)
{
    struct place m;

    set_clock();
    seed(f);
    imported(f, THREE);
#define DIVIDE "old_code,new_code,from,villages\n"
    refused(f,
            DIVIDE "41702205807000,41702205805000,2024-09-01,41702205807010\n"
                   "41702205807000,41702205812000,2024-09-01,\n",
            MSG_place_village_left, 2, 4);
    refused(f,
            DIVIDE "41702205807000,41702205805000,2024-09-01,41702205807010 41702205807030\n"
                   "41702205807000,41702205812000,2024-09-01,41702205807030\n",
            MSG_place_village_twice, 3, 4);
    refused(f,
            DIVIDE "41702205807000,41702205805000,2024-09-01,41702205812010\n"
                   "41702205807000,41702205812000,2024-09-01,41702205807030\n",
            MSG_place_village_elsewhere, 2, 4);
    imported(f, DIVIDE "41702205807000,41702205805000,2024-09-01,41702205807010\n"
                       "41702205807000,41702205812000,2024-09-01,41702205807030\n");
    assert_ok(place_municipality_of(f->db, f->arena, get(f, "41702205807010").id, &m));
    assert_str(m.code, "41702205805000");
    assert_ok(place_municipality_of(f->db, f->arena, get(f, "41702205807030").id, &m));
    assert_str(m.code, "41702205812000");
    clock_set(0);
}

static void faulty_mergers_are_refused(struct fixture *f)
{
    set_clock();
    seed(f);
    imported(f, THREE);
    refused(f, MERGE "41702205899000,41702205805000,2024-09-01,,,\n", MSG_place_old_unknown, 2, 1);
    refused(f, MERGE "41702205807030,41702205805000,2024-09-01,,,\n", MSG_place_merge_kind, 2, 1);
    refused(f, MERGE "41702205805000,41702205807030,2024-09-01,,,\n", MSG_place_merge_kind, 2, 2);
    refused(f, MERGE "41702205805000,41702205890000,2024-09-01,,,\n", MSG_place_name_none, 2, 4);
    refused(f, MERGE "41702205805000,41702205807000,,,,\n", MSG_place_day_missing, 2, 3);
    refused(f, MERGE "41702205805000,41702205807000,2027-01-01,,,\n", MSG_place_day_ahead, 2, 3);
    refused(f, MERGE "41702205805000,41702205807000,32.01.2024,,,\n", MSG_csv_day_wrong, 2, 3);
    refused(f, MERGE "\"4,17E+13\",41702205807000,2024-09-01,,,\n", MSG_csv_code_mangled, 2, 1);
    refused(f,
            MERGE "41702205805000,41702205890000,2024-09-01,Жаңы айыл аймагы,,\n"
                  "41702205805000,41702205890000,2024-09-01,,,\n",
            MSG_place_merge_twice, 3, 1);
    refused(f,
            MERGE "41702205805000,41702205890000,2024-09-01,Жаңы айыл аймагы,,\n"
                  "41702205807000,41702205890000,2024-09-01,Башка айыл аймагы,,\n",
            MSG_place_merge_name_differs, 3, 4);
    refused(f,
            MERGE "41702205805000,41702205890000,2024-09-01,Жаңы айыл аймагы,,\n"
                  "41702205807000,41702205890000,2024-10-01,,,\n",
            MSG_place_merge_day_differs, 3, 3);
    imported(f, TWO_INTO_ONE);
    refused(f, MERGE "41702205805000,41702205812000,2025-09-01,,,\n", MSG_place_old_ended, 2, 1);
    clock_set(0);
}

/* -- finding -- */

static void names_are_found_however_typed(struct fixture *f)
{
    static const struct {
        const char *typed, *code;
    } cases[] = {{"озгон", "41706255600010"},         {"ӨЗГӨН", "41706255600010"},
                 {"Узген", "41706255600010"},         {"жетиогуз", "41702210000000"},
                 {"Жети-Ог", "41702210000000"},       {"жети огуз", "41702210000000"},
                 {"karakol", "41702410000000"},       {"город Кара-Б", "41708209600010"},
                 {"41708400000000", "41708400000000"}};
    struct place_hits hits;

    seed(f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool found = false;
        assert_ok(place_search(f->db, f->arena, LANG_KY, str_of(cases[i].typed), 10, &hits));
        for (size_t k = 0; k < hits.n; k++)
            found = found || str_eq(hits.v[k].place.code, str_of(cases[i].code));
        if (!found)
            fail_msg("%s does not find %s", cases[i].typed, cases[i].code);
    }
    assert_ok(place_search(f->db, f->arena, LANG_KY, STR("Каракол"), 10, &hits));
    assert_str(hits.v[0].above, "Ысык-Көл облусу");
    assert_ok(place_search(f->db, f->arena, LANG_KY, STR("к"), 10, &hits));
    assert_int_equal(hits.n, 0);
    assert_ok(place_search(f->db, f->arena, LANG_KY, STR("%"), 10, &hits));
    assert_int_equal(hits.n, 0);
    assert_ok(place_search(f->db, f->arena, LANG_KY, STR("\xff\xfe\xff"), 10, &hits));
}

static void unknown_places_have_suggestions(struct fixture *f)
{
    struct place_answer answer;

    seed(f);
    assert_ok(
        place_resolve(f->db, f->arena, STR("41702410999999"), LANG_RU, clock_today(), &answer));
    assert_int_equal(answer.verdict, PLACE_UNKNOWN);
    assert_str(answer.near.v[0].place.code, "41702410000000");
    assert_ok(place_resolve(f->db, f->arena, STR("озгон"), LANG_RU, clock_today(), &answer));
    assert_int_equal(answer.verdict, PLACE_UNKNOWN);
    assert_int_equal(answer.near.n, 2); /* city and district */
    assert_ok(place_resolve(f->db, f->arena, STR("zzz"), LANG_RU, clock_today(), &answer));
    assert_int_equal(answer.near.n, 0);
}

static void the_tree_is_walked(struct fixture *f)
{
    struct places list;

    seed(f);
    assert_ok(place_children(f->db, f->arena, 0, LANG_KY, &list));
    assert_int_equal(list.n, 9);
    assert_str(list.v[0].name[LANG_KY], "Баткен облусу");
    assert_str(list.v[6].name[LANG_KY], "Ысык-Көл облусу"); /* ы is late in the alphabet */
    assert_str(list.v[7].name[LANG_KY], "Бишкек шаары");
    assert_ok(place_path(f->db, f->arena, get(f, "41702215600010").id, &list));
    assert_int_equal(list.n, 3);
    assert_str(list.v[0].code, "41702000000000");
    assert_str(list.v[2].code, "41702215600010");
    assert_int_equal(place_path(f->db, f->arena, 999999, &list), ERR_NOT_FOUND);
    assert_ok(place_municipalities(f->db, f->arena, LANG_RU, &list));
    assert_int_equal(list.n, 31);
    assert_str(list.v[0].name[LANG_RU], "город Айдаркен");
}

static void names_fall_back_and_say_so(struct fixture *f)
{
    struct lang_str l;
    struct place p;

    seed(f);
    imported(f, HEAD AIMAK);
    p = get(f, "41702205805000");
    l = place_label(&p, LANG_KY);
    assert_int_equal(l.lang, LANG_RU);
    assert_str(l.text, "Ак-Булунский айылный аймак");
    l = place_label(&p, LANG_RU);
    assert_int_equal(l.lang, LANG_RU);
}

/* -- editing -- */

static void the_second_of_two_editors_is_told(struct fixture *f)
{
    struct faults faults;
    struct place p;

    seed(f);
    p = get(f, "41708400000000");
    faults_init(&faults, f->arena);
    struct place_edit e = {
        p.id, p.version, {STR("Токмок шаары"), STR("город Токмак"), STR("Tokmok")}, -1};
    assert_ok(edit(f, &e, &faults));
    e.name[LANG_RU] = STR("город Токмок");
    assert_int_equal(edit(f, &e, &faults), ERR_CONFLICT);
    struct place_hits hits;
    assert_ok(place_search(f->db, f->arena, LANG_RU, STR("токмак"), 5, &hits));
    assert_int_equal(hits.n, 1);
}

static void faulty_names_are_refused(struct fixture *f)
{
    struct faults faults;
    struct place p;
    struct str before;
    char *ten = arena_alloc(f->arena, 10 * MIB);

    seed(f);
    p = get(f, "41708400000000");
    before = fixture_digest(f->db, f->arena);
    faults_init(&faults, f->arena);
    struct place_edit none = {p.id, p.version, {STR(""), STR(" "), STR("")}, -1};
    assert_int_equal(edit(f, &none, &faults), ERR_INVALID);
    assert_int_equal(faults.first->msg, MSG_place_name_none);
    faults_init(&faults, f->arena);
    memset(ten, 'x', 10 * MIB);
    struct place_edit latin = {
        p.id, p.version, {STR("Tokmok шаары"), STR("город"), {ten, 10 * MIB}}, -1};
    assert_int_equal(edit(f, &latin, &faults), ERR_INVALID);
    assert_int_equal(faults.n, 2);
    assert_str(faults.first->field, "name_ky");
    assert_str(faults.first->next->field, "name_en");
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
}

/* -- when memory or the database fails -- */

static enum err import_case(struct fault_case *c)
{
    struct faults faults;
    struct place_import_report r;
    struct place_import in = {.bytes = STR(TWO_INTO_ONE), .source = STR("t")};

    faults_init(&faults, c->arena);
    return place_import_file(c->db, c->arena, &nobody, &in, &faults, &r);
}

static void a_failing_import_leaves_nothing_behind(struct fixture *f)
{
    set_clock();
    seed(f);
    imported(f, THREE);
    struct fault_counts n = fault_sweep(f, import_case, NULL);
    assert_true(n.allocations > 10);
    assert_true(n.statements > 5);
    clock_set(0);
}

/* -- the state's own table, where it lies beside -- */

static char *read_shared(struct fixture *f, const char *name)
{
    const char *shared = getenv("ASHAR_SHARED"), *source = getenv("ASHAR_SOURCE");
    struct str path =
        shared ? str_fmt(f->arena, "%s/data/territory/%s", shared, name)
               : str_fmt(f->arena, "%s/../shared/data/territory/%s", source ? source : ".", name);
    FILE *file = fopen(path.p, "re");
    if (!file)
        return NULL;
    char *text = arena_alloc(f->arena, MIB);
    size_t n = fread(text, 1, MIB - 1, file);
    fclose(file);
    text[n] = '\0';
    return text;
}

static void the_whole_classifier_is_taken_in(struct fixture *f)
{
    const char *text = read_shared(f, "soate_ru_2021.csv");
    struct place_import_report r;

    if (!text) {
        print_message("SKIPPED: soate_ru_2021.csv is not there (ASHAR_SHARED)\n");
        return;
    }
    seed(f);
    r = imported(f, text);
    assert_int_equal(r.rows, 2438);
    assert_int_equal(r.inserted + r.updated + r.unchanged, 2437); /* Osh stands there twice */
    assert_int_equal(r.updated, 0); /* what ships is spelled as the state spells it */
    assert_int_equal(fixture_number(f->db, "select count(*) from unit"), 2437);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where kind = 'aimak'"), 453);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where is_municipality = 1"),
                     484);
    assert_int_equal(
        fixture_number(
            f->db, "select count(*) from unit where kind = 'village' and municipality_id is null"),
        0);
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where parent_id is null"), 9);
    r = imported(f, text);
    assert_int_equal(r.unchanged, 2437);
}

static void every_statement_can_be_prepared(struct fixture *f)
{
    const char *bad = NULL;
    if (db_prepare_all(f->db, place_queries, place_query_count, &bad) != OK)
        fail_msg("%s: %s", bad, db_error(f->db));
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_statement_can_be_prepared),
        FIXTURE_TEST(every_oblast_district_and_city_ships),
        FIXTURE_TEST(seeding_keeps_what_was_corrected),
        FIXTURE_TEST(the_classifier_s_irregular_rows_are_understood),
        FIXTURE_TEST(the_same_file_twice_changes_nothing),
        FIXTURE_TEST(names_the_file_lacks_are_kept),
        FIXTURE_TEST(an_import_brings_what_ships),
        FIXTURE_TEST(a_dry_run_writes_nothing),
        FIXTURE_TEST(faults_name_line_and_column),
        FIXTURE_TEST(all_faults_are_told_at_once),
        FIXTURE_TEST(lookalikes_are_corrected_and_noted),
        FIXTURE_TEST(other_shapes_of_file_are_read),
        FIXTURE_TEST(merged_units_name_their_successor),
        FIXTURE_TEST(chains_of_mergers_lead_to_their_end),
        FIXTURE_TEST(a_divided_unit_gives_every_village_to_somebody),
        FIXTURE_TEST(faulty_mergers_are_refused),
        FIXTURE_TEST(names_are_found_however_typed),
        FIXTURE_TEST(unknown_places_have_suggestions),
        FIXTURE_TEST(the_tree_is_walked),
        FIXTURE_TEST(names_fall_back_and_say_so),
        FIXTURE_TEST(the_second_of_two_editors_is_told),
        FIXTURE_TEST(faulty_names_are_refused),
        FIXTURE_TEST(a_failing_import_leaves_nothing_behind),
        FIXTURE_TEST(the_whole_classifier_is_taken_in),
    };
    return FIXTURE_RUN("place", tests);
}
