/* Checklists: standards, their points, verdicts with evidence. See act.h. */
#include "act/act_sql.h"
#include "act/charter.h"
#include "act/inside.h"
#include "doc/csv.h"
#include "document/document.h"
#include "i18n/check.h"

enum { CODE_MAX = 60, TITLE_MAX = 500, EVIDENCE_MAX = 2000, POINTS_MOST = 500 };

const char *const act_verdicts[] = {"met", "partly", "unmet", "na", NULL};

enum err act_standards_of(struct db *db, struct arena *a, int64_t place_id,
                          struct act_standards *out)
{
    struct act_standard_rows_rows rows;

    TRY(act_standard_rows(db, a, &(struct act_standard_rows_in){place_id}, &rows));
    struct act_standard *v = arena_array(a, struct act_standard, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_standard){rows.v[i].id,
                                     rows.v[i].points,
                                     rows.v[i].code,
                                     {rows.v[i].title_ky, rows.v[i].title_ru, rows.v[i].title_en}};
    *out = (struct act_standards){v, rows.n};
    return OK;
}

static void tally(struct act_points *all, struct str verdict)
{
    if (!verdict.n)
        return;
    all->judged++;
    all->met += str_eq(verdict, STR("met"));
    all->partly += str_eq(verdict, STR("partly"));
    all->unmet += str_eq(verdict, STR("unmet"));
    all->na += str_eq(verdict, STR("na"));
}

/* Met in full, partly met half, of those that apply; what was not judged counts as not met. */
static int64_t percent_of(const struct act_points *all, size_t points)
{
    int64_t apply = (int64_t)points - all->na;
    return all->judged > 0 && apply > 0 ? (100 * all->met + 50 * all->partly) / apply : -1;
}

enum err act_points_of(struct db *db, struct arena *a, int64_t place_id, int64_t standard_id,
                       struct act_points *out)
{
    struct act_point_rows_rows rows;
    struct act_points all = {.percent = -1};

    TRY(act_point_rows(db, a, &(struct act_point_rows_in){standard_id, place_id}, &rows));
    struct act_point *v = arena_array(a, struct act_point, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct act_point_rows_row *r = &rows.v[i];
        v[i] = (struct act_point){r->id,
                                  r->at.has ? r->at.v : 0,
                                  r->number,
                                  r->verdict.p ? r->verdict : STR(""),
                                  r->evidence.p ? r->evidence : STR(""),
                                  r->document_id.has ? r->document_id.v : 0,
                                  {r->title_ky, r->title_ru, r->title_en}};
        tally(&all, v[i].verdict);
    }
    all.percent = percent_of(&all, rows.n);
    all.v = v;
    all.n = rows.n;
    *out = all;
    return OK;
}

enum err act_verdicts_of(struct db *db, struct arena *a, int64_t place_id, int64_t point_id,
                         struct act_verdict_list *out)
{
    struct act_verdict_rows_rows rows;

    TRY(act_verdict_rows(db, a, &(struct act_verdict_rows_in){point_id, place_id}, &rows));
    struct act_verdict *v = arena_array(a, struct act_verdict, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_verdict){rows.v[i].at,
                                    rows.v[i].document_id.has ? rows.v[i].document_id.v : 0,
                                    rows.v[i].verdict, rows.v[i].evidence};
    *out = (struct act_verdict_list){v, rows.n};
    return OK;
}

static enum err visible_point(struct db *db, struct arena *a, int64_t place_id,
                              const struct act_judging *j)
{
    struct act_standards standards;
    struct act_points points;
    bool known = false;

    TRY(act_standards_of(db, a, place_id, &standards));
    for (size_t i = 0; i < standards.n; i++)
        known |= standards.v[i].id == j->standard_id;
    if (!known)
        return ERR_NOT_FOUND;
    TRY(act_points_of(db, a, place_id, j->standard_id, &points));
    for (size_t i = 0; i < points.n; i++)
        if (points.v[i].id == j->point_id)
            return OK;
    return ERR_NOT_FOUND;
}

/* A verdict's document is evidence everybody may read. */
static enum err keep_evidence(struct db *db, struct arena *a, const struct actor *who,
                              const struct act_judging *j, struct faults *f, int64_t *id)
{
    *id = 0;
    if (j->file.n == 0)
        return OK;
    return document_add(db, a, who,
                        &(struct document_new){.owner_kind = STR("checklist"),
                                               .owner_id = j->point_id,
                                               .title = STR(""),
                                               .upload = {j->filename, j->file},
                                               .is_public = true,
                                               .field = STR("file")},
                        f, id);
}

static struct str verdict_json(struct arena *a, const struct act_judging *j, struct str evidence,
                               int64_t document)
{
    struct buf *b = buf_new(a, 16 * KIB);
    struct json json;

    json_init(&json, b);
    json_object_begin(&json);
    json_field_i64(&json, "point", j->point_id);
    json_field_str(&json, "verdict", j->verdict);
    json_field_str(&json, "evidence", evidence);
    if (document)
        json_field_i64(&json, "document", document);
    json_object_end(&json);
    return buf_str(b);
}

enum err act_judge(struct db *db, struct arena *a, const struct actor *who,
                   const struct act_judging *j, struct faults *f)
{
    struct act_verdict_insert_row row;
    int64_t document;
    bool claims = str_eq(j->verdict, STR("met")) || str_eq(j->verdict, STR("partly"));
    struct str evidence =
        check_text(f, "evidence", j->evidence, claims && j->file.n == 0 ? 1 : 0, EVIDENCE_MAX);

    if (!act_word_known(act_verdicts, j->verdict))
        fault_add(f, STR("verdict"), MSG_common_fault_not_choice);
    TRY(visible_point(db, a, who->place_id, j));
    TRY(faults_err(f));
    TRY(keep_evidence(db, a, who, j, f, &document));
    TRY(act_verdict_insert(db, a,
                           &(struct act_verdict_insert_in){who->place_id, j->point_id, j->verdict,
                                                           evidence, clock_now(),
                                                           document ? SOME(document) : NONE_I64},
                           &row));
    return act_record(db, a, who, "act_checklist.judge", "act_checklist", row.id, STR_NONE,
                      verdict_json(a, j, evidence, document));
}

/* -- year by year -- */

static struct act_year year_of(int year, const struct str *verdicts, size_t points)
{
    struct act_points all = {0};

    for (size_t i = 0; i < points; i++)
        tally(&all, verdicts[i]);
    return (struct act_year){.year = year,
                             .judged = all.judged,
                             .met = all.met,
                             .partly = all.partly,
                             .unmet = all.unmet,
                             .na = all.na,
                             .percent = percent_of(&all, points)};
}

enum err act_years_of(struct db *db, struct arena *a, int64_t place_id, int64_t standard_id,
                      struct act_years *out)
{
    struct act_verdicts_all_rows rows;
    struct act_points points;
    size_t n = 0;

    TRY(act_points_of(db, a, place_id, standard_id, &points));
    TRY(act_verdicts_all(db, a, &(struct act_verdicts_all_in){standard_id, place_id}, &rows));
    struct str *now = arena_array(a, struct str, points.n + 1);
    struct act_year *v = arena_array(a, struct act_year, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        int year = day_to_civil(day_of_instant(rows.v[i].at)).year;
        if (rows.v[i].position < 1 || (size_t)rows.v[i].position > points.n)
            return ERR_BUG;
        now[rows.v[i].position - 1] = rows.v[i].verdict;
        if (n == 0 || v[n - 1].year != year)
            n++;
        v[n - 1] = year_of(year, now, points.n);
    }
    for (size_t i = 0; i < n / 2; i++) {
        struct act_year swap = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = swap;
    }
    *out = (struct act_years){v, n};
    return OK;
}

/* -- standards out of tables -- */

static enum err put_standard(struct db *db, struct arena *a, int64_t place_id,
                             const struct act_standard_new *n, const struct act_point *points,
                             size_t count, int64_t *id)
{
    struct act_standard_insert_row row;

    TRY(act_standard_insert(db, a,
                            &(struct act_standard_insert_in){n->code, place_id, n->title[LANG_KY],
                                                             n->title[LANG_RU], n->title[LANG_EN]},
                            &row));
    for (size_t i = 0; i < count; i++)
        TRY(act_point_insert(db, a,
                             &(struct act_point_insert_in){
                                 row.id, (int64_t)i + 1, points[i].number, points[i].title[LANG_KY],
                                 points[i].title[LANG_RU], points[i].title[LANG_EN]}));
    *id = row.id;
    return OK;
}

static enum err read_points(struct arena *a, struct str table, struct faults *f,
                            struct act_point **out, size_t *n)
{
    static const struct csv_column columns[] = {{"number", MSG_act_column_number, true},
                                                {"title_ky", MSG_act_column_ky, true},
                                                {"title_ru", MSG_act_column_ru, false},
                                                {"title_en", MSG_act_column_en, false}};
    struct csv csv;
    struct csv_map map;

    TRY(csv_read(a, table, &(struct csv_limits){.rows = POINTS_MOST}, f, &csv));
    TRY(csv_map_header(a, &csv, columns, 4, f, &map));
    struct act_point *v = arena_array(a, struct act_point, csv.n);
    for (size_t i = 0; i < csv.n; i++) {
        v[i].number = csv_get(&csv.v[i], &map, 0).text;
        for (int l = 0; l < LANG_COUNT; l++)
            TRY(csv_text(&csv, csv_get(&csv.v[i], &map, (size_t)l + 1), columns[l + 1].name, f,
                         &v[i].title[l]));
        if (!v[i].number.n)
            csv_fault(f, csv_get(&csv.v[i], &map, 0), "number", MSG_common_fault_required);
        if (!v[i].title[LANG_KY].n)
            csv_fault(f, csv_get(&csv.v[i], &map, 1), "title_ky", MSG_common_fault_required);
    }
    *out = v;
    *n = csv.n;
    return faults_err(f);
}

enum err act_standard_import(struct db *db, struct arena *a, const struct actor *who,
                             const struct act_standard_new *given, struct faults *f, int64_t *id)
{
    struct act_standard_new n = *given;
    struct act_standard_by_code_rows taken;
    struct act_point *points = NULL;
    size_t count = 0;

    n.code = check_text(f, "code", n.code, 1, CODE_MAX);
    check_words(f, "title", n.title, true, TITLE_MAX, n.title);
    TRY(faults_err(f));
    TRY(read_points(a, n.csv, f, &points, &count));
    TRY(act_standard_by_code(db, a, &(struct act_standard_by_code_in){n.code}, &taken));
    if (taken.n)
        fault_add(f, STR("code"), MSG_act_fault_code_taken);
    TRY(faults_err(f));
    TRY(put_standard(db, a, who->place_id, &n, points, count, id));
    return act_record(db, a, who, "act_standard.import", "act_standard", *id, STR_NONE,
                      str_fmt(a, "{\"points\":%lld}", (long long)count));
}

enum err act_seed(struct db *db, struct arena *a)
{
    struct act_standard_new n = {.code = STR("charter-lsg"), .csv = act_charter_table};
    struct act_standard_by_code_rows there;
    struct act_point *points = NULL;
    struct faults f;
    size_t count = 0;
    int64_t id;

    TRY(act_standard_by_code(db, a, &(struct act_standard_by_code_in){n.code}, &there));
    if (there.n)
        return OK;
    faults_init(&f, a);
    for (int l = 0; l < LANG_COUNT; l++)
        n.title[l] = msg_text(a, (enum lang)l, MSG_act_charter_title);
    TRY(read_points(a, n.csv, &f, &points, &count));
    return put_standard(db, a, 0, &n, points, count, &id);
}
