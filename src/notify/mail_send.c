/* The sender. See mail_send.h. */
#include "notify/mail_send.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "notify/notify_sql.h"

#define MESSAGE_MAX             MIB
#define CLAIM_SECONDS           300 /* longer than one send may last */
#define SEND_TIMEOUT_SECONDS    60
#define CONNECT_TIMEOUT_SECONDS 15
#define PAUSE_SECONDS           5
#define BATCH                   50

static const int64_t put_off_seconds[] = {60, 300, 1800, 7200, 21600, 86400};
#define ATTEMPTS_MOST (int64_t)(sizeof put_off_seconds / sizeof put_off_seconds[0])

/* -- database work, each a job of the write queue -- */

struct claim {
    struct arena *arena;
    int64_t most;
    struct outbox_claim_rows rows;
};

static enum err claim_work(struct db *db, void *arg)
{
    struct claim *c = arg;
    int64_t now = clock_now();
    return outbox_claim(
        db, c->arena,
        &(struct outbox_claim_in){.now = now, .until = now + CLAIM_SECONDS, .most = c->most},
        &c->rows);
}

struct outcome {
    struct arena *arena;
    int64_t id, attempts;
    bool sent, for_good;
    struct str why;
};

static enum err outcome_work(struct db *db, void *arg)
{
    const struct outcome *o = arg;
    int64_t now = clock_now();

    if (o->sent)
        return outbox_sent(db, o->arena, &(struct outbox_sent_in){.id = o->id, .now = now});
    if (o->for_good || o->attempts >= ATTEMPTS_MOST)
        return outbox_give_up(
            db, o->arena,
            &(struct outbox_give_up_in){.id = o->id, .now = now, .last_error = o->why});
    return outbox_put_off(
        db, o->arena,
        &(struct outbox_put_off_in){
            .id = o->id, .due_at = now + put_off_seconds[o->attempts - 1], .last_error = o->why});
}

/* -- one mail -- */

static void set_server(CURL *curl, struct arena *a, const struct mail_settings *s)
{
    curl_easy_setopt(curl, CURLOPT_URL, str_cstr(a, s->smtp_url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_TIMEOUT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    if (s->smtp_user.n) {
        /* A password never crosses the line in the clear. */
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_cstr(a, s->smtp_user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_cstr(a, s->smtp_password));
    }
}

struct source {
    struct str rest;
};

static size_t read_source(char *to, size_t size, size_t count, void *arg)
{
    struct source *s = arg;
    size_t n = size * count < s->rest.n ? size * count : s->rest.n;
    if (n)
        memcpy(to, s->rest.p, n);
    s->rest = str_sub(s->rest, n, s->rest.n);
    return n;
}

/* The queue does not know the public address: it is put in front of the path here. */
static struct str with_link(struct arena *a, const struct outbox_claim_row *row,
                            struct str base_url)
{
    if (!row->path.n)
        return row->body;
    return str_fmt(a, "%.*s\n\n%.*s%.*s", STR_F(row->body), STR_F(base_url), STR_F(row->path));
}

static void compose_row(struct arena *a, struct buf *out, const struct mail_settings *s,
                        const struct outbox_claim_row *row)
{
    size_t at = str_find(s->from, STR("@"), 0);
    struct str domain = at == SIZE_MAX ? STR("localhost") : str_sub(s->from, at + 1, s->from.n);
    struct mail_message m = {
        .from = s->from,
        .to = row->to_address,
        .subject = row->subject,
        .body = with_link(a, row, s->base_url),
        .message_id =
            str_fmt(a, "<%lld.%08x@%.*s>", (long long)row->id, randombytes_random(), STR_F(domain)),
        .unsubscribe_url =
            row->unsubscribe_path.n ? str_cat(a, s->base_url, row->unsubscribe_path) : STR(""),
        .date = clock_now(),
    };
    mail_compose(out, &m);
}

static void send_row(CURL *curl, struct arena *a, const struct mail_settings *s,
                     const struct outbox_claim_row *row, struct outcome *o, CURLcode *code)
{
    struct buf *message = buf_new(a, MESSAGE_MAX);
    struct curl_slist *to = NULL;
    long status = 0;

    compose_row(a, message, s, row);
    struct source source = {buf_str(message)};
    curl_easy_reset(curl);
    set_server(curl, a, s);
    to = curl_slist_append(NULL, str_cstr(a, row->to_address));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, str_cstr(a, s->from));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_source);
    curl_easy_setopt(curl, CURLOPT_READDATA, &source);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    *code = buf_failed(message) || !to ? CURLE_OUT_OF_MEMORY : curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(to);
    o->sent = *code == CURLE_OK;
    o->for_good = !o->sent && status >= 500 && status <= 599 && *code != CURLE_LOGIN_DENIED;
    o->why = o->sent ? STR("") : str_fmt(a, "%s (SMTP %ld)", curl_easy_strerror(*code), status);
}

enum err mail_send_due(struct db_queue *q, struct arena *a, const struct mail_settings *s,
                       int64_t most, int64_t *sent, int64_t *failed)
{
    struct claim c = {.arena = a, .most = most};
    bool unreachable = false;

    *sent = *failed = 0;
    if (!s->smtp_url.n)
        return OK;
    TRY(db_queue_do(q, 0, claim_work, &c));
    CURL *curl = c.rows.n ? curl_easy_init() : NULL;
    if (c.rows.n && !curl)
        return ERR_NOMEM; /* the claim ends by itself */
    for (size_t i = 0; i < c.rows.n; i++) {
        struct outcome o = {.arena = a, .id = c.rows.v[i].id, .attempts = c.rows.v[i].attempts};
        CURLcode code;
        send_row(curl, a, s, &c.rows.v[i], &o, &code);
        unreachable = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
        if (o.sent)
            ++*sent;
        else
            ++*failed;
        if (db_queue_do(q, 0, outcome_work, &o) != OK)
            log_line(LOG_WARN, "mail.outcome",
                     "mail %lld: result not recorded; it may be sent twice", (long long)o.id);
    }
    if (curl)
        curl_easy_cleanup(curl);
    return unreachable ? ERR_IO : OK;
}

enum err mail_check(struct arena *a, const struct mail_settings *s, struct str *why)
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return ERR_NOMEM;
    set_server(curl, a, s);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    CURLcode code = curl_easy_perform(curl);
    *why = str_of(curl_easy_strerror(code));
    curl_easy_cleanup(curl);
    return code == CURLE_OK ? OK : ERR_IO;
}

/* -- the thread -- */

struct mail_sender {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    struct db_queue *queue;
    struct mail_settings settings;
};

static bool pause_or_stop(struct mail_sender *s)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PAUSE_SECONDS;
    pthread_mutex_lock(&s->lock);
    while (!s->stop && pthread_cond_timedwait(&s->wake, &s->lock, &until) == 0) {
    }
    bool stop = s->stop;
    pthread_mutex_unlock(&s->lock);
    return stop;
}

static void *sender_main(void *arg)
{
    struct mail_sender *s = arg;
    struct arena a;
    jmp_buf pad;
    volatile enum err last = OK; /* lives through the jump */

    arena_init(&a, 16 * MIB);
    a.pad = &pad;
    do {
        int64_t sent, failed;
        if (setjmp(pad) == 0) {
            enum err e = mail_send_due(s->queue, &a, &s->settings, BATCH, &sent, &failed);
            if (e != last && e != OK)
                log_line(LOG_WARN, "mail.send", "%s: mails stay queued", err_name(e));
            last = e;
        }
        arena_reset(&a);
    } while (!pause_or_stop(s));
    arena_free(&a);
    return NULL;
}

enum err mail_sender_start(struct db_queue *q, const struct mail_settings *settings,
                           struct mail_sender **out)
{
    struct mail_sender *s = calloc(1, sizeof *s);
    if (!s)
        return ERR_NOMEM;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    s->queue = q;
    s->settings = *settings;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    if (pthread_create(&s->thread, NULL, sender_main, s) != 0) {
        free(s);
        return ERR_IO;
    }
    *out = s;
    return OK;
}

void mail_sender_stop(struct mail_sender *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    free(s);
}
