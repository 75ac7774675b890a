/* Common checks of texts, days and decisions. */
#include "i18n/check.h"

#include "text/canon.h"

enum { ORDER_TITLE_MAX = 300, ORDER_NUMBER_MAX = 40 };

struct str check_text(struct faults *f, const char *field, struct str s, size_t min, size_t max)
{
    struct text_canon_report report = {0};
    size_t chars;

    s = text_canon(f->arena, str_trim(s.p ? s : STR("")), &report);
    if (report.invalid > 0) {
        fault_add(f, str_of(field), MSG_common_fault_not_text);
        return s;
    }
    chars = str_utf8_length(s);
    if (chars == 0 && min > 0)
        fault_add(f, str_of(field), MSG_common_fault_required);
    else if (chars > 0 && chars < min)
        fault_add(f, str_of(field), MSG_common_fault_too_short, ARG_N("n", (int64_t)min));
    else if (chars > max)
        fault_add(f, str_of(field), MSG_common_fault_too_long, ARG_N("n", (int64_t)max));
    return s;
}

static const char *joined(struct faults *f, const char *field, const char *rest)
{
    return str_cstr(f->arena, str_fmt(f->arena, "%s_%s", field, rest));
}

void check_words(struct faults *f, const char *field, const struct str in[LANG_COUNT],
                 bool required, size_t max, struct str out[LANG_COUNT])
{
    bool any = false;

    for (int l = 0; l < LANG_COUNT; l++) {
        out[l] = check_text(f, joined(f, field, lang_code((enum lang)l).p), in[l], 0, max);
        any = any || out[l].n > 0;
    }
    if (required && !any)
        fault_add(f, str_of(joined(f, field, "ky")), MSG_common_fault_required);
}

void check_day(struct faults *f, const char *field, day_t d, day_t today)
{
    const day_t first = day_from_civil((struct civil){1991, 1, 1}),
                last = day_from_civil((struct civil){2199, 12, 31});

    if (d == DAY_NONE)
        fault_add(f, str_of(field), MSG_common_fault_required);
    else if (d < first || d > last)
        fault_add(f, str_of(field), MSG_common_fault_day_year);
    else if (today != DAY_NONE && d > today)
        fault_add(f, str_of(field), MSG_common_fault_day_future);
}

struct check_order check_order(struct faults *f, const char *prefix, const struct check_order *in,
                               bool required, day_t today)
{
    struct check_order out = {
        check_text(f, joined(f, prefix, "title"), in->title, 0, ORDER_TITLE_MAX),
        check_text(f, joined(f, prefix, "number"), in->number, 0, ORDER_NUMBER_MAX),
        in->day,
    };

    if (!required && out.title.n == 0 && out.number.n == 0 && out.day == DAY_NONE)
        return out;
    if (out.number.n == 0)
        fault_add(f, str_of(joined(f, prefix, "number")), MSG_check_order_without_number);
    if (out.day == DAY_NONE)
        fault_add(f, str_of(joined(f, prefix, "day")), MSG_check_order_without_day);
    else
        check_day(f, joined(f, prefix, "day"), out.day, today);
    return out;
}
