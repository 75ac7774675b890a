/* QR codes. See qr.h. */
#include "doc/qr.h"

#include <qrencode.h>

#include "doc/xml.h"

#define QUIET 4 /* modules around the code: ISO/IEC 18004 */

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

enum err qr_svg(struct arena *a, struct str text, struct str label, struct buf *out)
{
    struct qr qr;
    TRY(qr_encode(a, text, &qr));
    size_t all = qr.side + 2 * QUIET;

    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %zu %zu\" role=\"img\" "
               "aria-label=\"",
               all, all);
    xml_add(out, label);
    buf_printf(out, "\"><rect width=\"%zu\" height=\"%zu\" fill=\"#fff\"/><path d=\"", all, all);
    for (size_t row = 0; row < qr.side; row++)
        for (size_t col = 0; col < qr.side; col++)
            if (qr.dark[row * qr.side + col])
                buf_printf(out, "M%zu %zuh1v1h-1z", col + QUIET, row + QUIET);
    buf_lit(out, "\"/></svg>");
    return buf_failed(out) ? ERR_NOMEM : OK;
}
