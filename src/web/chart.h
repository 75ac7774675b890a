/* Charts as pictures that need no script: horizontal bars, stacked by series, with the same figures
 * as a table underneath.
 *
 * Use: {call chart(&v->chart)}. Drawn for a phone's width (320 units), so that letters stay legible
 * at 360 px; colours are classes of app.css (chart-1 …), patterns of the page, never inline style.
 * The table is the accessible form and is always there. Non-goals: axes, lines, negative values. */
#ifndef ASHAR_WEB_CHART_H
#define ASHAR_WEB_CHART_H

#include "web/out.h"

enum { CHART_SERIES_MAX = 6 };

struct chart_bar {
    struct str label;
    int64_t v[CHART_SERIES_MAX]; /* not negative */
};

struct chart {
    struct str id;    /* unique on the page: letters, digits, '-' */
    struct str title; /* "Participants by age group" */
    struct str
        says; /* the finding in one sentence; read by screen readers, shown under the title */
    struct str what;          /* head of the first column of the table: "Year" */
    const struct str *series; /* names; one: no key is drawn */
    size_t series_n;          /* 1..CHART_SERIES_MAX */
    const struct chart_bar *bars;
    size_t n;
};

/* The view. */
void chart_view(struct out *o, const struct chart *c);

/* -- for chart.html -- */
struct chart_part {
    int64_t x, width, series; /* units; series counts from 1 */
    struct str series_name;
    int64_t value;
};
struct chart_parts {
    const struct chart_part *v;
    size_t n;
};
struct chart_row {
    struct str label;
    int64_t total, label_y, bar_y, total_x, total_y;
    struct chart_parts parts;  /* those that are drawn */
    struct chart_parts values; /* all, for the table */
};
struct chart_rows {
    const struct chart_row *v;
    size_t n;
};
struct chart_names {
    const struct chart_name {
        struct str name;
        int64_t series;
    } * v;
    size_t n;
};
struct chart_drawn {
    int64_t height, bar_height;
    struct chart_rows rows;
    struct chart_names names;
};
struct chart_drawn chart_draw(struct arena *a, const struct chart *c);

#endif
