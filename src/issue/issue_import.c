/* A catalogue of issues out of a table: all or nothing, each fault with its line and column. */
#include "issue/issue.h"

#include "doc/csv.h"
#include "i18n/i18n.h"
#include "issue/issue_charter.h" /* made from data/issues_charter.csv */
#include "issue/issue_inside.h"
#include "text/canon.h"

enum { ROWS_MAX = 2000, FILE_MAX = 4 * 1024 * 1024 };
enum {
    NUMBER,
    TITLE_KY,
    TITLE_RU,
    TITLE_EN,
    TEXT_KY,
    TEXT_RU,
    TEXT_EN,
    BASIS,
    RESPONSIBLE,
    COLUMNS
};

static const struct csv_column columns[COLUMNS] = {
    [NUMBER] = {"number", MSG_issue_csv_number, false},
    [TITLE_KY] = {"title_ky", MSG_issue_csv_title_ky, false},
    [TITLE_RU] = {"title_ru", MSG_issue_csv_title_ru, false},
    [TITLE_EN] = {"title_en", MSG_issue_csv_title_en, false},
    [TEXT_KY] = {"text_ky", MSG_issue_csv_text_ky, false},
    [TEXT_RU] = {"text_ru", MSG_issue_csv_text_ru, false},
    [TEXT_EN] = {"text_en", MSG_issue_csv_text_en, false},
    [BASIS] = {"basis", MSG_issue_csv_basis, false},
    [RESPONSIBLE] = {"responsible", MSG_issue_csv_responsible, false},
};

struct import {
    struct csv csv;
    struct csv_map map;
    struct issue_new *v; /* one for each row */
    int64_t repaired;
};

static struct str text_at(struct import *im, size_t row, size_t k, struct arena *a,
                          struct faults *f)
{
    struct csv_field at = csv_get(&im->csv.v[row], &im->map, k);
    struct text_canon_report report = {0};
    struct str s = STR("");

    if (csv_text(&im->csv, at, columns[k].name, f, &s) != OK)
        return STR("");
    s = text_canon(a, s, &report);
    im->repaired += (int64_t)(report.variants + report.lookalikes);
    return s;
}

/* The faults of one row's record, told at their cells. */
static void place_faults(struct import *im, size_t row, const struct faults *one, struct faults *f)
{
    for (const struct fault *x = one->first; x; x = x->next) {
        struct csv_field at = {STR(""), im->csv.v[row].line, 0};

        for (size_t k = 0; k < COLUMNS; k++) {
            if (str_eq(str_of(columns[k].name), x->field) && im->map.at[k] >= 0)
                at = csv_get(&im->csv.v[row], &im->map, k);
        }
        csv_fault_args(f, at, str_cstr(f->arena, x->field), x->msg, x->args, x->arg_count);
    }
}

static void read_row(struct import *im, size_t row, struct arena *a, struct faults *f)
{
    struct issue_new n = {0};
    struct faults one;
    struct csv_field number = csv_get(&im->csv.v[row], &im->map, NUMBER);

    faults_init(&one, a);
    if (csv_i64(number, "number", 1, ISSUE_NUMBER_MAX, f, &n.number) != OK)
        n.number = 0;
    n.title[LANG_KY] = text_at(im, row, TITLE_KY, a, f);
    n.title[LANG_RU] = text_at(im, row, TITLE_RU, a, f);
    n.title[LANG_EN] = text_at(im, row, TITLE_EN, a, f);
    n.text[LANG_KY] = text_at(im, row, TEXT_KY, a, f);
    n.text[LANG_RU] = text_at(im, row, TEXT_RU, a, f);
    n.text[LANG_EN] = text_at(im, row, TEXT_EN, a, f);
    n.basis = text_at(im, row, BASIS, a, f);
    n.responsible = text_at(im, row, RESPONSIBLE, a, f);
    im->v[row] = issue_cleaned(&n, &one);
    place_faults(im, row, &one, f);
}

static enum err read_table(struct arena *a, struct str bytes, struct faults *f, struct import *im)
{
    const struct csv_limits limits = {.bytes = FILE_MAX, .rows = ROWS_MAX, .chars = ISSUE_TEXT_MAX};

    TRY(csv_read(a, bytes, &limits, f, &im->csv));
    TRY(csv_map_header(a, &im->csv, columns, COLUMNS, f, &im->map));
    if (im->map.at[TITLE_KY] < 0 && im->map.at[TITLE_RU] < 0 && im->map.at[TITLE_EN] < 0) {
        fault_add(f, STR("title_ky"), MSG_issue_csv_no_title);
        return ERR_INVALID;
    }
    im->v = arena_array(a, struct issue_new, im->csv.n);
    for (size_t i = 0; i < im->csv.n; i++)
        read_row(im, i, a, f);
    return OK;
}

/* Numbers that are free: those given must not be taken, here or in the register; the others follow
 * the last one. */
static void settle_numbers(struct import *im, const struct issues *known, struct faults *f)
{
    bool *taken = arena_array(f->arena, bool, ISSUE_NUMBER_MAX + 1);
    int64_t next = 1;

    for (size_t i = 0; i < known->n; i++)
        taken[known->v[i].number] = true;
    for (size_t i = 0; i < im->csv.n; i++) {
        int64_t number = im->v[i].number;

        if (number > 0 && taken[number])
            csv_fault(f, csv_get(&im->csv.v[i], &im->map, NUMBER), "number", MSG_issue_number_taken,
                      ARG_N("number", number));
        if (number > 0)
            taken[number] = true;
    }
    for (int64_t k = 1; k <= ISSUE_NUMBER_MAX; k++)
        next = taken[k] ? k + 1 : next;
    for (size_t i = 0; i < im->csv.n; i++) {
        if (im->v[i].number == 0 && next > ISSUE_NUMBER_MAX)
            csv_fault(f, csv_get(&im->csv.v[i], &im->map, NUMBER), "number",
                      MSG_common_fault_number_max, ARG_N("max", ISSUE_NUMBER_MAX));
        else if (im->v[i].number == 0)
            im->v[i].number = next++;
    }
}

static void check_titles(struct import *im, const struct issues *known, struct arena *a,
                         struct faults *f)
{
    for (size_t i = 0; i < im->csv.n; i++) {
        const struct issue *twin = issue_with_title(a, known, &im->v[i]);
        size_t k = im->v[i].title[LANG_KY].n   ? TITLE_KY
                   : im->v[i].title[LANG_RU].n ? TITLE_RU
                                               : TITLE_EN;
        struct csv_field at = csv_get(&im->csv.v[i], &im->map, k);

        if (twin)
            csv_fault(f, at, columns[k].name, MSG_issue_title_taken, ARG_N("number", twin->number));
        for (size_t j = 0; j < i; j++) {
            if (issue_same_title(a, im->v[i].title, im->v[j].title))
                csv_fault(f, at, columns[k].name, MSG_issue_csv_twice,
                          ARG_N("line", im->csv.v[j].line));
        }
    }
}

enum err issue_import(struct db *db, struct arena *a, const struct actor *who, struct str csv,
                      struct faults *f, struct issue_imported *out)
{
    struct import im = {0};
    struct issues known;
    int64_t id;

    TRY(read_table(a, csv, f, &im));
    TRY(issue_list(db, a, who->place_id, &(struct issue_filter){.state = STR("")}, &known));
    settle_numbers(&im, &known, f);
    check_titles(&im, &known, a, f);
    TRY(faults_err(f));
    for (size_t i = 0; i < im.csv.n; i++)
        TRY(issue_put(db, a, who, ISSUE_IMPORTED, &im.v[i], &id));
    *out = (struct issue_imported){(int64_t)im.csv.n, im.repaired};
    return OK;
}

enum err issue_add_charter_set(struct db *db, struct arena *a, const struct actor *who,
                               struct faults *f, int64_t *added)
{
    struct import im = {0};
    struct issues known;
    int64_t n = 0, next, id;

    if (read_table(a, issue_charter_table, f, &im) != OK || f->n > 0)
        return ERR_BUG;
    TRY(issue_list(db, a, who->place_id, &(struct issue_filter){.state = STR("")}, &known));
    TRY(issue_next_number(db, a, who->place_id, &next));
    for (size_t i = 0; i < im.csv.n; i++) {
        if (issue_with_title(a, &known, &im.v[i]))
            continue;
        if (next > ISSUE_NUMBER_MAX)
            break;
        im.v[i].number = next++;
        TRY(issue_put(db, a, who, ISSUE_CHARTER_SET, &im.v[i], &id));
        n++;
    }
    if (n == 0)
        fault_add(f, STR(""), MSG_issue_charter_there);
    TRY(faults_err(f));
    *added = n;
    return OK;
}
