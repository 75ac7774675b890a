/* Any bytes as multipart/form-data: the first line is the content type, the rest the body. Parts
 * lie inside the body, text is valid. */
#include <stdlib.h>
#include <string.h>

#include "web/form.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct fields f = {0};
    struct str rest = {(const char *)data, size}, type, boundary, value;

    arena_init(&a, 64 * MIB);
    if (!str_cut(&rest, '\n', &type) || !rest.p)
        rest = STR("");
    (void)!header_param(&a, type, STR("name"), &value);
    if (multipart_boundary(&a, type, &boundary) == OK) {
        must(boundary.n >= 1 && boundary.n <= 70);
        if (multipart_decode(&a, rest, boundary, &f) == OK)
            for (size_t i = 0; i < f.n; i++) {
                const struct form_field *p = &f.v[i];
                must(p->name.n > 0 && p->name.n <= FORM_NAME_MAX && str_utf8_valid(p->name));
                must(p->value.n <= rest.n &&
                     (p->value.n == 0 ||
                      (p->value.p >= rest.p && p->value.p + p->value.n <= rest.p + rest.n)));
                must(p->is_file || str_utf8_valid(p->value));
                must(!p->is_file ||
                     (str_utf8_valid(p->filename) && p->filename.n <= FORM_FILENAME_MAX));
                must(!p->is_file || p->filename.n == 0 ||
                     (!memchr(p->filename.p, '/', p->filename.n) &&
                      !memchr(p->filename.p, '\\', p->filename.n)));
            }
    }
    arena_free(&a);
    return 0;
}
