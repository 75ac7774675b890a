/* Models of the pages of bodies. Inside of body/. */
#ifndef ASHAR_BODY_WEB_H
#define ASHAR_BODY_WEB_H

#include "body/body.h"
#include "document/document.h"
#include "rules/rules.h"
#include "text/dates.h"
#include "text/numbers.h"
#include "web/form_model.h"
#include "web/request.h"

struct body_kind_group {
    struct str name;
    const struct body *v;
    size_t n;
};
struct body_kind_groups {
    const struct body_kind_group *v;
    size_t n;
};

struct body_list_page {
    struct str place_name;
    struct body_kind_groups groups;
    bool with_dissolved;
};

struct body_seat { /* a member as this reader may see them */
    const struct body_member *m;
    struct str name; /* "" where it may not be shown */
    struct str side, term;
};
struct body_seats {
    const struct body_seat *v;
    size_t n;
};

struct body_page {
    struct body body;
    struct str name, purpose, kind;
    struct body_seats seats, past;
    struct body_checklist list;
    int64_t women, men, unknown, minority, disability, social_group;
    struct body_approvals approvals;
    struct documents documents;
    bool officer; /* may see and change the personal part */
};

struct body_form_page {
    struct str heading, action;
    struct body_new n;
    struct str kind, day;
    struct choices kinds;
    int64_t version;
    bool is_new;
};

struct body_member_page {
    struct str heading, action, body_name;
    struct str
        refresh; /* whole path of the checklist, asked again by the page while the form changes */
    struct body body;
    struct body_member m;
    struct str side, sex, from, to, order_day; /* as typed */
    struct str person;                         /* id of the account, as typed */
    struct choices sides, sexes, accounts;
    struct body_checklist list; /* with what stands in the form counted in */
};

struct body_order_page {
    struct str heading, lead, action, button;
    struct body body;
    struct str order_title, order_number, order_day; /* as typed */
    struct body_checklist list;
    bool approving;
};

struct body_ending_page {
    struct str heading, action, day;
    struct body body;
    struct body_member m;
};

struct str body_state_text(const struct out *o, struct str state);
struct str body_order_text(const struct out *o, const struct body_order *order);

/* body_web_members.c */
MUST_USE enum err body_member_new_get(struct request *rq);
MUST_USE enum err body_member_new_post(struct request *rq);
MUST_USE enum err body_member_edit_get(struct request *rq);
MUST_USE enum err body_member_edit_post(struct request *rq);
MUST_USE enum err body_member_end_get(struct request *rq);
MUST_USE enum err body_member_end_post(struct request *rq);
MUST_USE enum err body_checklist_get(struct request *rq);
/* body_api.c */
MUST_USE enum err body_csv_get(struct request *rq);
enum err body_members_csv_get(struct request *rq);
enum err body_api_members_get(struct request *rq);
MUST_USE enum err body_api_list_get(struct request *rq);
/* body_web.c */
enum err body_list_get(struct request *rq), body_show_get(struct request *rq);
enum err body_new_get(struct request *rq), body_new_post(struct request *rq);
enum err body_edit_get(struct request *rq), body_edit_post(struct request *rq);
enum err body_approve_get(struct request *rq), body_approve_post(struct request *rq);
enum err body_dissolve_get(struct request *rq), body_dissolve_post(struct request *rq);
MUST_USE enum err body_of_request(struct request *rq, struct body *out); /* by :id in this place */
MUST_USE enum err body_done(struct request *rq, int64_t id, enum msg flash);
struct choices body_word_choices(struct request *rq, const char *prefix, const char *const *words,
                                 size_t n);

#endif
