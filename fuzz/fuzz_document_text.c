/* Office files for the index: any bytes as a ZIP, and as the XML inside one.
 *
 * The first byte decides: 0 the bytes are the file; else a ZIP is made around them, since no
 * mutation finds the checksums of one by chance. */
#include <stdlib.h>
#include <zip.h>

#include "base/buf.h"
#include "search/document_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read(struct str bytes)
{
    struct arena a;
    struct str text;

    arena_init(&a, 256 * MIB);
    if (document_text_office(&a, bytes, &text) == OK && text.n > DOCUMENT_TEXT_MAX)
        __builtin_trap();
    arena_free(&a);
}

/* The file that holds `xml` under the name of a part that is read. */
static void read_inside(const char *name, const uint8_t *xml, size_t size)
{
    zip_source_t *file = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = file ? zip_open_from_source(file, ZIP_TRUNCATE, NULL) : NULL;
    zip_source_t *part = zip ? zip_source_buffer(zip, xml, size, 0) : NULL;
    zip_stat_t stat;

    if (!part)
        __builtin_trap();
    zip_source_keep(file);
    if (zip_file_add(zip, name, part, 0) < 0 || zip_close(zip) != 0 ||
        zip_source_stat(file, &stat) != 0 || zip_source_open(file) != 0)
        __builtin_trap();
    char *bytes = malloc(stat.size);
    if (!bytes || zip_source_read(file, bytes, stat.size) < 0)
        __builtin_trap();
    zip_source_close(file);
    zip_source_free(file);
    read((struct str){bytes, stat.size});
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || data[0] == 0 || data[0] == 'P') /* a ZIP begins with PK */
        read((struct str){(const char *)data, size});
    else
        read_inside(data[0] & 1 ? "word/document.xml" : "content.xml", data + 1, size - 1);
    return 0;
}
