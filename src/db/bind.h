/* Values into and out of statements: what the C that tools/sqlc generates stands on. Nobody else
 * needs it.
 *
 * Invariant: a column that does not hold what `-- out:` declares (NULL for a plain i64, text for a
 * number) is ERR_BUG and logged with query, row and column: the declaration or the statement is
 * wrong, and guessing a 0 would hide it. */
#ifndef ASHAR_DB_BIND_H
#define ASHAR_DB_BIND_H

#include "base/log.h"
#include "db/db.h"

static inline struct db_value bind_i64(int64_t v)
{
    return (struct db_value){.kind = DB_I64, .i = v};
}

static inline struct db_value bind_opt_i64(struct opt_i64 v)
{
    return v.has ? bind_i64(v.v) : (struct db_value){.kind = DB_NULL};
}

static inline struct db_value bind_f64(double v)
{
    return (struct db_value){.kind = DB_F64, .f = v};
}

static inline struct db_value bind_bool(bool v)
{
    return bind_i64(v ? 1 : 0);
}

static inline struct db_value bind_day(day_t v)
{
    return v == DAY_NONE ? (struct db_value){.kind = DB_NULL} : bind_i64(v);
}

static inline struct db_value bind_text(struct str s)
{
    return (struct db_value){.kind = s.p ? DB_TEXT : DB_NULL, .s = s};
}

static inline struct db_value bind_blob(struct str s)
{
    return (struct db_value){.kind = s.p ? DB_BLOB : DB_NULL, .s = s};
}

static inline bool take_i64(const struct db_value *v, int64_t *out)
{
    *out = v->i;
    return v->kind == DB_I64;
}

static inline bool take_opt_i64(const struct db_value *v, struct opt_i64 *out)
{
    *out = v->kind == DB_I64 ? SOME(v->i) : NONE_I64;
    return v->kind == DB_I64 || v->kind == DB_NULL;
}

static inline bool take_f64(const struct db_value *v, double *out)
{
    *out = v->kind == DB_I64 ? (double)v->i : v->f; /* SQLite stores 3.0 as 3 */
    return v->kind == DB_F64 || v->kind == DB_I64;
}

static inline bool take_bool(const struct db_value *v, bool *out)
{
    *out = v->i != 0;
    return v->kind == DB_I64;
}

static inline bool take_day(const struct db_value *v, day_t *out)
{
    *out = v->kind == DB_I64 ? (day_t)v->i : DAY_NONE;
    return v->kind == DB_NULL || (v->kind == DB_I64 && v->i > INT32_MIN && v->i <= INT32_MAX);
}

static inline bool take_text(const struct db_value *v, struct str *out)
{
    *out = v->kind == DB_TEXT ? v->s : STR_NONE;
    return v->kind == DB_TEXT || v->kind == DB_NULL;
}

static inline bool take_blob(const struct db_value *v, struct str *out)
{
    *out = v->kind == DB_BLOB || v->kind == DB_TEXT ? v->s : STR_NONE;
    return v->kind != DB_I64 && v->kind != DB_F64;
}

static inline enum err bind_mismatch(const struct db_query *q, size_t row, size_t col)
{
    log_line(LOG_ERROR, "sql column", "%s: row %zu, column %zu does not hold what -- out: declares",
             q->name, row + 1, col + 1);
    return ERR_BUG;
}

#endif
