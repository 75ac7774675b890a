/* The examples. See request_examples_test.h. */
#include "app/request_examples_test.h"

#define K      "/ky/41702210895000" /* a plan in force, with tasks and reports */
#define T      "/ky/41702210896000" /* a plan under discussion */
#define C      "/ky/41702410000000" /* a city where nothing was done yet */
#define API    "/api/v1/places/41702210895000"
#define CLERK  "katchy@kok-jar.example"
#define HEAD   "bashchy@kok-jar.example"
#define HUMAN  "jaran@kok-jar.example"
#define TCLERK "katchy@tor.example"
#define THEAD  "bashchy@tor.example"
#define THUMAN "jaran@tor.example"
#define NATION "koordinator@ashar.example"
#define ADMIN  "admin@ashar.example"
#define AUDIT  "auditor@ashar.example"
#define PL     "/:lang/:place"
#define APL    "/api/v1/places/:place"

#define PAPER                                                                                      \
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"  \
    "endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#define WITH_PAPER(field) .file = (field), .filename = "paper.pdf", .bytes = PAPER

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

#define ACT_FIELDS                                                                                 \
    "kind=resolution&day=2026-03-05&issuer=Айылдык кеңеш&title_ky=Бюджет жөнүндө&field=finance"

const struct request_example request_story[] = {
    {POST, "", HUMAN, "/ky/reset", .fields = "contact=" HUMAN},
    {POST, "", NULL, K "/subscribe", .fields = "address=jany@example.kg"},
    {POST, "", CLERK, K "/people/new", .page = K "/people/verify",
     .fields = "name=Бурул Асанова&contact=+996555123456&residence=41702210895000"},
    {POST, "", CLERK, K "/people/{person}/slip", .status = 200, .page = K "/people/verify",
     .keep = "slip", .keep_behind = "<p class=\"lead\"><strong>"},
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
     .fields = "valid_from=2026-03-05", .file = "file", .filename = "a.txt",
     .bytes = "1-берене. Киреше\nБиринчи\n2-берене. Чыгаша\nЭкинчи"},
    {POST, "", CLERK, K "/acts/{act}/links", .page = K "/acts/{act}",
     .fields = "kind=issue&target={issue}"},
    {POST, "", NATION, "/ky/acts/new", .fields = ACT_FIELDS "&number=МЫЙЗАМ-7"},
    {POST, "", NATION, "/ky/acts/{law}/links", .page = "/ky/acts/{law}",
     .fields = "kind=page&target=/rules"},
    {POST, "", CLERK, K "/functions",
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
};
const size_t request_story_count = sizeof request_story / sizeof *request_story;

const struct request_example request_examples[] = {
    /* the program and the nation */
    {GET, "/", NULL, "/", .status = 302},
    {GET, "/healthz", NULL, "/healthz", .refusal = "database does not answer"},
    {GET, "/metrics", NULL, "/metrics", .varies = true},
    {GET, "/api/v1/openapi.json", NULL, "/api/v1/openapi.json"},
    {GET, "/:lang/", NULL, "/ru/"},
    {GET, "/:lang/find", NULL, "/ky/find?q=Көк-Жар"},
    {GET, "/:lang/nation/table", NATION, "/ky/nation/table"},
    {GET, "/:lang/nation/table.csv", NATION, "/ky/nation/table.csv"},
    {GET, "/api/v1/nation", NULL, "/api/v1/nation"},

    /* people */
    {GET, "/:lang/login", NULL, "/ky/login?next=/ky/me"},
    {POST, "/:lang/login", NULL, "/ky/login", .fields = "login=" HUMAN "&password=ashar-demo"},
    {POST, "/:lang/logout", HUMAN, "/ky/logout", .page = "/ky/me"},
    {GET, "/:lang/register", NULL, "/ky/register"},
    {POST, "/:lang/register", NULL, "/ky/register",
     .fields = "name=Эсен уулу Талант&contact=talant@example.kg&residence=41702210895000"},
    {GET, "/:lang/register/sent", NULL, "/ky/register/sent"},
    {GET, "/:lang/reset", NULL, "/ky/reset"},
    {POST, "/:lang/reset", NULL, "/ky/reset", .fields = "contact=" THUMAN},
    {GET, "/:lang/reset/sent", NULL, "/ky/reset/sent"},
    {GET, "/:lang/enter", NULL, "/ky/enter"},
    {POST, "/:lang/enter", NULL, "/ky/enter",
     .fields = "contact=+996555123456&code={slip}&password=беш-алты-жети-сегиз&password_again=беш-"
               "алты-жети-сегиз"},
    {GET, "/:lang/enter/:token", NULL, "/ky/enter/{reset}"},
    {POST, "/:lang/enter/:token", NULL, "/ky/enter/{reset}",
     .fields = "password=беш-алты-жети-сегиз&password_again=беш-алты-жети-сегиз"},
    {GET, "/:lang/me", HUMAN, "/ru/me"},
    {POST, "/:lang/me", HUMAN, "/ky/me", .fields = "birth_year=1980"},
    {POST, "/:lang/me/password", HUMAN, "/ky/me/password", .page = "/ky/me",
     .fields =
         "current=ashar-demo&password=беш-алты-жети-сегиз&password_again=беш-алты-жети-сегиз"},
    {POST, "/:lang/me/sessions/:id/end", HUMAN, "/ky/me/sessions/{session}/end", .page = "-"},
    {POST, "/:lang/me/sessions/end", HUMAN, "/ky/me/sessions/end", .page = "-"},
    {POST, "/:lang/me/acting/end", CLERK, "/ky/me/acting/end", .page = "-",
     .first = PL "/people/:id/act"},
    {GET, PL "/people", CLERK, K "/people"},
    {POST, PL "/people/roles", HEAD, K "/people/roles", .page = K "/people",
     .fields = "person=" HUMAN "&role=deputy&from={day}&order_number=6"},
    {POST, PL "/people/roles/:id/take", HEAD, K "/people/roles/{role}/take", .page = K "/people"},
    {GET, "/:lang/people", ADMIN, "/ky/people"},
    {POST, "/:lang/people/roles", ADMIN, "/ky/people/roles", .page = "/ky/people",
     .fields = "person=" HUMAN "&role=auditor&from={day}&order_number=7"},
    {POST, "/:lang/people/roles/:id/take", ADMIN, "/ky/people/roles/{national_role}/take",
     .page = "/ky/people"},
    {POST, "/:lang/people/block", ADMIN, "/ky/people/block", .page = "/ky/people",
     .fields = "contact=" HUMAN "&deed=block"},
    {GET, PL "/people/verify", CLERK, K "/people/verify"},
    {POST, PL "/people/new", CLERK, K "/people/new", .page = K "/people/verify",
     .fields = "name=Сагын Асанов&contact=+996555000111&residence=41702210895000"},
    {POST, PL "/people/:id/verify", CLERK, K "/people/{human}/verify", .page = K "/people/verify",
     .fields = "seen=1"},
    {POST, PL "/people/:id/slip", CLERK, K "/people/{person}/slip", .status = 200, .varies = true,
     .page = K "/people/verify"},
    {POST, PL "/people/:id/act", CLERK, K "/people/{person}/act", .page = K "/people/verify"},
    {GET, PL "/people/residents", CLERK, K "/people/residents"},
    {POST, PL "/people/residents", CLERK, K "/people/residents", .file = "file",
     .filename = "r.csv",
     .bytes = "name,birth_year\nАсанова Бурул,1970\nТоктосунова Назгүл,1990\n"},

    /* territory */
    {GET, "/:lang/territory", NULL, "/ky/territory"},
    {GET, "/:lang/territory.csv", NULL, "/ky/territory.csv"},
    {GET, "/:lang/territory/:unit", NULL, "/ky/territory/41702210895000"},
    {GET, "/:lang/territory/:unit/edit", ADMIN, "/ky/territory/41702210895000/edit"},
    {POST, "/:lang/territory/:unit/edit", ADMIN, "/ky/territory/41702210895000/edit",
     .fields = "population=4321"},
    {GET, "/api/v1/places", NULL, "/api/v1/places?q=Кок"},
    {GET, "/api/v1/places/:unit", NULL, "/api/v1/places/41702210895000"},

    /* what a municipality tells */
    {GET, PL, NULL, K},
    {GET, PL "/news", NULL, K "/news"},
    {GET, PL "/news/new", CLERK, K "/news/new"},
    {POST, PL "/news/new", CLERK, K "/news/new", .fields = "title_ky=Жаңылык&body_ky=Суу келди"},
    {GET, PL "/news/:id", NULL, K "/news/{news}"},
    {GET, PL "/news/:id/edit", CLERK, K "/news/{news}/edit"},
    {POST, PL "/news/:id/edit", CLERK, K "/news/{news}/edit", .fields = "title_ky=Өзгөрдү"},
    {POST, PL "/news/:id/withdraw", CLERK, K "/news/{news}/withdraw", .page = K "/news/{news}",
     .fields = "reason=Ката жазылган"},
    {GET, PL "/news.csv", NULL, K "/news.csv"},
    {GET, APL "/news", NULL, API "/news"},
    {GET, PL "/feed.atom", NULL, K "/feed.atom"},
    {GET, PL "/calendar.ics", NULL, K "/calendar.ics"},
    {GET, PL "/board", NULL, K "/board"},
    {GET, PL "/board/issues.pdf", NULL, K "/board/issues.pdf"},
    {GET, PL "/board/plan.pdf", NULL, K "/board/plan.pdf"},
    {GET, PL "/board/progress.pdf", NULL, K "/board/progress.pdf"},

    /* issues */
    {GET, PL "/issues", NULL, K "/issues"},
    {GET, PL "/issues.csv", NULL, K "/issues.csv"},
    {GET, PL "/issues/new", CLERK, K "/issues/new"},
    {GET, PL "/issues/import", CLERK, K "/issues/import"},
    {GET, PL "/issues/:id", NULL, K "/issues/{issue}"},
    {GET, PL "/issues/:id/edit", CLERK, K "/issues/{issue}/edit"},
    {GET, PL "/issues/:id/history", NULL, K "/issues/{issue}/history"},
    {POST, PL "/issues", CLERK, K "/issues", .page = K "/issues/new",
     .fields = "title_ky=Мал жайыт&title_ru=Пастбища&responsible=адис"},
    {POST, PL "/issues/import", CLERK, K "/issues/import", .file = "file", .filename = "i.csv",
     .bytes = "number,title_ky\n901,Көпүрө\n902,Арык\n"},
    {POST, PL "/issues/charter", CLERK, C "/issues/charter", .page = C "/issues"},
    {POST, PL "/issues/:id", CLERK, K "/issues/{issue}", .page = K "/issues/{issue}/edit",
     .fields = "title_ky=Таза суу жана сугат"},
    {POST, PL "/issues/:id/refresh", CLERK, K "/issues/{issue}/refresh",
     .page = K "/issues/{issue}", .fields = "note=Каралды"},
    {POST, PL "/issues/:id/state", CLERK, K "/issues/{issue}/state", .page = K "/issues/{issue}",
     .fields = "state=suspended&reason=Иш бүттү"},
    {POST, PL "/issues/:id/documents", CLERK, K "/issues/{issue}/documents",
     .page = K "/issues/{issue}", .fields = "document_title=Токтом", WITH_PAPER("file")},
    {GET, APL "/issues", NULL, API "/issues"},
    {GET, APL "/issues/:id", NULL, API "/issues/{issue}"},

    /* bodies */
    {GET, PL "/bodies", NULL, K "/bodies"},
    {GET, PL "/bodies.csv", NULL, K "/bodies.csv"},
    {GET, PL "/bodies/new", CLERK, K "/bodies/new?kind=council"},
    {GET, PL "/bodies/:id", NULL, K "/bodies/{group}"},
    {GET, PL "/bodies/:id/edit", CLERK, K "/bodies/{group}/edit"},
    {GET, PL "/bodies/:id/checklist", CLERK, K "/bodies/{group}/checklist"},
    {GET, PL "/bodies/:id/members/new", CLERK, K "/bodies/{group}/members/new"},
    {GET, PL "/bodies/:id/members/:member_id/edit", CLERK,
     K "/bodies/{group}/members/{member}/edit"},
    {GET, PL "/bodies/:id/members/:member_id/end", CLERK, K "/bodies/{group}/members/{member}/end"},
    {GET, PL "/bodies/:id/approve", THEAD, T "/bodies/{tgroup}/approve"},
    {GET, PL "/bodies/:id/dissolve", HEAD, K "/bodies/{body}/dissolve"},
    {POST, PL "/bodies", CLERK, K "/bodies", .page = K "/bodies/new?kind=commission",
     .fields = "kind=commission&name_ky=Жер комиссиясы&created_number=8&created_day={day-3}"},
    {POST, PL "/bodies/:id", CLERK, K "/bodies/{body}", .page = K "/bodies/{body}/edit",
     .fields = "name_ky=Башка ат"},
    {POST, PL "/bodies/:id/members", CLERK, K "/bodies/{body}/members",
     .page = K "/bodies/{body}/members/new",
     .fields = "name=Кожогулов Рыскул&sex=m&position=төрага&consent=1&from={day-2}"},
    {POST, PL "/bodies/:id/members/:member_id", CLERK, K "/bodies/{group}/members/{member}",
     .page = K "/bodies/{group}/members/{member}/edit", .fields = "position=башкы адис"},
    {POST, PL "/bodies/:id/members/:member_id/end", CLERK, K "/bodies/{group}/members/{member}/end",
     .fields = "to={day}"},
    {POST, PL "/bodies/:id/approve", THEAD, T "/bodies/{tgroup}/approve",
     .fields = "order_number=19&order_day={day}", WITH_PAPER("scan")},
    {POST, PL "/bodies/:id/dissolve", HEAD, K "/bodies/{body}/dissolve",
     .fields = "order_number=20&order_day={day}", WITH_PAPER("scan")},
    {GET, APL "/bodies", NULL, API "/bodies"},

    /* the plan */
    {GET, PL "/plan", NULL, K "/plan"},
    {GET, PL "/plan/:id", NULL, K "/plan/{plan}"},
    {GET, PL "/plan/versions", NULL, K "/plan/versions"},
    {GET, PL "/plan/:id/changes", CLERK, K "/plan/{draft}/changes"},
    {GET, PL "/plan/:id/measures/:measure_id", NULL, K "/plan/{plan}/measures/{measure}"},
    {GET, PL "/plan/:id/discussion", NULL, T "/plan/{open}/discussion"},
    {GET, PL "/plan/:id/live", NULL, T "/plan/{open}/live", .varies = true},
    {POST, PL "/plan/:id/comments", THUMAN, T "/plan/{open}/comments",
     .page = T "/plan/{open}/discussion", .fields = "words=Жыйын кечинде болсун"},
    {POST, PL "/plan/:id/comments/entered", TCLERK, T "/plan/{open}/comments/entered",
     .page = T "/plan/{open}/discussion",
     .fields = "channel=paper&words=Тактаны оңдоңуздар&shown=name&author_name=Бурул Асанова"},
    {GET, PL "/plan/comments/:comment_id", TCLERK, T "/plan/comments/{waiting}"},
    {POST, PL "/plan/comments/:comment_id", TCLERK, T "/plan/comments/{waiting}",
     .fields = "verdict=accepted&reason=Туура айтылган&changed=Күн өзгөрдү"},
    {POST, PL "/plan/comments/:comment_id/hide", TCLERK, T "/plan/comments/{waiting}/hide",
     .page = T "/plan/comments/{waiting}", .fields = "ground=Планга тиешеси жок"},
    {GET, PL "/plan/tasks/:task_id", NULL, K "/plan/tasks/{task}"},
    {POST, PL "/plan/tasks/:task_id", CLERK, K "/plan/tasks/{task}",
     .fields = "outcome=done&day={day}&words=Такта жаңыртылды", WITH_PAPER("file")},
    {GET, PL "/plan/new", CLERK, K "/plan/new"},
    {POST, PL "/plan/new", CLERK, C "/plan/new",
     .fields = "title_ky=План&title_ru=План&from={day+1}&to={day+360}"},
    {GET, PL "/plan/:id/edit", CLERK, K "/plan/{draft}/edit"},
    {GET, PL "/plan/:id/header", CLERK, K "/plan/{draft}/header"},
    {POST, PL "/plan/:id/header", CLERK, K "/plan/{draft}/header", .fields = "title_ky=Башка ат"},
    {GET, PL "/plan/:id/issues", CLERK, K "/plan/{draft}/issues"},
    {POST, PL "/plan/:id/issues", CLERK, K "/plan/{draft}/issues", .fields = "issues={issue}"},
    {POST, PL "/plan/:id/sources", CLERK, K "/plan/{draft}/sources",
     .page = K "/plan/{draft}/issues", .fields = "kind=sedp&title_ky=Дагы", WITH_PAPER("file")},
    {POST, PL "/plan/:id/sources/:source_id/remove", CLERK,
     K "/plan/{draft}/sources/{source}/remove", .page = K "/plan/{draft}/issues"},
    {GET, PL "/plan/:id/measures/new", CLERK, K "/plan/{draft}/measures/new?direction=engage"},
    {POST, PL "/plan/:id/measures/new", CLERK, K "/plan/{draft}/measures/new",
     .fields = "direction=engage&title_ky=Жыйын&title_ru=Сход&form=assembly&period=quarterly&"
               "from={day+10}&to={day+300}&responsible=катчы&resources_ky=жок&result_ky=чечим"},
    {GET, PL "/plan/:id/measures/:measure_id/edit", CLERK,
     K "/plan/{draft}/measures/{draft_measure}/edit"},
    {POST, PL "/plan/:id/measures/:measure_id/edit", CLERK,
     K "/plan/{draft}/measures/{draft_measure}/edit", .fields = "title_ky=Өзгөрдү"},
    {POST, PL "/plan/:id/measures/:measure_id/remove", CLERK,
     K "/plan/{draft}/measures/{draft_measure}/remove",
     .page = K "/plan/{draft}/measures/{draft_measure}/edit"},
    {GET, PL "/plan/:id/step/:to", TCLERK, T "/plan/{open}/step/discussed"},
    {POST, PL "/plan/:id/step/:to", TCLERK, T "/plan/{open}/step/discussed",
     .fields = "day={day}&place=Маданият үйү&present=85", WITH_PAPER("file")},
    {GET, PL "/plan.csv", NULL, K "/plan.csv"},
    {GET, PL "/plan-tasks.csv", NULL, K "/plan-tasks.csv"},
    {GET, PL "/plan-comments.csv", NULL, T "/plan-comments.csv"},
    {GET, APL "/plan", NULL, API "/plan"},
    {GET, APL "/plan-tasks", NULL, API "/plan-tasks"},
    {GET, APL "/plan-comments", NULL, API "/plan-comments"},
    {GET, "/:lang/programmes", NULL, "/ky/programmes"},
    {GET, "/:lang/programmes/:id", NULL, "/ky/programmes/{programme}"},
    {GET, "/:lang/programmes/:id/measures.csv", NULL, "/ky/programmes/{programme}/measures.csv"},
    {GET, "/api/v1/programmes", NULL, "/api/v1/programmes"},
    {GET, "/api/v1/programmes/:id", NULL, "/api/v1/programmes/{programme}"},

    /* documents */
    {GET, PL "/documents", NULL, K "/documents"},
    {GET, PL "/documents.csv", NULL, K "/documents.csv"},
    {GET, APL "/documents", NULL, API "/documents"},
    {GET, PL "/documents/new", CLERK, K "/documents/new"},
    {POST, PL "/documents", CLERK, K "/documents", .page = K "/documents/new",
     .fields = "title=Буйрук&kind=order&public=1", WITH_PAPER("file")},
    {GET, PL "/documents/:id", NULL, K "/documents/{document}"},
    {GET, PL "/documents/:id/file", NULL, K "/documents/{document}/file"},
    {POST, PL "/documents/:id/withdraw", CLERK, K "/documents/{document}/withdraw",
     .page = K "/documents/{document}", .fields = "reason=Ката жазылган"},

    /* rules */
    {GET, "/:lang/rules", NULL, "/ky/rules"},
    {GET, "/:lang/rules.csv", NULL, "/ky/rules.csv"},
    {GET, "/:lang/rules/holidays", NULL, "/ky/rules/holidays"},
    {POST, "/:lang/rules/holidays", NATION, "/ky/rules/holidays",
     .fields = "day={day+50}&name_ky=Майрам&decision=Токтом №2"},
    {POST, "/:lang/rules/holidays/:id/remove", NATION, "/ky/rules/holidays/{holiday}/remove",
     .page = "-"},
    {GET, "/:lang/rules/:key", NULL, "/ky/rules/engagement_plan.working_group.min_members"},
    {POST, "/:lang/rules/:key", NATION, "/ky/rules/engagement_plan.working_group.min_members",
     .fields =
         "value=9&decision_title=Токтом&decision_number=4&decision_day={day-5}&valid_from={day}"},
    {GET, PL "/rules", NULL, K "/rules"},
    {GET, PL "/rules.csv", NULL, K "/rules.csv"},
    {GET, PL "/rules/:key", NULL, K "/rules/engagement_plan.working_group.min_members"},
    {POST, PL "/rules/:key", HEAD, K "/rules/engagement_plan.working_group.min_members",
     .fields =
         "value=9&decision_title=Токтом&decision_number=4&decision_day={day-5}&valid_from={day}",
     WITH_PAPER("scan")},
    {GET, "/api/v1/rules", NULL, "/api/v1/rules"},
    {GET, APL "/rules", NULL, API "/rules"},

    /* the desk and the log */
    {GET, "/:lang/desk", CLERK, "/ky/desk"},
    {GET, PL "/desk", CLERK, K "/desk"},
    {GET, PL "/audit", AUDIT, K "/audit"},
    {GET, PL "/audit.csv", AUDIT, K "/audit.csv"},
    {GET, "/:lang/audit", NULL, "/ky/audit"},
    {GET, APL "/audit/heads", NULL, API "/audit/heads"},
    {GET, "/api/v1/audit/days", NULL, "/api/v1/audit/days"},
    {GET, "/api/v1/audit/days/:day", NULL, "/api/v1/audit/days/{day-1}"},

    /* subscriptions and search */
    {GET, PL "/subscribe", NULL, K "/subscribe"},
    {POST, PL "/subscribe", NULL, K "/subscribe", .fields = "address=dagy@example.kg"},
    {GET, "/:lang/subscription/:token", NULL, "/ky/subscription/{confirm}"},
    {POST, "/:lang/subscription/:token/confirm", NULL, "/ky/subscription/{confirm}/confirm",
     .page = "/ky/subscription/{confirm}"},
    {POST, "/:lang/subscription/:token/end", NULL, "/ky/subscription/{confirm}/end",
     .page = "/ky/subscription/{confirm}", .first = "/:lang/subscription/:token/confirm"},
    {GET, "/:lang/unsubscribe", NULL, "/ky/unsubscribe"},
    {GET, "/:lang/search", NULL, "/ky/search?q=суу"},
    {GET, PL "/search", NULL, K "/search?q=суу"},
    {GET, "/api/v1/search", NULL, "/api/v1/search?q=суу&lang=ky"},

    /* acts, functions, answers, checklists */
    {GET, "/:lang/acts", NULL, "/ky/acts"},
    {GET, "/:lang/acts/new", NATION, "/ky/acts/new"},
    {POST, "/:lang/acts/new", NATION, "/ky/acts/new", .fields = ACT_FIELDS "&number=14"},
    {GET, "/:lang/acts/:id", NULL, "/ky/acts/{law}"},
    {GET, "/:lang/acts/:id/edit", NATION, "/ky/acts/{law}/edit"},
    {POST, "/:lang/acts/:id/edit", NATION, "/ky/acts/{law}/edit", .fields = "title_ky=Башка"},
    {POST, "/:lang/acts/:id/editions", NATION, "/ky/acts/{law}/editions", .page = "/ky/acts/{law}",
     .fields = "valid_from=2026-03-05", .file = "file", .filename = "a.txt",
     .bytes = "1-берене. Бир\nБиринчи"},
    {POST, "/:lang/acts/:id/links", NATION, "/ky/acts/{law}/links", .page = "/ky/acts/{law}",
     .fields = "kind=page&target=/audit"},
    {POST, "/:lang/acts/:id/unlink", NATION, "/ky/acts/{law}/unlink", .page = "/ky/acts/{law}",
     .fields = "link={law_link}"},
    {GET, "/:lang/acts.csv", NULL, "/ky/acts.csv"},
    {GET, "/:lang/acts.atom", NULL, "/ky/acts.atom"},
    {GET, "/api/v1/acts", NULL, "/api/v1/acts"},
    {GET, PL "/acts", NULL, K "/acts"},
    {GET, PL "/acts/new", CLERK, K "/acts/new"},
    {POST, PL "/acts/new", CLERK, K "/acts/new", .fields = ACT_FIELDS "&number=15"},
    {GET, PL "/acts/:id", NULL, K "/acts/{act}"},
    {GET, PL "/acts/:id/edit", CLERK, K "/acts/{act}/edit"},
    {POST, PL "/acts/:id/edit", CLERK, K "/acts/{act}/edit", .fields = "title_ky=Башка"},
    {POST, PL "/acts/:id/editions", CLERK, K "/acts/{act}/editions", .page = K "/acts/{act}",
     .fields = "valid_from=2026-06-05", .file = "file", .filename = "a.txt",
     .bytes = "1-берене. Бир\nБиринчи"},
    {POST, PL "/acts/:id/links", CLERK, K "/acts/{act}/links", .page = K "/acts/{act}",
     .fields = "kind=page&target=/audit"},
    {POST, PL "/acts/:id/unlink", CLERK, K "/acts/{act}/unlink", .page = K "/acts/{act}",
     .fields = "link={link}"},
    {GET, PL "/acts.csv", NULL, K "/acts.csv"},
    {GET, PL "/acts.atom", NULL, K "/acts.atom"},
    {GET, APL "/acts", NULL, API "/acts"},
    {GET, PL "/functions", NULL, K "/functions"},
    {POST, PL "/functions", CLERK, K "/functions",
     .fields = "title=Эсеп&kind=own&act={act}&year=2026&cost=15&received=5"},
    {GET, PL "/functions/:id/edit", CLERK, K "/functions/{function}/edit"},
    {POST, PL "/functions/:id/edit", CLERK, K "/functions/{function}/edit", .fields = "cost=16"},
    {GET, PL "/functions.csv", NULL, K "/functions.csv"},
    {GET, APL "/functions", NULL, API "/functions"},
    {GET, PL "/answers", NULL, K "/answers"},
    {POST, PL "/answers", HUMAN, K "/answers", .fields = "question=Мектеп качан ачылат?"},
    {GET, PL "/answers/:id", NULL, K "/answers/{question}"},
    {POST, PL "/answers/:id", CLERK, K "/answers/{asked}",
     .fields = "answer=Жазда&act={act}&valid_from={day}&state=public"},
    {GET, PL "/answers.csv", NULL, K "/answers.csv"},
    {GET, APL "/answers", NULL, API "/answers"},
    {GET, PL "/checklists", NULL, K "/checklists"},
    {POST, PL "/checklists", CLERK, K "/checklists", .fields = "code=own&title_ky=Өзүбүздүкү",
     .file = "file", .filename = "a.csv", .bytes = "number,title_ky\n1,Бир\n"},
    {GET, PL "/checklists/:id", NULL, K "/checklists/{checklist}"},
    {POST, PL "/checklists/:id", CLERK, K "/checklists/{checklist}", .page = "-",
     .fields = "point={point}&verdict=met&evidence=Мыйзам, 1-берене"},
    {GET, PL "/checklists/:id/list.csv", NULL, K "/checklists/{checklist}/list.csv"},
    {GET, APL "/checklists/:id", NULL, API "/checklists/{checklist}"},
};
const size_t request_example_count = sizeof request_examples / sizeof *request_examples;
