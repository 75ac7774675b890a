/* Growing arrays on the heap, and the kernel's advice about large ones. Private to count.
 *
 * An array of zeroes is empty and valid. What cannot grow gives ERR_NOMEM and stays as it was. */
#ifndef ASHAR_COUNT_VEC_H
#define ASHAR_COUNT_VEC_H

#include <stddef.h>

#include "base/err.h"

struct vec {
    void *p;
    size_t n, size; /* elements used, elements there is room for */
};
MUST_USE enum err vec_grow(struct vec *v, size_t more, size_t width);
/* Room for `more` further elements of `width` bytes. */
MUST_USE static inline enum err vec_room(struct vec *v, size_t more, size_t width)
{
    return v->size - v->n >= more ? OK : vec_grow(v, more, width);
}
void vec_free(struct vec *v);
/* Asks the kernel for the pages of a large piece at once: it is about to be written whole, and a
 * fault each costs more than most of what is done here. Only advice. */
void memory_expect(void *p, size_t bytes);

#endif
