/* "What does this rest on?": the acts behind an issue, a rule, and behind every page whose thing an
 * act was linked to or which cites one (act_things.h). The other way is act_uses.h. */
#ifndef ASHAR_APP_ACT_GROUNDS_H
#define ASHAR_APP_ACT_GROUNDS_H

#include "db/db.h"
#include "web/web.h"

/* Tells issue and charter which acts they rest on. */
void app_wire_grounds(void);

/* web_hooks.grounds: the acts behind the page that is asked for; none where the page tells them
 * itself. */
enum err app_page_grounds(void *app, const struct request *rq, struct web_grounds *out);

#endif
