/* Where views write: the target of the C that tools/viewc generates. Escapers are chosen by the compiler, never by hand.
 *
 * _Generic accepts struct str, struct html (text context only) and integers; char * does not compile. Only web/ constructs
 * struct html (from text_markup and from other views' output). */
#ifndef ASHAR_WEB_OUT_H
#define ASHAR_WEB_OUT_H

#include "base/buf.h"
#include "i18n/i18n.h"

struct html { /* markup already safe */
    struct str markup;
};

struct out {
    struct buf *b;
    struct arena *arena;
    enum lang lang;
    struct str place;      /* code of the municipality in scope, "" outside: {place} in views */
    struct str csrf, once; /* {csrf} in a form prints both as hidden fields */
    uint64_t caps;         /* {if may(o, CAP_REGISTER)} */
    const struct faults *faults;
};

void out_raw(struct out *o, const char *literal, size_t n); /* generated code only: text of the view file */
void out_text_str(struct out *o, struct str s);
void out_text_i64(struct out *o, int64_t v);
void out_text_html(struct out *o, struct html h);
void out_attr_str(struct out *o, struct str s);
void out_attr_i64(struct out *o, int64_t v);
void out_url_str(struct out *o, struct str s);   /* a path segment or query value inside a URL attribute: percent-encoded */
void out_url_i64(struct out *o, int64_t v);
void out_href_str(struct out *o, struct str s);  /* a whole URL: only /…, #…, http:, https:, mailto:, tel: ; else "#" */
void out_csrf(struct out *o);
void out_asset(struct out *o, const char *hashed_path);

#define out_text(o, v) _Generic((v), struct str: out_text_str, struct html: out_text_html, default: out_text_i64)((o), (v))
#define out_attr(o, v) _Generic((v), struct str: out_attr_str, default: out_attr_i64)((o), (v))
#define out_url(o, v) _Generic((v), struct str: out_url_str, default: out_url_i64)((o), (v))

static inline bool may(const struct out *o, int cap)
{
    return (o->caps >> cap & 1) != 0;
}

/* Field helpers for forms, so that every input shows its fault the same way: used by the shared views in web/form.html. */
bool has_fault(const struct out *o, struct str field);
struct str fault_sentence(const struct out *o, struct str field);

#endif
