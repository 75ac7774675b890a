/* See vec.h. */
#include "count/vec.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum err vec_grow(struct vec *v, size_t more, size_t width)
{
    size_t size = v->size + v->size / 2 + 64;
    if (size < v->n + more)
        size = v->n + more;
    if (size > SIZE_MAX / 2 / width)
        return ERR_NOMEM;
    void *p = realloc(v->p, size * width);
    if (!p)
        return ERR_NOMEM;
    memory_expect((char *)p + v->n * width, (size - v->n) * width);
    v->p = p;
    v->size = size;
    return OK;
}

void memory_expect(void *p, size_t bytes)
{
#ifdef MADV_POPULATE_WRITE
    uintptr_t from = ((uintptr_t)p + 4095) & ~(uintptr_t)4095,
              to = ((uintptr_t)p + bytes) & ~(uintptr_t)4095;
    if (p && to > from + 16 * 4096)
        (void)madvise((void *)from, to - from, MADV_POPULATE_WRITE);
#else
    (void)p, (void)bytes;
#endif
}

void vec_free(struct vec *v)
{
    free(v->p);
    *v = (struct vec){0};
}
