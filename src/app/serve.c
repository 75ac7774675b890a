/* `ashar serve`: the server with its write queue, background tasks and mail sender. */
#include <sodium.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/first.h"
#include "app/sandbox.h"
#include "app/tasks.h"
#include "app/wiring.h"
#include "base/log.h"
#include "db/migrate.h"
#include "db/migrations.h"
#include "notify/mail_send.h"
#include "notify/notify.h"
#include "search/document_text.h"
#include "web/server.h"

#define STOP_SECONDS 20

struct serving {
    struct command_ctx *c;
    struct app app;
    struct str document_key, mail_key;
    struct web_server *server;
    struct mail_sender *mail;
    struct tasks *tasks;
    char why[256];
};

static enum err first_data_work(struct db *db, void *arg)
{
    struct arena *a = arg;
    return first_data(db, a);
}

/* Migrates, makes sure of the first data, and reads the secrets: on a writer that is closed again
 * before the queue opens its own. */
static enum err prepare_database(struct serving *s)
{
    struct arena *a = s->c->arena;
    struct db *db = NULL;
    struct str key;
    int applied;

    TRY(db_open(s->app.db_url, DB_WRITER, &db));
    enum err e = db_migrate(db, migrations, migration_count, &applied);
    if (e == OK && applied > 0)
        log_line(LOG_INFO, "migrated", "%d migrations applied", applied);
    if (e == OK)
        e = db_atomically(db, first_data_work, a);
    if (e == OK)
        e = app_secret(db, a, STR("forms"), &key);
    if (e == OK)
        e = app_secret(db, a, STR("documents"), &s->document_key);
    if (e == OK)
        e = app_secret(db, a, STR("mail-links"), &s->mail_key);
    if (e != OK)
        fprintf(s->c->err, "ashar serve: the database: %s: %s\n", err_name(e), db_error(db));
    else
        s->app.key = key;
    db_close(db);
    return e;
}

static enum err start_server(struct serving *s)
{
    const struct config *config = s->app.config;
    bool postgres = !str_starts(config->text[SET_DB], STR("sqlite:"));
    struct web_server_config wc = {
        .web = s->app.web,
        .listen = str_cstr(s->c->arena, config->text[SET_LISTEN]),
        .threads = (int)config->number[SET_WORKERS],
        .pool_reads = postgres,
    };
    enum err e = web_server_start(&wc, &s->server, s->why);
    if (e != OK)
        fprintf(s->c->err, "ashar serve: %s\n", s->why);
    return e;
}

static struct mail_settings mail_settings(const struct config *config)
{
    return (struct mail_settings){
        .smtp_url = config->text[SET_SMTP_URL],
        .smtp_user = config->text[SET_SMTP_USER],
        .smtp_password = config->text[SET_SMTP_PASSWORD],
        .from = config->text[SET_MAIL_FROM],
        .base_url = config->text[SET_BASE_URL],
    };
}

static enum err start(struct serving *s)
{
    struct mail_settings mail = mail_settings(s->app.config);

    TRY(prepare_database(s));
    app_wire(s->app.config, s->document_key);
    notify_wire(s->mail_key);
    TRY(db_queue_start(s->app.db_url, (int)s->app.config->number[SET_PG_WRITERS], &s->app.queue));
    enum err e = app_web(&s->app, s->why);
    if (e != OK) {
        fprintf(s->c->err, "ashar serve: %s\n", s->why);
        return e;
    }
    TRY(app_listen(&s->app));
    TRY(start_server(s));
    TRY(tasks_start(&s->app, &s->tasks));
    if (mail.smtp_url.n)
        TRY(mail_sender_start(s->app.queue, &mail, &s->mail));
    if (s->app.config->number[SET_SANDBOX])
        TRY(app_sandbox());
    return OK;
}

/* In the order in which each still needs the next. */
static void stop(struct serving *s)
{
    if (s->server)
        web_server_stop(s->server, STOP_SECONDS);
    tasks_stop(s->tasks);
    mail_sender_stop(s->mail);
    db_queue_stop(s->app.queue);
    app_web_free(&s->app);
}

int serve_run(struct command_ctx *c, int argc, char **argv)
{
    struct serving s = {.c = c, .app = {.config = c->config, .db_url = c->db_url}};

    if (argc > 0) {
        fprintf(c->err, "ashar serve: not an option: %s\n", argv[0]);
        return EXIT_USAGE;
    }
    if (sodium_init() < 0)
        return EXIT_SYSTEM;
    web_signals_block();
    /* Before threads and filter: it starts pdftotext for a server that may not start programs. */
    if (document_text_helper() != OK)
        log_line(LOG_WARN, "search",
                 "no helper for texts of files: documents are found by their titles");
    enum err e = start(&s);
    if (e == OK) {
        log_line(LOG_INFO, "listening", "%s", web_server_address(s.server));
        int signal = web_signal_wait();
        log_line(LOG_INFO, "stopping", "signal %d", signal);
    }
    stop(&s);
    return e == OK ? EXIT_DONE : EXIT_SYSTEM;
}
