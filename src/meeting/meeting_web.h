/* Models and handlers of the pages of meetings. */
#ifndef ASHAR_MEETING_WEB_H
#define ASHAR_MEETING_WEB_H

#include "meeting/meeting.h"
#include "rules/rules.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

struct meeting_line {
    struct meeting m;
    struct str title, kind, state, venue, path;
    struct str badge; /* class of the state's badge */
};
struct meeting_lines {
    const struct meeting_line *v;
    size_t n;
};
struct meeting_list_page {
    struct meeting_lines upcoming, past;
    struct choices kinds;
    struct str kind;
    bool may_edit;
};
struct meeting_show_page {
    struct meeting_line line;
    struct meeting_items items;
    struct meeting_words words;
    struct html about;
    bool may_edit;
};

/* The meeting that :id names, as this reader may see it: ERR_NOT_FOUND for one in preparation where
 * the reader does not keep meetings. */
MUST_USE enum err meeting_of_request(struct request *rq, struct meeting *out);
struct meeting_line meeting_line_of(struct request *rq, const struct meeting *m);
struct str meeting_say_here(struct request *rq, enum msg key);

#endif
