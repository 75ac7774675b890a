/* What makes the world that the examples need, and how they find things in it. See
 * request_examples_test.h.
 *
 * On the day of the story three hearings are called, all of them urgent so that no notice stands in
 * the way: one is ready to be opened, one is open, one is over and its minutes are a draft. */
#include "app/request_examples_test.h"
#include "app/request_names_test.h"

#define READY       "Ачыла турган угуу"
#define OPEN        "Ачык угуу"
#define OVER        "Өткөн угуу"
#define OF_ASSEMBLY " where meeting_id = (select min(id) from meeting where state = 'announced')"
#define OF_HALL     " where meeting_id = (select id from meeting where title_ky = '" OPEN "')"

#define ONE(name_, query)                                                                          \
    {                                                                                              \
        .name = (name_), .sql = "select cast(" query                                               \
    }
const struct request_lookup request_lookups[] = {
    ONE("issue", "min(id) as text) from issue where place_id = (select id from unit where code = "
                 "'41702210895000')"),
    ONE("plan", "min(id) as text) from plan where state = 'in_force' and kind = 'engagement'"),
    ONE("open", "min(id) as text) from plan where state = 'discussion'"),
    ONE("draft", "max(id) as text) from plan where state = 'draft'"),
    ONE("programme", "min(id) as text) from plan where kind = 'programme'"),
    ONE("measure", "min(m.id) as text) from plan_measure m join plan p on p.id = m.plan_id where "
                   "p.state = 'in_force' and p.kind = 'engagement'"),
    ONE("open_measure", "min(m.id) as text) from plan_measure m join plan p on p.id = m.plan_id "
                        "where p.state = 'discussion'"),
    ONE("draft_measure", "min(m.id) as text) from plan_measure m join plan p on p.id = m.plan_id "
                         "where p.state = 'draft'"),
    ONE("source", "min(s.id) as text) from plan_source s join plan p on p.id = s.plan_id where "
                  "p.state = 'draft'"),
    ONE("task", "min(id) as text) from plan_task where state = 'open'"),
    ONE("waiting", "min(c.id) as text) from plan_comment c join plan p on p.id = c.plan_id where "
                   "p.state = 'discussion' and c.answers = 0 and c.hidden_at is null"),
    ONE("news", "min(n.id) as text) from news n join unit u on u.id = n.place_id where u.code = "
                "'41702210895000'"),
    ONE("document", "max(id) as text) from document where title = 'Кагаз'"),
    ONE("group", "min(b.id) as text) from body b join unit u on u.id = b.place_id where u.code = "
                 "'41702210895000' and b.kind = 'plan_group'"),
    ONE("tgroup", "min(b.id) as text) from body b join unit u on u.id = b.place_id where u.code = "
                  "'41702210896000' and b.kind = 'plan_group'"),
    ONE("body", "max(id) as text) from body where kind = 'tos'"),
    ONE("member", "min(m.id) as text) from body_member m join body b on b.id = m.body_id join unit "
                  "u on u.id = b.place_id where u.code = '41702210895000'"),
    ONE("tmember", "min(m.id) as text) from body_member m join body b on b.id = m.body_id join "
                   "unit u on u.id = b.place_id where u.code = '41702210896000'"),
    ONE("act", "max(id) as text) from act where place_id = (select id from unit where code = "
               "'41702210895000')"),
    ONE("law", "max(id) as text) from act where number = 'МЫЙЗАМ-7'"),
    ONE("link", "max(l.id) as text) from act_link l join act a on a.id = l.act_id where a.place_id "
                "= (select id from unit where code = '41702210895000')"),
    ONE("law_link", "max(l.id) as text) from act_link l join act a on a.id = l.act_id where "
                    "a.number = 'МЫЙЗАМ-7'"),
    ONE("function", "max(id) as text) from act_function"),
    ONE("question", "max(id) as text) from act_question where state = 'public'"),
    ONE("asked", "max(id) as text) from act_question where state = 'asked'"),
    ONE("checklist", "min(id) as text) from act_standard"),
    ONE("point", "min(id) as text) from act_point where standard_id = (select min(id) from "
                 "act_standard)"),
    ONE("holiday", "max(id) as text) from holiday"),
    ONE("session", "min(s.id) as text) from session s join person p on p.id = s.person_id where "
                   "p.email = '" HUMAN "'"),
    ONE("role", "max(id) as text) from role where role = 'monitor'"),
    ONE("national_role", "max(id) as text) from role where place_id = 0 and role = 'coordinator'"),
    ONE("person", "max(id) as text) from person where phone is not null"),
    ONE("human", "id as text) from person where email = '" HUMAN "'"),
    ONE("village",
        "min(v.id) as text) from unit v join unit p on p.id = v.parent_id where p.code = "
        "'41702210895000'"),
    ONE("assembly", "min(id) as text) from meeting where state = 'announced'"),
    ONE("held", "min(id) as text) from meeting where state = 'held'"),
    ONE("past", "min(id) as text) from meeting where state = 'published'"),
    ONE("past_item", "min(i.id) as text) from meeting_item i join meeting m on m.id = i.meeting_id "
                     "where m.state = 'published'"),
    ONE("minutes", "min(id) as text) from meeting_minutes where state = 'published'"),
    ONE("rejected", "min(id) as text) from meeting_word where answer = 'rejected'"),
    ONE("council", "max(id) as text) from body where kind = 'council'"),
    ONE("called", "min(id) as text) from meeting where state = 'preparing' and kind = "
                  "'budget_hearing'"),
    ONE("kurultai", "max(id) as text) from meeting where kind = 'kurultai'"),
    ONE("item", "min(id) as text) from meeting_item" OF_ASSEMBLY),
    ONE("next_item", "max(id) as text) from meeting_item" OF_ASSEMBLY),
    ONE("step", "max(id) as text) from meeting_step" OF_ASSEMBLY),
    ONE("unread", "max(id) as text) from meeting_word" OF_ASSEMBLY " and state = 'waiting'"),
    ONE("said",
        "max(id) as text) from meeting_word" OF_ASSEMBLY " and via = 'online' and state = 'open'"),
    ONE("ready", "id as text) from meeting where title_ky = '" READY "'"),
    ONE("open_hall", "id as text) from meeting where title_ky = '" OPEN "'"),
    ONE("over", "id as text) from meeting where title_ky = '" OVER "'"),
    ONE("hall_item", "min(id) as text) from meeting_item" OF_HALL),
    ONE("line", "min(id) as text) from meeting_attendee" OF_HALL),
    ONE("vote", "min(id) as text) from meeting_vote" OF_HALL),
    ONE("remote_word", "max(id) as text) from meeting_word" OF_HALL),
    ONE("asked_for", "min(id) as text) from meeting_request"),
    ONE("delegate", "max(id) as text) from meeting_delegate"),
    {.name = "reset",
     .sql = "select body from outbox where to_address = '" HUMAN "' order by id "
            "desc limit 1",
     .behind = "/enter/"},
    {.name = "confirm",
     .sql = "select body || ' ' || path from outbox where to_address = "
            "'jany@example.kg' order by id desc limit 1",
     .behind = "/subscription/"},
};
const size_t request_lookup_count = sizeof request_lookups / sizeof *request_lookups;

/* What the secretary enters from the hall's page. */
#define IN_HALL_OF(id, what, typed)                                                                \
    {                                                                                              \
        POST, "", CLERK, K "/meetings/" id "/hall" what, .page = K "/meetings/" id "/hall",        \
                                                         .fields = (typed)                         \
    }
/* A hearing of today, told, with ten people in its hall, its chair and secretary elected. */
#define CALLED(title, id)                                                                          \
    {POST, "", CLERK, K "/meetings/new",                                                           \
     .fields = "title_ky=" title "&kind=public_hearing&topic=other&caller=head&call_order=7&"      \
               "call_day={day}&day={day}&at=20:00&venue_ky=Клуб&mode=mixed&"                   \
               "remote_url=https://example.kg/&emergency=urgent_issue&emergency_act=Токтом №7"},   \
        {POST, "", CLERK, K "/meetings/" id "/agenda", .fields = "title_ky=Көпүрө"},               \
        {POST, "", CLERK, K "/meetings/" id "/announce", .page = K "/meetings/" id},               \
        IN_HALL_OF(id, "/roll", "who=f 29-59&count=10"),                                           \
        IN_HALL_OF(id, "/officers", "role=chair&name=Бурул Асанова&in_favour=9"),                  \
        IN_HALL_OF(id, "/officers", "role=secretary&name=Канат Садыков&in_favour=9")

const struct request_example request_story[] = {
    {POST, "", HUMAN, "/ky/reset", .fields = "contact=" HUMAN},
    {POST, "", NULL, K "/subscribe", .fields = "address=jany@example.kg"},
    {POST, "", CLERK, K "/people/new", .page = K "/people/verify",
     .fields = "name=Бурул Асанова&contact=+996555123456&residence=41702210895000"},
    {POST, "", CLERK, K "/people/{person}/slip", .status = 200, .page = K "/people/verify",
     .keep = "slip", .keep_behind = "<p class=\"slip\">"},
    {POST, "", HEAD, K "/people/roles", .page = K "/people",
     .fields = "person=" HUMAN "&role=monitor&from={day}&order_number=5"},
    {POST, "", ADMIN, C "/people/roles", .page = "-",
     .fields = "person=" CLERK "&role=secretary&from={day}&order_number=6"},
    {POST, "", NATION, "/ky/rules/holidays",
     .fields = "day={day+40}&name_ky=Айт&decision=Токтом №1"},
    {POST, "", CLERK, K "/documents", .page = K "/documents/new",
     .fields = "title=Кагаз&kind=order&public=1", WITH_PAPER("file")},
    {POST, "", CLERK, K "/bodies", .page = K "/bodies/new?kind=tos",
     .fields = "kind=tos&name_ky=Аймактык кеңеш&created_number=3&created_day={day-30}"},
    {POST, "", CLERK, K "/bodies", .page = K "/bodies/new?kind=council",
     .fields = "kind=council&name_ky=Айылдык кеңеш&created_number=1&created_day={day-300}"},
    {POST, "", TCLERK, T "/bodies/{tgroup}/members/{tmember}",
     .page = T "/bodies/{tgroup}/members/{tmember}/edit", .fields = "position=адис"},
    {POST, "", CLERK, K "/plan/new",
     .fields =
         "title_ky=Кийинки план&title_ru=Следующий план&from={day+1}&to={day+360}&body={group}"},
    {POST, "", CLERK, K "/plan/{draft}/sources", .page = K "/plan/{draft}/issues",
     .fields = "kind=sedp&title_ky=СЭӨП&title_ru=ПСЭР", WITH_PAPER("file")},
    {POST, "", CLERK, K "/plan/{draft}/measures/new",
     .page = K "/plan/{draft}/measures/new?direction=inform",
     .fields = "direction=inform&title_ky=Маалымат&title_ru=Сообщать&form=board&period=monthly&"
               "from={day+10}&to={day+300}&responsible=катчы&resources_ky=жок&result_ky=эл билет"},
    {POST, "", CLERK, K "/acts/new", .fields = ACT_FIELDS "&number=12"},
    {POST, "", CLERK, K "/acts/{act}/editions", .page = K "/acts/{act}",
     .fields = "valid_from=2026-03-05", .file = "file", .filename = "a.txt", .bytes = ACT_TEXT},
    {POST, "", CLERK, K "/acts/{act}/editions", .page = K "/acts/{act}",
     .fields = "valid_from=2026-04-05", .file = "file", .filename = "b.txt",
     .bytes = "1-берене. Киреше\nБашка\n2-берене. Чыгаша\nЭкинчи"},
    {POST, "", CLERK, K "/acts/{act}/links", .page = K "/acts/{act}",
     .fields = "kind=issue&target={issue}"},
    {POST, "", NATION, "/ky/acts/new", .fields = ACT_FIELDS "&number=МЫЙЗАМ-7"},
    {POST, "", NATION, "/ky/acts/{law}/editions", .page = "/ky/acts/{law}",
     .fields = "valid_from=2026-03-05", .file = "file", .filename = "a.txt", .bytes = ACT_TEXT},
    {POST, "", NATION, "/ky/acts/{law}/links", .page = "/ky/acts/{law}",
     .fields = "kind=page&target=/rules"},
    {POST, "", CLERK, K "/functions", .page = K "/functions/new",
     .fields = "title=Аскердик "
               "эсеп&kind=delegated&delegated_by=Министрлик&act={act}&year=2026&cost=1500000&"
               "received=500000"},
    {POST, "", HUMAN, K "/answers", .fields = "question=Жерди кантип ижарага алам?"},
    {POST, "", CLERK, K "/answers/{asked}",
     .fields = "answer=Арыз жазыңыз&act={act}&steps=1. Арыз&valid_from={day-10}&state=public"},
    {POST, "", HUMAN, K "/answers", .fields = "question=Көчөгө жарык качан берилет?"},
    {GET, "", HEAD, "/ky/me"},
    {GET, "", THEAD, "/ky/me"},
    {GET, "", THUMAN, "/ky/me"},
    {GET, "", AUDIT, "/ky/me"},
    {POST, "", CLERK, K "/meetings/new",
     .fields = "kind=kurultai&topic=other&caller=council&call_order=5&call_day={day-1}&title_ky="
               "Курултай&day={day+60}&venue_ky=Клуб"},
    {POST, "", CLERK, K "/meetings/{kurultai}/delegates",
     .fields = "unit_id={village}&name=Бакыт Асанов&elected_on={day}"},
    {POST, "", NULL, K "/meetings/{assembly}/words", .page = K "/meetings/{assembly}/say",
     .fields = "kind=question&text=Суу качан келет?&author=Бакыт"},
    {POST, "", HUMAN, K "/meetings/{assembly}/words", .page = K "/meetings/{assembly}/say",
     .fields = "kind=proposal&text=Көпүрө салынсын&author=Айгүл"},
    CALLED(READY, "{ready}"),
    CALLED(OPEN, "{open_hall}"),
    IN_HALL_OF("{open_hall}", "/open", "confirmed=1"),
    IN_HALL_OF("{open_hall}", "/items/{hall_item}", NULL),
    IN_HALL_OF("{open_hall}", "/votes", "in_favour=7&against=2&decision=Көпүрө салынсын"),
    {POST, "", HUMAN, K "/meetings/{open_hall}/live/join", .page = K "/meetings/{open_hall}/live",
     .fields = "sex=f&age_group=18-28&village=Көк-Жар"},
    {POST, "", HUMAN, K "/meetings/{open_hall}/live/words", .page = K "/meetings/{open_hall}/live",
     .fields = "kind=question&text=Мектеп качан оңдолот?"},
    CALLED(OVER, "{over}"),
    IN_HALL_OF("{over}", "/open", "confirmed=1"),
    IN_HALL_OF("{over}", "/close", NULL),
    {POST, "", CLERK, K "/meetings/{over}/minutes/edit", .page = K "/meetings/{over}/minutes/edit"},
};
const size_t request_story_count = sizeof request_story / sizeof *request_story;
