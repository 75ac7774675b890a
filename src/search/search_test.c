/* The index and what it answers, the same on both engines. */
#include "search/search.h"

#include "audit/audit.h"
#include "search/tokens.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "text/fold.h"

enum { AKSUU = 1, KOKSUU = 2 };

struct record {
    int64_t id, place_id;
    const char *kind, *ky, *ru, *body;
    int64_t year;
    bool hidden;
};

static const struct record records[] = {
    {1, AKSUU, "issue", "Таза суу менен камсыздоо", "Обеспечение чистой водой",
     "Айылдагы түтүктөрдү оңдоо, кудуктарды тазалоо", 2026, false},
    {2, AKSUU, "issue", "Көчөлөрдү жарыктандыруу", "Уличное освещение",
     "Чырактарды алмаштыруу. Суу жок.", 2025, false},
    {3, KOKSUU, "news", "Мектептин чатыры", "Крыша школы",
     "Мектептерге жаңы чатыр керек, кеңешмеде айтылды", 2026, false},
    {4, AKSUU, "document", "Муниципалдык мүлктүн реестри", "Реестр муниципальной собственности",
     "Имараттар жана жерлер", 2024, false},
    {5, AKSUU, "document", "Жашыруун тизме", "Закрытый список", "Кызматкерлер гана окуйт: купуялык",
     2026, true},
    {6, KOKSUU, "body", "Айылдык кеңештин туруктуу комиссиясы", "Постоянная комиссия совета",
     "Бюджет боюнча", 0, false},
};

static enum err put(struct fixture *f, const struct record *r)
{
    struct search_doc d = {.place_id = r->place_id,
                           .kind = str_of(r->kind),
                           .year = r->year,
                           .is_public = !r->hidden,
                           .title = {[LANG_KY] = str_of(r->ky), [LANG_RU] = str_of(r->ru)},
                           .body = {[LANG_KY] = str_of(r->body)},
                           .path = str_fmt(f->arena, "/x/%lld", (long long)r->id)};
    return search_put(f->db, f->arena, STR("record"), r->id, &(struct search_docs){&d, 1});
}

static void fill(struct fixture *f)
{
    assert_ok(db_begin(f->db));
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        assert_ok(put(f, &records[i]));
    assert_ok(db_commit(f->db));
}

static struct search_page ask_as(struct fixture *f, const char *words, struct search_query q)
{
    struct search_page p;

    q.words = str_of(words);
    if (!q.kind.p)
        q.kind = STR("");
    assert_ok(search_run(f->db, f->arena, &q, &p));
    return p;
}

static struct search_page ask(struct fixture *f, const char *words)
{
    return ask_as(f, words, (struct search_query){.lang = LANG_KY});
}

/* Numbers of the records found, best first: "2 1". */
static struct str found(struct fixture *f, const char *words)
{
    struct search_page p = ask(f, words);
    struct buf *b = buf_new(f->arena, KIB);

    for (size_t i = 0; i < p.n; i++)
        buf_printf(b, "%s%lld", i ? " " : "", (long long)p.v[i].owner_id);
    return buf_str(b);
}

static void a_word_is_found_by_its_forms_in_every_spelling(struct fixture *f)
{
    fill(f);
    assert_str(found(f, "көчө"), "2");
    assert_str(found(f, "кочолордун"), "2"); /* a Russian keyboard */
    assert_str(found(f, "КӨЧӨЛӨР"), "2");
    assert_str(found(f, "kocholor"), "2"); /* Latin letters */
    assert_str(found(f, "mektep"), "3");
    assert_str(found(f, "kengeshtin komissiyasy"), "6");
    assert_str(found(f, "комиссии"), "6");
    assert_str(found(f, "освещения"), "2");
    assert_str(found(f, "мектептердин чатырлары"), "3");
}

static void the_last_word_may_still_be_typed(struct fixture *f)
{
    fill(f);
    assert_str(found(f, "муниц"), "4");
    assert_str(found(f, "реестр муни"), "4");
    assert_str(found(f, "муниц реестр"), ""); /* only the last one */
    assert_str(found(f, "муниц "), "4");      /* blanks at the ends do not count */
}

static void a_word_in_the_title_comes_first_and_all_words_must_stand(struct fixture *f)
{
    fill(f);
    assert_str(found(f, "суу"), "1 2");
    assert_str(found(f, "суу чырак"), "2");
    assert_str(found(f, "суу мектеп"), "");
}

static void what_is_hidden_is_neither_found_nor_counted_nor_suggested(struct fixture *f)
{
    fill(f);
    assert_int_equal(ask(f, "купуялык").total, 0);
    assert_int_equal(ask(f, "купуялык").kinds.n, 0);
    assert_str(ask(f, "купуялак").meant, "");
    assert_int_equal(
        fixture_number(f->db, "select count(*) from search_word where is_public = 1 and shown "
                              "like 'купуялык'"),
        0);
    assert_int_equal(ask_as(f, "купуялык", (struct search_query){.staff_place = KOKSUU}).total, 0);
    assert_int_equal(ask_as(f, "купуялык", (struct search_query){.staff_place = AKSUU}).total, 1);
    assert_int_equal(ask(f, "тизме").total, 0);
}

static void facets_count_and_filters_narrow(struct fixture *f)
{
    fill(f);
    struct search_page p = ask(f, "суу");
    assert_int_equal(p.total, 2);
    assert_false(p.more);
    assert_int_equal(p.kinds.n, 1);
    assert_str(p.kinds.v[0].kind, "issue");
    assert_int_equal(p.kinds.v[0].count, 2);
    assert_int_equal(p.years.n, 2);
    assert_int_equal(ask_as(f, "суу", (struct search_query){.year = 2025}).total, 1);
    assert_int_equal(ask_as(f, "суу", (struct search_query){.kind = STR("news")}).total, 0);
    assert_int_equal(ask_as(f, "суу", (struct search_query){.place_id = AKSUU}).total, 2);
    assert_int_equal(ask_as(f, "суу", (struct search_query){.place_id = KOKSUU}).total, 0);
    assert_int_equal(ask_as(f, "суу", (struct search_query){.kind = STR("' OR x")}).total, 0);
}

static void found_words_are_marked(struct fixture *f)
{
    fill(f);
    struct search_page p = ask(f, "чатыр");
    bool title = false, excerpt = false;

    assert_int_equal(p.n, 1);
    for (size_t i = 0; i < p.v[0].title.n; i++)
        title |= p.v[0].title.v[i].hit && str_eq(p.v[0].title.v[i].text, STR("чатыры"));
    for (size_t i = 0; i < p.v[0].excerpt.n; i++)
        excerpt |= p.v[0].excerpt.v[i].hit && str_eq(p.v[0].excerpt.v[i].text, STR("чатыр"));
    assert_true(title);
    assert_true(excerpt);
}

static void a_misspelt_word_is_asked_back(struct fixture *f)
{
    fill(f);
    assert_str(ask(f, "чатырр").meant, "чатыры");
    assert_int_equal(ask(f, "мкетеп").total, 0);
    assert_true(ask(f, "мкетеп").meant.n > 0);
    assert_true(ask(f, "комисия").meant.n > 0 || ask(f, "комисия").total > 0);
    assert_str(ask(f, "ыыыыыыы").meant, "");
}

/* Nothing of an abbreviation is left when its vowels are taken away, or all of it. */
static void an_abbreviation_is_asked_back(struct fixture *f)
{
    static const struct record firm = {
        7,    AKSUU, "document", "ЖЧК менен келишим", "Договор с ОсОО", "ТОС жана МТБ макулдашты",
        2026, false};

    fill(f);
    assert_ok(db_begin(f->db));
    assert_ok(put(f, &firm));
    assert_ok(db_commit(f->db));
    assert_true(text_fold_eq(ask(f, "ЖКЧ").meant, STR("жчк")));
    assert_true(text_fold_eq(ask(f, "жчкк").meant, STR("жчк")));
    assert_true(text_fold_eq(ask(f, "мбт").meant, STR("мтб")));
    assert_true(text_fold_eq(ask(f, "ТСО").meant, STR("тос")));
    assert_str(ask(f, "фхц").meant, "");
}

static void every_bad_query_has_its_answer(struct fixture *f)
{
    struct buf *b = buf_new(f->arena, 64 * KIB);
    char zoo[] = "a\xff\xfe\xed\xa0\x80 \xf4\x90\x80\x80";

    fill(f);
    for (int i = 0; i < 10000; i++)
        buf_lit(b, "ө");
    assert_int_equal(ask(f, str_cstr(f->arena, buf_str(b))).verdict, SEARCH_TOO_LONG);
    assert_int_equal(ask(f, "").verdict, SEARCH_EMPTY);
    assert_int_equal(ask(f, " \n\t ").verdict, SEARCH_EMPTY);
    assert_int_equal(ask(f, "ө").verdict, SEARCH_SHORT);
    assert_int_equal(ask(f, "жана менен").verdict, SEARCH_COMMON);
    assert_int_equal(ask(f, "и the").verdict, SEARCH_COMMON);
    assert_int_equal(ask(f, "\"*)(:&|!^-").verdict, SEARCH_NO_WORDS);
    assert_str(found(f, "\"суу AND (title:* OR NOT) NEAR/2"), "");
    assert_str(found(f, "\"суу\" * ("), "1 2");
    assert_str(found(f, "<b>суу</b"), "1 2");
    assert_str(found(f, "суу'); drop table search_doc; --"), "");
    ask(f, zoo);
    assert_true(ask(f, "аа бб вв гг дд ее жж зз ии кк лл мм").cut);
    assert_int_equal(fixture_number(f->db, "select count(*) from search_doc"), 6);
}

static void a_record_is_replaced_and_taken_out(struct fixture *f)
{
    struct record changed = records[1];

    fill(f);
    changed.ky = "Жолдорду оңдоо";
    changed.ru = "";
    changed.body = "";
    assert_ok(db_begin(f->db));
    assert_ok(put(f, &changed));
    assert_ok(db_commit(f->db));
    assert_str(found(f, "көчө"), "");
    assert_str(found(f, "жол"), "2");
    assert_ok(db_begin(f->db));
    assert_ok(search_put(f->db, f->arena, STR("record"), 2, &(struct search_docs){NULL, 0}));
    assert_ok(db_commit(f->db));
    assert_str(found(f, "жол"), "");
    assert_str(found(f, "суу"), "1");
    assert_ok(db_begin(f->db));
    assert_ok(put(f, &records[1]));
    db_rollback(f->db); /* with its transaction */
    assert_str(found(f, "көчө"), "");
}

static void odd_letters_and_long_words_are_kept_alike(struct fixture *f)
{
    struct record odd = {7,      AKSUU,
                         "news", "საქართველო ΑΘΗΝΑ İstanbul Straße 日本",
                         "",     "COVIDдин 2026-жыл №123/45 ax10d",
                         2026,   false};
    struct buf *b = buf_new(f->arena, 4 * MIB);

    fill(f);
    assert_ok(db_begin(f->db));
    assert_ok(put(f, &odd));
    assert_ok(db_commit(f->db));
    assert_str(found(f, "საქართველო"), "7");
    assert_str(found(f, "αθηνα"), "7");
    assert_str(found(f, "covid"), "7");
    assert_str(found(f, "日本"), "7");
    for (int i = 0; i < 1 << 20; i++) /* a word of a megabyte, then many words */
        buf_lit(b, "к");
    for (int i = 0; i < 100000; i++)
        buf_printf(b, " сөз%d", i);
    odd =
        (struct record){8, AKSUU, "news", "Узун", "", str_cstr(f->arena, buf_str(b)), 2026, false};
    assert_ok(db_begin(f->db));
    assert_ok(put(f, &odd));
    assert_ok(db_commit(f->db));
    assert_str(found(f, "узун"), "8");
}

static enum err put_one(struct fault_case *c)
{
    struct search_doc d = {.place_id = AKSUU,
                           .kind = STR("issue"),
                           .year = 2026,
                           .is_public = true,
                           .title = {[LANG_KY] = STR("Таза суу")},
                           .path = STR("/x")};
    return search_put(c->db, c->arena, STR("record"), 1, &(struct search_docs){&d, 1});
}

static void a_failing_put_leaves_the_index_as_it_was(struct fixture *f)
{
    fill(f);
    struct fault_counts n = fault_sweep(f, put_one, NULL);
    assert_true(n.allocations > 0 && n.statements > 3);
    assert_str(found(f, "кудук"), "1");
}

/* -- following the log -- */

static bool concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    *id = subject_id;
    return str_eq(subject, STR("record"));
}

static enum err read_record(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                            struct search_docs *out)
{
    struct search_doc *d = arena_new(a, struct search_doc);

    (void)db;
    if (id != 3)
        return ERR_NOT_FOUND;
    *d = (struct search_doc){.place_id = place_id,
                             .kind = STR("news"),
                             .is_public = true,
                             .title = {[LANG_RU] = STR("Ремонт моста")},
                             .path = STR("/3")};
    *out = (struct search_docs){d, 1};
    return OK;
}

static enum err each_record(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                            void *arg)
{
    (void)db, (void)a;
    TRY(place_id == AKSUU ? visit(arg, 3) : OK);
    return place_id == 0 ? visit(arg, 4) : OK;
}

static const struct search_source source = {STR_INIT("record"), concerns, read_record, each_record};

static enum err follow(struct db *db, struct arena *a, const struct actor *who,
                       const struct audit_entry *e)
{
    (void)a;
    return search_touch(db, e->subject, e->subject_id, who->place_id);
}

static void the_index_follows_the_log_and_is_rebuilt_from_the_records(struct fixture *f)
{
    const struct actor who = {.person_id = 1, .place_id = AKSUU};

    fill(f);
    search_wire(&source, 1);
    audit_wire_after(follow);
    assert_ok(db_begin(f->db));
    assert_ok(audit_append(f->db, f->arena, &who,
                           &(struct audit_entry){.action = STR("record.edit"),
                                                 .subject = STR("record"),
                                                 .subject_id = 3}));
    assert_ok(audit_append(f->db, f->arena, &who,
                           &(struct audit_entry){.action = STR("record.drop"),
                                                 .subject = STR("record"),
                                                 .subject_id = 2}));
    assert_ok(audit_append(f->db, f->arena, &who,
                           &(struct audit_entry){.action = STR("other.edit"),
                                                 .subject = STR("other"),
                                                 .subject_id = 1}));
    assert_ok(db_commit(f->db));
    audit_wire_after(NULL);
    assert_str(found(f, "мост"), "3");
    assert_str(found(f, "көчө"), "");
    assert_str(found(f, "кудук"), "1");
    assert_ok(db_begin(f->db));
    assert_ok(db_script(f->db, "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                               "is_municipality, act, version) values "
                               "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1)"));
    assert_ok(db_commit(f->db));
    assert_ok(search_rebuild(f->db, f->arena, NULL, NULL));
    search_wire(NULL, 0);
    assert_str(found(f, "кудук"), "");
    assert_str(found(f, "мост"), "3");
    assert_int_equal(fixture_number(f->db, "select count(*) from search_doc"), 1);
}

static void every_statement_prepares(struct fixture *f)
{
    const char *bad = NULL;

    if (db_prepare_all(f->db, search_queries, search_query_count, &bad) != OK)
        fail_msg("%s: %s", bad, db_error(f->db));
}

/* Thousands of made records, many queries: one digest of all answers; both engines must give the
 * same. */
static uint64_t digests[2];

static void both_engines_answer_alike_in_the_same_order(struct fixture *f)
{
    static const char *const words[] = {"суу",   "мектеп", "жол",    "көчө",  "бюджет", "кеңеш",
                                        "план",  "дорога", "школа",  "совет", "айыл",   "комиссия",
                                        "отчет", "жыйын",  "тендер", "чырак"};
    static const char *const asked[] = {"суу",        "мектеп",      "жол көчө",
                                        "бюд",        "кенеш план",  "дорога",
                                        "айыл жыйын", "отчет школа", "тендер"};
    enum { RECORDS = 1500 };
    uint64_t seed = 7, digest = 14695981039346656037u;

    assert_ok(db_begin(f->db));
    for (int i = 1; i <= RECORDS; i++) {
        struct buf *t = buf_new(f->arena, KIB), *b = buf_new(f->arena, KIB);
        for (int k = 0; k < 12; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_printf(k < 3 ? t : b, "%s ", words[seed >> 33 & 15]);
        }
        struct record r = {i,
                           (int64_t)(seed >> 20 & 3),
                           seed & 1 ? "news" : "issue",
                           str_cstr(f->arena, buf_str(t)),
                           "",
                           str_cstr(f->arena, buf_str(b)),
                           2020 + (int64_t)(seed >> 40 & 7),
                           (seed >> 50 & 15) == 0};
        assert_ok(put(f, &r));
    }
    assert_ok(db_commit(f->db));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        for (int page = 1; page < 4; page++) {
            struct search_page p =
                ask_as(f, asked[i], (struct search_query){.page = page, .staff_place = 2});
            assert_true(p.n > 0);
            digest = (digest ^ (uint64_t)p.total) * 1099511628211u;
            for (size_t k = 0; k < p.n; k++)
                digest = ((digest ^ (uint64_t)p.v[k].owner_id) * 1099511628211u ^
                          (uint64_t)p.v[k].score) *
                         1099511628211u;
            for (size_t k = 0; k < p.kinds.n; k++)
                digest = (digest ^ (uint64_t)p.kinds.v[k].count) * 1099511628211u;
        }
    }
    digests[f->engine] = digest;
    if (digests[DB_SQLITE] && digests[DB_POSTGRES])
        assert_true(digests[DB_SQLITE] == digests[DB_POSTGRES]);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_statement_prepares),
        FIXTURE_TEST(a_word_is_found_by_its_forms_in_every_spelling),
        FIXTURE_TEST(the_last_word_may_still_be_typed),
        FIXTURE_TEST(a_word_in_the_title_comes_first_and_all_words_must_stand),
        FIXTURE_TEST(what_is_hidden_is_neither_found_nor_counted_nor_suggested),
        FIXTURE_TEST(facets_count_and_filters_narrow),
        FIXTURE_TEST(found_words_are_marked),
        FIXTURE_TEST(a_misspelt_word_is_asked_back),
        FIXTURE_TEST(an_abbreviation_is_asked_back),
        FIXTURE_TEST(every_bad_query_has_its_answer),
        FIXTURE_TEST(a_record_is_replaced_and_taken_out),
        FIXTURE_TEST(odd_letters_and_long_words_are_kept_alike),
        FIXTURE_TEST(a_failing_put_leaves_the_index_as_it_was),
        FIXTURE_TEST(the_index_follows_the_log_and_is_rebuilt_from_the_records),
        FIXTURE_TEST(both_engines_answer_alike_in_the_same_order),
    };
    return FIXTURE_RUN("search", tests);
}
