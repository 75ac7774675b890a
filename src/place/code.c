/* The structure of classifier codes, 417|OO|RRR|AAA|VVV. See place.h, place_inside.h.
 *
 * Read off the classifier's table: OO below 10 an oblast, from 10 on a city of the republic; RRR
 * 2xx and 3xx a district, 4xx a city of the oblast; AAA 8xx an aimak, 6xx (and 4xx) a city of the
 * district, 5xx a town; VVV the village, which below a city stands under AAA 7xx or 8xx that has no
 * row of its own, and below a city of the district under VVV 8xx. */
#include <string.h>

#include "place/place_inside.h"

static int number(struct str code, size_t from, size_t digits)
{
    int n = 0;
    for (size_t i = from; i < from + digits; i++)
        n = n * 10 + (code.p[i] - '0');
    return n;
}

#define OBLAST(c)   number((c), 3, 2)
#define DISTRICT(c) number((c), 5, 3)
#define AIMAK(c)    number((c), 8, 3)
#define VILLAGE(c)  number((c), 11, 3)

bool place_code_is(struct str code)
{
    if (code.n != PLACE_CODE_LENGTH || !str_starts(code, STR("417")))
        return false;
    for (size_t i = 0; i < code.n; i++)
        if (code.p[i] < '0' || code.p[i] > '9')
            return false;
    return true;
}

bool place_code_is_country(struct str code)
{
    return str_eq(code, STR("41700000000000"));
}

static bool is_republic_city(int oblast)
{
    return oblast >= 10;
}

static bool is_city_number(int district)
{
    return district >= 400 && district < 500;
}

struct str place_code_regular(struct arena *a, struct str code)
{
    if (!place_code_is(code))
        return code;
    if (is_city_number(DISTRICT(code)) && AIMAK(code) == 0 && VILLAGE(code) == 10)
        return str_cat(a, str_sub(code, 0, 8), STR("000000"));
    if (OBLAST(code) == 0 && DISTRICT(code) == 0 && AIMAK(code) == 0 && VILLAGE(code) > 0 &&
        VILLAGE(code) < 100)
        return str_fmt(a, "417%02d000000000", VILLAGE(code));
    return code;
}

enum place_kind place_code_kind(struct str code)
{
    int oblast = OBLAST(code), district = DISTRICT(code), aimak = AIMAK(code),
        village = VILLAGE(code);

    if (district == 0)
        return is_republic_city(oblast) ? PLACE_CITY : PLACE_OBLAST;
    if (aimak == 0 && village == 0) {
        if (is_city_number(district))
            return PLACE_CITY;
        return is_republic_city(oblast) ? PLACE_CITY_DISTRICT : PLACE_DISTRICT;
    }
    if (aimak >= 500 && aimak < 600)
        return PLACE_TOWN;
    if (is_city_number(district) || is_republic_city(oblast))
        return PLACE_VILLAGE;
    if (aimak >= 800)
        return village == 0 ? PLACE_AIMAK : PLACE_VILLAGE;
    if ((aimak >= 600 && aimak < 700) || (aimak >= 400 && aimak < 500))
        return village < 800 ? PLACE_CITY : PLACE_VILLAGE;
    return village == 0 ? PLACE_AIMAK : PLACE_VILLAGE;
}

bool place_code_below_town(struct str code)
{
    return place_code_kind(code) == PLACE_VILLAGE && AIMAK(code) >= 600 && AIMAK(code) < 700 &&
           !is_city_number(DISTRICT(code));
}

static struct str zeros_after(struct arena *a, struct str code, size_t digits)
{
    return str_cat(a, str_sub(code, 0, digits),
                   str_sub(STR("00000000000000"), 0, PLACE_CODE_LENGTH - digits));
}

struct str place_code_parent(struct arena *a, struct str code)
{
    switch (place_code_kind(code)) {
    case PLACE_OBLAST:
        return STR("");
    case PLACE_CITY:
        if (DISTRICT(code) == 0)
            return STR("");
        return AIMAK(code) == 0 ? zeros_after(a, code, 5) : zeros_after(a, code, 8);
    case PLACE_DISTRICT:
    case PLACE_CITY_DISTRICT:
        return zeros_after(a, code, 5);
    case PLACE_VILLAGE:
        if (!is_city_number(DISTRICT(code)) && !is_republic_city(OBLAST(code)) &&
            AIMAK(code) >= 800)
            return zeros_after(a, code, 11);
        return zeros_after(a, code, 8);
    case PLACE_AIMAK:
    case PLACE_TOWN:
    case PLACE_KIND_COUNT:
        break;
    }
    return zeros_after(a, code, 8);
}

bool place_kind_fits(enum place_kind child, enum place_kind parent)
{
#define UNDER(k) (1u << (k))
    static const unsigned parents[PLACE_KIND_COUNT] = {
        [PLACE_DISTRICT] = UNDER(PLACE_OBLAST),
        [PLACE_CITY] = UNDER(PLACE_OBLAST) | UNDER(PLACE_DISTRICT),
        [PLACE_CITY_DISTRICT] = UNDER(PLACE_CITY),
        [PLACE_AIMAK] = UNDER(PLACE_DISTRICT),
        [PLACE_TOWN] = UNDER(PLACE_DISTRICT) | UNDER(PLACE_CITY) | UNDER(PLACE_CITY_DISTRICT),
        [PLACE_VILLAGE] =
            UNDER(PLACE_AIMAK) | UNDER(PLACE_CITY) | UNDER(PLACE_TOWN) | UNDER(PLACE_CITY_DISTRICT),
    };
#undef UNDER
    return (parents[child] >> parent & 1) != 0;
}

bool place_kind_stands_alone(enum place_kind k)
{
    return k == PLACE_OBLAST || k == PLACE_CITY;
}
