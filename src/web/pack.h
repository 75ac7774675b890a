/* Content encodings: which one a client takes, and making it. */
#ifndef ASHAR_WEB_PACK_H
#define ASHAR_WEB_PACK_H

#include "base/buf.h"

enum encoding { ENC_IDENTITY, ENC_GZIP, ENC_BR, ENC_COUNT };

const char *encoding_name(enum encoding e); /* "gzip"; "identity" is never sent */

/* The best of br and gzip that an Accept-Encoding header takes (RFC 9110 12.5.3; q=0 refuses, equal
 * weights: br). */
enum encoding encoding_accepted(struct str accept_encoding);

/* Worth compressing: text of at least 1 KiB. */
bool pack_worthwhile(struct str media_type, size_t n);

/* Appends the compressed bytes. `thorough`: for what is kept and sent many times (gzip 7, brotli
 * 6), else for one answer (gzip 1, brotli 1). False: failed, or not smaller than the input; *out is
 * then as it was. */
bool pack(enum encoding e, struct str in, bool thorough, struct buf *out);

#endif
