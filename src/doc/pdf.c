/* Printed papers. See pdf.h.
 *
 * The parts are kept and drawn twice: first onto a surface that throws everything away, to learn
 * the number of pages for "page 2 of 5", then for good. (Recording each page and replaying it was
 * tried: cairo 1.16 frees tags of a recording surface that it never set, and papers without tags
 * are useless to a screen reader.) */
#include "doc/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/clock.h"
#include "doc/qr.h"

#define MM        (72.0 / 25.4)
#define PAGES_MAX 500

struct metrics {
    double width, height, margin, body, small, h1, h2, h3, gap, pad;
};

/* What was asked for, in order; text and cells are borrowed until pdf_finish. */
struct part {
    struct part *next;
    void (*draw)(struct pdf *p, const struct part *part);
    struct str text;
    int level;
    double share;
    const struct pdf_column *columns;
    const struct str *cells;
    size_t column_count, row_count;
};

enum { LIVE_MOST = 8 };

struct pdf {
    struct arena *arena;
    struct pdf_setup setup;
    struct buf *out;
    struct metrics m;
    struct part *parts, **last_part;
    size_t page, page_count;
    cairo_t *cr;
    cairo_surface_t *surface;
    PangoFontMap *fonts;
    PangoContext *context;
    PangoLayout *live[LIVE_MOST]; /* made and not yet dropped: a jump out of the arena frees them */
    size_t live_n;
    double y;
    bool failed;
};

static struct metrics metrics_of(const struct pdf_setup *s)
{
    double scale = s->paper == PAPER_A3 ? 1.4142 : 1.0;
    double letters = s->large ? scale * 1.5 : scale;
    double w = 210 * MM * scale, h = 297 * MM * scale;
    struct metrics m = {
        .width = s->landscape ? h : w,
        .height = s->landscape ? w : h,
        .margin = 15 * MM * scale,
        .body = 10.5 * letters,
        .small = 8.5 * scale,
        .h1 = 19 * letters,
        .h2 = 14 * letters,
        .h3 = 11.5 * letters,
        .gap = 6 * letters,
        .pad = 3.5 * letters,
    };
    return m;
}

static void release(void *arg)
{
    struct pdf *p = arg;

    p->out = NULL; /* half a document: what it still writes goes nowhere */
    if (p->cr)
        cairo_destroy(p->cr);
    if (p->surface)
        cairo_surface_destroy(p->surface);
    while (p->live_n)
        g_object_unref(p->live[--p->live_n]);
    if (p->context)
        g_object_unref(p->context);
    if (p->fonts)
        g_object_unref(p->fonts);
}

static double text_width(const struct pdf *p)
{
    return p->m.width - 2 * p->m.margin;
}

static double bottom(const struct pdf *p)
{
    return p->m.height - p->m.margin - 2 * p->m.small;
}

static void foot(struct pdf *p);

static void new_page(struct pdf *p)
{
    if (p->page > 0) {
        foot(p);
        cairo_show_page(p->cr);
    }
    p->page++;
    p->failed = p->failed || p->page > PAGES_MAX;
    p->y = p->m.margin;
}

enum weight { PLAIN, BOLD };

static PangoLayout *layout_of(struct pdf *p, struct str text, double size, enum weight weight,
                              double width)
{
    PangoLayout *l = pango_layout_new(p->context);
    PangoFontDescription *font =
        pango_font_description_from_string("Noto Sans, PT Sans, DejaVu Sans");

    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font,
                                      weight == BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(l, text.p ? text.p : "", (int)text.n);
    if (p->live_n < LIVE_MOST)
        p->live[p->live_n++] = l;
    return l;
}

static void drop(struct pdf *p, PangoLayout *l)
{
    for (size_t i = 0; i < p->live_n; i++)
        if (p->live[i] == l) {
            p->live[i] = p->live[--p->live_n];
            break;
        }
    g_object_unref(l);
}

static double layout_height(PangoLayout *l)
{
    int h;
    pango_layout_get_size(l, NULL, &h);
    return (double)h / PANGO_SCALE;
}

static void draw_at(struct pdf *p, PangoLayout *l, double x, double y)
{
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, l);
}

static void ink(struct pdf *p)
{
    cairo_set_source_rgb(p->cr, 0.137, 0.125, 0.114);
}

static void madder(struct pdf *p)
{
    cairo_set_source_rgb(p->cr, 0.427, 0.071, 0.125);
}

/* Draws text over as many pages as it needs, line by line. */
static void flow(struct pdf *p, struct str text, double size, enum weight weight, const char *tag)
{
    PangoLayout *l = layout_of(p, text, size, weight, text_width(p));
    PangoLayoutIter *it = pango_layout_get_iter(l);

    cairo_tag_begin(p->cr, tag, NULL);
    do {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(it, NULL, &r);
        double h = (double)r.height / PANGO_SCALE;
        if (p->y + h > bottom(p)) {
            cairo_tag_end(p->cr, tag);
            new_page(p);
            ink(p);
            cairo_tag_begin(p->cr, tag, NULL);
        }
        int baseline = pango_layout_iter_get_baseline(it) - r.y;
        cairo_move_to(p->cr, p->m.margin + (double)r.x / PANGO_SCALE,
                      p->y + (double)baseline / PANGO_SCALE);
        pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(it));
        p->y += h;
    } while (pango_layout_iter_next_line(it));
    cairo_tag_end(p->cr, tag);
    pango_layout_iter_free(it);
    drop(p, l);
}

static void draw_qr(struct pdf *p, double side, double x, double y)
{
    struct qr qr;

    if (qr_encode(p->arena, p->setup.qr_url, &qr) != OK) {
        p->failed = true;
        return;
    }
    double module = side / (double)qr.side;
    ink(p);
    for (size_t row = 0; row < qr.side; row++)
        for (size_t col = 0; col < qr.side; col++)
            if (qr.dark[row * qr.side + col])
                cairo_rectangle(p->cr, x + (double)col * module, y + (double)row * module, module,
                                module);
    cairo_fill(p->cr);
}

static void head(struct pdf *p)
{
    double side = p->setup.qr_url.n ? 30 * MM * (p->m.body / 10.5) : 0;
    double width = text_width(p) - (side > 0 ? side + p->m.gap * 2 : 0);
    double top = p->y, below = p->y;

    if (p->setup.issuer.n) {
        PangoLayout *l = layout_of(p, p->setup.issuer, p->m.h3, BOLD, width);
        ink(p);
        draw_at(p, l, p->m.margin, p->y);
        p->y += layout_height(l) + p->m.gap / 2;
        drop(p, l);
    }
    PangoLayout *title = layout_of(p, p->setup.title, p->m.h1, BOLD, width);
    madder(p);
    cairo_tag_begin(p->cr, "H1", NULL);
    draw_at(p, title, p->m.margin, p->y);
    cairo_tag_end(p->cr, "H1");
    p->y += layout_height(title) + p->m.gap;
    drop(p, title);
    if (side > 0) {
        double x = p->m.width - p->m.margin - side;
        draw_qr(p, side, x, top);
        PangoLayout *caption = layout_of(p, p->setup.qr_caption, p->m.small, PLAIN, side);
        pango_layout_set_alignment(caption, PANGO_ALIGN_CENTER);
        draw_at(p, caption, x, top + side + 2);
        below = top + side + 2 + layout_height(caption) + p->m.gap;
        drop(p, caption);
    }
    if (p->y < below)
        p->y = below;
    madder(p);
    cairo_rectangle(p->cr, p->m.margin, p->y, text_width(p), p->m.body / 6);
    cairo_fill(p->cr);
    p->y += p->m.gap * 1.5;
}

struct pdf *pdf_new(struct arena *a, const struct pdf_setup *setup, struct buf *out)
{
    struct arena_defer *d = arena_defer_reserve(a);
    struct pdf *p = arena_new(a, struct pdf);

    p->arena = a;
    p->setup = *setup;
    p->out = out;
    p->m = metrics_of(setup);
    arena_defer_set(d, release, p);
    p->fonts =
        pango_cairo_font_map_new(); /* one per document: font maps are not shared between threads */
    p->context = pango_font_map_create_context(p->fonts);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(o,
                                        CAIRO_HINT_METRICS_OFF); /* same breaks on every machine */
    pango_cairo_context_set_font_options(p->context, o);
    cairo_font_options_destroy(o);
    pango_context_set_language(p->context,
                               pango_language_from_string(str_cstr(a, lang_code(setup->lang))));
    p->last_part = &p->parts;
    return p;
}

static struct part *part_add(struct pdf *p, void (*draw)(struct pdf *, const struct part *))
{
    struct part *part = arena_new(p->arena, struct part);
    part->draw = draw;
    *p->last_part = part;
    p->last_part = &part->next;
    return part;
}

static void draw_heading(struct pdf *p, const struct part *part)
{
    double size = part->level == 2 ? p->m.h2 : p->m.h3;

    p->y += p->m.gap;
    /* Room for what it heads: a few lines, or a table's head and first row. */
    if (p->y + size * 1.5 + p->m.body * 12 > bottom(p))
        new_page(p);
    madder(p);
    flow(p, part->text, size, BOLD, part->level == 2 ? "H2" : "H3");
    p->y += p->m.gap / 2;
}

void pdf_heading(struct pdf *p, int level, struct str text)
{
    struct part *part = part_add(p, draw_heading);
    part->level = level;
    part->text = text;
}

static void draw_paragraph(struct pdf *p, const struct part *part)
{
    ink(p);
    flow(p, part->text, p->m.body, PLAIN, "P");
    p->y += p->m.gap;
}

void pdf_paragraph(struct pdf *p, struct str text)
{
    part_add(p, draw_paragraph)->text = text;
}

static double row_draw(struct pdf *p, const struct pdf_column *c, size_t n, const double *widths,
                       const struct str *cells, enum weight weight, bool measure)
{
    double tallest = 0, x = p->m.margin;
    const char *tag = weight == BOLD ? "TH" : "TD";

    for (size_t i = 0; i < n; i++) {
        struct str text = cells ? cells[i] : c[i].title;
        PangoLayout *l = layout_of(p, text, weight == BOLD ? p->m.small * 1.05 : p->m.body * 0.95,
                                   weight, widths[i] - 2 * p->m.pad);
        double h = layout_height(l) + 2 * p->m.pad;
        if (c[i].right)
            pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
        if (!measure) {
            cairo_tag_begin(p->cr, tag, NULL);
            draw_at(p, l, x + p->m.pad, p->y + p->m.pad);
            cairo_tag_end(p->cr, tag);
        }
        if (h > tallest)
            tallest = h;
        x += widths[i];
        drop(p, l);
    }
    return tallest;
}

static void rule(struct pdf *p, double y, double width)
{
    cairo_set_line_width(p->cr, width);
    cairo_move_to(p->cr, p->m.margin, y);
    cairo_line_to(p->cr, p->m.width - p->m.margin, y);
    cairo_stroke(p->cr);
}

static void table_head(struct pdf *p, const struct pdf_column *c, size_t n, const double *widths)
{
    double h = row_draw(p, c, n, widths, NULL, BOLD, true);

    cairo_set_source_rgb(p->cr, 0.957, 0.933, 0.890);
    cairo_rectangle(p->cr, p->m.margin, p->y, text_width(p), h);
    cairo_fill(p->cr);
    ink(p);
    cairo_tag_begin(p->cr, "TR", NULL);
    row_draw(p, c, n, widths, NULL, BOLD, false);
    cairo_tag_end(p->cr, "TR");
    p->y += h;
    rule(p, p->y, 1.0);
}

static void draw_table(struct pdf *p, const struct part *part)
{
    const struct pdf_column *c = part->columns;
    const struct str *cells = part->cells;
    size_t n = part->column_count;
    double *widths = arena_array(p->arena, double, n), sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += c[i].share;
    for (size_t i = 0; i < n; i++)
        widths[i] = text_width(p) * c[i].share / sum;
    ink(p);
    double first = row_draw(p, c, n, widths, NULL, BOLD, true) +
                   (part->row_count ? row_draw(p, c, n, widths, cells, PLAIN, true) : 0);
    if (p->y + first > bottom(p) && first < bottom(p) - p->m.margin)
        new_page(p);
    cairo_tag_begin(p->cr, "Table", NULL);
    table_head(p, c, n, widths);
    for (size_t r = 0; r < part->row_count; r++) {
        double h = row_draw(p, c, n, widths, cells + r * n, PLAIN, true);
        if (p->y + h > bottom(p) && p->y > p->m.margin + p->m.body * 6) {
            cairo_tag_end(p->cr, "Table");
            new_page(p);
            cairo_tag_begin(p->cr, "Table", NULL);
            table_head(p, c, n, widths);
        }
        ink(p);
        cairo_tag_begin(p->cr, "TR", NULL);
        row_draw(p, c, n, widths, cells + r * n, PLAIN, false);
        cairo_tag_end(p->cr, "TR");
        p->y += h;
        cairo_set_source_rgb(p->cr, 0.75, 0.70, 0.62);
        rule(p, p->y, 0.5);
    }
    cairo_tag_end(p->cr, "Table");
    p->y += p->m.gap * 1.5;
}

void pdf_table(struct pdf *p, const struct pdf_column *c, size_t n, const struct str *cells,
               size_t rows)
{
    struct part *part = part_add(p, draw_table);
    part->columns = c;
    part->column_count = n;
    part->cells = cells;
    part->row_count = rows;
}

static void draw_progress(struct pdf *p, const struct part *part)
{
    double h = p->m.body * 0.8, w = text_width(p);
    double share = part->share < 0 ? 0 : part->share > 1 ? 1 : part->share;

    if (p->y + h * 4 > bottom(p))
        new_page(p);
    cairo_set_source_rgb(p->cr, 0.122, 0.384, 0.251);
    cairo_rectangle(p->cr, p->m.margin, p->y, w * share, h);
    cairo_fill(p->cr);
    ink(p);
    cairo_set_line_width(p->cr, 0.8);
    cairo_rectangle(p->cr, p->m.margin, p->y, w, h);
    cairo_stroke(p->cr);
    p->y += h + p->m.gap / 2;
    draw_paragraph(p, part);
}

void pdf_progress(struct pdf *p, double share, struct str caption)
{
    struct part *part = part_add(p, draw_progress);
    part->share = share;
    part->text = caption;
}

static void draw_signature(struct pdf *p, const struct part *part)
{
    double line = p->m.body * 3;

    if (p->y + line * 2 > bottom(p))
        new_page(p);
    p->y += line;
    ink(p);
    cairo_set_line_width(p->cr, 0.7);
    cairo_move_to(p->cr, p->m.margin + text_width(p) * 0.55, p->y);
    cairo_line_to(p->cr, p->m.margin + text_width(p), p->y);
    cairo_stroke(p->cr);
    PangoLayout *l = layout_of(p, part->text, p->m.body, PLAIN, text_width(p) * 0.5);
    draw_at(p, l, p->m.margin, p->y - layout_height(l));
    p->y += p->m.gap;
    drop(p, l);
}

void pdf_signature(struct pdf *p, struct str caption)
{
    part_add(p, draw_signature)->text = caption;
}

static void draw_write_lines(struct pdf *p, const struct part *part)
{
    double step = p->m.body * 2.6;
    PangoLayout *l = layout_of(p, part->text, p->m.body, PLAIN, text_width(p));
    double caption = part->text.n ? layout_height(l) : 0;

    if (p->y + caption + step * (double)part->row_count > bottom(p))
        new_page(p);
    ink(p);
    if (part->text.n)
        draw_at(p, l, p->m.margin, p->y);
    drop(p, l);
    p->y += caption;
    cairo_set_line_width(p->cr, 0.5);
    for (size_t i = 0; i < part->row_count; i++) {
        p->y += step;
        cairo_move_to(p->cr, p->m.margin, p->y);
        cairo_line_to(p->cr, p->m.margin + text_width(p), p->y);
        cairo_stroke(p->cr);
    }
    p->y += p->m.gap * 1.5;
}

void pdf_write_lines(struct pdf *p, struct str caption, size_t lines)
{
    struct part *part = part_add(p, draw_write_lines);
    part->text = caption;
    part->row_count = lines;
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int n)
{
    const struct pdf *p = closure;

    if (!p->out)
        return CAIRO_STATUS_WRITE_ERROR;
    buf_add(p->out, (struct str){(const char *)data, n});
    return buf_failed(p->out) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Replaces {page} and {pages} in the phrase of the setup. */
static struct str page_phrase(struct pdf *p)
{
    struct buf *b = buf_new(p->arena, 4 * KIB);
    struct str s = p->setup.page_of;

    while (s.n) {
        if (str_starts(s, STR("{page}"))) {
            buf_add_i64(b, (int64_t)p->page);
            s = str_sub(s, 6, s.n);
        } else if (str_starts(s, STR("{pages}"))) {
            buf_add_i64(b, (int64_t)p->page_count);
            s = str_sub(s, 7, s.n);
        } else {
            buf_add_char(b, s.p[0]);
            s = str_sub(s, 1, s.n);
        }
    }
    return buf_str(b);
}

static void foot(struct pdf *p)
{
    double y = p->m.height - p->m.margin - p->m.small * 0.5;
    PangoLayout *l = layout_of(p, p->setup.footer, p->m.small, PLAIN, text_width(p) * 0.75);

    cairo_tag_begin(p->cr, "P", NULL);
    cairo_set_source_rgb(p->cr, 0.357, 0.329, 0.298);
    draw_at(p, l, p->m.margin, y);
    drop(p, l);
    l = layout_of(p, page_phrase(p), p->m.small, PLAIN, text_width(p));
    pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
    draw_at(p, l, p->m.margin, y);
    drop(p, l);
    cairo_tag_end(p->cr, "P");
}

/* One pass over the parts onto `s`; the number of pages stays in p->page. */
static cairo_status_t draw_all(struct pdf *p, cairo_surface_t *s)
{
    p->page = 0;
    p->surface = s;
    p->cr = cairo_create(s);
    new_page(p);
    head(p);
    for (const struct part *part = p->parts; part && !p->failed; part = part->next)
        part->draw(p, part);
    foot(p);
    cairo_show_page(p->cr);
    cairo_status_t status = cairo_status(p->cr);
    cairo_destroy(p->cr);
    p->cr = NULL;
    cairo_surface_finish(s);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(s);
    cairo_surface_destroy(s);
    p->surface = NULL;
    return status;
}

static cairo_status_t discard(void *closure, const unsigned char *data, unsigned int n)
{
    (void)closure;
    (void)data;
    (void)n;
    return CAIRO_STATUS_SUCCESS;
}

enum err pdf_finish(struct pdf *p)
{
    cairo_status_t status =
        draw_all(p, cairo_pdf_surface_create_for_stream(discard, NULL, p->m.width, p->m.height));
    if (p->failed)
        return ERR_NOMEM;
    p->page_count = p->page;
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(collect, p, p->m.width, p->m.height);
    p->surface = s;
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, str_cstr(p->arena, p->setup.title));
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR,
                                   str_cstr(p->arena, p->setup.issuer));
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Ashar");
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE,
                                   str_cstr(p->arena, instant_iso(p->arena, clock_now())));
    if (status == CAIRO_STATUS_SUCCESS)
        status = draw_all(p, s); /* else it is released with the rest */
    if (buf_failed(p->out))
        return ERR_NOMEM;
    return status == CAIRO_STATUS_SUCCESS ? OK : ERR_IO;
}
