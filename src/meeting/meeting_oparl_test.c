/* OParl: every object that is served, walked along all links from the system on, against what the
 * published schema of OParl 1.1 asks (test/fixtures/oparl_1_1.tsv), on both engines. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body/body.h"
#include "document/document.h"
#include "meeting/meeting_hall_fixture.h"
#include "meeting/meeting_minutes.h"
#include "test/http_fixture.h"

#define HOST "http://localhost"
#define ROOT "/api/oparl/v1"
#define HERE HOST ROOT "/bodies/41706211805000"

enum { PROPERTIES = 400, WAITING = 600 };

struct property {
    char object[24], name[32], type[12], format[12], points[32];
    bool required;
};

/* An address that something pointed to, and what was said to be there. */
struct seen {
    char url[200], type[24]; /* "Meeting"; "list Meeting"; "" : any answer will do */
};

struct walk {
    struct fixture *f;
    struct http *w;
    struct property properties[PROPERTIES];
    size_t property_n;
    struct seen seen[WAITING];
    size_t n;
};

static void read_schema(struct walk *k)
{
    const char *root = getenv("ASHAR_SOURCE");
    char path[2048], line[400];

    snprintf(path, sizeof path, "%s/test/fixtures/oparl_1_1.tsv", root ? root : ".");
    FILE *in = fopen(path, "r");
    if (!in)
        fail_msg("%s cannot be read", path);
    while (fgets(line, sizeof line, in)) {
        char required[8];
        struct property *p = &k->properties[k->property_n];
        if (line[0] == '#')
            continue;
        assert_true(k->property_n < PROPERTIES);
        assert_int_equal(sscanf(line, "%23s %31s %11s %11s %31s %7s", p->object, p->name, p->type,
                                p->format, p->points, required),
                         6);
        p->required = strcmp(required, "yes") == 0;
        k->property_n++;
    }
    fclose(in);
    assert_int_equal(k->property_n, 250);
}

static const struct property *property_of(const struct walk *k, const char *object,
                                          const char *name)
{
    for (size_t i = 0; i < k->property_n; i++)
        if (strcmp(k->properties[i].object, object) == 0 &&
            strcmp(k->properties[i].name, name) == 0)
            return &k->properties[i];
    return NULL;
}

static void wait_for(struct walk *k, const char *url, const char *type)
{
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->seen[i].url, url) == 0) {
            if (strcmp(k->seen[i].type, type) != 0)
                fail_msg("%s is called %s and %s", url, k->seen[i].type, type);
            return;
        }
    assert_true(k->n < WAITING && strlen(url) < sizeof k->seen->url);
    snprintf(k->seen[k->n].url, sizeof k->seen->url, "%s", url);
    snprintf(k->seen[k->n].type, sizeof k->seen->type, "%s", type);
    k->n++;
}

static bool digits(const char *s, const char *pattern)
{
    for (; *pattern; s++, pattern++)
        if (*pattern == '0' ? *s < '0' || *s > '9' : *s != *pattern)
            return false;
    return *s == '\0';
}

static void check_object(struct walk *k, json_t *o, const char *type, const char *where);

static void check_text(struct walk *k, const struct property *p, json_t *v, const char *where)
{
    const char *s = json_string_value(v);

    if (!s || !*s)
        fail_msg("%s: %s.%s is no text, or empty", where, p->object, p->name);
    if (strcmp(p->format, "url") == 0 && strncmp(s, "http://localhost/", 17) != 0 &&
        strncmp(s, "https://schema.oparl.org/1.1/", 29) != 0)
        fail_msg("%s: %s.%s is no absolute address: %s", where, p->object, p->name, s);
    if (strcmp(p->format, "date") == 0 && !digits(s, "0000-00-00"))
        fail_msg("%s: %s.%s is no day: %s", where, p->object, p->name, s);
    if (strcmp(p->format, "date-time") == 0 && !digits(s, "0000-00-00T00:00:00+06:00"))
        fail_msg("%s: %s.%s is no instant: %s", where, p->object, p->name, s);
    if (strncmp(p->points, "ref=", 4) == 0)
        wait_for(k, s, p->points + 4);
    if (strncmp(p->points, "list=", 5) == 0) {
        char list[40];
        snprintf(list, sizeof list, "list %s", p->points + 5);
        wait_for(k, s, list);
    }
    if (strcmp(p->name, "accessUrl") == 0 || strcmp(p->name, "downloadUrl") == 0)
        wait_for(k, s, "");
}

static void check_value(struct walk *k, const struct property *p, json_t *v, const char *where)
{
    const char *t = p->type;
    size_t i;
    json_t *one;

    if (strcmp(t, "string") == 0) {
        check_text(k, p, v, where);
    } else if (strcmp(t, "integer") == 0 || strcmp(t, "boolean") == 0) {
        if (t[0] == 'i' ? !json_is_integer(v) : !json_is_boolean(v))
            fail_msg("%s: %s.%s is no %s", where, p->object, p->name, t);
    } else if (strcmp(t, "object") == 0) {
        if (!json_is_object(v))
            fail_msg("%s: %s.%s is not embedded", where, p->object, p->name);
        if (strncmp(p->points, "in=", 3) == 0)
            check_object(k, v, p->points + 3, where);
    } else {
        if (!json_is_array(v))
            fail_msg("%s: %s.%s is no array", where, p->object, p->name);
        json_array_foreach(v, i, one)
        {
            if (strcmp(t, "strings") == 0)
                check_text(k, p, one, where);
            else
                check_object(k, one, p->points + 3, where);
        }
    }
}

static void check_object(struct walk *k, json_t *o, const char *type, const char *where)
{
    const char *name;
    char is[80];
    json_t *v;

    if (!json_is_object(o))
        fail_msg("%s: a %s is embedded as something else", where, type);
    snprintf(is, sizeof is, "https://schema.oparl.org/1.1/%s", type);
    const char *says = json_string_value(json_object_get(o, "type"));
    if (!says || strcmp(says, is) != 0)
        fail_msg("%s: a %s says it is %s", where, type, says ? says : "nothing");
    json_object_foreach(o, name, v)
    {
        const struct property *p = property_of(k, type, name);
        if (!p)
            fail_msg("%s: a %s has no property %s", where, type, name);
        check_value(k, p, v, where);
    }
    if (json_is_true(json_object_get(o, "deleted")))
        return;
    for (size_t i = 0; i < k->property_n; i++)
        if (strcmp(k->properties[i].object, type) == 0 && k->properties[i].required &&
            !json_object_get(o, k->properties[i].name))
            fail_msg("%s: a %s lacks %s", where, type, k->properties[i].name);
    wait_for(k, json_string_value(json_object_get(o, "id")), type);
}

static json_t *fetch(struct walk *k, const char *url, int status)
{
    if (strncmp(url, HOST, strlen(HOST)) != 0)
        fail_msg("%s is elsewhere", url);
    int got = visit(k->w, GET, url + strlen(HOST), NULL);
    if (got != status)
        fail_msg("%s: %d", url, got);
    struct str body = http_body(k->w);
    return json_loadb(body.p, body.n, 0, NULL);
}

static void check_list(struct walk *k, json_t *list, const char *type, const char *url)
{
    json_t *data = json_object_get(list, "data"), *one;
    json_t *links = json_object_get(list, "links");
    const char *next = json_string_value(json_object_get(links, "next"));
    size_t i;

    assert_true(json_is_array(data));
    assert_true(
        json_is_integer(json_object_get(json_object_get(list, "pagination"), "totalElements")));
    assert_non_null(json_string_value(json_object_get(links, "self")));
    json_array_foreach(data, i, one) check_object(k, one, type, url);
    if (next) {
        char what[40];
        snprintf(what, sizeof what, "list %s", type);
        wait_for(k, next, what);
    }
}

/* Everything that can be reached, once. */
static void walk_on(struct walk *k, size_t from)
{
    for (size_t i = from; i < k->n; i++) {
        struct seen s = k->seen[i];
        json_t *got = fetch(k, s.url, 200);
        if (s.type[0] == '\0') {
            json_decref(got); /* a file: it was there */
            continue;
        }
        if (!got)
            fail_msg("%s is no JSON", s.url);
        assert_str(http_header(k->w, "Content-Type"), "application/json");
        assert_str(http_header(k->w, "Access-Control-Allow-Origin"), "*");
        assert_null(http_header(k->w, "Set-Cookie").p);
        if (strncmp(s.type, "list ", 5) == 0) {
            check_list(k, got, s.type + 5, s.url);
        } else {
            check_object(k, got, s.type, s.url);
            assert_string_equal(json_string_value(json_object_get(got, "id")), s.url);
        }
        json_decref(got);
    }
}

/* -- a municipality with something of everything -- */

static void attach(struct fixture *f, int64_t meeting, const char *filename, int64_t *id)
{
    struct document_new d = {.owner_kind = STR("meeting"),
                             .owner_id = meeting,
                             .title = STR("Кошумча"),
                             .upload = {str_of(filename), str_of(filename)},
                             .is_public = true,
                             .field = STR("file")};

    assert_ok(db_begin(f->db));
    assert_ok(document_add(f->db, f->arena, &hall_secretary, &d, &hall_faults, id));
    assert_ok(db_commit(f->db));
}

static void furnish(struct fixture *f)
{
    int64_t id, withdrawn;

    hall_settle(f);
    faults_init(&hall_faults, f->arena);
    assert_ok(db_script(
        f->db,
        "update meeting_notice set at = 1790000000;"
        "update meeting set created_at = 1790000000, updated_at = 1790000000;"
        "update unit set lat_e6 = -500000, lon_e6 = 78405000 where id = 1;"
        "update body set created_day = 20000 where id = 1;"
        "update body_member set position = 'төрага' where id = 1;"
        "update meeting set state = 'published', opened_at = starts_at, closed_at = starts_at + "
        "3600 where id = 2;"
        "insert into body (id, place_id, kind, name_ky, name_ru, name_en, purpose_ky, purpose_ru, "
        "purpose_en, state, created_title, created_number, approved_title, approved_number, "
        "version) values (2, 1, 'commission', 'Бюджет комиссиясы', '', '', '', '', '', 'forming', "
        "'', '', '', '', 1);"
        "insert into body_member (id, body_id, name, name_folded, sex, side, minority, disability, "
        "social_group, consent, position, from_day, to_day, order_number, version) values "
        "(4, 2, 'Асан Асанов', 'асан асанов', 'm', 'deputy', 0, 0, 0, 0, 'мүчө', 20000, 20300, '', "
        "1), (5, 2, 'Сыр Адам', 'сыр адам', 'm', 'community', 0, 0, 0, 0, '', 20000, null, '', 1);"
        "insert into meeting_item (meeting_id, position, title_ky, title_ru, title_en, about, "
        "speaker, link_kind, link_text, in_hall, reason, state, decision, started_at, version) "
        "values (2, 2, 'Алынган маселе', '', '', '', '', '', '', 0, 'даяр эмес', 'dropped', '', "
        "null, 1), (2, 3, 'Жол', '', '', '', '', '', '', 0, '', 'done', 'Оңдоо', 1795000000, 1);"
        "insert into meeting_attendee (place_id, meeting_id, number, sex, age_group, village, "
        "name, member_id, via, arrived_at, void_reason, late, client_key, version) values "
        "(1, 2, 1, '', '', '', 'Асан Асанов', 1, 'hall', 1, '', 0, '', 1);"
        "insert into meeting_minutes (meeting_id, lang, state, number, words, chair, secretary, "
        "signed_on, published_at, updated_at, updated_by, version) values (2, 'ky', 'published', "
        "'3', 'Сөз', 'Төрага', 'Катчы', 20778, 1795000000, 1795000000, 7, 3), (2, 'ru', "
        "'published', '3', 'Слова', 'Төрага', 'Катчы', 20778, 1795000000, 1795000000, 7, 3), "
        "(1, 'ky', 'draft', '', 'Сөз', '', '', null, null, 1, 7, 1);"
        "insert into meeting (id, place_id, kind, topic, title_ky, title_ru, title_en, about_ky, "
        "about_ru, about_en, state, caller, call_order, area, mode, emergency, emergency_act, day, "
        "starts_at, minutes, venue_ky, venue_ru, venue_en, remote_url, created_at, created_by, "
        "updated_at, version) values (3, 1, 'public_hearing', 'other', 'Сыр жыйын', '', '', '', "
        "'', '', 'preparing', 'head', '', '', 'hall', '', '', 20800, 1, 60, '', '', '', '', 0, 7, "
        "0, 1)"));
    attach(f, SESSION, "Отчет.txt", &id);
    assert_ok(db_script(
        f->db, str_cstr(f->arena,
                        str_fmt(f->arena,
                                "update meeting_item set link_kind = 'document', link_id = %lld "
                                "where id = 4;"
                                "insert into meeting_vote (place_id, meeting_id, number, kind, "
                                "item_id, subject, present, registered, in_favour, against, "
                                "abstained, method, rule_key, base, needed, outcome, decision, "
                                "voted_at, late, voided_at, void_reason, entered_by, client_key) "
                                "values (1, 2, 1, 'item', 4, 'Жол', 3, 3, 1, 2, 0, '', '', 3, 2, "
                                "'lost', '', 1, 0, null, '', 7, ''), (1, 2, 2, 'item', 4, 'Жол', "
                                "3, 3, 2, 0, 1, '', '', 3, 2, 'carried', 'Оңдоо', 1, 0, null, '', "
                                "7, ''), (1, 2, 3, 'item', 4, 'Жол', 3, 3, 0, 3, 0, '', '', 3, 2, "
                                "'lost', '', 1, 0, 5, 'жаңылыш', 7, '')",
                                (long long)id))));
    attach(f, 3, "secret.txt", &id);
    attach(f, SESSION, "wrong.txt", &withdrawn);
    assert_ok(db_begin(f->db));
    assert_ok(document_withdraw(
        f->db, f->arena, &hall_secretary,
        &(struct document_withdraw){.id = withdrawn, .version = 1, .reason = STR("жаңылыш")},
        &hall_faults));
    assert_ok(db_commit(f->db));
}

static struct walk *begin(struct fixture *f)
{
    static const struct route *const tables[] = {meeting_oparl_routes, meeting_routes,
                                                 meeting_minutes_routes, document_routes};
    struct walk *k = arena_new(f->arena, struct walk);

    k->f = f;
    furnish(f);
    read_schema(k);
    k->w = http_new(f->db, tables, sizeof tables / sizeof *tables);
    http_place(k->w, (struct scope){.id = 1, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    return k;
}

static size_t of_type(const struct walk *k, const char *type)
{
    size_t n = 0;

    for (size_t i = 0; i < k->n; i++)
        n += strcmp(k->seen[i].type, type) == 0;
    return n;
}

static void every_object_is_as_the_schema_says(struct fixture *f)
{
    struct walk *k = begin(f);
    static const struct {
        const char *type;
        size_t n;
    } there[] = {{"System", 1},     {"Body", 1},        {"Organization", 2}, {"Person", 3},
                 {"Membership", 4}, {"Meeting", 2},     {"AgendaItem", 3},   {"Paper", 3},
                 {"File", 5},       {"Location", 3},    {"Consultation", 3}, {"LegislativeTerm", 1},
                 {"list Body", 1},  {"list Meeting", 3}};

    wait_for(k, HOST ROOT "/system", "System");
    walk_on(k, 0);
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (of_type(k, there[i].type) != there[i].n)
            fail_msg("%zu of %s", of_type(k, there[i].type), there[i].type);
    http_free(k->w);
}

static void nothing_is_shown_that_is_not_public(struct fixture *f)
{
    struct walk *k = begin(f);

    wait_for(k, HOST ROOT "/system", "System");
    for (size_t i = 0; i < k->n; i++) {
        struct seen s = k->seen[i];
        json_t *got = fetch(k, s.url, 200);
        assert_false(http_shows(k->w, "Сыр"));
        assert_false(http_shows(k->w, "secret"));
        assert_false(http_shows(k->w, "wrong.txt"));
        if (s.type[0] && strncmp(s.type, "list ", 5) == 0)
            check_list(k, got, s.type + 5, s.url);
        else if (s.type[0])
            check_object(k, got, s.type, s.url);
        json_decref(got);
    }
    static const char *const absent[] = {
        "/meetings/3", "/memberships/5",    "/people/4",   "/people/5",   "/papers/2",
        "/files/2",    "/papers/minutes-3", "/meetings/x", "/papers/999", "/consultations/2-3"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        char url[200];
        snprintf(url, sizeof url, "%s%s", HERE, absent[i]);
        json_decref(fetch(k, url, 404));
        assert_str(http_header(k->w, "Content-Type"), "application/problem+json");
    }
    http_free(k->w);
}

/* -- filters and pages -- */

static int64_t total(struct walk *k, const char *url)
{
    json_t *got = fetch(k, url, 200);
    json_int_t n =
        json_integer_value(json_object_get(json_object_get(got, "pagination"), "totalElements"));

    json_decref(got);
    return n;
}

static void what_is_gone_is_told_to_who_asks_for_changes(struct fixture *f)
{
    struct walk *k = begin(f);

    assert_int_equal(total(k, HERE "/papers"), 3);
    json_t *got = fetch(k, HERE "/papers?modified_since=2026-11-20T00:00:00%2B06:00", 200), *one;
    size_t i, deleted = 0;
    json_array_foreach(json_object_get(got, "data"), i, one)
    {
        check_object(k, one, "Paper", "changes");
        if (!json_is_true(json_object_get(one, "deleted")))
            continue;
        deleted++;
        assert_int_equal(json_object_size(one), 5); /* id type deleted created modified */
    }
    json_decref(got);
    assert_int_equal(deleted, 1);
    got = fetch(k, HERE "/papers/3", 200);
    assert_true(json_is_true(json_object_get(got, "deleted")));
    assert_null(json_object_get(got, "name"));
    json_decref(got);
    assert_int_equal(total(k, HERE "/agendaitems"), 3);
    assert_int_equal(total(k, HERE "/agendaitems?modified_since=1990-01-01"), 4);
    assert_int_equal(total(k, HERE "/papers?created_since=2026-11-21"), 0);
    assert_int_equal(total(k, HERE "/papers?created_until=2026-11-20T06:00:00Z"), 3);
    assert_int_equal(total(k, HERE "/papers?created_until=2026-11-20T05:59:59Z"), 2);
    assert_int_equal(total(k, HERE "/papers?modified_until=2026-11-20T11:59:59+06:00"), 2);
    assert_int_equal(total(k, HERE "/organizations/1/meetings"), 1);
    assert_int_equal(total(k, HERE "/organizations/2/meetings"), 0);
    http_free(k->w);
}

static void pages_keep_their_filters(struct fixture *f)
{
    struct walk *k = begin(f);
    json_t *got = fetch(k, HERE "/files?limit=2&page=2&created_since=1990-01-01T00:00:00.5Z", 200);
    json_t *links = json_object_get(got, "links"), *p = json_object_get(got, "pagination");

    assert_int_equal(json_array_size(json_object_get(got, "data")), 2);
    assert_int_equal(json_integer_value(json_object_get(p, "totalPages")), 3);
    assert_int_equal(json_integer_value(json_object_get(p, "elementsPerPage")), 2);
    assert_int_equal(json_integer_value(json_object_get(p, "currentPage")), 2);
    assert_string_equal(json_string_value(json_object_get(links, "next")),
                        HERE "/files?page=3&created_since=1990-01-01T00:00:00Z&limit=2&after="
                             "invitation-1");
    assert_string_equal(json_string_value(json_object_get(links, "prev")),
                        HERE "/files?page=1&created_since=1990-01-01T00:00:00Z&limit=2");
    assert_string_equal(json_string_value(json_object_get(links, "last")),
                        HERE "/files?page=3&created_since=1990-01-01T00:00:00Z&limit=2");
    json_t *last = fetch(k, json_string_value(json_object_get(links, "last")), 200);
    assert_int_equal(json_array_size(json_object_get(last, "data")), 1);
    assert_null(json_object_get(json_object_get(last, "links"), "next"));
    json_decref(last);
    json_decref(got);
    json_decref(fetch(k, HERE "/files?page=4&limit=2", 404));
    http_free(k->w);
}

static void a_wrong_filter_is_named(struct fixture *f)
{
    struct walk *k = begin(f);
    static const char *const wrong[] = {"created_since=yesterday",
                                        "created_until=2026-13-01",
                                        "modified_since=2026-11-20T25:00Z",
                                        "modified_until=2026-11-20T10:00:00%2B6",
                                        "limit=0",
                                        "limit=101",
                                        "page=-1",
                                        "modified_since=2026-11-20T10:00:00"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char url[200], field[40];
        snprintf(url, sizeof url, "%s/meetings?%s", HERE, wrong[i]);
        json_t *got = fetch(k, url, 400);
        json_t *error = json_array_get(json_object_get(got, "errors"), 0);
        snprintf(field, sizeof field, "%.*s", (int)strcspn(wrong[i], "="), wrong[i]);
        assert_string_equal(json_string_value(json_object_get(error, "field")), field);
        assert_true(json_string_length(json_object_get(error, "detail")) > 10);
        json_decref(got);
    }
    http_free(k->w);
}

static void facts_are_the_records(struct fixture *f)
{
    struct walk *k = begin(f);

    http_language(k->w, "ky");
    json_t *m = fetch(k, HERE "/meetings/2", 200);
    assert_string_equal(json_string_value(json_object_get(m, "name")), "Сессия");
    assert_string_equal(json_string_value(json_object_get(m, "start")),
                        "2026-11-20T12:00:00+06:00");
    assert_string_equal(json_string_value(json_object_get(m, "end")), "2026-11-20T13:00:00+06:00");
    assert_string_equal(json_string_value(json_object_get(m, "meetingState")), "durchgeführt");
    assert_false(json_is_true(json_object_get(m, "cancelled")));
    json_t *items = json_object_get(m, "agendaItem");
    assert_int_equal(json_array_size(items), 2); /* what was taken off is not among them */
    json_t *road = json_array_get(items, 1);
    assert_string_equal(json_string_value(json_object_get(road, "resolutionText")), "Оңдоо");
    assert_int_equal(json_integer_value(json_object_get(road, "order")), 1);
    assert_string_equal(json_string_value(json_object_get(road, "result")),
                        "Кабыл алынды: макул 2, каршы 0, калыс 1"); /* the last that stands */
    assert_string_equal(json_string_value(json_object_get(road, "consultation")),
                        HERE "/consultations/1-2");
    assert_null(json_object_get(json_array_get(items, 0), "result"));
    assert_string_equal(json_string_value(json_array_get(json_object_get(m, "participant"), 0)),
                        HERE "/people/1");
    json_t *minutes = json_object_get(m, "resultsProtocol");
    assert_string_equal(json_string_value(json_object_get(minutes, "accessUrl")),
                        HOST "/ky/41706211805000/meetings/2/minutes.pdf?of=ky");
    assert_int_equal(json_array_size(json_object_get(m, "auxiliaryFile")), 2);
    json_decref(m);
    json_t *person = fetch(k, HERE "/people/1", 200); /* sits in the council and a commission */
    assert_int_equal(json_array_size(json_object_get(person, "membership")), 2);
    assert_null(json_object_get(person, "gender"));
    json_decref(person);
    json_t *body = fetch(k, HERE, 200);
    json_t *at = json_object_get(
        json_object_get(json_object_get(json_object_get(body, "location"), "geojson"), "geometry"),
        "coordinates");
    assert_true(json_number_value(json_array_get(at, 0)) > 78.40);
    assert_true(json_number_value(json_array_get(at, 1)) < -0.49);
    json_decref(body);
    json_t *session = fetch(k, HERE "/organizations/2", 200);
    assert_string_equal(json_string_value(json_object_get(session, "subOrganizationOf")),
                        HERE "/organizations/1");
    json_decref(session);
    assert_ok(db_script(f->db, "update meeting set state = 'cancelled' where id = 1"));
    json_t *off = fetch(k, HERE "/meetings/1", 200);
    assert_true(json_is_true(json_object_get(off, "cancelled")));
    json_decref(off);
    http_free(k->w);
}

static const char *text_of(json_t *o, const char *name)
{
    const char *s = json_string_value(json_object_get(o, name));
    return s ? s : "";
}

static void an_office_that_ended_stays_with_its_last_day(struct fixture *f)
{
    struct walk *k = begin(f);
    json_t *seat = fetch(k, HERE "/memberships/4", 200);

    assert_string_equal(text_of(seat, "endDate"), "2025-07-31");
    assert_true(json_is_true(json_object_get(seat, "votingRight")));
    assert_string_equal(text_of(seat, "onBehalfOf"), HERE "/organizations/1"); /* the council's */
    json_decref(seat);
    seat = fetch(k, HERE "/memberships/1", 200);
    assert_true(json_is_true(json_object_get(seat, "votingRight")));
    assert_null(json_object_get(seat, "onBehalfOf")); /* sits in the council itself */
    assert_null(json_object_get(seat, "endDate"));
    json_decref(seat);
    assert_ok(db_script(f->db, "update body set state = 'dissolved', ended_day = 20500;"
                               "update body_member set to_day = 20500 where to_day is null"));
    json_t *person = fetch(k, HERE "/people/2", 200);
    assert_false(json_is_true(json_object_get(person, "deleted")));
    assert_string_equal(
        text_of(json_array_get(json_object_get(person, "membership"), 0), "endDate"), "2026-02-16");
    json_decref(person);
    json_t *term = fetch(k, HERE "/legislativeterms/1", 200);
    assert_string_equal(text_of(term, "startDate"), "2024-10-04");
    assert_string_equal(text_of(term, "endDate"), "2026-02-16");
    json_decref(term);
    json_t *council = fetch(k, HERE "/organizations/1", 200);
    assert_string_equal(text_of(council, "endDate"), "2026-02-16");
    json_decref(council);
    http_free(k->w);
}

static json_t *deleted_object(struct walk *k, const char *url, const char *type)
{
    json_t *got = fetch(k, url, 200);

    check_object(k, got, type, url);
    assert_true(json_is_true(json_object_get(got, "deleted")));
    assert_int_equal(json_object_size(got), 5); /* id type deleted created modified */
    assert_false(http_shows(k->w, "Сыр"));
    assert_false(http_shows(k->w, "СЫР"));
    return got;
}

static void who_took_the_consent_back_is_deleted_without_a_name(struct fixture *f)
{
    struct walk *k = begin(f);
    static const struct actor officer = {.person_id = 7, .place_id = 1};
    struct body_member m = {0};
    struct body_members members;
    struct faults faults;
    int64_t id = 0;

    assert_ok(body_members_of(f->db, f->arena, 2, true, &members));
    for (size_t i = 0; i < members.n; i++)
        if (members.v[i].id == 5)
            m = members.v[i];
    for (int consent = 1; consent >= 0; consent--) {
        clock_set(1795000000 + 100 * (1 - consent));
        m.consent = consent != 0;
        faults_init(&faults, f->arena);
        assert_ok(db_begin(f->db));
        assert_ok(body_member_save(f->db, f->arena, &officer, &m, &faults, &id));
        assert_ok(db_commit(f->db));
        m.version++;
        json_t *got = consent ? fetch(k, HERE "/people/5", 200)
                              : deleted_object(k, HERE "/people/5", "Person");
        assert_string_equal(text_of(got, "name"), consent ? "Сыр Адам" : "");
        json_decref(got);
    }
    json_decref(deleted_object(k, HERE "/memberships/5", "Membership"));
    json_t *body = fetch(k, HERE "/organizations/2", 200);
    assert_int_equal(json_array_size(json_object_get(body, "membership")), 1);
    assert_string_equal(text_of(body, "modified"), "2026-11-18T17:08:20+06:00");
    json_decref(body);
    assert_int_equal(total(k, HERE "/people"), 3);
    assert_int_equal(total(k, HERE "/people?modified_since=1990-01-01"), 1); /* logged: this one */
    clock_set(0);
    http_free(k->w);
}

#define MERGED HOST ROOT "/bodies/41706211807000"

static void a_merged_municipality_stays_and_names_who_followed(struct fixture *f)
{
    struct walk *k = begin(f);
    size_t i, gone = 0;
    json_t *one;

    assert_ok(db_script(
        f->db,
        "insert into unit (id, code, kind, name_ky, name_ru, name_en, is_municipality, valid_to, "
        "act, version) values (9, '41706211807000', 'aimak', 'Эски', '', '', 1, 20700, '', 1);"
        "insert into unit_successor (old_id, new_id, day, act) values (9, 1, 20701, '');"
        "insert into body (id, place_id, kind, name_ky, name_ru, name_en, purpose_ky, purpose_ru, "
        "purpose_en, state, created_title, created_number, approved_title, approved_number, "
        "version) values (9, 9, 'council', 'Эски кеңеш', '', '', '', '', '', 'forming', '', '', "
        "'', '', 1)"));
    http_merged(k->w, (struct scope){.id = 9, .code = STR("41706211807000"), .name = STR("Эски")},
                STR("41706211805000"), STR("Ак-Суу"));
    json_t *body = fetch(k, MERGED, 200);
    assert_true(json_is_true(json_object_get(body, "deleted")));
    assert_null(json_object_get(body, "name"));
    assert_string_equal(text_of(body, "modified"), "2026-09-05T00:00:00+06:00");
    json_t *next = json_object_get(body, "ashar:successor");
    assert_int_equal(json_array_size(next), 1);
    assert_string_equal(json_string_value(json_array_get(next, 0)), HERE);
    json_decref(body);
    assert_int_equal(total(k, HOST ROOT "/bodies"), 1);
    json_t *all = fetch(k, HOST ROOT "/bodies?modified_since=2026-09-01", 200);
    json_array_foreach(json_object_get(all, "data"), i, one) gone +=
        json_is_true(json_object_get(one, "deleted"));
    assert_int_equal(gone, 1);
    json_decref(all);
    assert_int_equal(total(k, MERGED "/organizations"), 0);
    assert_int_equal(total(k, MERGED "/organizations?modified_since=2026-09-01"), 1);
    json_t *council = fetch(k, MERGED "/organizations/9", 200);
    assert_true(json_is_true(json_object_get(council, "deleted")));
    assert_false(http_shows(k->w, "Эски"));
    json_decref(council);
    json_decref(fetch(k, MERGED "/organizations/1", 404));
    http_free(k->w);
}

static void nothing_is_left_out_when_something_goes_between_two_pages(struct fixture *f)
{
    struct walk *k = begin(f);
    json_t *first = fetch(k, HERE "/files?limit=2", 200), *second;
    char next[200], rest[2][200];
    size_t n = 0;

    snprintf(next, sizeof next, "%s", text_of(json_object_get(first, "links"), "next"));
    json_decref(first);
    second = fetch(k, next, 200);
    for (; n < 2; n++)
        snprintf(rest[n], sizeof *rest, "%s",
                 text_of(json_array_get(json_object_get(second, "data"), n), "id"));
    json_decref(second);
    /* the first file of the first page is withdrawn while a client reads on */
    assert_ok(db_script(f->db, "update document set withdrawn_at = 1795000000 where id = 1"));
    second = fetch(k, next, 200);
    for (n = 0; n < 2; n++)
        assert_string_equal(text_of(json_array_get(json_object_get(second, "data"), n), "id"),
                            rest[n]);
    json_decref(second);
    json_decref(fetch(k, HERE "/files?limit=2&page=2&after=nothing", 404));
    http_free(k->w);
}

/* However many meetings there are, and however many a page shows. */
static void a_page_takes_the_same_statements_whatever_it_holds(struct fixture *f)
{
    static const char *const lists[] = {"meetings",  "agendaitems",   "papers",     "files",
                                        "locations", "consultations", "memberships"};
    enum { LISTS = sizeof lists / sizeof *lists, MORE = 200 };
    struct walk *k = begin(f);
    long before[LISTS];

    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < LISTS; i++) {
            char url[200];
            snprintf(url, sizeof url, "%s/%s?limit=100", HERE, lists[i]);
            json_decref(fetch(k, url, 200));
            if (turn == 0)
                before[i] = http_statements(k->w);
            else if (http_statements(k->w) != before[i])
                fail_msg("%s: %ld statements, %ld before", lists[i], http_statements(k->w),
                         before[i]);
        }
        for (int i = 0; turn == 0 && i < MORE; i++)
            assert_ok(db_script(
                f->db,
                str_cstr(
                    f->arena,
                    str_fmt(f->arena,
                            "insert into meeting (id, place_id, kind, topic, title_ky, "
                            "title_ru, title_en, about_ky, about_ru, about_en, state, caller, "
                            "call_order, area, mode, emergency, emergency_act, day, starts_at, "
                            "minutes, venue_ky, venue_ru, venue_en, remote_url, created_at, "
                            "created_by, updated_at, version, area_place_id, body_id) values "
                            "(%d, 1, 'council_session', 'other', 'Сессия', '', '', '', '', '', "
                            "'published', 'head', '', '', 'hall', '', '', 20700, 1, 60, "
                            "'Клуб', '', '', '', 0, 7, 0, 1, 3, 1);"
                            "insert into meeting_notice (meeting_id, number, kind, day, "
                            "starts_at, venue_ky, venue_ru, venue_en, mode, short_by, reason, "
                            "at, by_person) values (%d, 1, 'published', 20700, 0, '', '', '', "
                            "'hall', 0, '', 0, 7);"
                            "insert into meeting_item (meeting_id, position, title_ky, "
                            "title_ru, title_en, about, speaker, link_kind, link_text, in_hall, "
                            "reason, state, decision, version) values (%d, 1, 'Маселе', '', '', "
                            "'', '', '', '', 0, '', 'done', 'Ооба', 1);"
                            "insert into document_owner (owner_kind, owner_id, document_id) "
                            "values ('meeting', %d, 1)",
                            i + 100, i + 100, i + 100, i + 100))));
    }
    assert_int_equal(total(k, HERE "/meetings"), 2 + MORE);
    json_decref(fetch(k, HOST ROOT "/bodies?limit=100", 200));
    before[0] = http_statements(k->w);
    for (int i = 20; i < 50; i++)
        assert_ok(db_script(
            f->db,
            str_cstr(
                f->arena,
                str_fmt(f->arena,
                        "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                        "is_municipality, act, version) values (%d, '417062118%d000', 'aimak', "
                        "'Айыл аймагы', '', '', 1, '', 1)",
                        i, i + 20))));
    assert_int_equal(total(k, HOST ROOT "/bodies?limit=100"), 31);
    assert_int_equal(http_statements(k->w), before[0]);
    http_free(k->w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_object_is_as_the_schema_says),
        FIXTURE_TEST(nothing_is_shown_that_is_not_public),
        FIXTURE_TEST(what_is_gone_is_told_to_who_asks_for_changes),
        FIXTURE_TEST(pages_keep_their_filters),
        FIXTURE_TEST(a_wrong_filter_is_named),
        FIXTURE_TEST(facts_are_the_records),
        FIXTURE_TEST(an_office_that_ended_stays_with_its_last_day),
        FIXTURE_TEST(who_took_the_consent_back_is_deleted_without_a_name),
        FIXTURE_TEST(a_merged_municipality_stays_and_names_who_followed),
        FIXTURE_TEST(nothing_is_left_out_when_something_goes_between_two_pages),
        FIXTURE_TEST(a_page_takes_the_same_statements_whatever_it_holds),
    };
    return FIXTURE_RUN("oparl", tests);
}
