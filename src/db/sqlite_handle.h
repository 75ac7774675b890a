/* The SQLite handle of a connection, for what only SQLite has (full-text tokenizers). NULL on
 * PostgreSQL. */
#ifndef ASHAR_DB_SQLITE_HANDLE_H
#define ASHAR_DB_SQLITE_HANDLE_H

struct db;
struct sqlite3;

struct sqlite3 *db_sqlite_handle(struct db *db);

#endif
