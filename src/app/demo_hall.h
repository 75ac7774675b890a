/* What happened in the hall of a meeting of the demonstration: who came, who presided, what was
 * decided, by the functions that the officer's page calls. */
#ifndef ASHAR_APP_DEMO_HALL_H
#define ASHAR_APP_DEMO_HALL_H

#include "app/demo_after.h"

/* `hall`: "roll" of who came by sex, age and village; of a body or a kurultai everybody but those
 * whose names stand in "absent". "chair", "secretary", "votes" [for, against, abstained] of both;
 * "decisions" on items of the agenda by their place. The clock stands at the meeting's hour. */
MUST_USE enum err demo_hall(const struct demo_after *d, struct node hall);

#endif
