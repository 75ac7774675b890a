/* The verification desk of a municipality: people who live there, confirming them, codes on paper,
 * acting for them, the list of residents. Rules: verify.c, residents.c. */
#include "people/people_views.h"
#include "people/people_web.h"
#include "text/fold.h"

#define CLIENTS_SHOWN 100
#define LIST_BODY_MAX (8 * MIB)

static struct str desk_path(struct request *rq)
{
    return str_fmt(rq->arena, "/%.*s/people/verify", STR_F(rq->scope.code));
}

/* "Асан Бе" → "% асан% бе%": a surname alone finds its bearer, whatever the order of words is.
 * Words of a key are letters and digits, so nothing in them means anything to LIKE. */
static struct str words_pattern(struct arena *a, struct str query)
{
    struct str rest = name_key(a, query), word, pattern = STR("%");

    while (rest.n && str_cut(&rest, ' ', &word))
        pattern = str_fmt(a, "%.*s %.*s%%", STR_F(pattern), STR_F(word));
    return pattern;
}

/* Digits of a telephone as people say it ("0555 10-10-10"): at least six, without the leading zero.
 * "" where the query is a name. */
static struct str phone_pattern(struct arena *a, struct str query)
{
    char *p = arena_alloc(a, query.n + 3);
    size_t n = 0;

    p[n++] = '%';
    for (size_t i = 0; i < query.n; i++) {
        if (query.p[i] >= '0' && query.p[i] <= '9' && !(n == 1 && query.p[i] == '0'))
            p[n++] = query.p[i];
        else if ((unsigned char)query.p[i] >= 'A')
            return STR("");
    }
    if (n < 7)
        return STR("");
    p[n++] = '%';
    return (struct str){p, n};
}

static enum err load_clients(struct request *rq, struct verify_page *v)
{
    struct person_rows_of_place_rows rows;
    struct arena *a = rq->arena;
    struct str words = words_pattern(a, v->query), phone = phone_pattern(a, v->query);

    TRY(person_rows_of_place(rq->db, a,
                             &(struct person_rows_of_place_in){
                                 rq->scope.id, phone.n ? STR("") : words, phone, CLIENTS_SHOWN},
                             &rows));
    struct client_line *list = arena_array(a, struct client_line, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct person_rows_of_place_row *r = &rows.v[i];
        struct place village = {.name = {r->village_ky, r->village_ru, r->village_en},
                                .code = STR("")};
        list[i] = (struct client_line){*r, place_name(&village, rq->lang),
                                       contact_masked(a, r->phone.n ? r->phone : r->email),
                                       verification_stored(r->verification)};
    }
    v->clients = (struct client_lines){list, rows.n};
    return OK;
}

static enum err load_figures(struct request *rq, struct verify_page *v)
{
    struct person_counts_of_place_rows rows;
    struct resident_count_row list;

    TRY(person_counts_of_place(rq->db, rq->arena, &(struct person_counts_of_place_in){rq->scope.id},
                               &rows));
    TRY(resident_count(rq->db, rq->arena, &(struct resident_count_in){rq->scope.id}, &list));
    for (int level = 0; level < VERIFICATION_COUNT; level++) {
        v->levels.v[level] = (struct level_line){(enum verification)level, 0};
        for (size_t i = 0; i < rows.n; i++)
            if (verification_stored(rows.v[i].verification) == (enum verification)level)
                v->levels.v[level].people = rows.v[i].people;
    }
    v->levels.n = VERIFICATION_COUNT;
    v->listed = list.people;
    v->listed_at = list.imported_at.has ? list.imported_at.v : 0;
    return OK;
}

static void add_form(struct request *rq, struct verify_page *v, struct choices choices)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 5);
    size_t n = 0;

    fields[n++] = field_person_name(rq, req_field(rq, "name"));
    fields[n - 1].autocomplete = STR("off");
    fields[n++] = field_residence(rq, req_field(rq, "residence"));
    fields[n - 1].required = true;
    if (choices.n)
        fields[n++] = field_residence_choice(rq, choices);
    fields[n++] = field_year(rq, req_field(rq, "birth_year"));
    fields[n - 1].autocomplete = STR("off");
    fields[n++] = (struct field){.name = STR("contact"),
                                 .label = msg_text(a, rq->lang, MSG_people_contact),
                                 .hint = msg_text(a, rq->lang, MSG_people_contact_may_lack),
                                 .value = req_field(rq, "contact"),
                                 .max_chars = CONTACT_CHARS_MAX};
    v->add = (struct simple_form){.title = msg_text(a, rq->lang, MSG_people_add_offline),
                                  .lead = msg_text(a, rq->lang, MSG_people_add_offline_lead),
                                  .action = str_fmt(a, "/%.*s/people/new", STR_F(rq->scope.code)),
                                  .button = msg_text(a, rq->lang, MSG_people_add_offline_button),
                                  .fields = {fields, n},
                                  .version = STR("")};
}

static enum err verify_page(struct request *rq, int status, struct choices choices)
{
    struct verify_page v = {.query = req_query(rq, "q"), .may_act = req_may(rq, CAP_ACT_FOR)};

    if (!v.query.p)
        v.query = STR("");
    v.query = str_utf8_head(v.query, 100);
    TRY(load_clients(rq, &v));
    TRY(load_figures(rq, &v));
    add_form(rq, &v, choices);
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_people_verify),
                                   .section = "people"},
                    VIEW(verify_page), &v);
}

static enum err verify_get(struct request *rq)
{
    return verify_page(rq, 200, (struct choices){0});
}

static enum err add_post(struct request *rq)
{
    struct person_new p = {
        .name = req_field(rq, "name"), .contact = req_field(rq, "contact"), .lang = LANG_KY};
    struct person made = {0};
    struct choices choices = {0};
    bool here = false;
    int64_t id;

    TRY(form_residence(rq, &p.residence_id, &choices));
    form_year(rq, &p.birth_year);
    if (!p.residence_id && !fault_of(&rq->faults, STR("residence")))
        fault_add(&rq->faults, STR("residence"), MSG_common_fault_required);
    made.residence_id = p.residence_id;
    TRY(verify_lives_here(rq->db, rq->arena, rq->scope.id, &made, &here));
    if (p.residence_id && !here)
        fault_add(&rq->faults, STR("residence"), MSG_people_fault_elsewhere);
    if (rq->faults.n) {
        (void)name_checked(rq->arena, p.name, &rq->faults); /* all that is wrong in one answer */
        return verify_page(rq, 422, choices);
    }
    enum err e = people_add(rq->db, rq->arena, &rq->actor, &p, &rq->faults, &id);
    if (e == ERR_INVALID)
        return verify_page(rq, 422, choices);
    TRY(e);
    /* They stand before the officer who registers them. */
    TRY(verify_in_person(rq->db, rq->arena, &rq->actor, id, &rq->faults));
    return req_redirect_saying(rq, desk_path(rq), MSG_people_added);
}

/* Shows the desk with what was wrong, or leads to where the deed leads. */
static enum err after(struct request *rq, enum err e, struct str path, enum msg said)
{
    if (e == ERR_INVALID)
        return verify_page(rq, 422, (struct choices){0});
    TRY(e);
    return req_redirect_saying(rq, path, said);
}

static enum err confirm_post(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    if (!req_has(rq, "seen")) {
        fault_add(&rq->faults, STR(""), MSG_people_fault_seen);
        return verify_page(rq, 422, (struct choices){0});
    }
    return after(rq, verify_in_person(rq->db, rq->arena, &rq->actor, id, &rq->faults),
                 desk_path(rq), MSG_people_verified);
}

static enum err act_post(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    enum err e = verify_act_for(rq->db, rq->arena, &rq->actor, session_number(rq), id, &rq->faults);
    return after(rq, e, str_fmt(rq->arena, "/%.*s", STR_F(rq->scope.code)),
                 MSG_people_acting_begun);
}

/* The code is shown once, here, to be printed: it is stored nowhere, so there is no page to
 * redirect to. */
static enum err slip_post(struct request *rq)
{
    struct token_made made;
    struct slip_page v;
    struct person p;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    enum err e = verify_slip(rq->db, rq->arena, &rq->actor, id, &rq->faults, &made);
    if (e == ERR_INVALID)
        return verify_page(rq, 422, (struct choices){0});
    TRY(e);
    TRY(people_by_id(rq->db, rq->arena, id, &p));
    v = (struct slip_page){
        .name = p.name,
        .contact = p.phone.n ? p.phone : p.email,
        .code = str_fmt(rq->arena, "%.*s %.*s", STR_F(str_sub(made.code, 0, 4)),
                        STR_F(str_sub(made.code, 4, 4))),
        .url = req_url(rq, str_fmt(rq->arena, "/%.*s/enter", STR_F(lang_code(rq->lang)))),
        .until = day_of_instant(made.expires_at)};
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_people_slip)},
                    VIEW(slip_page), &v);
}

/* -- the list of residents -- */

static enum err residents_page(struct request *rq, int status)
{
    struct arena *a = rq->arena;
    struct field *field = arena_array(a, struct field, 1);

    *field = (struct field){.name = STR("file"),
                            .label = msg_text(a, rq->lang, MSG_common_file),
                            .hint = msg_text(a, rq->lang, MSG_people_residents_hint),
                            .accept = STR(".csv,text/csv"),
                            .max_bytes = LIST_BODY_MAX - 64 * KIB,
                            .required = true};
    struct simple_form v = {.title = msg_text(a, rq->lang, MSG_people_residents),
                            .lead = msg_text(a, rq->lang, MSG_people_residents_lead),
                            .action = str_fmt(a, "/%.*s/people/residents", STR_F(rq->scope.code)),
                            .button = msg_text(a, rq->lang, MSG_people_residents_button),
                            .fields = {field, 1},
                            .version = STR("")};
    return req_page(rq, status, &(struct page){.title = v.title, .section = "people"},
                    VIEW(upload_page), &v);
}

static enum err residents_get(struct request *rq)
{
    return residents_page(rq, 200);
}

static enum err residents_post(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    struct residents_report r;

    if (!file.bytes.n) {
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
        return residents_page(rq, 422);
    }
    enum err e = people_import_residents(rq->db, rq->arena, &rq->actor, rq->scope.id, file.bytes,
                                         &rq->faults, &r);
    if (e == ERR_INVALID)
        return residents_page(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, desk_path(rq),
                               r.documents_dropped ? MSG_people_residents_dropped
                                                   : MSG_people_residents_taken);
}

const struct route people_verify_routes[] = {
    {GET, "/:place/people/verify", verify_get, .need = CAP_VERIFY, .doc = "the verification desk"},
    {POST, "/:place/people/new", add_post, .need = CAP_VERIFY, .csrf = CSRF_TOKEN,
     .doc = "register a person without internet"},
    {POST, "/:place/people/:id/verify", confirm_post, .need = CAP_VERIFY, .csrf = CSRF_TOKEN,
     .doc = "confirm a person in person"},
    {POST, "/:place/people/:id/slip", slip_post, .need = CAP_VERIFY, .csrf = CSRF_TOKEN,
     .doc = "a one-time code on paper; shown once"},
    {POST, "/:place/people/:id/act", act_post, .need = CAP_ACT_FOR, .csrf = CSRF_TOKEN,
     .doc = "act for a person"},
    {GET, "/:place/people/residents", residents_get, .need = CAP_VERIFY,
     .doc = "form to import the list of residents"},
    {POST, "/:place/people/residents", residents_post, .need = CAP_VERIFY, .csrf = CSRF_TOKEN,
     .body_max = LIST_BODY_MAX, .rate = RATE_HEAVY, .doc = "import the list of residents"},
    {0},
};
