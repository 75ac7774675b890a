/* Any bytes as a query or form body: decoded text is valid, names and values can be encoded and
 * come back the same. */
#include <stdlib.h>

#include "web/form.h"
#include "web/out.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct fields f = {0}, again = {0};

    arena_init(&a, 64 * MIB);
    struct str in = {(const char *)data, size};
    if (form_decode(&a, in, &f) == OK) {
        struct buf *b = buf_new(&a, 16 * MIB);
        must(f.n <= FORM_FIELDS_MAX);
        for (size_t i = 0; i < f.n; i++) {
            must(str_utf8_valid(f.v[i].name) && str_utf8_valid(f.v[i].value));
            must(f.v[i].name.n <= FORM_NAME_MAX &&
                 str_find(f.v[i].value, (struct str){"", 1}, 0) == SIZE_MAX);
            if (i)
                buf_add_char(b, '&');
            url_encode(b, f.v[i].name);
            buf_add_char(b, '=');
            url_encode(b, f.v[i].value);
        }
        must(!buf_failed(b) && form_decode(&a, buf_str(b), &again) == OK && again.n == f.n);
        for (size_t i = 0; i < f.n; i++)
            must(str_eq(again.v[i].name, f.v[i].name) && str_eq(again.v[i].value, f.v[i].value));
    }
    struct str text;
    if (url_decode(&a, in, true, &text) == OK)
        must(str_utf8_valid(text) && text.n <= in.n);
    arena_free(&a);
    return 0;
}
