/* The world of the tests of people: two aimaks with a village each, people in them, a mailbox. */
#ifndef ASHAR_PEOPLE_WORLD_TEST_H
#define ASHAR_PEOPLE_WORLD_TEST_H

#include "people/people_inside.h"
#include "place/place.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "web/request.h"

#define GOOD STR("узун сөз айкашы") /* everybody's password */

extern const struct actor program;
extern int64_t aimak, other_aimak, village, other_village;
extern char mail_body[4096], mail_to[256]; /* the last mail */
extern int mails;

int64_t unit(struct fixture *f, const char *code);
void begin(struct fixture *f);
void later(int64_t seconds);
struct str hashed(struct fixture *f, struct str password);
int64_t person(struct fixture *f, const char *name, const char *contact, int64_t lives_in);
enum err grant(struct fixture *f, int64_t by, int64_t to, int64_t place, enum role role,
               struct faults *faults);
void granted(struct fixture *f, int64_t to, int64_t place, enum role role);
struct viewer caps(struct fixture *f, int64_t person_id, int64_t place);
bool has(uint64_t set, enum cap c);
enum err sign(struct fixture *f, const char *contact, struct str password, struct str *token);
int64_t session_person(struct fixture *f, struct str token);
int64_t born(struct fixture *f, const char *name, const char *contact, int64_t lives_in,
             int64_t year);
enum verification level(struct fixture *f, int64_t id);

#endif
