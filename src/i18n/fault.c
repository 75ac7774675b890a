/* Faults of an input. See fault.h. */
#include "i18n/fault.h"

enum { FAULTS_MAX = 100 };

void faults_init(struct faults *f, struct arena *a)
{
    *f = (struct faults){.arena = a, .max = FAULTS_MAX};
}

static const struct msg_arg *copy_args(struct arena *a, const struct msg_arg *args, size_t n)
{
    struct msg_arg *copy = arena_array(a, struct msg_arg, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = args[i];
        copy[i].s = str_dup(a, args[i].s);
    }
    return copy;
}

/* What a form's field held could not be read: that it is empty or out of range would be said of
 * something nobody typed. Lines of files have their line by the time another fault comes. */
static bool unread(const struct faults *f, struct str field)
{
    const struct fault *x = field.n ? fault_of(f, field) : NULL;

    return x && x->line == 0 &&
           (x->msg == MSG_common_fault_not_day || x->msg == MSG_common_fault_not_number);
}

struct fault *fault_add_args(struct faults *f, struct str field, enum msg msg,
                             const struct msg_arg *args, size_t n)
{
    /* One above the limit is still made, since callers set line and rule on what they get. */
    struct fault *fault = arena_new(f->arena, struct fault);

    *fault = (struct fault){
        .field = field.p ? str_dup(f->arena, field) : STR(""),
        .msg = msg,
        .args = copy_args(f->arena, args, n),
        .arg_count = n,
    };
    if (f->n < f->max && unread(f, fault->field))
        return fault;
    if (f->n++ >= f->max)
        return fault;
    if (!f->first)
        f->first = fault;
    else
        *f->last = fault;
    f->last = (struct fault **)&fault->next;
    return fault;
}

struct msg_arg fault_limit(const struct faults *f, const char *name, int64_t n)
{
    if (n > -10000 && n < 10000)
        return ARG_S(name, str_fmt(f->arena, "%lld", (long long)n));
    return ARG_N(name, n);
}

const struct fault *fault_of(const struct faults *f, struct str field)
{
    for (const struct fault *x = f->first; x; x = x->next)
        if (str_eq(x->field, field))
            return x;
    return NULL;
}

struct str fault_text(struct arena *a, enum lang lang, const struct fault *f)
{
    return msg_format(a, lang, f->msg, f->args, f->arg_count);
}

enum err faults_err(const struct faults *f)
{
    return f->n ? ERR_INVALID : OK;
}

static const struct {
    enum msg title, text;
} errors[ERR_COUNT] = {
    [ERR_INVALID] = {MSG_common_err_invalid_title, MSG_common_err_invalid},
    [ERR_NOT_FOUND] = {MSG_common_err_not_found_title, MSG_common_err_not_found},
    [ERR_GONE] = {MSG_common_err_gone_title, MSG_common_err_gone},
    [ERR_FORBIDDEN] = {MSG_common_err_forbidden_title, MSG_common_err_forbidden},
    [ERR_LOGIN] = {MSG_common_err_login_title, MSG_common_err_login},
    [ERR_CONFLICT] = {MSG_common_err_conflict_title, MSG_common_err_conflict},
    [ERR_TOO_LARGE] = {MSG_common_err_too_large_title, MSG_common_err_too_large},
    [ERR_TOO_MANY] = {MSG_common_err_too_many_title, MSG_common_err_too_many},
    [ERR_MALFORMED] = {MSG_common_err_malformed_title, MSG_common_err_malformed},
    [ERR_BUSY] = {MSG_common_err_busy_title, MSG_common_err_busy},
    [ERR_DB] = {MSG_common_err_db_title, MSG_common_err_db},
    [ERR_IO] = {MSG_common_err_io_title, MSG_common_err_io},
    [ERR_FULL] = {MSG_common_err_full_title, MSG_common_err_full},
    [ERR_NOMEM] = {MSG_common_err_nomem_title, MSG_common_err_nomem},
    [ERR_BUG] = {MSG_common_err_bug_title, MSG_common_err_bug},
};

enum msg err_msg_title(enum err e)
{
    return errors[e > OK && e < ERR_COUNT ? e : ERR_BUG].title;
}

enum msg err_msg(enum err e)
{
    return errors[e > OK && e < ERR_COUNT ? e : ERR_BUG].text;
}
