/* Making the demonstration, step by step. See demo.h. */
#include "app/demo.h"

#include "app/demo_data.h"
#include "app/demo_paper.h"
#include "app/demo_people.h"
#include "app/demo_staff.h"
#include "base/buf.h"
#include "body/body.h"
#include "doc/csv.h"
#include "issue/issue.h"
#include "place/place.h"
#include "plan/plan_in.h"
#include "publish/publish.h"
#include "web/cap.h"

#define MORNING         (4 * 3600) /* ten o'clock in Bishkek */
#define SECONDS_PER_DAY 86400
#define MOST            64 /* issues, measures, tasks of one kind in the file */

struct demo {
    struct db *db;
    struct arena *a;
    struct faults *f;
    day_t today;
    struct actor head, secretary, resident; /* of the municipality being made */
    int64_t issues[MOST], measures[MOST];
    int64_t group;
};

/* The same day as in life, at ten; a minute later at each call, so that records keep their order.
 */
static void at(const struct demo *d, day_t day)
{
    static int minute;
    (void)d;
    clock_set((int64_t)day * SECONDS_PER_DAY + MORNING + ++minute % 300 * 60);
}

static struct plan_words words(struct node o)
{
    return (struct plan_words){node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")};
}

static struct plan_do doing(struct demo *d, const struct actor *who)
{
    return (struct plan_do){
        .db = d->db, .a = d->a, .who = who, .lang = LANG_KY, .caps = ~(uint64_t)0, .f = d->f};
}

/* -- territory -- */

static enum err make_territory(struct demo *d, struct node units)
{
    static const char *const head[] = {"code",    "kind",    "parent_code", "name_ky",
                                       "name_ru", "name_en", "population"};
    static const char *const members[] = {"code", "kind", "parent", "ky", "ru", "en"};
    struct actor nobody = {0};
    struct place_import_report report;
    struct buf *b = buf_new(d->a, MIB);
    struct csv_out o;

    csv_out_init(&o, b, ',', false);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < node_count(units); i++) {
        struct node unit = node_item(units, i);
        for (size_t k = 0; k < sizeof members / sizeof members[0]; k++)
            csv_put_str(&o, node_str(unit, members[k]));
        csv_put_i64(&o, node_i64(unit, "population"));
        csv_end_row(&o);
    }
    return place_import_file(d->db, d->a, &nobody,
                             &(struct place_import){.bytes = buf_str(b), .source = STR("demo")},
                             d->f, &report);
}

/* -- issues -- */

static enum err make_issue(struct demo *d, struct node o, int64_t *id)
{
    struct issue_new n = {
        .title = {node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")},
        .text = {node_str(o, "text_ky"), node_str(o, "text_ru"), node_str(o, "text_en")},
        .basis = node_str(o, "basis"),
        .responsible = node_str(o, "responsible"),
        .note = STR(""),
    };
    return issue_save(d->db, d->a, &d->secretary, &n, d->f, id);
}

static enum err make_issues(struct demo *d, struct node m)
{
    struct node list = node_of(m, "issues");
    int64_t added;

    at(d, node_day(m, "started", d->today));
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_issue(d, node_item(list, i), &d->issues[i]));
    TRY(issue_add_charter_set(d->db, d->a, &d->secretary, d->f, &added));
    return OK;
}

/* Everything is looked through again, except what the file says was forgotten: that one goes stale.
 */
static enum err refresh_issues(struct demo *d, struct node m)
{
    struct node list = node_of(m, "issues");
    struct issues all;
    struct issue_filter filter = {.state = STR("active"), .today = d->today};

    TRY(issue_list(d->db, d->a, d->secretary.place_id, &filter, &all));
    for (size_t i = 0; i < all.n; i++) {
        day_t day = d->today - 20;
        for (size_t k = 0; k < node_count(list); k++)
            if (all.v[i].id == d->issues[k])
                day = node_day(node_item(list, k), "refreshed", d->today);
        at(d, day);
        TRY(issue_refresh(
            d->db, d->a, &d->secretary,
            &(struct issue_step){
                .id = all.v[i].id, .version = all.v[i].version, .note = STR(""), .lang = LANG_KY},
            d->f));
    }
    return OK;
}

/* -- the working group -- */

static enum body_side side_of(struct str word)
{
    for (int s = BODY_SIDE_EXECUTIVE; s < BODY_SIDE_COUNT; s++)
        if (str_eq(word, str_of(body_side_word((enum body_side)s))))
            return (enum body_side)s;
    return BODY_SIDE_NONE;
}

static enum err make_member(struct demo *d, struct node o, day_t from)
{
    int64_t id;
    struct body_member m = {
        .body_id = d->group,
        .name = node_str(o, "name"),
        .sex = str_eq(node_str(o, "sex"), STR("female")) ? COMP_SEX_FEMALE : COMP_SEX_MALE,
        .side = side_of(node_str(o, "side")),
        .minority = node_true(o, "minority"),
        .disability = node_true(o, "disability"),
        .social_group = node_true(o, "social_group"),
        .consent = node_true(o, "consent"),
        .position = node_str(o, "position"),
        .from = from,
        .to = DAY_NONE,
        .order_number = STR(""),
        .order_day = DAY_NONE,
    };
    return body_member_save(d->db, d->a, &d->secretary, &m, d->f, &id);
}

static enum err make_group(struct demo *d, struct node g)
{
    day_t day = node_day(g, "day", d->today);
    struct body_step approval = {
        .order = {STR(""), node_str(g, "approved_order"), node_day(g, "approved_day", d->today)},
        .lang = LANG_KY};
    struct body_new n = {
        .kind = BODY_PLAN_GROUP,
        .name = {node_str(g, "ky"), node_str(g, "ru"), node_str(g, "en")},
        .purpose = {STR(""), STR(""), STR("")},
        .created = {STR(""), node_str(g, "order"), day},
    };
    struct node members = node_of(g, "members");
    struct body body;

    at(d, day);
    TRY(body_save(d->db, d->a, &d->secretary, &n, d->f, &d->group));
    for (size_t i = 0; i < node_count(members); i++)
        TRY(make_member(d, node_item(members, i), day));
    at(d, approval.order.day);
    TRY(body_find(d->db, d->a, d->secretary.place_id, d->group, &body));
    approval.id = d->group;
    approval.version = body.version;
    return body_approve(d->db, d->a, &d->head, &approval, d->f);
}

/* -- the plan -- */

static enum err make_measure(struct demo *d, int64_t plan_id, struct node o, int64_t *id)
{
    struct plan_do p = doing(d, &d->secretary);
    struct node list = node_of(o, "issues");
    int64_t issues[MOST];
    size_t n = node_count(list);

    for (size_t i = 0; i < n; i++)
        issues[i] = d->issues[node_item_i64(list, i)];
    struct plan_measure_form m = {
        .title = words(o),
        .result = {node_str(o, "result_ky"), node_str(o, "result_ru"), STR("")},
        .funding = {node_str(o, "funding_ky"), node_str(o, "funding_ru"), STR("")},
        .direction = node_str(o, "direction"),
        .form = node_str(o, "form"),
        .form_other = STR(""),
        .period = node_str(o, "period"),
        .responsible = node_str(o, "responsible"),
        .from = node_day(o, "from", d->today),
        .to = node_day(o, "to", d->today),
        .issues = issues,
        .issue_count = n,
    };
    return plan_measure_save(&p, plan_id, 0, 0, &m, id);
}

static enum err draft_plan(struct demo *d, struct node o, int64_t *plan_id)
{
    struct plan_do p = doing(d, &d->secretary);
    struct plan_header h = {
        .title = words(node_of(o, "title")),
        .goal = words(node_of(o, "goal")),
        .from = node_day(o, "from", d->today),
        .to = node_day(o, "to", d->today),
        .body_id = d->group,
    };
    struct node sources = node_of(o, "sources"), measures = node_of(o, "measures");
    struct plan_get_row row;
    size_t n = 0;

    at(d, node_day(o, "created", d->today));
    TRY(plan_create(&p, &h, plan_id));
    while (n < MOST && d->issues[n])
        n++;
    TRY(plan_hold(&p, *plan_id, &row));
    TRY(plan_choose_issues(&p, *plan_id, row.version, d->issues, n));
    for (size_t i = 0; i < node_count(sources); i++)
        TRY(plan_add_source(
            &p, *plan_id,
            &(struct plan_source_new){.kind = node_str(node_item(sources, i), "kind"),
                                      .title = words(node_item(sources, i)),
                                      .link = STR(""),
                                      .file = {STR(""), STR("")}}));
    for (size_t i = 0; i < node_count(measures); i++)
        TRY(make_measure(d, *plan_id, node_item(measures, i), &d->measures[i]));
    at(d, node_day(o, "published", d->today));
    return plan_publish(&p, *plan_id);
}

static enum err make_comment(struct demo *d, int64_t plan_id, struct node o)
{
    struct plan_do resident = doing(d, &d->resident), secretary = doing(d, &d->secretary);
    struct plan_comment_new c = {
        .plan_id = plan_id,
        .measure_id = d->measures[node_i64(o, "measure")],
        .channel = STR("online"),
        .shown = STR("name"),
        .author_name = node_str(o, "author"),
        .words = node_str(o, "words"),
    };
    int64_t id;

    at(d, node_day(o, "day", d->today));
    TRY(plan_comment(&resident, &c, &id));
    if (!node_str(o, "verdict").n)
        return OK;
    at(d, node_day(o, "day", d->today) + 2);
    return plan_answer(&secretary, &(struct plan_answer_new){.comment_id = id,
                                                             .version = 1,
                                                             .verdict = node_str(o, "verdict"),
                                                             .reason = node_str(o, "reason"),
                                                             .changed = node_str(o, "changed")});
}

static enum err report_tasks(struct demo *d, struct node o)
{
    struct plan_do p = doing(d, &d->secretary);
    struct plan_events events;
    day_t until = node_day(o, "report_until", d->today);
    int64_t every = node_i64(o, "report_late_every");

    TRY(plan_calendar(d->db, d->a, d->secretary.place_id, LANG_KY, &events));
    for (size_t i = 0; i < events.n; i++) {
        bool late = every > 0 && (int64_t)i % every == every - 1;
        day_t day = events.v[i].on + (late ? 6 : 0);
        if (events.v[i].on > until || day > d->today)
            continue;
        at(d, day);
        TRY(plan_report(&p, &(struct plan_report_new){.task_id = events.v[i].task_id,
                                                      .outcome = STR("done"),
                                                      .day = day,
                                                      .words = node_str(o, "report_words_ky"),
                                                      .link = STR(""),
                                                      .correction = STR(""),
                                                      .file = {STR(""), STR("")}}));
    }
    return OK;
}

static enum err bring_in_force(struct demo *d, struct node o, int64_t plan_id)
{
    struct plan_do secretary = doing(d, &d->secretary), head = doing(d, &d->head);
    struct plan_facts minutes = {
        .day = node_day(o, "discussed", d->today),
        .number = STR(""),
        .place = node_str(o, "assembly_place"),
        .reason = STR(""),
        .present = node_i64(o, "present"),
        .in_force_from = DAY_NONE,
    };
    struct plan_facts order = {
        .day = node_day(o, "approved", d->today),
        .number = node_str(o, "order"),
        .place = STR(""),
        .reason = STR(""),
        .in_force_from = node_day(o, "approved", d->today),
    };

    at(d, minutes.day);
    TRY(demo_paper(d->a, MSG_demo_minutes_title, &minutes.file));
    TRY(plan_discussed(&secretary, plan_id, &minutes));
    at(d, order.day);
    TRY(demo_paper(d->a, MSG_demo_order_title, &order.file));
    return plan_approve(&head, plan_id, &order);
}

static enum err make_plan(struct demo *d, struct node m)
{
    struct node o = node_of(m, "plan");
    struct node comments = node_of(o, "comments");
    int64_t plan_id;

    TRY(draft_plan(d, o, &plan_id));
    for (size_t i = 0; i < node_count(comments); i++)
        TRY(make_comment(d, plan_id, node_item(comments, i)));
    if (!str_eq(node_str(m, "stage"), STR("in_force")))
        return OK;
    TRY(bring_in_force(d, o, plan_id));
    return report_tasks(d, o);
}

/* -- news -- */

static enum err make_news(struct demo *d, struct node m)
{
    struct node list = node_of(m, "news");

    for (size_t i = 0; i < node_count(list); i++) {
        struct node o = node_item(list, i);
        int64_t id;
        at(d, node_day(o, "day", d->today));
        TRY(news_save(
            d->db, d->a, &d->secretary,
            &(struct news_new){
                .title = {node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")},
                .body = {node_str(o, "body_ky"), node_str(o, "body_ru"), node_str(o, "body_en")},
                .place_code = node_str(m, "code")},
            d->f, &id));
    }
    return OK;
}

/* -- documents -- */

static enum err make_documents(struct demo *d, struct node m, int64_t place_id)
{
    struct node list = node_of(m, "documents");

    for (size_t i = 0; i < node_count(list); i++) {
        struct node o = node_item(list, i);
        struct document_new n = {.owner_kind = STR("place"),
                                 .owner_id = place_id,
                                 .title = node_str(o, "title"),
                                 .is_public = !str_eq(node_str(o, "for"), STR("staff")),
                                 .field = STR("file"),
                                 .kind = node_str(o, "kind")};
        int64_t id;

        at(d, node_day(o, "day", d->today));
        TRY(demo_paper_named(d->a, n.title, node_str(o, "file"), &n.upload));
        TRY(document_add(d->db, d->a, &d->secretary, &n, d->f, &id));
    }
    return OK;
}

static enum err make_municipality(struct demo *d, struct node m)
{
    struct place place;

    TRY(place_by_code(d->db, d->a, node_str(m, "code"), &place));
    TRY(demo_person_actor(d->db, d->a, node_str(m, "head"), place.id, &d->head));
    TRY(demo_person_actor(d->db, d->a, node_str(m, "secretary"), place.id, &d->secretary));
    TRY(demo_person_actor(d->db, d->a, node_str(m, "resident"), place.id, &d->resident));
    for (size_t i = 0; i < MOST; i++)
        d->issues[i] = d->measures[i] = 0;
    TRY(make_issues(d, m));
    TRY(make_group(d, node_of(m, "group")));
    at(d, node_day(node_of(m, "staff"), "day", d->today));
    TRY(demo_staff(&(struct demo_staff){d->db, d->a, d->f, &d->head, &d->secretary, d->today},
                   node_of(m, "staff")));
    TRY(make_plan(d, m));
    TRY(refresh_issues(d, m));
    TRY(make_documents(d, m, place.id));
    return make_news(d, m);
}

enum err demo_make(struct db *db, struct arena *a, struct node root, day_t today, struct faults *f)
{
    struct demo d = {.db = db, .a = a, .f = f, .today = today};
    struct node list = node_of(root, "municipalities");
    day_t beginning = today;
    enum err e = OK;

    for (size_t i = 0; i < node_count(list); i++) {
        day_t started = node_day(node_item(list, i), "started", d.today);
        beginning = started < beginning ? started : beginning;
    }
    at(&d, beginning - 1);
    e = make_territory(&d, node_of(root, "territory"));
    if (e == OK)
        e = demo_people(db, a, root, f);
    for (size_t i = 0; e == OK && i < node_count(list); i++)
        e = make_municipality(&d, node_item(list, i));
    clock_set(0);
    return e;
}
