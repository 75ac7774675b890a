/* Messages, days and numbers in views. See out.h. What the catalogues hold is escaped like anything
 * else: a translator's "<" is a sign, never markup. */
#include "text/dates.h"
#include "text/numbers.h"
#include "web/out.h"

static bool stays(unsigned char c)
{
    return c > ' ' && c < 0x7F && c != '&' && c != '"' && c != '\'' && c != '<' && c != '>' &&
           c != '\\' && c != '`';
}

void out_path_str(struct out *o, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        size_t from = i;
        while (i < s.n && stays((unsigned char)s.p[i]))
            i++;
        buf_add(o->b, (struct str){s.p + from, i - from});
        if (i == s.n)
            return;
        unsigned char c = (unsigned char)s.p[i];
        char code[3] = {'%', hex[c >> 4], hex[c & 15]};
        buf_add(o->b, c == '&' ? STR("&amp;") : (struct str){code, 3});
    }
}

void out_msg(struct out *o, enum msg key, const struct msg_arg *args, size_t n)
{
    out_text_str(o, msg_format(o->arena, o->lang, key, args, n));
}

void out_day(struct out *o, day_t d)
{
    out_text_str(o, text_date(o->arena, o->lang, d));
}

void out_day_short(struct out *o, day_t d)
{
    out_text_str(o, text_date_short(o->arena, o->lang, d));
}

void out_day_on(struct out *o, day_t d)
{
    out_text_str(o, text_date_on(o->arena, o->lang, d));
}

void out_instant(struct out *o, int64_t unix_seconds)
{
    out_text_str(o, text_datetime(o->arena, o->lang, unix_seconds));
}

void out_instant_short(struct out *o, int64_t unix_seconds)
{
    out_text_str(o, text_datetime_short(o->arena, o->lang, unix_seconds));
}

void out_num(struct out *o, int64_t v)
{
    out_text_str(o, text_number(o->arena, o->lang, v));
}

void out_money(struct out *o, int64_t tyiyn)
{
    out_text_str(o, text_money(o->arena, o->lang, tyiyn));
}
