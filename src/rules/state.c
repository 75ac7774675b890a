/* Reading tables of states. */
#include "rules/state.h"

/* The row, or NULL where there is no such step. */
static const struct state_rule *find(const struct state_machine *m, struct str from, struct str to)
{
    for (size_t i = 0; i < m->n; i++) {
        if (str_eq(str_of(m->v[i].from), from) && str_eq(str_of(m->v[i].to), to))
            return &m->v[i];
    }
    return NULL;
}

static bool allowed(const struct state_rule *r, uint64_t caps)
{
    return r->need >= 0 && r->need < 64 && (caps >> r->need & 1) != 0;
}

size_t state_next(const struct state_machine *m, struct str from, uint64_t caps,
                  const struct state_rule **out, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n && n < max; i++) {
        if (str_eq(str_of(m->v[i].from), from) && allowed(&m->v[i], caps))
            out[n++] = &m->v[i];
    }
    return n;
}

/* The states that may follow, whoever's duty the step is: names, separated by commas. */
static struct str next_names(struct arena *a, enum lang lang, const struct state_machine *m,
                             struct str from)
{
    struct str list = STR("");

    for (size_t i = 0; i < m->n; i++)
        if (str_eq(str_of(m->v[i].from), from))
            list = str_fmt(a, "%.*s%s%.*s", STR_F(list), list.n ? ", " : "",
                           STR_F(state_name(a, lang, m, str_of(m->v[i].to))));
    return list;
}

enum err state_check(const struct state_machine *m, struct str from, struct str to, uint64_t caps,
                     enum lang lang, struct faults *f, const struct state_rule **out)
{
    const struct state_rule *r = find(m, from, to);

    if (!r) {
        struct str next = next_names(f->arena, lang, m, from);

        fault_add(f, STR("state"), next.n ? MSG_rules_no_such_step : MSG_rules_no_step_more,
                  ARG_S("from", state_name(f->arena, lang, m, from)),
                  ARG_S("to", state_name(f->arena, lang, m, to)), ARG_S("next", next));
        return ERR_CONFLICT;
    }
    if (!allowed(r, caps))
        return ERR_FORBIDDEN;
    *out = r;
    return OK;
}

struct str state_name(struct arena *a, enum lang lang, const struct state_machine *m,
                      struct str state)
{
    enum msg key;

    if (!msg_find(str_fmt(a, "%s_%.*s", m->prefix, STR_F(state)), &key))
        return state;
    return msg_text(a, lang, key);
}

bool state_known(const struct state_machine *m, struct str state)
{
    for (size_t i = 0; i < m->n; i++) {
        if (str_eq(str_of(m->v[i].from), state) || str_eq(str_of(m->v[i].to), state))
            return true;
    }
    return false;
}
