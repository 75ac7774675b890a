/* The register of issues: numbers, versions, freshness, states, import, on both engines. */
#include "issue/issue.h"

#include "test/db_fixture.h"
#include "web/cap.h"

enum { PLACE = 1, OTHER_PLACE = 2 };

static const struct actor who = {.person_id = 7, .place_id = PLACE};
static const int64_t noon = 1795000000; /* 18 November 2026 */

static void settle_places(struct fixture *f)
{
    clock_set(noon);
    assert_ok(db_begin(f->db)); /* as a request has it; audit asks for one */
    assert_ok(db_script(f->db,
                        "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                        "is_municipality, act, version) values "
                        "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1), "
                        "(2, '41706211806000', 'aimak', 'Көк-Суу', 'Кок-Суу', '', 1, '', 1)"));
}

static struct faults fresh_faults(struct fixture *f)
{
    struct faults faults;

    faults_init(&faults, f->arena);
    return faults;
}

static int64_t add(struct fixture *f, const char *title)
{
    struct issue_new n = {.title = {[LANG_KY] = str_of(title)}};
    struct faults faults = fresh_faults(f);
    int64_t id = 0;

    assert_ok(issue_save(f->db, f->arena, &who, &n, &faults, &id));
    return id;
}

static struct issue get(struct fixture *f, int64_t id)
{
    struct issue i;

    assert_ok(issue_find(f->db, f->arena, PLACE, id, &i));
    return i;
}

static struct issues list(struct fixture *f, const char *state, bool stale)
{
    struct issues all;

    assert_ok(issue_list(
        f->db, f->arena, PLACE,
        &(struct issue_filter){.state = str_of(state), .stale_only = stale, .today = clock_today()},
        &all));
    return all;
}

static void headings_are_the_list_without_its_texts(struct fixture *f)
{
    struct issue_new n = {.title = {[LANG_KY] = STR("Суу"), [LANG_RU] = STR("Вода")},
                          .text = {[LANG_RU] = STR("Колонки")},
                          .basis = STR("14-берене"),
                          .responsible = STR("башкы адис")};
    struct faults faults = fresh_faults(f);
    struct issues heads;
    int64_t id;

    settle_places(f);
    add(f, "Көчөлөр");
    assert_ok(issue_save(f->db, f->arena, &who, &n, &faults, &id));
    struct issues all = list(f, "", false);
    assert_ok(issue_headings(f->db, f->arena, PLACE, &heads));
    assert_int_equal(heads.n, 2);
    for (size_t i = 0; i < heads.n; i++) {
        const struct issue *h = &heads.v[i], *x = &all.v[i];
        assert_int_equal(h->id, x->id);
        assert_int_equal(h->place_id, PLACE);
        assert_int_equal(h->number, x->number);
        for (int l = 0; l < LANG_COUNT; l++) {
            assert_true(str_eq(h->title[l], x->title[l]));
            assert_true(h->text[l].p && h->text[l].n == 0);
        }
        assert_true(str_eq(h->responsible, x->responsible));
        assert_true(str_eq(h->state, x->state));
        assert_int_equal(h->refreshed, x->refreshed);
        assert_int_equal(h->fresh_until, x->fresh_until);
    }
}

static void numbers_follow_and_never_stand_twice(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    struct issue_new n = {.number = 1, .title = {[LANG_RU] = STR("Дороги")}};
    int64_t id;

    settle_places(f);
    assert_int_equal(get(f, add(f, "Көчөлөр")).number, 1);
    assert_int_equal(get(f, add(f, "Суу")).number, 2);
    assert_int_equal(issue_save(f->db, f->arena, &who, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("number")));
    faults = fresh_faults(f);
    n = (struct issue_new){
        .title = {[LANG_KY] = STR("  кочолор ")}}; /* as typed on a Russian keyboard */
    assert_int_equal(issue_save(f->db, f->arena, &who, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("title_ky")));
    faults = fresh_faults(f);
    n = (struct issue_new){.number = 10000};
    assert_int_equal(issue_save(f->db, f->arena, &who, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("number")));
    assert_non_null(fault_of(&faults, STR("title_ky")));
}

static void a_second_editor_is_told(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    int64_t id, out;

    settle_places(f);
    id = add(f, "Көчөлөр");
    struct issue_new n = {
        .id = id, .version = 1, .title = {[LANG_KY] = STR("Көчөлөр жана жолдор")}};

    assert_ok(issue_save(f->db, f->arena, &who, &n, &faults, &out));
    n.title[LANG_KY] = STR("Башка аталыш");
    assert_int_equal(issue_save(f->db, f->arena, &who, &n, &faults, &out), ERR_CONFLICT);
    assert_str(get(f, id).title[LANG_KY], "Көчөлөр жана жолдор");
    assert_int_equal(get(f, id).version, 2);
    assert_int_equal(fixture_number(f->db, "select count(*) from issue_version"), 2);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), 2);
}

static void another_municipality_cannot_reach_it(struct fixture *f)
{
    const struct actor stranger = {.person_id = 8, .place_id = OTHER_PLACE};
    struct faults faults = fresh_faults(f);
    struct issue i;
    int64_t out;

    settle_places(f);
    int64_t id = add(f, "Көчөлөр");
    struct issue_new n = {.id = id, .version = 1, .title = {[LANG_KY] = STR("Башка")}};

    assert_int_equal(issue_find(f->db, f->arena, OTHER_PLACE, id, &i), ERR_NOT_FOUND);
    assert_int_equal(issue_save(f->db, f->arena, &stranger, &n, &faults, &out), ERR_NOT_FOUND);
    assert_int_equal(issue_refresh(f->db, f->arena, &stranger,
                                   &(struct issue_step){.id = id, .version = 1}, &faults),
                     ERR_NOT_FOUND);
}

static void information_goes_stale_after_half_a_year(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    struct issue_freshness one;
    struct issue_freshness_rows all;

    settle_places(f);
    int64_t id = add(f, "Көчөлөр");
    struct issue i = get(f, id);
    day_t last = day_add_months(clock_today(), 6);

    assert_int_equal(i.fresh_until, last);
    assert_true(issue_is_fresh(&i, last));
    assert_false(issue_is_fresh(&i, last + 1));
    assert_ok(issue_freshness_of(f->db, f->arena, PLACE, last, &one));
    assert_int_equal(one.active * 10 + one.stale, 10);
    assert_ok(issue_freshness_of(f->db, f->arena, PLACE, last + 1, &one));
    assert_int_equal(one.active * 10 + one.stale, 11);
    assert_ok(issue_freshness_all(f->db, f->arena, last + 1, &all));
    assert_int_equal(all.n, 1);
    assert_int_equal(all.v[0].stale, 1);
    clock_set(noon + (int64_t)(last + 1 - clock_today()) * 86400);
    assert_int_equal(list(f, "", true).n, 1);
    assert_ok(issue_refresh(f->db, f->arena, &who,
                            &(struct issue_step){.id = id, .version = 1, .note = STR("текшерилди")},
                            &faults));
    assert_int_equal(list(f, "", true).n, 0);
    assert_int_equal(
        issue_refresh(f->db, f->arena, &who, &(struct issue_step){.id = id, .version = 1}, &faults),
        ERR_CONFLICT);
}

static void a_charter_may_shorten_the_time(struct fixture *f)
{
    struct issue_freshness_rows all;

    settle_places(f);
    add(f, "Көчөлөр");
    assert_ok(db_script(f->db, "insert into rule_override (place_id, key, value, decision_title, "
                               "decision_number, decision_day, "
                               "valid_from, version) values (1, "
                               "'engagement_plan.info.refresh_months', '3', 'u', '1', 1, 1, 1)"));
    day_t later = day_add_months(clock_today(), 3) + 1;

    assert_ok(issue_freshness_all(f->db, f->arena, later, &all));
    assert_int_equal(all.v[0].stale, 1);
    assert_ok(db_script(f->db, "update rule_override set place_id = 2"));
    assert_ok(issue_freshness_all(f->db, f->arena, later, &all));
    assert_int_equal(all.v[0].stale, 0);
}

static void the_desk_warns_thirty_days_ahead_and_when_overdue(struct fixture *f)
{
    struct due_query q = {
        .place_id = PLACE, .place_code = STR("41706211805000"), .caps = 1ull << CAP_REGISTER};
    struct dues d;

    settle_places(f);
    q.today = clock_today();
    assert_ok(issue_due(f->db, f->arena, &q, &d));
    assert_int_equal(d.n, 1);
    assert_true(d.v[0].next_step);
    add(f, "Көчөлөр");
    day_t last = day_add_months(clock_today(), 6);

    q.today = last - 31;
    assert_ok(issue_due(f->db, f->arena, &q, &d));
    assert_int_equal(d.n, 0);
    q.today = last - 30;
    assert_ok(issue_due(f->db, f->arena, &q, &d));
    assert_int_equal(d.n, 1);
    assert_true(d.v[0].warning);
    assert_int_equal(d.v[0].on, last);
    assert_str(str_of(d.v[0].rule_key), "engagement_plan.info.refresh_months");
    q.today = last + 1;
    assert_ok(issue_due(f->db, f->arena, &q, &d));
    assert_int_equal(d.n, 1);
    assert_false(d.v[0].warning);
    q.caps = 0;
    assert_ok(issue_due(f->db, f->arena, &q, &d));
    assert_int_equal(d.n, 0);
}

static void a_change_of_state_needs_a_step_a_duty_and_a_reason(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    struct issue_step s = {.version = 1, .to = STR("suspended"), .caps = 1ull << CAP_REGISTER};

    settle_places(f);
    s.id = add(f, "Көчөлөр");
    assert_int_equal(issue_change_state(f->db, f->arena, &who, &s, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("note")));
    s.note = STR("Токтом №3");
    s.caps = 0;
    assert_int_equal(issue_change_state(f->db, f->arena, &who, &s, &faults), ERR_FORBIDDEN);
    s.caps = 1ull << CAP_REGISTER;
    faults = fresh_faults(f);
    s.to = STR("active");
    assert_int_equal(issue_change_state(f->db, f->arena, &who, &s, &faults), ERR_CONFLICT);
    assert_non_null(fault_of(&faults, STR("state")));
    s.to = STR("suspended");
    faults = fresh_faults(f);
    assert_ok(issue_change_state(f->db, f->arena, &who, &s, &faults));
    assert_int_equal(get(f, s.id).fresh_until, DAY_NONE);
    assert_int_equal(list(f, "active", false).n, 0);
    assert_int_equal(list(f, "suspended", false).n, 1);
    assert_int_equal(issue_refresh(f->db, f->arena, &who,
                                   &(struct issue_step){.id = s.id, .version = 2}, &faults),
                     ERR_CONFLICT);
}

static void history_tells_what_changed_field_by_field(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    struct issue_versions past;
    int64_t out;

    settle_places(f);
    int64_t id = add(f, "Көчөлөр");
    struct issue_new n = {.id = id,
                          .version = 1,
                          .title = {[LANG_KY] = STR("Көчөлөр")},
                          .basis = STR("27-берене"),
                          .note = STR("негиз")};

    assert_ok(issue_save(f->db, f->arena, &who, &n, &faults, &out));
    assert_ok(issue_history(f->db, f->arena, LANG_KY, id, &past));
    assert_int_equal(past.n, 2);
    assert_str(past.v[0].what, "edited");
    assert_str(past.v[0].note, "негиз");
    assert_int_equal(past.v[0].changes.n, 1);
    assert_str(past.v[0].changes.v[0].field, "basis");
    assert_str(past.v[0].changes.v[0].before, "");
    assert_str(past.v[0].changes.v[0].after, "27-берене");
    assert_str(past.v[1].what, "created");
    assert_true(past.v[1].office.n > 0);
}

static void the_twelve_issues_come_once(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    int64_t added;

    settle_places(f);
    add(f, "Сугат суусун бөлүштүрүүнүн тартиби");
    assert_ok(issue_add_charter_set(f->db, f->arena, &who, &faults, &added));
    assert_int_equal(added, 11);
    struct issues all = list(f, "", false);

    assert_int_equal(all.n, 12);
    for (size_t i = 0; i < all.n; i++)
        assert_int_equal(all.v[i].number, (int64_t)i + 1);
    for (size_t i = 1; i < all.n; i++) {
        for (int l = 0; l < LANG_COUNT; l++)
            assert_true(all.v[i].title[l].n > 0);
    }
    assert_int_equal(issue_add_charter_set(f->db, f->arena, &who, &faults, &added), ERR_INVALID);
}

static enum err import(struct fixture *f, const char *csv, struct faults *faults,
                       struct issue_imported *out)
{
    *faults = fresh_faults(f);
    return issue_import(f->db, f->arena, &who, str_of(csv), faults, out);
}

static void an_import_is_all_or_nothing_and_names_the_cell(struct fixture *f)
{
    struct issue_imported out;
    struct faults faults;

    settle_places(f);
    add(f, "Көчөлөр");
    struct str before = fixture_digest(f->db, f->arena);

    assert_int_equal(
        import(f, "number;title_ky\n5;Суу\n1;Жолдор\n7;Көчөлөр\nx;Мектеп\n5;Бак\n", &faults, &out),
        ERR_INVALID);
    assert_true(faults.n >= 4);
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
    assert_int_equal(faults.first->line, 5); /* "x" is no number */
    assert_int_equal(faults.first->column, 1);
    assert_int_equal(import(f, "number;basis\n5;Мыйзам\n", &faults, &out), ERR_INVALID);
    assert_int_equal(import(f, "", &faults, &out), ERR_INVALID);
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
    /* A Latin look-alike: "Cуу" with a Latin C. */
    assert_ok(import(
        f, "\xEF\xBB\xBFномер;аталышы кыргызча;название по-русски\n5;Cуу;Вода\n;Жолдор;Дороги\n",
        &faults, &out));
    assert_int_equal(out.added, 2);
    assert_int_equal(out.repaired, 1);
    struct issues all = list(f, "", false);

    assert_int_equal(all.v[1].number, 5);
    assert_str(all.v[1].title[LANG_KY], "Суу");
    assert_int_equal(all.v[2].number, 6);
}

static void ten_megabytes_are_refused(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    struct issue_imported out;
    int64_t id;
    size_t n = 10 * MIB;
    char *big = arena_alloc(f->arena, n);

    settle_places(f);
    for (size_t i = 0; i < n; i++)
        big[i] = 'a';
    struct issue_new issue = {.title = {[LANG_KY] = STR("Көчөлөр")},
                              .text = {[LANG_KY] = {big, n}}};

    assert_int_equal(issue_save(f->db, f->arena, &who, &issue, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("text_ky")));
    assert_int_equal(issue_import(f->db, f->arena, &who, (struct str){big, n}, &faults, &out),
                     ERR_INVALID);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(headings_are_the_list_without_its_texts),
        FIXTURE_TEST(numbers_follow_and_never_stand_twice),
        FIXTURE_TEST(a_second_editor_is_told),
        FIXTURE_TEST(another_municipality_cannot_reach_it),
        FIXTURE_TEST(information_goes_stale_after_half_a_year),
        FIXTURE_TEST(a_charter_may_shorten_the_time),
        FIXTURE_TEST(the_desk_warns_thirty_days_ahead_and_when_overdue),
        FIXTURE_TEST(a_change_of_state_needs_a_step_a_duty_and_a_reason),
        FIXTURE_TEST(history_tells_what_changed_field_by_field),
        FIXTURE_TEST(the_twelve_issues_come_once),
        FIXTURE_TEST(an_import_is_all_or_nothing_and_names_the_cell),
        FIXTURE_TEST(ten_megabytes_are_refused),
    };

    return FIXTURE_RUN("issue", tests);
}
