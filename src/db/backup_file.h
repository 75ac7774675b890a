/* Reading and writing the bytes of a backup file (backup.h), hashing all that passes. Inside of
 * src/db.
 *
 * Failure is sticky: after the first one nothing more is read or written, and `failed` is true. */
#ifndef ASHAR_DB_BACKUP_FILE_H
#define ASHAR_DB_BACKUP_FILE_H

#include <sodium.h>
#include <stdio.h>

#include "base/str.h"

#define BACKUP_MAGIC "ASHAR-BACKUP 1\n"

struct backup_file {
    FILE *f;
    crypto_hash_sha256_state hash;
    int64_t bytes;
    bool failed;
};

void backup_put(struct backup_file *b, const void *p, size_t n);
void backup_put_u8(struct backup_file *b, unsigned char v);
void backup_put_number(struct backup_file *b, uint64_t v, int bytes); /* big-endian */
void backup_put_str(struct backup_file *b, struct str s);
void backup_put_hash(struct backup_file *b); /* of all so far; ends the file */

bool backup_get(struct backup_file *b, void *p, size_t n);
uint64_t backup_get_number(struct backup_file *b, int bytes);
unsigned char backup_get_u8(struct backup_file *b);
/* At most `most` bytes, else failed. */
struct str backup_get_str(struct backup_file *b, struct arena *a, size_t most);

#endif
