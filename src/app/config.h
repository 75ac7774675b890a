/* Settings of one installation: flags first, then environment, then one file, then defaults.
 *
 * Purpose: one table says every setting's name, default and meaning; --help, `ashar doctor` and the
 * man page print it. What the law or a charter sets is no setting but a rule parameter (rules/).
 * The file (--config FILE, ASHAR_CONFIG, or /etc/ashar/ashar.conf where it exists) holds `name =
 * value` lines, # comments. Invariant: values live as long as the arena given to config_load;
 * secrets are never printed. */
#ifndef ASHAR_APP_CONFIG_H
#define ASHAR_APP_CONFIG_H

#include "base/str.h"

enum setting {
    SET_DB,
    SET_LISTEN,
    SET_BASE_URL,
    SET_TRUST_PROXY,
    SET_SMTP_URL,
    SET_SMTP_USER,
    SET_SMTP_PASSWORD,
    SET_MAIL_FROM,
    SET_WORKERS,
    SET_PG_WRITERS,
    SET_CACHE_MB,
    SET_LIVE_FOLLOWERS,
    SET_LIVE_PER_ADDRESS,
    SET_LIVE_HEARTBEAT,
    SET_LIVE_POLL,
    SET_RATE_FACTOR,
    SET_SESSION_IDLE_HOURS,
    SET_SESSION_MAX_DAYS,
    SET_SANDBOX,
    SET_LOG_LEVEL,
    SETTING_COUNT
};

struct setting_row {
    const char *name;     /* "base_url": --base-url, ASHAR_BASE_URL, base_url = … */
    const char *fallback; /* "" : unset */
    enum { SETTING_TEXT, SETTING_NUMBER, SETTING_SWITCH, SETTING_SECRET } kind;
    int64_t min, max; /* of a number */
    const char *meaning;
};
extern const struct setting_row setting_rows[SETTING_COUNT];

struct config {
    struct str text[SETTING_COUNT];
    int64_t number[SETTING_COUNT];     /* numbers; switches 0/1 */
    const char *origin[SETTING_COUNT]; /* "flag" "environment" "file" "default" */
    struct str file;                   /* the file that was read, or "" */
};

/* Takes its own `--name VALUE` and `--name=VALUE` out of argv (shrinking *argc) and reads the rest
 * of the sources. ERR_INVALID: *why says in English what is wrong and where. */
MUST_USE enum err config_load(struct arena *a, int *argc, char **argv, struct config *out,
                              struct str *why);

/* What is safe to show: passwords inside URLs and secrets are replaced by "…". */
struct str config_shown(struct arena *a, const struct config *c, enum setting s);

#endif
