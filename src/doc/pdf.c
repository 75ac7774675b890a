/* Printed papers. See pdf.h.
 *
 * Pages are recorded first and written at the end, since "page 2 of 5" is known only then: each page is a cairo
 * recording surface replayed onto the PDF surface. Tags go straight to the PDF surface during replay, because a recording
 * surface keeps them. */
#include "doc/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "doc/qr.h"
#include "base/clock.h"

#define MM (72.0 / 25.4)
#define PAGES_MAX 500

struct metrics {
    double width, height, margin, body, small, h1, h2, h3, gap, pad;
};

struct pdf {
    struct arena *arena;
    struct pdf_setup setup;
    struct buf *out;
    struct metrics m;
    cairo_surface_t *pages[PAGES_MAX];
    size_t page_count;
    cairo_t *cr;           /* of the current page */
    PangoFontMap *fonts;
    PangoContext *context;
    double y;
    bool failed;
};

static struct metrics metrics_of(const struct pdf_setup *s)
{
    double scale = s->paper == PAPER_A3 ? 1.4142 : 1.0;
    double w = 210 * MM * scale, h = 297 * MM * scale;
    struct metrics m = {
        .width = s->landscape ? h : w,
        .height = s->landscape ? w : h,
        .margin = 15 * MM * scale,
        .body = 10.5 * scale,
        .small = 8.5 * scale,
        .h1 = 19 * scale,
        .h2 = 14 * scale,
        .h3 = 11.5 * scale,
        .gap = 6 * scale,
        .pad = 3.5 * scale,
    };
    return m;
}

static void release(void *arg)
{
    struct pdf *p = arg;
    if (p->cr)
        cairo_destroy(p->cr);
    for (size_t i = 0; i < p->page_count; i++)
        cairo_surface_destroy(p->pages[i]);
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

static void new_page(struct pdf *p)
{
    cairo_rectangle_t extents = {0, 0, p->m.width, p->m.height};

    if (p->page_count == PAGES_MAX) {
        p->failed = true; /* further parts overprint the last page, which is never delivered */
        p->y = p->m.margin;
        return;
    }
    if (p->cr)
        cairo_destroy(p->cr);
    cairo_surface_t *s = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    p->pages[p->page_count++] = s;
    p->cr = cairo_create(s);
    p->y = p->m.margin;
}

enum weight { PLAIN, BOLD };

static PangoLayout *layout_of(struct pdf *p, struct str text, double size, enum weight weight, double width)
{
    PangoLayout *l = pango_layout_new(p->context);
    PangoFontDescription *font = pango_font_description_from_string("Noto Sans, PT Sans, DejaVu Sans");

    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, weight == BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(l, text.p ? text.p : "", (int)text.n);
    return l;
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
    g_object_unref(l);
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
        g_object_unref(l);
    }
    PangoLayout *title = layout_of(p, p->setup.title, p->m.h1, BOLD, width);
    madder(p);
    cairo_tag_begin(p->cr, "H1", NULL);
    draw_at(p, title, p->m.margin, p->y);
    cairo_tag_end(p->cr, "H1");
    p->y += layout_height(title) + p->m.gap;
    g_object_unref(title);
    if (side > 0) {
        double x = p->m.width - p->m.margin - side;
        draw_qr(p, side, x, top);
        PangoLayout *caption = layout_of(p, p->setup.qr_caption, p->m.small, PLAIN, side);
        pango_layout_set_alignment(caption, PANGO_ALIGN_CENTER);
        draw_at(p, caption, x, top + side + 2);
        below = top + side + 2 + layout_height(caption) + p->m.gap;
        g_object_unref(caption);
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
    p->fonts = pango_cairo_font_map_new(); /* one per document: font maps are not shared between threads */
    p->context = pango_font_map_create_context(p->fonts);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF); /* same breaks on every machine */
    pango_cairo_context_set_font_options(p->context, o);
    cairo_font_options_destroy(o);
    pango_context_set_language(p->context, pango_language_from_string(str_cstr(a, lang_code(setup->lang))));
    new_page(p);
    head(p);
    return p;
}

void pdf_heading(struct pdf *p, int level, struct str text)
{
    double size = level == 2 ? p->m.h2 : p->m.h3;

    p->y += p->m.gap;
    if (p->y + size * 1.5 + p->m.body * 5 > bottom(p))
        new_page(p);
    madder(p);
    flow(p, text, size, BOLD, level == 2 ? "H2" : "H3");
    p->y += p->m.gap / 2;
}

void pdf_paragraph(struct pdf *p, struct str text)
{
    ink(p);
    flow(p, text, p->m.body, PLAIN, "P");
    p->y += p->m.gap;
}

static double row_draw(struct pdf *p, const struct pdf_column *c, size_t n, const double *widths,
                       const struct str *cells, enum weight weight, bool measure)
{
    double tallest = 0, x = p->m.margin;
    const char *tag = weight == BOLD ? "TH" : "TD";

    for (size_t i = 0; i < n; i++) {
        struct str text = cells ? cells[i] : c[i].title;
        PangoLayout *l = layout_of(p, text, weight == BOLD ? p->m.small * 1.05 : p->m.body * 0.95, weight,
                                   widths[i] - 2 * p->m.pad);
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
        g_object_unref(l);
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

void pdf_table(struct pdf *p, const struct pdf_column *c, size_t n, const struct str *cells, size_t rows)
{
    double *widths = arena_array(p->arena, double, n), sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += c[i].share;
    for (size_t i = 0; i < n; i++)
        widths[i] = text_width(p) * c[i].share / sum;
    ink(p);
    if (p->y + p->m.body * 6 > bottom(p))
        new_page(p);
    cairo_tag_begin(p->cr, "Table", NULL);
    table_head(p, c, n, widths);
    for (size_t r = 0; r < rows; r++) {
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

void pdf_progress(struct pdf *p, double share, struct str caption)
{
    double h = p->m.body * 0.8, w = text_width(p);

    if (p->y + h * 4 > bottom(p))
        new_page(p);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    cairo_set_source_rgb(p->cr, 0.122, 0.384, 0.251);
    cairo_rectangle(p->cr, p->m.margin, p->y, w * share, h);
    cairo_fill(p->cr);
    ink(p);
    cairo_set_line_width(p->cr, 0.8);
    cairo_rectangle(p->cr, p->m.margin, p->y, w, h);
    cairo_stroke(p->cr);
    p->y += h + p->m.gap / 2;
    pdf_paragraph(p, caption);
}

void pdf_signature(struct pdf *p, struct str caption)
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
    PangoLayout *l = layout_of(p, caption, p->m.body, PLAIN, text_width(p) * 0.5);
    draw_at(p, l, p->m.margin, p->y - layout_height(l));
    p->y += p->m.gap;
    g_object_unref(l);
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int n)
{
    struct buf *out = closure;
    buf_add(out, (struct str){(const char *)data, n});
    return buf_failed(out) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Replaces {page} and {pages} in the phrase of the setup. */
static struct str page_phrase(struct pdf *p, size_t page)
{
    struct buf b;
    struct str s = p->setup.page_of;

    buf_in_arena(&b, p->arena, 4 * KIB);
    while (s.n) {
        if (str_starts(s, STR("{page}"))) {
            buf_add_i64(&b, (int64_t)page);
            s = str_sub(s, 6, s.n);
        } else if (str_starts(s, STR("{pages}"))) {
            buf_add_i64(&b, (int64_t)p->page_count);
            s = str_sub(s, 7, s.n);
        } else {
            buf_add_char(&b, s.p[0]);
            s = str_sub(s, 1, s.n);
        }
    }
    return str_dup(p->arena, buf_str(&b));
}

static void foot(struct pdf *p, cairo_t *cr, size_t page)
{
    double y = p->m.height - p->m.margin - p->m.small * 0.5;
    PangoLayout *l = layout_of(p, p->setup.footer, p->m.small, PLAIN, text_width(p) * 0.75);

    cairo_set_source_rgb(cr, 0.357, 0.329, 0.298);
    cairo_move_to(cr, p->m.margin, y);
    pango_cairo_show_layout(cr, l);
    g_object_unref(l);
    l = layout_of(p, page_phrase(p, page), p->m.small, PLAIN, text_width(p));
    pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
    cairo_move_to(cr, p->m.margin, y);
    pango_cairo_show_layout(cr, l);
    g_object_unref(l);
}

enum err pdf_finish(struct pdf *p)
{
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(collect, p->out, p->m.width, p->m.height);
    char *title = str_cstr(p->arena, p->setup.title);
    char *issuer = str_cstr(p->arena, p->setup.issuer);

    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, issuer);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Ashar");
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE,
                                   str_cstr(p->arena, instant_iso(p->arena, clock_now())));
    cairo_t *cr = cairo_create(s);
    for (size_t i = 0; i < p->page_count; i++) {
        cairo_set_source_surface(cr, p->pages[i], 0, 0);
        cairo_paint(cr);
        foot(p, cr, i + 1);
        cairo_show_page(cr);
    }
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(s);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(s);
    cairo_surface_destroy(s);
    if (buf_failed(p->out) || p->failed)
        return ERR_NOMEM;
    return status == CAIRO_STATUS_SUCCESS ? OK : ERR_IO;
}
