/* OpenAPI 3.1 from the route rows: what is served and what is described cannot differ. Rows below
 * /api/ are described. */
#include <ctype.h>

#include "base/json.h"
#include "web/exchange.h"

static void parameter(struct json *j, struct str name, const char *where, bool required)
{
    json_object_begin(j);
    json_field_str(j, "name", name);
    json_field_str(j, "in", str_of(where));
    json_field_bool(j, "required", required);
    json_key(j, STR("schema"));
    json_object_begin(j);
    bool number = str_eq(name, STR("id")) || str_ends(name, STR("_id"));
    json_field_str(j, "type", number ? STR("integer") : STR("string"));
    json_object_end(j);
    json_object_end(j);
}

/* "/places/:code/issues.csv" → "/places/{code}/issues.csv"; names of parameters into the array. */
static void path_template(struct str path, struct buf *out, struct json *params)
{
    struct str part;

    path = str_sub(path, 1, path.n);
    while (str_cut(&path, '/', &part)) {
        buf_add_char(out, '/');
        if (!part.n || part.p[0] != ':') {
            buf_add(out, part);
            continue;
        }
        size_t n = 1;
        while (n < part.n && (isalnum((unsigned char)part.p[n]) || part.p[n] == '_'))
            n++;
        struct str name = str_sub(part, 1, n - 1);
        buf_add_char(out, '{');
        buf_add(out, name);
        buf_add_char(out, '}');
        buf_add(out, str_sub(part, n, part.n));
        if (params)
            parameter(params, name, "path", true);
    }
}

static void response(struct json *j, const char *status, const char *description, const char *type)
{
    json_key(j, str_of(status));
    json_object_begin(j);
    json_field_str(j, "description", str_of(description));
    json_key(j, STR("content"));
    json_object_begin(j);
    json_key(j, str_of(type));
    json_object_begin(j);
    json_object_end(j);
    json_object_end(j);
    json_object_end(j);
}

static void operation(struct json *j, const struct route *r)
{
    struct buf ignored;
    struct str names = str_of(r->query), name;

    json_object_begin(j);
    json_field_str(j, "summary", r->doc ? str_of(r->doc) : STR(""));
    json_key(j, STR("parameters"));
    json_array_begin(j);
    buf_init(&ignored, 4 * KIB);
    path_template(str_of(r->path), &ignored, j);
    buf_free(&ignored);
    while (str_cut(&names, ' ', &name))
        if (name.n)
            parameter(j, name, "query", false);
    json_array_end(j);
    json_key(j, STR("responses"));
    json_object_begin(j);
    response(j, "200", "The register", "application/json");
    response(j, "404", "No such thing", "application/problem+json");
    response(j, "429", "Too many requests; Retry-After says how many seconds to wait",
             "application/problem+json");
    json_object_end(j);
    if (r->need != CAP_PUBLIC)
        json_field_str(j, "x-duty", str_of(cap_name(r->need)));
    json_object_end(j);
}

void openapi_write(const struct web *w, struct buf *out)
{
    struct json j;

    json_init(&j, out);
    json_object_begin(&j);
    json_field_str(&j, "openapi", STR("3.1.0"));
    json_key(&j, STR("info"));
    json_object_begin(&j);
    json_field_str(&j, "title", STR("Ashar"));
    json_field_str(&j, "version", w->config.version.n ? w->config.version : STR("0"));
    json_field_str(&j, "description",
                   STR("Public registers of municipalities, read only. Names and sentences come in "
                       "the language of "
                       "Accept-Language (ky, ru, en)."));
    json_object_end(&j);
    json_key(&j, STR("paths"));
    json_object_begin(&j);
    for (size_t i = 0; i < router_count(w->router); i++) {
        const struct route *r = router_row(w->router, i);
        struct buf path;
        if (!r->langless || !str_starts(str_of(r->path), STR("/api/")) || r->method != GET)
            continue;
        buf_init(&path, 4 * KIB);
        path_template(str_of(r->path), &path, NULL);
        json_key(&j, buf_str(&path));
        buf_free(&path);
        json_object_begin(&j);
        json_key(&j, STR("get"));
        operation(&j, r);
        json_object_end(&j);
    }
    json_object_end(&j);
    json_object_end(&j);
}
