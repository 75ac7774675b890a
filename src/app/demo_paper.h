/* Sheets of paper that the demonstration attaches. */
#ifndef ASHAR_APP_DEMO_PAPER_H
#define ASHAR_APP_DEMO_PAPER_H

#include "document/document.h"
#include "i18n/i18n.h"

/* One as a scanner would give it: a title, a line, a signature. Bytes live in the arena. */
MUST_USE enum err demo_paper(struct arena *a, enum msg title, struct upload *out);
/* The same under a title and a file name of its own. */
MUST_USE enum err demo_paper_named(struct arena *a, struct str title, struct str filename,
                                   struct upload *out);

#endif
