/* Reading CSV ballots: a header line, then a line per voter, a column per project.
 *
 * Header: project ids; a column named voter_id (or voter, id) holds the voter's id, one named
 * weight (or as the option says) a whole number of equal ballots. Separator: semicolon, tab or
 * comma, whichever the header has most of. Two rows may tell about the projects where there is a
 * voter column: one whose voter is "cost", one "name". Cells. Approval, choose-1, knapsack: 1 x yes
 * true for the project; 0 no false or nothing against. Ordinal: the rank from 1, nothing or 0 for
 * unranked; equal ranks are ties. Cumulative, scoring: points, nothing or 0 for none. */
#include "count/inside.h"

#include <stdlib.h>
#include <string.h>

#define FAULTS_STOP 1000

struct csv {
    struct count_election *e;
    const struct count_read_options *opt;
    struct lines *l;
    struct growing g;
    struct arena scratch;
    char sep;
    size_t columns, voter_at, weight_at;
    uint32_t *project_of; /* per column; NONE: not a project */
    struct str *field;
    int64_t *rank; /* per project, scratch */
    unsigned *decimals;
    bool costs_seen, tied;
    struct voters_seen seen;
};

static void note(struct csv *r, enum count_fault_kind kind, struct str field, struct str value)
{
    fault_note(r->e, kind, r->l->line, field, value);
}

static char separator(struct str line)
{
    const char *const all = ";\t,";
    size_t best = 0;
    char sep = ',';
    for (const char *c = all; *c; c++) {
        size_t n = 0;
        for (size_t i = 0; i < line.n; i++)
            n += line.p[i] == *c;
        if (n > best) {
            best = n;
            sep = *c;
        }
    }
    return sep;
}

static bool one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq_nocase(s, str_of(*words)))
            return true;
    return false;
}

static enum err header(struct csv *r, struct str line)
{
    static const char *const voter_names[] = {"voter_id", "voter", "id", NULL};
    bool twice;

    r->sep = separator(line);
    r->columns = fields_split(&r->scratch, line, r->sep, NULL, 0);
    r->field = calloc(r->columns + 1, sizeof *r->field);
    r->project_of = calloc(r->columns + 1, sizeof *r->project_of);
    if (!r->field || !r->project_of)
        return ERR_NOMEM;
    fields_split(&r->scratch, line, r->sep, r->field, r->columns);
    struct str weight = r->opt->weight_column.n ? r->opt->weight_column : STR("weight");
    for (size_t i = 0; i < r->columns; i++) {
        r->project_of[i] = NONE;
        if (r->voter_at == SIZE_MAX && one_of(r->field[i], voter_names)) {
            r->voter_at = i;
        } else if (str_eq_nocase(r->field[i], weight)) {
            r->weight_at = i;
        } else if (!r->field[i].n) {
            note(r, COUNT_FAULT_PROJECT_ID_EMPTY, STR("header"), line);
        } else if (!str_utf8_valid(r->field[i])) {
            note(r, COUNT_FAULT_NOT_UTF8, STR("header"), STR(""));
        } else {
            r->project_of[i] = (uint32_t)r->g.project.n;
            TRY(growing_project(r->e, &r->g, r->field[i], STR_NONE, 0, &twice));
            if (twice) {
                r->project_of[i] = NONE;
                note(r, COUNT_FAULT_PROJECT_TWICE, STR("header"), r->field[i]);
            }
        }
    }
    if (!r->g.project.n)
        note(r, COUNT_FAULT_NO_PROJECTS, STR("header"), line);
    if (r->opt->weight_column.n && r->weight_at == SIZE_MAX)
        note(r, COUNT_FAULT_MISSING_HEADER, r->opt->weight_column, line);
    r->rank = calloc(r->g.project.n + 1, sizeof *r->rank);
    r->decimals = calloc(r->g.project.n + 1, sizeof *r->decimals);
    return r->rank && r->decimals ? OK : ERR_NOMEM;
}

static void costs_row(struct csv *r)
{
    struct count_project *p = r->g.project.p;
    r->costs_seen = true;
    for (size_t i = 0; i < r->columns; i++) {
        uint32_t q = r->project_of[i];
        if (q == NONE)
            continue;
        enum err err = count_money_parse(r->field[i], &p[q].cost, &r->decimals[q]);
        if (err != OK)
            note(r,
                 err == ERR_INVALID     ? COUNT_FAULT_MONEY_NEGATIVE
                 : err == ERR_TOO_LARGE ? COUNT_FAULT_MONEY_TOO_LARGE
                                        : COUNT_FAULT_MONEY_NOT_NUMBER,
                 p[q].id, r->field[i]);
    }
}

static void names_row(struct csv *r)
{
    for (size_t i = 0; i < r->columns; i++)
        if (r->project_of[i] != NONE)
            ((struct count_project *)r->g.project.p)[r->project_of[i]].name =
                str_dup(&r->e->arena, r->field[i]);
}

/* What a cell says of its project: 0 nothing, else 1, the rank or the points. */
static int64_t cell(struct csv *r, size_t column)
{
    static const char *const yes[] = {"1", "x", "yes", "true", NULL}, *const no[] = {"", "0", "no",
                                                                                     "false", NULL};
    struct str s = r->field[column],
               id = ((struct count_project *)r->g.project.p)[r->project_of[column]].id;
    int64_t v = 0;
    unsigned d = 0;

    switch (r->e->vote) {
    case COUNT_ORDINAL:
        if (s.n && (str_to_i64(s, &v) != OK || v < 0))
            note(r, COUNT_FAULT_RANK, id, s);
        return v;
    case COUNT_CUMULATIVE:
    case COUNT_SCORING:
        if (s.n && points_parse(s, &v, &d) != OK)
            note(r, COUNT_FAULT_POINTS_NOT_NUMBER, id, s);
        while (r->e->point_decimals < d) {
            for (size_t i = 0; i < r->g.points.n; i++)
                ((int64_t *)r->g.points.p)[i] *= 10;
            r->e->point_decimals++;
        }
        for (; d < r->e->point_decimals; d++)
            v *= 10;
        return v;
    default:
        if (!one_of(s, yes) && !one_of(s, no))
            note(r, COUNT_FAULT_CELL, id, s);
        return one_of(s, yes);
    }
}

/* By rank, first column first among equals. */
static void sort_ranks(uint32_t *item, const int64_t *rank, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t x = item[i];
        size_t j = i;
        for (; j && rank[item[j - 1]] > rank[x]; j--)
            item[j] = item[j - 1];
        item[j] = x;
    }
}

static enum err ballot(struct csv *r)
{
    bool pointed = r->e->vote == COUNT_CUMULATIVE || r->e->vote == COUNT_SCORING;
    size_t before = r->g.item.n, n = 0;

    TRY(vec_room(&r->g.start, 1, sizeof(size_t)));
    TRY(vec_room(&r->g.item, r->columns, sizeof(uint32_t)));
    TRY(vec_room(&r->g.level, r->columns, sizeof(uint32_t)));
    TRY(vec_room(&r->g.points, r->columns, sizeof(int64_t)));
    ((size_t *)r->g.start.p)[r->g.start.n++] = before;
    uint32_t *item = (uint32_t *)r->g.item.p + before, *level = (uint32_t *)r->g.level.p + before;
    for (size_t i = 0; i < r->columns; i++) {
        uint32_t p = r->project_of[i];
        int64_t v = p == NONE ? 0 : cell(r, i);
        if (!v)
            continue;
        if (pointed)
            ((int64_t *)r->g.points.p)[r->g.points.n++] = v;
        r->rank[p] = v;
        item[n++] = p;
    }
    if (r->e->vote == COUNT_CHOOSE1 && n > 1)
        note(r, COUNT_FAULT_TOO_MANY_CHOICES, STR(""), STR(""));
    if (r->e->vote == COUNT_ORDINAL) {
        sort_ranks(item, r->rank, n);
        for (size_t i = 0; i < n; i++) {
            bool same = i && r->rank[item[i]] == r->rank[item[i - 1]];
            level[i] = i ? level[i - 1] + !same : 0;
            r->tied = r->tied || same;
        }
        r->g.level.n += n;
    }
    r->g.item.n += n;
    return OK;
}

static enum err row(struct csv *r, struct str line)
{
    int64_t w = 1;
    size_t n = fields_split(&r->scratch, line, r->sep, r->field, r->columns);

    if (n > r->columns) { /* empty ones at the end are what spreadsheets leave there */
        struct str *all = arena_array(&r->scratch, struct str, n);
        fields_split(&r->scratch, line, r->sep, all, n);
        for (size_t i = r->columns; i < n; i++)
            if (all[i].n) {
                note(r, COUNT_FAULT_TOO_MANY_FIELDS, STR(""), all[i]);
                return OK;
            }
    }
    if (n < r->columns) {
        note(r, COUNT_FAULT_TOO_FEW_FIELDS, STR(""), line);
        return OK;
    }
    struct str voter = r->voter_at != SIZE_MAX ? r->field[r->voter_at] : STR("");
    if (str_eq_nocase(voter, STR("cost")) && !r->g.start.n) {
        costs_row(r);
        return OK;
    }
    if (str_eq_nocase(voter, STR("name")) && !r->g.start.n) {
        names_row(r);
        return OK;
    }
    bool twice;
    TRY(voters_see(&r->seen, voter, &twice));
    if (twice)
        note(r,
             r->opt->duplicates == COUNT_DUPLICATES_COUNT ? COUNT_NOTICE_VOTER_TWICE
                                                          : COUNT_FAULT_VOTER_TWICE,
             STR("voter_id"), voter);
    if (r->weight_at != SIZE_MAX) {
        struct str s = r->field[r->weight_at];
        if (str_to_i64(s, &w) != OK || w < 1 || w > UINT32_MAX)
            note(r, COUNT_FAULT_WEIGHT, STR("weight"), s), w = 1;
        TRY(vec_room(&r->g.weight, 1, sizeof(uint32_t)));
        ((uint32_t *)r->g.weight.p)[r->g.weight.n++] = (uint32_t)w;
    }
    return ballot(r);
}

static enum err money_finish(struct csv *r)
{
    unsigned most = 0, d = 0;
    struct count_project *p = r->g.project.p;

    if (r->opt->budget_set) {
        enum err err = count_money_parse(r->opt->budget, &r->e->budget, &d);
        r->e->has_budget = true;
        if (err != OK || r->e->budget == 0)
            fault_note(r->e,
                       err == OK              ? COUNT_FAULT_BUDGET_ZERO
                       : err == ERR_INVALID   ? COUNT_FAULT_MONEY_NEGATIVE
                       : err == ERR_TOO_LARGE ? COUNT_FAULT_MONEY_TOO_LARGE
                                              : COUNT_FAULT_MONEY_NOT_NUMBER,
                       0, STR("budget"), r->opt->budget);
        if (!r->costs_seen)
            fault_note(r->e, COUNT_FAULT_NO_COSTS, 0, STR("cost"), STR(""));
    }
    most = d;
    for (size_t i = 0; i < r->g.project.n; i++)
        most = r->decimals[i] > most ? r->decimals[i] : most;
    for (size_t i = 0; i < r->g.project.n; i++)
        TRY(money_rescale(&p[i].cost, r->decimals[i], most));
    TRY(money_rescale(&r->e->budget, d, most));
    r->e->money_decimals = most;
    return OK;
}

static enum err rows(struct csv *r)
{
    struct str line;
    bool quoted;
    enum err err;

    TRY(lines_next(r->l, &line, &quoted));
    TRY(header(r, line));
    while ((err = lines_next(r->l, &line, &quoted)) == OK && r->e->faults < FAULTS_STOP) {
        arena_reset(&r->scratch);
        if (str_trim(line).n)
            TRY(row(r, line));
    }
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (!r->g.start.n)
        note(r, COUNT_FAULT_NO_VOTES, STR(""), STR(""));
    TRY(money_finish(r));
    return r->e->faults ? ERR_INVALID : OK;
}

enum err csv_ballots_read(struct count_election *e, struct lines *l,
                          const struct count_read_options *opt)
{
    struct csv r = {.e = e, .opt = opt, .l = l, .voter_at = SIZE_MAX, .weight_at = SIZE_MAX};

    arena_init(&r.scratch, (size_t)1 << 32);
    voters_init(&r.seen);
    e->vote = opt->vote_set ? opt->vote : COUNT_APPROVAL;
    enum err err = rows(&r);
    if (!r.tied)
        vec_free(&r.g.level);
    if (e->vote != COUNT_CUMULATIVE && e->vote != COUNT_SCORING)
        vec_free(&r.g.points);
    if (err == OK)
        err = growing_finish(e, &r.g);
    growing_free(&r.g);
    voters_free(&r.seen);
    free(r.project_of);
    free(r.field);
    free(r.rank);
    free(r.decimals);
    arena_free(&r.scratch);
    return err;
}
