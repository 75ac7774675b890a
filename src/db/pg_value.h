/* Values to and from libpq, in binary form. Inside of src/db. */
#ifndef ASHAR_DB_PG_VALUE_H
#define ASHAR_DB_PG_VALUE_H

#include "db/driver.h"

struct pg_conn;   /* libpq's PGconn */
struct pg_result; /* libpq's PGresult */

struct pg_parameters {
    const char *value[DB_PARAMS_MOST];
    int length[DB_PARAMS_MOST], format[DB_PARAMS_MOST];
    uint64_t number[DB_PARAMS_MOST];
};

/* The type that a letter of db_query.in_types states to the server. */
unsigned db_pg_type(char letter);
/* Parameter `at` (0-based); bytes stay the value's. */
void db_pg_set(struct pg_parameters *p, int at, const struct db_value *v);
/* A column of a result, of the declared type; false: it is of another. Without an arena the bytes
 * stay the result's. */
bool db_pg_column(struct arena *a, const struct pg_result *r, int row, int at, char type,
                  struct db_value *v);

/* A connection with the program's deadlines. A writer's is to the primary of several hosts. */
struct pg_conn *db_pg_connect(const char *url, enum db_role role);

#endif
