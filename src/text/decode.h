/* Reading UTF-8 quickly. Inner header of src/text. Most letters here take two bytes: those are read
 * in place, the rest by base. */
#ifndef ASHAR_TEXT_DECODE_H
#define ASHAR_TEXT_DECODE_H

#include "base/str.h"

/* As str_utf8_next. */
static inline uint32_t decode_next(struct str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.p + *at;

    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0 && s.n - *at > 1 && (p[1] & 0xC0) == 0x80) {
        *at += 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    return str_utf8_next(s, at);
}

/* А..Я, а..я: what needs no table. */
static inline bool is_plain_cyrillic(uint32_t cp)
{
    return cp >= 0x410 && cp < 0x450;
}

#endif
