/* Printed papers: A4 and A3 pages with headings, paragraphs, tables that run over pages, and a QR
 * code.
 *
 * Purpose: information boards, plans, minutes, forms: Kyrgyz letters right, text selectable and
 * searchable, headings and tables tagged for screen readers. Text is laid out by pango, drawn by
 * cairo. Use: pdf_new, then the parts from top to bottom, then pdf_finish. Failure is sticky and
 * reported by pdf_finish. Ownership: everything in the arena; text and cells given are borrowed
 * until pdf_finish; the bytes go to `out`. Units: shares of the text width; sizes follow the paper,
 * so that an A3 sheet is read from twice as far. Non-goals: exact typesetting of given forms,
 * pictures. */
#ifndef ASHAR_DOC_PDF_H
#define ASHAR_DOC_PDF_H

#include "base/buf.h"
#include "base/lang.h"

struct pdf;

enum paper { PAPER_A4, PAPER_A3 };

struct pdf_setup {
    enum paper paper;
    bool landscape;
    bool large; /* letters for a wall: half as large again */
    enum lang lang;
    struct str title;   /* metadata, and on top of the first page */
    struct str issuer;  /* the municipality: above the title */
    struct str footer;  /* left of the page number, on each page: "as of 21.11.2026" */
    struct str page_of; /* message with {page} and {pages} already in the reader's language */
    struct str qr_url;  /* absent: no code */
    struct str qr_caption;
};

struct pdf_column {
    struct str title;
    double share; /* of the table's width; shares are normalised */
    bool right;   /* numbers */
};

/* Starts the document. */
struct pdf *pdf_new(struct arena *a, const struct pdf_setup *setup, struct buf *out);
void pdf_heading(struct pdf *p, int level,
                 struct str text); /* level 2 or 3; never left alone at a page's foot */
void pdf_paragraph(struct pdf *p, struct str text);
/* cells[row * columns + column]; the head repeats on each page; a row is never split unless it is
 * taller than a page. */
void pdf_table(struct pdf *p, const struct pdf_column *columns, size_t column_count,
               const struct str *cells, size_t row_count);
/* A bar with its share done, 0..1, and a caption: progress on the board. */
void pdf_progress(struct pdf *p, double share, struct str caption);
/* Whole lines to write on by hand, the caption above the first (may be empty); kept on one page. */
void pdf_write_lines(struct pdf *p, struct str caption, size_t lines);
/* Lines to write on by hand: signature fields. */
void pdf_signature(struct pdf *p, struct str caption);
/* Writes page numbers and closes. ERR_NOMEM above the limit of `out`, ERR_IO when cairo fails. */
MUST_USE enum err pdf_finish(struct pdf *p);

#endif
