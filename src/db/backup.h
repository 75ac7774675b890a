/* Backup and restore: one file format for both engines, so that a backup of either restores into
 * either.
 *
 * Taken online, from one snapshot; every row of every ordinary table. The file carries the SHA-256
 * of itself at its end, which is checked before a restore touches anything. It is written under
 * another name, flushed, and only then given its own.
 *
 * The format. Numbers are big-endian; `str` is u32 length and bytes.
 *     "ASHAR-BACKUP 1\n"
 *     'H' u64 unix seconds · u32 count of migrations, each: u32 number, str name
 *     'T' str table · u16 count of columns, each: str name, u8 type ('i' 'f' 't' 'b')
 *     'R' a row, column by column: u8 0 null | 1 i64 | 2 f64 as its IEEE 754 bits | 3 text | 4
 * blob, both u32 length and bytes 'E' u64 rows of the table (T R* E for each table) 'Z' and the 32
 * bytes of SHA-256 over everything before them, 'Z' included; then the file ends Rejected: the
 * engines' own (SQLite's backup API, pg_dump), which restore into their own engine only. */
#ifndef ASHAR_DB_BACKUP_H
#define ASHAR_DB_BACKUP_H

#include "db/migrate.h"

enum backup_fault {
    BACKUP_DONE = 0,
    BACKUP_EXISTS,    /* a file of that name is there: never overwritten */
    BACKUP_CANNOT,    /* the file cannot be read or written: detail says why (disk full, rights) */
    BACKUP_FOREIGN,   /* not a backup of this program */
    BACKUP_DAMAGED,   /* cut short, or its hash does not fit */
    BACKUP_NEWER,     /* made by a later version: it has migrations this program does not know */
    BACKUP_NOT_EMPTY, /* restore only into a database without any table */
    BACKUP_DATABASE,  /* the database refused: detail says why */
};

struct backup_report {
    enum backup_fault fault;
    int64_t tables, rows, bytes;
    char detail[256]; /* English; never holds values of rows */
};

/* ERR_INVALID, ERR_IO, ERR_CONFLICT or ERR_DB with the fault in *out, which is filled in any case.
 */
MUST_USE enum err db_backup(const char *url, const char *path, struct backup_report *out);
/* Applies the backup's own migrations, loads, then applies what this program has beyond them: one
 * transaction, all or nothing. Numbering goes on behind the highest number restored. */
MUST_USE enum err db_restore(const char *url, const char *path, const struct migration *m, size_t n,
                             struct backup_report *out);

#endif
