/* What the tests of the hall share: a hearing and a session of a council of three, both announced
 * for today, and people who come in. */
#ifndef ASHAR_MEETING_HALL_FIXTURE_H
#define ASHAR_MEETING_HALL_FIXTURE_H

#include "meeting/meeting_hall.h"
#include "test/db_fixture.h"

enum { PLACE = 1, SECRETARY = 7, RESIDENT = 8, HEARING = 1, SESSION = 2 };

extern const struct actor hall_secretary;
extern struct faults hall_faults; /* of the last IN_HALL */
extern int64_t hall_id;           /* what the last call of a test left */

day_t hall_today(void);
void hall_settle(struct fixture *f);
/* The municipality's own value of a rule. */
void hall_rule(struct fixture *f, const char *key, const char *value);
struct meeting_hall hall_in(struct db *db, struct arena *a, int64_t id);
enum err hall_come(struct fixture *f, const char *sex, const char *age, const char *key,
                   int64_t count);
enum err hall_elect(struct fixture *f, int64_t id, const char *role, int64_t votes);
int64_t hall_version(struct fixture *f, int64_t id);
struct meeting_counts hall_counted(struct fixture *f, int64_t id);
/* Ten people, chair, secretary, open. */
void hall_opened(struct fixture *f);

/* One write of the hall in a transaction of its own; `call` uses h. */
#define IN_HALL(f, id, call)                                                                       \
    ({                                                                                             \
        assert_ok(db_begin((f)->db));                                                              \
        struct meeting_hall h = hall_in((f)->db, (f)->arena, (id));                                \
        enum err result_ = (call);                                                                 \
        if (result_ == OK)                                                                         \
            assert_ok(db_commit((f)->db));                                                         \
        else                                                                                       \
            db_rollback((f)->db);                                                                  \
        hall_faults = *h.f;                                                                        \
        result_;                                                                                   \
    })

#endif
