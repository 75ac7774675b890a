/* A mail as bytes: RFC 5322 headers, RFC 2047 words in them, quoted-printable body (RFC 2045). See
 * mail_send.h.
 *
 * Nothing a person typed can add a header: line breaks and controls in header values become blanks.
 */
#include "notify/mail_send.h"

#include <sodium.h>
#include <time.h>

#define WORD_BYTES                                                                                 \
    45 /* 60 base64 letters and the frame stay within the 75 an encoded word may have */
#define LINE_MOST 75

static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
            return false;
    return true;
}

static void encoded_word(struct buf *out, struct str part)
{
    char text[128];
    sodium_bin2base64(text, sizeof text, (const unsigned char *)part.p, part.n,
                      sodium_base64_VARIANT_ORIGINAL);
    buf_printf(out, "=?UTF-8?B?%s?=", text);
}

static void header(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, "%s: ", name);
    if (plain(value)) {
        buf_add(out, value);
    } else {
        for (size_t from = 0, at = 0; from < value.n; from = at) {
            while (at < value.n) {
                size_t next = at;
                str_utf8_next(value, &next);
                if (next - from > WORD_BYTES)
                    break;
                at = next;
            }
            if (from)
                buf_lit(out, "\r\n ");
            encoded_word(out, str_sub(value, from, at - from));
        }
    }
    buf_lit(out, "\r\n");
}

static void address_header(struct buf *out, const char *name, struct str address)
{
    buf_printf(out, "%s: ", name);
    for (size_t i = 0; i < address.n; i++)
        if ((unsigned char)address.p[i] >= ' ' && address.p[i] != 0x7F)
            buf_add_char(out, address.p[i]);
    buf_lit(out, "\r\n");
}

static void quoted_printable(struct buf *out, struct str body)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0;

    for (size_t i = 0; i < body.n; i++) {
        unsigned char c = (unsigned char)body.p[i];
        if (c == '\r')
            continue;
        if (c == '\n') {
            buf_lit(out, "\r\n");
            column = 0;
            continue;
        }
        bool last = i + 1 == body.n || body.p[i + 1] == '\n' || body.p[i + 1] == '\r';
        bool literal = (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !last);
        if (column + (literal ? 1 : 3) > LINE_MOST) {
            buf_lit(out, "=\r\n");
            column = 0;
        }
        if (literal) {
            buf_add_char(out, (char)c);
            column++;
        } else {
            char code[3] = {'=', hex[c >> 4], hex[c & 15]};
            buf_add(out, (struct str){code, 3});
            column += 3;
        }
    }
    buf_lit(out, "\r\n");
}

void mail_compose(struct buf *out, const struct mail_message *m)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t t = (time_t)m->date;
    struct tm tm;

    gmtime_r(&t, &tm);
    buf_printf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
               months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    address_header(out, "From", m->from);
    address_header(out, "To", m->to);
    header(out, "Subject", m->subject);
    address_header(out, "Message-ID", m->message_id);
    buf_lit(out,
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\nAuto-Submitted: auto-generated\r\n");
    if (m->unsubscribe_url.n) {
        buf_lit(out, "List-Unsubscribe: <");
        buf_add(out, m->unsubscribe_url);
        buf_lit(out, ">\r\n");
    }
    buf_lit(out, "\r\n");
    quoted_printable(out, m->body);
}
