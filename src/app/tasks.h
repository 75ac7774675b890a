/* What the running server does by itself every few minutes: seals the audit log's days, forgets
 * what has expired; and every few seconds looks for what other programs wrote, and reads the files
 * that wait to be found by their text (on a connection of its own: reading is slow, writing short).
 */
#ifndef ASHAR_APP_TASKS_H
#define ASHAR_APP_TASKS_H

#include "app/wiring.h"

struct tasks;
MUST_USE enum err tasks_start(struct app *app,
                              struct tasks **out); /* runs all of them once at once */
void tasks_stop(struct tasks *t);                  /* NULL is allowed */

#endif
