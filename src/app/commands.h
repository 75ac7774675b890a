/* The subcommand tables that main concatenates; each ends with a row without a name. */
#ifndef ASHAR_APP_COMMANDS_H
#define ASHAR_APP_COMMANDS_H

#include "base/command.h"

extern const struct command app_commands[]; /* serve init demo routes doctor */
extern const struct command db_commands[], place_commands[], people_commands[], charter_commands[],
    issue_commands[], plan_commands[], audit_commands[], notify_commands[], tally_commands[],
    text_commands[], search_commands[];

int serve_run(struct command_ctx *c, int argc, char **argv);
int init_run(struct command_ctx *c, int argc, char **argv);
int demo_run(struct command_ctx *c, int argc, char **argv);
int doctor_run(struct command_ctx *c, int argc, char **argv);
int routes_run(struct command_ctx *c, int argc, char **argv);

#endif
