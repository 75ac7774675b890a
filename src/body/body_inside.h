/* What the files of body/ share. */
#ifndef ASHAR_BODY_INSIDE_H
#define ASHAR_BODY_INSIDE_H

#include "base/buf.h"
#include "body/body.h"
#include "body/body_sql.h"

extern const struct state_machine body_states;

const char *body_sex_word(enum comp_sex sex); /* "" "f" "m" */
enum comp_sex body_sex_of(struct str word);
/* Of a place's body that may be written to: ERR_NOT_FOUND; a dissolved one is ERR_CONFLICT with a
 * fault. */
MUST_USE enum err body_open_for_change(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                       struct faults *f, struct body *out);

#endif
