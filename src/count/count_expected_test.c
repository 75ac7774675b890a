/* Every recorded election and rule: winners, order, cost, voters, budget must be those of the
 * record.
 *
 * The synthetic elections are fixtures of this project. The real ones (pabulib.org) are read from
 * ASHAR_SHARED/data, or
 * ../shared/data beside the sources, when they are there; otherwise the test says that it skipped.
 */
#include "test/check.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "count/count.h"

struct recorded_rule {
    const char *name;
    struct count_options opt;
};

static const struct recorded_rule rules[] = {
    {"greedy_cost", {.rule = COUNT_GREEDY, .sat = COUNT_SAT_COST}},
    {"greedy_card", {.rule = COUNT_GREEDY, .sat = COUNT_SAT_CARDINALITY}},
    {"greedy_points", {.rule = COUNT_GREEDY, .sat = COUNT_SAT_POINTS}},
    {"greedy_borda", {.rule = COUNT_GREEDY, .sat = COUNT_SAT_BORDA}},
    {"mes_cost", {.rule = COUNT_MES, .sat = COUNT_SAT_COST}},
    {"mes_card", {.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY}},
    {"mes_points", {.rule = COUNT_MES, .sat = COUNT_SAT_POINTS}},
    {"mes_borda", {.rule = COUNT_MES, .sat = COUNT_SAT_BORDA}},
    {"mes_cost_add1u",
     {.rule = COUNT_MES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADD1U}},
    {"phragmen", {.rule = COUNT_PHRAGMEN}},
};

static const struct count_options *rule_of(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i].opt;
    return NULL;
}

static const char *text(const json_t *record, const char *key)
{
    return json_string_value(json_object_get(record, key));
}

/* The list of ids is exactly the winners: in the order of election, or (sorted) bytewise. */
static bool same_list(const json_t *list, const struct count_election *e,
                      const struct count_result *r, uint32_t n, bool sorted)
{
    uint32_t k = 0;
    if (json_array_size(list) != n)
        return false;
    if (!sorted) {
        for (; k < n; k++)
            if (!str_eq(e->project[r->order[k]].id,
                        str_of(json_string_value(json_array_get(list, k)))))
                return false;
        return true;
    }
    for (uint32_t i = 0; i < e->projects; i++)
        for (uint32_t w = 0; w < n; w++)
            if (r->order[w] == e->by_id[i]) {
                if (!str_eq(e->project[e->by_id[i]].id,
                            str_of(json_string_value(json_array_get(list, k++)))))
                    return false;
                break;
            }
    return k == n;
}

static void check_against(const json_t *record, const struct count_election *e,
                          const struct count_result *r)
{
    const json_t *winners = json_object_get(record, "winners"),
                 *order = json_object_get(record, "order");
    const json_t *add1 = json_object_get(record, "add1");
    struct buf cost;

    if (!same_list(winners, e, r, r->winners, true))
        fail_msg("%s %s: other winners", text(record, "instance"), text(record, "rule"));
    if (order && !same_list(order, e, r, r->winners, false))
        fail_msg("%s %s: other order", text(record, "instance"), text(record, "rule"));
    if (add1 && !same_list(json_object_get(add1, "order"), e, r, r->by_rule, false))
        fail_msg("%s %s: other outcome of add1", text(record, "instance"), text(record, "rule"));
    if (add1)
        assert_int_equal(r->increments,
                         json_integer_value(json_object_get(add1, "mes_runs")) -
                             (strcmp(text(add1, "stop"), "exhaustive") == 0 ? 1 : 2));
    buf_init(&cost, KIB);
    count_money_put(&cost, r->total, e->money_decimals);
    assert_str(buf_str(&cost), text(record, "total_cost"));
    buf_free(&cost);
    assert_int_equal(e->voters, json_integer_value(json_object_get(record, "voters")));
    assert_int_equal(e->projects, json_integer_value(json_object_get(record, "projects")));
    assert_string_equal(count_vote_name(e->vote), text(record, "vote_type"));
}

static void check_record(const char *folder, const json_t *record)
{
    char path[4096];
    struct count_election e;
    struct count_job *job;
    bool done;
    const struct count_options *opt = rule_of(text(record, "rule"));

    assert_non_null(opt);
    snprintf(path, sizeof path, "%s/%s", folder, text(record, "instance"));
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail_msg("cannot open %s", path);
    assert_ok(count_election_read(&e, count_source_fd(&fd),
                                  &(struct count_read_options){.keep_raw = false}));
    close(fd);
    if (strcmp(text(record, "status"), "ok") != 0) {
        assert_int_not_equal(count_election_check(&e, opt), COUNT_FITS);
    } else {
        assert_ok(count_job_new(&e, opt, &job));
        assert_ok(count_job_step(job, 0, &done));
        assert_true(done);
        check_against(record, &e, count_job_result(job));
        count_job_free(job);
    }
    count_election_free(&e);
}

static size_t check_all(const char *folder, const char *expected)
{
    json_error_t why;
    json_t *root = json_load_file(expected, 0, &why);

    if (!root)
        fail_msg("%s: %s", expected, why.text);
    const json_t *records = json_object_get(root, "records");
    size_t n = json_array_size(records);
    for (size_t i = 0; i < n; i++)
        check_record(folder, json_array_get(records, i));
    json_decref(root);
    return n;
}

static const char *source_root(void)
{
    const char *root = getenv("ASHAR_SOURCE");
    return root ? root : ".";
}

static void synthetic_elections_as_recorded(void **unused)
{
    char folder[2048], expected[4096];

    (void)unused;
    snprintf(folder, sizeof folder, "%s/test/fixtures/count", source_root());
    snprintf(expected, sizeof expected, "%s/synth_expected.json", folder);
    size_t n = check_all(folder, expected);
    print_message("%zu records of synthetic elections matched\n", n);
    assert_int_equal(n, 58);
}

static void real_elections_as_recorded(void **unused)
{
    char folder[2048], expected[4096];
    const char *shared = getenv("ASHAR_SHARED");

    (void)unused;
    if (shared)
        snprintf(folder, sizeof folder, "%s/data/pabulib", shared);
    else
        snprintf(folder, sizeof folder, "%s/../shared/data/pabulib", source_root());
    snprintf(expected, sizeof expected, "%s_expected.json", folder);
    if (access(expected, R_OK) != 0) {
        print_message("SKIPPED: no real elections beside the sources (set ASHAR_SHARED)\n");
        skip();
    }
    print_message("%zu records of real elections matched\n", check_all(folder, expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(synthetic_elections_as_recorded),
        cmocka_unit_test(real_elections_as_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
