/* Reading a programme's JSON: see plan_import.h for its form. No database here; fuzzed by
 * fuzz/fuzz_plan_json.c. */
#include "plan/plan_import.h"

#include <jansson.h>
#include <sodium.h>

#include "text/canon.h"

struct reader {
    struct arena *a;
    struct faults *f;
    struct programme *p;
};

/* Where in the file: "priorities[0].title_ky". */
static struct str member(struct reader *r, struct str at, const char *name)
{
    return at.n ? str_fmt(r->a, "%.*s.%s", STR_F(at), name) : str_fmt(r->a, "%s", name);
}

static struct str element(struct reader *r, struct str at, size_t i)
{
    return str_fmt(r->a, "%.*s[%zu]", STR_F(at), i);
}

/* -- values -- */

static struct str text_value(struct reader *r, struct str at, const json_t *v, bool required)
{
    size_t chars = 0;

    if (!v || json_is_null(v)) {
        if (required)
            fault_add(r->f, at, MSG_plan_import_fault_missing);
        return STR("");
    }
    if (!json_is_string(v)) {
        fault_add(r->f, at, MSG_plan_import_fault_text);
        return STR("");
    }
    struct str s =
        str_trim(str_dup(r->a, (struct str){json_string_value(v), json_string_length(v)}));
    for (size_t i = 0; i < s.n; i++)
        chars += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    if (chars > PROGRAMME_TEXT_MAX) {
        fault_add(r->f, at, MSG_common_fault_too_long, ARG_N("n", PROGRAMME_TEXT_MAX));
        return STR("");
    }
    if (s.n == 0 && required)
        fault_add(r->f, at, MSG_plan_import_fault_missing);
    return text_canon(r->a, s, NULL);
}

static struct str text_member(struct reader *r, struct str at, const json_t *o, const char *name,
                              bool required)
{
    return text_value(r, member(r, at, name), json_object_get(o, name), required);
}

/* NAME_ky, NAME_ru, NAME_en. */
static struct plan_words words_named(struct reader *r, struct str at, const json_t *o,
                                     const char *name, bool required)
{
    const char *ky = str_cstr(r->a, str_fmt(r->a, "%s_ky", name));
    const char *ru = str_cstr(r->a, str_fmt(r->a, "%s_ru", name));
    const char *en = str_cstr(r->a, str_fmt(r->a, "%s_en", name));

    return (struct plan_words){text_member(r, at, o, ky, required),
                               text_member(r, at, o, ru, required),
                               text_member(r, at, o, en, false)};
}

static bool is_object(struct reader *r, struct str at, const json_t *v)
{
    if (v && !json_is_object(v))
        fault_add(r->f, at, MSG_plan_import_fault_object);
    return json_is_object(v);
}

/* {"ky", "ru", "en"}, or one text for all. */
static struct plan_words words_object(struct reader *r, struct str at, const json_t *v, bool both)
{
    if (json_is_string(v)) {
        struct str s = text_value(r, at, v, true);
        return (struct plan_words){STR(""), STR(""), s};
    }
    if (!is_object(r, at, v)) {
        if (!v)
            fault_add(r->f, at, MSG_plan_import_fault_missing);
        return (struct plan_words){STR(""), STR(""), STR("")};
    }
    struct plan_words w = {text_member(r, at, v, "ky", both), text_member(r, at, v, "ru", both),
                           text_member(r, at, v, "en", false)};
    if (!both && w.ky.n + w.ru.n + w.en.n == 0)
        fault_add(r->f, at, MSG_plan_import_fault_missing);
    return w;
}

/* The list, or NULL with a fault where it is none, is too long, or is required and absent. */
static const json_t *list(struct reader *r, struct str at, const json_t *v, bool required,
                          size_t most)
{
    if (!v) {
        if (required)
            fault_add(r->f, at, MSG_plan_import_fault_missing);
        return NULL;
    }
    if (!json_is_array(v)) {
        fault_add(r->f, at, MSG_plan_import_fault_list);
        return NULL;
    }
    if (json_array_size(v) > most) {
        fault_add(r->f, at, MSG_plan_import_fault_many, ARG_N("most", (int64_t)most));
        return NULL;
    }
    if (required && json_array_size(v) == 0)
        fault_add(r->f, at, MSG_plan_import_fault_empty);
    return v;
}

static int64_t number(struct reader *r, struct str at, const json_t *v, int64_t min, int64_t max)
{
    if (!v) {
        fault_add(r->f, at, MSG_plan_import_fault_missing);
        return min;
    }
    if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max) {
        fault_add(r->f, at, MSG_plan_import_fault_number,
                  ARG_S("least", str_fmt(r->a, "%lld", (long long)min)),
                  ARG_S("most", str_fmt(r->a, "%lld", (long long)max)));
        return min;
    }
    return json_integer_value(v);
}

static day_t day(struct reader *r, struct str at, const json_t *v)
{
    day_t d = DAY_NONE;
    struct str s = text_value(r, at, v, true);

    if (s.n > 0 && day_parse(s, &d) != OK)
        fault_add(r->f, at, MSG_plan_import_fault_day);
    return d;
}

enum { FIRST_YEAR = 1991, LAST_YEAR = 2100 };

static void years(struct reader *r, struct str at, const json_t *v, day_t *from, day_t *to)
{
    int64_t first =
        number(r, member(r, at, "from"), json_object_get(v, "from"), FIRST_YEAR, LAST_YEAR);
    int64_t last = number(r, member(r, at, "to"), json_object_get(v, "to"), FIRST_YEAR, LAST_YEAR);

    if (last < first)
        fault_add(r->f, member(r, at, "to"), MSG_common_fault_day_order);
    *from = day_from_civil((struct civil){(int)first, 1, 1});
    *to = day_from_civil((struct civil){(int)last, 12, 31});
}

/* -- notes -- */

static void note(struct reader *r, struct programme_note n, struct str at)
{
    if (r->p->note_count == PROGRAMME_NOTES_MAX) {
        fault_add(r->f, at, MSG_plan_import_fault_many, ARG_N("most", PROGRAMME_NOTES_MAX));
        return;
    }
    r->p->notes[r->p->note_count++] = n;
}

/* A list of notes, or one. */
static void notes(struct reader *r, struct str at, const json_t *v, struct programme_note like)
{
    if (!v)
        return;
    if (!json_is_array(v)) {
        like.text = words_object(r, at, v, false);
        note(r, like, at);
        return;
    }
    for (size_t i = 0; i < json_array_size(v) && i < PROGRAMME_NOTES_MAX; i++) {
        like.text = words_object(r, element(r, at, i), json_array_get(v, i), false);
        note(r, like, at);
    }
}

/* -- who executes -- */

static int office_of(const struct programme *p, struct plan_words abbr)
{
    for (int i = 0; i < p->office_count; i++) {
        if (abbr.ru.n > 0 && str_eq(p->offices[i].abbr.ru, abbr.ru))
            return i;
        if (abbr.ru.n == 0 && abbr.ky.n > 0 && str_eq(p->offices[i].abbr.ky, abbr.ky))
            return i;
    }
    return -1;
}

static int office_add(struct reader *r, struct str at, struct programme_office o)
{
    if (r->p->office_count == PROGRAMME_OFFICES_MAX) {
        fault_add(r->f, at, MSG_plan_import_fault_many, ARG_N("most", PROGRAMME_OFFICES_MAX));
        return -1;
    }
    r->p->offices[r->p->office_count] = o;
    return r->p->office_count++;
}

static void offices(struct reader *r, const json_t *root)
{
    struct str at = STR("abbreviations");
    const json_t *v =
        list(r, at, json_object_get(root, "abbreviations"), true, PROGRAMME_OFFICES_MAX);

    for (size_t i = 0; v && i < json_array_size(v); i++) {
        struct str here = element(r, at, i);
        const json_t *o = json_array_get(v, i);
        if (!is_object(r, here, o))
            continue;
        struct programme_office office = {words_named(r, here, o, "abbr", true),
                                          words_named(r, here, o, "name", true)};
        if (office_of(r->p, office.abbr) >= 0)
            fault_add(r->f, here, MSG_plan_import_fault_twice, ARG_S("what", office.abbr.ru));
        else
            (void)office_add(r, here, office);
    }
}

static void executors(struct reader *r, struct str at, const json_t *o, struct programme_measure *m)
{
    const json_t *v = list(r, at, json_object_get(o, "executors"), true, PROGRAMME_EXECUTORS_MAX);

    for (size_t i = 0; v && i < json_array_size(v); i++) {
        struct str here = element(r, at, i);
        const json_t *e = json_array_get(v, i);
        if (!is_object(r, here, e))
            continue;
        struct plan_words abbr = words_named(r, here, e, "abbr", false);
        if (abbr.ky.n + abbr.ru.n == 0) {
            fault_add(r->f, here, MSG_plan_import_fault_missing);
            continue;
        }
        const json_t *flag = json_object_get(e, "by_agreement");
        if (flag && !json_is_boolean(flag))
            fault_add(r->f, member(r, here, "by_agreement"), MSG_plan_import_fault_flag);
        int office = office_of(r->p, abbr);
        if (office < 0)
            office = office_add(r, here, (struct programme_office){abbr, abbr});
        if (office >= 0)
            m->executors[m->executor_count++] =
                (struct programme_executor){office, json_is_true(flag)};
    }
}

/* -- the tree -- */

static void deadline(struct reader *r, struct str at, const json_t *v, struct programme_measure *m)
{
    m->from = m->to = m->to_ru = DAY_NONE;
    if (!v)
        fault_add(r->f, at, MSG_plan_import_fault_missing);
    if (!is_object(r, at, v))
        return;
    struct str type = text_member(r, at, v, "type", true);
    if (str_eq(type, STR("years"))) {
        m->period = PERIOD_SPAN;
        years(r, at, v, &m->from, &m->to);
        return;
    }
    if (!str_eq(type, STR("date"))) {
        if (type.n > 0)
            fault_add(r->f, member(r, at, "type"), MSG_plan_import_fault_deadline);
        return;
    }
    m->period = PERIOD_BY;
    m->to = m->from = day(r, member(r, at, "date"), json_object_get(v, "date"));
    const json_t *ru = json_object_get(v, "date_ru");
    if (ru) {
        day_t other = day(r, member(r, at, "date_ru"), ru);
        m->to_ru = other != m->to ? other : DAY_NONE;
    }
}

static bool no_taken(const struct programme *p, struct str no)
{
    for (int i = 0; i < p->section_count; i++)
        if (str_eq(p->sections[i].no, no))
            return true;
    for (int i = 0; i < p->measure_count; i++)
        if (str_eq(p->measures[i].no, no))
            return true;
    return false;
}

static struct str number_text(struct reader *r, struct str at, const json_t *o)
{
    struct str no = text_member(r, at, o, "no", true);

    if (no.n > 0 && no_taken(r->p, no))
        fault_add(r->f, member(r, at, "no"), MSG_plan_import_fault_twice, ARG_S("what", no));
    return no;
}

static void measure(struct reader *r, struct str at, const json_t *o, int section)
{
    struct programme *p = r->p;

    if (p->measure_count == PROGRAMME_MEASURES_MAX) {
        fault_add(r->f, at, MSG_plan_import_fault_many, ARG_N("most", PROGRAMME_MEASURES_MAX));
        return;
    }
    struct str no = number_text(r, at, o);
    struct programme_measure *m = &p->measures[p->measure_count];
    *m = (struct programme_measure){.section = section, .no = no};
    m->title = words_named(r, at, o, "title", true);
    m->result = words_named(r, at, o, "expected_result", true);
    m->funding = words_object(r, member(r, at, "funding"), json_object_get(o, "funding"), true);
    deadline(r, member(r, at, "deadline"), json_object_get(o, "deadline"), m);
    executors(r, member(r, at, "executors"), o, m);
    struct programme_note like = {.section = -1, .measure = p->measure_count};
    p->measure_count++;
    like.kind = "discrepancy";
    notes(r, member(r, at, "discrepancies"), json_object_get(o, "discrepancies"), like);
    like.kind = "note";
    notes(r, member(r, at, "notes"), json_object_get(o, "notes"), like);
}

static int section(struct reader *r, struct str at, const json_t *o, int parent)
{
    struct programme *p = r->p;

    if (p->section_count == PROGRAMME_SECTIONS_MAX) {
        fault_add(r->f, at, MSG_plan_import_fault_many, ARG_N("most", PROGRAMME_SECTIONS_MAX));
        return -1;
    }
    struct str no = number_text(r, at, o);
    int at_index = p->section_count++;
    p->sections[at_index] =
        (struct programme_section){parent, no, words_named(r, at, o, "title", true)};
    notes(r, member(r, at, "discrepancies"), json_object_get(o, "discrepancies"),
          (struct programme_note){.section = at_index, .measure = -1, .kind = "discrepancy"});
    return at_index;
}

static void task(struct reader *r, struct str at, const json_t *o, int parent)
{
    if (!is_object(r, at, o))
        return;
    int index = section(r, at, o, parent);
    struct str measures = member(r, at, "measures");
    const json_t *v =
        list(r, measures, json_object_get(o, "measures"), true, PROGRAMME_MEASURES_MAX);
    for (size_t i = 0; index >= 0 && v && i < json_array_size(v); i++) {
        struct str here = element(r, measures, i);
        if (is_object(r, here, json_array_get(v, i)))
            measure(r, here, json_array_get(v, i), index);
    }
}

static void tree(struct reader *r, const json_t *root)
{
    struct str at = STR("priorities");
    const json_t *v =
        list(r, at, json_object_get(root, "priorities"), true, PROGRAMME_SECTIONS_MAX);

    for (size_t i = 0; v && i < json_array_size(v); i++) {
        struct str here = element(r, at, i);
        const json_t *o = json_array_get(v, i);
        if (!is_object(r, here, o))
            continue;
        int index = section(r, here, o, -1);
        r->p->priority_count++;
        struct str tasks = member(r, here, "tasks");
        const json_t *t = list(r, tasks, json_object_get(o, "tasks"), true, PROGRAMME_SECTIONS_MAX);
        for (size_t k = 0; index >= 0 && t && k < json_array_size(t); k++)
            task(r, element(r, tasks, k), json_array_get(t, k), index);
    }
}

/* The programme's own text sometimes words a priority otherwise than its table. */
static void wordings(struct reader *r, const json_t *root)
{
    struct str at = STR("programme_priorities");
    const json_t *v =
        list(r, at, json_object_get(root, "programme_priorities"), false, PROGRAMME_SECTIONS_MAX);

    for (size_t i = 0; v && i < json_array_size(v); i++) {
        struct str here = element(r, at, i);
        const json_t *o = json_array_get(v, i);
        if (!is_object(r, here, o))
            continue;
        struct str no = text_member(r, here, o, "no", true);
        struct programme_note n = {.section = -1, .measure = -1, .kind = "wording"};
        for (int s = 0; s < r->p->section_count; s++)
            if (str_eq(r->p->sections[s].no, no))
                n.section = s;
        n.text = words_object(r, here, o, true);
        if (n.section < 0)
            fault_add(r->f, member(r, here, "no"), MSG_plan_import_fault_no_section,
                      ARG_S("no", no));
        else
            note(r, n, here);
    }
}

/* "risks_ru": texts in Russian alone. */
static void risks(struct reader *r, const json_t *root)
{
    struct programme_note like = {.section = -1, .measure = -1, .kind = "risk"};
    struct str at = STR("risks_ru");
    const json_t *v = list(r, at, json_object_get(root, "risks_ru"), false, PROGRAMME_NOTES_MAX);

    notes(r, STR("risks"), json_object_get(root, "risks"), like);
    for (size_t i = 0; v && i < json_array_size(v); i++) {
        struct str s = text_value(r, element(r, at, i), json_array_get(v, i), true);
        like.text = (struct plan_words){STR(""), s, STR("")};
        note(r, like, at);
    }
}

static void reporting(struct reader *r, const json_t *root)
{
    enum { DAYS = 28, MONTHS = 24 };
    struct str at = STR("reporting");
    const json_t *v = json_object_get(root, "reporting");

    if (!is_object(r, at, v))
        return;
    struct programme *p = r->p;
    p->has_reporting = true;
    p->reporting_period = text_member(r, at, v, "period", true);
    if (p->reporting_period.n > 0 && !str_eq(p->reporting_period, STR("half-year")))
        fault_add(r->f, member(r, at, "period"), MSG_plan_import_fault_period);
    p->executors_day = number(r, member(r, at, "executors_due_day_of_next_month"),
                              json_object_get(v, "executors_due_day_of_next_month"), 1, DAYS);
    p->total_day = number(r, member(r, at, "consolidated_due_day_of_next_month"),
                          json_object_get(v, "consolidated_due_day_of_next_month"), 1, DAYS);
    const json_t *months = json_object_get(v, "departmental_plans_within_months");
    p->plans_months =
        months ? number(r, member(r, at, "departmental_plans_within_months"), months, 0, MONTHS)
               : 0;
    p->reporting_words = words_object(r, at, v, true);
}

static void key(struct reader *r, const json_t *root)
{
    enum { LONGEST = 60 };
    struct programme *p = r->p;
    const json_t *v = json_object_get(root, "key");

    p->key = text_value(r, STR("key"), v, false);
    if (!v) {
        p->key =
            str_fmt(r->a, "programme-%d-%d", day_to_civil(p->from).year, day_to_civil(p->to).year);
        return;
    }
    bool good = p->key.n >= 3 && p->key.n <= LONGEST;
    for (size_t i = 0; i < p->key.n && good; i++) {
        char c = p->key.p[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!good)
        fault_add(r->f, STR("key"), MSG_plan_import_fault_key);
}

static void read_root(struct reader *r, const json_t *root)
{
    struct programme *p = r->p;
    struct str period = STR("period");

    p->title = words_named(r, STR(""), root, "title", true);
    p->source = text_member(r, STR(""), root, "source", false);
    if (json_object_get(root, "goal"))
        p->goal = words_object(r, STR("goal"), json_object_get(root, "goal"), false);
    if (!json_object_get(root, "period"))
        fault_add(r->f, period, MSG_plan_import_fault_missing);
    p->from = p->to = day_from_civil((struct civil){FIRST_YEAR, 1, 1});
    if (is_object(r, period, json_object_get(root, "period")))
        years(r, period, json_object_get(root, "period"), &p->from, &p->to);
    key(r, root);
    offices(r, root);
    tree(r, root);
    wordings(r, root);
    risks(r, root);
    notes(r, STR("general_discrepancies"), json_object_get(root, "general_discrepancies"),
          (struct programme_note){.section = -1, .measure = -1, .kind = "discrepancy"});
    reporting(r, root);
}

static void drop(void *root)
{
    json_decref(root);
}

static struct str digest_of(struct arena *a, const json_t *root)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);

    if (!text)
        return STR_NONE;
    crypto_hash_sha256(hash, (const unsigned char *)text, str_of(text).n);
    free(text);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_dup(a, str_of(hex));
}

static void make_room(struct arena *a, struct programme *p)
{
    *p = (struct programme){.goal = {STR(""), STR(""), STR("")}};
    p->sections = arena_array(a, struct programme_section, PROGRAMME_SECTIONS_MAX);
    p->measures = arena_array(a, struct programme_measure, PROGRAMME_MEASURES_MAX);
    p->offices = arena_array(a, struct programme_office, PROGRAMME_OFFICES_MAX);
    p->notes = arena_array(a, struct programme_note, PROGRAMME_NOTES_MAX);
}

enum err programme_read(struct arena *a, struct str text, struct faults *f, struct programme *out)
{
    json_error_t error;
    struct programme p;
    struct reader r = {a, f, &p};

    if (text.n > PROGRAMME_BYTES_MAX) {
        fault_add(f, STR("file"), MSG_plan_import_fault_large,
                  ARG_N("most", (int64_t)(PROGRAMME_BYTES_MAX / KIB)));
        return ERR_INVALID;
    }
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_sub(text, 3, text.n);
    struct arena_defer *d = arena_defer_reserve(a);
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        struct fault *fault = fault_add(f, STR("file"), MSG_plan_import_fault_json,
                                        ARG_N("line", error.line), ARG_N("column", error.column));
        if (fault && error.line > 0)
            fault->line = error.line;
        return ERR_INVALID;
    }
    arena_defer_set(d, drop, root);
    if (!json_is_object(root)) {
        fault_add(f, STR("file"), MSG_plan_import_fault_object);
        return ERR_INVALID;
    }
    make_room(a, &p);
    read_root(&r, root);
    TRY(faults_err(f));
    p.digest = digest_of(a, root);
    if (!p.digest.p)
        return ERR_NOMEM;
    *out = p;
    return OK;
}
