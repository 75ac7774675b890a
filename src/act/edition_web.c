/* An act's page: its text on a day, editions, comparison, history, what rests on it. See act.h. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"
#include "document/document.h"

#define KEPT_MOST (12 * MIB) /* of a refused text that the page can still give back */

static const char *const link_kinds[] = {"issue", "body", "meeting", "plan", "measure",
                                         "act",   "rule", "page",    NULL};
static const struct act_edition_form no_edition = {STR_INIT(""), STR_INIT(""), STR_INIT("")};
static const struct act_link_form no_link = {STR_INIT(""), STR_INIT(""), STR_INIT(""),
                                             STR_INIT("")};

static struct act_use_query use_query(struct request *rq, const struct act *act, struct str words)
{
    return (struct act_use_query){.place_id = rq->scope.id,
                                  .place_code = rq->scope.id ? rq->scope.code : STR(""),
                                  .lang = rq->lang,
                                  .act = act,
                                  .words = words};
}

static enum err link_lines(struct request *rq, const struct act *act, struct act_link_lines *out)
{
    struct act_use_query q = use_query(rq, act, STR(""));
    struct act_links links;

    TRY(act_links_of(rq->db, rq->arena, rq->scope.id, act->id, &links));
    struct act_link_line *v = arena_array(rq->arena, struct act_link_line, links.n);
    for (size_t i = 0; i < links.n; i++) {
        const struct act_link *l = &links.v[i];
        struct act_target target = {.title = {l->target, rq->lang}, .path = STR("")};
        enum err e = act_name_target(rq->db, rq->arena, &q, l, &target);
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
            return e;
        v[i] =
            (struct act_link_line){*l, act_word(rq, "act_link", l->kind), target.title, target.path,
                                   act_anchor_text(rq->arena, rq->lang, l->article)};
    }
    *out = (struct act_link_lines){v, links.n};
    return OK;
}

static enum err use_lines(struct request *rq, const struct act *act, struct act_use_lines *out)
{
    struct act_use_list uses;
    struct str words;

    TRY(act_text_on(rq->db, rq->arena, act->id, clock_today(), &words));
    struct act_use_query q = use_query(rq, act, words);
    TRY(act_uses_of(rq->db, rq->arena, &q, &uses));
    struct act_use_line *v = arena_array(rq->arena, struct act_use_line, uses.n);
    for (size_t i = 0; i < uses.n; i++)
        v[i] = (struct act_use_line){uses.v[i],
                                     act_anchor_text(rq->arena, rq->lang, uses.v[i].article)};
    *out = (struct act_use_lines){v, uses.n};
    return OK;
}

static struct act_unit_blocks blocks_of(struct arena *a, struct str words)
{
    struct act_articles units;

    act_articles_of(a, words, &units);
    struct act_unit_block *v = arena_array(a, struct act_unit_block, units.n);
    for (size_t i = 0; i < units.n; i++) {
        v[i].unit = units.v[i];
        act_paras_of(a, &units.v[i], &v[i].paras);
    }
    return (struct act_unit_blocks){v, units.n};
}

/* Which edition is shown: the one asked for by number or by day, else the one that holds today. */
static enum err choose(struct request *rq, struct act_show_page *v)
{
    int64_t number = act_query_i64(rq, "edition");
    struct str asked = req_query(rq, "day");
    day_t day = clock_today();
    struct str words = STR("");

    v->asked_day = STR("");
    if (asked.p && asked.n && day_parse(asked, &day) == OK)
        v->asked_day = day_iso(rq->arena, day);
    else
        day = clock_today();
    const struct act_edition *holds = act_edition_on(&v->editions, clock_today());
    v->shown = act_edition_on(&v->editions, day);
    v->too_early = v->asked_day.n > 0 && !v->shown && v->editions.n > 0;
    if (!v->shown && !v->too_early && v->editions.n)
        v->shown = &v->editions.v[v->editions.n - 1];
    for (size_t i = 0; number && i < v->editions.n; i++)
        if (v->editions.v[i].number == number)
            v->shown = &v->editions.v[i];
    v->standing = v->shown == holds;
    if (v->shown)
        TRY(act_edition_words(rq->db, rq->arena, v->shown->id, &words));
    v->units = blocks_of(rq->arena, words);
    return OK;
}

static struct choices edition_choices(struct request *rq, const struct act_editions *all)
{
    struct choice *v = arena_array(rq->arena, struct choice, all->n);

    for (size_t i = 0; i < all->n; i++) {
        struct str day = text_date_short(rq->arena, rq->lang, all->v[i].valid_from);
        v[i] = (struct choice){str_fmt(rq->arena, "%lld", (long long)all->v[i].number),
                               msg_text(rq->arena, rq->lang, MSG_act_edition_named,
                                        ARG_N("number", all->v[i].number), ARG_S("day", day))};
    }
    return (struct choices){v, all->n};
}

/* An act's page; what was typed in a refused form is in the two forms. */
static enum err show_page(struct request *rq, int status, const struct act *act,
                          const struct act_edition_form *edition, const struct act_link_form *link)
{
    struct act_show_page v = {.base = act_base(rq),
                              .title = act_title(act, rq->lang),
                              .act = *act,
                              .edition = *edition,
                              .link = *link};

    v.edition.words = str_sub(v.edition.words, 0, KEPT_MOST);
    v.kind = act_word(rq, "act_kind", act->kind);
    v.fields = act_fields_text(rq, act->fields);
    v.may_link = act_may_edit(rq);
    v.may_edit = v.may_link && act->place_id == rq->scope.id;
    v.link_kinds = act_choices(rq, "act_link", link_kinds);
    TRY(act_editions_of(rq->db, rq->arena, act->id, &v.editions));
    TRY(choose(rq, &v));
    v.edition_choices = edition_choices(rq, &v.editions);
    TRY(link_lines(rq, act, &v.links));
    TRY(use_lines(rq, act, &v.uses));
    return req_page(rq, status, &(struct page){.title = v.title, .section = "acts"}, VIEW(act_show),
                    &v);
}

enum err act_get(struct request *rq)
{
    struct act act;

    TRY(act_of(rq, &act));
    return show_page(rq, 200, &act, &no_edition, &no_link);
}

/* -- another edition -- */

/* Reading a file takes a child process and seconds: before the write's transaction. What it finds
 * wrong is seen by the handler. Where words were typed the file is kept as it is (a scan of the
 * original, say). */
enum err act_edition_prepare(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    struct str *words = arena_new(rq->arena, struct str);

    *words = STR("");
    rq->prepared = words;
    if (file.bytes.n == 0 || req_field(rq, "words").n)
        return OK;
    enum err e = act_text_of_file(rq->arena, file.bytes, &rq->faults, words);
    return e == ERR_INVALID ? OK : e;
}

enum err act_edition_post(struct request *rq)
{
    struct act act;
    const struct str *prepared = rq->prepared;
    struct req_file file = req_upload(rq, "file");
    struct act_edition_form form = {req_field(rq, "valid_from"), req_field(rq, "note"),
                                    req_field(rq, "words")};
    struct act_edition_new n = {
        .valid_from = DAY_NONE, .note = form.note, .filename = file.filename, .file = file.bytes};
    int64_t id;

    TRY(act_of(rq, &act));
    n.act_id = act.id;
    n.words = form.words.n ? form.words : prepared ? *prepared : STR("");
    req_field_i64(rq, "version", 1, INT64_MAX, &n.version);
    if (form.valid_from.n)
        req_field_day(rq, "valid_from", true, &n.valid_from);
    enum err e = act_add_edition(rq->db, rq->arena, &rq->actor, &n, &rq->faults, &id);
    if (e == ERR_INVALID)
        return show_page(rq, 422, &act, &form, &no_link);
    if (e == ERR_CONFLICT) { /* somebody changed the act: the text is not lost */
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
        return show_page(rq, 409, &act, &form, &no_link);
    }
    TRY(e);
    return req_redirect_saying(rq, act_path_here(rq, act.id), MSG_common_saved);
}

/* The file an edition was taken from. Through the act, since the nation's have no register of
 * documents of their own. */
enum err act_original_get(struct request *rq)
{
    struct act act;
    struct act_editions all;
    struct document d;
    struct buf *bytes;
    int64_t number;

    TRY(act_of(rq, &act));
    TRY(req_path_id(rq, "number", &number));
    TRY(act_editions_of(rq->db, rq->arena, act.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].number != number || !all.v[i].document_id)
            continue;
        TRY(document_find(rq->db, rq->arena, act.place_id, all.v[i].document_id, &d));
        if (d.withdrawn_at)
            return ERR_GONE;
        TRY(document_bytes(rq->db, rq->arena, &d, &bytes));
        return req_bytes(rq, str_cstr(rq->arena, d.media_type), buf_str(bytes), d.filename);
    }
    return ERR_NOT_FOUND;
}

/* -- two editions side by side -- */

static const struct act_edition *numbered(const struct act_editions *all, int64_t number)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].number == number)
            return &all->v[i];
    return NULL;
}

enum err act_compare_get(struct request *rq)
{
    struct act act;
    struct act_editions all;
    struct str before, after;
    struct act_compare_page v = {.base = act_base(rq)};

    TRY(act_of(rq, &act));
    TRY(act_editions_of(rq->db, rq->arena, act.id, &all));
    const struct act_edition *from = numbered(&all, act_query_i64(rq, "from")),
                             *to = numbered(&all, act_query_i64(rq, "to"));
    if (!from || !to)
        return ERR_NOT_FOUND;
    if (from->valid_from > to->valid_from) { /* from the earlier to the later, however asked */
        const struct act_edition *swap = from;
        from = to;
        to = swap;
    }
    TRY(act_edition_words(rq->db, rq->arena, from->id, &before));
    TRY(act_edition_words(rq->db, rq->arena, to->id, &after));
    v.id = act.id;
    v.title = act_title(&act, rq->lang);
    v.from = *from;
    v.to = *to;
    act_compare(rq->arena, before, after, &v.all);
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_compare), .section = "acts"},
        VIEW(act_compare), &v);
}

enum err act_history_get(struct request *rq)
{
    struct act act;
    struct act_versions all;
    struct act_history_page v = {.base = act_base(rq)};

    TRY(act_of(rq, &act));
    TRY(act_history(rq->db, rq->arena, rq->lang, &act, &all));
    struct act_history_line *lines = arena_array(rq->arena, struct act_history_line, all.n);
    for (size_t i = 0; i < all.n; i++) {
        struct str verb = all.v[i].what;
        lines[i] = (struct act_history_line){
            all.v[i],
            act_word(rq, "act_did", str_sub(verb, str_find(verb, STR("."), 0) + 1, verb.n))};
    }
    v.id = act.id;
    v.title = act_title(&act, rq->lang);
    v.lines = (struct act_history_lines){lines, all.n};
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_past), .section = "acts"},
        VIEW(act_past), &v);
}

/* -- links -- */

enum err act_link_post(struct request *rq)
{
    struct act act;
    struct act_link_form form = {req_field(rq, "article"), req_field(rq, "kind"),
                                 req_field(rq, "target"), req_field(rq, "link_note")};

    TRY(act_of(rq, &act));
    struct act_link_new l = {act.id, form.article, form.kind, form.target, form.note};
    enum err e = act_add_link(rq->db, rq->arena, &rq->actor, &l, &rq->faults);
    if (e == ERR_INVALID)
        return show_page(rq, 422, &act, &no_edition, &form);
    TRY(e);
    return req_redirect_saying(rq, act_path_here(rq, act.id), MSG_common_saved);
}

enum err act_unlink_post(struct request *rq)
{
    struct act act;
    int64_t link = 0;

    TRY(act_of(rq, &act));
    if (str_to_i64(req_field(rq, "link"), &link) != OK)
        return ERR_NOT_FOUND;
    TRY(act_drop_link(rq->db, rq->arena, &rq->actor, act.id, link));
    return req_redirect_saying(rq, act_path_here(rq, act.id), MSG_common_saved);
}
