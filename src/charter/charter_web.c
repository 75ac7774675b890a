/* The page of one rule with its form and history, and the routes. All rules: charter_all.c. Rules
 * of the matter: charter.h. */
#include "charter/charter_web.h"

#include "charter/charter_views.h"

struct str charter_decision_text(const struct out *o, const struct rule_decision *d)
{
    return msg_text(o->arena, o->lang, MSG_charter_decision_says, ARG_S("title", d->title),
                    ARG_S("number", d->number), ARG_S("day", text_date(o->arena, o->lang, d->day)));
}

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

/* In a municipality its charter, outside of one the nation. */
bool charter_may_set(const struct request *rq)
{
    return req_may(rq, rq->scope.id ? CAP_CHARTER : CAP_NATION);
}

struct str charter_base_path(struct request *rq)
{
    return rq->scope.id ? str_fmt(rq->arena, "/%.*s/rules", STR_F(rq->scope.code)) : STR("/rules");
}

static struct str rule_path(struct request *rq, struct str key)
{
    return str_fmt(rq->arena, "%.*s/%.*s", STR_F(charter_base_path(rq)), STR_F(key));
}

/* -- the acts behind a rule -- */

static charter_basis_source *basis_source;

void charter_wire(charter_basis_source *source)
{
    basis_source = source;
}

enum err charter_bases_of(struct request *rq, const struct rule_described *d,
                          struct charter_bases *out)
{
    struct charter_cited c = {.place_id = rq->scope.id,
                              .place_code = rq->scope.id ? rq->scope.code : STR(""),
                              .lang = rq->lang,
                              .key = str_of(d->rule->key),
                              .source = str_of(d->rule->source)};

    *out = (struct charter_bases){0};
    if (!basis_source)
        return OK;
    if (d->overridden) {
        struct civil day = day_to_civil(d->decision.day);
        c.source = str_fmt(rq->arena, "№%.*s, %02d.%02d.%04d", STR_F(d->decision.number), day.day,
                           day.month, day.year);
    }
    return basis_source(rq->db, rq->arena, &c, out);
}

/* -- one rule -- */

static struct choices value_choices(struct request *rq, const struct rule *rule)
{
    struct choice *v = arena_array(rq->arena, struct choice, 32);
    struct str rest = str_of(rule->allowed), word;
    size_t n = 0;

    while (rule->type == RULE_CHOICE && n < 32 && str_cut(&rest, ';', &word)) {
        enum msg msg;

        word = str_trim(word);
        v[n++] = (struct choice){
            word, msg_find(str_fmt(rq->arena, "rule_item_%.*s", STR_F(word)), &msg) ? say(rq, msg)
                                                                                    : word};
    }
    return (struct choices){v, n};
}

/* The sentence that a value which does not read would be refused with. */
static struct str expected_text(struct request *rq, const struct rule *rule)
{
    struct rule_value ignored;
    struct faults f;

    faults_init(&f, rq->arena);
    if (rules_parse(rq->arena, rq->lang, rule, STR(""), STR("value"), &f, &ignored) == OK ||
        !f.first)
        return STR("");
    return fault_text(rq->arena, rq->lang, f.first);
}

static enum err rule_answer(struct request *rq, int status, struct rule_page *v)
{
    struct str key = req_param(rq, "key");
    const struct rule *rule = rules_find(key, clock_today());

    if (!rule)
        return ERR_NOT_FOUND;
    v->base = charter_base_path(rq);
    v->action = rule_path(rq, key);
    v->may_set = charter_may_set(rq);
    v->expected = expected_text(rq, rule);
    v->choices = value_choices(rq, rule);
    TRY(rules_describe(rq->db, rq->arena, rq->lang, rule->key, rq->scope.id, clock_today(),
                       &v->now));
    if (!v->o.value
             .p) /* a new form begins with what holds now: nobody need guess how it is typed */
        v->o.value = v->now.raw;
    TRY(charter_bases_of(rq, &v->now, &v->bases));
    TRY(rules_history(rq->db, rq->arena, rq->lang, rq->scope.id, rule->key, &v->past));
    TRY(charter_of_key(rq->db, rq->arena, rq->scope.id, key, &v->spans));
    if (rq->scope.id && v->now.overridden_here)
        TRY(document_of(rq->db, rq->arena, STR("rule"), v->now.override_id, !v->may_set,
                        &v->documents));
    return req_page(rq, status, &(struct page){.title = v->now.title, .section = "rules"},
                    VIEW(rule), v);
}

static void show_days(struct request *rq, struct rule_page *v)
{
    v->day = day_iso(rq->arena, v->o.decision.day);
    v->from = day_iso(rq->arena, v->o.valid_from);
    v->to = day_iso(rq->arena, v->o.valid_to);
}

/* ?id=: the form holds that override, to change or end it. */
static enum err rule_get(struct request *rq)
{
    struct rule_page v = {.o = {.decision = {.day = DAY_NONE},
                                .valid_from = clock_today(),
                                .valid_to = DAY_NONE,
                                .value = STR_NONE}};
    int64_t id;

    if (charter_may_set(rq) && str_to_i64(req_query(rq, "id"), &id) == OK) {
        TRY(charter_find(rq->db, rq->arena, rq->scope.id, id, &v.o));
        if (!str_eq(v.o.key, req_param(rq, "key")))
            return ERR_NOT_FOUND;
    }
    show_days(rq, &v);
    return rule_answer(rq, 200, &v);
}

static void read_form(struct request *rq, struct rule_page *v)
{
    v->o = (struct charter_override){
        .key = req_param(rq, "key"),
        .value = req_field(rq, "value"),
        .decision = {req_field(rq, "decision_title"), req_field(rq, "decision_number"), DAY_NONE},
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
    };
    v->day = req_field(rq, "decision_day");
    v->from = req_field(rq, "valid_from");
    v->to = req_field(rq, "valid_to");
    req_field_day(rq, "decision_day", false, &v->o.decision.day);
    req_field_day(rq, "valid_from", false, &v->o.valid_from);
    req_field_day(rq, "valid_to", false, &v->o.valid_to);
    if (str_to_i64(req_field(rq, "id"), &v->o.id) != OK)
        v->o.id = 0;
    if (str_to_i64(req_field(rq, "version"), &v->o.version) != OK)
        v->o.version = 0;
}

/* Of the override just written: the one whose days hold what was typed. */
static enum err attach_scan(struct request *rq, const struct rule_page *v)
{
    struct req_file file = req_upload(rq, "scan");
    struct charter_overrides all;
    int64_t document;

    if (rq->scope.id == 0 || file.bytes.n == 0)
        return OK;
    TRY(charter_of_key(rq->db, rq->arena, rq->scope.id, v->o.key, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].valid_from != v->o.valid_from)
            continue;
        return document_add(rq->db, rq->arena, &rq->actor,
                            &(struct document_new){.owner_kind = STR("rule"),
                                                   .owner_id = all.v[i].id,
                                                   .title = str_fmt(rq->arena, "%.*s № %.*s",
                                                                    STR_F(v->o.decision.title),
                                                                    STR_F(v->o.decision.number)),
                                                   .upload = {file.filename, file.bytes},
                                                   .is_public = true,
                                                   .kind = STR("order"),
                                                   .field = STR("scan")},
                            &rq->faults, &document);
    }
    return OK;
}

static enum err conflict_answer(struct request *rq, int64_t id)
{
    struct charter_override o;

    TRY(charter_find(rq->db, rq->arena, rq->scope.id, id, &o));
    const struct conflict_row rows[] = {
        {STR("value"), say(rq, MSG_charter_value), o.value},
        {STR("decision_title"), say(rq, MSG_charter_decision_title), o.decision.title},
        {STR("decision_number"), say(rq, MSG_charter_decision_number), o.decision.number},
        {STR("decision_day"), say(rq, MSG_charter_decision_day),
         day_iso(rq->arena, o.decision.day)},
        {STR("valid_from"), say(rq, MSG_charter_from), day_iso(rq->arena, o.valid_from)},
        {STR("valid_to"), say(rq, MSG_charter_to), day_iso(rq->arena, o.valid_to)},
    };

    return req_conflict(rq, &(struct conflict){.title = rules_title(rq->arena, rq->lang,
                                                                    str_cstr(rq->arena, o.key)),
                                               .path = rule_path(rq, o.key),
                                               .version = o.version,
                                               .n = sizeof rows / sizeof *rows,
                                               .rows = rows});
}

static enum err rule_post(struct request *rq)
{
    struct rule_page v = {0};

    read_form(rq, &v);
    enum err e = charter_save(rq->db, rq->arena, &rq->actor, rq->lang, &v.o, &rq->faults);

    if (e == OK)
        e = attach_scan(rq, &v);
    if (e == ERR_CONFLICT && rq->faults.n == 0 && v.o.id != 0)
        return conflict_answer(rq, v.o.id);
    if (e == ERR_INVALID)
        return rule_answer(rq, 422, &v);
    TRY(e);
    return req_redirect_saying(rq, rule_path(rq, v.o.key), MSG_charter_saved);
}

const struct route charter_routes[] = {
    {GET, "/rules", charter_all_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .query = "words only open", .doc = "all rule parameters, as they hold in the country"},
    {GET, "/rules.csv", charter_csv_get, .need = CAP_PUBLIC, .cache = CACHE_NATION, .query = "",
     .doc = "rule parameters as CSV"},
    {GET, "/rules/holidays", charter_days_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .query = "year", .doc = "days of rest of a year"},
    {POST, "/rules/holidays", charter_days_post, .need = CAP_NATION, .csrf = CSRF_TOKEN,
     .doc = "add a movable holiday or a moved day of rest"},
    {POST, "/rules/holidays/:id/remove", charter_day_remove_post, .need = CAP_NATION,
     .csrf = CSRF_TOKEN, .doc = "take a day off the calendar"},
    {GET, "/rules/:key", rule_get, .need = CAP_PUBLIC, .cache = CACHE_NATION, .query = "id",
     .doc = "one rule parameter with its history"},
    {POST, "/rules/:key", rule_post, .need = CAP_NATION, .csrf = CSRF_TOKEN,
     .doc = "set a rule parameter for the whole country"},
    {GET, "/:place/rules", charter_all_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .query = "words only open", .doc = "rule parameters of a municipality"},
    {GET, "/:place/rules.csv", charter_csv_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .query = "", .doc = "rule parameters of a municipality as CSV"},
    {GET, "/:place/rules/:key", rule_get, .need = CAP_PUBLIC,
     .doc = "one rule of a municipality with its history"},
    {POST, "/:place/rules/:key", rule_post, .need = CAP_CHARTER, .csrf = CSRF_TOKEN,
     .body_max = DOCUMENT_BODY_MAX, .doc = "override a rule by a decision of the municipality"},
    {GET, "/api/v1/rules", charter_api_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .langless = true, .query = "", .doc = "rule parameters"},
    {GET, "/api/v1/places/:place/rules", charter_api_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .langless = true, .query = "", .doc = "rule parameters of a municipality"},
    {0},
};
