/* Council meetings as OParl. See meeting.h. */
#include "meeting/meeting_web.h"

const struct route meeting_oparl_routes[] = {{0}};
