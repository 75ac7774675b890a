/* The frame around every page: who we are, where one is, language, account. See layout.html. */
#include <string.h>

#include "web/exchange.h"
#include "web/pages.h"

static struct str label(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

static struct nav municipality_nav(struct request *rq, const char *section)
{
    static const struct {
        const char *section, *path;
        enum msg label;
    } rows[] = {
        {"home", "", MSG_web_nav_home},
        {"issues", "/issues", MSG_web_nav_issues},
        {"plan", "/plan", MSG_web_nav_plan},
        {"meetings", "/meetings", MSG_web_nav_meetings},
        {"bodies", "/bodies", MSG_web_nav_bodies},
        {"acts", "/acts", MSG_web_nav_acts},
        {"answers", "/answers", MSG_web_nav_answers},
        {"documents", "/documents", MSG_web_nav_documents},
        {"news", "/news", MSG_web_nav_news},
        {"rules", "/rules", MSG_web_nav_rules},
        {"people", "/people", MSG_web_nav_people},
    };
    /* Who appoints without a desk here has no other way to the people: the desk leads there. */
    bool appoints = req_may(rq, CAP_PEOPLE) && !req_may(rq, CAP_DESK);
    size_t n = sizeof rows / sizeof *rows - (appoints ? 0 : 1);
    struct nav_item *v = arena_array(rq->arena, struct nav_item, n);

    struct str home =
        exchange_link(exchange_of(rq), rq->lang, str_cat(rq->arena, STR("/"), rq->scope.code));

    for (size_t i = 0; i < n; i++)
        v[i] = (struct nav_item){
            .href = str_cat(rq->arena, home, str_of(rows[i].path)),
            .label = label(rq, rows[i].label),
            .current = section && strcmp(section, rows[i].section) == 0,
        };
    return (struct nav){v, n};
}

size_t layout_label_cut(struct str label)
{
    size_t at = 0;

    for (int letters = 0; letters < 3 && at < label.n; letters++)
        str_utf8_next(label, &at);
    return at;
}

/* The same page in each language. The query is kept where it is part of the page (a cached page may
 * hold only what is in the cache's key). */
static struct nav language_nav(struct exchange *x)
{
    static const enum msg names[LANG_COUNT] = {MSG_web_lang_ky, MSG_web_lang_ru, MSG_web_lang_en};
    struct request *rq = &x->rq;
    struct nav_item *v = arena_array(rq->arena, struct nav_item, LANG_COUNT);
    bool with_query = rq->method == GET && rq->query.n && !x->cacheable;
    struct str path = rq->path.n ? rq->path : STR("/");

    if (!x->match.route || x->match.route->langless)
        path = STR("/"), with_query = false;
    struct buf *b = buf_new(rq->arena, 64 * KIB);
    struct str rest = str_sub(path, 1, path.n), part;
    if (rest.n == 0)
        buf_add_char(b, '/');
    while (rest.n && str_cut(&rest, '/', &part)) {
        buf_add_char(b, '/');
        url_encode(b, part);
    }
    if (with_query) {
        buf_add_char(b, '?');
        buf_add(b, rq->query);
    }
    for (int i = 0; i < LANG_COUNT; i++)
        v[i] = (struct nav_item){
            .href = exchange_link(x, (enum lang)i, buf_str(b)),
            .label = msg_text(rq->arena, (enum lang)i, names[i]),
            .code = lang_code((enum lang)i),
            .current = (enum lang)i == rq->lang,
        };
    return (struct nav){v, LANG_COUNT};
}

/* The sentence of the last POST, told once: its cookie goes with this answer. */
static struct str take_flash(struct exchange *x)
{
    struct str name = cookie_value(x->in.cookie, STR(FLASH_COOKIE));
    enum msg key;

    if (!name.n || x->rq.method != GET || !msg_find(name, &key))
        return STR("");
    req_cookie(&x->rq, FLASH_COOKIE, STR(""), 0);
    return msg_text(x->rq.arena, x->rq.lang, key);
}

/* Views may not print http-equiv: this one number is all that goes into it. */
static struct html ask_again(struct request *rq, int poll_s)
{
    if (poll_s == 0)
        return (struct html){STR("")};
    return (struct html){str_fmt(
        rq->arena, "<noscript><meta http-equiv=\"refresh\" content=\"%d\"></noscript>", poll_s)};
}

enum err respond_layout(struct request *rq, int status, const struct page *page, struct str main,
                        struct out *o)
{
    struct exchange *x = exchange_of(rq);
    bool has_place = rq->scope.id != 0 && rq->scope.code.n;
    int poll_s = page->live && status == 200 ? x->web->config.live_poll_s : 0;
    struct web_grounds grounds = {NULL, 0};
    bool shown = rq->method == GET && status == 200 && rq->db && x->web->config.hooks.grounds;
    if (shown)
        TRY(x->web->config.hooks.grounds(x->web->config.hooks.app, rq, &grounds));
    struct str program = label(rq, MSG_web_program), small = label(rq, MSG_web_program_small);
    struct layout v = {
        .title = page->title.p ? page->title : STR(""),
        .site = has_place ? rq->scope.name : program,
        .description = page->description.p ? page->description : STR(""),
        .feed = page->feed.n ? exchange_link(x, rq->lang, page->feed) : STR(""),
        .main = {main},
        .grounds = grounds,
        .home = has_place ? exchange_link(x, rq->lang, str_cat(rq->arena, STR("/"), rq->scope.code))
                          : exchange_link(x, rq->lang, STR("/")),
        .brand = has_place ? rq->scope.name : program,
        .brand_small = has_place ? program : small,
        .find = exchange_link(x, rq->lang,
                              has_place ? str_fmt(rq->arena, "/%.*s/search", STR_F(rq->scope.code))
                                        : STR("/search")),
        .langs = language_nav(x),
        .flash = take_flash(x),
        .viewer = rq->viewer.person_id ? rq->viewer.name : STR(""),
        .unread = status >= 400 && x->session_token.n && !rq->viewer.person_id,
        .acting_for = rq->viewer.acting_for ? rq->viewer.acting_name : STR(""),
        .has_place = has_place,
        .may_desk = req_may(rq, CAP_DESK) || (rq->viewer.caps_anywhere & CAP_BIT(CAP_DESK)) != 0,
        .desk_here = has_place && req_may(rq, CAP_DESK),
        .wide = page->wide,
        .poll_s = poll_s,
        .queue = page->queue,
        .again = ask_again(rq, poll_s),
        .version = x->web->config.version,
    };

    if (rq->viewer.person_id && !rq->viewer.name.n)
        v.viewer = label(rq, MSG_web_account);
    if (has_place)
        v.nav = municipality_nav(rq, page->section);
    struct buf *page_body = &x->rs.body;
    page_body->max = PAGE_MAX;
    buf_reserve(page_body, main.n + 4 * KIB);
    o->b = page_body;
    layout_view(o, &v);
    if (buf_failed(page_body))
        return ERR_NOMEM;
    x->rs.kind = ANSWER_PAGE;
    x->rs.status = status;
    x->rs.content_type = STR("text/html; charset=utf-8");
    x->rs.personal |= o->personal || rq->viewer.person_id != 0;
    return OK;
}
