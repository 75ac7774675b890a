/* A programme as a JSON file: read whole, checked whole, then stored or refused.
 *
 * Form (ours, also that of the public file of the action plan 2018-2023). Texts are pairs NAME_ky,
 * NAME_ru (both required) and NAME_en (optional), or objects {"ky", "ru", "en"}: key? "[a-z0-9-]",
 * stable name for a second import; absent: programme-FROM-TO title_*  goal?{}  source?
 * period{from,to} (years) abbreviations[]    abbr_*, name_*: who executes priorities[]       no,
 * title_*, tasks[] (no, title_*, measures[], discrepancies?[]) measures[]         no, title_*,
 * expected_result_*, funding{}, executors[] (abbr_ky, abbr_ru, by_agreement), deadline {type
 * "date", date, date_ru?} or {type "years", from, to}, discrepancies?[], notes? reporting? period,
 * executors_due_day_of_next_month, consolidated_due_day_of_next_month,
 *                      departmental_plans_within_months?, ky, ru, en?
 *   programme_priorities?[] no, ky, ru · risks?[] · risks_ru?[] · general_discrepancies?[]
 *   notes and discrepancies are texts, or objects by language.
 * Faults name the place in the file as their field:
 * "priorities[0].tasks[1].measures[2].deadline.date". Limits: PROGRAMME_BYTES_MAX, and counts and
 * lengths below; nesting is the reader's (jansson). Other members are ignored. An executor that the
 * list of abbreviations lacks is taken under the name it has. */
#ifndef ASHAR_PLAN_PLAN_IMPORT_H
#define ASHAR_PLAN_PLAN_IMPORT_H

#include "plan/plan.h"
#include "plan/plan_unfold.h"

#define PROGRAMME_BYTES_MAX (2 * MIB)
enum {
    PROGRAMME_SECTIONS_MAX = 500,
    PROGRAMME_MEASURES_MAX = 2000,
    PROGRAMME_OFFICES_MAX = 500,
    PROGRAMME_EXECUTORS_MAX = 60, /* of one measure */
    PROGRAMME_NOTES_MAX = 4000,
    PROGRAMME_TEXT_MAX = 4000 /* characters of one text */
};

struct programme_section {
    int parent; /* index, -1: a priority */
    struct str no;
    struct plan_words title;
};
struct programme_executor {
    int office;
    bool by_agreement;
};
struct programme_measure {
    int section;
    struct str no;
    struct plan_words title, result, funding;
    enum plan_period period; /* PERIOD_BY or PERIOD_SPAN */
    day_t from, to, to_ru;   /* to_ru: DAY_NONE unless the Russian wording differs */
    struct programme_executor executors[PROGRAMME_EXECUTORS_MAX];
    int executor_count;
};
struct programme_office {
    struct plan_words abbr, name;
};
struct programme_note {
    int section, measure; /* indexes, -1: of the whole */
    const char *kind;     /* discrepancy note risk wording */
    struct plan_words text;
};
struct programme {
    struct str key, source;
    struct plan_words title, goal;
    day_t from, to;
    struct programme_section *sections;
    struct programme_measure *measures;
    struct programme_office *offices;
    struct programme_note *notes;
    int section_count, priority_count, measure_count, office_count, note_count;
    bool has_reporting;
    struct str reporting_period;
    int64_t executors_day, total_day, plans_months;
    struct plan_words reporting_words;
    struct str digest; /* SHA-256 of the content, whatever its blanks and order of members */
};

/* Reads and checks everything. On faults ERR_INVALID, *out untouched. */
MUST_USE enum err programme_read(struct arena *a, struct str json, struct faults *f,
                                 struct programme *out);

#endif
