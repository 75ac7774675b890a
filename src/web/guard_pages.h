/* The pages with which the guard refuses before any request exists: an address too long, a head too
 * large. */
#ifndef ASHAR_WEB_GUARD_PAGES_H
#define ASHAR_WEB_GUARD_PAGES_H

#include "web/guard.h"

struct web;

/* Writes them in each language and hands them to the guard; once for the whole process (later calls
 * change nothing: connections may be reading them). Without memory the guard keeps to plain text,
 * and the log says so. */
void guard_pages_install(const struct web *web, const struct guard_limits *limits);

#endif
