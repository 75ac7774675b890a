/* Two editions side by side: which articles came, went, changed, and in a changed one which words.
 * See act.h.
 *
 * Articles are matched by their anchors. Within a changed one the words that both begin and end
 * with are taken off, the rest is compared by longest common subsequence where that is affordable;
 * else the middle is shown as taken out and put in. */
#include "act/inside.h"

#define CELLS_MOST  ((size_t)512 * 1024)       /* of one article's table */
#define CELLS_TOTAL ((size_t)24 * 1024 * 1024) /* of a whole comparison */
#define BYTES_TOTAL ((size_t)512 * 1024)       /* of text that is compared word by word */

struct words {
    const struct str *v; /* each with the blanks behind it */
    size_t n;
};

struct work {
    struct arena *a;
    uint16_t *cells; /* one table for all articles */
    size_t left;     /* cells that may still be computed */
    size_t bytes;    /* of text that may still be taken apart */
};

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Behind the word at `at` and the blanks behind it. */
static size_t past_word(struct str s, size_t at)
{
    while (at < s.n && !blank(s.p[at]))
        at++;
    while (at < s.n && blank(s.p[at]))
        at++;
    return at;
}

static struct words words_of(struct arena *a, struct str s)
{
    size_t n = 0, i = 0;

    for (size_t at = 0; at < s.n; at = past_word(s, at))
        n++;
    struct str *v = arena_array(a, struct str, n);
    for (size_t at = 0; at < s.n; i++) {
        size_t end = past_word(s, at);
        v[i] = str_sub(s, at, end - at);
        at = end;
    }
    return (struct words){v, n};
}

static bool same(struct str x, struct str y)
{
    return str_eq(str_trim(x), str_trim(y));
}

struct pieces {
    struct arena *a;
    struct act_piece *v;
    size_t n, room;
};

/* Neighbours of one kind lie side by side in their text, so they grow into one piece. */
static void put(struct pieces *p, enum act_piece_kind kind, struct str text)
{
    if (p->n && p->v[p->n - 1].kind == kind &&
        p->v[p->n - 1].text.p + p->v[p->n - 1].text.n == text.p) {
        p->v[p->n - 1].text.n += text.n;
        return;
    }
    if (p->n == p->room) {
        p->v = arena_grow(p->a, p->v, p->room * sizeof *p->v, 2 * p->room * sizeof *p->v);
        p->room *= 2;
    }
    p->v[p->n++] = (struct act_piece){kind, text};
}

static void whole(struct pieces *p, const struct words *x, const struct words *y)
{
    for (size_t i = 0; i < x->n; i++)
        put(p, ACT_OUT, x->v[i]);
    for (size_t i = 0; i < y->n; i++)
        put(p, ACT_IN, y->v[i]);
}

static void subsequence(struct work *w, struct pieces *p, const struct words *x,
                        const struct words *y)
{
    size_t wide = y->n + 1, i, j;
    uint16_t *c = w->cells;

    for (j = 0; j <= y->n; j++)
        c[x->n * wide + j] = 0;
    for (i = x->n; i-- > 0;) {
        c[i * wide + y->n] = 0;
        for (j = y->n; j-- > 0;) {
            uint16_t down = c[(i + 1) * wide + j], right = c[i * wide + j + 1];
            c[i * wide + j] = same(x->v[i], y->v[j]) ? (uint16_t)(c[(i + 1) * wide + j + 1] + 1)
                              : down > right         ? down
                                                     : right;
        }
    }
    for (i = 0, j = 0; i < x->n || j < y->n;) {
        if (i < x->n && j < y->n && same(x->v[i], y->v[j])) {
            put(p, ACT_BOTH, y->v[j]);
            i++;
            j++;
        } else if (i < x->n && (j == y->n || c[(i + 1) * wide + j] >= c[i * wide + j + 1])) {
            put(p, ACT_OUT, x->v[i++]);
        } else {
            put(p, ACT_IN, y->v[j++]);
        }
    }
}

static struct act_pieces pieces_of(struct work *w, struct str before, struct str after)
{
    struct pieces p = {w->a, arena_array(w->a, struct act_piece, 4), 0, 4};
    size_t head = 0, tail = 0;

    if (before.n + after.n > w->bytes || !before.n || !after.n) {
        if (before.n)
            put(&p, ACT_OUT, before);
        if (after.n)
            put(&p, ACT_IN, after);
        return (struct act_pieces){p.v, p.n};
    }
    w->bytes -= before.n + after.n;
    struct words x = words_of(w->a, before), y = words_of(w->a, after);
    while (head < x.n && head < y.n && same(x.v[head], y.v[head]))
        put(&p, ACT_BOTH, y.v[head++]);
    while (tail < x.n - head && tail < y.n - head && same(x.v[x.n - 1 - tail], y.v[y.n - 1 - tail]))
        tail++;
    struct words mx = {x.v + head, x.n - head - tail}, my = {y.v + head, y.n - head - tail};
    size_t cells = (mx.n + 1) * (my.n + 1);
    if (mx.n < UINT16_MAX && my.n < UINT16_MAX && cells <= CELLS_MOST && cells <= w->left) {
        w->left -= cells;
        if (!w->cells)
            w->cells = arena_array(w->a, uint16_t, CELLS_MOST);
        subsequence(w, &p, &mx, &my);
    } else {
        whole(&p, &mx, &my);
    }
    for (size_t i = y.n - tail; i < y.n; i++)
        put(&p, ACT_BOTH, y.v[i]);
    return (struct act_pieces){p.v, p.n};
}

static struct act_difference difference(struct work *w, enum act_change change,
                                        const struct act_article *before,
                                        const struct act_article *after)
{
    const struct act_article *shown = after ? after : before;
    struct act_difference d = {change, shown->anchor, shown->heading, {NULL, 0}};
    struct str was = before ? before->words : STR(""), now = after ? after->words : STR("");

    if (change == ACT_CHANGED && !str_eq(before->heading, after->heading)) {
        was = str_fmt(w->a, "%.*s\n%.*s", STR_F(before->heading), STR_F(was));
        now = str_fmt(w->a, "%.*s\n%.*s", STR_F(after->heading), STR_F(now));
    }
    if (change != ACT_SAME)
        d.pieces = pieces_of(w, was, now);
    return d;
}

static bool alike(const struct act_article *x, const struct act_article *y)
{
    return str_eq(x->heading, y->heading) && str_eq(x->words, y->words);
}

/* Index of the unit with this anchor, the count where there is none. */
static size_t place_of(const struct act_articles *units, struct str anchor, size_t hint)
{
    for (size_t i = 0; i < units->n; i++) {
        size_t at = (hint + i) % units->n;
        if (str_eq(units->v[at].anchor, anchor))
            return at;
    }
    return units->n;
}

void act_compare(struct arena *a, struct str before, struct str after, struct act_comparison *out)
{
    struct work w = {.a = a, .left = CELLS_TOTAL, .bytes = BYTES_TOTAL};
    struct act_comparison all = {0};
    struct act_articles x, y;
    size_t next = 0, n = 0;

    act_articles_of(a, before, &x);
    act_articles_of(a, after, &y);
    struct act_difference *v = arena_array(a, struct act_difference, x.n + y.n);
    for (size_t j = 0; j < y.n; j++) {
        size_t at = place_of(&x, y.v[j].anchor, next);
        /* What went is told where it stood: before what took its place. */
        for (; next < x.n && (at == x.n || next < at); next++) {
            bool gone = place_of(&y, x.v[next].anchor, j) == y.n;
            if (gone)
                v[n++] = difference(&w, ACT_REMOVED, &x.v[next], NULL);
            else if (at == x.n)
                break;
        }
        enum act_change change = at == x.n                  ? ACT_ADDED
                                 : alike(&x.v[at], &y.v[j]) ? ACT_SAME
                                                            : ACT_CHANGED;
        v[n++] = difference(&w, change, at < x.n ? &x.v[at] : NULL, &y.v[j]);
        if (at < x.n && at >= next)
            next = at + 1;
    }
    for (; next < x.n; next++)
        if (place_of(&y, x.v[next].anchor, next) == y.n)
            v[n++] = difference(&w, ACT_REMOVED, &x.v[next], NULL);
    for (size_t i = 0; i < n; i++) {
        all.same += v[i].change == ACT_SAME;
        all.added += v[i].change == ACT_ADDED;
        all.removed += v[i].change == ACT_REMOVED;
        all.changed += v[i].change == ACT_CHANGED;
    }
    all.v = v;
    all.n = n;
    *out = all;
}
