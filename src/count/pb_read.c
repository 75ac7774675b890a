/* Reading Pabulib .pb files (pabulib.org/format), streaming.
 *
 * Sections META, PROJECTS, VOTES in this order, each with a header line, fields separated by
 * semicolons. Accepted as real files have them: BOM, CRLF, blank lines, blanks around fields,
 * quoted fields, unknown columns, decimal costs with point or comma, empty ballots (also spelled
 * None). The VOTES section is the bulk: its lines are split where they lie and their ids looked up
 * by choices.c; only lines with quotes take the general splitter. A fault names line and column; up
 * to COUNT_FAULTS_MAX are kept, then the rest of the file is still checked. */
#include "count/inside.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MOST 1024
#define FAULTS_STOP  1000 /* a file with so many is not read on */

enum section { BEFORE, META, PROJECTS, VOTES };
static const char *const section_names[] = {"", "META", "PROJECTS", "VOTES"};

struct pb {
    struct count_election *e;
    const struct count_read_options *opt;
    struct lines *l;
    struct growing g;
    struct arena scratch; /* reset per line */
    enum section section;
    bool header_due, has_vote_type, has_num_projects, has_num_votes;
    uint64_t num_projects, num_votes, num_projects_line, num_votes_line, budget_line;
    unsigned budget_decimals;
    struct vec decimals, votes_said,
        project_line; /* per project: of its cost; of column votes; line */
    bool votes_column;
    size_t id_at, cost_at, name_at, votes_at, voter_at, vote_at, points_at, weight_at, last_at;
    uint32_t none_id;  /* a project called None, or NONE */
    struct str *field; /* of a line under way */
    struct choices choices;
    struct voters_seen seen;
};

static void note(struct pb *r, enum count_fault_kind kind, const char *field, struct str value)
{
    fault_note(r->e, kind, r->l->line, str_of(field), value);
}

static enum err voter_seen(struct pb *r, struct str id)
{
    bool twice;

    TRY(voters_see(&r->seen, id, &twice));
    if (twice)
        note(r,
             r->opt->duplicates == COUNT_DUPLICATES_COUNT ? COUNT_NOTICE_VOTER_TWICE
                                                          : COUNT_FAULT_VOTER_TWICE,
             "voter_id", id);
    return OK;
}

/* ---- META ---- */

static bool money_fault(struct pb *r, enum err err, const char *field, struct str value)
{
    if (err == OK)
        return false;
    note(r,
         err == ERR_INVALID     ? COUNT_FAULT_MONEY_NEGATIVE
         : err == ERR_TOO_LARGE ? COUNT_FAULT_MONEY_TOO_LARGE
                                : COUNT_FAULT_MONEY_NOT_NUMBER,
         field, value);
    return true;
}

static void budget_take(struct pb *r, struct str value)
{
    count_money amount;
    count_money before = r->e->budget;
    unsigned decimals = r->budget_decimals;
    bool again = r->e->has_budget && r->budget_line && r->section == META;

    r->budget_line = r->l->line;
    r->e->has_budget = true;
    if (money_fault(r, count_money_parse(value, &amount, &r->budget_decimals), "budget", value))
        return;
    if (amount == 0)
        note(r, COUNT_FAULT_BUDGET_ZERO, "budget", value);
    if (again && (amount != before || decimals != r->budget_decimals))
        note(r, COUNT_FAULT_KEY_TWICE, "budget", value);
    r->e->budget = amount;
}

static void meta_row(struct pb *r, struct str line)
{
    struct str f[2] = {STR("")};
    int64_t v;

    size_t n = fields_split(&r->scratch, line, ';', f, 2);
    if (n < 2)
        f[1] = STR("");
    if (str_eq_nocase(f[0], STR("budget"))) {
        if (r->opt->budget_set)
            r->e->has_budget = true;
        else
            budget_take(r, f[1]);
    } else if (str_eq_nocase(f[0], STR("vote_type"))) {
        enum count_vote vote = r->e->vote;
        if (!count_vote_find(f[1], &vote))
            note(r, COUNT_FAULT_VOTE_TYPE, "vote_type", f[1]);
        else if (r->has_vote_type && vote != r->e->vote)
            note(r, COUNT_FAULT_KEY_TWICE, "vote_type", f[1]);
        r->has_vote_type = true;
        r->e->vote = vote;
    } else if (str_eq_nocase(f[0], STR("num_projects")) && str_to_i64(f[1], &v) == OK && v >= 0) {
        r->has_num_projects = true;
        r->num_projects = (uint64_t)v;
        r->num_projects_line = r->l->line;
    } else if (str_eq_nocase(f[0], STR("num_votes")) && str_to_i64(f[1], &v) == OK && v >= 0) {
        r->has_num_votes = true;
        r->num_votes = (uint64_t)v;
        r->num_votes_line = r->l->line;
    }
}

static void meta_end(struct pb *r)
{
    if (!r->e->has_budget && r->opt->budget_set)
        r->e->has_budget = true;
    if (!r->e->has_budget)
        note(r, COUNT_FAULT_MISSING_KEY, "budget", STR(""));
    if (!r->has_vote_type)
        note(r, COUNT_FAULT_MISSING_KEY, "vote_type", STR(""));
}

/* ---- headers ---- */

static size_t column_of(const struct str *f, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(f[i], name))
            return i;
    return SIZE_MAX;
}

static bool column_need(struct pb *r, size_t at, struct str name, struct str line)
{
    if (at != SIZE_MAX)
        return true;
    fault_note(r->e, COUNT_FAULT_MISSING_HEADER, r->l->line, name, line);
    return false;
}

static bool pointed(const struct pb *r)
{
    return r->e->vote == COUNT_CUMULATIVE || r->e->vote == COUNT_SCORING;
}

static void header_take(struct pb *r, struct str line)
{
    struct str *f = r->field;
    size_t n = fields_split(&r->scratch, line, ';', f, COLUMNS_MOST);
    if (n > COLUMNS_MOST)
        n = COLUMNS_MOST;
    if (r->section == META)
        column_need(r, column_of(f, n, STR("key")), STR("key"), line);
    if (r->section == PROJECTS) {
        r->id_at = column_of(f, n, STR("project_id"));
        r->cost_at = column_of(f, n, STR("cost"));
        r->name_at = column_of(f, n, STR("name"));
        r->votes_at = column_of(f, n, STR("votes"));
        column_need(r, r->id_at, STR("project_id"), line);
        column_need(r, r->cost_at, STR("cost"), line);
    }
    if (r->section == VOTES) {
        r->voter_at = column_of(f, n, STR("voter_id"));
        r->vote_at = column_of(f, n, STR("vote"));
        r->points_at = pointed(r) ? column_of(f, n, STR("points")) : SIZE_MAX;
        r->weight_at = r->opt->weight_column.n ? column_of(f, n, r->opt->weight_column) : SIZE_MAX;
        column_need(r, r->vote_at, STR("vote"), line);
        if (pointed(r))
            column_need(r, r->points_at, STR("points"), line);
        if (r->opt->weight_column.n)
            column_need(r, r->weight_at, r->opt->weight_column, line);
        size_t at[] = {r->voter_at, r->vote_at, r->points_at, r->weight_at};
        for (size_t i = 0; i < 4; i++)
            if (at[i] != SIZE_MAX && (at[i] > r->last_at || r->last_at == SIZE_MAX))
                r->last_at = at[i];
    }
    r->header_due = false;
}

/* ---- PROJECTS ---- */

static enum err project_row(struct pb *r, struct str line)
{
    struct str *f = r->field;
    size_t n = fields_split(&r->scratch, line, ';', f, COLUMNS_MOST);
    count_money cost = 0;
    unsigned decimals = 0;
    bool twice;

    if (r->id_at == SIZE_MAX || r->cost_at == SIZE_MAX)
        return OK;
    if (n > COLUMNS_MOST)
        n = COLUMNS_MOST;
    if (n <= r->id_at || n <= r->cost_at) {
        note(r, COUNT_FAULT_TOO_FEW_FIELDS, n <= r->id_at ? "project_id" : "cost", line);
        return OK;
    }
    if (!str_utf8_valid(line))
        note(r, COUNT_FAULT_NOT_UTF8, "PROJECTS", STR(""));
    if (!f[r->id_at].n) {
        note(r, COUNT_FAULT_PROJECT_ID_EMPTY, "project_id", line);
        return OK;
    }
    money_fault(r, count_money_parse(f[r->cost_at], &cost, &decimals), "cost", f[r->cost_at]);
    struct str name = r->name_at < n ? f[r->name_at] : STR_NONE;
    TRY(growing_project(r->e, &r->g, f[r->id_at], name, cost, &twice));
    if (twice) {
        note(r, COUNT_FAULT_PROJECT_TWICE, "project_id", f[r->id_at]);
        return OK;
    }
    TRY(vec_room(&r->decimals, 1, sizeof decimals));
    ((unsigned *)r->decimals.p)[r->decimals.n++] = decimals;
    TRY(vec_room(&r->votes_said, 1, sizeof(int64_t)));
    int64_t said = -1;
    if (r->votes_at >= n || str_to_i64(f[r->votes_at], &said) != OK)
        said = -1;
    ((int64_t *)r->votes_said.p)[r->votes_said.n++] = said;
    TRY(vec_room(&r->project_line, 1, sizeof(uint64_t)));
    ((uint64_t *)r->project_line.p)[r->project_line.n++] = r->l->line;
    return OK;
}

/* What is wrong with a listed id that is not simply kept. */
static void vote_odd(void *reader, uint32_t i, struct str id)
{
    struct pb *r = reader;
    if (i == NONE)
        note(r, COUNT_FAULT_UNKNOWN_PROJECT, "vote", id);
    else
        note(r, pointed(r) ? COUNT_FAULT_PROJECT_TWICE : COUNT_NOTICE_LISTED_TWICE, "vote", id);
}

/* All amounts to the decimals of the one that needs most. */
static enum err projects_end(struct pb *r)
{
    struct count_project *p = r->g.project.p;
    unsigned most = r->budget_decimals, d;

    if (r->opt->budget_set)
        budget_take(r, r->opt->budget), most = r->budget_decimals;
    if (!r->g.project.n)
        fault_note(r->e, COUNT_FAULT_NO_PROJECTS, r->l->line, STR("PROJECTS"), STR(""));
    for (size_t i = 0; i < r->decimals.n; i++)
        if ((d = ((unsigned *)r->decimals.p)[i]) > most)
            most = d;
    for (size_t i = 0; i < r->decimals.n; i++)
        TRY(money_rescale(&p[i].cost, ((unsigned *)r->decimals.p)[i], most));
    TRY(money_rescale(&r->e->budget, r->budget_decimals, most));
    r->e->money_decimals = most;
    for (size_t i = 0; i < r->g.project.n; i++) {
        uint64_t line = ((uint64_t *)r->project_line.p)[i];
        if (p[i].cost == 0)
            fault_note(r->e, COUNT_NOTICE_COST_ZERO, line, STR("cost"), p[i].id);
        if (p[i].cost > r->e->budget && r->e->has_budget)
            fault_note(r->e, COUNT_NOTICE_COST_ABOVE_BUDGET, line, STR("cost"), p[i].id);
    }
    if (r->has_num_projects && r->num_projects != r->g.project.n)
        fault_note(r->e, COUNT_NOTICE_COUNT_DIFFERS, r->num_projects_line, STR("num_projects"),
                   STR(""));
    r->none_id = ids_find(&r->g.ids, STR("None"));
    TRY(choices_init(&r->choices, &r->g.ids, (uint32_t)r->g.project.n));
    r->choices.odd = vote_odd;
    r->choices.odd_to = r;
    return OK;
}

/* ---- VOTES ---- */

static enum err points_widen(struct pb *r, unsigned decimals)
{
    int64_t *p = r->g.points.p;
    while (r->e->point_decimals < decimals) {
        for (size_t i = 0; i < r->g.points.n; i++)
            p[i] *= 10;
        r->e->point_decimals++;
    }
    return OK;
}

static enum err points_take(struct pb *r, struct str points, size_t listed, size_t items_before)
{
    struct str rest = points, part;
    size_t n = 0, kept = r->g.item.n - items_before;

    TRY(vec_room(&r->g.points, kept + 1, sizeof(int64_t)));
    while (str_cut(&rest, ',', &part)) {
        int64_t v;
        unsigned d;
        part = str_trim(part);
        if (!part.n)
            continue;
        if (points_parse(part, &v, &d) != OK) {
            note(r, COUNT_FAULT_POINTS_NOT_NUMBER, "points", part);
            v = 0;
            d = 0;
        }
        TRY(points_widen(r, d));
        for (unsigned i = d; i < r->e->point_decimals; i++)
            v *= 10;
        if (n++ < kept)
            ((int64_t *)r->g.points.p)[r->g.points.n++] = v;
    }
    if (n != listed)
        note(r, COUNT_FAULT_POINTS_MISMATCH, "points", points);
    while (r->g.points.n < r->g.item.n)
        ((int64_t *)r->g.points.p)[r->g.points.n++] = 0;
    return OK;
}

static enum err ballot_take(struct pb *r, struct str vote, struct str points)
{
    size_t before = r->g.item.n, listed;

    TRY(vec_room(&r->g.start, 1, sizeof(size_t)));
    ((size_t *)r->g.start.p)[r->g.start.n++] = before;
    TRY(vec_room(&r->g.item, vote.n / 2 + 2, sizeof(uint32_t)));
    if (r->none_id == NONE && str_eq(vote, STR("None")))
        vote.n = 0;
    r->g.item.n += choices_take(&r->choices, vote, (uint32_t *)r->g.item.p + before, &listed);
    if (r->e->vote == COUNT_CHOOSE1 && listed > 1)
        note(r, COUNT_FAULT_TOO_MANY_CHOICES, "vote", vote);
    if (pointed(r)) {
        if (!listed && (str_eq(points, STR("None")) || !points.n))
            points = STR("");
        TRY(points_take(r, points, listed, before));
    }
    return OK;
}

static enum err weight_take(struct pb *r, struct str s)
{
    int64_t w;
    TRY(vec_room(&r->g.weight, 1, sizeof(uint32_t)));
    if (str_to_i64(s, &w) != OK || w < 1 || w > UINT32_MAX) {
        fault_note(r->e, COUNT_FAULT_WEIGHT, r->l->line, r->opt->weight_column, s);
        w = 1;
    }
    ((uint32_t *)r->g.weight.p)[r->g.weight.n++] = (uint32_t)w;
    return OK;
}

static enum err vote_row(struct pb *r, struct str line, bool quoted)
{
    struct str voter = STR(""), vote = STR(""), points = STR(""), weight = STR("");
    size_t n = 0;

    if (r->vote_at == SIZE_MAX || (pointed(r) && r->points_at == SIZE_MAX))
        return OK;
    if (quoted) {
        struct str *f = r->field;
        n = fields_split(&r->scratch, line, ';', f, r->last_at + 1);
        if (n > r->last_at) {
            voter = r->voter_at != SIZE_MAX ? f[r->voter_at] : voter;
            vote = f[r->vote_at];
            points = r->points_at != SIZE_MAX ? f[r->points_at] : points;
            weight = r->weight_at != SIZE_MAX ? f[r->weight_at] : weight;
        }
    } else {
        const char *p = line.p, *end = line.p + line.n;
        for (; n <= r->last_at; n++) {
            const char *stop = p <= end ? memchr(p, ';', (size_t)(end - p)) : NULL;
            if (!stop)
                stop = end;
            struct str f = blanks_off((struct str){p, (size_t)(stop - p)});
            if (n == r->voter_at)
                voter = f;
            else if (n == r->vote_at)
                vote = f;
            else if (n == r->points_at)
                points = f;
            else if (n == r->weight_at)
                weight = f;
            p = stop + 1;
            if (stop == end) {
                n++;
                break;
            }
        }
    }
    if (n <= r->last_at) {
        note(r, COUNT_FAULT_TOO_FEW_FIELDS, n <= r->vote_at ? "vote" : "points", line);
        return OK;
    }
    TRY(voter_seen(r, voter));
    if (r->weight_at != SIZE_MAX)
        TRY(weight_take(r, weight));
    return ballot_take(r, vote, points);
}

static void votes_end(struct pb *r)
{
    if (!r->g.start.n)
        fault_note(r->e, COUNT_FAULT_NO_VOTES, r->l->line, STR("VOTES"), STR(""));
    else if (r->has_num_votes && r->num_votes != r->g.start.n)
        fault_note(r->e, COUNT_NOTICE_COUNT_DIFFERS, r->num_votes_line, STR("num_votes"), STR(""));
}

/* ---- the file ---- */

static enum section section_of(struct str line)
{
    struct str t = str_trim(line);
    while (t.n && t.p[t.n - 1] == ';')
        t.n--;
    for (enum section s = META; s <= VOTES; s++)
        if (str_eq_nocase(t, str_of(section_names[s])))
            return s;
    return BEFORE;
}

static enum err section_end(struct pb *r)
{
    if (r->section != BEFORE && r->header_due)
        note(r, COUNT_FAULT_MISSING_HEADER, section_names[r->section], STR(""));
    if (r->section == META)
        meta_end(r);
    if (r->section == PROJECTS)
        TRY(projects_end(r));
    if (r->section == VOTES)
        votes_end(r);
    return OK;
}

static enum err section_begin(struct pb *r, enum section s)
{
    if (s != r->section + 1) {
        note(r,
             s <= r->section
                 ? (s == r->section ? COUNT_FAULT_SECTION_TWICE : COUNT_FAULT_SECTION_ORDER)
                 : COUNT_FAULT_SECTION_ORDER,
             section_names[s], STR(""));
        return ERR_INVALID;
    }
    TRY(section_end(r));
    r->section = s;
    r->header_due = true;
    r->last_at = SIZE_MAX;
    return OK;
}

static enum err row(struct pb *r, struct str line, bool quoted)
{
    bool number = line.n && line.p[0] >= '0' && line.p[0] <= '9'; /* as most votes begin */
    enum section s = line.n < 16 && !number ? section_of(line) : BEFORE;

    if (s != BEFORE)
        return section_begin(r, s);
    if (!line.n || ((unsigned char)line.p[0] <= ' ' && !str_trim(line).n))
        return OK;
    if (r->section == BEFORE) {
        note(r, COUNT_FAULT_NO_SECTION, "META", line);
        return ERR_INVALID;
    }
    if (r->header_due)
        header_take(r, line);
    else if (r->section == META)
        meta_row(r, line);
    else if (r->section == PROJECTS)
        return project_row(r, line);
    else
        return vote_row(r, line, quoted);
    return OK;
}

static enum err rows(struct pb *r)
{
    struct str line;
    bool quoted;
    enum err err;

    while ((err = lines_next(r->l, &line, &quoted)) == OK) {
        if (r->section != VOTES || quoted)
            arena_reset(&r->scratch);
        TRY(row(r, line, quoted));
        if (r->e->faults >= FAULTS_STOP)
            return ERR_INVALID;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(section_end(r));
    for (enum section s = r->section + 1; s <= VOTES; s++)
        note(r, COUNT_FAULT_NO_SECTION, section_names[s], STR(""));
    return r->e->faults ? ERR_INVALID : OK;
}

static void votes_compare(struct pb *r)
{
    for (uint32_t i = 0; i < r->e->projects && i < r->votes_said.n; i++) {
        int64_t said = ((int64_t *)r->votes_said.p)[i];
        if (said >= 0 && (uint64_t)said != r->e->project[i].supporters)
            fault_note(r->e, COUNT_NOTICE_COUNT_DIFFERS, ((uint64_t *)r->project_line.p)[i],
                       STR("votes"), r->e->project[i].id);
    }
}

enum err pb_read(struct count_election *e, struct lines *l, const struct count_read_options *opt)
{
    struct pb r = {.e = e, .opt = opt, .l = l, .none_id = NONE};

    arena_init(&r.scratch, (size_t)1 << 32);
    voters_init(&r.seen);
    r.id_at = r.cost_at = r.name_at = r.votes_at = r.voter_at = r.vote_at = r.points_at =
        r.weight_at = r.last_at = SIZE_MAX;
    r.field = malloc(COLUMNS_MOST * sizeof *r.field);
    enum err err = r.field ? rows(&r) : ERR_NOMEM;
    if (err == OK) {
        r.g.counted = !r.g.weight.p && !r.g.points.p;
        if (r.g.counted)
            choices_count(&r.choices, r.g.project.p, (uint32_t)r.g.project.n);
        err = growing_finish(e, &r.g);
        if (err == OK)
            votes_compare(&r);
    }
    growing_free(&r.g);
    vec_free(&r.decimals);
    vec_free(&r.votes_said);
    vec_free(&r.project_line);
    voters_free(&r.seen);
    choices_free(&r.choices);
    free(r.field);
    arena_free(&r.scratch);
    return err;
}
