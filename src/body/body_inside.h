/* What the files of body/ share. */
#ifndef ASHAR_BODY_INSIDE_H
#define ASHAR_BODY_INSIDE_H

#include "base/buf.h"
#include "body/body.h"
#include "body/body_sql.h"

extern const struct state_machine body_states;

const char *body_sex_word(enum comp_sex sex); /* "" "f" "m" */
enum comp_sex body_sex_of(struct str word);

#endif
