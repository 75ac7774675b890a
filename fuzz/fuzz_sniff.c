/* Types by content: any bytes give a type, reading never leaves them, and the same bytes give the
 * same type. */
#include <stdlib.h>
#include <string.h>

#include "document/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    enum file_type t = sniff(s);
    bool has_ending;

    if ((unsigned)t >= FILE_TYPE_COUNT || sniff(s) != t)
        abort();
    if (t < FILE_ACCEPTED_COUNT && file_type_of_media(str_of(file_type_media(t))) != t)
        abort();
    if (size && data[0] == '<' && t == FILE_TXT && size > 8 && memcmp(data, "<script>", 8) == 0)
        abort();
    (void)file_type_of_name(s, &has_ending);
    return 0;
}
