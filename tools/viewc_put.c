/* What viewc's readers of markup and of directives write with: faults, text, code. See viewc.h. */
#include "tools/viewc.h"

#include <stdarg.h>
#include <stdio.h>

void view_fault(const struct compiler *c, const char *fmt, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    tool_fault(c->path, c->line, "%s", text);
}

void view_flush(struct compiler *c)
{
    struct str s = buf_str(c->pending);
    size_t all = s.n;

    if (s.n == 0)
        return;
    buf_lit(c->code, "    out_raw(o,");
    while (s.n) { /* a literal for each line of the view */
        size_t end = str_find(s, STR("\n"), 0);
        size_t n = end == SIZE_MAX ? s.n : end + 1;
        buf_lit(c->code, "\n            ");
        tool_put_literal(c->code, str_sub(s, 0, n));
        s = str_sub(s, n, s.n);
    }
    buf_printf(c->code, ", %zu);\n", all);
    buf_clear(c->pending);
}

void view_code(struct compiler *c, int line, const char *fmt, ...)
{
    va_list ap, again;

    view_flush(c);
    buf_printf(c->code, "#line %d ", line);
    tool_put_literal(c->code, str_of(c->path));
    buf_lit(c->code, "\n    ");
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *p = buf_reserve(c->code, (size_t)n + 1);
    if (p) {
        vsnprintf(p, (size_t)n + 1, fmt, again);
        c->code->n += (size_t)n;
    }
    va_end(again);
    va_end(ap);
    buf_lit(c->code, "\n");
}
