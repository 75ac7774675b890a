/* Days and instants as people read them, in three languages.
 *
 * Sources: Kyrgyz dates as official papers of the country write them ("2018-жылдын 5-сентябры",
 * "20-июнунда"); month and weekday names of Russian and English after CLDR 42. CLDR's Kyrgyz
 * long form ("2026-ж., 21-ноябрь") is not what papers use, so Kyrgyz has its own table here.
 * Spaces inside a date are ordinary ones. Days are day_t, instants unix seconds shown in Bishkek
 * time (clock.h). DAY_NONE and a civil year outside 1..9999 give "". Results live in `a`. */
#ifndef ASHAR_TEXT_DATES_H
#define ASHAR_TEXT_DATES_H

#include "base/clock.h"
#include "base/lang.h"

/* "2026-жылдын 21-ноябры", "21 ноября 2026 г.", "21 November 2026" */
struct str text_date(struct arena *a, enum lang lang, day_t d);

struct str text_date_short(struct arena *a, enum lang lang,
                           day_t d); /* "21.11.2026" in all three */

/* Without the year: "21-ноябрь", "21 ноября", "21 November" */
struct str text_date_day(struct arena *a, enum lang lang, day_t d);

/* With the weekday first: "ишемби, 2026-жылдын 21-ноябры" */
struct str text_date_weekday(struct arena *a, enum lang lang, day_t d);

/* The locative, "on that day": "2026-жылдын 21-ноябрында", "21 ноября 2026 г.", "on 21 November
 * 2026" */
struct str text_date_on(struct arena *a, enum lang lang, day_t d);

/* Both days included, what they share said once: "2026-жылдын 1–15-ноябры", "28 февраля – 3 марта
 * 2026 г." */
struct str text_date_range(struct arena *a, enum lang lang, day_t from, day_t to);

struct str text_month_year(struct arena *a, enum lang lang,
                           day_t d); /* "2026-жылдын ноябры", "ноябрь 2026 г." */

/* "2026-жылдын 21-ноябры, 10:05"; short: "21.11.2026 10:05" */
struct str text_datetime(struct arena *a, enum lang lang, int64_t instant);
struct str text_datetime_short(struct arena *a, enum lang lang, int64_t instant);
struct str text_time(struct arena *a, int64_t instant); /* "10:05" */

/* Names by themselves, small letters except in English. month 1..12, weekday 1 Monday..7; else "".
 */
struct str text_month(enum lang lang, int month);
struct str text_weekday(enum lang lang, int weekday);
struct str text_weekday_short(enum lang lang, int weekday); /* "дш", "пн", "Mon" */

#endif
