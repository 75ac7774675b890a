/* Log lines for the operator: one JSON object a line on standard error, for journald.
 *
 * Only app, the dispatcher and background threads log; rules and capabilities return errors
 * instead. Never log a form's content, a password, a token or a name: paths, ids, counts and
 * durations only. */
#ifndef ASHAR_BASE_LOG_H
#define ASHAR_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_threshold(enum log_level least); /* default LOG_INFO */
/* `what` is a short English event; `fmt` its details. */
void log_line(enum log_level level, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
