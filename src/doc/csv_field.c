/* Columns by name and the values of fields. See csv.h. */
#include <string.h>

#include "doc/csv.h"
#include "text/fold.h"

/* Folding drops hyphens between letters; blanks and underscores go here: "Name KY", "name_ky",
 * "Name-ky" are one. */
static struct str header_key(struct arena *a, struct str s)
{
    struct str folded = text_fold(a, s);
    char *p = arena_alloc(a, folded.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < folded.n; i++)
        if (!strchr(" _-.", folded.p[i]) || folded.p[i] == '\0')
            p[n++] = folded.p[i];
    return (struct str){p, n};
}

static bool is_column(struct arena *a, struct str key, const struct csv_column *c)
{
    if (str_eq(key, header_key(a, str_of(c->name))))
        return true;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str rest = msg_raw((enum lang)lang, c->titles), one;
        while (str_cut(&rest, '|', &one))
            if (str_eq(key, header_key(a, one)))
                return true;
    }
    return false;
}

/* "code (коду, код)": what the header may say. */
static struct str titles_of(struct arena *a, const struct csv_column *c)
{
    struct buf *b = buf_new(a, 4 * KIB);
    buf_add(b, str_of(c->name));
    for (int lang = LANG_KY; lang <= LANG_RU; lang++) {
        struct str rest = msg_raw((enum lang)lang, c->titles), one = STR("");
        buf_add(b, lang == LANG_KY ? STR(" (") : STR(", "));
        if (str_cut(&rest, '|', &one))
            buf_add(b, one);
    }
    buf_lit(b, ")");
    return buf_str(b);
}

enum err csv_map_header(struct arena *a, const struct csv *csv, const struct csv_column *columns,
                        size_t n, struct faults *f, struct csv_map *out)
{
    struct csv_map map;
    bool wrong = false;

    for (size_t k = 0; k < CSV_COLUMNS_MAX; k++)
        map.at[k] = -1;
    for (size_t i = 0; i < csv->header.n; i++) {
        struct csv_field field = csv->header.v[i];
        struct str key = header_key(a, field.text);
        for (size_t k = 0; key.n && k < n && k < CSV_COLUMNS_MAX; k++) {
            if (!is_column(a, key, &columns[k]))
                continue;
            if (map.at[k] >= 0) {
                csv_fault(f, field, columns[k].name, MSG_csv_column_twice,
                          ARG_S("column", field.text));
                wrong = true;
            }
            map.at[k] = (int)i;
            break;
        }
    }
    for (size_t k = 0; k < n && k < CSV_COLUMNS_MAX; k++) {
        if (map.at[k] >= 0 || !columns[k].required)
            continue;
        struct csv_field at = {.line = csv->header.line};
        csv_fault(f, at, columns[k].name, MSG_csv_column_missing,
                  ARG_S("column", titles_of(a, &columns[k])));
        wrong = true;
    }
    if (wrong)
        return ERR_INVALID;
    *out = map;
    return OK;
}

struct csv_field csv_get(const struct csv_row *row, const struct csv_map *map, size_t k)
{
    int at = k < CSV_COLUMNS_MAX ? map->at[k] : -1;
    if (at < 0 || (size_t)at >= row->n)
        return (struct csv_field){STR(""), row->line, at < 0 ? 0 : at + 1};
    return row->v[at];
}

struct fault *csv_fault_args(struct faults *f, struct csv_field at, const char *column,
                             enum msg msg, const struct msg_arg *args, size_t n)
{
    struct fault *fault = fault_add_args(f, str_of(column), msg, args, n);
    if (fault) {
        fault->line = at.line;
        fault->column = at.column;
    }
    return fault;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool csv_is_mangled_number(struct str s)
{
    size_t i = 0, digits = 0, power = 0;

    while (i < s.n && is_digit(s.p[i]))
        i++, digits++;
    if (i < s.n && (s.p[i] == ',' || s.p[i] == '.'))
        for (i++; i < s.n && is_digit(s.p[i]); i++)
            ;
    /* A Russian keyboard's Е looks like the Latin one. */
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E'))
        i++;
    else if (str_starts(str_sub(s, i, 2), STR("\xd0\x95")))
        i += 2;
    else
        return false;
    if (i < s.n && s.p[i] == '+')
        i++;
    for (; i < s.n && is_digit(s.p[i]); i++)
        power++;
    return digits && power && i == s.n;
}

enum err csv_code(struct arena *a, struct csv_field at, const char *column, struct faults *f,
                  struct str *out)
{
    struct str s = at.text;
    size_t n = 0;

    if (str_starts(s, STR("=\"")) && str_ends(s, STR("\"")) && s.n >= 3)
        s = str_sub(s, 2, s.n - 3);
    if (str_starts(s, STR("'")))
        s = str_sub(s, 1, s.n);
    if (csv_is_mangled_number(s)) {
        csv_fault(f, at, column, MSG_csv_code_mangled, ARG_S("value", s));
        return ERR_INVALID;
    }
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ')
            continue;
        if (str_starts(str_sub(s, i, 2), STR("\xc2\xa0"))) {
            i++;
            continue;
        }
        p[n++] = s.p[i];
    }
    struct str code = {p, n};
    if (n > 2 && (str_ends(code, STR(".0")) || str_ends(code, STR(",0"))))
        code.n -= 2;
    *out = code;
    return OK;
}

/* "21.11.2026" to "2026-11-21", which day_parse then judges. */
static bool turned_round(struct str s, char iso[10])
{
    if (s.n != 10 || (s.p[2] != '.' && s.p[2] != '/') || s.p[5] != s.p[2])
        return false;
    memcpy(iso, s.p + 6, 4);
    iso[4] = iso[7] = '-';
    memcpy(iso + 5, s.p + 3, 2);
    memcpy(iso + 8, s.p, 2);
    return true;
}

enum err csv_day(struct csv_field at, const char *column, struct faults *f, day_t *out)
{
    char iso[10];
    struct str s = at.text;

    if (s.n == 0) {
        *out = DAY_NONE;
        return OK;
    }
    if (turned_round(s, iso))
        s = (struct str){iso, sizeof iso};
    if (day_parse(s, out) == OK)
        return OK;
    csv_fault(f, at, column, MSG_csv_day_wrong, ARG_S("value", at.text));
    return ERR_INVALID;
}

enum err csv_i64(struct csv_field at, const char *column, int64_t min, int64_t max,
                 struct faults *f, int64_t *out)
{
    char digits[24];
    size_t n = 0;
    int64_t v;

    if (at.text.n == 0)
        return OK;
    if (csv_is_mangled_number(at.text)) {
        csv_fault(f, at, column, MSG_csv_number_mangled, ARG_S("value", at.text));
        return ERR_INVALID;
    }
    for (size_t i = 0; i < at.text.n && n < sizeof digits; i++) {
        if (at.text.p[i] == ' ')
            continue;
        if (str_starts(str_sub(at.text, i, 2), STR("\xc2\xa0"))) {
            i++;
            continue;
        }
        digits[n++] = at.text.p[i];
    }
    if (n == sizeof digits || str_to_i64((struct str){digits, n}, &v) != OK) {
        csv_fault(f, at, column, MSG_csv_number_wrong, ARG_S("value", at.text));
        return ERR_INVALID;
    }
    if (v < min || v > max) {
        csv_fault(f, at, column, MSG_csv_number_range, ARG_S("value", at.text),
                  fault_limit(f, "min", min), fault_limit(f, "max", max));
        return ERR_INVALID;
    }
    *out = v;
    return OK;
}

enum err csv_text(const struct csv *csv, struct csv_field at, const char *column, struct faults *f,
                  struct str *out)
{
    if (csv->encoding == CSV_WINDOWS_1251)
        for (size_t i = 0; i + 1 < at.text.n; i++)
            if (at.text.p[i] == '?' && (unsigned char)at.text.p[i + 1] >= 0x80) {
                csv_fault(f, at, column, MSG_csv_letters_lost, ARG_S("value", at.text));
                return ERR_INVALID;
            }
    *out = at.text;
    return OK;
}

struct str csv_fault_line(struct arena *a, enum lang lang, const struct fault *fault)
{
    struct str text = fault_text(a, lang, fault);

    if (!fault->line)
        return text;
    if (!fault->column)
        return msg_text(a, lang, MSG_csv_fault_at_line, ARG_N("line", fault->line),
                        ARG_S("text", text));
    return msg_text(a, lang, MSG_csv_fault_at, ARG_N("line", fault->line),
                    ARG_N("column", fault->column), ARG_S("text", text));
}
