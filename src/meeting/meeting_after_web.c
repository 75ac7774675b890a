/* Pages of what follows a meeting. See meeting.h. */
#include "meeting/meeting_web.h"

const struct route meeting_after_routes[] = {{0}};
