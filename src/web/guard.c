/* The guard's state machine. See guard.h. One byte at a time: a head has a few hundred, and every
 * rule stays visible. */
#include "web/guard.h"

#include <string.h>

const struct guard_limits guard_defaults = {
    .target_max = 8192,
    .head_max = 16384,
    .headers_max = 80,
    .body_max = UINT64_C(64) << 20,
    .head_us = 10 * 1000000,
    .body_us = 20 * 1000000,
    .body_rate = 8192,
};

enum state { METHOD, TARGET, VERSION, LINE_LF, NAME_START, NAME, VALUE, VALUE_LF, END_LF, BODY };
enum known { OTHER, HOST, CONTENT_LENGTH, TRANSFER_ENCODING };

void guard_init(struct guard *g, const struct guard_limits *limits)
{
    memset(g, 0, sizeof *g);
    g->limits = limits;
    g->state = METHOD;
}

int guard_status(enum guard_verdict v)
{
    static const int status[] = {200, 400, 414, 431, 411, 413, 408};
    return status[v];
}

bool guard_reader(const struct guard *g, enum lang *out)
{
    const char *p = g->first;

    if (memcmp(p, "/api", 4) == 0)
        return false;
    if (p[0] != '/' || p[3] != '/' || lang_of_code((struct str){p + 1, 2}, out) != OK)
        *out = LANG_KY;
    return true;
}

static bool token_char(unsigned char c) /* RFC 9110 5.6.2 */
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static void begin_head(struct guard *g, int64_t now_us)
{
    g->state = METHOD;
    g->line_n = g->head_n = g->header_n = 0;
    g->matched = 0;
    g->http_1_0 = g->has_length = g->has_host = false;
    g->length = 0;
    g->began_us = now_us;
}

static enum guard_verdict method_byte(struct guard *g, unsigned char c)
{
    if (c == ' ' && g->line_n > 0) {
        g->state = TARGET;
        g->line_n = 0;
        memset(g->first, 0, sizeof g->first);
        return GUARD_PASS;
    }
    return c >= 'A' && c <= 'Z' && ++g->line_n <= 16 ? GUARD_PASS : GUARD_MALFORMED;
}

static enum guard_verdict target_byte(struct guard *g, unsigned char c)
{
    if (c == ' ' && g->line_n > 0) {
        g->state = VERSION;
        g->line_n = 0;
        return GUARD_PASS;
    }
    if (c <= ' ' || c >= 0x7f)
        return GUARD_MALFORMED;
    if (g->line_n < sizeof g->first)
        g->first[g->line_n] = (char)c;
    return ++g->line_n <= g->limits->target_max ? GUARD_PASS : GUARD_LONG_TARGET;
}

static enum guard_verdict version_byte(struct guard *g, unsigned char c)
{
    static const char want[] = "HTTP/1.";

    if (g->line_n < 7) {
        if (c != (unsigned char)want[g->line_n])
            return GUARD_MALFORMED;
    } else if (g->line_n == 7) {
        if (c != '0' && c != '1')
            return GUARD_MALFORMED;
        g->http_1_0 = c == '0';
    } else if (c == '\r') {
        g->state = LINE_LF;
        return GUARD_PASS;
    } else {
        return GUARD_MALFORMED;
    }
    g->line_n++;
    return GUARD_PASS;
}

static enum known known_header(const struct guard *g)
{
    static const struct {
        const char *name;
        enum known known;
    } rows[] = {{"host", HOST},
                {"content-length", CONTENT_LENGTH},
                {"transfer-encoding", TRANSFER_ENCODING}};

    for (size_t i = 0; i < 3; i++)
        if (g->name_n == strlen(rows[i].name) && memcmp(g->name, rows[i].name, g->name_n) == 0)
            return rows[i].known;
    return OTHER;
}

static enum guard_verdict begin_value(struct guard *g)
{
    g->known = (uint8_t)known_header(g);
    g->state = VALUE;
    g->line_n = 0;
    g->digit_end = false;
    if (g->known == TRANSFER_ENCODING)
        return GUARD_LENGTH_REQUIRED;
    if ((g->known == HOST && g->has_host) || (g->known == CONTENT_LENGTH && g->has_length))
        return GUARD_MALFORMED;
    g->has_host |= g->known == HOST;
    g->has_length |= g->known == CONTENT_LENGTH;
    return ++g->header_n <= g->limits->headers_max ? GUARD_PASS : GUARD_LARGE_HEAD;
}

static enum guard_verdict name_byte(struct guard *g, unsigned char c)
{
    if (g->state == NAME_START && c == '\r') {
        g->state = END_LF;
        return GUARD_PASS;
    }
    if (g->state == NAME_START)
        g->name_n = 0;
    if (c == ':' && g->state == NAME)
        return begin_value(g);
    if (!token_char(c)) /* also a blank: a folded line, or one before the colon */
        return GUARD_MALFORMED;
    g->state = NAME;
    if (g->name_n < sizeof g->name)
        g->name[g->name_n] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (g->name_n <= sizeof g->name)
        g->name_n++;
    return GUARD_PASS;
}

/* Digits, with blanks around but not between. */
static enum guard_verdict length_byte(struct guard *g, unsigned char c)
{
    if (c == ' ' || c == '\t') {
        g->digit_end = g->line_n > 0;
        return GUARD_PASS;
    }
    if (c < '0' || c > '9' || g->digit_end || ++g->line_n > 15)
        return GUARD_MALFORMED;
    g->length = g->length * 10 + (uint64_t)(c - '0');
    return GUARD_PASS;
}

static bool host_char(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._:[]", c));
}

static enum guard_verdict value_byte(struct guard *g, unsigned char c)
{
    if (c == '\r') {
        if ((g->known == CONTENT_LENGTH || g->known == HOST) && g->line_n == 0)
            return GUARD_MALFORMED;
        g->state = VALUE_LF;
        return GUARD_PASS;
    }
    if ((c < ' ' && c != '\t') || c == 0x7f)
        return GUARD_MALFORMED;
    if (g->known == CONTENT_LENGTH)
        return length_byte(g, c);
    if (g->known == HOST && c != ' ' && c != '\t') {
        g->line_n++;
        return host_char(c) && !g->digit_end ? GUARD_PASS : GUARD_MALFORMED;
    }
    if (g->known == HOST)
        g->digit_end = g->line_n > 0; /* a blank inside: two hosts */
    return GUARD_PASS;
}

static enum guard_verdict end_head(struct guard *g, int64_t now_us)
{
    if (!g->has_host && !g->http_1_0)
        return GUARD_MALFORMED;
    if (g->length > g->limits->body_max)
        return GUARD_TOO_LARGE;
    g->heads++;
    g->body_left = g->length;
    g->body_total = (int64_t)g->length;
    if (g->body_left) {
        g->state = BODY;
        g->began_us = now_us;
    } else {
        begin_head(g, now_us);
    }
    return GUARD_PASS;
}

static enum guard_verdict head_byte(struct guard *g, unsigned char c, int64_t now_us)
{
    if (g->head_n == 0)
        g->began_us = now_us;
    if (++g->head_n > g->limits->head_max)
        return g->state == TARGET ? GUARD_LONG_TARGET : GUARD_LARGE_HEAD;
    switch ((enum state)g->state) {
    case METHOD:
        return method_byte(g, c);
    case TARGET:
        return target_byte(g, c);
    case VERSION:
        return version_byte(g, c);
    case NAME_START:
    case NAME:
        return name_byte(g, c);
    case VALUE:
        return value_byte(g, c);
    case LINE_LF:
    case VALUE_LF:
        g->state = NAME_START;
        return c == '\n' ? GUARD_PASS : GUARD_MALFORMED;
    case END_LF:
        return c == '\n' ? end_head(g, now_us) : GUARD_MALFORMED;
    case BODY:
        break;
    }
    return GUARD_MALFORMED;
}

static bool late(const struct guard *g, int64_t now_us)
{
    if (g->state == BODY)
        return now_us - g->began_us >
               g->limits->body_us + g->body_total / (int64_t)g->limits->body_rate * 1000000;
    return g->head_n > 0 && now_us - g->began_us > g->limits->head_us;
}

enum guard_verdict guard_feed(struct guard *g, const char *p, size_t n, int64_t now_us)
{
    if (late(g, now_us))
        return GUARD_SLOW;
    for (size_t i = 0; i < n;) {
        if (g->state == BODY) {
            uint64_t step = n - i < g->body_left ? n - i : g->body_left;
            g->body_left -= step;
            i += (size_t)step;
            if (g->body_left == 0)
                begin_head(g, now_us);
            continue;
        }
        enum guard_verdict v = head_byte(g, (unsigned char)p[i++], now_us);
        if (v != GUARD_PASS)
            return v;
    }
    return GUARD_PASS;
}
