/* Parts, chapters, articles and points of a text. See act.h.
 *
 * The words that head a unit are data (messages act_part_heads, act_chapter_heads,
 * act_article_heads, act_point_heads, alternatives split by '|'), compared folded, so that any
 * spelling of "Статья" or "-берене" is seen. A heading stands at the beginning of a line and is
 * followed by a dot, the line's end or a capital letter: "Статья 5 настоящего закона …" inside a
 * text is none. */
#include "act/inside.h"
#include "text/fold.h"

#define HEAD_BYTES 160 /* of a line, in which the heading's number and word must lie */
#define UNITS_MOST 4000
#define PARAS_MOST 20000

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "12", "12-1", "12.1", "12¹" → "12", "12-1". Bytes read; 0: no number. */
static size_t number_at(struct str s, size_t at, char out[ACT_NUMBER_BYTES])
{
    static const char *const raised[] = {"¹", "²", "³"};
    size_t n = 0, from = at;

    while (at < s.n && n < 6 && digit(s.p[at]))
        out[n++] = s.p[at++];
    if (n == 0 || (at < s.n && digit(s.p[at])))
        return 0;
    for (size_t i = 0; i < 3; i++) {
        struct str mark = str_of(raised[i]);
        if (str_starts(str_sub(s, at, s.n), mark)) {
            out[n++] = '-';
            out[n++] = (char)('1' + i);
            at += mark.n;
        }
    }
    while (n < ACT_NUMBER_BYTES - 6 && at + 1 < s.n && (s.p[at] == '-' || s.p[at] == '.') &&
           digit(s.p[at + 1])) {
        out[n++] = '-';
        at++;
        for (int k = 0; k < 3 && at < s.n && digit(s.p[at]); k++)
            out[n++] = s.p[at++];
    }
    out[n] = '\0';
    return at - from;
}

/* "IV" → "4": chapters are often numbered so. */
static size_t roman_at(struct str s, size_t at, char out[ACT_NUMBER_BYTES])
{
    static const char letters[] = "IVXLC";
    static const int values[] = {1, 5, 10, 50, 100};
    int total = 0, before = 0;
    size_t n = 0;

    for (; at + n < s.n && n < 8; n++) {
        int value = 0;
        for (int k = 0; letters[k]; k++)
            if (s.p[at + n] == letters[k])
                value = values[k];
        if (!value)
            break;
        total += value > before ? value - 2 * before : value;
        before = value;
    }
    if (n == 0 || total <= 0 || total > 399)
        return 0;
    size_t d = 0;
    if (total >= 100)
        out[d++] = (char)('0' + total / 100);
    if (total >= 10)
        out[d++] = (char)('0' + total / 10 % 10);
    out[d++] = (char)('0' + total % 10);
    out[d] = '\0';
    return n;
}

static size_t blanks(struct str s, size_t at)
{
    while (at < s.n &&
           (s.p[at] == ' ' || s.p[at] == '-' || s.p[at] == '\t' ||
            ((unsigned char)s.p[at] == 0xC2 && at + 1 < s.n && (unsigned char)s.p[at + 1] == 0xA0)))
        at += (unsigned char)s.p[at] == 0xC2 ? 2 : 1;
    return at;
}

static bool letter(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0x400 && c <= 0x52F);
}

static bool capital(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0x400 && c <= 0x42F) || c == 0x4A2 || c == 0x4AE ||
           c == 0x4E8 || c == 0xAB || c == '"' || c == '(' || c == 0x201C;
}

static struct str word_at(struct str s, size_t at)
{
    size_t end = at, next = at;

    while (next < s.n && letter(str_utf8_next(s, &next)))
        end = next;
    return str_sub(s, at, end - at);
}

bool act_heads_word(struct arena *a, enum msg heads, struct str word)
{
    struct str folded = text_fold(a, word), head;

    if (!folded.n)
        return false;
    for (int l = 0; l < LANG_COUNT; l++)
        for (struct str rest = msg_raw((enum lang)l, heads); rest.n && str_cut(&rest, '|', &head);)
            if (str_eq(folded, text_fold(a, head)))
                return true;
    return false;
}

/* Behind number and word: the line's end, a dot, a bracket, or a capital letter. */
static bool ends_heading(struct str line, size_t at)
{
    if (at >= line.n || line.p[at] == '.' || line.p[at] == ':' || line.p[at] == ')')
        return true;
    size_t next = blanks(line, at);
    return next > at && (next >= line.n || capital(str_utf8_next(line, &next)));
}

static enum act_unit unit_of_word(struct arena *a, struct str word)
{
    if (act_heads_word(a, MSG_act_article_heads, word))
        return ACT_ARTICLE;
    if (act_heads_word(a, MSG_act_chapter_heads, word))
        return ACT_CHAPTER;
    return act_heads_word(a, MSG_act_part_heads, word) ? ACT_PART : ACT_LEAD;
}

/* "статья 12", "12-берене", "article 12", "IV глава"; ACT_LEAD: no heading. */
static enum act_unit heading(struct arena *a, struct str line, char out[ACT_NUMBER_BYTES])
{
    struct str s = str_sub(line, 0, HEAD_BYTES), word;
    size_t n = number_at(s, 0, out), at;

    if (!n)
        n = roman_at(s, 0, out);
    if (n) {
        at = n < s.n && s.p[n] == '.' ? n + 1 : n;
        at = blanks(s, at);
        word = word_at(s, at);
        if (word.n && at > n - 1 && ends_heading(line, at + word.n))
            return unit_of_word(a, word);
    }
    word = word_at(s, 0);
    at = blanks(s, word.n);
    if (!word.n || at == word.n)
        return ACT_LEAD;
    n = number_at(s, at, out);
    if (!n)
        n = roman_at(s, at, out);
    return n && ends_heading(line, at + n) ? unit_of_word(a, word) : ACT_LEAD;
}

static struct str anchor_of(struct arena *a, const struct act_article *v, size_t n,
                            enum act_unit unit, const char *number)
{
    static const char first[] = {
        [ACT_LEAD] = 'p', [ACT_PART] = 's', [ACT_CHAPTER] = 'c', [ACT_ARTICLE] = 'a'};
    struct str anchor = str_fmt(a, "%c%s", first[unit], number);
    int again = 1;

    for (size_t i = 0; i < n; i++) {
        if (str_eq(v[i].anchor, anchor)) {
            anchor = str_fmt(a, "%c%s-%d", first[unit], number, ++again);
            i = (size_t)-1;
        }
    }
    return anchor;
}

void act_articles_of(struct arena *a, struct str words, struct act_articles *out)
{
    size_t room = 16, n = 1, at = 0;
    struct act_article *v = arena_array(a, struct act_article, room);
    char number[ACT_NUMBER_BYTES];

    v[0] = (struct act_article){STR(""), STR(""), STR(""), ACT_LEAD};
    for (size_t from = 0; at < words.n;) {
        size_t end = str_find(words, STR("\n"), at);
        end = end == SIZE_MAX ? words.n : end;
        struct str line = str_trim(str_sub(words, at, end - at));
        enum act_unit unit = line.n && n < UNITS_MOST ? heading(a, line, number) : ACT_LEAD;
        if (unit != ACT_LEAD) {
            if (n == room) {
                v = arena_grow(a, v, room * sizeof *v, 2 * room * sizeof *v);
                room *= 2;
            }
            v[n - 1].words = str_trim(str_sub(words, from, at - from));
            v[n] = (struct act_article){anchor_of(a, v, n, unit, number), line, STR(""), unit};
            n++;
            from = end;
        }
        at = end + 1;
        v[n - 1].words = str_trim(str_sub(words, from, words.n - from));
    }
    size_t skip = v[0].words.n == 0 && n > 1;
    *out = (struct act_articles){v + skip, n - skip};
}

/* "3.", "4.3.", "4.3 ", "2)" at the beginning of a line: the point's number, else nothing. */
static struct str point_of(struct arena *a, struct str line)
{
    size_t at = 0, parts = 1;

    while (at < line.n && at < ACT_NUMBER_BYTES && (digit(line.p[at]) || line.p[at] == '.')) {
        if (line.p[at] == '.' && at + 1 < line.n && digit(line.p[at + 1]))
            parts++;
        at++;
    }
    struct str number = str_sub(line, 0, at);
    bool dot = number.n > 0 && number.p[number.n - 1] == '.';
    bool bracket = at < line.n && line.p[at] == ')';
    size_t behind = at + bracket;

    if (dot)
        number.n--;
    if (!number.n || number.n > 12 || !digit(number.p[0]) || (!dot && !bracket && parts == 1) ||
        behind >= line.n || blanks(line, behind) == behind)
        return STR("");
    return str_dup(a, number);
}

void act_paras_of(struct arena *a, const struct act_article *unit, struct act_paras *out)
{
    size_t room = 16, n = 0;
    struct act_para *v = arena_array(a, struct act_para, room);
    struct str rest = unit->words, part;

    while (rest.n && n < PARAS_MOST && str_cut(&rest, '\n', &part)) {
        struct str line = str_trim(part), point = point_of(a, line), anchor = STR("");
        if (!line.n)
            continue;
        if (point.n)
            anchor = unit->anchor.n ? str_fmt(a, "%.*s.%.*s", STR_F(unit->anchor), STR_F(point))
                                    : str_fmt(a, "p%.*s", STR_F(point));
        /* A number that comes twice marks the first line alone; looking back so far is enough. */
        for (size_t i = n; i-- > 0 && n - i < 400;)
            if (anchor.n && str_eq(v[i].anchor, anchor))
                anchor = STR("");
        if (n == room) {
            v = arena_grow(a, v, room * sizeof *v, 2 * room * sizeof *v);
            room *= 2;
        }
        v[n++] = (struct act_para){anchor, line};
    }
    *out = (struct act_paras){v, n};
}

bool act_has_anchor(struct arena *a, struct str words, struct str anchor)
{
    struct act_articles units;
    struct act_paras lines;

    act_articles_of(a, words, &units);
    for (size_t i = 0; i < units.n; i++) {
        if (str_eq(units.v[i].anchor, anchor))
            return true;
        if (units.v[i].anchor.n && !str_starts(anchor, units.v[i].anchor))
            continue;
        act_paras_of(a, &units.v[i], &lines);
        for (size_t k = 0; k < lines.n; k++)
            if (str_eq(lines.v[k].anchor, anchor))
                return true;
    }
    return false;
}

struct str act_anchor_of(struct arena *a, struct str words, struct str point)
{
    size_t dot = str_find(point, STR("."), 0);
    struct str head = dot == SIZE_MAX ? point : str_sub(point, 0, dot);
    struct str tries[] = {str_cat(a, STR("p"), point), str_cat(a, STR("a"), point),
                          str_cat(a, STR("a"), head), str_cat(a, STR("p"), head)};
    struct act_articles units;
    struct act_paras lines;

    if (!point.n)
        return STR("");
    act_articles_of(a, words, &units);
    /* In chapters without articles the points are numbered through. */
    for (size_t i = 0; i < units.n; i++) {
        if (units.v[i].unit == ACT_ARTICLE)
            continue;
        act_paras_of(a, &units.v[i], &lines);
        for (size_t k = 0; k < lines.n; k++)
            if (str_ends(lines.v[k].anchor, str_cat(a, STR("."), point)) &&
                lines.v[k].anchor.n > point.n + 1)
                return lines.v[k].anchor;
    }
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (act_has_anchor(a, words, tries[i]))
            return tries[i];
    return STR("");
}

struct str act_anchor_text(struct arena *a, enum lang lang, struct str anchor)
{
    enum msg key = MSG_act_named_article;
    struct str number = str_sub(anchor, 1, anchor.n);

    if (anchor.n < 2)
        return STR("");
    if (anchor.p[0] == 'p')
        key = MSG_act_named_point;
    else if (anchor.p[0] == 'c')
        key = MSG_act_named_chapter;
    else if (anchor.p[0] == 's')
        key = MSG_act_named_part;
    else if (anchor.p[0] != 'a')
        return anchor;
    size_t dot = str_find(number, STR("."), 0);
    if (key == MSG_act_named_point || dot == SIZE_MAX)
        return msg_text(a, lang, key, ARG_S("number", number));
    struct str unit = msg_text(a, lang, key, ARG_S("number", str_sub(number, 0, dot)));
    return msg_text(a, lang, MSG_act_named_point_of, ARG_S("unit", unit),
                    ARG_S("number", str_sub(number, dot + 1, number.n)));
}
