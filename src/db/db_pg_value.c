/* Values to and from libpq. See pg_value.h. */
#include "db/pg_value.h"

#include <endian.h>
#include <libpq-fe.h>
#include <string.h>

enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
    OID_NUMERIC = 1700
};

Oid db_pg_type(char type)
{
    switch (type) {
    case 'i':
        return OID_INT8;
    case 'f':
        return OID_FLOAT8;
    case 'b':
        return OID_BYTEA;
    default:
        return OID_TEXT;
    }
}

void db_pg_set(struct pg_parameters *p, int at, const struct db_value *v)
{
    uint64_t bits;

    p->format[at] = 1;
    p->value[at] = NULL;
    p->length[at] = 0;
    switch (v->kind) {
    case DB_NULL:
        return;
    case DB_I64:
    case DB_F64:
        memcpy(&bits, v->kind == DB_I64 ? (const void *)&v->i : (const void *)&v->f, 8);
        p->number[at] = htobe64(bits);
        p->value[at] = (const char *)&p->number[at];
        p->length[at] = 8;
        return;
    case DB_TEXT:
    case DB_BLOB:
        p->value[at] = v->s.p;
        p->length[at] = (int)v->s.n;
        return;
    }
}

static uint64_t big_endian(const unsigned char *p, int n)
{
    uint64_t v = 0;

    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

static bool integer(Oid oid, const unsigned char *p, int n, int64_t *out)
{
    switch (oid) {
    case OID_INT8:
        *out = (int64_t)big_endian(p, 8);
        return n == 8;
    case OID_INT4:
        *out = (int32_t)(uint32_t)big_endian(p, 4);
        return n == 4;
    case OID_INT2:
        *out = (int16_t)(uint16_t)big_endian(p, 2);
        return n == 2;
    case OID_BOOL:
        *out = p[0];
        return n == 1;
    case OID_NUMERIC: /* sum(int8) */
        return db_pg_numeric_i64(p, (size_t)n, out);
    }
    return false;
}

static bool real(Oid oid, const unsigned char *p, int n, double *out)
{
    int64_t whole;

    if (oid == OID_FLOAT8 && n == 8) {
        uint64_t bits = big_endian(p, 8);
        memcpy(out, &bits, 8);
        return true;
    }
    if (oid == OID_FLOAT4 && n == 4) {
        float f;
        uint32_t bits = (uint32_t)big_endian(p, 4);
        memcpy(&f, &bits, 4);
        *out = (double)f;
        return true;
    }
    if (oid == OID_NUMERIC)
        return db_pg_numeric_f64(p, (size_t)n, out);
    if (!integer(oid, p, n, &whole))
        return false;
    *out = (double)whole;
    return true;
}

bool db_pg_column(struct arena *a, const PGresult *r, int row, int at, char type,
                  struct db_value *v)
{
    Oid oid = PQftype(r, at);
    const unsigned char *p = (const unsigned char *)PQgetvalue(r, row, at);
    int n = PQgetlength(r, row, at);

    *v = (struct db_value){.kind = DB_NULL};
    if (PQgetisnull(r, row, at))
        return true;
    if (type == 'i') {
        v->kind = DB_I64;
        return integer(oid, p, n, &v->i);
    }
    if (type == 'f') {
        v->kind = DB_F64;
        return real(oid, p, n, &v->f);
    }
    bool text = oid == OID_TEXT || oid == OID_VARCHAR || oid == OID_NAME || oid == OID_BPCHAR;
    if (type == 't' ? !text : oid != OID_BYTEA)
        return false;
    v->kind = type == 't' ? DB_TEXT : DB_BLOB;
    v->s = (struct str){(const char *)p, (size_t)n};
    if (a) { /* without an arena the bytes stay the result's, for db_each */
        char *to = arena_alloc(a, (size_t)n + 1);
        memcpy(to, p, (size_t)n);
        to[n] = 0;
        v->s.p = to;
    }
    return true;
}
