/* The ids listed in a vote field, to projects. See inside.h.
 *
 * Nearly all that a big file holds are short ids between commas, so commas are found 64 bytes at a
 * time, and an id of up to SHORT_ID bytes is one number (its bytes and, on top, its length) looked
 * up in a table of its own. That number is unequal for unequal ids; what it does not find (long
 * ids, blanks around an id, strangers) is trimmed and looked up by its text. */
#include "count/inside.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define SHORT_ID 7
#define BLOCK    64
_Static_assert(LINES_PADDING >= BLOCK, "a block may reach behind the field");

/* Bit i: p[i] is a comma. */
static inline uint64_t commas(const char *p)
{
    uint64_t m = 0;
#ifdef __SSE2__
    const __m128i comma = _mm_set1_epi8(',');
    for (unsigned i = 0; i < BLOCK; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        m |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, comma)) << i;
    }
#else
    for (unsigned i = 0; i < BLOCK; i++)
        m |= (uint64_t)(p[i] == ',') << i;
#endif
    return m;
}

/* The key of an id of 1 to SHORT_ID bytes; 8 bytes at p can be read. */
static inline uint64_t key_of(const char *p, size_t n)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return (x & ~(UINT64_MAX << (8 * n & 63))) | (uint64_t)n << 56;
}

static inline size_t place_of(const struct choices *c, uint64_t key)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> c->shift);
}

/* The slot of a short id, or a free one. */
static inline struct choice *slot_of(const struct choices *c, uint64_t key)
{
    size_t at = place_of(c, key);
    while (c->slot[at].key != key && c->slot[at].key)
        at = (at + 1) & c->mask;
    return &c->slot[at];
}

enum err choices_init(struct choices *c, const struct ids *ids, uint32_t projects)
{
    char text[sizeof(uint64_t)] = {0};
    size_t size = 64;
    unsigned bits = 6;

    for (; size < (size_t)projects * 8; size *= 2)
        bits++;
    *c = (struct choices){.ids = ids, .mask = size - 1, .shift = 64 - bits};
    c->slot = calloc(size, sizeof *c->slot);
    c->other = calloc(projects + 1u, sizeof *c->other);
    if (!c->slot || !c->other)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < projects; i++) {
        struct str id = ids->project[i].id;
        c->other[i].project = i;
        if (id.n > SHORT_ID)
            continue;
        memcpy(text, id.p, id.n);
        uint64_t key = key_of(text, id.n);
        *slot_of(c, key) = (struct choice){.key = key, .project = i};
    }
    return OK;
}

void choices_free(struct choices *c)
{
    free(c->slot);
    free(c->other);
    *c = (struct choices){0};
}

static struct choice *look_up(struct choices *c, struct str id)
{
    if (id.n <= SHORT_ID) {
        struct choice *x = slot_of(c, key_of(id.p, id.n));
        return x->key ? x : NULL;
    }
    uint32_t i = ids_find(c->ids, id);
    return i == NONE ? NULL : &c->other[i];
}

/* What was not found at once, or is listed again. NULL: nothing to keep; *refused counts those that
 * are no mere blanks. */
static __attribute__((noinline)) struct choice *odd_one(struct choices *c, const char *p, size_t n,
                                                        size_t *refused)
{
    struct str id = blanks_off((struct str){p, n});
    struct choice *x = id.n ? look_up(c, id) : NULL;

    if (!id.n || (x && x->ballot != c->ballot))
        return x;
    ++*refused;
    c->odd(c->odd_to, x ? x->project : NONE, id);
    return NULL;
}

size_t choices_take(struct choices *c, struct str vote, uint32_t *item, size_t *listed)
{
    uint32_t *next = item;
    size_t begin = 0, refused = 0;

    c->ballot++;
    for (size_t at = 0; at <= vote.n && vote.n; at += BLOCK) {
        uint64_t ends = commas(vote.p + at);
        if (vote.n - at < BLOCK) { /* the end of the field ends an id as well */
            uint64_t last = (uint64_t)1 << (vote.n - at);
            ends = (ends & (last - 1)) | last;
        }
        for (; ends; ends &= ends - 1) {
            size_t end = at + (unsigned)__builtin_ctzll(ends), n = end - begin;
            const char *p = vote.p + begin;
            struct choice *x = n - 1 < SHORT_ID ? slot_of(c, key_of(p, n)) : NULL;

            begin = end + 1;
            if ((!x || !x->key || x->ballot == c->ballot) && !(x = odd_one(c, p, n, &refused)))
                continue;
            x->ballot = c->ballot;
            x->count++;
            *next++ = x->project;
        }
    }
    *listed = (size_t)(next - item) + refused;
    return (size_t)(next - item);
}

void choices_count(const struct choices *c, struct count_project *project, uint32_t projects)
{
    for (uint32_t i = 0; i < projects; i++)
        project[i].supporters = c->other[i].count;
    for (size_t i = 0; i <= c->mask; i++)
        if (c->slot[i].key)
            project[c->slot[i].project].supporters += c->slot[i].count;
}
