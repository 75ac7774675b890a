/* Pages of the register of acts. See act.h. */
#include "act/act_web.h"
#include "act/act_views.h"
#include "act/inside.h"
#include "doc/atom.h"
#include "doc/csv.h"

#define PAGE           30
#define EXPORT_MOST    5000
#define EXPORT_MAX     (16 * MIB)
#define FEED_MOST      40
#define WORDS_BODY_MAX ((size_t)6 * 1024 * 1024)

struct str act_base(struct request *rq)
{
    return rq->scope.id ? str_cat(rq->arena, STR("/"), rq->scope.code) : STR("");
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

static enum err acts_get(struct request *rq)
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
            act_path(rq->arena, rq->scope.id ? rq->scope.code : STR(""), acts.v[i].id),
            rq->scope.id && acts.v[i].place_id == 0};
    v.lines = (struct act_lines){lines, acts.n};
    v.kinds = act_choices(rq, "act_kind", act_kinds);
    v.fields = act_choices(rq, "act_field", act_fields);
    v.kind = f.kind;
    v.field = f.field;
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_title),
                                   .section = "acts",
                                   .feed = str_cat(rq->arena, v.base, STR("/acts.atom"))},
                    VIEW(act_list), &v);
}

/* -- one -- */

static struct str fields_text(struct request *rq, struct str fields)
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

static const char *const link_kinds[] = {"issue", "rule", "act", "page", NULL};

static enum err link_lines(struct request *rq, int64_t act_id, struct act_link_lines *out)
{
    struct act_links links;
    struct str base = act_base(rq);

    TRY(act_links_of(rq->db, rq->arena, rq->scope.id, act_id, &links));
    struct act_link_line *v = arena_array(rq->arena, struct act_link_line, links.n);
    for (size_t i = 0; i < links.n; i++) {
        const struct act_link *l = &links.v[i];
        v[i] = (struct act_link_line){*l, act_word(rq, "act_link", l->kind), l->target, STR("")};
        if (str_eq(l->kind, STR("issue")))
            v[i].href = str_fmt(rq->arena, "%.*s/issues/%.*s", STR_F(base), STR_F(l->target));
        else if (str_eq(l->kind, STR("rule")))
            v[i].href = str_fmt(rq->arena, "%.*s/rules/%.*s", STR_F(base), STR_F(l->target));
        else if (str_eq(l->kind, STR("act")))
            v[i].href = str_fmt(rq->arena, "%.*s/acts/%.*s", STR_F(base), STR_F(l->target));
        else
            v[i].href = l->target;
        struct act other;
        int64_t id;
        if (str_eq(l->kind, STR("act")) && str_to_i64(l->target, &id) == OK &&
            act_find(rq->db, rq->arena, rq->scope.id, id, &other) == OK)
            v[i].text = act_title(&other, rq->lang);
        if (str_eq(l->kind, STR("rule")))
            v[i].href = str_cat(rq->arena, base, STR("/rules"));
    }
    *out = (struct act_link_lines){v, links.n};
    return OK;
}

static enum err act_of(struct request *rq, struct act *out)
{
    int64_t id;
    TRY(req_path_id(rq, "id", &id));
    return act_find(rq->db, rq->arena, rq->scope.id, id, out);
}

static enum err show(struct request *rq, int status, const struct act *act,
                     const struct act_edition_page *form)
{
    struct act_show_page v = {
        .base = act_base(rq), .title = act_title(act, rq->lang), .act = *act, .form = *form};
    int64_t edition = act_query_i64(rq, "edition");

    v.kind = act_word(rq, "act_kind", act->kind);
    v.fields = fields_text(rq, act->fields);
    v.may_link = act_may_edit(rq);
    v.may_edit = v.may_link && act->place_id == rq->scope.id;
    v.link_kinds = act_choices(rq, "act_link", link_kinds);
    TRY(act_editions_of(rq->db, rq->arena, act->id, &v.editions));
    const struct act_edition *standing = act_edition_on(&v.editions, clock_today());
    v.shown = standing ? standing : v.editions.n ? &v.editions.v[0] : NULL;
    for (size_t i = 0; i < v.editions.n; i++)
        if (v.editions.v[i].number == edition)
            v.shown = &v.editions.v[i];
    v.standing = v.shown == standing;
    if (v.shown)
        act_articles_of(rq->arena, v.shown->words, &v.articles);
    TRY(link_lines(rq, act->id, &v.links));
    return req_page(rq, status, &(struct page){.title = v.title, .section = "acts"}, VIEW(act_show),
                    &v);
}

static const struct act_edition_page empty_edition = {STR_INIT(""), STR_INIT(""), STR_INIT("")};

static enum err act_get(struct request *rq)
{
    struct act act;

    TRY(act_of(rq, &act));
    return show(rq, 200, &act, &empty_edition);
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

static enum err act_form_get(struct request *rq)
{
    struct act_form_page v = {.day = STR(""), .repealed_on = STR("")};

    v.act = (struct act){.kind = STR(""),
                         .number = STR(""),
                         .issuer = STR(""),
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
    struct conflict_row *rows = arena_array(rq->arena, struct conflict_row, 8);

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
    return req_conflict(
        rq, &(struct conflict){
                .title = act_title(&now, rq->lang),
                .version = now.version,
                .n = 8,
                .rows = rows,
                .path = act_path(rq->arena, rq->scope.id ? rq->scope.code : STR(""), id)});
}

static struct str path_of(struct request *rq, int64_t id)
{
    return act_path(rq->arena, rq->scope.id ? rq->scope.code : STR(""), id);
}

static enum err act_post(struct request *rq)
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
    return req_redirect_saying(rq, path_of(rq, id), MSG_common_saved);
}

static enum err edition_post(struct request *rq)
{
    struct act act;
    struct act_edition_page form;
    struct act_edition_new n = {.valid_from = DAY_NONE};
    int64_t id;

    TRY(act_of(rq, &act));
    struct req_file file = req_upload(rq, "file");
    form = (struct act_edition_page){req_field(rq, "valid_from"), req_field(rq, "note"),
                                     req_field(rq, "words")};
    n.act_id = act.id;
    n.note = form.note;
    n.words = form.words.n ? form.words : file.bytes.n ? file.bytes : STR("");
    req_field_i64(rq, "version", 1, INT64_MAX, &n.version);
    if (form.valid_from.n)
        req_field_day(rq, "valid_from", true, &n.valid_from);
    enum err e = act_add_edition(rq->db, rq->arena, &rq->actor, &n, &rq->faults, &id);
    if (e == ERR_INVALID)
        return show(rq, 422, &act, &form);
    TRY(e);
    return req_redirect_saying(rq, path_of(rq, act.id), MSG_common_saved);
}

static enum err link_post(struct request *rq)
{
    struct act act;

    TRY(act_of(rq, &act));
    struct act_link_new l = {act.id, req_field(rq, "article"), req_field(rq, "kind"),
                             req_field(rq, "target"), req_field(rq, "note")};
    enum err e = act_add_link(rq->db, rq->arena, &rq->actor, &l, &rq->faults);
    if (e == ERR_INVALID)
        return show(rq, 422, &act, &empty_edition);
    TRY(e);
    return req_redirect_saying(rq, path_of(rq, act.id), MSG_common_saved);
}

static enum err unlink_post(struct request *rq)
{
    struct act act;
    int64_t link = 0;

    TRY(act_of(rq, &act));
    if (str_to_i64(req_field(rq, "link"), &link) != OK)
        return ERR_NOT_FOUND;
    TRY(act_drop_link(rq->db, rq->arena, &rq->actor, act.id, link));
    return req_redirect_saying(rq, path_of(rq, act.id), MSG_common_saved);
}

/* -- open data -- */

static enum err all_acts(struct request *rq, struct acts *out)
{
    return act_list(
        rq->db, rq->arena,
        &(struct act_filter){
            .place_id = rq->scope.id, .most = EXPORT_MOST, .field = STR(""), .kind = STR("")},
        out);
}

static enum err acts_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",           "national",   "kind",      "number",
                                       "day",          "issuer",     "title_ky",  "title_ru",
                                       "title_en",     "fields",     "gives_own", "gives_delegated",
                                       "gives_duties", "repealed_on"};
    struct acts acts;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(all_acts(rq, &acts));
    csv_out_init(&o, b, ',', true);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_put_str(&o, str_of(head[i]));
    csv_end_row(&o);
    for (size_t i = 0; i < acts.n; i++) {
        const struct act *a = &acts.v[i];
        csv_put_i64(&o, a->id);
        csv_put_i64(&o, a->place_id == 0);
        csv_put_str(&o, a->kind);
        csv_put_str(&o, a->number);
        csv_put_day(&o, a->day);
        csv_put_str(&o, a->issuer);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, a->title[l]);
        csv_put_str(&o, str_trim(a->fields));
        csv_put_i64(&o, a->gives_own);
        csv_put_i64(&o, a->gives_delegated);
        csv_put_i64(&o, a->gives_duties);
        csv_put_day(&o, a->repealed_on);
        csv_end_row(&o);
    }
    return buf_failed(b) ? ERR_NOMEM
                         : req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("acts.csv"));
}

static enum err acts_api_get(struct request *rq)
{
    struct acts acts;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(all_acts(rq, &acts));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("acts"));
    json_array_begin(&j);
    for (size_t i = 0; i < acts.n; i++) {
        const struct act *a = &acts.v[i];
        json_object_begin(&j);
        json_field_i64(&j, "id", a->id);
        json_field_bool(&j, "national", a->place_id == 0);
        json_field_str(&j, "kind", a->kind);
        json_field_str(&j, "number", a->number);
        json_field_str(&j, "day", day_iso(rq->arena, a->day));
        json_field_str(&j, "issuer", a->issuer);
        json_field_str(&j, "title_ky", a->title[LANG_KY]);
        json_field_str(&j, "title_ru", a->title[LANG_RU]);
        json_field_str(&j, "title_en", a->title[LANG_EN]);
        json_field_str(&j, "fields", str_trim(a->fields));
        json_field_bool(&j, "gives_own", a->gives_own);
        json_field_bool(&j, "gives_delegated", a->gives_delegated);
        json_field_bool(&j, "gives_duties", a->gives_duties);
        json_field_str(&j, "repealed_on", day_iso(rq->arena, a->repealed_on));
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

/* The digest of legal news: acts as they are added and changed. */
static enum err feed_get(struct request *rq)
{
    struct acts acts;
    struct buf *b = buf_new(rq->arena, 2 * MIB);
    struct str lang = lang_code(rq->lang), base = act_base(rq);
    int64_t updated = 0;

    TRY(act_list(
        rq->db, rq->arena,
        &(struct act_filter){
            .place_id = rq->scope.id, .most = FEED_MOST, .field = STR(""), .kind = STR("")},
        &acts));
    for (size_t i = 0; i < acts.n; i++)
        updated = acts.v[i].changed_at > updated ? acts.v[i].changed_at : updated;
    struct str title = msg_text(rq->arena, rq->lang, MSG_act_digest);
    atom_begin(
        rq->arena, b,
        &(struct atom_head){
            .id = req_url(rq, str_fmt(rq->arena, "/%.*s%.*s/acts.atom", STR_F(lang), STR_F(base))),
            .page_url = req_url(rq, str_fmt(rq->arena, "/%.*s%.*s/acts", STR_F(lang), STR_F(base))),
            .title = title,
            .author = rq->scope.id ? rq->scope.name : title,
            .updated = updated,
            .lang = rq->lang});
    for (size_t i = 0; i < acts.n; i++) {
        const struct act *a = &acts.v[i];
        struct str url =
            req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang), STR_F(path_of(rq, a->id))));
        atom_add(rq->arena, b,
                 &(struct atom_entry){.id = url,
                                      .url = url,
                                      .title = act_title(a, rq->lang),
                                      .updated = a->changed_at,
                                      .published = a->added_at,
                                      .summary = str_fmt(rq->arena, "%.*s № %.*s, %.*s. %.*s",
                                                         STR_F(act_word(rq, "act_kind", a->kind)),
                                                         STR_F(a->number),
                                                         STR_F(day_iso(rq->arena, a->day)),
                                                         STR_F(fields_text(rq, a->fields)))});
    }
    atom_end(b);
    return buf_failed(b)
               ? ERR_NOMEM
               : req_bytes(rq, "application/atom+xml; charset=utf-8", buf_str(b), STR(""));
}

const struct route act_routes[] = {
    {GET, "/acts", acts_get, .need = CAP_PUBLIC, .query = "before field kind"},
    {GET, "/acts/new", act_form_get, .need = CAP_NATION},
    {POST, "/acts/new", act_post, .need = CAP_NATION, .csrf = CSRF_TOKEN},
    {GET, "/acts/:id", act_get, .need = CAP_PUBLIC, .query = "edition"},
    {GET, "/acts/:id/edit", act_form_get, .need = CAP_NATION},
    {POST, "/acts/:id/edit", act_post, .need = CAP_NATION, .csrf = CSRF_TOKEN},
    {POST, "/acts/:id/editions", edition_post, .need = CAP_NATION, .csrf = CSRF_TOKEN,
     .body_max = WORDS_BODY_MAX},
    {POST, "/acts/:id/links", link_post, .need = CAP_NATION, .csrf = CSRF_TOKEN},
    {POST, "/acts/:id/unlink", unlink_post, .need = CAP_NATION, .csrf = CSRF_TOKEN},
    {GET, "/acts.csv", acts_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/acts.atom", feed_get, .need = CAP_PUBLIC},
    {GET, "/api/v1/acts", acts_api_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "Acts of the nation"},
    {GET, "/:place/acts", acts_get, .need = CAP_PUBLIC, .query = "before field kind"},
    {GET, "/:place/acts/new", act_form_get, .need = CAP_REGISTER},
    {POST, "/:place/acts/new", act_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/:place/acts/:id", act_get, .need = CAP_PUBLIC, .query = "edition"},
    {GET, "/:place/acts/:id/edit", act_form_get, .need = CAP_REGISTER},
    {POST, "/:place/acts/:id/edit", act_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/acts/:id/editions", edition_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .body_max = WORDS_BODY_MAX},
    {POST, "/:place/acts/:id/links", link_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/acts/:id/unlink", unlink_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/:place/acts.csv", acts_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/:place/acts.atom", feed_get, .need = CAP_PUBLIC},
    {GET, "/api/v1/places/:place/acts", acts_api_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "Acts of a municipality and the nation"},
    {GET, "/:place/functions", act_functions_get, .need = CAP_PUBLIC, .query = "year"},
    {POST, "/:place/functions", act_function_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/:place/functions/:id/edit", act_function_form_get, .need = CAP_REGISTER},
    {POST, "/:place/functions/:id/edit", act_function_post, .need = CAP_REGISTER,
     .csrf = CSRF_TOKEN},
    {GET, "/:place/functions.csv", act_functions_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/api/v1/places/:place/functions", act_functions_api_get, .need = CAP_PUBLIC,
     .langless = true, .doc = "Functions and delegated powers with their cost and funding"},
    {GET, "/:place/answers", act_questions_get, .need = CAP_PUBLIC, .query = "before"},
    {POST, "/:place/answers", act_question_post, .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN},
    {GET, "/:place/answers/:id", act_question_get, .need = CAP_PUBLIC},
    {POST, "/:place/answers/:id", act_answer_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/:place/answers.csv", act_questions_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/api/v1/places/:place/answers", act_questions_api_get, .need = CAP_PUBLIC,
     .langless = true, .doc = "Public questions and answers"},
    {GET, "/:place/checklists", act_standards_get, .need = CAP_PUBLIC},
    {POST, "/:place/checklists", act_standards_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .body_max = 2 * MIB},
    {GET, "/:place/checklists/:id", act_checklist_get, .need = CAP_PUBLIC},
    {POST, "/:place/checklists/:id", act_checklist_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/:place/checklists/:id/list.csv", act_checklist_csv_get, .need = CAP_PUBLIC,
     .rate = RATE_HEAVY},
    {GET, "/api/v1/places/:place/checklists/:id", act_checklist_api_get, .need = CAP_PUBLIC,
     .langless = true, .doc = "Points of a checklist with their verdicts"},
    {0},
};
