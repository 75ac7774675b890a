/* What every capability brings: its routes and its statements, one line a module. */
#ifndef ASHAR_APP_TABLES_H
#define ASHAR_APP_TABLES_H

#include "db/db.h"
#include "web/request.h"

extern const struct route *const app_route_tables[];
extern const size_t app_route_table_count;

/* Every statement of the program: for the tests and `ashar doctor`. */
struct query_table {
    const char *module;
    const struct db_query *const *queries;
    const size_t *count;
};
extern const struct query_table app_query_tables[];
extern const size_t app_query_table_count;

#endif
