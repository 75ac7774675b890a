/* Names of errors. See err.h. */
#include "base/err.h"

static const char *const names[ERR_COUNT] = {
    "OK",           "ERR_INVALID",   "ERR_NOT_FOUND", "ERR_GONE",      "ERR_FORBIDDEN", "ERR_LOGIN",
    "ERR_CONFLICT", "ERR_TOO_LARGE", "ERR_TOO_MANY",  "ERR_MALFORMED", "ERR_BUSY",      "ERR_DB",
    "ERR_IO",       "ERR_FULL",      "ERR_NOMEM",     "ERR_BUG",
};

const char *err_name(enum err e)
{
    return (unsigned)e < ERR_COUNT ? names[e] : "ERR_?";
}
