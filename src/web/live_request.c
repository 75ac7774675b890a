/* What handlers say to the hub, and how an event travels between copies of the program. See live.h.
 *
 * An event is kept in the request until its job is committed (web alone) or told to the database
 * inside the job's transaction (hooks.announce), which then tells every copy, this one too. */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "web/exchange.h"
#include "web/live_hub.h"

#define PAYLOAD_MAX  7900 /* bytes; PostgreSQL takes 7,999 */
#define PAYLOAD_KIND "1"  /* of this form; a copy that knows another one ignores it */

static bool word(struct str s, const char *more)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
              (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] && strchr(more, s.p[i]))))
            return false;
    return true;
}

static bool topic_good(struct str s)
{
    return s.n > 0 && s.n <= LIVE_TOPIC_MAX && word(s, "/-_");
}

static bool name_good(struct str s)
{
    return s.n <= LIVE_NAME_MAX && word(s, "_") && !str_eq(s, STR("reload"));
}

/* The generation grows by one with each write; a write may publish several events. */
static int64_t version_of(int64_t generation, size_t index)
{
    return generation * LIVE_PER_WRITE + (int64_t)index;
}

static enum err generation(struct exchange *x, int64_t *out)
{
    const struct web_hooks *h = &x->web->config.hooks;

    if (!h->generation) {
        *out = 0;
        return OK;
    }
    return h->generation(h->app, x->rq.db, &x->arena, x->rq.scope.id, out);
}

/* -- publishing -- */

enum err req_publish(struct request *rq, struct str topic, const struct live_event *e)
{
    struct exchange *x = exchange_of(rq);
    struct live_said *last = NULL;
    size_t n = 0;

    for (struct live_said *s = x->said; s; s = s->next, n++)
        last = s;
    if (rq->method != POST || !topic_good(topic) || !name_good(e->name) || n == LIVE_PER_WRITE)
        return ERR_BUG;
    struct live_said *s = arena_new(rq->arena, struct live_said);
    s->topic = str_dup(rq->arena, topic);
    s->event.name = str_dup(rq->arena, e->name);
    for (int i = 0; i < LANG_COUNT; i++)
        if (e->data[i].p)
            s->event.data[i] = str_dup(rq->arena, e->data[i]);
    if (last)
        last->next = s;
    else
        x->said = s;
    return OK;
}

/* "1 87 809 meeting/12 tally 20 -1 -1\n" and the data one after the other; -1: absent. */
static struct str payload_of(struct exchange *x, int64_t version, const struct live_said *s)
{
    struct buf *b = buf_new(&x->arena, 4 * PAYLOAD_MAX);
    size_t n = 0;

    for (int i = 0; i < LANG_COUNT; i++)
        n += s->event.data[i].n;
    bool told = n + 400 < PAYLOAD_MAX; /* longer: followers ask the page instead */
    buf_printf(b, PAYLOAD_KIND " %lld %lld %.*s %.*s", (long long)x->rq.scope.id,
               (long long)version, STR_F(s->topic),
               STR_F(s->event.name.n ? s->event.name : STR("message")));
    for (int i = 0; i < LANG_COUNT; i++)
        buf_printf(b, " %lld", told && s->event.data[i].p ? (long long)s->event.data[i].n : -1LL);
    buf_add_char(b, '\n');
    for (int i = 0; told && i < LANG_COUNT; i++)
        buf_add(b, s->event.data[i]);
    return buf_str(b);
}

enum err live_settle(struct exchange *x)
{
    const struct web_hooks *h = &x->web->config.hooks;
    size_t index = 0;

    if (!x->said)
        return OK;
    if (x->said_generation < 0) /* nothing was logged: the hub will say so */
        TRY(generation(x, &x->said_generation));
    for (const struct live_said *s = x->said; h->announce && s; s = s->next)
        TRY(h->announce(h->app, x->rq.db, &x->arena,
                        payload_of(x, version_of(x->said_generation, index++), s)));
    return OK;
}

void live_committed(struct exchange *x)
{
    const struct web_hooks *h = &x->web->config.hooks;
    size_t index = 0;

    for (const struct live_said *s = x->said; !h->announce && s; s = s->next)
        live_deliver(x->web->live, x->rq.scope.id, version_of(x->said_generation, index++),
                     s->topic, &s->event);
}

void web_publish(struct web *w, int64_t place_id, int64_t generation_now, struct str topic,
                 const struct live_event *e)
{
    if (topic_good(topic) && name_good(e->name))
        live_deliver(w->live, place_id, version_of(generation_now, 0), topic, e);
}

/* -- from other copies -- */

static enum err cut_number(struct str *rest, int64_t *out)
{
    struct str part;

    return str_cut(rest, ' ', &part) ? str_to_i64(part, out) : ERR_MALFORMED;
}

static enum err cut_data(struct str head, struct str body, struct live_event *out)
{
    for (int i = 0; i < LANG_COUNT; i++) {
        int64_t n;
        TRY(cut_number(&head, &n));
        if (n < -1 || (n > 0 && (uint64_t)n > body.n))
            return ERR_MALFORMED;
        if (n < 0)
            continue;
        out->data[i] = str_sub(body, 0, (size_t)n);
        body = str_sub(body, (size_t)n, body.n);
    }
    return head.p || body.n ? ERR_MALFORMED : OK;
}

enum err live_payload_read(struct str payload, struct live_payload *out)
{
    struct live_payload p = {.version = -1};
    struct str rest = payload, head, kind;

    if (!str_cut(&rest, '\n', &head) || !rest.p || !str_cut(&head, ' ', &kind) ||
        !str_eq(kind, STR(PAYLOAD_KIND)))
        return ERR_MALFORMED;
    TRY(cut_number(&head, &p.place_id));
    TRY(cut_number(&head, &p.version));
    if (!str_cut(&head, ' ', &p.topic) || !str_cut(&head, ' ', &p.event.name) ||
        !topic_good(p.topic) || !name_good(p.event.name) || p.place_id < 0 || p.version < 0 ||
        !str_utf8_valid(rest))
        return ERR_MALFORMED;
    TRY(cut_data(head, rest, &p.event));
    *out = p;
    return OK;
}

void web_announced(struct web *w, struct str payload)
{
    struct live_payload p;

    if (live_payload_read(payload, &p) != OK) {
        log_line(LOG_WARN, "live", "an announcement of another form, %zu bytes", payload.n);
        return;
    }
    web_raise(w, p.place_id); /* who asks the page now must not get the one from before */
    live_deliver(w->live, p.place_id, p.version, p.topic, &p.event);
}

void web_announcements_lost(struct web *w)
{
    web_raise_all(w);
    live_lose_all(w->live);
}

/* -- following -- */

enum err req_live_version(struct request *rq, int64_t *out)
{
    int64_t now;

    TRY(generation(exchange_of(rq), &now));
    *out = version_of(now, LIVE_PER_WRITE - 1); /* whatever that write published is seen */
    return OK;
}

/* Not the error page: a script asks, and it comes again. No line in the log for each. */
static enum err refuse(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "type", STR("about:blank"));
    json_field_i64(&j, "status", 503);
    json_field_str(&j, "detail", STR("as many follow as may"));
    json_object_end(&j);
    req_header(rq, "Retry-After", STR("60"));
    return req_json(rq, 503, b);
}

enum err req_live(struct request *rq, struct str topic)
{
    struct exchange *x = exchange_of(rq);
    struct live_wish wish = {.place_id = rq->scope.id, .topic = topic, .lang = rq->lang};

    if (rq->method != GET || !topic_good(topic) || x->match.route->cache != CACHE_NO)
        return ERR_BUG;
    TRY(req_live_version(rq, &wish.now));
    if (str_to_i64(x->in.last_event_id, &wish.since) != OK &&
        str_to_i64(req_query(rq, "since"), &wish.since) != OK)
        wish.since = -1;
    wish.address = limiter_address_hash(x->web->limiter, rq->address);
    enum err e = x->head_only ? OK : live_join(x->web->live, &wish, &x->follower);
    if (e == ERR_BUSY)
        return refuse(rq);
    TRY(e);
    x->rs.kind = ANSWER_STREAM;
    x->rs.status = 200;
    x->rs.content_type = STR("text/event-stream");
    x->rs.personal = true;
    return OK;
}

enum err live_html(struct request *rq, enum lang lang, void (*view)(struct out *, const void *),
                   const void *model, struct str *out)
{
    struct buf *b = buf_new(rq->arena, PAGE_MAX);
    struct out o = {.b = b,
                    .arena = rq->arena,
                    .lang = lang,
                    .place = rq->scope.code.p ? rq->scope.code : STR("")};

    view(&o, model);
    if (buf_failed(b))
        return ERR_NOMEM;
    if (o.personal)
        return ERR_BUG;
    *out = buf_str(b);
    return OK;
}
