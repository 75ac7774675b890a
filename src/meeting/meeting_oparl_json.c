/* Members of OParl's objects. See meeting_oparl_json.h. */
#include "meeting/meeting_oparl_json.h"

void oparl_text(struct oparl_out *o, const char *name, struct str v)
{
    if (!v.p || !v.n)
        return;
    json_key(o->j, str_of(name));
    json_str(o->j, v);
}

void oparl_whole(struct oparl_out *o, const char *name, int64_t v)
{
    json_key(o->j, str_of(name));
    json_i64(o->j, v);
}

void oparl_flag(struct oparl_out *o, const char *name, bool v)
{
    json_key(o->j, str_of(name));
    json_bool(o->j, v);
}

void oparl_day(struct oparl_out *o, const char *name, day_t v)
{
    if (v != DAY_NONE)
        oparl_text(o, name, day_iso(o->w->rq->arena, v));
}

void oparl_put_instant(struct oparl_out *o, const char *name, int64_t v)
{
    if (v)
        oparl_text(o, name, oparl_instant(o->w->rq->arena, v));
}

void oparl_list_begin(struct oparl_out *o, const char *name)
{
    json_key(o->j, str_of(name));
    json_array_begin(o->j);
}

/* A page for people, in the reader's language: "/41…/meetings/3" → absolute. */
struct str oparl_page_url(struct oparl_out *o, enum lang lang, struct str path)
{
    return req_url(o->w->rq,
                   str_fmt(o->w->rq->arena, "/%.*s%.*s", STR_F(lang_code(lang)), STR_F(path)));
}

void oparl_head(struct oparl_out *o, const char *type, struct str url)
{
    json_object_begin(o->j);
    oparl_text(o, "id", url);
    oparl_text(o, "type", str_fmt(o->w->rq->arena, "https://schema.oparl.org/1.1/%s", type));
}

void oparl_tail(struct oparl_out *o, int64_t created, int64_t modified)
{
    oparl_put_instant(o, "created", created);
    oparl_put_instant(o, "modified", modified);
    json_object_end(o->j);
}

struct str oparl_say(struct oparl_out *o, const char *prefix, struct str word)
{
    enum msg key;

    if (!msg_find(str_fmt(o->w->rq->arena, "%s_%.*s", prefix, STR_F(word)), &key))
        return word;
    return msg_text(o->w->rq->arena, o->w->rq->lang, key);
}

enum err oparl_inside(struct oparl_out *o, oparl_writer *put, const struct oparl_stamp *s)
{
    struct oparl_out in = {o->w, o->j, true};
    return put(&in, s);
}

void oparl_leads_back(struct oparl_out *o, const char *name, struct str url)
{
    if (o->inside)
        return;
    oparl_list_begin(o, name);
    json_str(o->j, url);
    json_array_end(o->j);
}

const struct body *oparl_body_row(const struct oparl_world *w, int64_t id)
{
    for (size_t i = 0; i < w->bodies.n; i++)
        if (w->bodies.v[i].id == id)
            return &w->bodies.v[i];
    return NULL;
}
