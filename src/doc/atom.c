/* Atom feeds. See atom.h. */
#include "doc/atom.h"

#include "base/clock.h"
#include "doc/xml.h"

static void element(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "<%s>", name);
    xml_add(out, text);
    buf_printf(out, "</%s>\n", name);
}

static void link_to(struct buf *out, const char *rel, struct str url)
{
    buf_printf(out, "<link rel=\"%s\" href=\"", rel);
    xml_add(out, url);
    buf_lit(out, "\"/>\n");
}

void atom_begin(struct arena *a, struct buf *out, const struct atom_head *h)
{
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed "
               "xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%.*s\">\n",
               STR_F(lang_code(h->lang)));
    element(out, "id", h->id);
    element(out, "title", h->title);
    element(out, "updated", instant_iso(a, h->updated));
    link_to(out, "self", h->id);
    link_to(out, "alternate", h->page_url);
    buf_lit(out, "<author>");
    element(out, "name", h->author);
    buf_lit(out, "</author>\n<generator>Ashar</generator>\n");
}

void atom_add(struct arena *a, struct buf *out, const struct atom_entry *e)
{
    buf_lit(out, "<entry>\n");
    element(out, "id", e->id);
    element(out, "title", e->title);
    element(out, "updated", instant_iso(a, e->updated));
    element(out, "published", instant_iso(a, e->published));
    link_to(out, "alternate", e->url);
    if (e->summary.n)
        element(out, "summary", e->summary);
    buf_lit(out, "</entry>\n");
}

void atom_end(struct buf *out)
{
    buf_lit(out, "</feed>\n");
}
