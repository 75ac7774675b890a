/* The rows of app's own commands, and those of the libraries that have a command line of their own. */
#include "app/commands.h"

#include "app/text_cmd.h"

const struct command app_commands[] = {
    {"serve", "[--db URL] [--listen ADDRESS:PORT]", "serves the pages and the API until it is told to stop",
     "Migrates the database first. SIGTERM and SIGINT end it after what runs is finished.", false, serve_run},
    {"init", "--name NAME --login E-MAIL [--password-file FILE]", "makes the first administrator of an installation",
     "  --name NAME            as it is shown\n"
     "  --login E-MAIL         or a telephone number: what is typed to sign in\n"
     "  --password-file FILE   its first line; without it the password is asked for, or read from standard input",
     true, init_run},
    {"demo", "[--logins]", "fills an empty database with two invented municipalities in the middle of their cycle",
     "  --logins   only prints the accounts", true, demo_run},
    {"doctor", "", "checks configuration, disk, time, database, statements and mail", NULL, false, doctor_run},
    {"routes", "[--json]", "prints every route with its capability, form policy, limits", NULL, false, routes_run},
    {0},
};

/* Its main reads options and prints help by itself. */
static int run_text(struct command_ctx *c, int argc, char **argv)
{
    (void)c;
    return text_main(argc, argv);
}

const struct command text_commands[] = {
    {"text", "repair|fold|stem|canon [OPTION …] [FILE]", "Kyrgyz text as a filter, a line in, a line out", NULL, false,
     run_text},
    {0},
};
