/* QR codes. See qr.h. */
#include "doc/qr.h"

#include <qrencode.h>

static void let_go(void *code)
{
    QRcode_free(code);
}

enum err qr_encode(struct arena *a, struct str text, struct qr *out)
{
    struct arena_defer *d = arena_defer_reserve(a);
    QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);

    if (!code)
        return ERR_TOO_LARGE;
    arena_defer_set(d, let_go, code);
    size_t side = (size_t)code->width;
    unsigned char *dark = arena_alloc(a, side * side);
    for (size_t i = 0; i < side * side; i++)
        dark[i] = code->data[i] & 1;
    arena_defer_set(d, NULL, NULL);
    QRcode_free(code);
    *out = (struct qr){side, dark};
    return OK;
}
