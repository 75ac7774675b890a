/* JSON writer. See json.h. */
#include "base/json.h"

void json_init(struct json *j, struct buf *out)
{
    *j = (struct json){.out = out};
}

static void before_value(struct json *j)
{
    if (j->comma)
        buf_add_char(j->out, ',');
    j->comma = true;
}

static void open_level(struct json *j, char c)
{
    before_value(j);
    buf_add_char(j->out, c);
    j->comma = false;
}

static void close_level(struct json *j, char c)
{
    buf_add_char(j->out, c);
    j->comma = true;
}

void json_object_begin(struct json *j)
{
    open_level(j, '{');
}

void json_object_end(struct json *j)
{
    close_level(j, '}');
}

void json_array_begin(struct json *j)
{
    open_level(j, '[');
}

void json_array_end(struct json *j)
{
    close_level(j, ']');
}

static void quoted(struct buf *out, struct str s)
{
    size_t from = 0, at = 0;

    buf_add_char(out, '"');
    while (at < s.n) {
        size_t here = at;
        uint32_t cp = str_utf8_next(s, &at);
        bool broken = cp == 0xFFFD && at - here == 1;
        if (cp >= 0x20 && cp != '"' && cp != '\\' && !broken)
            continue;
        buf_add(out, str_sub(s, from, here - from));
        from = at;
        if (broken)
            buf_lit(out, "\xEF\xBF\xBD");
        else if (cp == '"' || cp == '\\')
            buf_printf(out, "\\%c", (char)cp);
        else if (cp == '\n')
            buf_lit(out, "\\n");
        else
            buf_printf(out, "\\u%04x", cp);
    }
    buf_add(out, str_sub(s, from, s.n - from));
    buf_add_char(out, '"');
}

void json_key(struct json *j, struct str name)
{
    before_value(j);
    quoted(j->out, name);
    buf_add_char(j->out, ':');
    j->comma = false;
}

void json_str(struct json *j, struct str s)
{
    if (!s.p) {
        json_none(j);
        return;
    }
    before_value(j);
    quoted(j->out, s);
}

void json_i64(struct json *j, int64_t v)
{
    before_value(j);
    buf_add_i64(j->out, v);
}

void json_bool(struct json *j, bool v)
{
    json_raw(j, v ? STR("true") : STR("false"));
}

void json_none(struct json *j)
{
    json_raw(j, STR("null"));
}

void json_raw(struct json *j, struct str text)
{
    before_value(j);
    buf_add(j->out, text);
}
