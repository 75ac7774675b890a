/* Log lines. See log.h. A line is built whole and written with one call, so that threads do not
 * mix. Exhausted memory is logged too: nothing here ends the program for want of some. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"

static _Atomic int threshold = LOG_INFO;

void log_threshold(enum log_level least)
{
    atomic_store(&threshold, (int)least);
}

void log_line(enum log_level level, const char *what, const char *fmt, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    static const char nothing[] = "{\"level\":\"error\",\"event\":\"no memory for a log line\"}\n";
    char detail[2048], time[INSTANT_ROOM];
    struct buf b;
    struct json j;
    va_list ap;

    if ((int)level < atomic_load(&threshold))
        return;
    va_start(ap, fmt);
    vsnprintf(detail, sizeof detail, fmt, ap);
    va_end(ap);
    instant_iso_put(time, clock_now());
    buf_init(&b, 16 * KIB);
    json_init(&j, &b);
    json_object_begin(&j);
    json_field_str(&j, "time", str_of(time));
    json_field_str(&j, "level", str_of(names[level]));
    json_field_str(&j, "event", str_of(what));
    json_field_str(&j, "detail", str_of(detail));
    json_object_end(&j);
    buf_add_char(&b, '\n');
    struct str line = buf_failed(&b) ? str_of(nothing) : buf_str(&b);
    if (write(STDERR_FILENO, line.p, line.n) < 0) {
        /* nowhere left to say so */
    }
    buf_free(&b);
}
