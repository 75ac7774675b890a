/* `ashar text`: Kyrgyz text as filters. The row of the command table is text_commands
 * (app/commands.h). */
#ifndef ASHAR_APP_TEXT_CMD_H
#define ASHAR_APP_TEXT_CMD_H

/* argv[0] is "canon", "fold", "stem" or "repair"; then options and at most one file. Reads it or
 * standard input and writes standard output, a line for a line. Returns an exit status of
 * base/command.h. */
int text_main(int argc, char **argv);

#endif
