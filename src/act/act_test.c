/* Acts, functions, answers, checklists: their rules, on both engines. */
#include "act/act.h"

#include "test/db_fixture.h"
#include "test/fault.h"

enum { PLACE = 1, OTHER = 2 };
static const struct actor secretary = {.person_id = 7, .place_id = PLACE};
static const struct actor coordinator = {.person_id = 8, .place_id = 0};

/* One issue and one page are there. */
static enum err name_issue(struct db *db, struct arena *a, const struct act_use_query *q,
                           const struct act_link *l, struct act_target *out)
{
    (void)db;
    (void)a;
    if (q->place_id != PLACE || !str_eq(l->target, STR("3")))
        return ERR_NOT_FOUND;
    *out = (struct act_target){.title = {STR("Таза суу"), LANG_KY},
                               .path = STR("/41706211805000/issues/3")};
    return OK;
}
static const struct act_target_source targets[] = {{"issue", name_issue}};
static enum err one_use(struct db *db, struct arena *a, const struct act_use_query *q,
                        struct act_use_list *out)
{
    static const struct act_use use = {
        STR_INIT("Маселе"), {STR_INIT("Жол"), LANG_KY}, STR_INIT("/x"), STR_INIT("")};
    (void)db;
    (void)a;
    *out = (struct act_use_list){&use, q->place_id == PLACE};
    return OK;
}
static act_use_source *const sources[] = {one_use, NULL};

static struct faults none(struct fixture *f)
{
    struct faults faults;
    faults_init(&faults, f->arena);
    return faults;
}

static struct act sample(const char *number)
{
    return (struct act){.kind = STR("law"),
                        .number = str_of(number),
                        .issuer = STR("Жогорку Кеңеш"),
                        .fields = STR(" land  health  nonsense "),
                        .day = day_from_civil((struct civil){2021, 10, 20}),
                        .title = {[LANG_KY] = STR("Жер жөнүндө мыйзам")},
                        .gives_duties = true,
                        .repealed_on = DAY_NONE};
}

static int64_t add(struct fixture *f, const struct actor *who, const char *number)
{
    struct faults faults = none(f);
    struct act n = sample(number);
    int64_t id = 0;

    assert_ok(act_save(f->db, f->arena, who, &n, &faults, &id));
    return id;
}

static void an_act_without_number_is_refused(struct fixture *f)
{
    struct faults faults = none(f);
    struct act n = sample("  ");
    int64_t id = -1;

    assert_ok(db_begin(f->db));
    n.day = DAY_NONE;
    n.kind = STR("joke");
    assert_int_equal(act_save(f->db, f->arena, &secretary, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("number")));
    assert_non_null(fault_of(&faults, STR("day")));
    assert_non_null(fault_of(&faults, STR("kind")));
    assert_int_equal(id, -1);
    assert_int_equal(fixture_number(f->db, "select count(*) from act"), 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), 0);
    db_rollback(f->db);
}

static void acts_of_the_nation_are_everybodys_and_nobody_elses_to_change(struct fixture *f)
{
    struct faults faults = none(f);
    struct act n;
    struct acts all;
    int64_t id;

    assert_ok(db_begin(f->db));
    int64_t national = add(f, &coordinator, "123"), own = add(f, &secretary, "5");
    assert_ok(act_find(f->db, f->arena, PLACE, national, &n));
    assert_str(n.fields, " health land ");
    assert_int_equal(act_save(f->db, f->arena, &secretary, &n, &faults, &id), ERR_FORBIDDEN);
    assert_int_equal(act_find(f->db, f->arena, OTHER, own, &n), ERR_NOT_FOUND);
    assert_ok(
        act_list(f->db, f->arena, &(struct act_filter){PLACE, 0, 10, STR("land"), STR("")}, &all));
    assert_int_equal(all.n, 2);
    assert_ok(
        act_list(f->db, f->arena, &(struct act_filter){OTHER, 0, 10, STR(""), STR("law")}, &all));
    assert_int_equal(all.n, 1);
    assert_ok(act_list(f->db, f->arena, &(struct act_filter){PLACE, 0, 10, STR("ecology"), STR("")},
                       &all));
    assert_int_equal(all.n, 0);
    faults = none(f);
    n = sample("5");
    assert_int_equal(act_save(f->db, f->arena, &secretary, &n, &faults, &id),
                     ERR_INVALID); /* twice */
    db_rollback(f->db);
}

static void the_second_editor_is_told(struct fixture *f)
{
    struct faults faults = none(f);
    struct act n;
    int64_t id;

    assert_ok(db_begin(f->db));
    id = add(f, &secretary, "5");
    assert_ok(act_find(f->db, f->arena, PLACE, id, &n));
    n.number = STR("6");
    assert_ok(act_save(f->db, f->arena, &secretary, &n, &faults, &id));
    n.number = STR("7");
    assert_int_equal(act_save(f->db, f->arena, &secretary, &n, &faults, &id), ERR_CONFLICT);
    n.version = 2;
    n.repealed_on = n.day - 1;
    assert_int_equal(act_save(f->db, f->arena, &secretary, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("repealed_on")));
    db_rollback(f->db);
}

static void articles_are_recognised_in_three_languages(struct fixture *f)
{
    struct act_articles a;

    act_articles_of(f->arena,
                    STR("Кириш сөз\n1-берене. Максаты\nТекст, 5-берене тууралуу.\n\n2 - берене. "
                        "Башка\nСтатья 3. Права\nчасть\n"
                        "Статья 12-1. Ещё\nArticle 4. Duties\nbody\n1-берене. Кайталанган\nСТАТЬЯ "
                        "без номера\n12 статей\nСтатья 5 настоящего закона\n5-берененин 2-бөлүгү"),
                    &a);
    assert_int_equal(a.n, 7);
    assert_str(a.v[0].words, "Кириш сөз");
    assert_str(a.v[1].anchor, "a1");
    assert_str(a.v[1].heading, "1-берене. Максаты");
    assert_str(a.v[1].words, "Текст, 5-берене тууралуу.");
    assert_str(a.v[2].anchor, "a2");
    assert_str(a.v[3].anchor, "a3");
    assert_str(a.v[4].anchor, "a12-1");
    assert_str(a.v[5].anchor, "a4");
    assert_str(a.v[6].anchor, "a1-2");
    act_articles_of(f->arena, STR(""), &a);
    assert_int_equal(a.n, 1);
    act_articles_of(f->arena, STR("Бир эле текст"), &a);
    assert_str(a.v[0].words, "Бир эле текст");
}

static void editions_hold_from_their_day_and_links_lead_both_ways(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_editions all;
    struct act_links links;
    struct act_uses uses;
    int64_t id, edition;
    const day_t day = day_from_civil((struct civil){2021, 10, 20});

    assert_ok(db_begin(f->db));
    id = add(f, &secretary, "5");
    struct act_edition_new e = {
        .act_id = id, .version = 1, .valid_from = day, .words = STR("1-берене. А\nБ")};
    assert_ok(act_add_edition(f->db, f->arena, &secretary, &e, &faults, &edition));
    e.valid_from = day + 100;
    assert_int_equal(act_add_edition(f->db, f->arena, &secretary, &e, &faults, &edition),
                     ERR_CONFLICT);
    e.valid_from = day;
    e.version = 2;
    assert_int_equal(act_add_edition(f->db, f->arena, &secretary, &e, &faults, &edition),
                     ERR_INVALID); /* from the same day */
    faults = none(f);
    e.valid_from = day + 100;
    e.words = STR("1-берене. В\nГ");
    assert_ok(act_add_edition(f->db, f->arena, &secretary, &e, &faults, &edition));
    e.valid_from = day - 1;
    assert_int_equal(act_add_edition(f->db, f->arena, &secretary, &e, &faults, &edition),
                     ERR_INVALID);
    assert_ok(act_editions_of(f->db, f->arena, id, &all));
    assert_int_equal(all.n, 2);
    assert_null(act_edition_on(&all, day - 1));
    assert_int_equal(act_edition_on(&all, day + 99)->number, 1);
    assert_int_equal(act_edition_on(&all, day + 100)->number, 2);
    faults = none(f);
    assert_int_equal(
        act_add_link(f->db, f->arena, &secretary,
                     &(struct act_link_new){id, STR("a9"), STR("rule"), STR("no.such"), STR("")},
                     &faults),
        ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("article")));
    assert_non_null(fault_of(&faults, STR("target")));
    faults = none(f);
    assert_ok(act_add_link(f->db, f->arena, &secretary,
                           &(struct act_link_new){id, STR("a1"), STR("issue"), STR("3"), STR("")},
                           &faults));
    assert_ok(
        act_add_link(f->db, f->arena, &secretary,
                     &(struct act_link_new){id, STR(""), STR("rule"),
                                            STR("engagement_plan.info.refresh_months"), STR("")},
                     &faults));
    assert_ok(act_links_of(f->db, f->arena, PLACE, id, &links));
    assert_int_equal(links.n, 2);
    assert_ok(act_links_to(f->db, f->arena, PLACE, STR("issue"), STR("3"), &uses));
    assert_int_equal(uses.n, 1);
    assert_str(uses.v[0].article, "a1");
    assert_ok(act_links_to(f->db, f->arena, OTHER, STR("issue"), STR("3"), &uses));
    assert_int_equal(uses.n, 0);
    faults = none(f);
    assert_int_equal(
        act_add_link(f->db, f->arena, &secretary,
                     &(struct act_link_new){id, STR("1-берене"), STR("issue"), STR("3"), STR("")},
                     &faults),
        ERR_INVALID); /* there already, however the article is written */
    faults = none(f);
    assert_int_equal(
        act_add_link(f->db, f->arena, &secretary,
                     &(struct act_link_new){id, STR(""), STR("issue"), STR("4"), STR("")}, &faults),
        ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("target")));
    assert_ok(act_drop_link(f->db, f->arena, &secretary, id, links.v[0].id));
    assert_int_equal(act_drop_link(f->db, f->arena, &secretary, id, links.v[0].id), ERR_NOT_FOUND);
    db_rollback(f->db);
}

static void what_rests_on_an_act_is_gathered(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_use_list all;
    struct act_uses cited;
    struct act n = sample("123");
    int64_t id;
    size_t rules = 0;

    assert_ok(db_begin(f->db));
    n.code = STR("model_charter");
    assert_ok(act_save(f->db, f->arena, &coordinator, &n, &faults, &id));
    n.number = STR("124");
    assert_int_equal(act_save(f->db, f->arena, &coordinator, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("code")));
    assert_ok(act_find(f->db, f->arena, PLACE, id, &n));
    struct act_use_query q = {PLACE, STR("41706211805000"), LANG_KY, &n,
                              STR("20-берене. Угуу\n7. Чогулуу\n")};
    assert_ok(act_uses_of(f->db, f->arena, &q, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].path, STR("/41706211805000/rules#hearing.quorum"))) {
            rules++;
            assert_str(all.v[i].article, "a20.7");
        }
    assert_int_equal(rules, 1);
    assert_str(all.v[all.n - 1].title.text, "Жол");
    assert_ok(act_cited(f->db, f->arena, PLACE, STR("model_charter:20.7"), &cited));
    assert_int_equal(cited.n, 1);
    assert_str(cited.v[0].point, "20.7");
    assert_ok(act_cited(f->db, f->arena, PLACE, STR("№123, 20.10.2021; №5"), &cited));
    assert_int_equal(cited.n, 1);
    assert_ok(act_cited(f->db, f->arena, PLACE, STR(""), &cited));
    assert_int_equal(cited.n, 0);
    db_rollback(f->db);
}

static void the_record_of_an_act_has_a_public_history(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_versions all;
    struct act n;
    int64_t id;

    assert_ok(db_begin(f->db));
    id = add(f, &secretary, "5");
    assert_ok(act_find(f->db, f->arena, PLACE, id, &n));
    n.title[LANG_KY] = STR("Башка аталыш");
    n.gives_duties = false;
    assert_ok(act_save(f->db, f->arena, &secretary, &n, &faults, &id));
    assert_ok(act_history(f->db, f->arena, LANG_KY, &n, &all));
    assert_int_equal(all.n, 2);
    assert_str(all.v[0].what, "act.edit");
    assert_int_equal(all.v[0].changes.n, 2);
    assert_str(all.v[0].changes.v[0].after, "Башка аталыш");
    assert_str(all.v[0].changes.v[1].before, "Ооба");
    db_rollback(f->db);
}

static void the_gap_is_what_delegated_powers_cost_above_what_is_paid(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_function_rows_t all;
    int64_t id, act;

    assert_ok(db_begin(f->db));
    act = add(f, &coordinator, "123");
    struct act_function n = {.kind = STR("delegated"),
                             .title = STR("Аскердик эсеп"),
                             .act_id = act,
                             .article = STR(""),
                             .delegated_by = STR("Коргоо министрлиги"),
                             .year = 2026,
                             .cost = 50000000,
                             .received = 12000000};
    assert_ok(act_function_save(f->db, f->arena, &secretary, &n, &faults, &id));
    struct act_function own = n;
    own.kind = STR("own");
    own.cost = 99;
    assert_ok(act_function_save(f->db, f->arena, &secretary, &own, &faults, &id));
    assert_ok(act_functions_of(f->db, f->arena, PLACE, 2026, &all));
    assert_int_equal(all.n, 2);
    assert_int_equal(all.gap, 38000000);
    n.delegated_by = STR("");
    n.year = 3;
    n.cost = -1;
    n.act_id = 999;
    assert_int_equal(act_function_save(f->db, f->arena, &secretary, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("delegated_by")));
    assert_non_null(fault_of(&faults, STR("year")));
    assert_non_null(fault_of(&faults, STR("cost")));
    assert_non_null(fault_of(&faults, STR("act")));
    own.id = id;
    own.version = 5;
    faults = none(f);
    assert_int_equal(act_function_save(f->db, f->arena, &secretary, &own, &faults, &id),
                     ERR_CONFLICT);
    db_rollback(f->db);
}

static enum err ask(struct fixture *f, const struct actor *who, const char *question,
                    struct faults *faults, int64_t *id)
{
    return act_ask(
        f->db, f->arena, who,
        &(struct act_ask_new){.question = str_of(question), .address = STR(""), .lang = LANG_RU},
        faults, id);
}

static enum err answer(struct fixture *f, const struct act_question *q, struct faults *faults)
{
    return act_answer(f->db, f->arena, &secretary,
                      &(struct act_answering){*q, STR("41706211805000")}, faults);
}

static enum err public_ones(struct fixture *f, struct act_questions *out)
{
    return act_questions_of(
        f->db, f->arena,
        &(struct act_question_filter){
            .place_id = PLACE, .most = 10, .state = STR("public"), .field = STR("")},
        out);
}

static void a_public_answer_needs_its_basis(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_question q;
    struct act_questions all;
    int64_t id, asked_by;

    assert_ok(db_begin(f->db));
    int64_t act = add(f, &coordinator, "123");
    assert_int_equal(ask(f, &secretary, "кыска", &faults, &id), ERR_INVALID);
    faults = none(f);
    assert_ok(ask(f, &secretary, "Жерди кантип ижарага алам?", &faults, &id));
    assert_ok(act_question_find(f->db, f->arena, PLACE, id, &q, &asked_by));
    assert_int_equal(asked_by, 7);
    assert_ok(public_ones(f, &all));
    assert_int_equal(all.n, 0);
    q.state = STR("public");
    assert_int_equal(answer(f, &q, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("answer")));
    assert_non_null(fault_of(&faults, STR("act")));
    faults = none(f);
    q.answer = STR("Арыз бериңиз.");
    q.act_id = act;
    assert_ok(answer(f, &q, &faults));
    assert_int_equal(answer(f, &q, &faults), ERR_CONFLICT);
    assert_ok(public_ones(f, &all));
    assert_int_equal(all.n, 1);
    q.version = 2;
    q.state = STR("declined");
    faults = none(f);
    assert_int_equal(answer(f, &q, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("reason")));
    db_rollback(f->db);
}

static void questions_come_in_within_bounds(struct fixture *f)
{
    const struct actor nobody = {.place_id = PLACE};
    struct faults faults = none(f);
    struct act_question q;
    int64_t id, asked_by;

    assert_ok(db_begin(f->db));
    for (int i = 0; i < 5; i++)
        assert_ok(ask(f, &secretary, "Жерди кантип ижарага алам?", &faults, &id));
    assert_int_equal(ask(f, &secretary, "Жерди кантип ижарага алам?", &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("question")));
    assert_string_equal(fault_of(&faults, STR("question"))->rule_key, "act.ask_per_day");
    faults = none(f);
    struct act_ask_new n = {STR("Мектепке качан жазылам?"), STR("asan@"), LANG_RU};
    assert_int_equal(act_ask(f->db, f->arena, &nobody, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("address")));
    faults = none(f);
    n.address = STR("asan@example.kg");
    assert_ok(act_ask(f->db, f->arena, &nobody, &n, &faults, &id));
    assert_ok(act_question_find(f->db, f->arena, PLACE, id, &q, &asked_by));
    assert_int_equal(asked_by, 0);
    assert_true(q.has_address);
    q.state = STR("answered");
    q.answer = STR("Апрелде.");
    assert_ok(answer(f, &q, &faults));
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox where lang = 'ru' and body "
                                           "like '%Апрелде.%'"),
                     1);
    assert_int_equal(fixture_number(f->db, "select count(*) from act_question where address <> ''"),
                     0);
    db_rollback(f->db);
}

static void the_desk_hears_of_questions_and_of_answers_that_ran_out(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_question q;
    struct dues dues;
    int64_t id, asked_by;
    day_t today = clock_today();
    struct due_query query = {.place_id = PLACE,
                              .place_code = STR("41706211805000"),
                              .caps = CAP_BIT(CAP_REGISTER),
                              .today = today,
                              .lang = LANG_KY};

    assert_ok(db_begin(f->db));
    int64_t act = add(f, &coordinator, "123");
    assert_ok(ask(f, &secretary, "Жерди кантип ижарага алам?", &faults, &id));
    assert_ok(act_due(f->db, f->arena, &query, &dues));
    assert_int_equal(dues.n, 1);
    assert_true(dues.v[0].on >= today + 14);
    assert_true(dues.v[0].warning);
    assert_ok(act_question_find(f->db, f->arena, PLACE, id, &q, &asked_by));
    q.state = STR("public");
    q.answer = STR("Арыз бериңиз.");
    q.act_id = act;
    q.valid_from = today - 10;
    q.valid_to = today - 1;
    assert_ok(answer(f, &q, &faults));
    assert_false(act_answer_holds(&q, today));
    assert_true(act_answer_holds(&q, today - 1));
    assert_ok(act_due(f->db, f->arena, &query, &dues));
    assert_int_equal(dues.n, 1);
    assert_false(dues.v[0].warning);
    query.caps = CAP_BIT(CAP_COMMENT);
    assert_ok(act_due(f->db, f->arena, &query, &dues));
    assert_int_equal(dues.n, 0);
    db_rollback(f->db);
}

static void functions_are_imported_all_or_nothing(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_function_rows_t all;
    int64_t added;

    assert_ok(db_begin(f->db));
    add(f, &coordinator, "123");
    assert_int_equal(
        act_function_import(f->db, f->arena, &secretary,
                            STR("title;kind;act_number;act_day;delegated_by;year;cost;received\n"
                                "Эсеп;delegated;123;20.10.2021;Министрлик;2026;1 500,50;1000\n"
                                "Эсеп;жок;999;20.10.2021;;20x6;көп;1\n"
                                "Эсеп;delegated;123;20.10.2021;;2026;1;1\n"),
                            &faults, &added),
        ERR_INVALID);
    assert_int_equal(faults.first->line, 3);
    assert_true(faults.n >= 4);
    bool by = false;
    for (const struct fault *x = faults.first; x; x = x->next)
        by |= x->line == 4 && x->column == 5 && str_eq(x->field, STR("delegated_by"));
    assert_true(by);
    assert_int_equal(fixture_number(f->db, "select count(*) from act_function"), 0);
    faults = none(f);
    assert_ok(
        act_function_import(f->db, f->arena, &secretary,
                            STR("Функция;Түрү;Актынын номери;Актынын күнү;delegated_by;Жыл;cost\n"
                                "Эсеп;Өткөрүлүп берилген;123;2021-10-20;Министрлик;2026;1 500,5\n"),
                            &faults, &added));
    assert_int_equal(added, 1);
    assert_ok(act_functions_of(f->db, f->arena, PLACE, 2026, &all));
    assert_int_equal(all.cost, 150050);
    assert_ok(act_function_end(f->db, f->arena, &secretary, all.v[0].id, all.v[0].version));
    assert_int_equal(act_function_end(f->db, f->arena, &secretary, all.v[0].id, all.v[0].version),
                     ERR_CONFLICT);
    assert_ok(act_functions_of(f->db, f->arena, PLACE, 0, &all));
    assert_int_equal(all.n, 0);
    db_rollback(f->db);
}

/* -- legal news -- */

static void subscriber(struct fixture *f, const char *address, const char *lang)
{
    struct str sql = str_fmt(f->arena,
                             "insert into subscription (place_id, address, lang, topics, "
                             "token_hash, created_at, confirmed_at) values (%d, '%s', '%s', 16, "
                             "'%s', 1, 1)",
                             PLACE, address, lang, address);
    assert_ok(db_script(f->db, sql.p));
}

static void the_digest_tells_what_is_new_in_the_readers_language(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_news_list news;
    struct act n;
    int64_t id, mails, start = clock_now();

    assert_ok(db_begin(f->db));
    assert_ok(db_script(f->db,
                        "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                        "municipality_id, is_municipality, act, version) values (1, "
                        "'41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', 'Ak-Suu', 1, 1, '', 1)"));
    subscriber(f, "asan@example.kg", "ky");
    subscriber(f, "ivan@example.kg", "ru");
    clock_set(start);
    add(f, &coordinator, "123");
    assert_ok(act_digest_due(f->db, f->arena, &mails));
    assert_int_equal(mails, 0); /* the first look only notes where it stands */
    clock_set(start + 8 * 86400);
    assert_ok(act_digest_due(f->db, f->arena, &mails));
    assert_int_equal(mails, 0); /* nothing was entered since */
    id = add(f, &secretary, "5");
    assert_ok(act_find(f->db, f->arena, PLACE, id, &n));
    n.repealed_on = n.day + 400;
    assert_ok(act_save(f->db, f->arena, &secretary, &n, &faults, &id));
    clock_set(start + 9 * 86400);
    assert_ok(act_digest_due(f->db, f->arena, &mails));
    assert_int_equal(mails, 0); /* a week has not passed */
    clock_set(start + 16 * 86400);
    assert_ok(act_digest_due(f->db, f->arena, &mails));
    assert_int_equal(mails, 2);
    assert_ok(act_digest_due(f->db, f->arena, &mails));
    assert_int_equal(mails, 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox where lang = 'ru' and body "
                                           "like '%Утрачивает силу%' and body like '%Новый акт%' "
                                           "and body not like '%123%'"),
                     1);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox where lang = 'ky' and body "
                                           "like '%Жаңы акт%' and unsubscribe_path <> ''"),
                     1);
    assert_ok(act_news_of(f->db, f->arena, PLACE, 0, 10, &news));
    assert_int_equal(news.n, 3);
    assert_str(news.v[0].kind, "repealed");
    assert_ok(act_news_of(f->db, f->arena, OTHER, 0, 10, &news));
    assert_int_equal(news.n, 1);
    clock_set(0);
    db_rollback(f->db);
}

static void years_of_a_checklist_are_compared(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_standards standards;
    struct act_points p;
    struct act_years years;

    assert_ok(db_begin(f->db));
    assert_ok(act_seed(f->db, f->arena));
    assert_ok(act_standards_of(f->db, f->arena, PLACE, &standards));
    assert_ok(act_points_of(f->db, f->arena, PLACE, standards.v[0].id, &p));
    struct act_judging j = {
        .standard_id = standards.v[0].id, .verdict = STR("partly"), .evidence = STR("далил")};
    for (int year = 2024; year <= 2026; year += 2) {
        clock_set(instant_of_day(day_from_civil((struct civil){year, 5, 5})));
        for (size_t i = 0; i < 18; i++) {
            j.point_id = p.v[i].id;
            assert_ok(act_judge(f->db, f->arena, &secretary, &j, &faults));
        }
        j.verdict = STR("met");
    }
    clock_set(0);
    assert_ok(act_years_of(f->db, f->arena, PLACE, standards.v[0].id, &years));
    assert_int_equal(years.n, 2);
    assert_int_equal(years.v[0].year, 2026);
    assert_int_equal(years.v[0].percent, 50);
    assert_int_equal(years.v[1].percent, 25);
    assert_int_equal(years.v[1].partly, 18);
    db_rollback(f->db);
}

static void a_checklist_counts_and_keeps_its_history(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_standards standards;
    struct act_points p;
    struct act_verdict_list past;

    assert_ok(db_begin(f->db));
    assert_ok(act_seed(f->db, f->arena));
    assert_ok(act_seed(f->db, f->arena)); /* once */
    assert_ok(act_standards_of(f->db, f->arena, PLACE, &standards));
    assert_int_equal(standards.n, 1);
    assert_int_equal(standards.v[0].points, 36);
    int64_t s = standards.v[0].id;
    assert_ok(act_points_of(f->db, f->arena, PLACE, s, &p));
    assert_int_equal(p.percent, -1);
    assert_int_equal(act_judge(f->db, f->arena, &secretary,
                               &(struct act_judging){s, p.v[0].id, STR("met"), STR("")}, &faults),
                     ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("evidence")));
    faults = none(f);
    assert_int_equal(act_judge(f->db, f->arena, &secretary,
                               &(struct act_judging){s, 99999, STR("met"), STR("x")}, &faults),
                     ERR_NOT_FOUND);
    assert_ok(act_judge(f->db, f->arena, &secretary,
                        &(struct act_judging){s, p.v[0].id, STR("unmet"), STR("")}, &faults));
    assert_ok(act_judge(f->db, f->arena, &secretary,
                        &(struct act_judging){s, p.v[0].id, STR("met"), STR("Мыйзам №123")},
                        &faults));
    for (size_t i = 1; i < 36; i++)
        assert_ok(act_judge(f->db, f->arena, &secretary,
                            &(struct act_judging){s, p.v[i].id,
                                                  i < 16   ? STR("na")
                                                  : i < 26 ? STR("partly")
                                                           : STR("unmet"),
                                                  STR("далил")},
                            &faults));
    assert_ok(act_points_of(f->db, f->arena, PLACE, s, &p));
    assert_int_equal(p.met, 1);
    assert_int_equal(p.partly, 10);
    assert_int_equal(p.percent, (100 + 500) / 21);
    assert_ok(act_verdicts_of(f->db, f->arena, PLACE, p.v[0].id, &past));
    assert_int_equal(past.n, 2);
    assert_str(past.v[1].verdict, "unmet");
    assert_ok(act_points_of(f->db, f->arena, OTHER, s, &p));
    assert_int_equal(p.judged, 0);
    db_rollback(f->db);
}

static void a_standard_is_imported_all_or_nothing(struct fixture *f)
{
    struct faults faults = none(f);
    struct act_standard_new n = {.code = STR("x"),
                                 .title = {[LANG_KY] = STR("Стандарт")},
                                 .csv = STR("number,title_ky\n1,Биринчи\n,\n3,\n")};
    struct act_standards standards;
    int64_t id;

    assert_ok(db_begin(f->db));
    assert_int_equal(act_standard_import(f->db, f->arena, &secretary, &n, &faults, &id),
                     ERR_INVALID);
    assert_true(faults.n > 0 && faults.first->line > 1);
    faults = none(f);
    n.csv = STR("number;title_ky\n1;Биринчи\n2;Экинчи\n");
    assert_ok(act_standard_import(f->db, f->arena, &secretary, &n, &faults, &id));
    assert_int_equal(act_standard_import(f->db, f->arena, &secretary, &n, &faults, &id),
                     ERR_INVALID);
    assert_ok(act_standards_of(f->db, f->arena, OTHER, &standards));
    assert_int_equal(standards.n, 0);
    assert_ok(act_standards_of(f->db, f->arena, PLACE, &standards));
    assert_int_equal(standards.n, 1);
    db_rollback(f->db);
}

static enum err save_one(struct fault_case *c)
{
    struct faults faults;
    struct act n = sample("9");
    int64_t id;

    faults_init(&faults, c->arena);
    return act_save(c->db, c->arena, &secretary, &n, &faults, &id);
}

static void a_failing_save_writes_nothing(struct fixture *f)
{
    struct fault_counts n = fault_sweep(f, save_one, NULL);
    assert_true(n.allocations > 0 && n.statements > 2);
}

static void every_statement_prepares(struct fixture *f)
{
    const char *bad = NULL;

    if (db_prepare_all(f->db, act_queries, act_query_count, &bad) != OK)
        fail_msg("%s: %s", bad, db_error(f->db));
}

int main(void)
{
    act_wire(&(struct act_wiring){sources, targets, 1});
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_statement_prepares),
        FIXTURE_TEST(an_act_without_number_is_refused),
        FIXTURE_TEST(acts_of_the_nation_are_everybodys_and_nobody_elses_to_change),
        FIXTURE_TEST(the_second_editor_is_told),
        FIXTURE_TEST(articles_are_recognised_in_three_languages),
        FIXTURE_TEST(editions_hold_from_their_day_and_links_lead_both_ways),
        FIXTURE_TEST(the_gap_is_what_delegated_powers_cost_above_what_is_paid),
        FIXTURE_TEST(a_public_answer_needs_its_basis),
        FIXTURE_TEST(a_checklist_counts_and_keeps_its_history),
        FIXTURE_TEST(a_standard_is_imported_all_or_nothing),
        FIXTURE_TEST(a_failing_save_writes_nothing),
        FIXTURE_TEST(what_rests_on_an_act_is_gathered),
        FIXTURE_TEST(the_record_of_an_act_has_a_public_history),
        FIXTURE_TEST(questions_come_in_within_bounds),
        FIXTURE_TEST(the_desk_hears_of_questions_and_of_answers_that_ran_out),
        FIXTURE_TEST(functions_are_imported_all_or_nothing),
        FIXTURE_TEST(the_digest_tells_what_is_new_in_the_readers_language),
        FIXTURE_TEST(years_of_a_checklist_are_compared),
    };
    return FIXTURE_RUN("act", tests);
}
