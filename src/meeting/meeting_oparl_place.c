/* Places of OParl: where a meeting was, where a municipality is. See meeting_oparl_json.h. */
#include "meeting/meeting_inside.h"
#include "meeting/meeting_oparl_json.h"

/* Microdegrees as a number with six digits behind the point. */
static struct str degrees(struct arena *a, int64_t e6)
{
    int64_t v = e6 < 0 ? -e6 : e6;
    return str_fmt(a, "%s%lld.%06lld", e6 < 0 ? "-" : "", (long long)(v / 1000000),
                   (long long)(v % 1000000));
}

static void geojson(struct oparl_out *o, const struct place *p)
{
    json_key(o->j, STR("geojson"));
    json_object_begin(o->j);
    json_field_str(o->j, "type", STR("Feature"));
    json_key(o->j, STR("properties"));
    json_object_begin(o->j);
    json_object_end(o->j);
    json_key(o->j, STR("geometry"));
    json_object_begin(o->j);
    json_field_str(o->j, "type", STR("Point"));
    json_key(o->j, STR("coordinates"));
    json_array_begin(o->j);
    json_raw(o->j, degrees(o->w->rq->arena, p->lon_e6));
    json_raw(o->j, degrees(o->w->rq->arena, p->lat_e6));
    json_array_end(o->j);
    json_object_end(o->j);
    json_object_end(o->j);
}

static const struct place *village_of(const struct oparl_world *w, int64_t id)
{
    for (size_t i = 0; i < w->villages.n; i++)
        if (w->villages.v[i].id == id)
            return &w->villages.v[i];
    return &w->place;
}

enum err oparl_put_location(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    struct str url = oparl_url(o->w, OPARL_LOCATION, s->key);
    const struct oparl_meeting *m = oparl_meeting_of(o->w, s->id);

    if (s->of == OPARL_PLACE) {
        oparl_head(o, "Location", url);
        oparl_text(o, "description", place_name(&o->w->place, rq->lang));
        if (o->w->place.has_position)
            geojson(o, &o->w->place);
        oparl_leads_back(o, "bodies", o->w->base);
        oparl_tail(o, s->created, s->modified);
        return OK;
    }
    if (!m)
        return ERR_NOT_FOUND;
    oparl_head(o, "Location", url);
    oparl_text(o, "description", meeting_in_lang(m->venue, rq->lang));
    oparl_text(o, "locality", place_name(village_of(o->w, m->area_place_id), rq->lang));
    oparl_leads_back(o, "meetings", oparl_url_id(o->w, OPARL_MEETING, m->id));
    oparl_tail(o, s->created, s->modified);
    return OK;
}
