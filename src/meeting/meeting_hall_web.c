/* Pages of the hall. See meeting.h. */
#include "meeting/meeting_web.h"

const struct route meeting_hall_routes[] = {{0}};
