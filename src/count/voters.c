/* Voter ids seen so far. See inside.h.
 *
 * Most files number their voters upwards: then only the last number is compared. The first id that
 * does not rise moves all numbers into a hash set; ids that are no plain numbers go into one of
 * texts. Both sets are exact: equal ids are found, others never. */
#include "count/inside.h"

#include <stdlib.h>

static uint64_t text_hash(struct str s)
{
    uint64_t h = 0x9AE16A3B2F90404Fu;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 31);
}

static enum err seen_put(struct voters_seen *s, struct str id, bool *twice)
{
    if (s->used * 2 >= s->mask) {
        size_t size = s->slot ? (s->mask + 1) * 2 : 4096;
        struct str *slot = calloc(size, sizeof *slot);
        if (!slot)
            return ERR_NOMEM;
        for (size_t i = 0; s->slot && i <= s->mask; i++)
            if (s->slot[i].p) {
                size_t at = text_hash(s->slot[i]) & (size - 1);
                while (slot[at].p)
                    at = (at + 1) & (size - 1);
                slot[at] = s->slot[i];
            }
        free(s->slot);
        s->slot = slot;
        s->mask = size - 1;
    }
    size_t at = text_hash(id) & s->mask;
    for (; s->slot[at].p; at = (at + 1) & s->mask)
        if (str_eq(s->slot[at], id)) {
            *twice = true;
            return OK;
        }
    s->slot[at] = str_dup(&s->texts, id);
    s->used++;
    *twice = false;
    return OK;
}

/* Plain numbers without leading zero, so that equal numbers are equal texts. */
static bool plain_number(struct str id, uint64_t *out)
{
    uint64_t v = 0;
    if (!id.n || id.n > 18 || (id.p[0] == '0' && id.n > 1))
        return false;
    for (size_t i = 0; i < id.n; i++) {
        unsigned d = (unsigned)(unsigned char)id.p[i] - '0';
        if (d > 9)
            return false;
        v = v * 10 + d;
    }
    *out = v;
    return true;
}

static bool number_put(uint64_t *slot, size_t mask, uint64_t id)
{
    size_t at = (size_t)((id * 0x9E3779B97F4A7C15u) >> 20) & mask;
    while (slot[at] && slot[at] != id + 1)
        at = (at + 1) & mask;
    bool twice = slot[at] != 0;
    slot[at] = id + 1;
    return twice;
}

static enum err seen_number(struct voters_seen *s, uint64_t id, bool *twice)
{
    if (s->numbers_used * 2 >= s->number_mask) {
        size_t size = s->number_slot ? (s->number_mask + 1) * 2 : 16384;
        uint64_t *slot = calloc(size, sizeof *slot);
        if (!slot)
            return ERR_NOMEM;
        memory_expect(slot, size * sizeof *slot);
        for (size_t i = 0; s->number_slot && i <= s->number_mask; i++)
            if (s->number_slot[i])
                number_put(slot, size - 1, s->number_slot[i] - 1);
        free(s->number_slot);
        s->number_slot = slot;
        s->number_mask = size - 1;
    }
    *twice = number_put(s->number_slot, s->number_mask, id);
    s->numbers_used += !*twice;
    return OK;
}

static enum err seen_spill(struct voters_seen *s)
{
    bool twice;
    s->rising = false;
    for (size_t i = 0; i < s->numbers.n; i++)
        TRY(seen_number(s, ((uint64_t *)s->numbers.p)[i], &twice));
    vec_free(&s->numbers);
    return OK;
}

void voters_init(struct voters_seen *s)
{
    *s = (struct voters_seen){.rising = true};
    arena_init(&s->texts, (size_t)1 << 34);
}

void voters_free(struct voters_seen *s)
{
    vec_free(&s->numbers);
    free(s->slot);
    free(s->number_slot);
    arena_free(&s->texts);
}

enum err voters_see(struct voters_seen *s, struct str id, bool *twice)
{
    uint64_t v;
    bool number = plain_number(id, &v);

    *twice = false;
    if (!id.n)
        return OK; /* secret ballots have no voter */
    if (number && s->rising && (!s->numbers.n || v > s->last)) {
        TRY(vec_room(&s->numbers, 1, sizeof v));
        ((uint64_t *)s->numbers.p)[s->numbers.n++] = v;
        s->last = v;
        return OK;
    }
    if (s->rising)
        TRY(seen_spill(s));
    return number ? seen_number(s, v, twice) : seen_put(s, id, twice);
}
