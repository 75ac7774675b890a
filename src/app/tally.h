/* `ashar tally`: counts elections from files. The manual is docs/man/ashar-tally.1. */
#ifndef ASHAR_APP_TALLY_H
#define ASHAR_APP_TALLY_H

#include "base/command.h"
#include "count/count.h"

extern const struct command tally_commands[];

/* The command as a program of its own (benches, tests): argv[0] is the program. Exit status as
 * EXIT_… */
int tally_main(int argc, char **argv);

/* tally_text.c: words for people. */
void tally_text_fault(FILE *out, enum lang lang, struct str file, const struct count_fault *f);
void tally_text_result(struct buf *out, struct arena *a, enum lang lang, struct str file,
                       const struct count_election *e, const struct count_options *opt,
                       const struct count_result *r);
/* One sentence. */
struct str tally_text_event(struct arena *a, enum lang lang, const struct count_election *e,
                            const struct count_options *opt, const struct count_event *ev);
struct str tally_text_refusal(struct arena *a, enum lang lang, enum count_refusal why);
struct str tally_text_progress(struct arena *a, enum lang lang, const struct count_election *e,
                               const struct count_progress *p);

#endif
