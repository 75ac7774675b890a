/* What tables a database has, told in the same words for both engines. Inside of src/db: backup,
 * restore, the tests' digest.
 *
 * Ordinary tables only: virtual, shadow and generated things are made again by whoever owns them.
 * The bookkeeping of the database itself (schema_migration, write_mark) is left out. */
#ifndef ASHAR_DB_TABLES_H
#define ASHAR_DB_TABLES_H

#include "db/db.h"

struct db_column {
    struct str name;
    char type;     /* i f t b, as in db_query */
    bool key;      /* part of the primary key */
    bool identity; /* PostgreSQL: numbers itself */
};

struct db_table {
    struct str name;
    const struct db_column *columns; /* ordered by name */
    size_t column_count;
};

struct db_tables {
    const struct db_table *v; /* ordered by name, bytewise */
    size_t n;
};

MUST_USE enum err db_tables_of(struct db *db, struct arena *a, struct db_tables *out);

/* "select c1, c2 … from t order by <primary key>", "insert into t (c1, …) values (?1, …)": in the
 * arena, as must be the connection's whole life. ERR_BUG above DB_PARAMS_MOST columns. */
MUST_USE enum err db_table_select(struct db *db, struct arena *a, const struct db_table *t,
                                  const struct db_query **out);
MUST_USE enum err db_table_insert(struct db *db, struct arena *a, const struct db_table *t,
                                  const struct db_query **out);
/* The name between double quotes. Names come from the database's own catalogue. */
struct str db_quoted(struct arena *a, struct str name);

#endif
