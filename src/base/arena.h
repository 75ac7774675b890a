/* Memory with one lifetime: a request, a command, a test.
 *
 * Purpose: everything a request allocates dies with it, at once, on every path.
 * Invariants: arena_alloc never returns NULL. When the cap or the machine is exhausted it jumps to
 * the landing pad (the dispatcher's, giving 503). An arena without one, as functions have for
 * scratch, is freed first and then jumps to the thread's pad, that of the innermost arena_try;
 * where there is none either, it prints and exits with 70: for commands and tools. Deferred
 * functions run last-in-first-out on arena_free and arena_reset. Non-goals: freeing single objects,
 * sharing between threads. */
#ifndef ASHAR_BASE_ARENA_H
#define ASHAR_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena_block;
struct arena_defer;

struct arena {
    struct arena_block *head;
    struct arena_defer *deferred;
    size_t used;  /* bytes taken from the system so far */
    size_t cap;   /* most bytes this arena may take */
    jmp_buf *pad; /* where exhaustion lands; NULL: exit(70) */
};

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

/* `cap` in bytes. Allocates nothing yet. */
void arena_init(struct arena *a, size_t cap);

/* Runs the deferred functions, gives all memory back; the arena can be used again. */
void arena_free(struct arena *a);

/* As arena_free, but keeps one block, so that a worker's next request needs no malloc. */
void arena_reset(struct arena *a);

/* `size` bytes aligned for any type, not cleared. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));

/* n objects of `size` bytes, zeroed; overflow of the product counts as exhaustion. */
void *arena_zalloc(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull, malloc));

#define arena_new(a, type)      ((type *)arena_zalloc((a), 1, sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_zalloc((a), (n), sizeof(type)))

/* Runs fn on a landing pad of its own: ERR_NOMEM where the arena is exhausted, which is then for
 * the caller to empty. For threads and jobs that must not end the program. */
MUST_USE enum err arena_try(struct arena *a, enum err (*fn)(struct arena *a, void *arg), void *arg);

/* For code that calls back between acquiring and releasing: sets the thread's pad, gives the one
 * before (NULL: none), which is to be set again. arena_jump goes on to it. */
jmp_buf *arena_landing(jmp_buf *pad);
_Noreturn void arena_jump(void);

/* Grows the last-made or any array: copies `old_size` bytes into a new piece unless it can grow in
 * place. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
    __attribute__((returns_nonnull));

/* Reserve the slot *before* acquiring, or the jump leaks what was acquired:
 *     struct arena_defer *d = arena_defer_reserve(a);
 *     fd = open(...);
 *     arena_defer_set(d, close_fd, ptr);                                         */
struct arena_defer *arena_defer_reserve(struct arena *a) __attribute__((returns_nonnull));
void arena_defer_set(struct arena_defer *d, void (*fn)(void *), void *arg);

/* Test seam: the n-th allocation from now on (1 = next) of this thread is treated as exhausted; 0
 * turns it off. */
void arena_fail_at(long n);
/* The same of every allocation from the n-th on: a machine whose memory stays exhausted. */
void arena_fail_from(long n);
/* `fn` is called at each allocation from now on of this thread, none fails; NULL turns it off. It
 * must not allocate. */
void arena_watch(void (*fn)(void));
/* How many allocations this thread has made since one of the three above was last called. */
long arena_allocations(void);

#endif
