/* See demo_paper.h. */
#include "app/demo_paper.h"

#include "base/buf.h"
#include "doc/pdf.h"

enum err demo_paper(struct arena *a, enum msg title, struct upload *out)
{
    return demo_paper_named(a, msg_text(a, LANG_KY, title), STR("demo.pdf"), out);
}

enum err demo_paper_named(struct arena *a, struct str title, struct str filename,
                          struct upload *out)
{
    struct buf *b = buf_new(a, 4 * MIB);
    struct pdf_setup s = {
        .paper = PAPER_A4,
        .lang = LANG_KY,
        .title = title,
        .issuer = STR(""),
        .footer = STR(""),
        .page_of = STR("{page}/{pages}"),
        .qr_url = STR(""),
        .qr_caption = STR(""),
    };
    struct pdf *p = pdf_new(a, &s, b);
    pdf_paragraph(p, msg_text(a, LANG_KY, MSG_demo_paper_text));
    pdf_signature(p, msg_text(a, LANG_KY, MSG_demo_paper_signature));
    TRY(pdf_finish(p));
    *out = (struct upload){filename, buf_str(b)};
    return OK;
}
