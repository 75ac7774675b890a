/* Reading PrefLib orders: .soc .soi .toc .toi, as published since 2022 ("# NUMBER ALTERNATIVES: 5",
 * "3: 1,2,{4,5}") and before ("5", "1,name", "voters,voters,orders", "3,1,2,{4,5}"). Alternatives
 * are numbered from 1: the number is the id, which makes ids as strings sort 1, 10, 2. Names in the
 * file become names. A line stands for many ballots. Alternatives in braces are tied. */
#include "count/inside.h"

#include <stdlib.h>
#include <string.h>

#define ALTERNATIVES_MOST 100000

struct preflib {
    struct count_election *e;
    struct lines *l;
    struct growing g;
    struct arena scratch;
    uint32_t *stamp, now;
    bool tied;
    uint64_t voters_said, voters_line, voters; /* line 0: the file does not say */
};

static void note(struct preflib *r, enum count_fault_kind kind, const char *field, struct str value)
{
    fault_note(r->e, kind, r->l->line, str_of(field), value);
}

static bool number(struct preflib *r, struct str s, int64_t most, const char *field, int64_t *out)
{
    s = str_trim(s);
    if (str_to_i64(s, out) == OK && *out >= 1 && *out <= most)
        return true;
    note(r, COUNT_FAULT_NUMBER, field, s);
    return false;
}

static enum err alternatives(struct preflib *r, struct str s)
{
    int64_t n;
    bool twice;

    if (!number(r, s, ALTERNATIVES_MOST, "NUMBER ALTERNATIVES", &n) || r->g.project.n)
        return OK;
    for (int64_t i = 1; i <= n; i++)
        TRY(growing_project(r->e, &r->g, str_fmt(&r->scratch, "%lld", (long long)i), STR_NONE, 0,
                            &twice));
    r->stamp = calloc((size_t)n + 1, sizeof *r->stamp);
    return r->stamp ? OK : ERR_NOMEM;
}

static void name_put(struct preflib *r, struct str index, struct str name)
{
    int64_t i;
    if (number(r, index, (int64_t)r->g.project.n, "ALTERNATIVE NAME", &i))
        ((struct count_project *)r->g.project.p)[i - 1].name =
            str_dup(&r->e->arena, str_trim(name));
}

static enum err comment(struct preflib *r, struct str line)
{
    struct str rest = str_trim(str_sub(line, 1, line.n)), key;

    str_cut(&rest, ':', &key);
    if (str_eq_nocase(key, STR("NUMBER ALTERNATIVES")))
        return alternatives(r, rest);
    int64_t said;
    if (str_eq_nocase(key, STR("NUMBER VOTERS")) && str_to_i64(str_trim(rest), &said) == OK) {
        r->voters_said = (uint64_t)said;
        r->voters_line = r->l->line;
    }
    if (str_starts(key, STR("ALTERNATIVE NAME ")))
        name_put(r, str_sub(key, 17, key.n), rest);
    return OK;
}

static enum err alternative(struct preflib *r, struct str s, uint32_t level)
{
    int64_t i;

    if (!number(r, s, (int64_t)r->g.project.n, "order", &i))
        return OK;
    if (r->stamp[i - 1] == r->now) {
        note(r, COUNT_FAULT_PROJECT_TWICE, "order", s);
        return OK;
    }
    r->stamp[i - 1] = r->now;
    TRY(vec_room(&r->g.item, 1, sizeof(uint32_t)));
    TRY(vec_room(&r->g.level, 1, sizeof(uint32_t)));
    ((uint32_t *)r->g.item.p)[r->g.item.n++] = (uint32_t)i - 1;
    ((uint32_t *)r->g.level.p)[r->g.level.n++] = level;
    return OK;
}

static enum err order(struct preflib *r, struct str count, struct str rest)
{
    int64_t w;
    uint32_t level = 0;
    bool inside = false;
    struct str part;

    if (!number(r, count, UINT32_MAX, "count", &w))
        w = 1;
    TRY(vec_room(&r->g.start, 1, sizeof(size_t)));
    TRY(vec_room(&r->g.weight, 1, sizeof(uint32_t)));
    ((size_t *)r->g.start.p)[r->g.start.n++] = r->g.item.n;
    ((uint32_t *)r->g.weight.p)[r->g.weight.n++] = (uint32_t)w;
    r->voters += (uint64_t)w;
    r->now++;
    while (str_cut(&rest, ',', &part)) {
        part = str_trim(part);
        if (str_starts(part, STR("{"))) {
            if (inside)
                note(r, COUNT_FAULT_RANK, "order", part);
            inside = true;
            part = str_sub(part, 1, part.n);
        }
        bool last = str_ends(part, STR("}"));
        if (last)
            part.n--;
        if (last && !inside)
            note(r, COUNT_FAULT_RANK, "order", part);
        r->tied = r->tied || (inside && !last);
        if (str_trim(part).n)
            TRY(alternative(r, part, level));
        if (last)
            inside = false;
        level += !inside;
    }
    if (inside)
        note(r, COUNT_FAULT_RANK, "order", STR("{"));
    return OK;
}

static enum err new_form(struct preflib *r)
{
    struct str line, count;
    bool quoted;
    enum err err;

    while ((err = lines_next(r->l, &line, &quoted)) == OK) {
        arena_reset(&r->scratch);
        line = str_trim(line);
        if (!line.n)
            continue;
        if (line.p[0] == '#') {
            TRY(comment(r, line));
            continue;
        }
        if (!r->g.project.n) {
            note(r, COUNT_FAULT_MISSING_HEADER, "NUMBER ALTERNATIVES", line);
            return ERR_INVALID;
        }
        str_cut(&line, ':', &count);
        TRY(order(r, count, line.p ? line : STR("")));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err old_form(struct preflib *r)
{
    struct str line, first;
    bool quoted, sums = false;
    enum err err;
    size_t named = 0;

    while ((err = lines_next(r->l, &line, &quoted)) == OK) {
        line = str_trim(line);
        if (!line.n)
            continue;
        if (!r->g.project.n) {
            TRY(alternatives(r, line));
            if (!r->g.project.n)
                return ERR_INVALID;
            continue;
        }
        str_cut(&line, ',', &first);
        if (named < r->g.project.n) {
            named++;
            name_put(r, first, line);
        } else if (!sums) {
            sums = true;
        } else {
            TRY(order(r, first, line.p ? line : STR("")));
        }
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err preflib_read(struct count_election *e, struct lines *l,
                      const struct count_read_options *opt)
{
    struct preflib r = {.e = e, .l = l};
    struct str first;
    bool quoted;

    (void)opt;
    arena_init(&r.scratch, (size_t)1 << 32);
    e->vote = COUNT_ORDINAL;
    enum err err = lines_next(l, &first, &quoted);
    if (err == OK) {
        lines_back(l, first);
        err = str_trim(first).p[0] == '#' ? new_form(&r) : old_form(&r);
    }
    if (err == OK && !r.g.project.n)
        note(&r, COUNT_FAULT_NO_PROJECTS, "NUMBER ALTERNATIVES", STR(""));
    if (err == OK && !r.g.start.n)
        note(&r, COUNT_FAULT_NO_VOTES, "", STR(""));
    if (err == OK && e->faults)
        err = ERR_INVALID;
    if (err == OK && r.voters_line && r.voters_said != r.voters)
        fault_note(e, COUNT_NOTICE_COUNT_DIFFERS, r.voters_line, STR("NUMBER VOTERS"), STR(""));
    if (!r.tied)
        vec_free(&r.g.level);
    if (err == OK)
        err = growing_finish(e, &r.g);
    growing_free(&r.g);
    free(r.stamp);
    arena_free(&r.scratch);
    return err;
}
