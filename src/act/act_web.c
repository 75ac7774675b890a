/* The register of acts: list and form. See act.h. An act's own page: edition_web.c. */
#include "act/act_web.h"
#include "act/act_views.h"
#include "act/inside.h"

#define PAGE 30

struct str act_base(struct request *rq)
{
    return rq->scope.id ? str_cat(rq->arena, STR("/"), rq->scope.code) : STR("");
}

enum err act_of(struct request *rq, struct act *out)
{
    int64_t id;
    TRY(req_path_id(rq, "id", &id));
    return act_find(rq->db, rq->arena, rq->scope.id, id, out);
}

bool act_may_edit(struct request *rq)
{
    return rq->scope.id ? req_may(rq, CAP_REGISTER) : req_may(rq, CAP_NATION);
}

struct str act_word(struct request *rq, const char *prefix, struct str word)
{
    enum msg key;
    if (word.n && msg_find(str_fmt(rq->arena, "%s_%.*s", prefix, STR_F(word)), &key))
        return msg_text(rq->arena, rq->lang, key);
    return word;
}

struct choices act_choices(struct request *rq, const char *prefix, const char *const *words)
{
    size_t n = 0;

    while (words[n])
        n++;
    struct choice *v = arena_array(rq->arena, struct choice, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct choice){str_of(words[i]), act_word(rq, prefix, str_of(words[i]))};
    return (struct choices){v, n};
}

int64_t act_query_i64(struct request *rq, const char *name)
{
    int64_t v = 0;
    struct str s = req_query(rq, name);
    return s.p && str_to_i64(s, &v) == OK && v > 0 ? v : 0;
}

static struct str or_empty(struct str s)
{
    return s.p ? s : STR("");
}

enum err act_act_choices(struct request *rq, struct choices *out)
{
    struct acts acts;

    TRY(act_list(rq->db, rq->arena,
                 &(struct act_filter){
                     .place_id = rq->scope.id, .most = 1000, .field = STR(""), .kind = STR("")},
                 &acts));
    struct choice *v = arena_array(rq->arena, struct choice, acts.n);
    for (size_t i = 0; i < acts.n; i++) {
        struct str title = str_utf8_head(act_title(&acts.v[i], rq->lang), 100);
        v[i] = (struct choice){
            str_fmt(rq->arena, "%lld", (long long)acts.v[i].id),
            str_fmt(rq->arena, "%.*s, № %.*s", STR_F(title), STR_F(acts.v[i].number))};
    }
    *out = (struct choices){v, acts.n};
    return OK;
}

/* -- list -- */

static struct act_filter filter_of(struct request *rq, int64_t most)
{
    return (struct act_filter){.place_id = rq->scope.id,
                               .before = act_query_i64(rq, "before"),
                               .most = most,
                               .field = or_empty(req_query(rq, "field")),
                               .kind = or_empty(req_query(rq, "kind"))};
}

enum err acts_get(struct request *rq)
{
    struct act_filter f = filter_of(rq, PAGE + 1);
    struct act_list_page v = {.base = act_base(rq), .may_edit = act_may_edit(rq), .next = STR("")};
    struct acts acts;

    if (f.field.n && !act_word_known(act_fields, f.field))
        f.field = STR("");
    if (f.kind.n && !act_word_known(act_kinds, f.kind))
        f.kind = STR("");
    TRY(act_list(rq->db, rq->arena, &f, &acts));
    if (acts.n > PAGE) {
        acts.n = PAGE;
        v.next = str_fmt(rq->arena, "%.*s/acts?before=%lld&field=%.*s&kind=%.*s", STR_F(v.base),
                         (long long)acts.v[PAGE - 1].id, STR_F(f.field), STR_F(f.kind));
    }
    struct act_line *lines = arena_array(rq->arena, struct act_line, acts.n);
    for (size_t i = 0; i < acts.n; i++)
        lines[i] = (struct act_line){
            acts.v[i], act_title(&acts.v[i], rq->lang), act_word(rq, "act_kind", acts.v[i].kind),
            act_path_here(rq, acts.v[i].id), rq->scope.id && acts.v[i].place_id == 0};
    v.lines = (struct act_lines){lines, acts.n};
    v.kinds = act_choices(rq, "act_kind", act_kinds);
    v.fields = act_choices(rq, "act_field", act_fields);
    v.kind = f.kind;
    v.field = f.field;
    v.api = rq->scope.id ? str_fmt(rq->arena, "/api/v1/places/%.*s/acts", STR_F(rq->scope.code))
                         : STR("/api/v1/acts");
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_title),
                                   .section = "acts",
                                   .feed = str_cat(rq->arena, v.base, STR("/acts.atom"))},
                    VIEW(act_list), &v);
}

struct str act_path_here(struct request *rq, int64_t id)
{
    return act_path(rq->arena, rq->scope.id ? rq->scope.code : STR(""), id);
}

struct str act_fields_text(struct request *rq, struct str fields)
{
    struct buf *b = buf_new(rq->arena, 4 * KIB);
    struct str word;

    for (struct str rest = fields; rest.n && str_cut(&rest, ' ', &word);) {
        if (!word.n)
            continue;
        if (b->n)
            buf_lit(b, "; ");
        buf_add(b, act_word(rq, "act_field", word));
    }
    return buf_str(b);
}

/* -- form -- */

static enum err form_show(struct request *rq, int status, struct act_form_page *v)
{
    v->base = act_base(rq);
    v->action =
        v->act.id ? str_fmt(rq->arena, "%.*s/acts/%lld/edit", STR_F(v->base), (long long)v->act.id)
                  : str_cat(rq->arena, v->base, STR("/acts/new"));
    v->kinds = act_choices(rq, "act_kind", act_kinds);
    v->fields = act_choices(rq, "act_field", act_fields);
    enum msg title = v->act.id ? MSG_act_edit : MSG_act_new;
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, title), .section = "acts"},
        VIEW(act_form), v);
}

enum err act_form_get(struct request *rq)
{
    struct act_form_page v = {.day = STR(""), .repealed_on = STR("")};

    v.act = (struct act){.kind = STR(""),
                         .number = STR(""),
                         .issuer = STR(""),
                         .code = STR(""),
                         .fields = STR(""),
                         .title = {STR(""), STR(""), STR("")}};
    if (req_param(rq, "id").n) {
        TRY(act_of(rq, &v.act));
        if (v.act.place_id != rq->scope.id)
            return ERR_FORBIDDEN;
        v.day = day_iso(rq->arena, v.act.day);
        v.repealed_on = day_iso(rq->arena, v.act.repealed_on);
    }
    return form_show(rq, 200, &v);
}

static void read_form(struct request *rq, struct act_form_page *v)
{
    struct str *fields;
    size_t n = req_fields(rq, "field", &fields);
    struct buf *b = buf_new(rq->arena, 4 * KIB);

    v->act = (struct act){
        .id = v->act.id,
        .kind = req_field(rq, "kind"),
        .number = req_field(rq, "number"),
        .issuer = req_field(rq, "issuer"),
        .code = req_field(rq, "code"),
        .day = DAY_NONE,
        .repealed_on = DAY_NONE,
        .title = {req_field(rq, "title_ky"), req_field(rq, "title_ru"), req_field(rq, "title_en")},
        .gives_own = req_has(rq, "gives_own"),
        .gives_delegated = req_has(rq, "gives_delegated"),
        .gives_duties = req_has(rq, "gives_duties")};
    v->day = req_field(rq, "day");
    v->repealed_on = req_field(rq, "repealed_on");
    if (v->day.n)
        req_field_day(rq, "day", true, &v->act.day);
    req_field_day(rq, "repealed_on", false, &v->act.repealed_on);
    for (size_t i = 0; i < n; i++)
        buf_printf(b, " %.*s ", STR_F(fields[i]));
    v->act.fields = buf_str(b);
}

static enum err conflict(struct request *rq, int64_t id)
{
    struct act now;
    struct conflict_row *rows = arena_array(rq->arena, struct conflict_row, 9);

    TRY(act_find(rq->db, rq->arena, rq->scope.id, id, &now));
    rows[0] = (struct conflict_row){STR("number"), msg_text(rq->arena, rq->lang, MSG_act_number),
                                    now.number};
    rows[1] = (struct conflict_row){STR("day"), msg_text(rq->arena, rq->lang, MSG_act_day),
                                    day_iso(rq->arena, now.day)};
    rows[2] = (struct conflict_row){STR("issuer"), msg_text(rq->arena, rq->lang, MSG_act_issuer),
                                    now.issuer};
    rows[3] = (struct conflict_row){
        STR("title_ky"), msg_text(rq->arena, rq->lang, MSG_act_title_ky), now.title[LANG_KY]};
    rows[4] = (struct conflict_row){
        STR("title_ru"), msg_text(rq->arena, rq->lang, MSG_act_title_ru), now.title[LANG_RU]};
    rows[5] = (struct conflict_row){
        STR("title_en"), msg_text(rq->arena, rq->lang, MSG_act_title_en), now.title[LANG_EN]};
    rows[6] =
        (struct conflict_row){STR("kind"), msg_text(rq->arena, rq->lang, MSG_act_kind), now.kind};
    rows[7] = (struct conflict_row){STR("repealed_on"),
                                    msg_text(rq->arena, rq->lang, MSG_act_repealed_on),
                                    day_iso(rq->arena, now.repealed_on)};
    rows[8] =
        (struct conflict_row){STR("code"), msg_text(rq->arena, rq->lang, MSG_act_code), now.code};
    return req_conflict(rq, &(struct conflict){.title = act_title(&now, rq->lang),
                                               .version = now.version,
                                               .n = 9,
                                               .rows = rows,
                                               .path = act_path_here(rq, id)});
}

enum err act_post(struct request *rq)
{
    struct act_form_page v = {0};
    int64_t id = 0;

    if (req_param(rq, "id").n)
        TRY(req_path_id(rq, "id", &v.act.id));
    read_form(rq, &v);
    if (v.act.id)
        req_field_i64(rq, "version", 1, INT64_MAX, &v.act.version);
    enum err e = act_save(rq->db, rq->arena, &rq->actor, &v.act, &rq->faults, &id);
    if (e == ERR_INVALID)
        return form_show(rq, 422, &v);
    if (e == ERR_CONFLICT && v.act.id)
        return conflict(rq, v.act.id);
    TRY(e);
    return req_redirect_saying(rq, act_path_here(rq, id), MSG_common_saved);
}
