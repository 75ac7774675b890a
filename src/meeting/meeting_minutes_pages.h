/* What the pages of minutes and results and their papers share. */
#ifndef ASHAR_MEETING_MINUTES_PAGES_H
#define ASHAR_MEETING_MINUTES_PAGES_H

#include "doc/pdf.h"
#include "meeting/meeting_minutes_web.h"

MUST_USE enum err meeting_minutes_pdf(struct request *rq, const struct meeting *m,
                                      const struct meeting_minutes *minutes,
                                      const struct documents *docs);
/* `words`: the results in the reader's language. */
MUST_USE enum err meeting_results_pdf(struct request *rq, const struct meeting *m, enum paper paper,
                                      const struct meeting_results_page *v, struct str words);

#endif
