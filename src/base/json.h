/* Writing JSON (RFC 8259) into a buffer, streaming, commas and escapes by construction.
 *
 * Purpose: one writer for API, audit records, logs, traces. Reading is jansson's.
 * Invariant: invalid UTF-8 is written as U+FFFD, so the output is always valid JSON when the calls
 * nest. Members keep call order: equal calls give equal bytes (the audit chain hashes them). */
#ifndef ASHAR_BASE_JSON_H
#define ASHAR_BASE_JSON_H

#include "base/buf.h"

struct json {
    struct buf *out;
    bool comma; /* a value was written at this level */
};

void json_init(struct json *j, struct buf *out);
/* These names keep clear of jansson's json_object, json_array and json_null: a process has one name
 * space. */
void json_object_begin(struct json *j); /* { */
void json_object_end(struct json *j);
void json_array_begin(struct json *j); /* [ */
void json_array_end(struct json *j);
void json_key(struct json *j, struct str name);
void json_str(struct json *j, struct str s); /* absent text is written as null */
void json_i64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_none(struct json *j);
void json_raw(struct json *j,
              struct str number_or_json); /* already JSON: exact decimals, stored records */

#define json_field_str(j, name, v)  (json_key((j), STR(name)), json_str((j), (v)))
#define json_field_i64(j, name, v)  (json_key((j), STR(name)), json_i64((j), (v)))
#define json_field_bool(j, name, v) (json_key((j), STR(name)), json_bool((j), (v)))

#endif
