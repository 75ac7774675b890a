/* Texts of acts: their parts, citations, comparison, and the files they come from. No database. */
#include "act/act.h"

#include <string.h>
#include <zip.h>

#include "base/buf.h"
#include "doc/pdf.h"
#include "test/check.h"

static struct arena arena;

static int fresh(void **state)
{
    (void)state;
    arena_init(&arena, 512 * MIB);
    return 0;
}

static int done(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const struct str law = STR_INIT("Кыргыз Республикасынын Мыйзамы\n"
                                       "I БӨЛҮМ. Жалпы жоболор\n"
                                       "Глава 2. Принципы\n"
                                       "27-берене. Жергиликтүү маанидеги маселелер\n"
                                       "1. Таза суу менен камсыздоо.\n"
                                       "2. Жолдорду оңдоо:\n"
                                       "1) ички жолдор;\n"
                                       "2) көпүрөлөр.\n"
                                       "Статья 28 настоящего закона не заголовок\n"
                                       "Статья 28¹ Бюджет\n"
                                       "4.3. Пункт с дробью\n");

static void parts_chapters_articles_and_points_are_told_apart(void **state)
{
    struct act_articles u;
    struct act_paras p;

    (void)state;
    act_articles_of(&arena, law, &u);
    assert_int_equal(u.n, 5);
    assert_int_equal(u.v[0].unit, ACT_LEAD);
    assert_str(u.v[1].anchor, "s1");
    assert_int_equal(u.v[1].unit, ACT_PART);
    assert_str(u.v[2].anchor, "c2");
    assert_int_equal(u.v[2].unit, ACT_CHAPTER);
    assert_str(u.v[3].anchor, "a27");
    assert_str(u.v[4].anchor, "a28-1");
    act_paras_of(&arena, &u.v[3], &p);
    assert_int_equal(p.n, 5);
    assert_str(p.v[0].anchor, "a27.1");
    assert_str(p.v[1].anchor, "a27.2");
    assert_str(p.v[2].anchor, ""); /* a number that comes again marks the first alone */
    act_paras_of(&arena, &u.v[4], &p);
    assert_str(p.v[0].anchor, "a28-1.4.3");
    assert_true(act_has_anchor(&arena, law, STR("a27.2")));
    assert_false(act_has_anchor(&arena, law, STR("a29")));
    assert_str(act_anchor_of(&arena, law, STR("27")), "a27");
    assert_str(act_anchor_of(&arena, law, STR("27.2")), "a27.2");
    assert_str(act_anchor_of(&arena, law, STR("99")), "");
    assert_str(act_anchor_of(&arena, STR("Глава 1. А\n1. Бир\n2. Эки"), STR("2")), "c1.2");
    assert_str(act_anchor_of(&arena, STR("4.3. Топ\n4.4. Аял"), STR("4.4")), "p4.4");
    assert_str(act_anchor_text(&arena, LANG_RU, STR("a27.2")), "статья 27, пункт 2");
    assert_str(act_anchor_text(&arena, LANG_KY, STR("p4.3")), "4.3-пункт");
    assert_str(act_anchor_text(&arena, LANG_EN, STR("")), "");
}

static void a_citation_needs_number_and_date_or_the_code(void **state)
{
    struct act law123 = {.number = STR("123"),
                         .code = STR("lsg_2021"),
                         .day = day_from_civil((struct civil){2021, 10, 20})};
    static const struct {
        const char *source;
        bool cites;
        const char *point;
    } cases[] = {{"Мыйзам №123, 20.10.2021, 27-берене", true, "27"},
                 {"Закон № 123 от 20.10.2021, статья 27", true, "27"},
                 {"Закон №123 2021 года, ст. 5", true, "5"},
                 {"Law No. 123, 2021-10-20, article 8.2", true, "8.2"},
                 {"lsg_2021:20.7", true, "20.7"},
                 {"lsg_2021", true, ""},
                 {"Мыйзам №123, 27-берене", false, ""},
                 {"Мыйзам №1234, 20.10.2021", false, ""},
                 {"Токтом №12, 20.10.2021", false, ""},
                 {"Мыйзам №123, 20.10.2020", false, ""},
                 {"other_2021:1", false, ""},
                 {"", false, ""},
                 {"№№№ N N", false, ""}};
    struct str point;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        point = STR("");
        if (act_cites(&arena, &law123, str_of(cases[i].source), &point) != cases[i].cites)
            fail_msg("%s", cases[i].source);
        assert_str(point, cases[i].point);
    }
}

static void editions_are_compared_article_by_article(void **state)
{
    struct act_comparison c;

    (void)state;
    act_compare(&arena,
                STR("Кириш\n1-берене. А\nбир эки үч\n2-берене. Б\nкетет\n3-берене. В\nкалат"),
                STR("Кириш\n1-берене. А\nбир беш үч\n3-берене. В\nкалат\n4-берене. Г\nкелет"), &c);
    assert_int_equal(c.n, 5);
    assert_int_equal(c.same, 2);
    assert_int_equal(c.changed, 1);
    assert_int_equal(c.removed, 1);
    assert_int_equal(c.added, 1);
    assert_int_equal(c.v[1].change, ACT_CHANGED);
    assert_int_equal(c.v[1].pieces.n, 4);
    assert_int_equal(c.v[1].pieces.v[1].kind, ACT_OUT);
    assert_str(str_trim(c.v[1].pieces.v[1].text), "эки");
    assert_int_equal(c.v[1].pieces.v[2].kind, ACT_IN);
    assert_str(str_trim(c.v[1].pieces.v[2].text), "беш");
    assert_int_equal(c.v[2].change, ACT_REMOVED); /* where it stood */
    assert_str(c.v[2].anchor, "a2");
    assert_int_equal(c.v[4].change, ACT_ADDED);
    act_compare(&arena, STR("а"), STR("а"), &c);
    assert_int_equal(c.same, 1);
    act_compare(&arena, STR(""), STR("1-берене. А\nБ"), &c);
    assert_int_equal(c.added, 1);
}

/* Two texts of 400 000 letters that share nothing: no table of 60 000 by 60 000 words. */
static void a_long_comparison_is_bounded(void **state)
{
    struct buf *x = buf_new(&arena, 2 * MIB), *y = buf_new(&arena, 2 * MIB);
    struct arena small;
    struct act_comparison c;

    (void)state;
    for (int i = 0; i < 60000; i++) {
        buf_printf(x, "а%d ", i);
        buf_printf(y, "б%d ", i);
    }
    arena_init(&small, 8 * MIB); /* what a page may use */
    act_compare(&small, buf_str(x), buf_str(y), &c);
    assert_int_equal(c.changed, 1);
    assert_int_equal(c.v[0].pieces.n, 2);
    arena_free(&small);
}

static void a_web_page_is_stripped_to_its_words(void **state)
{
    (void)state;
    struct str text = act_text_of_html(
        &arena,
        STR("<!DOCTYPE html><html><head><title>x</title></head><body><script>alert('<p>')</script>"
            "<!-- <p>жок</p> --><p class=\"a>b\">1-берене. Суу &amp; жол &#1178; &#x4E8;</p>"
            "<p>a < b &unknown; &#0; &#xD800;</p></body></html>"));
    assert_true(str_find(text, STR("1-берене. Суу & жол Қ Ө"), 0) != SIZE_MAX ||
                str_find(text, STR("1-берене. Суу & жол"), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("a < b &unknown; &#0; &#xD800;"), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("alert"), 0) == SIZE_MAX);
    assert_true(str_find(text, STR("жок"), 0) == SIZE_MAX);
    assert_true(str_utf8_valid(text));
    act_text_of_html(&arena, STR("<"));
    act_text_of_html(&arena, STR("<script>"));
    act_text_of_html(&arena, STR("<!--"));
    act_text_of_html(&arena, STR("<p a='"));
    act_text_of_html(&arena, STR("&"));
}

/* -- files -- */

static enum msg refused(struct str bytes)
{
    struct faults f;
    struct str text = STR("untouched");

    faults_init(&f, &arena);
    assert_int_equal(act_text_of_file(&arena, bytes, &f, &text), ERR_INVALID);
    assert_str(text, "untouched");
    assert_non_null(fault_of(&f, STR("file")));
    return f.first->msg;
}

static struct str zipped(const char *name, struct str content)
{
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = zip_open_from_source(memory, ZIP_TRUNCATE, NULL);
    zip_stat_t st;

    zip_source_keep(memory);
    assert_true(zip_file_add(z, name, zip_source_buffer(z, content.p, content.n, 0), 0) >= 0);
    assert_int_equal(zip_close(z), 0);
    assert_int_equal(zip_source_stat(memory, &st), 0);
    char *bytes = arena_alloc(&arena, st.size);
    assert_int_equal(zip_source_open(memory), 0);
    assert_int_equal(zip_source_read(memory, bytes, st.size), (int64_t)st.size);
    zip_source_close(memory);
    zip_source_free(memory);
    return (struct str){bytes, st.size};
}

static struct str made_pdf(bool with_text)
{
    struct buf *out = buf_new(&arena, 4 * MIB);
    struct pdf *p = pdf_new(&arena,
                            &(struct pdf_setup){.lang = LANG_KY,
                                                .title = with_text ? STR("Чечим") : STR(""),
                                                .issuer = STR(""),
                                                .footer = STR(""),
                                                .page_of = STR("")},
                            out);
    if (with_text)
        pdf_paragraph(p, STR("1-берене. Таза суу ар бир айылга жеткирилет жана көзөмөлдөнөт."));
    assert_ok(pdf_finish(p));
    return buf_str(out);
}

static void words_come_out_of_every_kind_of_file(void **state)
{
    struct faults f;
    struct str text;

    (void)state;
    faults_init(&f, &arena);
    assert_ok(act_text_of_file(&arena, made_pdf(true), &f, &text));
    assert_true(str_find(text, STR("Таза суу ар бир айылга"), 0) != SIZE_MAX);
    assert_ok(act_text_of_file(
        &arena,
        zipped("word/document.xml", STR("<w:document xmlns:w='w'><w:p><w:t>1-берене. Таза суу "
                                        "айылга жеткирилет</w:t></w:p><w:p><w:t>2-берене. "
                                        "Жол</w:t></w:p></w:document>")),
        &f, &text));
    assert_str(text, "1-берене. Таза суу айылга жеткирилет\n2-берене. Жол");
    assert_ok(act_text_of_file(
        &arena, STR("<html><p>Статья 1. Вода   подаётся в каждое село</p><p></p><p></p>Конец"), &f,
        &text));
    assert_str(text, "Статья 1. Вода подаётся в каждое село\n\nКонец");
    /* Windows-1251, as old files are */
    assert_ok(act_text_of_file(
        &arena,
        STR("\xd1\xf2\xe0\xf2\xfc\xff 1. \xc2\xee\xe4\xe0 \xef\xee\xe4\xe0\xb8\xf2\xf1\xff "
            "\xe2 \xea\xe0\xe6\xe4\xee\xe5 \xf1\xe5\xeb\xee"),
        &f, &text));
    assert_str(text, "Статья 1. Вода подаётся в каждое село");
}

static void a_file_without_words_is_refused_by_its_reason(void **state)
{
    struct buf *bomb = buf_new(&arena, 100 * MIB), *big = buf_new(&arena, 4 * MIB);

    (void)state;
    assert_int_equal(refused(made_pdf(false)), MSG_act_fault_file_scan);
    assert_int_equal(refused(STR("%PDF-1.7\nnothing of a file")), MSG_act_fault_file_broken);
    assert_int_equal(refused(STR("PK\x03\x04 nothing")), MSG_act_fault_file_broken);
    assert_int_equal(refused(STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")), MSG_act_fault_file_kind);
    assert_int_equal(refused(STR("1. 2. 3.")), MSG_act_fault_file_no_text);
    assert_int_equal(refused(STR("")), MSG_common_fault_file_empty);
    buf_lit(bomb, "<d>");
    for (int i = 0; i < 2; i++) {
        char *room = buf_reserve(bomb, 40 * MIB);
        assert_non_null(room);
        memset(room, ' ', 40 * MIB);
        room[0] = '<', room[1] = 'a', room[40 * MIB - 2] = '/', room[40 * MIB - 1] = '>';
        bomb->n += 40 * MIB;
    }
    buf_lit(bomb, "</d>");
    assert_int_equal(refused(zipped("word/document.xml", buf_str(bomb))),
                     MSG_act_fault_file_unpacks);
    for (int i = 0; i < ACT_WORDS_MAX / 4 + 100; i++)
        buf_lit(big, "суу ");
    assert_int_equal(refused(buf_str(big)), MSG_act_fault_file_long);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fresh, done)
    const struct CMUnitTest tests[] = {
        TEST(parts_chapters_articles_and_points_are_told_apart),
        TEST(a_citation_needs_number_and_date_or_the_code),
        TEST(editions_are_compared_article_by_article),
        TEST(a_long_comparison_is_bounded),
        TEST(a_web_page_is_stripped_to_its_words),
        TEST(words_come_out_of_every_kind_of_file),
        TEST(a_file_without_words_is_refused_by_its_reason),
    };
    return cmocka_run_group_tests_name("act_text", tests, NULL, NULL);
}
