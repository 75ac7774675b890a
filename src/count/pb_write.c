/* Writing Pabulib .pb. See count.h: byte for byte what was read, or our own form. */
#include "count/inside.h"

#define GIB (1024 * MIB)

static void field(struct buf *out, struct str s)
{
    bool quote = false;
    for (size_t i = 0; i < s.n; i++)
        quote = quote || s.p[i] == ';' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) {
        buf_add(out, s);
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, s.p[i]);
    }
    buf_add_char(out, '"');
}

static void ballot(const struct count_election *e, uint32_t b, uint64_t voter, struct buf *out)
{
    struct buf list;

    buf_init(&list, GIB);
    buf_printf(out, "%llu;", (unsigned long long)voter);
    for (size_t i = e->start[b]; i < e->start[b + 1]; i++) {
        if (i > e->start[b])
            buf_add_char(&list, ',');
        buf_add(&list, e->project[e->item[i]].id);
    }
    field(out, buf_str(&list));
    buf_free(&list);
    if (e->points) {
        buf_add_char(out, ';');
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++) {
            if (i > e->start[b])
                buf_add_char(out, ',');
            count_money_put(out, e->points[i], e->point_decimals);
        }
    }
    buf_add_char(out, '\n');
}

void count_election_write(const struct count_election *e, struct buf *out)
{
    uint64_t voter = 0;

    if (e->raw.n) {
        buf_add(out, buf_str(&e->raw));
        return;
    }
    buf_printf(out, "META\nkey;value\nnum_projects;%u\nnum_votes;%llu\n", e->projects,
               (unsigned long long)e->voters);
    if (e->has_budget) {
        buf_lit(out, "budget;");
        count_money_put(out, e->budget, e->money_decimals);
        buf_add_char(out, '\n');
    }
    buf_printf(out, "vote_type;%s\nPROJECTS\nproject_id;cost;name\n", count_vote_name(e->vote));
    for (uint32_t p = 0; p < e->projects; p++) {
        field(out, e->project[p].id);
        buf_add_char(out, ';');
        count_money_put(out, e->project[p].cost, e->money_decimals);
        buf_add_char(out, ';');
        field(out, e->project[p].name);
        buf_add_char(out, '\n');
    }
    buf_printf(out, "VOTES\nvoter_id;vote%s\n", e->points ? ";points" : "");
    for (uint32_t b = 0; b < e->ballots; b++)
        for (uint32_t w = e->weight ? e->weight[b] : 1; w; w--)
            ballot(e, b, ++voter, out);
}
