/* Inside of csv.c: bytes of a file to UTF-8. */
#ifndef ASHAR_DOC_CSV_ENCODING_H
#define ASHAR_DOC_CSV_ENCODING_H

#include "doc/csv.h"

/* *text: valid UTF-8 without BOM; borrowed from `bytes` where nothing had to be converted.
 * ERR_INVALID with one fault where the bytes are no text at all, or in no encoding we know. */
MUST_USE enum err csv_decode(struct arena *a, struct str bytes, struct faults *f, struct str *text,
                             enum csv_encoding *encoding);

#endif
