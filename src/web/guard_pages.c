/* The guard's pages in the house's frame. See guard_pages.h.
 *
 * There is no request yet, so no session and no municipality: the frame names the program, offers
 * the front page in each language and the search, and leaves out who is signed in. Written once at
 * the start and kept as finished answers, since the guard may neither wait nor allocate. */
#include "web/guard_pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "web/exchange.h"
#include "web/pages.h"

#define GUARD_PAGE_MAX (64 * KIB)

struct guard_page {
    enum guard_verdict verdict;
    const char *reason; /* of the status line */
    enum msg title, what;
};

static void write_page(struct out *o, const struct refusal *r, struct str version)
{
    static const enum msg names[LANG_COUNT] = {MSG_web_lang_ky, MSG_web_lang_ru, MSG_web_lang_en};
    struct nav_item langs[LANG_COUNT];
    struct buf *page = o->b, main;
    struct layout v = {
        .title = r->title,
        .site = msg_here(o, MSG_web_program),
        .brand = msg_here(o, MSG_web_program),
        .brand_small = msg_here(o, MSG_web_program_small),
        .home = r->links.v[0].href,
        .find = str_cat(o->arena, r->links.v[0].href, STR("search")),
        .unread = true,
        .version = version,
    };

    for (int i = 0; i < LANG_COUNT; i++) {
        struct str code = lang_code((enum lang)i);
        langs[i] = (struct nav_item){
            .href = str_fmt(o->arena, "/%.*s/", STR_F(code)),
            .label = msg_text(o->arena, (enum lang)i, names[i]),
            .code = code,
            .current = (enum lang)i == o->lang,
        };
    }
    v.langs = (struct nav){langs, LANG_COUNT};
    buf_init(&main, GUARD_PAGE_MAX);
    o->b = &main;
    refusal_view(o, r);
    v.main = (struct html){str_dup(o->arena, buf_str(&main))};
    buf_free(&main);
    o->b = page;
    layout_view(o, &v);
}

static enum err install_page(struct arena *a, const struct guard_page *p, enum lang lang,
                             const struct guard_limits *limits, struct str version)
{
    struct buf page, answer;
    struct out o = {.b = &page, .arena = a, .lang = lang, .place = STR("")};
    struct nav_item front = {.href = str_fmt(a, "/%.*s/", STR_F(lang_code(lang))),
                             .label = msg_text(a, lang, MSG_web_to_front)};
    struct refusal r = {
        .title = msg_text(a, lang, p->title),
        .what = msg_text(a, lang, p->what, ARG_N("limit", limits->target_max)),
        .next = STR(""),
        .back = STR(""),
        .links = {&front, 1},
    };

    buf_init(&page, GUARD_PAGE_MAX);
    buf_init(&answer, GUARD_PAGE_MAX + 4 * KIB);
    write_page(&o, &r, version);
    buf_printf(&answer,
               "HTTP/1.1 %d %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\n"
               "Content-Language: %.*s\r\nCache-Control: no-store\r\nConnection: close\r\n"
               "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"
               "Content-Security-Policy: " PAGE_POLICY "\r\n\r\n",
               guard_status(p->verdict), p->reason, buf_str(&page).n, STR_F(lang_code(lang)));
    buf_add(&answer, buf_str(&page));
    bool whole = !buf_failed(&page) && !buf_failed(&answer);
    char *kept = whole ? malloc(buf_str(&answer).n) : NULL;
    if (kept) {
        memcpy(kept, buf_str(&answer).p, buf_str(&answer).n);
        guard_answer(p->verdict, lang, (struct str){kept, buf_str(&answer).n});
    }
    buf_free(&page);
    buf_free(&answer);
    return kept ? OK : ERR_NOMEM;
}

void guard_pages_install(const struct web *web, const struct guard_limits *limits)
{
    static const struct guard_page pages[] = {
        {GUARD_LONG_TARGET, "URI Too Long", MSG_web_long_title, MSG_web_long},
        {GUARD_LARGE_HEAD, "Request Header Fields Too Large", MSG_web_head_title, MSG_web_head},
    };
    static bool installed;
    struct arena a;
    enum err e = OK;

    if (installed)
        return;
    installed = true;
    arena_init(&a, MIB);
    for (size_t i = 0; i < sizeof pages / sizeof *pages && e == OK; i++)
        for (int lang = 0; lang < LANG_COUNT && e == OK; lang++)
            e = install_page(&a, &pages[i], (enum lang)lang, limits, web->config.version);
    arena_free(&a);
    if (e != OK)
        log_line(LOG_WARN, "the guard refuses in plain text", "no memory for its pages");
}
