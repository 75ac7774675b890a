/* Bytes of a backup file. See backup_file.h. */
#include "db/backup_file.h"

static bool broken(struct backup_file *b)
{
    b->failed = true;
    return false;
}

void backup_put(struct backup_file *b, const void *p, size_t n)
{
    if (b->failed || n == 0)
        return;
    crypto_hash_sha256_update(&b->hash, p, n);
    b->bytes += (int64_t)n;
    if (fwrite(p, 1, n, b->f) != n)
        b->failed = true;
}

void backup_put_number(struct backup_file *b, uint64_t v, int bytes)
{
    unsigned char p[8];

    for (int i = 0; i < bytes; i++)
        p[i] = (unsigned char)(v >> (8 * (bytes - 1 - i)));
    backup_put(b, p, (size_t)bytes);
}

void backup_put_u8(struct backup_file *b, unsigned char v)
{
    backup_put(b, &v, 1);
}

void backup_put_str(struct backup_file *b, struct str s)
{
    if (s.n > UINT32_MAX) {
        b->failed = true;
        return;
    }
    backup_put_number(b, s.n, 4);
    backup_put(b, s.p, s.n);
}

void backup_put_hash(struct backup_file *b)
{
    unsigned char h[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(&b->hash, h);
    if (!b->failed && fwrite(h, 1, sizeof h, b->f) != sizeof h)
        b->failed = true;
    b->bytes += (int64_t)sizeof h;
}

bool backup_get(struct backup_file *b, void *p, size_t n)
{
    if (b->failed || fread(p, 1, n, b->f) != n)
        return broken(b);
    b->bytes += (int64_t)n;
    return true;
}

uint64_t backup_get_number(struct backup_file *b, int bytes)
{
    unsigned char p[8] = {0};
    uint64_t v = 0;

    if (!backup_get(b, p, (size_t)bytes))
        return 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | p[i];
    return v;
}

unsigned char backup_get_u8(struct backup_file *b)
{
    return (unsigned char)backup_get_number(b, 1);
}

struct str backup_get_str(struct backup_file *b, struct arena *a, size_t most)
{
    size_t n = (size_t)backup_get_number(b, 4);

    if (b->failed || n > most) {
        broken(b);
        return STR_NONE;
    }
    char *p = arena_alloc(a, n + 1);
    if (n && !backup_get(b, p, n))
        return STR_NONE;
    p[n] = 0;
    return (struct str){p, n};
}
