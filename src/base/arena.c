/* Arena. See arena.h. Blocks double up to 256 KiB; an object larger than a block gets its own. */
#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena_defer {
    struct arena_defer *next;
    void (*fn)(void *);
    void *arg;
};

#define BLOCK_FIRST (8 * KIB)
#define BLOCK_MOST  (256 * KIB)

/* `fail_at` is compared at each allocation and nothing else: the other two seams move it on. */
static _Thread_local long fail_at, allocations;
static _Thread_local bool fail_on; /* from fail_at on, all fail */
static _Thread_local void (*watch)(void);

static void seam(long n, bool on, void (*fn)(void))
{
    fail_at = n;
    fail_on = on;
    watch = fn;
    allocations = 0;
}

void arena_fail_at(long n)
{
    seam(n, false, NULL);
}

void arena_fail_from(long n)
{
    seam(n, true, NULL);
}

void arena_watch(void (*fn)(void))
{
    seam(fn ? 1 : 0, false, fn);
}

long arena_allocations(void)
{
    return allocations;
}

static _Thread_local jmp_buf *landing;

jmp_buf *arena_landing(jmp_buf *pad)
{
    jmp_buf *before = landing;

    landing = pad;
    return before;
}

static _Noreturn void exhausted(struct arena *a, size_t size)
{
    if (a->pad)
        longjmp(*a->pad, 1);
    if (landing) { /* the function whose scratch this is will not go on */
        arena_free(a);
        longjmp(*landing, 1);
    }
    fprintf(stderr, "ashar: out of memory (%zu bytes asked, %zu of %zu used)\n", size, a->used,
            a->cap);
    exit(70);
}

/* The allocation that the seam waits for. */
static void reached(struct arena *a, size_t size)
{
    if (fail_on || watch)
        fail_at++;
    if (watch)
        watch();
    else
        exhausted(a, size);
}

void arena_init(struct arena *a, size_t cap)
{
    *a = (struct arena){.cap = cap};
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct arena_defer *d = a->deferred;
        a->deferred = d->next;
        if (d->fn)
            d->fn(d->arg);
    }
}

void arena_free(struct arena *a)
{
    run_deferred(a);
    while (a->head) {
        struct arena_block *b = a->head;
        a->head = b->next;
        free(b);
    }
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    run_deferred(a);
    if (!a->head)
        return;
    struct arena_block *keep = a->head;
    while (keep->next) {
        struct arena_block *b = keep->next;
        keep->next = b->next;
        free(b);
    }
    keep->used = 0;
    a->used = keep->size;
}

static struct arena_block *add_block(struct arena *a, size_t size)
{
    size_t want = a->head ? a->head->size * 2 : BLOCK_FIRST;
    if (want > BLOCK_MOST)
        want = BLOCK_MOST;
    if (want < size)
        want = size;
    if (a->cap - a->used < want)
        want = size; /* near the cap: take only what is needed */
    if (want > a->cap - a->used)
        exhausted(a, size);
    struct arena_block *b = malloc(sizeof *b + want);
    if (!b)
        exhausted(a, size);
    *b = (struct arena_block){.next = a->head, .size = want};
    a->head = b;
    a->used += want;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);

    if (++allocations == fail_at)
        reached(a, size);
    if (size > SIZE_MAX / 2)
        exhausted(a, size);
    size = (size + align - 1) & ~(align - 1);
    struct arena_block *b = a->head;
    if (!b || b->size - b->used < size)
        b = add_block(a, size);
    void *p = b->bytes + b->used;
    b->used += size;
    return p;
}

enum err arena_try(struct arena *a, enum err (*fn)(struct arena *a, void *arg), void *arg)
{
    jmp_buf pad;
    jmp_buf *outer = a->pad, *before = arena_landing(&pad);
    enum err e = ERR_NOMEM;

    if (setjmp(pad) == 0) {
        a->pad = &pad;
        e = fn(a, arg);
    }
    a->pad = outer;
    landing = before;
    return e;
}

void arena_jump(void)
{
    struct arena none = {0};

    exhausted(&none, 0);
}

void *arena_zalloc(struct arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 2 / size)
        exhausted(a, n);
    void *p = arena_alloc(a, n * size);
    memset(p, 0, n * size);
    return p;
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
    const size_t align = _Alignof(max_align_t);
    size_t rounded = (old_size + align - 1) & ~(align - 1);
    struct arena_block *b = a->head;

    if (new_size <= old_size && old)
        return old;
    if (old && b && new_size < SIZE_MAX / 2 &&
        (unsigned char *)old + rounded == b->bytes + b->used &&
        b->size - b->used >= new_size - rounded + align) {
        if (++allocations == fail_at)
            reached(a, new_size);
        b->used += ((new_size + align - 1) & ~(align - 1)) - rounded;
        return old;
    }
    void *p = arena_alloc(a, new_size);
    if (old_size)
        memcpy(p, old, old_size);
    return p;
}

struct arena_defer *arena_defer_reserve(struct arena *a)
{
    struct arena_defer *d = arena_new(a, struct arena_defer);
    d->next = a->deferred;
    a->deferred = d;
    return d;
}

void arena_defer_set(struct arena_defer *d, void (*fn)(void *), void *arg)
{
    d->fn = fn;
    d->arg = arg;
}
