/* See plan_fixture.h. */
#include "plan/plan_fixture.h"

#include "issue/issue.h"

static const struct actor secretary = {.person_id = SECRETARY, .place_id = PLACE};

day_t plan_on(int year, int month, int day)
{
    return day_from_civil((struct civil){year, month, day});
}

void plan_pass_to(int year, int month, int day)
{
    enum { NOON = 12 * 3600 };

    clock_set(instant_of_day(plan_on(year, month, day)) + NOON);
}

static void add_issue(struct fixture *f, const char *ky, const char *ru)
{
    struct issue_new n = {.title = {[LANG_KY] = str_of(ky), [LANG_RU] = str_of(ru)}};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(issue_save(f->db, f->arena, &secretary, &n, &faults, &id));
}

void plan_settle(struct fixture *f)
{
    plan_pass_to(2026, 3, 2);
    assert_ok(db_begin(f->db));
    assert_ok(db_script(
        f->db, "insert into unit (id, code, kind, name_ky, name_ru, name_en, is_municipality, act, "
               "version) values "
               "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1), "
               "(2, '41706211806000', 'aimak', 'Көк-Суу', 'Кок-Суу', '', 1, '', 1); "
               "insert into unit (id, code, kind, name_ky, name_ru, name_en, parent_id, "
               "municipality_id, is_municipality, act, version) "
               "values (3, '41706211805010', 'village', 'Теплоключенка', 'Теплоключенка', '', 1, "
               "1, 0, '', 1), "
               "(4, '41706211806010', 'village', 'Көк-Суу', 'Кок-Суу', '', 2, 2, 0, '', 1); "
               "insert into body (id, place_id, kind, name_ky, name_ru, name_en, purpose_ky, "
               "purpose_ru, purpose_en, state, "
               "created_title, created_number, approved_title, approved_number, approved_day, "
               "version) values "
               "(1, 1, 'plan_group', 'Жумушчу топ', 'Рабочая группа', '', '', '', '', 'approved', "
               "'', '', 'Буйрук', '3', 20000, 1)"));
    add_issue(f, "Таза суу", "Чистая вода");
    add_issue(f, "Ички жолдор", "Внутренние дороги");
    assert_ok(db_commit(f->db));
}

struct plan_do plan_as_in(struct db *db, struct arena *a)
{
    struct faults *faults = arena_new(a, struct faults);

    faults_init(faults, a);
    return (struct plan_do){db, a, &secretary, LANG_KY, UINT64_MAX, faults};
}

struct plan_do plan_as(struct fixture *f)
{
    return plan_as_in(f->db, f->arena);
}

struct plan_header plan_good_header(void)
{
    return (struct plan_header){.title = {STR("Тартуу планы"), STR("План вовлечения"), STR("")},
                                .goal = {STR(""), STR(""), STR("")},
                                .from = plan_on(2026, 3, 1),
                                .to = plan_on(2026, 12, 31),
                                .body_id = GROUP};
}

struct plan_measure_form plan_good_measure(const char *direction)
{
    bool inform = str_eq(str_of(direction), STR("inform")),
         engage = str_eq(str_of(direction), STR("engage"));

    return (struct plan_measure_form){.title = {STR("Иш-чара"), STR("Мероприятие"), STR("")},
                                      .result = {STR("Эл билет"), STR("Люди знают"), STR("")},
                                      .funding = {STR("Бюджет"), STR("Бюджет"), STR("")},
                                      .direction = str_of(direction),
                                      .form = inform   ? STR("board")
                                              : engage ? STR("assembly")
                                                       : STR("survey"),
                                      .form_other = STR(""),
                                      .period = STR("monthly"),
                                      .responsible = STR("жооптуу катчы"),
                                      .from = plan_on(2026, 4, 30),
                                      .to = plan_on(2026, 9, 30),
                                      .responsible_person = 0};
}

struct upload plan_paper(void)
{
    return (struct upload){STR("paper.pdf"),
                           STR("%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n")};
}

struct plan_facts plan_assembly(void)
{
    return (struct plan_facts){.day = plan_on(2026, 3, 20),
                               .place = STR("Маданият үйү"),
                               .number = STR(""),
                               .reason = STR(""),
                               .present = 85,
                               .in_force_from = DAY_NONE,
                               .file = plan_paper()};
}

struct plan_facts plan_order(void)
{
    return (struct plan_facts){.day = plan_on(2026, 3, 25),
                               .number = STR("12"),
                               .place = STR(""),
                               .reason = STR(""),
                               .in_force_from = DAY_NONE,
                               .file = plan_paper()};
}

int64_t plan_made(struct fixture *f)
{
    static const char *const directions[] = {"inform", "engage", "collect"};
    struct plan_do p = plan_as(f);
    struct plan_header h = plan_good_header();
    const int64_t issue = 1;
    int64_t id, measure;

    assert_ok(plan_create(&p, &h, &id));
    assert_ok(plan_choose_issues(&p, id, 1, &issue, 1));
    assert_ok(plan_add_source(
        &p, id,
        &(struct plan_source_new){.kind = STR("sedp"),
                                  .title = {STR("СЭӨП 2025–2027"), STR("ПСЭР"), STR("")},
                                  .link = STR("")}));
    for (int d = 0; d < 3; d++) {
        struct plan_measure_form m = plan_good_measure(directions[d]);
        m.issues = &issue;
        m.issue_count = 1;
        assert_ok(plan_measure_save(&p, id, 0, 0, &m, &measure));
    }
    return id;
}

int64_t plan_at(struct fixture *f, const char *state)
{
    struct plan_do p = plan_as(f);
    struct plan_facts assembly = plan_assembly(), order = plan_order();
    int64_t id = plan_made(f);

    assert_ok(plan_publish(&p, id));
    if (str_eq(str_of(state), STR("discussion")))
        return id;
    plan_pass_to(2026, 3, 21);
    assert_ok(plan_discussed(&p, id, &assembly));
    if (str_eq(str_of(state), STR("discussed")))
        return id;
    plan_pass_to(2026, 3, 26);
    assert_ok(plan_approve(&p, id, &order));
    if (str_eq(str_of(state), STR("approved")))
        return id;
    assert_ok(plan_put_in_force(&p, id, plan_on(2026, 3, 26)));
    return id;
}
