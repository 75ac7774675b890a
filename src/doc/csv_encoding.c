/* What encoding a file is in. See csv_encoding.h.
 *
 * A BOM decides; else valid UTF-8 is UTF-8; else Windows-1251, if what comes out reads like
 * Cyrillic. Other code pages (866, Latin-1) give mostly signs and Latin accents there, and are
 * refused rather than stored as rubbish. */
#include "doc/csv_encoding.h"

#include <string.h>
#include <unicode/ucnv.h>

static bool starts(struct str s, const char *magic, size_t n)
{
    return s.n >= n && memcmp(s.p, magic, n) == 0;
}

/* Files that people rename or choose by mistake. */
static bool is_spreadsheet(struct str s)
{
    return starts(s, "PK\x03\x04", 4) || starts(s, "\xD0\xCF\x11\xE0", 4) || starts(s, "%PDF", 4);
}

static enum err convert(struct arena *a, const char *from, struct str bytes, struct str *out)
{
    UErrorCode e = U_ZERO_ERROR;
    size_t room = bytes.n * 3 + 1;

    if (room > INT32_MAX)
        return ERR_TOO_LARGE;
    char *to = arena_alloc(a, room);
    int32_t n = ucnv_convert("UTF-8", from, to, (int32_t)room, bytes.p, (int32_t)bytes.n, &e);
    if (U_FAILURE(e))
        return ERR_MALFORMED;
    *out = (struct str){to, (size_t)n};
    return OK;
}

/* At least three of four letters above ASCII are Cyrillic letters of the Russian alphabet, mostly
 * small ones as running names have them or all capitals; the signs of other code pages are not. */
static bool reads_like_cyrillic(struct str text)
{
    size_t high = 0, russian = 0;

    for (size_t at = 0; at < text.n;) {
        uint32_t cp = str_utf8_next(text, &at);
        if (cp < 0x80 || cp == 0xA0 || cp == 0xAB || cp == 0xBB || cp == 0x2116 ||
            (cp >= 0x2010 && cp <= 0x2026))
            continue;
        high++;
        russian += (cp >= 0x410 && cp <= 0x44F) || cp == 0x401 || cp == 0x451;
    }
    return russian * 4 >= high * 3;
}

static bool has_nul(struct str s)
{
    return s.n && memchr(s.p, '\0', s.n) != NULL;
}

enum err csv_decode(struct arena *a, struct str bytes, struct faults *f, struct str *text,
                    enum csv_encoding *encoding)
{
    enum csv_encoding found = CSV_UTF8;
    struct str t = bytes;

    if (is_spreadsheet(bytes)) {
        fault_add(f, STR(""), MSG_csv_is_spreadsheet);
        return ERR_INVALID;
    }
    if (starts(bytes, "\xEF\xBB\xBF", 3)) {
        found = CSV_UTF8_BOM;
        t = str_sub(bytes, 3, bytes.n);
    } else if (starts(bytes, "\xFF\xFE", 2) || starts(bytes, "\xFE\xFF", 2)) {
        found = bytes.p[0] == '\xFF' ? CSV_UTF16LE : CSV_UTF16BE;
        struct str body = str_sub(bytes, 2, bytes.n);
        if (convert(a, found == CSV_UTF16LE ? "UTF-16LE" : "UTF-16BE", body, &t) != OK) {
            fault_add(f, STR(""), MSG_csv_encoding_unknown);
            return ERR_INVALID;
        }
    } else if (!has_nul(bytes) && !str_utf8_valid(bytes)) {
        found = CSV_WINDOWS_1251;
        if (convert(a, "windows-1251", bytes, &t) != OK || !reads_like_cyrillic(t)) {
            fault_add(f, STR(""), MSG_csv_encoding_unknown);
            return ERR_INVALID;
        }
    }
    if (has_nul(t)) {
        fault_add(f, STR(""), MSG_csv_not_text);
        return ERR_INVALID;
    }
    if (!str_utf8_valid(t)) {
        fault_add(f, STR(""), MSG_csv_encoding_unknown);
        return ERR_INVALID;
    }
    *text = t;
    *encoding = found;
    return OK;
}
