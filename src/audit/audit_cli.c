/* `ashar audit verify`: the proof, for operators and for whoever keeps published heads. */
#include <string.h>

#include "audit/audit.h"
#include "base/command.h"
#include "i18n/i18n.h"

extern const struct command audit_commands[];

static const enum msg reasons[] = {
    [AUDIT_WHOLE] = MSG_audit_fault_none,
    [AUDIT_HASH_MISMATCH] = MSG_audit_fault_hash,
    [AUDIT_LINK_MISMATCH] = MSG_audit_fault_link,
    [AUDIT_GAP] = MSG_audit_fault_gap,
    [AUDIT_HEAD_MISMATCH] = MSG_audit_fault_head,
    [AUDIT_TAIL_MISSING] = MSG_audit_fault_tail,
    [AUDIT_HEAD_MISSING] = MSG_audit_fault_no_head,
    [AUDIT_PERSONAL_MISMATCH] = MSG_audit_fault_personal,
    [AUDIT_DAY_MISMATCH] = MSG_audit_fault_day,
    [AUDIT_KNOWN_MISMATCH] = MSG_audit_fault_known,
};

static void print(FILE *to, struct str s)
{
    fprintf(to, "%.*s\n", STR_F(s));
}

static int read_heads(struct command_ctx *c, const char *path, struct audit_known_list *known)
{
    enum err e = audit_known_read(c->arena, path, known);

    if (e == OK)
        return EXIT_DONE;
    print(c->err, msg_text(c->arena, c->lang, MSG_audit_cli_heads, ARG_S("file", str_of(path))));
    return e == ERR_IO ? EXIT_SYSTEM : EXIT_REFUSED;
}

static int report(struct command_ctx *c, const struct audit_verdict *v, size_t known)
{
    if (v->whole) {
        print(c->out, msg_text(c->arena, c->lang, MSG_audit_cli_whole, ARG_N("records", v->checked),
                               ARG_N("erased", v->erased), ARG_N("known", (int64_t)known)));
        return EXIT_DONE;
    }
    struct str reason = msg_raw(c->lang, reasons[v->fault]);
    print(c->err, msg_text(c->arena, c->lang, MSG_audit_cli_broken, ARG_S("reason", reason),
                           ARG_N("place", v->place_id), ARG_N("seq", v->seq),
                           ARG_N("id", v->record_id), ARG_N("records", v->checked)));
    return EXIT_REFUSED;
}

/* A connection that only reads: the server goes on writing meanwhile. */
static int verify_run(struct command_ctx *c, int argc, char **argv)
{
    struct audit_known_list known = {0};
    struct audit_verdict v;
    struct db *db;

    if (argc == 2 && strcmp(argv[0], "--heads") == 0) {
        int status = read_heads(c, argv[1], &known);
        if (status != EXIT_DONE)
            return status;
    } else if (argc != 0)
        return EXIT_USAGE;
    if (db_open(c->db_url, DB_READER, &db) != OK)
        return EXIT_SYSTEM;
    enum err e = audit_verify_against(db, c->arena, known.v, known.n, &v);
    if (e != OK)
        fprintf(c->err, "ashar: %s: %s\n", err_name(e), db_error(db));
    db_close(db);
    return e == OK ? report(c, &v, known.n) : EXIT_SYSTEM;
}

const struct command audit_commands[] = {
    {.name = "audit verify",
     .usage = "[--heads FILE.json]",
     .summary = "check the whole log of changes; names the first broken record",
     .details =
         "  --heads FILE   published sums that were kept: as /api/v1/places/CODE/audit/heads or\n"
         "                 /api/v1/audit/days/DAY gave them; each must lie on its chain\n"
         "Exit status: 0 whole, 1 broken or not a file of sums, 2 usage, 3 the system failed.",
     .run = verify_run},
    {0},
};
