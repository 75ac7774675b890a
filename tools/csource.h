/* C source as the checks read it. */
#ifndef ASHAR_TOOLS_CSOURCE_H
#define ASHAR_TOOLS_CSOURCE_H

#include "tools/tool.h"

enum csource { WITH_STRINGS, WITHOUT_STRINGS };

/* The text with comments, and with WITHOUT_STRINGS what stands between quotes, replaced by blanks;
 * line ends stay. */
struct str csource_bare(struct str s, enum csource strings);

/* NAME_test.c, or NAME_fixture.c or .h, which several tests of a module share. */
bool csource_is_test(const char *path);

/* Calls f for each *.c and *.h in DIR/MODULE of every folder of DIR, sorted. */
void csource_each(const char *dir, void (*f)(const char *path, struct str module, void *arg),
                  void *arg);

#endif
