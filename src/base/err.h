/* One vocabulary of failure for the whole program.
 *
 * Purpose: every function that can fail returns `enum err`; the result must be used. What a
 * *person* is told travels beside it (i18n/fault.h); this enum only decides what the program does
 * next. Invariant: outputs are untouched when the result is not OK. Non-goal: carrying text. web
 * maps each value to one HTTP status, app maps it to one exit code. */
#ifndef ASHAR_BASE_ERR_H
#define ASHAR_BASE_ERR_H

enum err {
    OK = 0,
    ERR_INVALID,   /* what was given breaks a rule; faults say which      422 */
    ERR_NOT_FOUND, /* no such thing, or not for this reader               404 */
    ERR_GONE,      /* it was, and is no more (a merged aimak)             410 */
    ERR_FORBIDDEN, /* known reader, duty not theirs                       403 */
    ERR_LOGIN,     /* nobody is signed in and somebody must be            401 */
    ERR_CONFLICT,  /* somebody else changed it first; state forbids it    409 */
    ERR_TOO_LARGE, /* above a stated limit                                413 */
    ERR_TOO_MANY,  /* rate limit                                          429 */
    ERR_MALFORMED, /* not the format it claims to be                      400 */
    ERR_BUSY,      /* try again: pool full, lock held, serialization      503 */
    ERR_DB,        /* the database refused or vanished                    503 */
    ERR_IO,        /* file, socket, disk                                  503 */
    ERR_FULL,      /* no room left on the disk of the database            507 */
    ERR_NOMEM,     /* a cap was reached                                   503 */
    ERR_BUG,       /* an invariant broke; logged with place               500 */
    ERR_COUNT
};

/* Static ASCII name, for logs and tests: "ERR_CONFLICT". Never NULL. */
const char *err_name(enum err e);

#define MUST_USE __attribute__((warn_unused_result))

/* Early return is safe: whatever a request acquires is released by its arena. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err_ = (call);                                                                \
        if (try_err_ != OK)                                                                        \
            return try_err_;                                                                       \
    } while (0)

#endif
