/* The hub: topics, their rings, followers, and the thread that wakes them. See live_hub.h. */
#include "web/live_hub.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

#define RETRY_MS                                                                                   \
    2000 /* a browser comes back after that, and up to as much more: not all at once               \
          */
#define TICK_S     1
#define DATA_BLANK STR("{}") /* an event without data is not given to the page at all */

struct entry { /* one event, as it goes out */
    int refs;
    int64_t version;
    uint32_t at[LANG_COUNT], n[LANG_COUNT];
    uint32_t size;
    char bytes[];
};

struct topic {
    int64_t place_id;
    char name[LIVE_TOPIC_MAX];
    size_t name_n;
    struct entry *ring[LIVE_RING_EVENTS]; /* of events first .. next - 1 */
    uint64_t first, next;
    size_t bytes;
    int64_t newest;  /* version of the last event, or of the database when the topic was made */
    int64_t unknown; /* events up to this version may be missing from the ring */
    int64_t used_us;
    bool changed;
    int follower_n;
    struct live_follower *followers;
};

struct live_follower {
    struct live *live;
    struct topic *topic;
    struct live_follower *before, *after;
    enum lang lang;
    uint64_t address;
    uint64_t next; /* event to be sent next */
    struct entry *sending;
    size_t at; /* bytes of it that are gone */
    char line[96];
    size_t line_at, line_n; /* of web's own: retry, heartbeat, reload */
    int64_t sent_us;
    bool asleep;
    void (*sleep)(void *arg);
    void (*wake)(void *arg);
    void *arg;
};

struct live {
    struct live_limits limits;
    pthread_mutex_t lock;
    pthread_cond_t some;
    pthread_t thread;
    struct topic *topics[LIVE_TOPICS_MAX];
    size_t topic_n;
    struct live_figures figures;
    bool changed, stopping, ending;
};

/* -- entries -- */

static void entry_drop(struct entry *e)
{
    if (e && --e->refs == 0)
        free(e);
}

/* "event: tally\ndata: …\ndata: …\nid: 9\n\n" */
static void print_event(struct buf *b, struct str name, struct str data, int64_t version)
{
    struct str line;

    if (name.n && !str_eq(name, STR("message")))
        buf_printf(b, "event: %.*s\n", STR_F(name));
    while (str_cut(&data, '\n', &line)) {
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        buf_lit(b, "data: ");
        buf_add(b, line);
        buf_add_char(b, '\n');
    }
    buf_printf(b, "id: %lld\n\n", (long long)version);
}

/* A line end that is not \n would end a field early. */
static bool one_line_ends(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == 0 || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n')))
            return false;
    return true;
}

static bool small_enough(const struct live_event *e)
{
    bool any = false;

    for (int i = 0; i < LANG_COUNT; i++) {
        any |= e->data[i].p != NULL;
        if (e->data[i].n > LIVE_DATA_MAX || !one_line_ends(e->data[i]))
            return false;
    }
    return any;
}

static struct str data_in(const struct live_event *e, int lang)
{
    for (int i = 0; i < LANG_COUNT && !e->data[lang].p; i++)
        lang = e->data[i].p ? i : lang;
    return e->data[lang].n ? e->data[lang] : DATA_BLANK;
}

static struct entry *entry_new(const struct live_event *e, int64_t version)
{
    struct entry shape = {.refs = 1, .version = version}, *out = NULL;
    bool told = small_enough(e);
    struct buf b;

    buf_init(&b, LANG_COUNT * (LIVE_DATA_MAX * 8 + KIB));
    for (int i = 0; i < LANG_COUNT; i++) {
        bool same = i > 0 && (!told || data_in(e, i).p == data_in(e, 0).p);
        shape.at[i] = same ? shape.at[0] : (uint32_t)b.n;
        if (!same)
            print_event(&b, told ? e->name : STR("reload"), told ? data_in(e, i) : DATA_BLANK,
                        version);
        shape.n[i] = same ? shape.n[0] : (uint32_t)b.n - shape.at[i];
    }
    shape.size = (uint32_t)b.n;
    if (!buf_failed(&b))
        out = malloc(sizeof *out + b.n);
    if (out) {
        *out = shape;
        memcpy(out->bytes, b.p, b.n);
    }
    buf_free(&b);
    return out;
}

/* -- topics: under the lock -- */

static void topic_shift(struct topic *t)
{
    struct entry *e = t->ring[t->first++ % LIVE_RING_EVENTS];

    t->bytes -= e->size;
    t->unknown = e->version;
    entry_drop(e);
}

/* Whoever has not read up to here reloads. */
static void topic_lose(struct topic *t)
{
    while (t->first < t->next)
        topic_shift(t);
    t->unknown = t->newest;
    t->first = ++t->next;
    t->changed = true;
}

static void topic_free(struct topic *t)
{
    while (t->first < t->next)
        topic_shift(t);
    free(t);
}

static struct topic *topic_find(struct live *l, int64_t place_id, struct str name)
{
    for (size_t i = 0; i < l->topic_n; i++)
        if (l->topics[i]->place_id == place_id && l->topics[i]->name_n == name.n &&
            memcmp(l->topics[i]->name, name.p, name.n) == 0)
            return l->topics[i];
    return NULL;
}

/* Makes room by the topic that was silent longest and that nobody follows. */
static bool topic_room(struct live *l)
{
    size_t oldest = LIVE_TOPICS_MAX;

    if (l->topic_n < LIVE_TOPICS_MAX)
        return true;
    for (size_t i = 0; i < l->topic_n; i++)
        if (l->topics[i]->follower_n == 0 &&
            (oldest == LIVE_TOPICS_MAX || l->topics[i]->used_us < l->topics[oldest]->used_us))
            oldest = i;
    if (oldest == LIVE_TOPICS_MAX)
        return false;
    topic_free(l->topics[oldest]);
    l->topics[oldest] = l->topics[--l->topic_n];
    return true;
}

static struct topic *topic_of(struct live *l, int64_t place_id, struct str name, int64_t known)
{
    struct topic *t = topic_find(l, place_id, name);

    if (t || name.n > LIVE_TOPIC_MAX || !topic_room(l))
        return t;
    t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->place_id = place_id;
    memcpy(t->name, name.p, name.n);
    t->name_n = name.n;
    t->newest = t->unknown = known;
    t->used_us = clock_monotonic_us();
    l->topics[l->topic_n++] = t;
    return t;
}

static void topic_append(struct topic *t, struct entry *e)
{
    while (t->next - t->first == LIVE_RING_EVENTS ||
           (t->next > t->first && t->bytes + e->size > LIVE_RING_BYTES))
        topic_shift(t);
    t->ring[t->next++ % LIVE_RING_EVENTS] = e;
    t->bytes += e->size;
    t->newest = e->version;
    t->used_us = clock_monotonic_us();
    t->changed = true;
}

void live_deliver(struct live *l, int64_t place_id, int64_t version, struct str topic,
                  const struct live_event *e)
{
    struct entry *entry = entry_new(e, version);

    pthread_mutex_lock(&l->lock);
    struct topic *t = topic_of(l, place_id, topic, version - 1);
    if (t && entry && version > t->newest) {
        topic_append(t, entry);
        entry = NULL;
        l->figures.events++;
    } else if (t && !entry) {
        t->newest = version > t->newest ? version : t->newest;
        topic_lose(t);
    } else if (t) {
        log_line(LOG_WARN, "live", "%.*s: version %lld is not new: a write without its record?",
                 STR_F(topic), (long long)version);
    }
    bool wake = l->figures.followers > 0 && !l->changed; /* else nobody waits, or it is awake */
    l->changed = l->changed || wake;
    pthread_mutex_unlock(&l->lock);
    if (wake)
        pthread_cond_signal(&l->some);
    free(entry);
}

void live_lose_all(struct live *l)
{
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < l->topic_n; i++)
        topic_lose(l->topics[i]);
    l->changed = true;
    pthread_cond_signal(&l->some);
    pthread_mutex_unlock(&l->lock);
}

/* -- followers -- */

static void say(struct live_follower *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void say(struct live_follower *f, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(f->line, sizeof f->line, fmt, ap);
    va_end(ap);
    f->line_at = 0;
    f->line_n = n > 0 && (size_t)n < sizeof f->line ? (size_t)n : 0;
}

static void say_reload(struct live_follower *f)
{
    say(f, "event: reload\ndata: {}\nid: %lld\n\n", (long long)f->topic->newest);
    f->next = f->topic->next;
    f->live->figures.reloads++;
}

static bool full(const struct live *l, uint64_t address)
{
    int same = 0;

    if (l->stopping || l->figures.followers >= l->limits.followers)
        return true;
    if (!l->limits.per_address)
        return false;
    for (size_t i = 0; i < l->topic_n; i++)
        for (const struct live_follower *f = l->topics[i]->followers; f; f = f->after)
            same += f->address == address;
    return same >= l->limits.per_address;
}

/* Where the follower goes on, and the first line that tells it. */
static void begin(struct live_follower *f, const struct live_wish *w)
{
    struct topic *t = f->topic;
    int retry = RETRY_MS + (int)((uintptr_t)f / 64 % RETRY_MS); /* spread by nothing better */

    f->next = t->next;
    if (w->since >= 0 && w->since < t->unknown) {
        say(f, "retry: %d\nevent: reload\ndata: {}\nid: %lld\n\n", retry,
            (long long)(t->newest > w->now ? t->newest : w->now));
        f->live->figures.reloads++;
        return;
    }
    while (w->since >= 0 && f->next > t->first &&
           t->ring[(f->next - 1) % LIVE_RING_EVENTS]->version > w->since)
        f->next--;
    say(f, "retry: %d\nid: %lld\n\n", retry, (long long)(w->since >= 0 ? w->since : w->now));
}

static void link_follower(struct live_follower *f)
{
    struct topic *t = f->topic;

    f->after = t->followers;
    if (f->after)
        f->after->before = f;
    t->followers = f;
    t->follower_n++;
    f->live->figures.followers++;
}

enum err live_join(struct live *l, const struct live_wish *w, struct live_follower **out)
{
    struct live_follower *f = calloc(1, sizeof *f);

    if (!f)
        return ERR_NOMEM;
    pthread_mutex_lock(&l->lock);
    struct topic *t = full(l, w->address) ? NULL : topic_of(l, w->place_id, w->topic, w->now);
    if (!t) {
        l->figures.refused++;
        pthread_mutex_unlock(&l->lock);
        free(f);
        return ERR_BUSY;
    }
    *f = (struct live_follower){.live = l, .topic = t, .lang = w->lang, .address = w->address};
    t->used_us = f->sent_us = clock_monotonic_us();
    begin(f, w);
    link_follower(f);
    pthread_mutex_unlock(&l->lock);
    *out = f;
    return OK;
}

void live_attach(struct live_follower *f, void (*sleep)(void *arg), void (*wake)(void *arg),
                 void *arg)
{
    pthread_mutex_lock(&f->live->lock);
    f->sleep = sleep;
    f->wake = wake;
    f->arg = arg;
    pthread_mutex_unlock(&f->live->lock);
}

void live_leave(struct live_follower *f)
{
    if (!f)
        return;
    struct live *l = f->live;
    pthread_mutex_lock(&l->lock);
    if (f->before)
        f->before->after = f->after;
    else
        f->topic->followers = f->after;
    if (f->after)
        f->after->before = f->before;
    f->topic->follower_n--;
    l->figures.followers--;
    entry_drop(f->sending);
    pthread_mutex_unlock(&l->lock);
    free(f);
}

/* Moves what fits; true: the piece is done. */
static bool copy(const char *piece, size_t piece_n, size_t *at, char *out, size_t n, size_t *used)
{
    size_t k = piece_n - *at < n - *used ? piece_n - *at : n - *used;

    memcpy(out + *used, piece + *at, k);
    *at += k;
    *used += k;
    return *at == piece_n;
}

/* The next piece to send; false: none. */
static bool next_piece(struct live_follower *f, bool idle)
{
    struct topic *t = f->topic;

    if (f->line_at < f->line_n || f->sending)
        return true;
    if (f->next < t->first) {
        say_reload(f);
        return true;
    }
    if (f->next < t->next) {
        f->sending = t->ring[f->next++ % LIVE_RING_EVENTS];
        f->sending->refs++;
        f->at = 0;
        return true;
    }
    if (!idle || clock_monotonic_us() - f->sent_us < (int64_t)f->live->limits.heartbeat_s * 1000000)
        return false;
    say(f, ":\n\n");
    return true;
}

static size_t fill(struct live_follower *f, char *out, size_t n)
{
    size_t used = 0;

    while (used < n && next_piece(f, used == 0)) {
        if (f->line_at < f->line_n) {
            (void)copy(f->line, f->line_n, &f->line_at, out, n, &used);
            continue;
        }
        if (copy(f->sending->bytes + f->sending->at[f->lang], f->sending->n[f->lang], &f->at, out,
                 n, &used)) {
            entry_drop(f->sending);
            f->sending = NULL;
        }
    }
    return used;
}

ptrdiff_t live_read(struct live_follower *f, char *out, size_t n)
{
    struct live *l = f->live;
    ptrdiff_t result = -1;

    pthread_mutex_lock(&l->lock);
    if (!l->stopping) {
        result = (ptrdiff_t)fill(f, out, n);
        if (result > 0)
            f->sent_us = clock_monotonic_us();
        if (result == 0 && f->sleep) {
            f->asleep = true;
            f->sleep(f->arg);
        }
    }
    pthread_mutex_unlock(&l->lock);
    return result;
}

/* -- the announcer -- */

static void wake_topic(struct live *l, struct topic *t, int64_t now_us)
{
    int64_t silent_us = (int64_t)l->limits.heartbeat_s * 1000000;

    for (struct live_follower *f = t->followers; f; f = f->after)
        if (f->asleep && (l->stopping || t->changed || now_us - f->sent_us >= silent_us)) {
            f->asleep = false;
            f->wake(f->arg);
        }
    t->changed = false;
}

static void *announce(void *arg)
{
    struct live *l = arg;
    struct timespec until;

    pthread_mutex_lock(&l->lock);
    while (!l->ending) {
        int64_t now_us = clock_monotonic_us();
        l->changed = false;
        for (size_t i = 0; i < l->topic_n; i++)
            wake_topic(l, l->topics[i], now_us);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += TICK_S;
        if (!l->changed && !l->ending)
            pthread_cond_timedwait(&l->some, &l->lock, &until);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

void live_stop(struct live *l)
{
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    for (size_t i = 0; i < l->topic_n; i++)
        wake_topic(l, l->topics[i], 0);
    pthread_mutex_unlock(&l->lock);
}

void live_figures(struct live *l, struct live_figures *out)
{
    pthread_mutex_lock(&l->lock);
    *out = l->figures;
    out->topics = (int)l->topic_n;
    pthread_mutex_unlock(&l->lock);
}

static bool start_thread(struct live *l)
{
    sigset_t all, old;

    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    bool started = pthread_create(&l->thread, NULL, announce, l) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}

static void destroy(struct live *l)
{
    for (size_t i = 0; i < l->topic_n; i++)
        topic_free(l->topics[i]);
    pthread_cond_destroy(&l->some);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

struct live *live_new(const struct live_limits *limits)
{
    struct live *l = calloc(1, sizeof *l);
    pthread_condattr_t monotonic;

    if (!l)
        return NULL;
    l->limits = *limits;
    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l->some, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (start_thread(l))
        return l;
    destroy(l);
    return NULL;
}

void live_free(struct live *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->ending = true;
    pthread_cond_signal(&l->some);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    destroy(l);
}
