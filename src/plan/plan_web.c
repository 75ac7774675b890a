/* What the pages of plans share: the plan a request names, paths, fields and choices of forms. */
#include "plan/plan_web.h"

struct plan_do plan_do_of(struct request *rq)
{
    return (struct plan_do){rq->db, rq->arena, &rq->actor, rq->lang, rq->viewer.caps, &rq->faults};
}

int plan_form_status(enum err e)
{
    return e == ERR_INVALID ? 422 : e == ERR_CONFLICT ? 409 : 0;
}

struct str plan_path(struct request *rq, int64_t id, const char *rest)
{
    return str_fmt(rq->arena, "/%.*s/plan/%lld%s", STR_F(rq->scope.code), (long long)id, rest);
}

struct upload plan_upload(struct request *rq, const char *name)
{
    struct req_file file = req_upload(rq, name);

    return (struct upload){.filename = file.filename, .bytes = file.bytes};
}

struct str plan_document_path(struct request *rq, struct opt_i64 id)
{
    return id.has ? document_path(rq->arena, rq->scope.code, id.v) : STR("");
}

enum err plan_row_load(struct request *rq, int64_t id, struct plan_get_row *out)
{
    struct plan_get_row row;

    TRY(plan_get(rq->db, rq->arena, &(struct plan_get_in){.id = id}, &row));
    if (!row.place_id.has || row.place_id.v != rq->scope.id)
        return ERR_NOT_FOUND;
    if (!plan_public(row.state) && !req_may(rq, CAP_PLAN_DRAFT) && !req_may(rq, CAP_DESK))
        return ERR_NOT_FOUND;
    *out = row;
    return OK;
}

void plan_task_status_view(struct request *rq, struct str state, day_t due, day_t done,
                           struct plan_task_view *v)
{
    enum msg key = MSG_plan_task_upcoming;

    v->status = plan_task_status(state, due, done, clock_today());
    if (msg_find(str_fmt(rq->arena, "plan_task_%.*s", STR_F(v->status)), &key))
        v->status_name = msg_text(rq->arena, rq->lang, key);
    v->tone = str_eq(v->status, STR("done"))   ? STR("badge-ok")
              : str_eq(v->status, STR("late")) ? STR("badge-warn")
              : str_eq(v->status, STR("overdue")) || str_eq(v->status, STR("not_done"))
                  ? STR("badge-bad")
                  : STR("badge-mute");
}

struct choices plan_choices(struct request *rq, const char *prefix, const char *const *codes,
                            size_t n)
{
    struct choice *v = arena_array(rq->arena, struct choice, n);

    for (size_t i = 0; i < n; i++) {
        enum msg key;
        v[i].value = v[i].label = str_of(codes[i]);
        if (msg_find(str_fmt(rq->arena, "%s_%s", prefix, codes[i]), &key))
            v[i].label = msg_text(rq->arena, rq->lang, key);
    }
    return (struct choices){v, n};
}

struct choices plan_name_choices(struct request *rq, const struct plan_names *names)
{
    struct choice *v = arena_array(rq->arena, struct choice, names->n);

    for (size_t i = 0; i < names->n; i++)
        v[i] = (struct choice){str_fmt(rq->arena, "%lld", (long long)names->v[i].id),
                               names->v[i].name.text};
    return (struct choices){v, names->n};
}

struct str plan_id_text(struct request *rq, int64_t id)
{
    return id ? str_fmt(rq->arena, "%lld", (long long)id) : STR("");
}

int64_t plan_id_field(struct request *rq, const char *name)
{
    struct str s = req_field(rq, name);
    int64_t id = 0;

    if (s.n > 0)
        req_field_i64(rq, name, 1, INT64_MAX, &id);
    return id;
}

int64_t plan_version_field(struct request *rq)
{
    int64_t version = 0;

    req_field_i64(rq, "version", 0, INT64_MAX, &version);
    return version;
}

size_t plan_ticked(struct request *rq, const char *name, int64_t **out)
{
    struct str *fields;
    size_t n = req_fields(rq, name, &fields), kept = 0;

    *out = arena_array(rq->arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        enum { DIGITS = 18 };
        int64_t id = 0;
        for (size_t k = 0; k < fields[i].n && id >= 0; k++)
            id = k < DIGITS && fields[i].p[k] >= '0' && fields[i].p[k] <= '9'
                     ? id * 10 + (fields[i].p[k] - '0')
                     : -1;
        if (id > 0)
            (*out)[kept++] = id;
        else
            fault_add(&rq->faults, str_of(name), MSG_common_fault_not_choice);
    }
    return kept;
}

static bool among(int64_t id, const int64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == id)
            return true;
    return false;
}

struct plan_names plan_chosen(struct request *rq, const struct plan_names *all, const int64_t *ids,
                              size_t n)
{
    struct plan_name *v = arena_array(rq->arena, struct plan_name, all->n);

    for (size_t i = 0; i < all->n; i++) {
        v[i] = all->v[i];
        v[i].chosen = among(v[i].id, ids, n);
    }
    return (struct plan_names){v, all->n};
}
