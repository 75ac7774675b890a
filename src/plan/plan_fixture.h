/* A municipality ready to plan, for the tests of plans: two villages, an approved working group,
 * two issues. */
#ifndef ASHAR_PLAN_PLAN_FIXTURE_H
#define ASHAR_PLAN_PLAN_FIXTURE_H

#include "plan/plan_in.h"
#include "test/db_fixture.h"
#include "web/cap.h"

enum { PLACE = 1, VILLAGE = 3, FAR_VILLAGE = 4, GROUP = 1, SECRETARY = 7, RESIDENT = 8 };
#define PLACE_CODE "41706211805000"

/* 2 March 2026, a Monday, at noon; days later through plan_pass_days. */
void plan_settle(struct fixture *f);
void plan_pass_to(int year, int month, int day);
day_t plan_on(int year, int month, int day);

/* Whoever may do everything, with a fresh list of faults; lang ky. */
struct plan_do plan_as(struct fixture *f);
struct plan_do plan_as_in(struct db *db, struct arena *a); /* the same for the fault suite */

struct plan_header plan_good_header(void);
struct plan_measure_form plan_good_measure(const char *direction);
struct upload plan_paper(void); /* a small PDF */
struct plan_facts plan_assembly(void), plan_order(void);

/* A draft with group, issue, source and one measure a direction; what it could be published with.
 */
int64_t plan_made(struct fixture *f);
/* The same brought on to a state. */
int64_t plan_at(struct fixture *f, const char *state);

#endif
