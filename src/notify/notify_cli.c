/* `ashar mail`: what waits in the outbox, and sending it now. */
#include "base/command.h"
#include "db/db.h"
#include "notify/mail_send.h"
#include "notify/notify_sql.h"

static int mail_status(struct command_ctx *c, int argc, char **argv)
{
    struct outbox_figures_row row;
    struct outbox_failed_rows failed;

    (void)argv;
    if (argc > 0)
        return EXIT_USAGE;
    if (outbox_figures(c->db, c->arena, &row) != OK ||
        outbox_failed(c->db, c->arena, &(struct outbox_failed_in){.most = 20}, &failed) != OK) {
        fprintf(c->err, "ashar mail status: %s\n", db_error(c->db));
        return EXIT_SYSTEM;
    }
    fprintf(c->out, "waiting %lld\nsent %lld\nfailed %lld\n", (long long)row.waiting,
            (long long)row.sent, (long long)row.failed);
    for (size_t i = 0; i < failed.n; i++)
        fprintf(c->out, "  mail %lld after %lld attempts: %.*s\n", (long long)failed.v[i].id,
                (long long)failed.v[i].attempts, STR_F(failed.v[i].last_error));
    return EXIT_DONE;
}

static int mail_retry(struct command_ctx *c, int argc, char **argv)
{
    int64_t changed;

    (void)argv;
    if (argc > 0)
        return EXIT_USAGE;
    if (outbox_retry(c->db, c->arena, &(struct outbox_retry_in){.now = 0}, &changed) != OK) {
        fprintf(c->err, "ashar mail retry: %s\n", db_error(c->db));
        return EXIT_SYSTEM;
    }
    fprintf(c->out, "%lld mails are due now; the running server sends them\n", (long long)changed);
    return EXIT_DONE;
}

const struct command notify_commands[] = {
    {"mail status", "", "says how many mails wait, were sent, failed", NULL, true, mail_status},
    {"mail retry", "", "makes every waiting mail due now", NULL, true, mail_retry},
    {0},
};
