/* XML text. See xml.h. */
#include "doc/xml.h"

void xml_add(struct buf *out, struct str text)
{
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t cp = str_utf8_next(text, &at);
        if (cp == '<')
            buf_lit(out, "&lt;");
        else if (cp == '>')
            buf_lit(out, "&gt;");
        else if (cp == '&')
            buf_lit(out, "&amp;");
        else if (cp == '"')
            buf_lit(out, "&quot;");
        else if (cp == '\'')
            buf_lit(out, "&#39;");
        else if ((cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || cp == 0xFFFE ||
                 cp == 0xFFFF || (cp == 0xFFFD && at - from == 1))
            buf_lit(out, "\xEF\xBF\xBD");
        else
            buf_add(out, str_sub(text, from, at - from));
    }
}
