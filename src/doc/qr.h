/* QR codes: the way from paper back to the record. Encoding by libqrencode, error correction M. */
#ifndef ASHAR_DOC_QR_H
#define ASHAR_DOC_QR_H

#include "base/buf.h"

struct qr {
    size_t side;               /* modules, without quiet zone */
    const unsigned char *dark; /* dark[row * side + column], 0 or 1; in the arena */
};

/* ERR_TOO_LARGE where the text does not fit a code (over 2,331 bytes). */
MUST_USE enum err qr_encode(struct arena *a, struct str text, struct qr *out);

#endif
