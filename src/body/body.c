/* Bodies and members as they are read. */
#include "body/body.h"

#include "body/body_inside.h"
#include "people/people.h"
#include "text/collate.h"

#include <stdlib.h>

#define ROLE_MARK "role:"

static const char *const kind_words[BODY_KIND_COUNT] = {
    [BODY_EXECUTIVE] = "executive",
    [BODY_COUNCIL] = "council",
    [BODY_COMMISSION] = "commission",
    [BODY_PLAN_GROUP] = "plan_group",
    [BODY_WORKING_GROUP] = "working_group",
    [BODY_MONITORING_GROUP] = "monitoring_group",
    [BODY_INITIATIVE_GROUP] = "initiative_group",
    [BODY_TOS] = "tos",
};
static const char *const side_words[BODY_SIDE_COUNT] = {"", "executive", "deputy", "community"};

const char *body_kind_word(enum body_kind kind)
{
    return kind_words[kind];
}

enum err body_kind_of(struct str word, enum body_kind *out)
{
    for (int k = 0; k < BODY_KIND_COUNT; k++) {
        if (str_eq(str_of(kind_words[k]), word)) {
            *out = (enum body_kind)k;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

const char *body_side_word(enum body_side side)
{
    return side_words[side];
}

enum err body_side_of(struct str word, enum body_side *out)
{
    for (int s = 0; s < BODY_SIDE_COUNT; s++) {
        if (str_eq(str_of(side_words[s]), word)) {
            *out = (enum body_side)s;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

const char *body_sex_word(enum comp_sex sex)
{
    return sex == COMP_SEX_FEMALE ? "f" : sex == COMP_SEX_MALE ? "m" : "";
}

enum comp_sex body_sex_of(struct str word)
{
    return str_eq(word, STR("f"))   ? COMP_SEX_FEMALE
           : str_eq(word, STR("m")) ? COMP_SEX_MALE
                                    : COMP_SEX_UNKNOWN;
}

struct str body_name(const struct body *b, enum lang lang)
{
    return lang_text(b->name, lang);
}

struct str body_purpose(const struct body *b, enum lang lang)
{
    return lang_text(b->purpose, lang);
}

struct str body_path(struct arena *a, struct str place_code, int64_t id)
{
    return str_fmt(a, "/%.*s/bodies/%lld", STR_F(place_code), (long long)id);
}

/* Two queries give the same columns; each has its own generated type. */
#define BODY_OF_ROW(row)                                                                           \
    ((struct body){                                                                                \
        .id = (row)->id,                                                                           \
        .place_id = (row)->place_id,                                                               \
        .version = (row)->version,                                                                 \
        .name =                                                                                    \
            {[LANG_KY] = (row)->name_ky, [LANG_RU] = (row)->name_ru, [LANG_EN] = (row)->name_en},  \
        .purpose = {[LANG_KY] = (row)->purpose_ky,                                                 \
                    [LANG_RU] = (row)->purpose_ru,                                                 \
                    [LANG_EN] = (row)->purpose_en},                                                \
        .state = (row)->state,                                                                     \
        .created = {(row)->created_title, (row)->created_number, (row)->created_day},              \
        .approved = {(row)->approved_title, (row)->approved_number, (row)->approved_day},          \
        .ended = (row)->ended_day,                                                                 \
        .members = (row)->members,                                                                 \
    })

enum err body_find(struct db *db, struct arena *a, int64_t place_id, int64_t id, struct body *out)
{
    struct body_row_of_place_row row;

    TRY(body_row_of_place(
        db, a,
        &(struct body_row_of_place_in){.place_id = place_id, .id = id, .today = clock_today()},
        &row));
    struct body b = BODY_OF_ROW(&row);

    if (body_kind_of(row.kind, &b.kind) != OK)
        return ERR_BUG;
    *out = b;
    return OK;
}

struct sort_key {
    struct body body;
    enum lang lang;
};

static int by_kind_and_name(const void *x, const void *y)
{
    const struct sort_key *p = x, *q = y;
    bool p_ended = p->body.ended != DAY_NONE, q_ended = q->body.ended != DAY_NONE;

    if (p_ended != q_ended)
        return p_ended - q_ended;
    if (p->body.kind != q->body.kind)
        return (int)p->body.kind - (int)q->body.kind;
    return text_collate(p->lang, body_name(&p->body, p->lang), body_name(&q->body, q->lang));
}

enum err body_list(struct db *db, struct arena *a, int64_t place_id, bool with_dissolved,
                   enum lang lang, struct bodies *out)
{
    struct body_rows_of_place_rows rows;
    size_t n = 0;

    TRY(body_rows_of_place(
        db, a, &(struct body_rows_of_place_in){.place_id = place_id, .today = clock_today()},
        &rows));
    struct sort_key *keys = arena_array(a, struct sort_key, rows.n);

    for (size_t i = 0; i < rows.n; i++) {
        struct body b = BODY_OF_ROW(&rows.v[i]);

        if (body_kind_of(rows.v[i].kind, &b.kind) != OK)
            return ERR_BUG;
        if (with_dissolved || b.ended == DAY_NONE)
            keys[n++] = (struct sort_key){b, lang};
    }
    if (n > 0)
        qsort(keys, n, sizeof *keys, by_kind_and_name);
    struct body *v = arena_array(a, struct body, n);

    for (size_t i = 0; i < n; i++)
        v[i] = keys[i].body;
    *out = (struct bodies){v, n};
    return OK;
}

static enum err member_of_row(const struct body_rows_of_members_row *r, struct body_member *out)
{
    struct body_member m = {
        .id = r->id,
        .body_id = r->body_id,
        .version = r->version,
        .person_id = r->person_id.has ? r->person_id.v : 0,
        .name = r->name,
        .sex = body_sex_of(r->sex),
        .minority = r->minority,
        .disability = r->disability,
        .social_group = r->social_group,
        .consent = r->consent,
        .position = r->position,
        .from = r->from_day,
        .to = r->to_day,
        .order_number = r->order_number,
        .order_day = r->order_day,
    };

    if (body_side_of(r->side, &m.side) != OK)
        return ERR_BUG;
    *out = m;
    return OK;
}

enum err body_members_of(struct db *db, struct arena *a, int64_t body_id, bool past,
                         struct body_members *out)
{
    struct body_rows_of_members_rows rows;
    day_t today = clock_today();
    size_t n = 0;

    TRY(body_rows_of_members(db, a, &(struct body_rows_of_members_in){.body_id = body_id}, &rows));
    struct body_member *v = arena_array(a, struct body_member, rows.n);

    for (size_t i = 0; i < rows.n; i++) {
        TRY(member_of_row(&rows.v[i], &v[n]));
        if (past || v[n].to == DAY_NONE || v[n].to >= today)
            n++;
    }
    *out = (struct body_members){v, n};
    return OK;
}

bool body_member_public(const struct body_member *m)
{
    return m->side == BODY_SIDE_EXECUTIVE || m->side == BODY_SIDE_DEPUTY || m->consent;
}

enum err body_officials_of(struct db *db, struct arena *a, int64_t place_id,
                           struct body_officials *out)
{
    struct body_rows_of_officials_rows rows;

    TRY(body_rows_of_officials(
        db, a, &(struct body_rows_of_officials_in){.place_id = place_id, .today = clock_today()},
        &rows));
    struct body_official *v = arena_array(a, struct body_official, rows.n);

    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct body_official){rows.v[i].id, rows.v[i].name, rows.v[i].position};
    *out = (struct body_officials){v, rows.n};
    return OK;
}

/* Of several roles the last of enum role: they are ordered by their duties. */
static enum err highest_role(struct db *db, struct arena *a, int64_t place_id, int64_t person_id,
                             struct str *out)
{
    struct held_roles roles;
    const struct held_role *best = NULL;

    TRY(people_roles(db, a, person_id, &roles));
    for (size_t i = 0; i < roles.n; i++) {
        bool here = roles.v[i].place_id == place_id || role_is_national(roles.v[i].role);

        if (here && (!best || roles.v[i].role > best->role))
            best = &roles.v[i];
    }
    *out = best ? str_cat(a, STR(ROLE_MARK), role_name(best->role)) : STR("");
    return OK;
}

enum err body_office_of(struct db *db, struct arena *a, int64_t place_id, int64_t person_id,
                        struct str *out)
{
    struct body_positions_of_rows rows;

    if (person_id == 0) {
        *out = STR("");
        return OK;
    }
    TRY(body_positions_of(db, a,
                          &(struct body_positions_of_in){
                              .place_id = place_id, .person_id = person_id, .today = clock_today()},
                          &rows));
    if (rows.n == 0)
        return highest_role(db, a, place_id, person_id, out);
    *out = rows.v[0].position;
    return OK;
}

struct str body_office_text(struct arena *a, enum lang lang, struct str office)
{
    enum role role;

    if (!str_starts(office, STR(ROLE_MARK)) ||
        role_of(str_sub(office, STR(ROLE_MARK).n, office.n), &role) != OK)
        return office;
    return role_title(a, lang, role);
}

enum err body_approvals_of(struct db *db, struct arena *a, int64_t body_id,
                           struct body_approvals *out)
{
    struct body_rows_of_approvals_rows rows;

    TRY(body_rows_of_approvals(db, a, &(struct body_rows_of_approvals_in){.body_id = body_id},
                               &rows));
    struct body_approval *v = arena_array(a, struct body_approval, rows.n);

    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct body_approval){
            .dissolved = str_eq(rows.v[i].step, STR("dissolved")),
            .order = {rows.v[i].order_title, rows.v[i].order_number, rows.v[i].order_day},
            .members = rows.v[i].members,
            .women = rows.v[i].women,
            .men = rows.v[i].men,
            .at = rows.v[i].at,
        };
    *out = (struct body_approvals){v, rows.n};
    return OK;
}
