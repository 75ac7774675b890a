/* Writing comma-separated rows. See csv.h. */
#include <stdio.h>
#include <string.h>

#include "doc/csv.h"

void csv_out_init(struct csv_out *o, struct buf *b, char separator, bool bom)
{
    *o = (struct csv_out){.b = b, .separator = separator};
    if (bom)
        buf_lit(b, "\xEF\xBB\xBF");
}

static void next_field(struct csv_out *o)
{
    if (o->inside)
        buf_add_char(o->b, o->separator);
    o->inside = true;
}

static bool needs_quotes(const struct csv_out *o, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == o->separator)
            return true;
    return s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_put_str(struct csv_out *o, struct str s)
{
    bool guard = s.n && s.p[0] && strchr("=+-@\t\r", s.p[0]);

    next_field(o);
    if (!needs_quotes(o, s)) {
        if (guard)
            buf_add_char(o->b, '\'');
        buf_add(o->b, s);
        return;
    }
    buf_add_char(o->b, '"');
    if (guard)
        buf_add_char(o->b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_add_char(o->b, '"');
        buf_add_char(o->b, s.p[i]);
    }
    buf_add_char(o->b, '"');
}

void csv_put_i64(struct csv_out *o, int64_t v)
{
    next_field(o);
    buf_add_i64(o->b, v);
}

void csv_put_day(struct csv_out *o, day_t d)
{
    char iso[16];
    next_field(o);
    if (d == DAY_NONE)
        return;
    struct civil c = day_to_civil(d);
    int n = snprintf(iso, sizeof iso, "%04d-%02d-%02d", c.year % 10000, c.month % 100, c.day % 100);
    buf_add(o->b, (struct str){iso, (size_t)n});
}

void csv_end_row(struct csv_out *o)
{
    buf_lit(o->b, "\r\n");
    o->inside = false;
}

void csv_put_head(struct csv_out *o, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_put_str(o, str_of(names[i]));
    csv_end_row(o);
}
