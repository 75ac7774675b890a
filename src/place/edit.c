/* The administrator corrects the names or the population of a unit. See place.h. */
#include "audit/audit.h"
#include "place/place_inside.h"
#include "text/canon.h"

#define NAME_CHARS_MAX 200

static const char *const fields[LANG_COUNT] = {"name_ky", "name_ru", "name_en"};

static void check(struct arena *a, struct place *p, const struct place_edit *e, struct faults *f)
{
    bool any = false;

    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str name = str_trim(text_canon(a, e->name[lang], NULL)), foreign = STR("");
        if (lang != LANG_EN)
            foreign = place_name_foreign(name);
        if (foreign.n)
            fault_add(f, str_of(fields[lang]), MSG_place_name_latin, ARG_S("word", foreign));
        if (str_utf8_length(name) > NAME_CHARS_MAX)
            fault_add(f, str_of(fields[lang]), MSG_place_name_long, ARG_N("max", NAME_CHARS_MAX));
        any = any || name.n;
        p->name[lang] = name.p ? name : STR("");
    }
    if (!any)
        fault_add(f, STR("name_ky"), MSG_place_name_none);
    p->population = e->population;
}

static enum err write_names(struct db *db, struct arena *a, const struct place *p)
{
    struct buf *b = buf_new(a, 64 * KIB), *names = buf_new(a, 64 * KIB);
    struct json j;
    int64_t n;

    json_init(&j, b);
    json_array_begin(&j);
    json_object_begin(&j);
    json_field_str(&j, "code", p->code);
    json_object_end(&j);
    json_array_end(&j);
    TRY(place_forget_names(db, a, &(struct place_forget_names_in){.rows = buf_str(b)}, &n));
    json_init(&j, names);
    json_array_begin(&j);
    place_name_rows(a, &j, p->code, p->name);
    json_array_end(&j);
    return place_insert_names(db, a, &(struct place_insert_names_in){.names = buf_str(names)}, &n);
}

enum err place_edit(struct db *db, struct arena *a, const struct actor *who,
                    const struct place_edit *e, struct faults *f)
{
    struct place was, is;
    struct opt_i64 population = NONE_I64;
    struct actor by = *who;
    int64_t changed;

    TRY(place_by_id(db, a, e->id, &was));
    is = was;
    check(a, &is, e, f);
    TRY(faults_err(f));
    if (is.population >= 0)
        population = SOME(is.population);
    TRY(place_update(db, a,
                     &(struct place_update_in){.id = e->id,
                                               .version = e->version,
                                               .name_ky = is.name[LANG_KY],
                                               .name_ru = is.name[LANG_RU],
                                               .name_en = is.name[LANG_EN],
                                               .population = population},
                     &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(write_names(db, a, &is));
    by.place_id = is.municipality_id ? is.municipality_id : 0;
    return audit_append(db, a, &by,
                        &(struct audit_entry){.action = STR("place.edit"),
                                              .subject = STR("place"),
                                              .subject_id = is.id,
                                              .before = place_json(a, &was),
                                              .after = place_json(a, &is)});
}
