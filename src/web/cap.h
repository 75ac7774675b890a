/* Duties a route may ask for. Roles map to sets of these in people/roles.c; routes name exactly
 * one. */
#ifndef ASHAR_WEB_CAP_H
#define ASHAR_WEB_CAP_H

enum cap {
    CAP_UNSET = 0,  /* refuses to start */
    CAP_PUBLIC,     /* everybody */
    CAP_SIGNED_IN,  /* any account */
    CAP_COMMENT,    /* resident: comment, propose */
    CAP_DESK,       /* staff: sees the desk of the municipality */
    CAP_REGISTER,   /* keep registers: issues, bodies, documents, news */
    CAP_MEETING,    /* keep meetings: secretary, head, chair of the council */
    CAP_PLAN_DRAFT, /* draft the plan: secretary, working group */
    CAP_ANSWER,     /* answer comments */
    CAP_REPORT,     /* report a measure done, with evidence */
    CAP_APPROVE,    /* approve by order: head */
    CAP_VERIFY,     /* confirm a person in person, import residents */
    CAP_ACT_FOR,    /* act for a person without internet */
    CAP_CHARTER,    /* override rule parameters by charter */
    CAP_PEOPLE,     /* give and take roles in a municipality */
    CAP_MONITOR,    /* joint monitoring group */
    CAP_NATION,     /* national coordinator */
    CAP_AUDIT,      /* read the log with personal data */
    CAP_ADMIN,      /* the installation */
    CAP_COUNT
};

#include <stdint.h>

#define CAP_BIT(c) ((uint64_t)1 << (c))

/* "plan_draft"; static, never NULL. */
const char *cap_name(enum cap c);

#endif
