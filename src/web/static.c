/* Files that ship with the program, under names that hold their content's hash: kept by browsers
 * for a year. */
#include "web/exchange.h"

static const struct web_asset *find(const struct web *w, struct str path, bool by_name)
{
    for (size_t i = 0; i < w->config.asset_count; i++) {
        const struct web_asset *a = &w->config.assets[i];
        if (str_eq(str_of(by_name ? a->name : a->hashed), path))
            return a;
    }
    return NULL;
}

/* A service worker is registered by a name that stays ("/static/hall-worker.js"), may answer for
 * the whole site, and is asked for anew each time, since an old one would go on serving old pages.
 */
static bool is_worker(const struct web_asset *a)
{
    return str_ends(str_of(a->name), STR("worker.js"));
}

/* The style sheet names its pictures without hash ("/static/ornament.svg"): served too, to be asked
 * again after a day. */
static void send_asset(struct exchange *x, const struct web_asset *a, bool hashed)
{
    struct response *rs = &x->rs;
    enum encoding enc = encoding_accepted(x->in.accept_encoding);
    struct str body = enc == ENC_BR && a->br.n           ? a->br
                      : enc != ENC_IDENTITY && a->gzip.n ? a->gzip
                                                         : a->identity;

    respond_clear(rs);
    rs->kind = ANSWER_ASSET;
    rs->status = 200;
    rs->content_type = str_of(a->media_type);
    x->asset_body = body;
    if (!hashed && is_worker(a)) {
        x->is_worker_asset = true;
        add_header(rs, "Service-Worker-Allowed", STR("/"));
        add_header(rs, "Cache-Control", STR("no-cache"));
    } else {
        add_header(rs, "Cache-Control",
                   hashed ? STR("public, max-age=31536000, immutable")
                          : STR("public, max-age=86400"));
    }
    add_header(rs, "Vary", STR("Accept-Encoding"));
    if (body.p != a->identity.p)
        add_header(rs, "Content-Encoding",
                   str_of(encoding_name(body.p == a->br.p ? ENC_BR : ENC_GZIP)));
}

#define ROBOTS                                                                                     \
    "User-agent: *\nDisallow: /*/login\nDisallow: /*/register\nDisallow: /*/desk\nDisallow: "      \
    "/*/me\n"

bool static_paths(struct exchange *x, struct str path)
{
    const struct web_asset *a = NULL;
    struct str folder = STR("/static/");
    bool hashed = true;

    if (x->rq.method != GET)
        return false;
    if (str_eq(path, STR("/robots.txt"))) {
        respond_clear(&x->rs);
        x->rs.kind = ANSWER_ASSET;
        x->rs.status = 200;
        x->rs.content_type = STR("text/plain; charset=utf-8");
        x->asset_body = STR(ROBOTS);
        add_header(&x->rs, "Cache-Control", STR("public, max-age=86400"));
        x->is_static = true;
        return true;
    }
    if (str_starts(path, folder)) {
        a = find(x->web, path, false);
        if (!a) {
            a = find(x->web, str_sub(path, folder.n, path.n), true);
            hashed = false;
        }
    } else if (str_eq(path, STR("/favicon.ico"))) {
        a = find(x->web, STR("icon.svg"), true);
        hashed = false;
    }
    if (!a)
        return false;
    x->is_static = true;
    send_asset(x, a, hashed);
    return true;
}
