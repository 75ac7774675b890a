/* What the forms about people have in common. See people_web.h. */
#include "people/people_web.h"

#include "people/people_views.h"
#include "text/fold.h"

#define CHOICES_MOST 20

int64_t session_number(const struct request *rq)
{
    int64_t n = 0;
    return str_to_i64(rq->viewer.session, &n) == OK ? n : 0;
}

static bool may_live_in(const struct place *p)
{
    return place_is_open(p, clock_today()) && p->municipality_id != 0 &&
           p->kind != PLACE_CITY_DISTRICT;
}

static void choose_one(struct request *rq, const struct place_hits *hits, int64_t *id,
                       struct choices *choices)
{
    struct choice *list = arena_array(rq->arena, struct choice, hits->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < hits->n; i++) {
        const struct place *p = &hits->v[i].place;
        if (!may_live_in(p))
            continue;
        *id = p->id;
        list[n++] = (struct choice){
            p->code, str_fmt(rq->arena, "%.*s%s%.*s", STR_F(place_name(p, rq->lang)),
                             hits->v[i].above.n ? ", " : "", STR_F(hits->v[i].above))};
    }
    if (n == 1)
        return;
    *id = 0;
    fault_add(&rq->faults, STR("residence"),
              n ? MSG_people_fault_residence_many : MSG_people_fault_residence);
    *choices = (struct choices){list, n};
}

enum err form_residence(struct request *rq, int64_t *id, struct choices *choices)
{
    struct str typed = req_field(rq, "residence"), code = req_field(rq, "residence_code");
    struct place_hits hits;
    struct place p;

    *id = 0;
    *choices = (struct choices){0};
    if (code.n) {
        enum err e = place_by_code(rq->db, rq->arena, code, &p);
        if (e == OK && may_live_in(&p)) {
            *id = p.id;
            return OK;
        }
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
    }
    if (!typed.n)
        return OK;
    TRY(place_search(rq->db, rq->arena, rq->lang, typed, CHOICES_MOST, &hits));
    choose_one(rq, &hits, id, choices);
    return OK;
}

void form_year(struct request *rq, int64_t *out)
{
    *out = 0;
    if (req_field(rq, "birth_year").n)
        req_field_i64(rq, "birth_year", 1900, day_to_civil(clock_today()).year, out);
}

struct field field_person_name(struct request *rq, struct str value)
{
    return (struct field){.name = STR("name"),
                          .label = msg_text(rq->arena, rq->lang, MSG_people_name),
                          .hint = msg_text(rq->arena, rq->lang, MSG_people_name_hint),
                          .value = value,
                          .autocomplete = STR("name"),
                          .max_chars = NAME_CHARS_MAX,
                          .required = true};
}

struct field field_year(struct request *rq, struct str value)
{
    return (struct field){.name = STR("birth_year"),
                          .label = msg_text(rq->arena, rq->lang, MSG_people_birth_year),
                          .hint = msg_text(rq->arena, rq->lang, MSG_people_birth_year_hint),
                          .value = value,
                          .inputmode = STR("numeric"),
                          .autocomplete = STR("bday-year"),
                          .max_chars = 4};
}

struct field field_residence(struct request *rq, struct str value)
{
    return (struct field){.name = STR("residence"),
                          .label = msg_text(rq->arena, rq->lang, MSG_people_residence),
                          .hint = msg_text(rq->arena, rq->lang, MSG_people_residence_hint),
                          .value = value,
                          .max_chars = 100};
}

struct field field_residence_choice(struct request *rq, struct choices choices)
{
    return (struct field){.name = STR("residence_code"),
                          .label = msg_text(rq->arena, rq->lang, MSG_people_residence_choose),
                          .choices = choices,
                          .placeholder_choice = msg_text(rq->arena, rq->lang, MSG_common_choose),
                          .value = req_field(rq, "residence_code")};
}

struct field field_secret(struct request *rq, const char *name, enum msg label, enum msg hint,
                          const char *autocomplete)
{
    return (struct field){.name = str_of(name),
                          .label = msg_text(rq->arena, rq->lang, label),
                          .hint = hint == MSG_COUNT
                                      ? STR("")
                                      : msg_text(rq->arena, rq->lang, hint,
                                                 ARG_N("n", people_settings()->password_chars)),
                          .value = STR(""),
                          .type = STR("password"),
                          .autocomplete = str_of(autocomplete),
                          .required = true};
}

enum err form_new_password(struct request *rq, struct str name, struct str contact,
                           struct str *hash)
{
    struct str password = req_secret(rq, "password");

    people_password_check(password, name, contact, "password", &rq->faults);
    if (!rq->faults.n && !str_eq(password, req_secret(rq, "password_again")))
        fault_add(&rq->faults, STR("password_again"), MSG_people_fault_password_again);
    if (rq->faults.n)
        return OK;
    return people_password_hash(rq->arena, password, hash);
}

struct str form_device(struct request *rq)
{
    return str_utf8_head(rq->address, 60);
}

enum err told(struct request *rq, int status, enum msg title, enum msg text, struct str link,
              enum msg link_text)
{
    struct told_page v = {.title = msg_text(rq->arena, rq->lang, title),
                          .text = msg_text(rq->arena, rq->lang, text),
                          .link = link,
                          .link_text = link.n ? msg_text(rq->arena, rq->lang, link_text) : STR("")};
    return req_page(rq, status, &(struct page){.title = v.title}, VIEW(told_page), &v);
}
