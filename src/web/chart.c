/* Where bars lie. See chart.h. */
#include "web/chart.h"

/* Units of the drawing; the page scales it. */
enum {
    WIDTH = 320,
    TOTAL_ROOM = 46, /* behind the longest bar, for its figure */
    ROW = 38,
    LABEL_Y = 13,
    BAR_Y = 19,
    BAR_HEIGHT = 13,
    LEAST = 2 /* what is not nothing is seen */
};

static int64_t sum(const struct chart *c, size_t bar)
{
    int64_t total = 0;

    for (size_t s = 0; s < c->series_n; s++)
        total += c->bars[bar].v[s];
    return total;
}

static struct chart_row row_of(struct arena *a, const struct chart *c, size_t bar, int64_t most)
{
    struct chart_part *parts = arena_array(a, struct chart_part, c->series_n),
                      *values = arena_array(a, struct chart_part, c->series_n);
    int64_t x = 0, before = 0, y = (int64_t)bar * ROW;
    size_t n = 0;

    for (size_t s = 0; s < c->series_n; s++) {
        int64_t v = c->bars[bar].v[s];
        values[s] =
            (struct chart_part){.series = (int64_t)s + 1, .series_name = c->series[s], .value = v};
        if (v <= 0 || most <= 0)
            continue;
        before += v;
        /* Ends are rounded, not widths, so that the parts of a bar add up to the bar. */
        int64_t end = (WIDTH - TOTAL_ROOM) * before / most;
        if (end < x + LEAST)
            end = x + LEAST;
        parts[n] = values[s];
        parts[n].x = x;
        parts[n++].width = end - x;
        x = end;
    }
    return (struct chart_row){.label = c->bars[bar].label,
                              .total = sum(c, bar),
                              .label_y = y + LABEL_Y,
                              .bar_y = y + BAR_Y,
                              .total_x = x + 5,
                              .total_y = y + BAR_Y + BAR_HEIGHT - 2,
                              .parts = {parts, n},
                              .values = {values, c->series_n}};
}

struct chart_drawn chart_draw(struct arena *a, const struct chart *c)
{
    struct chart_row *rows = arena_array(a, struct chart_row, c->n);
    struct chart_name *names = arena_array(a, struct chart_name, c->series_n);
    int64_t most = 0;

    for (size_t i = 0; i < c->n; i++)
        if (sum(c, i) > most)
            most = sum(c, i);
    for (size_t i = 0; i < c->n; i++)
        rows[i] = row_of(a, c, i, most);
    for (size_t s = 0; s < c->series_n; s++)
        names[s] = (struct chart_name){c->series[s], (int64_t)s + 1};
    return (struct chart_drawn){
        (int64_t)c->n * ROW, BAR_HEIGHT, {rows, c->n}, {names, c->series_n}};
}
