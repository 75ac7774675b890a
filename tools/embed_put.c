/* How embed writes bytes, heads of sources and what they are made of. See embed.h. */
#include "tools/embed.h"

void embed_bytes(struct buf *b, const char *name, struct str bytes)
{
    buf_printf(b, "static const char %s[] =", name);
    for (size_t i = 0; i < bytes.n || i == 0; i += 64) {
        buf_lit(b, "\n    \"");
        for (size_t k = i; k < bytes.n && k < i + 64; k++) {
            unsigned char c = (unsigned char)bytes.p[k];
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '?')
                buf_add_char(b, (char)c);
            else
                buf_printf(b, "\\%03o", c);
        }
        buf_lit(b, "\"");
    }
    buf_lit(b, ";\n");
}

void embed_source_head(struct buf *b, const struct embedding *e, const char *folder)
{
    buf_printf(b, "/* Made by tools/embed. */\n#include \"%s/%.*s\"\n\n", folder,
               STR_F(tool_base_name(e->header)));
}

void embed_depend(const struct embedding *e, const struct str *names, size_t n)
{
    char **inputs = arena_array(&tool_arena, char *, n + 1);

    inputs[0] = str_cstr(&tool_arena, str_of(e->dir));
    for (size_t i = 0; i < n; i++)
        inputs[i + 1] =
            str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/%.*s", e->dir, STR_F(names[i])));
    tool_depfile(e->depfile, e->header, inputs, n + 1);
}
