/* The rows of app's own commands. */
#include "app/commands.h"

const struct command app_commands[] = {
    {"serve", "[--db URL] [--listen ADDRESS:PORT]",
     "serves the pages and the API until it is told to stop",
     "Migrates the database first. SIGTERM and SIGINT end it after what runs is finished.", false,
     serve_run},
    {"init", "--name NAME --login E-MAIL [--password-file FILE]",
     "makes the first administrator of an installation",
     "  --name NAME            as it is shown\n"
     "  --login E-MAIL         or a telephone number: what is typed to sign in\n"
     "  --password-file FILE   its first line; without it the password is asked for, or read from "
     "standard input",
     true, init_run},
    {"demo", "[--logins]",
     "fills an empty database with two invented municipalities in the middle of their cycle",
     "  --logins   only prints the accounts", false, demo_run},
    {"doctor", "", "checks configuration, disk, time, database, statements and mail", NULL, false,
     doctor_run},
    {"routes", "[--json]", "prints every route with its capability, form policy, limits", NULL,
     false, routes_run},
    {0},
};
