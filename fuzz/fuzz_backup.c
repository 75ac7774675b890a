/* Restoring a backup whose hash is right and whose inside is anything: it is refused or loaded,
 * nothing else. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "db/backup.h"
#include "db/backup_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct migration migrations[] = {
    {1, "m",
     "create table a (id integer primary key, t text, b blob, f real, a_id int8 references a "
     "(id)); insert into a (t) values ('x')",
     ""},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char head[] = BACKUP_MAGIC "H\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1m";
    unsigned char h[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state st;
    struct backup_report r;
    char path[64];
    int fd = memfd_create("backup", 0);

    if (fd < 0 || sodium_init() < 0)
        abort();
    log_threshold(LOG_ERROR);
    crypto_hash_sha256_init(&st);
    crypto_hash_sha256_update(&st, (const unsigned char *)head, sizeof head - 1);
    crypto_hash_sha256_update(&st, data, size);
    crypto_hash_sha256_final(&st, h);
    if (write(fd, head, sizeof head - 1) < 0 || write(fd, data, size) < 0 ||
        write(fd, h, sizeof h) < 0)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    enum err e = db_restore("sqlite::memory:", path, migrations, 1, &r);
    if ((e == OK) != (r.fault == BACKUP_DONE))
        abort();
    close(fd);
    return 0;
}
