/* From a file to the database, all or nothing, with its records in the audit log. See place.h. */
#include "audit/audit.h"
#include "doc/csv.h"
#include "place/place_inside.h"
#include "place/place_territory.h"

#define FILE_MAX (8 * MIB)

struct writing {
    struct arena *a;
    const struct actor *who;
    const struct place_import *import;
    struct tree *tree;
    const struct mergers *mergers;
    const struct place_import_report *report;
};

struct str place_json(struct arena *a, const struct place *p)
{
    struct buf *b = buf_new(a, 8 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "code", p->code);
    json_field_str(&j, "kind", place_kind_name(p->kind));
    json_field_str(&j, "name_ky", p->name[LANG_KY]);
    json_field_str(&j, "name_ru", p->name[LANG_RU]);
    json_field_str(&j, "name_en", p->name[LANG_EN]);
    if (p->population >= 0)
        json_field_i64(&j, "population", p->population);
    if (p->valid_from != DAY_NONE)
        json_field_str(&j, "valid_from", day_iso(a, p->valid_from));
    if (p->valid_to != DAY_NONE)
        json_field_str(&j, "valid_to", day_iso(a, p->valid_to));
    json_field_str(&j, "act", p->act);
    json_object_end(&j);
    return buf_str(b);
}

/* A municipality's own chain tells what changed about it; this raises its generation too, so that
 * its pages are made anew. */
static enum err log_municipalities(struct db *db, const struct writing *w)
{
    for (size_t i = 0; i < w->tree->n; i++) {
        const struct tree_unit *u = &w->tree->v[i];
        if (!u->changed || !u->was.id || !u->is.is_municipality)
            continue;
        bool closes = u->is.valid_to != u->was.valid_to;
        struct actor who = *w->who;
        who.place_id = u->was.id;
        TRY(audit_append(db, w->a, &who,
                         &(struct audit_entry){
                             .action = closes ? STR("place.close") : STR("place.edit"),
                             .subject = STR("place"),
                             .subject_id = u->was.id,
                             .before = place_json(w->a, &u->was),
                             .after = place_json(w->a, &u->is),
                         }));
    }
    return OK;
}

static struct str whole_json(const struct writing *w)
{
    struct buf *b = buf_new(w->a, 32 * MIB);
    const struct place_import_report *r = w->report;
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "source", w->import->source);
    json_field_i64(&j, "rows", r->rows);
    json_field_i64(&j, "inserted", r->inserted);
    json_field_i64(&j, "updated", r->updated);
    json_field_i64(&j, "closed", r->closed);
    json_key(&j, STR("units"));
    json_array_begin(&j);
    for (size_t i = 0; i < w->tree->n; i++) {
        const struct tree_unit *u = &w->tree->v[i];
        if (u->was.id == 0 || u->changed)
            json_raw(&j, place_json(w->a, &u->is));
    }
    json_array_end(&j);
    json_key(&j, STR("mergers"));
    json_array_begin(&j);
    for (size_t i = 0; w->mergers && i < w->mergers->n; i++) {
        const struct merger *m = &w->mergers->v[i];
        json_object_begin(&j);
        json_field_str(&j, "old", m->old_code);
        json_field_str(&j, "new", m->new_code);
        json_field_str(&j, "day", day_iso(w->a, m->day));
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return buf_failed(b) ? STR_NONE : buf_str(b);
}

static enum err log_whole(struct db *db, const struct writing *w)
{
    struct actor who = *w->who;

    who.place_id = 0;
    return audit_append(db, w->a, &who,
                        &(struct audit_entry){
                            .action = w->mergers ? STR("place.merge") : STR("place.import"),
                            .subject = STR("territory"),
                            .after = whole_json(w),
                        });
}

static enum err write_successors(struct db *db, const struct writing *w)
{
    struct buf *b = buf_new(w->a, 16 * MIB);
    struct json j;
    size_t n = 0;
    int64_t written;

    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; w->mergers && i < w->mergers->n; i++) {
        const struct merger *m = &w->mergers->v[i];
        if (m->known || str_eq(m->old_code, m->new_code))
            continue;
        n++;
        json_object_begin(&j);
        json_field_str(&j, "old", m->old_code);
        json_field_str(&j, "new", m->new_code);
        json_field_i64(&j, "day", m->day);
        json_field_str(&j, "act", m->act);
        json_object_end(&j);
    }
    json_array_end(&j);
    if (n == 0)
        return OK;
    return place_insert_successors(
        db, w->a, &(struct place_insert_successors_in){.rows = buf_str(b)}, &written);
}

static enum err write_all(struct db *db, void *arg)
{
    const struct writing *w = arg;
    const struct place_import_report *r = w->report;

    TRY(tree_write(db, w->tree));
    TRY(write_successors(db, w));
    if (r->inserted + r->updated + r->closed == 0)
        return OK;
    TRY(log_municipalities(db, w));
    return log_whole(db, w);
}

static void count(const struct tree *t, struct place_import_report *r)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct tree_unit *u = &t->v[i];
        bool moved = !str_eq(u->parent, u->was_parent);
        if (u->was.id == 0)
            r->inserted++;
        else if (u->changed || moved)
            r->updated++;
        else if (u->line)
            r->unchanged++;
    }
    r->updated -= r->closed;
}

/* The tree with what ships added where it is missing. What is there already stays as an
 * administrator or a later classifier left it. An import needs it too: the shipped names in three
 * languages are what a classifier in Russian lacks. */
static enum err load_with_shipped(struct db *db, struct arena *a, struct tree *out)
{
    struct csv csv;
    struct tree have, all;
    struct faults f;

    faults_init(&f, a);
    TRY(csv_read(a, place_territory, NULL, &f, &csv));
    TRY(tree_load(db, a, &have));
    TRY(tree_load(db, a, &all));
    if (place_take_units(a, &csv, &all, &f, NULL) != OK)
        return ERR_BUG; /* the shipped file is tested */
    for (size_t i = 0; i < have.n; i++)
        all.v[i] = have.v[i];
    for (size_t i = 0; i < all.n; i++)
        all.v[i].line = 0; /* lines are those of the file that is taken in */
    *out = all;
    return OK;
}

enum err place_import_file(struct db *db, struct arena *a, const struct actor *who,
                           const struct place_import *import, struct faults *f,
                           struct place_import_report *out)
{
    struct csv csv;
    struct tree tree;
    struct mergers mergers = {0};
    struct place_import_report r = {0};

    faults_init(&r.notes, a);
    TRY(csv_read(a, import->bytes, &(struct csv_limits){.bytes = FILE_MAX, .rows = 50000}, f,
                 &csv));
    r.rows = (int64_t)csv.n;
    r.merges = place_is_merger_list(a, &csv);
    TRY(load_with_shipped(db, a, &tree));
    if (r.merges)
        TRY(place_take_mergers(db, a, &csv, &tree, f, &r, &mergers));
    else
        TRY(place_take_units(a, &csv, &tree, f, &r));
    tree_settle(&tree);
    count(&tree, &r);
    struct writing w = {a, who, import, &tree, r.merges ? &mergers : NULL, &r};
    if (!import->dry_run)
        TRY(db_atomically(db, write_all, &w));
    *out = r;
    return OK;
}

enum err place_seed(struct db *db, struct arena *a, int64_t *inserted)
{
    const struct place_import import = {.source = STR("data/territory.csv")};
    const struct actor program = {0};
    struct tree tree;
    struct place_import_report r = {0};

    TRY(load_with_shipped(db, a, &tree));
    tree_settle(&tree);
    count(&tree, &r);
    if (r.inserted)
        TRY(db_atomically(db, write_all, &(struct writing){a, &program, &import, &tree, NULL, &r}));
    *inserted = r.inserted;
    return OK;
}
