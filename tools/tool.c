/* What the build-time programs share. See tool.h. */
#include "tools/tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OUTPUTS = 16, BUF_MAX = 256 * 1024 * 1024 };

struct arena tool_arena;

static const char *tool_name;
static int faults;
static struct {
    const char *path;
    const struct buf *b;
} outputs[MAX_OUTPUTS];
static size_t output_count;

void tool_start(const char *name)
{
    tool_name = name;
    arena_init(&tool_arena, 1024 * MIB);
}

void tool_fault(const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    faults++;
    if (line > 0)
        fprintf(stderr, "%s:%d: error: ", file, line);
    else
        fprintf(stderr, "%s: error: ", file);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

int tool_faults(void)
{
    return faults;
}

static _Noreturn void give_up(const char *path)
{
    fprintf(stderr, "%s: %s: %s\n", tool_name, path, strerror(errno));
    exit(1);
}

/* False: there is no such file. */
static bool read_file(const char *path, struct str *out)
{
    FILE *f = fopen(path, "rb");
    struct buf *b = tool_buf();
    size_t got;

    if (!f)
        return false;
    do {
        char *p = buf_reserve(b, 65536);
        if (!p) {
            errno = EFBIG;
            give_up(path);
        }
        got = fread(p, 1, 65536, f);
        b->n += got;
    } while (got > 0);
    if (ferror(f))
        give_up(path);
    fclose(f);
    *out = buf_str(b);
    return true;
}

struct str tool_read(const char *path)
{
    struct str s;
    if (!read_file(path, &s))
        give_up(path);
    return s;
}

struct buf *tool_buf(void)
{
    return buf_new(&tool_arena, BUF_MAX);
}

void tool_write_later(const char *path, const struct buf *b)
{
    if (output_count == MAX_OUTPUTS) {
        errno = E2BIG;
        give_up(path);
    }
    outputs[output_count].path = path;
    outputs[output_count++].b = b;
}

void tool_depfile(const char *path, const char *target, char *const *inputs, size_t n)
{
    struct buf *b = tool_buf();

    buf_printf(b, "%s:", target);
    for (size_t i = 0; i < n; i++) {
        buf_add_char(b, ' ');
        for (const char *p = inputs[i]; *p; p++) {
            if (*p == ' ' || *p == '#')
                buf_add_char(b, '\\');
            buf_add_char(b, *p);
        }
    }
    buf_add_char(b, '\n');
    tool_write_later(path, b);
}

static void write_file(const char *path, const struct buf *b)
{
    struct str old;

    if (buf_failed(b)) {
        errno = EFBIG;
        give_up(path);
    }
    if (read_file(path, &old) && str_eq(old, buf_str(b)))
        return;
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(buf_str(b).p, 1, b->n, f) != b->n || fclose(f) != 0) {
        int why = errno;
        remove(path);
        errno = why;
        give_up(path);
    }
}

int tool_end(void)
{
    if (faults == 0)
        for (size_t i = 0; i < output_count; i++)
            write_file(outputs[i].path, outputs[i].b);
    arena_free(&tool_arena);
    return faults == 0 ? 0 : 1;
}

void tool_put_literal(struct buf *b, struct str s)
{
    buf_add_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n')
            buf_lit(b, "\\n");
        else if (c == '"' || c == '\\' || (c == '?' && i > 0 && s.p[i - 1] == '?')) /* trigraphs */
            buf_printf(b, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            buf_printf(b, "\\%03o", c);
        else
            buf_add_char(b, (char)c);
    }
    buf_add_char(b, '"');
}

static int compare(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

struct str *tool_list(const char *dir, struct str ending, size_t *n)
{
    DIR *d = opendir(dir);
    struct str *names = NULL;
    size_t count = 0;

    if (!d)
        give_up(dir);
    for (struct dirent *e; (e = readdir(d));) {
        struct str name = str_of(e->d_name);
        if (e->d_name[0] == '.' || !str_ends(name, ending))
            continue;
        names = arena_grow(&tool_arena, names, count * sizeof *names, (count + 1) * sizeof *names);
        names[count++] = str_dup(&tool_arena, name);
    }
    closedir(d);
    if (count)
        qsort(names, count, sizeof *names, compare);
    *n = count;
    return names;
}

static struct str part_before(struct str s, char c, struct str *behind)
{
    const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;
    if (!hit) {
        *behind = s;
        return STR("");
    }
    size_t n = (size_t)(hit - s.p);
    *behind = str_sub(s, n + 1, s.n);
    return str_sub(s, 0, n);
}

struct str tool_base_name(const char *path)
{
    struct str base;
    part_before(str_of(path), '/', &base);
    return base;
}

struct str tool_folder_name(const char *path)
{
    struct str base, folder;
    part_before(part_before(str_of(path), '/', &base), '/', &folder);
    return folder;
}

struct str tool_stem(const char *path)
{
    struct str base = tool_base_name(path), ending;
    struct str stem = part_before(base, '.', &ending);
    return stem.n ? stem : base;
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool tool_is_name(struct str s)
{
    if (s.n == 0 || !letter(s.p[0]))
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (!letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9'))
            return false;
    return true;
}

bool tool_is_c_keyword(struct str s)
{
    static const char *const words[] = {
        "asm",      "auto",   "bool",     "break",  "case",     "char",   "const",    "continue",
        "default",  "do",     "double",   "else",   "enum",     "extern", "false",    "float",
        "for",      "goto",   "if",       "inline", "int",      "long",   "register", "return",
        "short",    "signed", "sizeof",   "static", "struct",   "switch", "true",     "typedef",
        "typeof",   "union",  "unsigned", "void",   "volatile", "while",  "linux",    "unix",
        "restrict", "NULL",   "errno",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(s, str_of(words[i])))
            return true;
    return false;
}

bool lines_next(struct lines *l, struct str *line)
{
    if (l->rest.n == 0 || !str_cut(&l->rest, '\n', line))
        return false;
    if (line->n && line->p[line->n - 1] == '\r')
        line->n--;
    l->number++;
    return true;
}
