/* Office files for the index: any bytes as a ZIP, and as the XML inside one. */
#include "base/buf.h"
#include "search/document_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str text;

    arena_init(&a, 256 * MIB);
    if (document_text_office(&a, (struct str){(const char *)data, size}, &text) == OK &&
        text.n > DOCUMENT_TEXT_MAX)
        __builtin_trap();
    arena_free(&a);
    return 0;
}
