/* What a thing said or decided is about: an issue, the plan or a measure of it, a paper of the
 * municipality, a legal act; or words for what the program does not keep: an initiative, a line of
 * the budget, an act that is not among the acts. One way to choose it, check it and show it. */
#ifndef ASHAR_MEETING_LINK_H
#define ASHAR_MEETING_LINK_H

#include "meeting/meeting.h"
#include "web/form_model.h"

struct meeting_link {
    struct str
        kind;   /* "" none, issue, measure, plan, document, act, else one of the caller's words */
    int64_t id; /* 0 where it is words */
    struct str text; /* of words: which one */
};

/* Acts are kept behind meeting: app wires them. Until then, and where an act is not among them, it
 * is told in words. */
struct meeting_link_target {
    int64_t id;
    struct str title;
};
struct meeting_link_targets {
    const struct meeting_link_target *v;
    size_t n;
};
struct meeting_link_acts {
    /* Those that may be chosen, newest first. */
    enum err (*list)(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                     struct meeting_link_targets *out);
    /* Title, and path below the language. ERR_NOT_FOUND. */
    enum err (*find)(struct db *db, struct arena *a, int64_t place_id, struct str place_code,
                     enum lang lang, int64_t id, struct str *title, struct str *path);
};
void meeting_link_wire(const struct meeting_link_acts *acts);

/* `words`: kinds that are told in words, separated by blanks ("budget decision other"). Faults on
 * "link" (no such issue, measure, public paper or act, no such kind) and "link_text" (words
 * missing). Clears what does not belong to the kind. */
MUST_USE enum err meeting_link_check(struct db *db, struct arena *a, const struct actor *who,
                                     enum lang lang, const char *words, struct meeting_link *l,
                                     struct faults *f);

/* The form's fields "link" ("issue 3", "budget") and "link_text". */
struct meeting_link meeting_link_read(struct request *rq);
struct str meeting_link_value(struct arena *a, const struct meeting_link *l);
/* `words` ended by NULL; names are messages meeting_item_link_WORD. meeting_id: its public papers
 * are among them; 0: none are. */
MUST_USE enum err meeting_link_choices(struct request *rq, const char *const *words,
                                       int64_t meeting_id, struct choices *out);

/* A measure named in a former version of the plan becomes the same one of the current version, so
 * that a form offers it. */
MUST_USE enum err meeting_link_now(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                                   struct meeting_link *l);

/* In words, and the path below the language of its page; "" where it has none. */
struct meeting_link_shown {
    struct str text, path;
};
MUST_USE enum err meeting_link_show(struct db *db, struct arena *a, enum lang lang,
                                    int64_t place_id, struct str place_code,
                                    const struct meeting_link *l, struct meeting_link_shown *out);

/* The other way: public meetings of the place with an item about the thing, newest first; an item
 * that was dropped and a meeting that was cancelled do not count. */
MUST_USE enum err meeting_agendas_about(struct db *db, struct arena *a, enum lang lang,
                                        struct str place_code, const struct meeting_link *thing,
                                        struct issue_links *out);

#endif
