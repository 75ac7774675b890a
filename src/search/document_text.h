/* The text inside files people attach, for the index. Inner part of search that app's background
 * task calls.
 *
 * PDF: poppler's pdftotext, in a child of its own without network, without new privileges, with
 * limits of time, memory, files and output; the file reaches it as its standard input. DOCX and
 * ODT: their XML, by libzip and expat, with a limit on what is unpacked (a bomb stops there) and no
 * document type (no entities). Plain text as it is. Everything else has no text. Invariants: any
 * bytes may come in; time and memory are bounded; the text is valid UTF-8 without NUL, at most
 * DOCUMENT_TEXT_MAX. Non-goal: reading scans (OCR). */
#ifndef ASHAR_SEARCH_DOCUMENT_TEXT_H
#define ASHAR_SEARCH_DOCUMENT_TEXT_H

#include "base/str.h"

#define DOCUMENT_TEXT_MAX (2 * MIB)

/* ERR_NOT_FOUND: a kind of file that has no text. ERR_MALFORMED: not what it claims to be inside,
 * or encrypted. ERR_TOO_LARGE: unpacks to more than the limits. ERR_BUSY: it took too long. ERR_IO:
 * pdftotext could not be run here. */
MUST_USE enum err document_text(struct arena *a, struct str bytes, struct str media_type,
                                struct str *out);

/* The same of office files alone, in this process: for fuzzing. */
MUST_USE enum err document_text_office(struct arena *a, struct str bytes, struct str *out);

/* A server that gives up starting programs (its seccomp filter) starts this helper first, while it
 * has one thread: from then on PDFs go to it. The helper ends with the server. Once; ERR_IO: no
 * helper, PDFs are tried directly. */
MUST_USE enum err document_text_helper(void);

#endif
