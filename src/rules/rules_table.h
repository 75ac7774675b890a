/* The shipped tables, as rulec wrote them from data/rules.tsv and data/holidays.tsv. Inside of
 * rules/ only. */
#ifndef ASHAR_RULES_TABLE_H
#define ASHAR_RULES_TABLE_H

#include "rules/rules.h"

extern const struct rule rules_table[];
extern const size_t rules_table_count;

struct holiday_rule {
    int month, day;
    const char *name;   /* message rule_holiday_NAME */
    const char *source; /* as in struct rule */
    day_t from, to;     /* validity; DAY_NONE: open */
};

extern const struct holiday_rule holidays_table[];
extern const size_t holidays_table_count;

#endif
