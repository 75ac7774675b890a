/* Models of the pages of figures. */
#ifndef ASHAR_MEETING_FIGURES_WEB_H
#define ASHAR_MEETING_FIGURES_WEB_H

#include "meeting/meeting_figures.h"
#include "web/chart.h"
#include "web/form_model.h"
#include "web/out.h"

struct meeting_figures_row {
    struct str label, path; /* path "": none */
    const struct meeting_figures_line *line;
};
struct meeting_figures_page {
    struct meeting_figures figures;
    struct {
        const struct meeting_figures_row *v;
        size_t n;
    } rows;
    struct chart people, proposals, ages;
    struct choices groups, years;
    struct str title, group, year;
    struct str base;  /* path below the language, without ".csv" */
    struct str query; /* "?group=hearing" */
    bool national;
};

#endif
