/* Text into XML: escaped, and without the control characters XML 1.0 forbids. */
#ifndef ASHAR_DOC_XML_H
#define ASHAR_DOC_XML_H

#include "base/buf.h"

void xml_add(struct buf *out, struct str text); /* content or quoted attribute value */

#endif
