/* The chain: what is appended, that nothing can be changed, that every tampering is named. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/audit_sql.h"
#include "audit/chain.h"
#include "test/db_fixture.h"
#include "test/fault.h"

enum { NOON = 1795240800 }; /* 2026-11-21 12:00 in Bishkek */

static enum err append(struct db *db, struct arena *a, int64_t place, const char *action,
                       const char *personal)
{
    struct actor who = {.person_id = 7, .for_person_id = 0, .place_id = place};
    struct audit_entry e = {.action = str_of(action),
                            .subject = STR("issue"),
                            .subject_id = 3,
                            .before = STR("{\"title\":\"Суу\"}"),
                            .after = STR("{\"title\":\"Таза суу\"}"),
                            .personal = str_of(personal)};

    TRY(db_begin(db));
    enum err err = audit_append(db, a, &who, &e);
    if (err == OK)
        return db_commit(db);
    db_rollback(db);
    return err;
}

static void fill(struct fixture *f)
{
    clock_set(NOON);
    for (int i = 0; i < 5; i++) {
        assert_ok(
            append(f->db, f->arena, 12, "issue.refresh", i == 2 ? "{\"name\":\"Айгүл\"}" : NULL));
        assert_ok(append(f->db, f->arena, 0, "program.start", NULL));
    }
    assert_ok(append(f->db, f->arena, 900, "issue.add", NULL));
}

static struct audit_verdict verdict(struct fixture *f)
{
    struct audit_verdict v;
    struct db *reader = fixture_open(f->db, DB_READER);

    assert_ok(audit_verify(reader, f->arena, &v));
    assert_false(db_in_transaction(reader));
    db_close(reader);
    return v;
}

static void expect(struct fixture *f, enum audit_fault fault, int64_t place, int64_t seq)
{
    struct audit_verdict v = verdict(f);

    if (v.fault != fault || v.place_id != place || v.seq != seq)
        fail_msg("found fault %d at %ld/%ld (%.*s), not %d at %ld/%ld", v.fault, (long)v.place_id,
                 (long)v.seq, STR_F(v.reason), fault, (long)place, (long)seq);
    assert_int_equal(v.whole, fault == AUDIT_WHOLE);
    assert_true(v.reason.n > 0);
}

/* What somebody with the database in their hands would do. */
static void tamper(struct fixture *f, const char *sql)
{
    static const char *const sqlite =
        "drop trigger if exists audit_stays; drop trigger if exists audit_kept; drop trigger if "
        "exists audit_personal_stays;"
        "drop trigger if exists audit_head_kept; drop trigger if exists audit_head_grows; drop "
        "trigger if exists audit_day_stays;"
        "drop trigger if exists audit_day_kept; drop trigger if exists audit_day_head_stays;"
        "drop trigger if exists audit_day_head_kept; pragma foreign_keys = off";
    static const char *const pg = "set session_replication_role = replica";

    assert_ok(db_script(f->db, f->engine == DB_SQLITE ? sqlite : pg));
    if (db_script(f->db, sql) != OK)
        fail_msg("%s: %s", sql, db_error(f->db));
}

static void an_empty_log_is_whole(struct fixture *f)
{
    struct audit_head head;
    struct audit_verdict v = verdict(f);
    int64_t generation = -1;

    assert_true(v.whole);
    assert_int_equal(v.checked, 0);
    assert_int_equal(audit_head_of(f->db, f->arena, 12, &head), ERR_NOT_FOUND);
    assert_ok(audit_generation(f->db, f->arena, 12, &generation));
    assert_int_equal(generation, 0);
}

static void records_form_a_chain_for_each_place(struct fixture *f)
{
    struct audit_head head;
    struct audit_generations g;
    struct audit_verdict v;
    int64_t generation;

    fill(f);
    v = verdict(f);
    assert_true(v.whole);
    assert_int_equal(v.checked, 11);
    assert_ok(audit_head_of(f->db, f->arena, 12, &head));
    assert_int_equal(head.seq, 5);
    assert_int_equal(head.hash.n, 64);
    assert_int_equal(head.at, NOON);
    assert_ok(audit_generation(f->db, f->arena, 900, &generation));
    assert_int_equal(generation, 1);
    assert_ok(audit_generations_since(f->db, f->arena, 0, &g));
    assert_int_equal(g.n, 3);
    assert_int_equal(g.v[1].place_id, 12);
    assert_int_equal(g.v[1].generation, 5);
    assert_ok(audit_generations_since(f->db, f->arena, NOON + 1, &g));
    assert_int_equal(g.n, 0);
}

/* The example of docs/audit-format.md, computed there with another program. */
static void the_hash_is_the_documented_one(void **state)
{
    const struct chain_record r = {.place_id = 12,
                                   .seq = 1,
                                   .at = NOON,
                                   .person_id = 7,
                                   .action = STR("issue.refresh"),
                                   .subject = STR("issue"),
                                   .subject_id = 3,
                                   .after = STR("{\"title\":\"Таза суу\"}")};
    static const unsigned char zero[AUDIT_HASH];
    unsigned char h[AUDIT_HASH];
    struct arena a;
    struct chain_day d;

    (void)state;
    arena_init(&a, MIB);
    chain_record_hash(&r, zero, h);
    assert_str(chain_hex(&a, (struct str){(char *)h, sizeof h}),
               "a1f8eb1b7eae5e96421c4702eda2728cebffb58baad9e7228c960e19bc0090c0");
    chain_day_start(&d, 20778, zero, 1);
    chain_day_add(&d, 12, 1, h);
    chain_day_end(&d, h);
    assert_str(chain_hex(&a, (struct str){(char *)h, sizeof h}),
               "6cf5b5acd159375882e9476b2ffd6ce0a821f5f563371fab0fa87e91d9dbe49b");
    chain_personal_digest(STR("0123456789abcdef0123456789abcdef"), STR("{\"name\":\"Айгүл\"}"), h);
    assert_str(chain_hex(&a, (struct str){(char *)h, sizeof h}),
               "eb338a114de575912105be23b769f7f4befccc5ec872df7049a8d19333c38458");
    arena_free(&a);
}

static void no_write_without_a_transaction(struct fixture *f)
{
    struct actor who = {.place_id = 12};
    struct audit_entry e = {.action = STR("a.b"), .subject = STR("a")};

    assert_int_equal(audit_append(f->db, f->arena, &who, &e), ERR_BUG);
    e.action = STR("");
    assert_ok(db_begin(f->db));
    assert_int_equal(audit_append(f->db, f->arena, &who, &e), ERR_BUG);
    db_rollback(f->db);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit_head"), 0);
}

static void an_undone_write_leaves_no_record(struct fixture *f)
{
    struct actor who = {.place_id = 12};
    struct audit_entry e = {.action = STR("a.b"), .subject = STR("a")};

    fill(f);
    assert_ok(db_begin(f->db));
    assert_ok(audit_append(f->db, f->arena, &who, &e));
    assert_ok(db_savepoint(f->db));
    assert_ok(audit_append(f->db, f->arena, &who, &e));
    db_rollback_to(f->db);
    assert_ok(audit_append(f->db, f->arena, &who, &e));
    assert_ok(db_commit(f->db));
    assert_ok(db_begin(f->db));
    assert_ok(audit_append(f->db, f->arena, &who, &e));
    db_rollback(f->db);
    struct audit_verdict v = verdict(f);
    assert_true(v.whole);
    assert_int_equal(v.checked, 13);
}

static void the_database_refuses_changes(struct fixture *f)
{
    static const char *const tries[] = {
        "update audit set action = 'x'",       "delete from audit where place_id = 900",
        "update audit_personal set json = ''", "delete from audit_head",
        "update audit_head set seq = seq - 1", "update audit_head set seq = seq + 2",
        "update audit_day set chains = 1",     "delete from audit_day",
        "update audit_day_head set seq = 1",   "delete from audit_day_head",
    };
    bool sealed;

    fill(f);
    assert_ok(audit_seal(f->db, f->arena, day_of_instant(NOON), &sealed));
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (db_script(f->db, tries[i]) != ERR_INVALID)
            fail_msg("not refused: %s", tries[i]);
    expect(f, AUDIT_WHOLE, 0, 0);
}

/* Each field, changed by one character or one. */
static void every_changed_field_is_found(struct fixture *f)
{
    static const char *const fields[] = {
        "at = at + 1",
        "person_id = 8",
        "for_person_id = 1",
        "action = 'issue.refresI'",
        "subject = 'issuf'",
        "subject_id = 4",
        "before_json = '{\"title\":\"Сув\"}'",
        "before_json = null",
        "after_json = ''",
        "personal_digest = prev_hash",
        "hash = prev_hash",
    };
    char sql[256];

    fill(f);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        tamper(f, "create table kept as select * from audit");
        snprintf(sql, sizeof sql, "update audit set %s where place_id = 12 and seq = 4", fields[i]);
        tamper(f, sql);
        expect(f, AUDIT_HASH_MISMATCH, 12, 4);
        tamper(f, "delete from audit where place_id = 12 and seq = 4;"
                  "insert into audit select * from kept where place_id = 12 and seq = 4; drop "
                  "table kept");
        expect(f, AUDIT_WHOLE, 0, 0);
    }
    tamper(f, "update audit set prev_hash = hash where place_id = 12 and seq = 4");
    expect(f, AUDIT_LINK_MISMATCH, 12, 4);
}

static void a_missing_record_is_found(struct fixture *f)
{
    fill(f);
    tamper(f, "delete from audit where place_id = 12 and seq = 2");
    expect(f, AUDIT_GAP, 12, 2);
}

static void a_missing_first_record_is_found(struct fixture *f)
{
    fill(f);
    tamper(f, "delete from audit where place_id = 12 and seq = 1");
    expect(f, AUDIT_GAP, 12, 1);
}

static void a_swap_is_found(struct fixture *f)
{
    fill(f);
    tamper(f, "update audit set seq = 99 where place_id = 12 and seq = 2;"
              "update audit set seq = 2 where place_id = 12 and seq = 3;"
              "update audit set seq = 3 where place_id = 12 and seq = 99");
    expect(f, AUDIT_LINK_MISMATCH, 12, 2);
}

static void a_cut_tail_is_found_by_the_head(struct fixture *f)
{
    fill(f);
    tamper(f, "delete from audit where place_id = 12 and seq > 3");
    expect(f, AUDIT_TAIL_MISSING, 12, 4);
}

static void a_removed_chain_is_found(struct fixture *f)
{
    fill(f);
    tamper(f, "delete from audit where place_id = 900");
    expect(f, AUDIT_TAIL_MISSING, 900, 1);
}

static void a_cut_tail_with_its_head_set_back_is_found_by_the_published_day(struct fixture *f)
{
    bool sealed;

    fill(f);
    assert_ok(audit_seal(f->db, f->arena, day_of_instant(NOON) + 1, &sealed));
    assert_true(sealed);
    tamper(f, "delete from audit where place_id = 12 and seq > 3;"
              "update audit_head set seq = 3, hash = (select hash from audit where place_id = 12 "
              "and seq = 3)"
              " where place_id = 12");
    expect(f, AUDIT_TAIL_MISSING, 12, 4);
}

static void a_forged_chain_is_found_by_a_kept_head(struct fixture *f)
{
    struct audit_known known = {.place_id = 12, .seq = 5};
    struct audit_head head;
    struct audit_verdict v;

    fill(f);
    assert_ok(audit_head_of(f->db, f->arena, 12, &head));
    assert_int_equal(
        sodium_hex2bin(known.hash, sizeof known.hash, head.hash.p, head.hash.n, NULL, NULL, NULL),
        0);
    assert_ok(audit_verify_against(f->db, f->arena, &known, 1, &v));
    assert_true(v.whole);
    /* The whole log is thrown away and written anew, consistently. */
    tamper(f, "delete from audit_personal; delete from audit; delete from audit_head");
    clock_set(NOON + 1);
    for (int i = 0; i < 6; i++)
        assert_ok(append(f->db, f->arena, 12, "issue.forged", NULL));
    expect(f, AUDIT_WHOLE, 0, 0);
    assert_ok(audit_verify_against(f->db, f->arena, &known, 1, &v));
    assert_int_equal(v.fault, AUDIT_KNOWN_MISMATCH);
    assert_int_equal(v.seq, 5);
    known.seq = 7;
    assert_ok(audit_verify_against(f->db, f->arena, &known, 1, &v));
    assert_int_equal(v.fault, AUDIT_TAIL_MISSING);
    known.place_id = 13;
    assert_ok(audit_verify_against(f->db, f->arena, &known, 1, &v));
    assert_int_equal(v.fault, AUDIT_TAIL_MISSING);
    assert_int_equal(v.place_id, 13);
}

static void a_false_head_is_found(struct fixture *f)
{
    fill(f);
    tamper(f, "update audit_head set hash = (select prev_hash from audit where place_id = 12 and "
              "seq = 5) where place_id = 12");
    expect(f, AUDIT_HEAD_MISMATCH, 12, 5);
    tamper(f, "update audit_head set hash = (select hash from audit where place_id = 12 and seq = "
              "5), at = at + 1 where place_id = 12");
    expect(f, AUDIT_HEAD_MISMATCH, 12, 5);
    tamper(f, "delete from audit_head where place_id = 12");
    expect(f, AUDIT_HEAD_MISSING, 12, 5);
}

/* SQLite keeps a text in a column of bytes; the record is named all the same. */
static void a_record_that_cannot_be_read_is_named(struct fixture *f)
{
    if (f->engine != DB_SQLITE)
        return;
    fill(f);
    tamper(f, "update audit set hash = 'x' where place_id = 12 and seq = 4");
    expect(f, AUDIT_HASH_MISMATCH, 12, 4);
    tamper(f, "update audit set hash = 'x' where place_id = 900 and seq = 1");
    tamper(f, "update audit set hash = (select prev_hash from audit where place_id = 12 and seq = "
              "5) where place_id = 12 and seq = 4");
    expect(f, AUDIT_HASH_MISMATCH, 900, 1);
    tamper(f, "update audit_head set hash = 'x' where place_id = 12");
    expect(f, AUDIT_HEAD_MISMATCH, 0, 0);
}

static void personal_parts_can_be_erased_but_not_changed(struct fixture *f)
{
    struct audit_verdict v;

    fill(f);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit_personal"), 1);
    tamper(f, "update audit_personal set json = '{\"name\":\"Гүлай\"}'");
    expect(f, AUDIT_PERSONAL_MISMATCH, 12, 3);
    tamper(f, "delete from audit_personal");
    v = verdict(f);
    assert_true(v.whole);
    assert_int_equal(v.erased, 1);
    tamper(f, "insert into audit_personal select id, prev_hash, '{}' from audit where place_id = "
              "12 and seq = 4");
    expect(f, AUDIT_PERSONAL_MISMATCH, 12, 4);
}

static void days_are_sealed_once(struct fixture *f)
{
    struct audit_days days;
    struct audit_heads heads;
    day_t today = day_of_instant(NOON);
    bool sealed;

    assert_ok(audit_seal(f->db, f->arena, today, &sealed));
    assert_false(sealed); /* nothing written yet */
    fill(f);
    assert_ok(audit_seal(f->db, f->arena, today + 1, &sealed));
    assert_true(sealed);
    assert_ok(audit_seal(f->db, f->arena, today + 1, &sealed));
    assert_false(sealed);
    assert_ok(append(f->db, f->arena, 900, "issue.add", NULL));
    assert_ok(append(f->db, f->arena, 901, "issue.add", NULL));
    assert_ok(
        audit_seal(f->db, f->arena, today + 4, &sealed)); /* the program did not run for two days */
    assert_true(sealed);
    assert_ok(audit_seal(f->db, f->arena, today + 2, &sealed)); /* the clock went back */
    assert_false(sealed);
    expect(f, AUDIT_WHOLE, 0, 0);

    assert_ok(audit_days(f->db, f->arena, 10, &days));
    assert_int_equal(days.n, 2);
    assert_int_equal(days.v[0].day, today + 3);
    assert_int_equal(days.v[0].chains, 4);
    assert_int_equal(days.v[1].chains, 3);
    assert_true(str_eq(days.v[0].prev_hash, days.v[1].hash));
    assert_ok(audit_heads_of_place(f->db, f->arena, 900, 10, &heads));
    assert_int_equal(heads.n, 2);
    assert_int_equal(heads.v[0].seq, 2);
    assert_int_equal(heads.v[1].seq, 1);
    assert_ok(audit_heads_of_place(f->db, f->arena, 12, 10, &heads));
    assert_int_equal(heads.n, 2);
    assert_true(str_eq(heads.v[0].hash, heads.v[1].hash));
    assert_ok(audit_heads_of_day(f->db, f->arena, today + 3, &heads));
    assert_int_equal(heads.n, 4);
    assert_int_equal(heads.v[3].place_id, 901);
    assert_ok(audit_heads_of_day(f->db, f->arena, today, &heads));
    assert_int_equal(heads.n, 3);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit_day_head"),
                     3 + 2); /* changes only */
}

static void a_changed_published_day_is_found(struct fixture *f)
{
    bool sealed;
    day_t today = day_of_instant(NOON);

    fill(f);
    for (int i = 1; i < 4; i++) {
        assert_ok(audit_seal(f->db, f->arena, today + i, &sealed));
        assert_ok(append(f->db, f->arena, 900, "issue.add", NULL));
    }
    expect(f, AUDIT_WHOLE, 0, 0);
    tamper(f, "update audit_day set sealed_at = 0"); /* when it was sealed is not part of it */
    expect(f, AUDIT_WHOLE, 0, 0);
    tamper(f, "create table kept as select * from audit_day; update audit_day set prev_hash = hash "
              "where day ="
              " (select max(day) from audit_day)");
    expect(f, AUDIT_DAY_MISMATCH, 0, 0);
    tamper(f, "delete from audit_day; insert into audit_day select * from kept;"
              "delete from audit_day where day = (select min(day) from audit_day)");
    expect(f, AUDIT_DAY_MISMATCH, 0, 0);
    tamper(f, "delete from audit_day; insert into audit_day select * from kept;"
              "update audit_day_head set seq = 1 where place_id = 12");
    expect(f, AUDIT_DAY_MISMATCH, 12, 1);
    tamper(f, "update audit_day_head set seq = 5 where place_id = 12;"
              "delete from audit_day where day = (select max(day) from audit_day)");
    expect(f, AUDIT_DAY_MISMATCH, 900, 3); /* the last day alone was taken away */
}

static void more_than_a_page_is_checked(struct fixture *f)
{
    struct actor who = {.place_id = 5};
    struct audit_entry e = {.action = STR("a.b"), .subject = STR("a")};
    struct audit_verdict v;
    bool sealed;

    assert_ok(db_begin(f->db));
    for (int i = 0; i < 1203; i++) {
        who.place_id = 5 + (i >= 700);
        e.subject_id = i;
        assert_ok(audit_append(f->db, f->arena, &who, &e));
        if (i % 2 == 0) /* more sealed days than a page, too */
            assert_ok(audit_seal(f->db, f->arena, 20000 + i, &sealed));
    }
    assert_ok(db_commit(f->db));
    v = verdict(f);
    assert_true(v.whole);
    assert_int_equal(v.checked, 1203);
    tamper(f, "update audit set subject_id = 0 where subject_id = 1100");
    expect(f, AUDIT_HASH_MISMATCH, 6, 401);
}

static void the_auditor_finds_records(struct fixture *f)
{
    struct audit_filter filter = {.place_id = 12, .day = DAY_NONE, .most = 3};
    struct audit_records r;

    fill(f);
    assert_ok(audit_records_of(f->db, f->arena, &filter, &r));
    assert_int_equal(r.n, 3);
    assert_int_equal(r.v[0].seq, 5);
    assert_true(r.v[2].had_personal);
    assert_str(r.v[2].personal, "{\"name\":\"Айгүл\"}");
    filter.before_seq = 3;
    assert_ok(audit_records_of(f->db, f->arena, &filter, &r));
    assert_int_equal(r.n, 2);
    assert_int_equal(r.v[0].seq, 2);
    filter = (struct audit_filter){.place_id = 12,
                                   .day = day_of_instant(NOON),
                                   .subject = STR("issue"),
                                   .subject_id = 3,
                                   .person_id = 7,
                                   .most = 100};
    assert_ok(audit_records_of(f->db, f->arena, &filter, &r));
    assert_int_equal(r.n, 5);
    filter.day++;
    assert_ok(audit_records_of(f->db, f->arena, &filter, &r));
    assert_int_equal(r.n, 0);
    filter.day = DAY_NONE;
    filter.person_id = 8;
    assert_ok(audit_records_of(f->db, f->arena, &filter, &r));
    assert_int_equal(r.n, 0);
}

static enum err append_case(struct fault_case *c)
{
    struct actor who = {.place_id = *(int64_t *)c->arg};
    struct audit_entry e = {
        .action = STR("a.b"), .subject = STR("a"), .personal = STR("{\"name\":\"x\"}")};

    return audit_append(c->db, c->arena, &who, &e);
}

static enum err verify_case(struct fault_case *c)
{
    struct audit_verdict v;

    TRY(audit_verify(c->db, c->arena, &v));
    return v.whole ? OK : ERR_BUG;
}

static void no_failure_leaves_half_a_record(struct fixture *f)
{
    int64_t old = 12, fresh = 77;

    fill(f);
    assert_true(fault_sweep(f, append_case, &old).statements == 4);
    assert_true(fault_sweep(f, append_case, &fresh).statements == 6);
    assert_true(fault_sweep(f, verify_case, NULL).allocations > 10);
    expect(f, AUDIT_WHOLE, 0, 0);
}

static void every_statement_prepares(struct fixture *f)
{
    const char *bad = "";

    if (db_prepare_all(f->db, audit_queries, audit_query_count, &bad) != OK)
        fail_msg("%s: %s", bad, db_error(f->db));
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_statement_prepares),
        FIXTURE_TEST(an_empty_log_is_whole),
        FIXTURE_TEST(records_form_a_chain_for_each_place),
        FIXTURE_TEST(no_write_without_a_transaction),
        FIXTURE_TEST(an_undone_write_leaves_no_record),
        FIXTURE_TEST(the_database_refuses_changes),
        FIXTURE_TEST(every_changed_field_is_found),
        FIXTURE_TEST(a_missing_record_is_found),
        FIXTURE_TEST(a_missing_first_record_is_found),
        FIXTURE_TEST(a_swap_is_found),
        FIXTURE_TEST(a_cut_tail_is_found_by_the_head),
        FIXTURE_TEST(a_removed_chain_is_found),
        FIXTURE_TEST(a_cut_tail_with_its_head_set_back_is_found_by_the_published_day),
        FIXTURE_TEST(a_forged_chain_is_found_by_a_kept_head),
        FIXTURE_TEST(a_false_head_is_found),
        FIXTURE_TEST(a_record_that_cannot_be_read_is_named),
        FIXTURE_TEST(personal_parts_can_be_erased_but_not_changed),
        FIXTURE_TEST(days_are_sealed_once),
        FIXTURE_TEST(a_changed_published_day_is_found),
        FIXTURE_TEST(more_than_a_page_is_checked),
        FIXTURE_TEST(the_auditor_finds_records),
        FIXTURE_TEST(no_failure_leaves_half_a_record),
    };
    const struct CMUnitTest plain[] = {cmocka_unit_test(the_hash_is_the_documented_one)};

    int failures = FIXTURE_RUN("audit", tests);
    return failures + cmocka_run_group_tests_name("audit, format", plain, NULL, NULL);
}
