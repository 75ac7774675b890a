/* What both engines stand on: the text of an error, slots of prepared statements, rows under
 * collection. See driver.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"

void db_set_error(struct db *db, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(db->error, sizeof db->error, fmt, ap);
    va_end(ap);
    for (size_t n = strlen(db->error); n && db->error[n - 1] == '\n'; n--)
        db->error[n - 1] = 0;
}

enum err db_check_later(struct db *db, const struct db_query *q, int64_t changed)
{
    if (q->later <= 0 || changed == q->later)
        return OK;
    db_set_error(db, "%s: changed %lld rows, not %d", q->name, (long long)changed, q->later);
    return ERR_BUG;
}

static size_t slot_index(const struct db *db, const struct db_query *q)
{
    size_t at = ((uintptr_t)q >> 4) * 0x9E3779B97F4A7C15u >> 32 & (db->slot_size - 1);

    while (db->slots[at].q && db->slots[at].q != q)
        at = (at + 1) & (db->slot_size - 1);
    return at;
}

static bool slots_grow(struct db *db)
{
    struct db_slot *old = db->slots;
    size_t old_size = db->slot_size, size = old_size ? old_size * 2 : 64;
    struct db_slot *slots = calloc(size, sizeof *slots);

    if (!slots)
        return false;
    db->slots = slots;
    db->slot_size = size;
    for (size_t i = 0; i < old_size; i++)
        if (old[i].q)
            slots[slot_index(db, old[i].q)] = old[i];
    free(old);
    return true;
}

struct db_slot *db_slot_of(struct db *db, const struct db_query *q)
{
    if (db->slot_count * 2 >= db->slot_size && !slots_grow(db))
        return NULL;
    struct db_slot *s = &db->slots[slot_index(db, q)];
    if (!s->q) {
        *s = (struct db_slot){.q = q};
        db->slot_count++;
    }
    return s;
}

bool db_slot_is_prepared(const struct db *db, const struct db_query *q)
{
    return db->slot_size > 0 && db->slots[slot_index(db, q)].stmt != NULL;
}

void db_slots_forget(struct db *db)
{
    if (db->slots)
        memset(db->slots, 0, db->slot_size * sizeof *db->slots);
    db->slot_count = 0;
}

/* A connection keeps at most this many values of scratch (40 bytes each) once a large result is
 * through. */
#define SCRATCH_KEPT 8192

struct db_value *db_scratch_row(struct db *db, size_t cols)
{
    if (db->scratch_size - db->scratch_used < cols) {
        size_t size = db->scratch_size ? db->scratch_size * 2 : 256;
        while (size - db->scratch_used < cols)
            size *= 2;
        struct db_value *p = realloc(db->scratch, size * sizeof *p);
        if (!p)
            return NULL;
        db->scratch = p;
        db->scratch_size = size;
    }
    struct db_value *row = db->scratch + db->scratch_used;
    db->scratch_used += cols;
    return row;
}

void db_scratch_take(struct db *db, struct arena *a, size_t cols, int64_t changed,
                     struct db_result *out)
{
    size_t n = db->scratch_used;
    struct db_value *v = arena_alloc(a, n * sizeof *v);

    if (n)
        memcpy(v, db->scratch, n * sizeof *v);
    db->scratch_used = 0;
    if (db->scratch_size > SCRATCH_KEPT) {
        free(db->scratch);
        db->scratch = NULL;
        db->scratch_size = 0;
    }
    *out =
        (struct db_result){.rows = cols ? n / cols : 0, .cols = cols, .v = v, .changed = changed};
}

void db_base_free(struct db *db)
{
    arena_free(&db->notes);
    arena_free(&db->settling);
    free(db->owed);
    free(db->slots);
    free(db->scratch);
}
