/* C source as the checks read it. See csource.h. */
#include "tools/csource.h"

#include <sys/stat.h>

enum mode { CODE, LINE_COMMENT, COMMENT, QUOTED };

struct str csource_bare(struct str s, enum csource strings)
{
    char *out = str_cstr(&tool_arena, s);
    enum mode mode = CODE;
    char quote = '\0';

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : '\0';
        switch (mode) {
        case CODE:
            if (c == '/' && (next == '*' || next == '/')) {
                mode = next == '*' ? COMMENT : LINE_COMMENT;
                out[i] = out[i + 1] = ' ';
                i++;
            } else if (c == '"' || c == '\'') {
                mode = QUOTED;
                quote = c;
            }
            break;
        case LINE_COMMENT:
            if (c == '\n')
                mode = CODE;
            else
                out[i] = ' ';
            break;
        case COMMENT:
            if (c == '*' && next == '/') {
                mode = CODE;
                out[i + 1] = ' ';
                out[i++] = ' ';
            } else if (c != '\n') {
                out[i] = ' ';
            }
            break;
        case QUOTED:
            if (c == quote || c == '\n') {
                mode = CODE;
                break;
            }
            if (strings == WITHOUT_STRINGS)
                out[i] = ' ';
            if (c == '\\' && next && next != '\n') {
                i++;
                if (strings == WITHOUT_STRINGS)
                    out[i] = ' ';
            }
            break;
        }
    }
    return (struct str){out, s.n};
}

bool csource_is_test(const char *path)
{
    struct str stem = tool_stem(path);
    return str_ends(stem, STR("_test")) || str_ends(stem, STR("_fixture"));
}

void csource_each(const char *dir, void (*f)(const char *path, struct str module, void *arg),
                  void *arg)
{
    size_t n, files;
    struct str *modules = tool_list(dir, STR(""), &n);

    for (size_t i = 0; i < n; i++) {
        char *folder =
            str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/%.*s", dir, STR_F(modules[i])));
        struct stat st;
        if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
            continue;
        struct str *names = tool_list(folder, STR(""), &files);
        for (size_t k = 0; k < files; k++)
            if (str_ends(names[k], STR(".c")) || str_ends(names[k], STR(".h")))
                f(str_cstr(&tool_arena, str_fmt(&tool_arena, "%s/%.*s", folder, STR_F(names[k]))),
                  modules[i], arg);
    }
}
