/* A subcommand of `ashar`, as a row of data.
 *
 * Capabilities offer `const struct command x_commands[]` (ended by a row without a name); app
 * concatenates them, prints help from them, and settles --db, --lang and the connection before
 * `run`. Exit status: 0 done, 1 refused (a fault in the input; nothing was changed), 2 usage, 3 the
 * system failed. */
#ifndef ASHAR_BASE_COMMAND_H
#define ASHAR_BASE_COMMAND_H

#include <stdio.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"

struct db;
struct config; /* app's settings: for app's own commands */

struct command_ctx {
    struct arena *arena;
    struct db *db; /* writer connection, migrated; NULL where `needs_db` is false */
    const char *db_url;
    const struct config *config;
    enum lang lang; /* of messages; --lang or LANG, default ky */
    FILE *out, *err;
};

struct command {
    const char *name;    /* "territory import": one or two words */
    const char *usage;   /* "FILE.csv" */
    const char *summary; /* one English line */
    const char *details; /* what --help prints below: options, a line each; NULL: none */
    bool needs_db;
    int (*run)(struct command_ctx *c, int argc,
               char **argv); /* argv[0] is the first word after the name's */
};

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 3 };

#endif
