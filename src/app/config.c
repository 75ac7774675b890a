/* Settings. See config.h. */
#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_FILE_DEFAULT "/etc/ashar/ashar.conf"
#define CONFIG_FILE_MAX     (256 * KIB)

const struct setting_row setting_rows[SETTING_COUNT] = {
    [SET_DB] = {"db", "sqlite:ashar.db", SETTING_TEXT, 0, 0,
                "database: sqlite:PATH or postgresql://USER@HOST/NAME"},
    [SET_LISTEN] = {"listen", "127.0.0.1:8080", SETTING_TEXT, 0, 0,
                    "ADDRESS:PORT, [IPV6]:PORT or unix:PATH"},
    [SET_BASE_URL] = {"base_url", "", SETTING_TEXT, 0, 0,
                      "public address, for mails, feeds and QR codes; unset: http://LISTEN"},
    [SET_TRUST_PROXY] = {"trust_proxy", "no", SETTING_SWITCH, 0, 1,
                         "believe X-Forwarded-For and -Proto of a proxy on this machine"},
    [SET_SMTP_URL] = {"smtp_url", "", SETTING_TEXT, 0, 0,
                      "mail server: smtp://HOST:25 or smtps://HOST; unset: mail stays queued"},
    [SET_SMTP_USER] = {"smtp_user", "", SETTING_TEXT, 0, 0, "name for the mail server"},
    [SET_SMTP_PASSWORD] = {"smtp_password", "", SETTING_SECRET, 0, 0,
                           "password for the mail server; file or environment, not a flag"},
    [SET_MAIL_FROM] = {"mail_from", "ashar@localhost", SETTING_TEXT, 0, 0, "sender of mails"},
    [SET_WORKERS] = {"workers", "2", SETTING_NUMBER, 1, 64, "threads that answer requests"},
    [SET_PG_WRITERS] = {"pg_writers", "4", SETTING_NUMBER, 1, 64,
                        "writing connections to PostgreSQL (SQLite has one)"},
    [SET_CACHE_MB] = {"cache_mb", "16", SETTING_NUMBER, 0, 4096, "page cache, megabytes"},
    [SET_LIVE_FOLLOWERS] = {"live_followers", "3000", SETTING_NUMBER, 1, 100000,
                            "readers who may follow live pages at once; beyond, their page polls"},
    [SET_LIVE_PER_ADDRESS] = {"live_per_address", "500", SETTING_NUMBER, 0, 100000,
                              "of them from one address (a village may share one); 0: no limit"},
    [SET_LIVE_HEARTBEAT] = {"live_heartbeat", "20", SETTING_NUMBER, 1, 3600,
                            "seconds after which a silent live page is told that all is well"},
    [SET_LIVE_POLL] = {"live_poll", "20", SETTING_NUMBER, 5, 3600,
                       "seconds after which a live page without stream asks again"},
    [SET_RATE_FACTOR] = {"rate_factor", "100", SETTING_NUMBER, 0, 100000,
                         "rate limits in percent of the built-in ones; 0: none"},
    [SET_SESSION_IDLE_HOURS] = {"session_idle_hours", "12", SETTING_NUMBER, 1, 720,
                                "a session ends after so many hours without a request"},
    [SET_SESSION_MAX_DAYS] = {"session_max_days", "14", SETTING_NUMBER, 1, 365,
                              "a session ends after so many days in any case"},
    [SET_SANDBOX] = {"sandbox", "yes", SETTING_SWITCH, 0, 1, "system call filter"},
    [SET_LOG_LEVEL] = {"log_level", "info", SETTING_TEXT, 0, 0, "debug, info, warn or error"},
};

static bool same_name(struct str given, const char *name)
{
    struct str n = str_of(name);
    if (given.n != n.n)
        return false;
    for (size_t i = 0; i < n.n; i++) {
        char c = given.p[i] == '-' ? '_' : given.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c != n.p[i])
            return false;
    }
    return true;
}

static bool setting_find(struct str name, enum setting *out)
{
    for (int s = 0; s < SETTING_COUNT; s++)
        if (same_name(name, setting_rows[s].name)) {
            *out = (enum setting)s;
            return true;
        }
    return false;
}

static enum err settle(struct arena *a, struct config *c, enum setting s, struct str value,
                       const char *origin, struct str *why)
{
    const struct setting_row *row = &setting_rows[s];
    int64_t n = 0;

    if (row->kind == SETTING_SWITCH) {
        bool yes =
            str_eq(value, STR("yes")) || str_eq(value, STR("true")) || str_eq(value, STR("1"));
        if (!yes && !str_eq(value, STR("no")) && !str_eq(value, STR("false")) &&
            !str_eq(value, STR("0"))) {
            *why = str_fmt(a, "%s (%s): \"%.*s\" is neither yes nor no", row->name, origin,
                           STR_F(value));
            return ERR_INVALID;
        }
        n = yes;
    } else if (row->kind == SETTING_NUMBER &&
               (str_to_i64(value, &n) != OK || n < row->min || n > row->max)) {
        *why = str_fmt(a, "%s (%s): \"%.*s\" is not a whole number from %lld to %lld", row->name,
                       origin, STR_F(value), (long long)row->min, (long long)row->max);
        return ERR_INVALID;
    }
    c->text[s] = str_dup(a, value);
    c->number[s] = n;
    c->origin[s] = origin;
    return OK;
}

static enum err read_file(struct arena *a, struct config *c, const char *path, struct str *why)
{
    FILE *f = fopen(path, "re");
    if (!f) {
        *why = str_fmt(a, "%s: %m", path);
        return ERR_INVALID;
    }
    char *bytes = arena_alloc(a, CONFIG_FILE_MAX);
    size_t n = fread(bytes, 1, CONFIG_FILE_MAX, f);
    fclose(f);
    if (n == CONFIG_FILE_MAX) {
        *why = str_fmt(a, "%s: larger than a configuration file can be", path);
        return ERR_INVALID;
    }
    struct str rest = {bytes, n}, line;
    for (int number = 1; str_cut(&rest, '\n', &line); number++) {
        enum setting s;
        struct str name, value = line;
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        value = line;
        str_cut(&value, '=', &name);
        if (!value.p || !setting_find(str_trim(name), &s)) {
            *why = str_fmt(a, "%s:%d: not a setting: %.*s", path, number, STR_F(str_trim(name)));
            return ERR_INVALID;
        }
        TRY(settle(a, c, s, str_trim(value), "file", why));
    }
    c->file = str_of(path);
    return OK;
}

static enum err read_environment(struct arena *a, struct config *c, struct str *why)
{
    for (int s = 0; s < SETTING_COUNT; s++) {
        struct str name = str_cat(a, STR("ASHAR_"), str_of(setting_rows[s].name));
        char *upper = str_cstr(a, name);
        for (char *p = upper; *p; p++)
            if (*p >= 'a' && *p <= 'z')
                *p = (char)(*p - ('a' - 'A'));
        const char *v = getenv(upper);
        if (v && *v)
            TRY(settle(a, c, (enum setting)s, str_of(v), "environment", why));
    }
    return OK;
}

/* Flags are collected first, since --config decides which file is read before them. */
struct flags {
    bool given[SETTING_COUNT];
    struct str value[SETTING_COUNT];
    const char *file;
};

static enum err take_flags(struct arena *a, int *argc, char **argv, struct flags *f,
                           struct str *why)
{
    int kept = 1;
    bool plain_only = false;

    for (int i = 1; i < *argc; i++) {
        struct str arg = str_of(argv[i]), name, value = STR_NONE;
        enum setting s = 0;
        if (plain_only || !str_starts(arg, STR("--")) || arg.n == 2) {
            plain_only = plain_only || str_eq(arg, STR("--"));
            argv[kept++] = argv[i];
            continue;
        }
        value = str_sub(arg, 2, arg.n);
        str_cut(&value, '=', &name);
        bool file = str_eq(name, STR("config"));
        if (!file && !setting_find(name, &s)) {
            argv[kept++] = argv[i]; /* the command's own option */
            continue;
        }
        if (!file && setting_rows[s].kind == SETTING_SECRET) {
            *why = str_fmt(a,
                           "--%s: a secret on the command line is visible to every user; use the "
                           "file or the environment",
                           setting_rows[s].name);
            return ERR_INVALID;
        }
        if (!value.p && i + 1 < *argc)
            value = str_of(argv[++i]);
        if (!value.p) {
            *why = str_fmt(a, "--%.*s: needs a value", STR_F(name));
            return ERR_INVALID;
        }
        if (file) {
            f->file = value.p;
        } else {
            f->given[s] = true;
            f->value[s] = value;
        }
    }
    argv[kept] = NULL;
    *argc = kept;
    return OK;
}

enum err config_load(struct arena *a, int *argc, char **argv, struct config *out, struct str *why)
{
    struct flags flags = {0};

    *out = (struct config){.file = STR("")};
    for (int s = 0; s < SETTING_COUNT; s++)
        TRY(settle(a, out, (enum setting)s, str_of(setting_rows[s].fallback), "default", why));
    TRY(take_flags(a, argc, argv, &flags, why));
    const char *file = flags.file ? flags.file : getenv("ASHAR_CONFIG");
    if (!file && access(CONFIG_FILE_DEFAULT, R_OK) == 0)
        file = CONFIG_FILE_DEFAULT;
    if (file)
        TRY(read_file(a, out, file, why));
    TRY(read_environment(a, out, why));
    for (int s = 0; s < SETTING_COUNT; s++)
        if (flags.given[s])
            TRY(settle(a, out, (enum setting)s, flags.value[s], "flag", why));
    if (out->text[SET_BASE_URL].n == 0)
        out->text[SET_BASE_URL] = str_cat(a, STR("http://"), out->text[SET_LISTEN]);
    return OK;
}

struct str config_shown(struct arena *a, const struct config *c, enum setting s)
{
    struct str v = c->text[s];
    size_t at = str_find(v, STR("@"), 0), scheme = str_find(v, STR("://"), 0);

    if (setting_rows[s].kind == SETTING_SECRET)
        return v.n ? STR("…") : STR("");
    if (at == SIZE_MAX || scheme == SIZE_MAX || at < scheme)
        return v;
    size_t colon = str_find(v, STR(":"), scheme + 3);
    if (colon == SIZE_MAX || colon > at)
        return v;
    return str_fmt(a, "%.*s:…%.*s", STR_F(str_sub(v, 0, colon)), STR_F(str_sub(v, at, v.n)));
}
