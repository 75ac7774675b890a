/* Every route and every statement of the program, module by module. See tables.h. */
#include "app/tables.h"

#include "act/act.h"
#include "app/app_sql.h"
#include "audit/audit_sql.h"
#include "audit/audit_web.h"
#include "body/body_sql.h"
#include "body/body_web.h"
#include "charter/charter_sql.h"
#include "charter/charter_web.h"
#include "desk/desk_web.h"
#include "document/document_sql.h"
#include "document/document_web.h"
#include "issue/issue_sql.h"
#include "issue/issue_web.h"
#include "meeting/meeting.h"
#include "meeting/meeting_answer.h"
#include "meeting/meeting_figures.h"
#include "meeting/meeting_minutes.h"
#include "nation/nation_web.h"
#include "notify/notify_sql.h"
#include "notify/notify_web.h"
#include "people/people_sql.h"
#include "people/people_web.h"
#include "place/place_sql.h"
#include "place/place_web.h"
#include "plan/plan.h"
#include "plan/plan_discussion_sql.h"
#include "plan/plan_programme_sql.h"
#include "plan/plan_sql.h"
#include "plan/plan_task_sql.h"
#include "publish/publish_sql.h"
#include "publish/publish_web.h"
#include "rules/rules_sql.h"
#include "search/search.h"

const struct route *const app_route_tables[] = {
    nation_routes,
    people_routes,
    people_account_routes,
    people_staff_routes,
    people_verify_routes,
    place_routes,
    publish_routes,
    issue_routes,
    body_routes,
    plan_routes,
    document_routes,
    charter_routes,
    desk_routes,
    audit_routes,
    notify_routes,
    search_routes,
    act_routes,
    meeting_routes,
    meeting_hall_routes,
    meeting_after_routes,
    meeting_oparl_routes,
    meeting_figures_routes,
    meeting_answer_routes,
    meeting_minutes_routes,
};
const size_t app_route_table_count = sizeof app_route_tables / sizeof app_route_tables[0];

/* clang-format off: it takes the stringising sign for a directive */
#define QUERIES(module)                                                                            \
    {                                                                                              \
#module, module##_queries, &module##_query_count                                           \
    }
/* clang-format on */
const struct query_table app_query_tables[] = {
    QUERIES(app),
    QUERIES(audit),
    QUERIES(body),
    QUERIES(charter),
    QUERIES(document),
    QUERIES(issue),
    QUERIES(meeting),
    QUERIES(meeting_request),
    QUERIES(meeting_hall),
    QUERIES(meeting_answer),
    QUERIES(meeting_minutes),
    QUERIES(meeting_figures),
    QUERIES(meeting_oparl),
    QUERIES(notify),
    QUERIES(people),
    QUERIES(place),
    QUERIES(plan),
    QUERIES(plan_discussion),
    QUERIES(plan_programme),
    QUERIES(plan_task),
    QUERIES(publish),
    QUERIES(rules),
    QUERIES(search),
    QUERIES(act),
};
const size_t app_query_table_count = sizeof app_query_tables / sizeof app_query_tables[0];
