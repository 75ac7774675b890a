/* Atom feeds (RFC 4287), written as a stream: head, entries newest first, end. */
#ifndef ASHAR_DOC_ATOM_H
#define ASHAR_DOC_ATOM_H

#include "base/buf.h"
#include "base/lang.h"

struct atom_head {
    struct str id;       /* the feed's permanent URL */
    struct str page_url; /* what a reader opens */
    struct str title, author;
    int64_t updated; /* unix seconds: of the newest entry */
    enum lang lang;
};

struct atom_entry {
    struct str id, url, title, summary; /* plain text; id: permanent URL or tag: URI */
    int64_t updated, published;         /* unix seconds */
};

void atom_begin(struct arena *a, struct buf *out, const struct atom_head *h);
void atom_add(struct arena *a, struct buf *out, const struct atom_entry *e);
void atom_end(struct buf *out);

#endif
