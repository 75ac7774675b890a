/* What the sources of search share. See search_parts.h. */
#include "app/search_parts.h"

#include "place/place.h"
#include "text/markup.h"

#define PLAIN_CHARS 20000

int64_t search_year_of(day_t d)
{
    return d == DAY_NONE ? 0 : day_to_civil(d).year;
}

/* A database that does not answer is not taken for a unit that is not there: the index would keep a
 * path that leads nowhere. */
enum err search_code_of(struct db *db, struct arena *a, int64_t place_id, struct str *code)
{
    static const char key;
    struct arena *notes = db_notes(db, a);
    struct place *known = db_note(db, &key), place;

    if (known && known->id == place_id) {
        *code = known->code;
        return OK;
    }
    enum err e = place_by_id(db, notes ? notes : a, place_id, &place);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *code = e == OK ? place.code : STR("");
    if (e == OK && notes) {
        known = arena_new(notes, struct place);
        *known = place;
        db_note_set(db, &key, known);
    }
    return OK;
}

struct str search_plain(struct arena *a, struct str source)
{
    struct str out;
    return source.n && text_markup_plain(a, source, PLAIN_CHARS, &out) == OK ? out : source;
}

enum err search_one(struct arena *a, const struct search_doc *d, struct search_docs *out)
{
    struct search_doc *v = arena_new(a, struct search_doc);

    *v = *d;
    *out = (struct search_docs){v, 1};
    return OK;
}

bool search_same(struct str subject, const char *word, int64_t subject_id, int64_t *id)
{
    *id = subject_id;
    return str_eq(subject, str_of(word)) && subject_id > 0;
}
