/* Any bytes as Cookie, Accept-Language, Accept-Encoding headers: values lie inside the header and
 * hold no separator. */
#include <stdlib.h>
#include <string.h>

#include "web/exchange.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str header = {(const char *)data, size}, rest = header, piece, name;

    for (int i = 0; i < 60 && str_cut(&rest, ';', &piece); i++) {
        struct str value = str_trim(piece);
        if (!str_cut(&value, '=', &name))
            continue;
        struct str found = cookie_value(header, name);
        must(!found.p || (found.p >= header.p && found.p + found.n <= header.p + header.n));
        must(found.n == 0 || !memchr(found.p, ';', found.n));
    }
    must(cookie_value(header, STR("")).n <= size);
    must((unsigned)preferred_lang(header, header) < LANG_COUNT);
    must((unsigned)encoding_accepted(header) < ENC_COUNT);
    return 0;
}
