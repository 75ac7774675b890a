/* What plans ask of bodies, issues, people, places and documents: see plan_peers.h. */
#include "plan/plan_peers.h"

#include "body/body.h"
#include "issue/issue.h"
#include "people/people.h"
#include "place/place.h"

enum err plan_group_get(struct db *db, struct arena *a, int64_t place_id, int64_t body_id,
                        enum lang lang, struct plan_group *out)
{
    struct body b;

    TRY(body_find(db, a, place_id, body_id, &b));
    if (b.kind != BODY_PLAN_GROUP)
        return ERR_NOT_FOUND;
    *out = (struct plan_group){b.id, lang_str(b.name, lang), str_eq(b.state, STR("approved"))};
    return OK;
}

enum err plan_group_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                         struct plan_groups *out)
{
    struct bodies all;
    size_t n = 0;

    TRY(body_list(db, a, place_id, false, lang, &all));
    struct plan_group *v = arena_array(a, struct plan_group, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].kind == BODY_PLAN_GROUP)
            v[n++] = (struct plan_group){all.v[i].id, lang_str(all.v[i].name, lang),
                                         str_eq(all.v[i].state, STR("approved"))};
    *out = (struct plan_groups){v, n};
    return OK;
}

static enum err list_issues(struct db *db, struct arena *a, int64_t place_id, struct str state,
                            enum lang lang, struct plan_names *out)
{
    struct issues all;

    TRY(issue_list(db, a, place_id, &(struct issue_filter){.state = state, .today = clock_today()},
                   &all));
    struct plan_name *v = arena_array(a, struct plan_name, all.n);
    for (size_t i = 0; i < all.n; i++) {
        struct lang_str title = lang_str(all.v[i].title, lang);
        title.text = str_fmt(a, "%lld. %.*s", (long long)all.v[i].number, STR_F(title.text));
        v[i] = (struct plan_name){.id = all.v[i].id, .name = title};
    }
    *out = (struct plan_names){v, all.n};
    return OK;
}

enum err plan_issue_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                         struct plan_names *out)
{
    return list_issues(db, a, place_id, STR("active"), lang, out);
}

enum err plan_issue_names(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                          const int64_t *ids, size_t n, struct plan_names *out)
{
    struct plan_names all;
    size_t found = 0;

    TRY(list_issues(db, a, place_id, STR(""), lang, &all));
    struct plan_name *v = arena_array(a, struct plan_name, all.n);
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < n; k++)
            if (ids[k] == all.v[i].id) {
                v[found++] = all.v[i];
                break;
            }
    *out = (struct plan_names){v, found};
    return OK;
}

enum err plan_body_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                        struct plan_names *out)
{
    struct bodies all;

    TRY(body_list(db, a, place_id, false, lang, &all));
    struct plan_name *v = arena_array(a, struct plan_name, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct plan_name){.id = all.v[i].id, .name = lang_str(all.v[i].name, lang)};
    *out = (struct plan_names){v, all.n};
    return OK;
}

static bool known(const struct plan_name *v, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].id == id)
            return true;
    return false;
}

/* Officials whose duty it is to report, then members of bodies who have an account: the desk can
 * tell them what is due. */
enum err plan_people_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                          struct plan_names *out)
{
    enum { MOST = 500 };
    struct plan_name *v = arena_array(a, struct plan_name, MOST);
    struct held_roles staff;
    struct bodies all;
    size_t n = 0;

    TRY(people_staff(db, a, place_id, &staff));
    for (size_t i = 0; i < staff.n && n < MOST; i++)
        if ((role_caps(staff.v[i].role) & CAP_BIT(CAP_REPORT)) &&
            !known(v, n, staff.v[i].person_id))
            v[n++] =
                (struct plan_name){.id = staff.v[i].person_id,
                                   .name = {str_fmt(a, "%.*s (%.*s)", STR_F(staff.v[i].person),
                                                    STR_F(role_title(a, lang, staff.v[i].role))),
                                            lang}};

    TRY(body_list(db, a, place_id, false, lang, &all));
    for (size_t b = 0; b < all.n; b++) {
        struct body_members members;
        TRY(body_members_of(db, a, all.v[b].id, false, &members));
        for (size_t i = 0; i < members.n && n < MOST; i++) {
            const struct body_member *m = &members.v[i];
            if (m->person_id == 0 || known(v, n, m->person_id))
                continue;
            v[n++] = (struct plan_name){
                .id = m->person_id,
                .name = {m->position.n
                             ? str_fmt(a, "%.*s (%.*s)", STR_F(m->name), STR_F(m->position))
                             : m->name,
                         lang}};
        }
    }
    *out = (struct plan_names){v, n};
    return OK;
}

enum err plan_person_name(struct db *db, struct arena *a, int64_t id, struct str *out)
{
    return people_name(db, a, id, out);
}

enum err plan_village_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                           struct plan_names *out)
{
    struct places all;
    size_t n = 0;
    day_t today = clock_today();

    TRY(place_children(db, a, place_id, lang, &all));
    struct plan_name *v = arena_array(a, struct plan_name, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (place_is_open(&all.v[i], today))
            v[n++] = (struct plan_name){.id = all.v[i].id, .name = place_label(&all.v[i], lang)};
    if (n == 0) { /* a town without parts: the town itself */
        struct place self;
        TRY(place_by_id(db, a, place_id, &self));
        v[n++] = (struct plan_name){.id = place_id, .name = place_label(&self, lang)};
    }
    *out = (struct plan_names){v, n};
    return OK;
}

enum err plan_village_is(struct db *db, struct arena *a, int64_t place_id, int64_t id, bool *is)
{
    struct place village;
    struct plan_names all;

    *is = false;
    if (id != place_id) {
        enum err e = place_by_id(db, a, id, &village);
        *is = e == OK && village.parent_id == place_id && place_is_open(&village, clock_today());
        return e == ERR_NOT_FOUND ? OK : e;
    }
    TRY(plan_village_list(db, a, place_id, LANG_KY, &all)); /* a town without parts? */
    *is = all.n == 1 && all.v[0].id == id;
    return OK;
}

enum err plan_village_name(struct db *db, struct arena *a, int64_t id, enum lang lang,
                           struct str *out)
{
    struct place p;
    enum err e = place_by_id(db, a, id, &p);

    if (e == ERR_NOT_FOUND) {
        *out = STR("");
        return OK;
    }
    TRY(e);
    *out = place_name(&p, lang);
    return OK;
}

enum err plan_attach(struct plan_do *p, int64_t plan_id, struct str field, struct str title,
                     struct upload file, int64_t *document_id)
{
    int64_t id;

    if (file.bytes.n == 0 && file.filename.n == 0)
        return OK;
    enum err e = document_add(p->db, p->a, p->who,
                              &(struct document_new){.owner_kind = STR("plan"),
                                                     .owner_id = plan_id,
                                                     .title = title,
                                                     .upload = file,
                                                     .is_public = true,
                                                     .field = field},
                              p->f, &id);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    *document_id = id;
    return OK;
}
