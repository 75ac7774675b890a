/* What `ashar` starts as: counts at once, and hands every other command to ashar-full.
 *
 * The server stands on some eighty shared libraries (pages, PDF, mail, two databases), which cost
 * the dynamic linker about 15 ms before main. Counting needs none of them, and is to cost little
 * more than reading the file; so this program is linked with base, count and the messages alone,
 * the C library within (docs/adr/0005). ashar-full, which has `tally` too, lies beside this file or
 * in ASHAR_LIBEXEC. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/tally.h"

/* Settings of the other commands may be given to tally as well: the full program knows them. */
static bool counts(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "tally") != 0)
        return false;
    for (int i = 2; i < argc; i++)
        if (strncmp(argv[i], "--db", 4) == 0 || strncmp(argv[i], "--config", 8) == 0)
            return false;
    return true;
}

static void become_full(char **argv)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - sizeof "-full");

    if (n > 0) {
        memcpy(path + n, "-full", sizeof "-full");
        execv(path, argv);
    }
    execv(ASHAR_LIBEXEC "/ashar-full", argv);
    fprintf(stderr, "ashar: cannot start ashar-full: %m\n");
}

int main(int argc, char **argv)
{
    if (counts(argc, argv)) {
        argv[1] = argv[0];
        return tally_main(argc - 1, argv + 1);
    }
    become_full(argv);
    return EXIT_SYSTEM;
}
