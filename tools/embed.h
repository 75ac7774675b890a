/* embed's inside: what its files share. */
#ifndef ASHAR_TOOLS_EMBED_H
#define ASHAR_TOOLS_EMBED_H

#include "tools/tool.h"

/* An output header and source, the depfile, and the directory read. */
struct embedding {
    const char *header, *source, *depfile, *dir;
};

void embed_migrations(const struct embedding *e);
void embed_assets(const struct embedding *e);

/* "static const char NAME[] = …;" any bytes; terminated. */
void embed_bytes(struct buf *b, const char *name, struct str bytes);

/* The head of a generated source that includes its header as "folder/header". */
void embed_source_head(struct buf *b, const struct embedding *e, const char *folder);

/* Names e->dir and the files in it as what the header is made of. */
void embed_depend(const struct embedding *e, const struct str *names, size_t n);

#endif
