/* Where views write: the target of the C that tools/viewc generates. Escapers are chosen by the
 * compiler, never by hand.
 *
 * _Generic accepts struct str, struct html (text context only) and integers; char * does not
 * compile. Only web/ constructs struct html (from text_markup and from other views' output). */
#ifndef ASHAR_WEB_OUT_H
#define ASHAR_WEB_OUT_H

#include "base/buf.h"
#include "base/clock.h"
#include "i18n/i18n.h"

struct html { /* markup already safe */
    struct str markup;
};

/* Labels of the fields that have a fault, met while the form was printed, and where the list of
 * faults stands that is to name them. */
#define FAULT_LABELS_MAX 100
struct fault_label {
    struct str name, label;
};
struct fault_labels {
    struct fault_label v[FAULT_LABELS_MAX];
    size_t n, at; /* at: offset in out.b of the list */
    bool wanted;
};

struct out {
    struct buf *b;
    struct arena *arena;
    enum lang lang;
    struct str place;      /* code of the municipality in scope, "" outside: {place} in views */
    struct str csrf, once; /* {csrf} in a form prints both as hidden fields */
    void (*mint)(
        struct out *o); /* fills csrf and a fresh once; web sets it, NULL in tests of views alone */
    void *mint_arg;
    bool personal; /* something only this reader may see was printed: the page is not cached */
    uint64_t caps; /* {if may(o, CAP_REGISTER)} */
    struct faults *faults;
    struct fault_labels *labels; /* NULL: the list is printed where it stands, without labels */
};

/* What a person wrote (text/markup.h), as markup that is safe. ERR_TOO_LARGE above TEXT_MARKUP_MAX.
 */
MUST_USE enum err out_markup(struct arena *a, struct str source, struct html *out);

void out_raw(struct out *o, const char *literal,
             size_t n); /* generated code only: text of the view file */
void out_text_str(struct out *o, struct str s);
void out_text_i64(struct out *o, int64_t v);
void out_text_html(struct out *o, struct html h);
/* In a <span lang> of its own where it is not in the page's language. */
void out_text_lang(struct out *o, struct lang_str s);
void out_attr_str(struct out *o, struct str s);
void out_attr_i64(struct out *o, int64_t v);
void out_attr_lang(struct out *o, struct lang_str s); /* an attribute has no language of its own */
void out_url_str(
    struct out *o,
    struct str s); /* a path segment or query value inside a URL attribute: percent-encoded */
void out_url_i64(struct out *o, int64_t v);
void out_href_str(
    struct out *o,
    struct str s); /* a whole URL: only /…, #…, http://, https://, mailto:, tel: ; else "#" */
void out_csrf(
    struct out *o); /* both hidden fields, a new `once` for each form; makes the page personal */
void out_asset(struct out *o, const char *hashed_path);

/* A path that C has built ("/41706211805000/issues/3"), behind "/{lang}": its slashes stay, blanks
 * and quotes are encoded. */
void out_path_str(struct out *o, struct str s);

/* Escaped as a whole, in text and in attribute values: the text of a message, and values in the
 * reader's language. */
void out_msg(struct out *o, enum msg key, const struct msg_arg *args, size_t n);
void out_day(struct out *o, day_t d); /* text/dates.h: text_date; DAY_NONE prints nothing */
void out_day_short(struct out *o, day_t d);
void out_day_on(struct out *o, day_t d);
void out_instant(struct out *o, int64_t unix_seconds);
void out_instant_short(struct out *o, int64_t unix_seconds);
void out_num(struct out *o, int64_t v);       /* 12 345 */
void out_money(struct out *o, int64_t tyiyn); /* text/numbers.h: text_money */

static inline struct msg_arg out_arg_str(const char *name, struct str s)
{
    return ARG_S(name, s);
}

/* A message is escaped as a whole: what is put into it is spoken as the message is. */
static inline struct msg_arg out_arg_lang(const char *name, struct lang_str s)
{
    return ARG_S(name, s.text);
}

static inline struct msg_arg out_arg_i64(const char *name, int64_t n)
{
    return ARG_N(name, n);
}

/* Every integer type by name: with `default:` a char * or an opt_i64 would only be warned of. */
#define OUT_INTEGERS(f)                                                                            \
    signed char : (f),                                                                             \
                  unsigned char : (f),                                                             \
                                  short : (f),                                                     \
                                          unsigned short : (f),                                    \
                                                           int : (f),                              \
                                                                 unsigned : (f),                   \
                                                                            long : (f),            \
                                                                                   unsigned long   \
        : (f),                                                                                     \
          long long : (f),                                                                         \
                      unsigned long long : (f)
#define out_text(o, v)                                                                             \
    _Generic((v), struct str                                                                       \
             : out_text_str, struct html                                                           \
             : out_text_html, struct lang_str                                                      \
             : out_text_lang, OUT_INTEGERS(out_text_i64))((o), (v))
#define out_attr(o, v)                                                                             \
    _Generic((v), struct str                                                                       \
             : out_attr_str, struct lang_str                                                       \
             : out_attr_lang, OUT_INTEGERS(out_attr_i64))((o), (v))
#define out_url(o, v)  _Generic((v), struct str : out_url_str, OUT_INTEGERS(out_url_i64))((o), (v))
#define out_href(o, v) _Generic((v), struct str : out_href_str)((o), (v))
#define out_path(o, v) _Generic((v), struct str : out_path_str)((o), (v))
#define out_arg(name, v)                                                                           \
    _Generic((v), struct str                                                                       \
             : out_arg_str, struct lang_str                                                        \
             : out_arg_lang, OUT_INTEGERS(out_arg_i64))((name), (v))

static inline bool may(const struct out *o, int cap)
{
    return (o->caps >> cap & 1) != 0;
}

/* The same outside views: percent-encodes all but RFC 3986's unreserved; and the test that
 * out_href_str applies. */
void url_encode(struct buf *b, struct str s);
bool url_is_safe(struct str s);

/* A message as a value, for labels of fields: {call field_text(&(struct field){.label = msg_here(o,
 * MSG_x)})}. */
static inline struct str msg_here(const struct out *o, enum msg key)
{
    return msg_text(o->arena, o->lang, key);
}

/* Field helpers for forms, so that every input shows its fault the same way: used by the shared
 * views in web/form.html. */
bool has_fault(const struct out *o, struct str field);
struct str fault_sentence(const struct out *o, struct str field);

#endif
