/* The agenda. See meeting_before.h.
 *
 * Nothing is deleted: what is taken off stays as dropped, with the reason where it was announced.
 */
#include "meeting/meeting_before_inside.h"

#include "i18n/check.h"
#include "meeting/meeting_link.h"
#include "place/place.h"

enum { SPEAKER_MAX = 200, ABOUT_MAX = 3000 };

static const struct meeting_item *find(const struct meeting_items *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].id == id)
            return &all->v[i];
    return NULL;
}

static struct str item_json(struct arena *a, const struct meeting_item *i)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "item", i->id);
    json_field_i64(&j, "position", i->position);
    json_field_str(&j, "title_ky", i->title[LANG_KY]);
    json_field_str(&j, "title_ru", i->title[LANG_RU]);
    json_field_str(&j, "title_en", i->title[LANG_EN]);
    json_field_str(&j, "about", i->about);
    json_field_str(&j, "speaker", i->speaker);
    json_field_str(&j, "link_kind", i->link_kind);
    json_field_i64(&j, "link", i->link_id);
    json_field_str(&j, "link_text", i->link_text);
    json_field_str(&j, "state", i->state);
    json_field_str(&j, "reason", i->reason);
    json_object_end(&j);
    return buf_str(b);
}

/* Writes what an item became into the log. */
static enum err record(struct db *db, struct arena *a, const struct actor *who, const char *action,
                       int64_t meeting_id, int64_t id, const struct meeting_item *before)
{
    struct meeting_items all;

    TRY(meeting_items_of(db, a, meeting_id, &all));
    const struct meeting_item *after = find(&all, id);
    if (!after)
        return ERR_BUG;
    return meeting_record(db, a, who, action, meeting_id, before ? item_json(a, before) : STR_NONE,
                          item_json(a, after), STR_NONE);
}

/* Kinds that are told in words. */
#define ITEM_LINK_WORDS "initiative budget act"

static enum err check_link(struct db *db, struct arena *a, const struct actor *who,
                           struct meeting_item_new *c, struct faults *f)
{
    struct meeting_link l = {c->link_kind.p ? c->link_kind : STR(""), c->link_id, c->link_text};

    TRY(meeting_link_check(db, a, who, c->lang, ITEM_LINK_WORDS, &l, f));
    c->link_kind = l.kind;
    c->link_id = l.id;
    c->link_text = l.text;
    return OK;
}

/* The meeting whose agenda may still be changed: in preparation, announced, or open for what the
 * hall adds. */
static enum err agenda_of(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                          bool in_hall, enum lang lang, struct faults *f, struct meeting *m)
{
    TRY(meeting_find(db, a, who->place_id, id, m));
    if (meeting_words_have(in_hall ? "open" : "preparing announced", m->state))
        return OK;
    fault_add(f, STR(""), MSG_meeting_fault_agenda_closed,
              ARG_S("state", meeting_state_name(a, lang, m->state)));
    return ERR_CONFLICT;
}

static struct opt_i64 opt(int64_t v)
{
    return v ? SOME(v) : NONE_I64;
}

static enum err insert(struct db *db, struct arena *a, const struct meeting_item_new *c,
                       int64_t *id)
{
    struct meeting_item_insert_row row;

    TRY(meeting_item_insert(db, a,
                            &(struct meeting_item_insert_in){.meeting_id = c->meeting_id,
                                                             .title_ky = c->title[LANG_KY],
                                                             .title_ru = c->title[LANG_RU],
                                                             .title_en = c->title[LANG_EN],
                                                             .about = c->about,
                                                             .speaker = c->speaker,
                                                             .link_kind = c->link_kind,
                                                             .link_id = opt(c->link_id),
                                                             .link_text = c->link_text,
                                                             .in_hall = c->in_hall,
                                                             .reason = c->reason},
                            &row));
    *id = row.id;
    return OK;
}

static enum err update(struct db *db, struct arena *a, const struct meeting_item_new *c)
{
    int64_t changed;

    TRY(meeting_item_update(db, a,
                            &(struct meeting_item_update_in){.meeting_id = c->meeting_id,
                                                             .id = c->id,
                                                             .version = c->version,
                                                             .title_ky = c->title[LANG_KY],
                                                             .title_ru = c->title[LANG_RU],
                                                             .title_en = c->title[LANG_EN],
                                                             .about = c->about,
                                                             .speaker = c->speaker,
                                                             .link_kind = c->link_kind,
                                                             .link_id = opt(c->link_id),
                                                             .link_text = c->link_text},
                            &changed));
    return changed ? OK : ERR_CONFLICT;
}

enum err meeting_item_save(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_item_new *n, struct faults *f, int64_t *id)
{
    struct meeting_item_new c = *n;
    const struct meeting_item *before = NULL;
    struct meeting_items all;
    struct meeting m;
    int64_t made = n->id;

    TRY(agenda_of(db, a, who, n->meeting_id, n->in_hall, n->lang, f, &m));
    TRY(meeting_items_of(db, a, m.id, &all));
    if (n->id && !(before = find(&all, n->id)))
        return ERR_NOT_FOUND;
    check_words(f, "title", n->title, true, MEETING_TITLE_MAX, c.title);
    c.about = check_text(f, "about", n->about.p ? n->about : STR(""), 0, ABOUT_MAX);
    c.speaker = check_text(f, "speaker", n->speaker.p ? n->speaker : STR(""), 0, SPEAKER_MAX);
    bool late = !n->id && !str_eq(m.state, STR("preparing"));
    c.reason = check_text(f, "reason", n->reason.p ? n->reason : STR(""),
                          late ? MEETING_REASON_MIN : 0, MEETING_REASON_MAX);
    TRY(check_link(db, a, who, &c, f));
    TRY(faults_err(f));
    if (n->id)
        TRY(update(db, a, &c));
    else
        TRY(insert(db, a, &c, &made));
    TRY(record(db, a, who, n->id ? "meeting.item_edit" : "meeting.item_add", m.id, made, before));
    *id = made;
    return OK;
}

enum err meeting_item_drop(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_item_do *d, struct faults *f)
{
    struct meeting_items all;
    struct meeting m;
    int64_t changed;

    TRY(agenda_of(db, a, who, d->meeting_id, false, LANG_KY, f, &m));
    TRY(meeting_items_of(db, a, m.id, &all));
    const struct meeting_item *before = find(&all, d->id);
    if (!before)
        return ERR_NOT_FOUND;
    bool told = !str_eq(m.state, STR("preparing"));
    struct str reason = check_text(f, "reason", d->reason.p ? d->reason : STR(""),
                                   told ? MEETING_REASON_MIN : 0, MEETING_REASON_MAX);
    TRY(faults_err(f));
    TRY(meeting_item_set_dropped(
        db, a,
        &(struct meeting_item_set_dropped_in){
            .meeting_id = m.id, .id = d->id, .version = d->version, .reason = reason},
        &changed));
    return changed ? record(db, a, who, "meeting.item_drop", m.id, d->id, before) : ERR_CONFLICT;
}

static enum err place_at(struct db *db, struct arena *a, const struct meeting_item *i,
                         int64_t position)
{
    int64_t changed;

    return meeting_item_place(db, a,
                              &(struct meeting_item_place_in){
                                  .meeting_id = i->meeting_id, .id = i->id, .position = position},
                              &changed);
}

enum err meeting_item_raise(struct db *db, struct arena *a, const struct actor *who,
                            const struct meeting_item_do *d, struct faults *f)
{
    const struct meeting_item *above = NULL, *it = NULL;
    struct meeting_items all;
    struct meeting m;

    TRY(agenda_of(db, a, who, d->meeting_id, false, LANG_KY, f, &m));
    TRY(meeting_items_of(db, a, m.id, &all));
    for (size_t i = 0; i < all.n && !it; i++) {
        if (all.v[i].id == d->id)
            it = &all.v[i];
        else if (!str_eq(all.v[i].state, STR("dropped")))
            above = &all.v[i];
    }
    if (!it)
        return ERR_NOT_FOUND;
    if (it->version != d->version)
        return ERR_CONFLICT;
    if (!above)
        return OK;
    TRY(place_at(db, a, it, above->position));
    TRY(place_at(db, a, above, it->position));
    return record(db, a, who, "meeting.item_raise", m.id, d->id, it);
}

enum err meeting_agendas_about(struct db *db, struct arena *a, enum lang lang,
                               struct str place_code, const struct meeting_link *thing,
                               struct issue_links *out)
{
    struct meeting_items_linked_rows rows;
    struct place place;

    TRY(place_by_code(db, a, place_code, &place));
    TRY(meeting_items_linked(
        db, a, &(struct meeting_items_linked_in){place.id, thing->kind, thing->id}, &rows));
    struct issue_link *v = arena_array(a, struct issue_link, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_items_linked_row *r = &rows.v[i];
        const struct str titles[LANG_COUNT] = {
            [LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en};
        const struct meeting_kind *k = meeting_kind_of(r->kind);

        v[i] = (struct issue_link){.title = lang_str(titles, lang),
                                   .path = meeting_path(a, place_code, r->meeting_id),
                                   .kind = k ? meeting_kind_name(k, lang) : r->kind};
    }
    *out = (struct issue_links){v, rows.n};
    return OK;
}

enum err meeting_agenda_links(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                              int64_t issue_id, struct issue_links *out)
{
    return meeting_agendas_about(db, a, lang, place_code,
                                 &(struct meeting_link){STR("issue"), issue_id, STR("")}, out);
}
