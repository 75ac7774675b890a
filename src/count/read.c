/* Reading any election: guesses the format, maps failures of the line reader to faults. See
 * count.h. */
#include "count/inside.h"

#include <string.h>

static enum count_format guess(struct str first)
{
    struct str t = str_trim(first);
    while (t.n && t.p[t.n - 1] == ';')
        t.n--;
    if (str_eq_nocase(t, STR("META")) || str_eq_nocase(t, STR("PROJECTS")) ||
        str_eq_nocase(t, STR("VOTES")))
        return COUNT_FORMAT_PB;
    if (str_starts(t, STR("#")))
        return COUNT_FORMAT_PREFLIB;
    bool digits = t.n > 0;
    for (size_t i = 0; i < t.n; i++)
        digits = digits && t.p[i] >= '0' && t.p[i] <= '9';
    if (digits)
        return COUNT_FORMAT_PREFLIB;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == ',' || t.p[i] == ';' || t.p[i] == '\t')
            return str_starts(t, STR("key;")) ? COUNT_FORMAT_PB : COUNT_FORMAT_CSV;
    return COUNT_FORMAT_PB;
}

/* Skips a BOM and blank lines; the first line with content is put back. */
static enum err first_line(struct lines *l, struct str *first)
{
    bool quoted, begin = true;
    for (;;) {
        TRY(lines_next(l, first, &quoted));
        if (begin && str_starts(*first, STR("\xEF\xBB\xBF")))
            *first = str_sub(*first, 3, first->n);
        begin = false;
        if (str_trim(*first).n)
            break;
    }
    lines_back(l, *first);
    return OK;
}

static enum err read_all(struct count_election *e, struct lines *l,
                         const struct count_read_options *opt)
{
    struct str first;
    enum err err = first_line(l, &first);

    if (err == ERR_NOT_FOUND) {
        fault_note(e, COUNT_FAULT_EMPTY_FILE, 1, STR(""), STR(""));
        return ERR_INVALID;
    }
    TRY(err);
    if (str_starts(first, STR("\xFF\xFE")) || str_starts(first, STR("\xFE\xFF"))) {
        fault_note(e, COUNT_FAULT_NOT_UTF8, 1, STR(""), STR("")); /* UTF-16 of spreadsheets */
        return ERR_INVALID;
    }
    enum count_format format = opt->format == COUNT_FORMAT_GUESS ? guess(first) : opt->format;
    if (format != COUNT_FORMAT_PB &&
        l->raw) { /* written in our own form: the bytes are of no use */
        buf_free(l->raw);
        l->raw = NULL;
    }
    switch (format) {
    case COUNT_FORMAT_CSV:
        return csv_ballots_read(e, l, opt);
    case COUNT_FORMAT_PREFLIB:
        return preflib_read(e, l, opt);
    default:
        return pb_read(e, l, opt);
    }
}

enum err count_election_read(struct count_election *e, struct count_source src,
                             const struct count_read_options *opt)
{
    struct lines l;

    election_init(e);
    lines_init(&l, src, opt->line_max, opt->keep_raw ? &e->raw : NULL);
    enum err err = read_all(e, &l, opt);
    if (err == ERR_TOO_LARGE)
        fault_note(e, COUNT_FAULT_LINE_TOO_LONG, l.line, STR(""), STR(""));
    if (err == ERR_MALFORMED)
        fault_note(e, COUNT_FAULT_QUOTE_OPEN, l.line, STR(""), STR(""));
    if (err == ERR_IO)
        fault_note(e, COUNT_FAULT_READ, l.line, STR(""), STR(""));
    lines_free(&l);
    return err == ERR_TOO_LARGE || err == ERR_MALFORMED ? ERR_INVALID : err;
}
