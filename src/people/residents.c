/* The list of residents that a municipality keeps, and finding people on it. See people.h.
 *
 * Only what matching needs is stored: name, year of birth, village, address; a document's number as
 * a keyed hash, and not at all where the installation has no key, since ten digits behind a plain
 * hash are guessed in minutes. A match by name and year alone is weaker than one with a document:
 * the setting match_by_name turns it off. */
#include "audit/audit.h"
#include "doc/csv.h"
#include "people/people_inside.h"
#include "place/place.h"
#include "text/fold.h"

#define LIST_BYTES_MAX (16 * MIB)

enum { COL_NAME, COL_YEAR, COL_VILLAGE, COL_ADDRESS, COL_DOCUMENT, COL_COUNT };

static const struct csv_column columns[COL_COUNT] = {
    [COL_NAME] = {"name", MSG_people_col_name, true},
    [COL_YEAR] = {"birth_year", MSG_people_col_birth_year, true},
    [COL_VILLAGE] = {"village", MSG_people_col_village, false},
    [COL_ADDRESS] = {"address", MSG_people_col_address, false},
    [COL_DOCUMENT] = {"document", MSG_people_col_document, false},
};

struct taking {
    struct arena *a;
    const struct csv *csv;
    struct csv_map map;
    struct faults *f;
    struct places villages; /* the municipality's, itself last */
    struct json *j;
    bool dropped;
};

static struct str document_hash(struct arena *a, struct str number)
{
    struct str key = people_settings()->document_key;
    char *p = arena_alloc(a, number.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < number.n; i++) {
        char c = number.p[i];
        if (c == ' ' || c == '-')
            continue;
        p[n++] = (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    return key.n && n ? secret_keyed(a, key, (struct str){p, n}) : STR_NONE;
}

/* "Ак-Булун" of the file and "Ак-Булуң айылы" of the tree: equal when folded, or one is the first
 * word of the other. */
static bool is_named(const struct place *p, struct arena *a, struct str folded)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str name = text_fold(a, p->name[lang]);
        if (name.n && str_eq(name, folded))
            return true;
        if (name.n && str_starts(folded, name) && folded.p[name.n] == ' ')
            return true;
        if (folded.n && str_starts(name, folded) && name.p[folded.n] == ' ')
            return true;
    }
    return false;
}

static enum err take_village(struct taking *k, struct csv_field at, int64_t *out)
{
    struct str folded = text_fold(k->a, at.text);
    size_t found = 0;

    if (at.text.n == 0)
        return OK;
    if (csv_is_mangled_number(at.text)) {
        csv_fault(k->f, at, columns[COL_VILLAGE].name, MSG_csv_code_mangled,
                  ARG_S("value", at.text));
        return ERR_INVALID;
    }
    /* The municipality stands last and often bears its largest village's name: the village is
     * meant.
     */
    for (size_t i = 0; i < k->villages.n && !(found && i + 1 == k->villages.n); i++)
        if (str_eq(k->villages.v[i].code, at.text) || is_named(&k->villages.v[i], k->a, folded)) {
            *out = k->villages.v[i].id;
            found++;
        }
    if (found == 1)
        return OK;
    csv_fault(k->f, at, columns[COL_VILLAGE].name,
              found ? MSG_people_fault_village_twice : MSG_people_fault_village,
              ARG_S("village", at.text));
    return ERR_INVALID;
}

static struct csv_field get(const struct taking *k, const struct csv_row *row, int column)
{
    return csv_get(row, &k->map, (size_t)column);
}

static void take_row(struct taking *k, const struct csv_row *row)
{
    struct csv_field name = get(k, row, COL_NAME), year = get(k, row, COL_YEAR),
                     doc = get(k, row, COL_DOCUMENT);
    struct csv_field address = get(k, row, COL_ADDRESS);
    struct str text = STR(""), where = STR(""), hash = STR_NONE;
    int64_t born = 0, village = 0;
    int now = day_to_civil(clock_today()).year;
    bool fine = csv_text(k->csv, name, columns[COL_NAME].name, k->f, &text) == OK;

    if (fine && (str_utf8_length(text) < 2 || str_utf8_length(text) > NAME_CHARS_MAX)) {
        csv_fault(k->f, name, columns[COL_NAME].name, MSG_people_fault_name);
        fine = false;
    }
    if (!year.text.n) {
        csv_fault(k->f, year, columns[COL_YEAR].name, MSG_common_fault_required);
        fine = false;
    }
    fine = csv_i64(year, columns[COL_YEAR].name, now - 125, now, k->f, &born) == OK && fine;
    fine = csv_text(k->csv, address, columns[COL_ADDRESS].name, k->f, &where) == OK && fine;
    fine = take_village(k, get(k, row, COL_VILLAGE), &village) == OK && fine;
    if (doc.text.n && csv_is_mangled_number(doc.text)) {
        csv_fault(k->f, doc, columns[COL_DOCUMENT].name, MSG_csv_code_mangled,
                  ARG_S("value", doc.text));
        fine = false;
    }
    if (!fine)
        return;
    if (doc.text.n) {
        hash = document_hash(k->a, doc.text);
        k->dropped = k->dropped || !hash.n;
    }
    json_object_begin(k->j);
    json_field_str(k->j, "name", text);
    json_field_str(k->j, "key", name_key(k->a, text));
    json_field_i64(k->j, "year", born);
    json_key(k->j, STR("village"));
    if (village)
        json_i64(k->j, village);
    else
        json_none(k->j);
    json_field_str(k->j, "address", where);
    json_field_str(k->j, "document", hash);
    json_object_end(k->j);
}

static enum err villages_of(struct db *db, struct arena *a, int64_t place_id, struct places *out)
{
    struct places below;
    struct place self;

    TRY(place_by_id(db, a, place_id, &self));
    TRY(place_children(db, a, place_id, LANG_KY, &below));
    struct place *v = arena_array(a, struct place, below.n + 1);
    for (size_t i = 0; i < below.n; i++)
        v[i] = below.v[i];
    v[below.n] = self;
    *out = (struct places){v, below.n + 1};
    return OK;
}

struct writing {
    struct arena *a;
    const struct actor *who;
    int64_t place_id, rows, matched;
    struct str json;
};

static enum err log_list(struct db *db, const struct writing *w)
{
    struct actor by = *w->who;

    by.place_id = w->place_id;
    return audit_append(
        db, w->a, &by,
        &(struct audit_entry){.action = STR("residents.import"),
                              .subject = STR("place"),
                              .subject_id = w->place_id,
                              .after = str_fmt(w->a, "{\"rows\":%lld}", (long long)w->rows)});
}

static enum err write_list(struct db *db, void *arg)
{
    struct writing *w = arg;
    struct resident_people_to_match_rows people;
    struct actor by = *w->who;
    int64_t n;

    by.place_id = w->place_id;
    TRY(resident_forget(db, w->a, &(struct resident_forget_in){w->place_id}, &n));
    TRY(resident_insert_rows(
        db, w->a, &(struct resident_insert_rows_in){w->place_id, clock_now(), w->json}, &n));
    TRY(log_list(db, w));
    TRY(resident_people_to_match(db, w->a, &(struct resident_people_to_match_in){w->place_id},
                                 &people));
    w->matched = 0;
    for (size_t i = 0; i < people.n; i++) {
        bool matched = false;
        TRY(residents_match(db, w->a, &by, people.v[i].id, STR(""), &matched));
        w->matched += matched;
    }
    return OK;
}

enum err people_import_residents(struct db *db, struct arena *a, const struct actor *who,
                                 int64_t place_id, struct str bytes, struct faults *f,
                                 struct residents_report *out)
{
    struct csv csv;
    struct buf *b = buf_new(a, 64 * MIB);
    struct json j;
    struct taking k = {.a = a, .csv = &csv, .f = f, .j = &j};

    TRY(villages_of(db, a, place_id, &k.villages));
    TRY(csv_read(a, bytes, &(struct csv_limits){.bytes = LIST_BYTES_MAX, .rows = 300000}, f, &csv));
    TRY(csv_map_header(a, &csv, columns, COL_COUNT, f, &k.map));
    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < csv.n; i++)
        take_row(&k, &csv.v[i]);
    json_array_end(&j);
    TRY(faults_err(f));
    if (buf_failed(b))
        return ERR_TOO_LARGE;
    struct writing w = {
        .a = a, .who = who, .place_id = place_id, .rows = (int64_t)csv.n, .json = buf_str(b)};
    TRY(db_atomically(db, write_list, &w));
    *out = (struct residents_report){w.rows, w.matched, k.dropped};
    return OK;
}

enum err residents_match(struct db *db, struct arena *a, const struct actor *who, int64_t person_id,
                         struct str document, bool *matched)
{
    struct person_by_id_row p;
    struct resident_matches_rows rows;
    struct place home;
    struct str hash = document.n ? document_hash(a, document) : STR_NONE;
    int64_t n;

    *matched = false;
    TRY(person_by_id(db, a, &(struct person_by_id_in){person_id}, &p));
    if (!p.residence_id.has || !p.birth_year.has ||
        !str_eq(p.verification, verification_name(VERIFIED_CONTACT)))
        return OK;
    enum err e = place_municipality_of(db, a, p.residence_id.v, &home);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(resident_matches(db, a, &(struct resident_matches_in){home.id, p.name_key, p.birth_year.v},
                         &rows));
    if (rows.n != 1 || rows.v[0].person_id.has)
        return OK; /* two of one name and year: an officer decides; one already taken: never twice
                    */
    const struct resident_matches_row *r = &rows.v[0];
    bool by_document = r->document_hash.n && str_eq(r->document_hash, hash);
    if (!by_document && (r->document_hash.n || !people_settings()->match_by_name))
        return OK;
    TRY(resident_link(db, a, &(struct resident_link_in){r->id, person_id}, &n));
    if (n == 0)
        return OK;
    TRY(person_set_verification(db, a,
                                &(struct person_set_verification_in){
                                    person_id, verification_name(VERIFIED_LIST), 0, clock_now()},
                                &n));
    struct actor by = *who;
    by.place_id = home.id;
    TRY(audit_append(db, a, &by,
                     &(struct audit_entry){.action = STR("person.on_list"),
                                           .subject = STR("person"),
                                           .subject_id = person_id}));
    *matched = true;
    return OK;
}
