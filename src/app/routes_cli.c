/* `ashar routes`: the table of routes, as text or JSON. Building it runs the same checks as
 * `serve`. */
#include <string.h>

#include "app/commands.h"
#include "app/tables.h"
#include "base/json.h"
#include "web/web.h"

static struct str csrf_name(const struct route *r)
{
    return r->method != POST ? STR("-") : r->csrf == CSRF_TOKEN ? STR("token") : STR("exempt");
}

static struct str cache_name(const struct route *r)
{
    return r->cache == CACHE_PLACE    ? STR("place")
           : r->cache == CACHE_NATION ? STR("nation")
                                      : STR("-");
}

static struct str rate_of(const struct route *r)
{
    return str_of(web_rate_name(r->rate == RATE_READ && r->method == POST ? RATE_WRITE : r->rate));
}

static int64_t body_of(const struct route *r)
{
    return r->method != POST ? 0 : (int64_t)(r->body_max ? r->body_max : ROUTE_BODY_MAX);
}

static struct str path_of(struct arena *a, const struct route *r)
{
    return r->langless ? str_of(r->path)
                       : str_fmt(a, "/:lang%s", strcmp(r->path, "/") == 0 ? "/" : r->path);
}

static void print_text(struct command_ctx *c, const struct web *w)
{
    fprintf(c->out, "%-4s  %-50s  %-10s  %-6s  %-6s  %-6s  %9s  %s\n", "", "path", "duty", "form",
            "rate", "cache", "body", "what");
    for (size_t i = 0; i < web_route_count(w); i++) {
        const struct route *r = web_route(w, i);
        struct str path = path_of(c->arena, r), csrf = csrf_name(r), rate = rate_of(r),
                   cache = cache_name(r);
        fprintf(c->out, "%-4s  %-50.*s  %-10s  %-6.*s  %-6.*s  %-6.*s  %9lld  %s\n",
                r->method == POST ? "POST" : "GET", STR_F(path), cap_name(r->need), STR_F(csrf),
                STR_F(rate), STR_F(cache), (long long)body_of(r), r->doc ? r->doc : "");
    }
}

static int print_json(struct command_ctx *c, const struct web *w)
{
    struct buf *b = buf_new(c->arena, 4 * MIB);
    struct json j;

    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < web_route_count(w); i++) {
        const struct route *r = web_route(w, i);
        json_object_begin(&j);
        json_field_str(&j, "method", r->method == POST ? STR("POST") : STR("GET"));
        json_field_str(&j, "path", path_of(c->arena, r));
        json_field_str(&j, "duty", str_of(cap_name(r->need)));
        json_field_str(&j, "form", csrf_name(r));
        json_field_str(&j, "rate", rate_of(r));
        json_field_str(&j, "cache", cache_name(r));
        json_field_i64(&j, "body_max", body_of(r));
        json_field_bool(&j, "prepared", r->prepare != NULL);
        json_field_str(&j, "query", r->query ? str_of(r->query) : STR(""));
        json_field_str(&j, "doc", r->doc ? str_of(r->doc) : STR(""));
        json_object_end(&j);
    }
    json_array_end(&j);
    if (buf_failed(b))
        return EXIT_SYSTEM;
    fprintf(c->out, "%.*s\n", STR_F(buf_str(b)));
    return EXIT_DONE;
}

int routes_run(struct command_ctx *c, int argc, char **argv)
{
    bool json = argc == 1 && strcmp(argv[0], "--json") == 0;
    char why[256] = "";
    struct web *w;

    if (argc > 0 && !json) {
        fprintf(c->err, "ashar routes: not an option: %s\n", argv[0]);
        return EXIT_USAGE;
    }
    struct web_config config = {
        .routes = app_route_tables,
        .route_tables = app_route_table_count,
        .key = STR("no form is shown, so none is signed"),
    };
    if (web_new(&config, &w, why) != OK) {
        fprintf(c->err, "ashar routes: %s\n", why);
        return EXIT_SYSTEM;
    }
    int exit = EXIT_DONE;
    if (json)
        exit = print_json(c, w);
    else
        print_text(c, w);
    web_free(w);
    return exit;
}
