/* Smallest files of each kind, made by hand for the tests: enough for a reader of signatures, no
 * more. */
#ifndef ASHAR_DOCUMENT_SAMPLES_H
#define ASHAR_DOCUMENT_SAMPLES_H

#include <string.h>

#include "base/buf.h"

#define SAMPLE_PDF  STR("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
#define SAMPLE_PNG  STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0")
#define SAMPLE_JPEG STR("\xff\xd8\xff\xe0\0\x10JFIF\0")
#define SAMPLE_WEBP STR("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0")

static inline void sample_number(struct buf *b, size_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_add_char(b, (char)(i < (int)sizeof v ? v >> (8 * i) : 0));
}

/* A ZIP of stored entries. `first_text`: content of the first entry, the others are empty. */
static inline struct str sample_zip(struct arena *a, const char *const *names, size_t n,
                                    struct str first_text)
{
    struct buf *b = buf_new(a, 64 * KIB);
    size_t at[16];

    for (size_t i = 0; i < n && i < 16; i++) {
        struct str text = i == 0 ? first_text : STR("");
        at[i] = b->n;
        buf_add(b, STR("PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"));
        sample_number(b, text.n, 4);
        sample_number(b, text.n, 4);
        sample_number(b, strlen(names[i]), 2);
        sample_number(b, 0, 2);
        buf_add(b, str_of(names[i]));
        buf_add(b, text);
    }
    size_t directory = b->n;
    for (size_t i = 0; i < n && i < 16; i++) {
        buf_add(b, STR("PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
        sample_number(b, strlen(names[i]), 2);
        sample_number(b, 0, 12); /* lengths of extra and comment, disk, attributes */
        sample_number(b, at[i], 4);
        buf_add(b, str_of(names[i]));
    }
    size_t size = b->n - directory;
    buf_add(b, STR("PK\5\6\0\0\0\0"));
    sample_number(b, n, 2);
    sample_number(b, n, 2);
    sample_number(b, size, 4);
    sample_number(b, directory, 4);
    sample_number(b, 0, 2);
    return str_dup(a, buf_str(b));
}

static inline struct str sample_docx(struct arena *a)
{
    static const char *const names[] = {"[Content_Types].xml", "_rels/.rels", "word/document.xml"};
    return sample_zip(a, names, 3, STR("<Types/>"));
}

static inline struct str sample_xlsx(struct arena *a)
{
    static const char *const names[] = {"[Content_Types].xml", "xl/workbook.xml"};
    return sample_zip(a, names, 2, STR("<Types/>"));
}

static inline struct str sample_odf(struct arena *a, const char *media)
{
    static const char *const names[] = {"mimetype", "content.xml", "META-INF/manifest.xml"};
    return sample_zip(a, names, 3, str_of(media));
}

#endif
