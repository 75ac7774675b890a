/* What the writers of OParl's objects share. See meeting_oparl.h. */
#ifndef ASHAR_MEETING_OPARL_JSON_H
#define ASHAR_MEETING_OPARL_JSON_H

#include "meeting/meeting_oparl.h"

/* Members without a value are left out: the schema knows no null. */
void oparl_text(struct oparl_out *o, const char *name, struct str v);
void oparl_whole(struct oparl_out *o, const char *name, int64_t v);
void oparl_flag(struct oparl_out *o, const char *name, bool v);
void oparl_day(struct oparl_out *o, const char *name, day_t v);
void oparl_put_instant(struct oparl_out *o, const char *name, int64_t v);
void oparl_list_begin(struct oparl_out *o, const char *name);
/* A page for people: "/41…/meetings/3" → absolute, below the language. */
struct str oparl_page_url(struct oparl_out *o, enum lang lang, struct str path);
/* {"id": …, "type": …  up to  "created": …, "modified": …} */
void oparl_head(struct oparl_out *o, const char *type, struct str url);
void oparl_tail(struct oparl_out *o, int64_t created, int64_t modified);
/* Message PREFIX_WORD, or the word. */
struct str oparl_say(struct oparl_out *o, const char *prefix, struct str word);
/* Writes an object that is there; of a deleted one oparl_put alone knows what is left. */
typedef enum err oparl_writer(struct oparl_out *o, const struct oparl_stamp *s);
/* The object embedded. */
MUST_USE enum err oparl_inside(struct oparl_out *o, oparl_writer *put, const struct oparl_stamp *s);
/* One address in an array, where the object is not embedded. */
void oparl_leads_back(struct oparl_out *o, const char *name, struct str url);
/* NULL: none. */
const struct body *oparl_body_row(const struct oparl_world *w, int64_t id);

/* Writers of places, papers and meetings, for oparl_put and for what embeds them. */
MUST_USE enum err oparl_put_location(struct oparl_out *o, const struct oparl_stamp *s);
MUST_USE enum err oparl_put_paper(struct oparl_out *o, const struct oparl_stamp *s);
MUST_USE enum err oparl_put_file(struct oparl_out *o, const struct oparl_stamp *s);
MUST_USE enum err oparl_put_consultation(struct oparl_out *o, const struct oparl_stamp *s);
MUST_USE enum err oparl_put_item(struct oparl_out *o, const struct oparl_stamp *s);
MUST_USE enum err oparl_put_meeting(struct oparl_out *o, const struct oparl_stamp *s);

#endif
