/* Fields as they came in: of the query, of a form body, of cookies; and the decoders that make
 * them.
 *
 * Purpose: one strict reading of what browsers send. Decoders borrow from the bytes they are given
 * wherever nothing has to be changed, and copy into the arena where something has; the bytes must
 * outlive the fields. Invariants: names and values of fields are valid UTF-8 without NUL; bytes of
 * files are untouched. Refusals: ERR_MALFORMED (not the format), ERR_TOO_LARGE (more fields or
 * longer names than the limits below). Non-goals: what a field means; normal form (request.c does
 * it when a handler asks, so that passwords stay as typed). */
#ifndef ASHAR_WEB_FORM_H
#define ASHAR_WEB_FORM_H

#include "base/str.h"

#define FORM_FIELDS_MAX                                                                            \
    1000 /* fields of a form or query: the widest form, a list of residents' measures, has 300 */
#define FORM_NAME_MAX     100 /* bytes of a field's name */
#define FORM_FILENAME_MAX 255 /* bytes kept of a file's name */
#define COOKIES_MAX       50

struct form_field {
    struct str name, value;
    struct str filename; /* of a file part */
    bool is_file;
    bool canonical; /* request.c: value is in canonical form already */
};

struct fields {
    struct form_field *v;
    size_t n, size;
};

struct form {
    struct fields query, body;
};

/* Percent-decodes; '+' is a blank where `plus`. ERR_MALFORMED: broken escape, NUL, invalid UTF-8.
 */
MUST_USE enum err url_decode(struct arena *a, struct str s, bool plus, struct str *out);

/* "a=1&b=%D2%A3+x": of a query or a body of application/x-www-form-urlencoded. Appends to *out.
 * Empty pieces are skipped, a piece without '=' is a field with empty value. */
MUST_USE enum err form_decode(struct arena *a, struct str s, struct fields *out);

/* multipart/form-data (RFC 7578) whole in memory. `boundary` from multipart_boundary. Appends to
 * *out. A file's name loses its folders ("C:\x\order.pdf" and "../../etc/passwd" give the last
 * part), control characters and what exceeds the limit. */
MUST_USE enum err multipart_decode(struct arena *a, struct str body, struct str boundary,
                                   struct fields *out);
/* The boundary parameter of a content type, 1..70 characters of RFC 2046. */
MUST_USE enum err multipart_boundary(struct arena *a, struct str content_type, struct str *out);

/* Parameter `name` of a header like `form-data; name="x"; filename="y.pdf"`; quoted strings are
 * unescaped the way browsers write them (%22, %0D%0A; backslash before a quote). ERR_NOT_FOUND
 * where it is absent. */
MUST_USE enum err header_param(struct arena *a, struct str header, struct str name,
                               struct str *out);

/* "a=1; b=2" of a Cookie header: values as they are, without decoding; malformed pieces are
 * skipped, as RFC 6265 5.4 servers do; no more than COOKIES_MAX are read. The first of a name
 * counts. Absent text where there is none. */
struct str cookie_value(struct str header, struct str name);

/* First field of a name, or NULL. */
struct form_field *fields_find(const struct fields *f, struct str name);
/* Room for one more; ERR_TOO_LARGE at FORM_FIELDS_MAX or where the name is too long. */
MUST_USE enum err fields_add(struct arena *a, struct fields *f, struct form_field field);

#endif
