/* What is wrong with what somebody gave us, told to them in their language.
 *
 * Purpose: rules of the matter collect *all* faults of an input, each naming the field and the
 * rule; forms, the API and commands print the same list. A function that adds a fault returns
 * ERR_INVALID (or ERR_CONFLICT) at its end. Ownership: lives in the arena of the request or
 * command. */
#ifndef ASHAR_I18N_FAULT_H
#define ASHAR_I18N_FAULT_H

#include "i18n/i18n.h"

struct fault {
    const struct fault *next;
    struct str field; /* name of the form field or column; "" for the whole */
    int64_t line;     /* 1-based line of an imported file; 0: none */
    int64_t column;   /* 1-based column (field index) of it; 0: none */
    enum msg msg;
    const struct msg_arg *args; /* copied */
    size_t arg_count;
    const char
        *rule_key; /* rule parameter it rests on, for the link to the rules page; NULL: none */
};

struct faults {
    struct arena *arena;
    struct fault *first, **last;
    size_t n;
    size_t max; /* further ones are counted in n but not kept: a million bad lines stay readable */
};

void faults_init(struct faults *f, struct arena *a); /* max 100 */
/* Copies args (and the text they borrow). A form's field that is no date or no number gets no
 * second fault: what is returned is then not on the list. */
struct fault *fault_add_args(struct faults *f, struct str field, enum msg msg,
                             const struct msg_arg *args, size_t n);
#define fault_add(f, field, msg, ...)                                                              \
    fault_add_args((f), (field), (msg), (const struct msg_arg[]){{0}, ##__VA_ARGS__} + 1,          \
                   sizeof((const struct msg_arg[]){{0}, ##__VA_ARGS__}) / sizeof(struct msg_arg) - \
                       1)
/* A limit as argument: numbers of up to four digits without groups, for years ("1990") are among
 * them. */
struct msg_arg fault_limit(const struct faults *f, const char *name, int64_t n);
/* The first fault of a field, or NULL. */
const struct fault *fault_of(const struct faults *f, struct str field);
/* The sentence of a fault. */
struct str fault_text(struct arena *a, enum lang lang, const struct fault *f);
/* OK where there is none, else ERR_INVALID: `return faults_err(f);` */
MUST_USE enum err faults_err(const struct faults *f);

/* What a person is told about an error as a whole: a heading and a sentence, for pages, API and
 * commands. OK is a caller's bug and is told as ERR_BUG. */
enum msg err_msg_title(enum err e);
enum msg err_msg(enum err e);

#endif
