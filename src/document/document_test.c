/* Documents on both engines: storing, refusing, withdrawing; nothing half-stored. */
#include "document/document.h"

#include <stdio.h>

#include "audit/audit.h"
#include "document/document_sql.h"
#include "document/samples.h"
#include "test/db_fixture.h"
#include "test/fault.h"

static const struct actor who = {.person_id = 7, .place_id = 12};

static enum err add(struct fixture *f, const char *filename, struct str bytes,
                    struct faults *faults, int64_t *id)
{
    struct document_new d = {.owner_kind = STR("issue"),
                             .owner_id = 3,
                             .title = STR(""),
                             .upload = {str_of(filename), bytes},
                             .is_public = true,
                             .field = STR("file")};

    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = document_add(f->db, f->arena, &who, &d, faults, id);
    if (e == OK) {
        assert_ok(db_commit(f->db));
    } else {
        db_rollback(f->db);
    }
    return e;
}

static void a_file_comes_back_byte_for_byte(struct fixture *f)
{
    struct faults faults;
    struct documents found;
    struct document d;
    struct buf *bytes, *large = buf_new(f->arena, 4 * MIB);
    int64_t id = 0, second = 0;

    buf_add(large, SAMPLE_PDF);
    for (uint32_t i = 0; i < 600000; i++) /* several parts */
        buf_add(large, (struct str){(const char *)&i, 4});
    assert_ok(add(f, "Буйрук №5.pdf", buf_str(large), &faults, &id));
    assert_ok(add(f, "copy.pdf", buf_str(large), &faults, &second));
    assert_int_equal(fixture_number(f->db, "select count(*) from document_content"),
                     1); /* once per content */
    assert_true(fixture_number(f->db, "select count(*) from document_part") > 1);
    assert_ok(document_of(f->db, f->arena, STR("issue"), 3, true, &found));
    assert_int_equal(found.n, 2);
    assert_int_equal(found.v[0].id, second);
    assert_str(found.v[1].title, "Буйрук №5.pdf"); /* the characters are safe in a name */
    assert_str(found.v[1].media_type, "application/pdf");
    assert_ok(document_find(f->db, f->arena, 12, id, &d));
    assert_int_equal(d.size, (int64_t)large->n);
    assert_ok(document_bytes(f->db, f->arena, &d, &bytes));
    assert_true(str_eq(buf_str(bytes), buf_str(large)));
    assert_int_equal(document_find(f->db, f->arena, 13, id, &d), ERR_NOT_FOUND);
    assert_str(document_path(f->arena, STR("41706211805000"), 12), "/41706211805000/documents/12");
}

static void damaged_bytes_are_not_served(struct fixture *f)
{
    struct faults faults;
    struct document d;
    struct buf *bytes;
    int64_t id = 0;

    assert_ok(add(f, "a.pdf", SAMPLE_PDF, &faults, &id));
    assert_ok(document_find(f->db, f->arena, 12, id, &d));
    assert_ok(db_script(
        f->db, f->engine == DB_SQLITE
                   ? "update document_part set body = zeroblob(length(body))"
                   : "update document_part set body = overlay(body placing '\\000' from 5)"));
    assert_int_equal(document_bytes(f->db, f->arena, &d, &bytes), ERR_BUG);
}

static void names_are_made_safe(struct fixture *f)
{
    static const char *const pairs[][2] = {
        {"../../etc/a\x01"
         "b:c.pdf",
         "etcabc.pdf"},
        {"...hidden.pdf", "hidden.pdf"},
        {"exe\xe2\x80\xae"
         "fdp.pdf",
         "exefdp.pdf"}, /* right-to-left override */
        {"scan", "scan.pdf"},
        {"г. Ош буйрук", "г. Ош буйрук.pdf"},
        {"\"<>|*?", "document.pdf"},
    };
    struct faults faults;
    struct document d;
    char longest[400];
    int64_t id = 0;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_ok(add(f, pairs[i][0], SAMPLE_PDF, &faults, &id));
        assert_ok(document_find(f->db, f->arena, 12, id, &d));
        assert_str(d.filename, pairs[i][1]);
    }
    memset(longest, 'x', sizeof longest);
    memcpy(longest + 390, ".pdf", 5);
    assert_ok(add(f, longest, SAMPLE_PDF, &faults, &id));
    assert_ok(document_find(f->db, f->arena, 12, id, &d));
    assert_int_equal(d.filename.n, 124);
}

static void files_that_lie_are_refused(struct fixture *f)
{
    static const struct {
        const char *name;
        struct str bytes;
        enum msg msg;
    } cases[] = {
        {"order.pdf", STR_INIT("<html><script>x</script>"), MSG_document_fault_lies},
        {"order.pdf", STR_INIT("MZ\x90\0"), MSG_document_fault_lies},
        {"photo.png", STR_INIT("\xff\xd8\xff\xe0"), MSG_document_fault_lies},
        {"list.csv", STR_INIT("%PDF-1.4"), MSG_document_fault_lies},
        {"order.pdf", STR_INIT("abc\0\1"), MSG_document_fault_not_what_it_says},
        {"order.doc", STR_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), MSG_document_fault_old_office},
        {"page.html", STR_INIT("<html>"), MSG_common_fault_file_type},
        {"order.exe", STR_INIT("%PDF-1.4"), MSG_common_fault_file_type},
        {"anything", STR_INIT("\0\1\2"), MSG_common_fault_file_type},
        {"order.pdf", STR_INIT(""), MSG_common_fault_file_empty},
    };
    struct faults faults;
    int64_t id = -1;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(add(f, cases[i].name, cases[i].bytes, &faults, &id), ERR_INVALID);
        assert_int_equal(faults.n, 1);
        assert_int_equal(faults.first->msg, cases[i].msg);
        assert_str(faults.first->field, "file");
        for (int l = 0; l < LANG_COUNT; l++)
            assert_true(fault_text(f->arena, (enum lang)l, faults.first).n > 10);
    }
    assert_int_equal(id, -1);
    assert_int_equal(add(f, "", STR(""), &faults, &id), ERR_NOT_FOUND); /* no file chosen */
    assert_int_equal(faults.n, 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from document_content"), 0);
}

static void the_rule_limits_the_size(struct fixture *f)
{
    struct buf *b = buf_new(f->arena, 12 * MIB);
    struct faults faults;
    int64_t id;

    buf_add(b, SAMPLE_PDF);
    char *p = buf_reserve(b, 10 * MIB);
    assert_non_null(p);
    memset(p, 'x', 10 * MIB);
    b->n += 10 * MIB;
    assert_int_equal(add(f, "large.pdf", buf_str(b), &faults, &id), ERR_INVALID);
    assert_int_equal(faults.first->msg, MSG_document_fault_large);
    assert_string_equal(faults.first->rule_key, "document.max_size");
    assert_ok(add(f, "large.pdf", str_sub(buf_str(b), 0, 10 * MIB), &faults, &id));
}

static void a_text_file_may_be_called_csv(struct fixture *f)
{
    struct faults faults;
    struct document d;
    int64_t id;

    assert_ok(add(f, "тизме.csv", STR("а;б\n"), &faults, &id));
    assert_ok(document_find(f->db, f->arena, 12, id, &d));
    assert_str(d.media_type, "text/csv");
    assert_ok(add(f, "тизме.txt", STR("а;б\n"), &faults, &id));
}

static void what_is_not_public_is_not_in_the_open_part_of_the_log(struct fixture *f)
{
    struct document_new d = {.owner_kind = STR("plan"),
                             .owner_id = 1,
                             .title = STR("Асанов Үсөндүн арызы"),
                             .upload = {STR("asanov.pdf"), SAMPLE_PDF},
                             .field = STR("file")};
    struct audit_records r;
    struct documents found;
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(document_add(f->db, f->arena, &who, &d, &faults, &id));
    assert_ok(db_commit(f->db));
    assert_ok(audit_records_of(
        f->db, f->arena, &(struct audit_filter){.place_id = 12, .day = DAY_NONE, .most = 9}, &r));
    assert_int_equal(r.n, 1);
    assert_true(str_find(r.v[0].after, STR("Асанов"), 0) == SIZE_MAX);
    assert_true(str_find(r.v[0].after, STR("asanov"), 0) == SIZE_MAX);
    assert_true(str_find(r.v[0].personal, STR("Асанов"), 0) != SIZE_MAX);
    assert_ok(document_of(f->db, f->arena, STR("plan"), 1, true, &found));
    assert_int_equal(found.n, 0);
    assert_ok(document_of(f->db, f->arena, STR("plan"), 1, false, &found));
    assert_int_equal(found.n, 1);
}

static void withdrawing_keeps_the_record(struct fixture *f)
{
    struct document_new n = {.owner_kind = STR("place"),
                             .owner_id = 12,
                             .title = STR(""),
                             .upload = {STR("a.pdf"), SAMPLE_PDF},
                             .is_public = true,
                             .field = STR("file"),
                             .kind = STR("report")};
    struct faults faults;
    struct documents found;
    struct document d;
    struct document_withdraw w = {.version = 1, .reason = STR("")};
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(document_add(f->db, f->arena, &who, &n, &faults, &id));
    assert_ok(db_commit(f->db));
    w.id = id;
    assert_ok(db_begin(f->db));
    assert_int_equal(document_withdraw(f->db, f->arena, &who, &w, &faults), ERR_INVALID);
    assert_str(faults.first->field, "reason");
    faults_init(&faults, f->arena);
    w.reason = STR("Жаңы редакциясы чыкты");
    w.version = 2;
    assert_int_equal(document_withdraw(f->db, f->arena, &who, &w, &faults), ERR_CONFLICT);
    w.version = 1;
    assert_ok(document_withdraw(f->db, f->arena, &who, &w, &faults));
    w.version = 2;
    assert_int_equal(document_withdraw(f->db, f->arena, &who, &w, &faults), ERR_CONFLICT);
    assert_ok(db_commit(f->db));
    assert_ok(document_of(f->db, f->arena, STR("place"), 12, false, &found));
    assert_int_equal(found.n, 0);
    assert_ok(document_find(f->db, f->arena, 12, id, &d));
    assert_true(d.withdrawn_at != 0);
    assert_str(d.withdrawn_reason, "Жаңы редакциясы чыкты");
    assert_ok(document_register(
        f->db, f->arena, &(struct document_filter){.place_id = 12, .most = 9, .public_only = true},
        &found));
    assert_int_equal(found.n, 1);
    struct audit_verdict v;
    assert_ok(audit_verify(f->db, f->arena, &v));
    assert_true(v.whole);
    assert_int_equal(v.checked, 2); /* add, withdraw */
}

static void the_register_is_paged_and_filtered(struct fixture *f)
{
    static const char *const kinds[] = {"programme", "report"};
    struct document_filter filter = {.place_id = 12, .most = 3};
    struct documents found;
    struct faults faults;
    char name[32];
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    for (int i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "%d.pdf", i);
        struct document_new d = {.owner_kind = STR("place"),
                                 .owner_id = 12,
                                 .upload = {str_of(name), SAMPLE_PDF},
                                 .is_public = i != 7,
                                 .field = STR("file"),
                                 .kind = str_of(kinds[i % 2])};
        assert_ok(document_add(f->db, f->arena, &who, &d, &faults, &id));
    }
    assert_ok(db_commit(f->db));
    assert_ok(document_register(f->db, f->arena, &filter, &found));
    assert_int_equal(found.n, 3);
    assert_str(found.v[0].title, "7.pdf");
    filter.before = found.v[2].id;
    assert_ok(document_register(f->db, f->arena, &filter, &found));
    assert_str(found.v[0].title, "4.pdf");
    filter = (struct document_filter){
        .place_id = 12, .most = 99, .kind = STR("report"), .public_only = true};
    assert_ok(document_register(f->db, f->arena, &filter, &found));
    assert_int_equal(found.n, 3);
    filter.place_id = 13;
    assert_ok(document_register(f->db, f->arena, &filter, &found));
    assert_int_equal(found.n, 0);
}

static enum err add_case(struct fault_case *c)
{
    struct faults faults;
    int64_t id;
    struct document_new d = {.owner_kind = STR("place"),
                             .owner_id = 12,
                             .upload = {STR("a.pdf"), SAMPLE_PDF},
                             .is_public = false,
                             .field = STR("file")};

    faults_init(&faults, c->arena);
    return document_add(c->db, c->arena, &who, &d, &faults, &id);
}

static void no_failure_leaves_half_a_document(struct fixture *f)
{
    struct fault_counts n = fault_sweep(f, add_case, NULL);

    assert_true(n.allocations > 10 && n.statements > 8);
    assert_int_equal(fixture_number(f->db, "select count(*) from document_part"), 0);
}

static void every_statement_prepares(struct fixture *f)
{
    const char *bad = "";

    if (db_prepare_all(f->db, document_queries, document_query_count, &bad) != OK)
        fail_msg("%s: %s", bad, db_error(f->db));
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_statement_prepares),
        FIXTURE_TEST(a_file_comes_back_byte_for_byte),
        FIXTURE_TEST(damaged_bytes_are_not_served),
        FIXTURE_TEST(names_are_made_safe),
        FIXTURE_TEST(files_that_lie_are_refused),
        FIXTURE_TEST(the_rule_limits_the_size),
        FIXTURE_TEST(a_text_file_may_be_called_csv),
        FIXTURE_TEST(what_is_not_public_is_not_in_the_open_part_of_the_log),
        FIXTURE_TEST(withdrawing_keeps_the_record),
        FIXTURE_TEST(the_register_is_paged_and_filtered),
        FIXTURE_TEST(no_failure_leaves_half_a_document),
    };
    return FIXTURE_RUN("document", tests);
}
