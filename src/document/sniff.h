/* What a file is, told from its bytes alone. Inside of src/document.
 *
 * Purpose: the type a browser is told is the one that was found, never the one that was claimed;
 * what could run in a browser or on a desk (HTML, SVG, programs, macros) is recognised to be
 * refused by name. Own small table instead of libmagic: ten types, no parser of two hundred formats
 * in front of strangers' bytes. Invariants: reads only within the bytes given, in time linear in
 * them; never unpacks anything. Non-goal: whether the file is well made inside. */
#ifndef ASHAR_DOCUMENT_SNIFF_H
#define ASHAR_DOCUMENT_SNIFF_H

#include "base/str.h"

enum file_type {
    FILE_PDF,
    FILE_JPEG,
    FILE_PNG,
    FILE_WEBP,
    FILE_DOCX,
    FILE_XLSX,
    FILE_ODT,
    FILE_ODS,
    FILE_CSV, /* text; whether TXT or CSV only the name can tell */
    FILE_TXT,
    FILE_ACCEPTED_COUNT,
    /* recognised, not accepted */
    FILE_HTML = FILE_ACCEPTED_COUNT,
    FILE_XML, /* SVG too */
    FILE_PROGRAM,
    FILE_OLE,    /* the old Word and Excel */
    FILE_MACROS, /* an office file that carries a program */
    FILE_ZIP,
    FILE_RAR, /* and other archives */
    FILE_GIF,
    FILE_TIFF,
    FILE_HEIC,
    FILE_VIDEO, /* and sound */
    FILE_RTF,
    FILE_UNKNOWN,
    FILE_TYPE_COUNT
};

enum file_type sniff(struct str bytes); /* text is FILE_TXT */

/* Short name that needs no translation: "PDF", "DOCX", "HTML"; "?" for FILE_UNKNOWN. */
const char *file_type_label(enum file_type t);
/* "application/pdf"; NULL for what is not accepted. Text carries its charset apart (file_is_text).
 */
const char *file_type_media(enum file_type t);
/* The type of a media type written by file_type_media, FILE_UNKNOWN otherwise. */
enum file_type file_type_of_media(struct str media);
/* The ending that goes with it, without dot. */
const char *file_type_ending(enum file_type t);
/* The type a name claims by its ending; FILE_UNKNOWN: another ending, or none (then *has_ending is
 * false). */
enum file_type file_type_of_name(struct str filename, bool *has_ending);
/* Shown by the browser itself, in a sandbox: pictures. */
bool file_type_inline(enum file_type t);

#endif
