/* iCalendar. See calendar.h. */
#include "doc/calendar.h"

#include <libical/ical.h>
#include <time.h>

static struct icaltimetype whole_day(day_t d)
{
    struct civil c = day_to_civil(d);
    struct icaltimetype t = icaltime_null_date();
    t.year = c.year;
    t.month = c.month;
    t.day = c.day;
    return t;
}

static struct icaltimetype instant(int64_t t)
{
    return icaltime_from_timet_with_zone((time_t)t, 0, icaltimezone_get_utc_timezone());
}

#define ZONE "Asia/Bishkek"

/* The hour on the wall in Bishkek; its zone is named by TZID. */
static struct icaltimetype on_the_wall(int64_t t)
{
    day_t d = day_of_instant(t);
    struct civil c = day_to_civil(d);
    int64_t seconds = t - instant_of_day(d);

    return (struct icaltimetype){.year = c.year,
                                 .month = c.month,
                                 .day = c.day,
                                 .hour = (int)(seconds / 3600),
                                 .minute = (int)(seconds / 60 % 60),
                                 .second = (int)(seconds % 60)};
}

static void add_hour(icalcomponent *c, icalproperty *p)
{
    icalproperty_add_parameter(p, icalparameter_new_tzid(ZONE));
    icalcomponent_add_property(c, p);
}

/* Our own description of the zone: since 12 August 2005, +06 without summer time. */
static icalcomponent *zone(void)
{
    struct icaltimetype since = {.year = 2005, .month = 8, .day = 12};
    icalcomponent *z = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
    icalcomponent *s = icalcomponent_new(ICAL_XSTANDARD_COMPONENT);

    icalcomponent_add_property(z, icalproperty_new_tzid(ZONE));
    icalcomponent_add_property(s, icalproperty_new_dtstart(since));
    icalcomponent_add_property(s, icalproperty_new_tzoffsetfrom(6 * 3600));
    icalcomponent_add_property(s, icalproperty_new_tzoffsetto(6 * 3600));
    icalcomponent_add_property(s, icalproperty_new_tzname("+06"));
    icalcomponent_add_component(z, s);
    return z;
}

/* Into `all` at once, which is freed with the arena: any text may be the one that does not fit. */
static void add_event(struct arena *a, icalcomponent *all, const struct calendar_event *e)
{
    icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);

    icalcomponent_add_component(all, c);
    icalcomponent_add_property(c, icalproperty_new_uid(str_cstr(a, e->uid)));
    icalcomponent_add_property(c, icalproperty_new_dtstamp(instant(e->changed)));
    icalcomponent_add_property(c, icalproperty_new_lastmodified(instant(e->changed)));
    icalcomponent_add_property(c, icalproperty_new_summary(str_cstr(a, e->title)));
    if (e->day != DAY_NONE) {
        icalcomponent_add_property(c, icalproperty_new_dtstart(whole_day(e->day)));
        icalcomponent_add_property(c, icalproperty_new_dtend(whole_day(e->day + 1)));
        icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    } else {
        add_hour(c, icalproperty_new_dtstart(on_the_wall(e->starts)));
        add_hour(c, icalproperty_new_dtend(on_the_wall(e->starts + e->minutes * 60)));
    }
    if (e->description.n)
        icalcomponent_add_property(c, icalproperty_new_description(str_cstr(a, e->description)));
    if (e->location.n)
        icalcomponent_add_property(c, icalproperty_new_location(str_cstr(a, e->location)));
    if (e->url.n)
        icalcomponent_add_property(c, icalproperty_new_url(str_cstr(a, e->url)));
    icalcomponent_add_property(c, icalproperty_new_sequence((int)e->sequence));
    icalcomponent_add_property(
        c, icalproperty_new_status(e->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
}

static void release(void *c)
{
    icalcomponent_free(c);
}

enum err calendar_write(struct arena *a, struct buf *out, struct str name, enum lang lang,
                        const struct calendar_event *v, size_t n)
{
    struct arena_defer *d = arena_defer_reserve(a);
    icalcomponent *c = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);

    arena_defer_set(d, release, c);
    const char *maker = str_cstr(a, str_fmt(a, "-//Ashar//%.*s", STR_F(lang_code(lang))));
    icalproperty *shown = icalproperty_new_x(str_cstr(a, name));
    icalproperty_set_x_name(shown, "X-WR-CALNAME");
    icalcomponent_add_property(c, icalproperty_new_version("2.0"));
    icalcomponent_add_property(c, icalproperty_new_prodid(maker));
    icalcomponent_add_property(c, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    icalcomponent_add_property(c, shown);
    for (size_t i = 0; i < n; i++)
        if (v[i].day == DAY_NONE) {
            icalcomponent_add_component(c, zone());
            break;
        }
    for (size_t i = 0; i < n; i++)
        add_event(a, c, &v[i]);
    char *text = icalcomponent_as_ical_string_r(c);
    if (text)
        buf_add(out, str_of(text));
    bool made = text != NULL;
    icalmemory_free_buffer(text);
    return !made || buf_failed(out) ? ERR_NOMEM : OK;
}
