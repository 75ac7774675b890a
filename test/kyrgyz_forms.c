/* Paradigms. See kyrgyz_forms.h. Suffixes are written with the archiphonemes of the grammars: А low
 * vowel, Ы high vowel, Л Н Д Г Б consonants that assimilate; a letter in brackets stands only after
 * a vowel or only after a consonant. */
#include "test/kyrgyz_forms.h"

#include <string.h>

#define LETTERS 96

struct word {
    uint32_t c[LETTERS];
    size_t n;
};

static bool is_one_of(uint32_t c, const char *set)
{
    struct str s = str_of(set);
    for (size_t i = 0; i < s.n;)
        if (str_utf8_next(s, &i) == c)
            return true;
    return false;
}

static bool is_vowel(uint32_t c)
{
    return is_one_of(c, "аеёиоөуүыэюя");
}

static uint32_t letter(const char *s)
{
    size_t at = 0;
    return str_utf8_next(str_of(s), &at);
}

static uint32_t last_vowel(const struct word *w)
{
    for (size_t i = w->n; i-- > 0;)
        if (is_vowel(w->c[i]))
            return w->c[i];
    return letter("а");
}

static uint32_t low(uint32_t before)
{
    return letter(is_one_of(before, "аыяую") ? "а"
                  : is_one_of(before, "оё")  ? "о"
                  : is_one_of(before, "өү")  ? "ө"
                                             : "е");
}

static uint32_t high(uint32_t before)
{
    return letter(is_one_of(before, "аыя")    ? "ы"
                  : is_one_of(before, "оёую") ? "у"
                  : is_one_of(before, "өү")   ? "ү"
                                              : "и");
}

static uint32_t assimilated(uint32_t archiphoneme, uint32_t before)
{
    bool hard = is_one_of(before, "кпстфхцчшщ"), vowel = is_vowel(before);

    switch (archiphoneme) {
    case 0x41B: /* Л */
        return letter(hard ? "т" : vowel || is_one_of(before, "рй") ? "л" : "д");
    case 0x41D: /* Н */
        return letter(hard ? "т" : vowel ? "н" : "д");
    case 0x414: /* Д */
        return letter(hard ? "т" : "д");
    case 0x413: /* Г */
        return letter(hard ? "к" : "г");
    case 0x411: /* Б */
        return letter(hard ? "п" : "б");
    default:
        return archiphoneme;
    }
}

/* й and a vowel behind it are one letter where there is one: коюу, коёт, баят; ө and ү have none.
 */
static void put(struct word *w, uint32_t c)
{
    if (w->n > 1 && w->c[w->n - 1] == letter("й") && is_vowel(w->c[w->n - 2])) {
        uint32_t joined = c == letter("а")   ? letter("я")
                          : c == letter("у") ? letter("ю")
                          : c == letter("о") ? letter("ё")
                                             : 0;
        if (joined) {
            w->c[w->n - 1] = joined;
            return;
        }
    }
    if (w->n < LETTERS)
        w->c[w->n++] = c;
}

static void soften(struct word *w)
{
    uint32_t *last = &w->c[w->n - 1];

    if (w->n < 2 || !is_vowel(w->c[w->n - 2]))
        return;
    if (*last == letter("к"))
        *last = letter("г");
    else if (*last == letter("п"))
        *last = letter("б");
}

/* "(V:…)" only after a vowel, "(C:…)" only after a consonant. */
static void attach(struct word *w, struct str suffix)
{
    bool vowel = is_vowel(w->c[w->n - 1]), skipping = false, first = true;

    if (w->c[w->n - 1] == letter("ь")) /* the sign goes: ролду, апрелде */
        w->n--;
    for (size_t i = 0; i < suffix.n;) {
        uint32_t c = str_utf8_next(suffix, &i);
        if (c == '(') {
            bool after_vowel = suffix.p[i] == 'V';
            skipping = after_vowel != vowel;
            i += 2;
        } else if (c == ')') {
            skipping = false;
        } else if (!skipping) {
            uint32_t v = last_vowel(w);
            c = c == 0x410 ? low(v) : c == 0x42B ? high(v) : assimilated(c, w->c[w->n - 1]);
            if (first && is_vowel(c))
                soften(w);
            first = false;
            put(w, c);
        }
    }
}

/* Names begin with a capital; case is no matter of grammar. */
static uint32_t small(uint32_t c)
{
    if (c >= 0x410 && c <= 0x42F)
        return c + 0x20;
    return c == 0x4E8 || c == 0x4AE || c == 0x4A2 ? c + 1 : c;
}

static struct word word_of(struct str s)
{
    struct word w = {.n = 0};
    for (size_t i = 0; i < s.n && w.n < LETTERS / 2;)
        w.c[w.n++] = small(str_utf8_next(s, &i));
    return w;
}

static struct str text_of(struct arena *a, const struct word *w)
{
    char *p = arena_alloc(a, w->n * 4);
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        n += str_utf8_put(p + n, w->c[i]);
    return (struct str){p, n};
}

struct slot {
    const char *suffix, *name;
};

static const struct slot owners[] = {
    {"", ""},
    {"(C:Ы)м", "possessive-1"},
    {"(C:Ы)ң", "possessive-2"},
    {"(C:Ы)ңЫз", "possessive-2-polite"},
    {"(V:с)Ы", "possessive-3"},
    {"(C:Ы)бЫз", "possessive-1-plural"},
    {"(C:Ы)ңАр", "possessive-2-plural"},
};
static const struct slot cases[] = {
    {"", "nominative"}, {"НЫн", "genitive"}, {"ГА", "dative"},      {"НЫ", "accusative"},
    {"ДА", "locative"}, {"ДАн", "ablative"}, {"ДАгЫ", "adjective"}, {"ДАй", "equative"},
};
static const struct slot cases_of_third[] = {
    {"", "nominative"},  {"нЫн", "genitive"}, {"нА", "dative"},       {"н", "accusative"},
    {"ндА", "locative"}, {"нАн", "ablative"}, {"ндАгЫ", "adjective"}, {"ндАй", "equative"},
};
static const struct slot cases_of_first[] = {
    {"", "nominative"}, {"дЫн", "genitive"}, {"А", "dative"},       {"дЫ", "accusative"},
    {"дА", "locative"}, {"дАн", "ablative"}, {"дАгЫ", "adjective"}, {"дАй", "equative"},
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

struct giver {
    struct arena *a;
    kyrgyz_form_fn *take;
    void *ctx;
};

static void give(const struct giver *g, const struct word *w, const char *x, const char *y,
                 const char *z)
{
    g->take(g->ctx, text_of(g->a, w), str_fmt(g->a, "%s %s %s", x, y, z));
}

static void noun_cases(const struct giver *g, const struct word *base, const char *number,
                       size_t owner)
{
    bool third = owner == 4, first = owner == 1 || owner == 2;
    const struct slot *list = third ? cases_of_third : first ? cases_of_first : cases;

    for (size_t k = 0; k < COUNT(cases); k++) {
        struct word w = *base;
        attach(&w, str_of(list[k].suffix));
        give(g, &w, number, owners[owner].name, list[k].name);
    }
}

void kyrgyz_noun_forms(struct arena *a, struct str lemma, kyrgyz_form_fn *take, void *ctx)
{
    struct giver g = {a, take, ctx};

    for (int plural = 0; plural < 2; plural++)
        for (size_t o = 0; o < COUNT(owners); o++) {
            struct word w = word_of(lemma);
            if (plural)
                attach(&w, STR("ЛАр"));
            attach(&w, str_of(owners[o].suffix));
            noun_cases(&g, &w, plural ? "plural" : "singular", o);
        }
    static const struct slot made[] = {
        {"Луу", "having"}, {"ЛЫк", "of-the-kind"}, {"ЛАрдЫкЫ", "belonging"}, {"чА", "as"}};
    for (size_t i = 0; i < COUNT(made); i++) {
        struct word w = word_of(lemma);
        attach(&w, str_of(made[i].suffix));
        give(&g, &w, "derived", made[i].name, "");
    }
}

/* A verb that ends in а е о ө takes them into the long vowel: кара-оо; others add уу үү. */
static void attach_verbal_noun(struct word *w, const char *behind)
{
    uint32_t end = w->c[w->n - 1];
    bool front = is_one_of(last_vowel(w), "еиэөү");

    if (is_one_of(end, "аоеө")) {
        w->n--;
        put(w, letter(front ? "ө" : "о"));
        put(w, letter(front ? "ө" : "о"));
    } else if (is_vowel(end)) {
        w->n--;
        put(w, letter(front ? "ү" : "у"));
        put(w, letter(front ? "ү" : "у"));
    } else {
        soften(w);
        put(w, letter(front ? "ү" : "у"));
        put(w, letter(front ? "ү" : "у"));
    }
    if (*behind)
        attach(w, str_of(behind));
}

struct str kyrgyz_verb_lemma(struct arena *a, struct str root)
{
    struct word w = word_of(root);
    attach_verbal_noun(&w, "");
    return text_of(a, &w);
}

static const struct slot persons[] = {{"", "3"},
                                      {"мЫн", "1"},
                                      {"сЫң", "2"},
                                      {"сЫз", "2-polite"},
                                      {"БЫз", "1-plural"},
                                      {"сЫңАр", "2-plural"},
                                      {"сЫздАр", "2-plural-polite"}};
static const struct slot past_persons[] = {{"", "3"},
                                           {"м", "1"},
                                           {"ң", "2"},
                                           {"ңЫз", "2-polite"},
                                           {"к", "1-plural"},
                                           {"ңАр", "2-plural"},
                                           {"ңЫздАр", "2-plural-polite"}};

/* Tenses: what stands between root and person. */
static const struct slot tenses[] = {{"(C:А)(V:й)", "present"},
                                     {"БАй", "present-negative"},
                                     {"ГАн", "perfect"},
                                     {"БАгАн", "perfect-negative"},
                                     {"(C:А)р", "future"},
                                     {"БАс", "future-negative"},
                                     {"чУ", "habitual"},
                                     {"(C:А)(V:й)т", "present-t"},
                                     {"БАйт", "present-negative-t"}};
static const struct slot past_tenses[] = {{"ДЫ", "past"},
                                          {"БАдЫ", "past-negative"},
                                          {"сА", "conditional"},
                                          {"БАсА", "conditional-negative"}};
static const struct slot rest[] = {
    {"(C:Ы)п", "converb"},
    {"(C:А)(V:й)", "converb-a"},
    {"БАй", "converb-negative"},
    {"ГАнчА", "until"},
    {"ГЫчА", "before"},
    {"мАйЫнчА", "unless"},
    {"сЫн", "imperative-3"},
    {"ГЫн", "imperative-2"},
    {"ГЫлА", "imperative-plural"},
    {"(C:Ы)ңЫз", "imperative-polite"},
    {"(C:Ы)ңЫздАр", "imperative-polite-plural"},
    {"(C:А)йЫн", "voluntative"},
    {"(C:А)(V:й)лЫ", "voluntative-plural"},
    {"(C:А)(V:й)лЫк", "voluntative-plural-k"},
    {"мАк", "intention"},
    {"мАкчЫ", "intention-agent"},
    {"(C:Ы)птЫр", "evidential"},
    {"ГАндЫк", "fact"},
    {"ГАндЫктАн", "because"},
    {"ГАндА", "when"},
    {"ГАндАн", "since"},
    {"ГАнгА", "to-having"},
    {"ГАндАр", "those-who"},
    {"ГАндАрдЫн", "of-those-who"},
    {"ГАнЫ", "in-order-to"},
    {"ГАнЫн", "that"},
    {"БАгАндЫктАн", "because-not"},
    {"(C:Ы)ш", "action"},
    {"(C:Ы)шЫ", "action-possessive-3"},
    {"(C:Ы)шЫн", "action-accusative"},
    {"(C:А)рЫн", "that-will"},
    {"БАстАн", "without"},
    {"(C:Ы)штЫ", "past-3-plural"},
    {"(C:Ы)шАт", "present-3-plural"},
    {"(C:Ы)шкАн", "perfect-3-plural"},
    {"(C:Ы)шсА", "conditional-3-plural"},
    {"(C:Ы)шпАйт", "present-negative-3-plural"},
};
static const struct slot behind_noun[] = {{"", ""},
                                          {"ГА", "dative"},
                                          {"НЫ", "accusative"},
                                          {"НЫн", "genitive"},
                                          {"ДА", "locative"},
                                          {"ДАн", "ablative"},
                                          {"сЫ", "possessive-3"},
                                          {"сЫнА", "possessive-3-dative"},
                                          {"сЫнЫн", "possessive-3-genitive"},
                                          {"сЫндА", "possessive-3-locative"},
                                          {"сЫн", "possessive-3-accusative"},
                                          {"чЫ", "agent"},
                                          {"чЫлАр", "agents"},
                                          {"чЫлАрдЫн", "of-agents"},
                                          {"бЫз", "possessive-1-plural"}};

/* чу has the rounding of its own: барчу, келчү. */
static void attach_tense(struct word *w, const char *suffix)
{
    if (strncmp(suffix, "чУ", strlen("чУ")) == 0) {
        bool front = is_one_of(last_vowel(w), "еиэөү");
        put(w, letter("ч"));
        put(w, letter(front ? "ү" : "у"));
    } else {
        attach(w, str_of(suffix));
    }
}

static void verb_tenses(const struct giver *g, struct str root, const struct slot *list, size_t n,
                        const struct slot *person)
{
    for (size_t t = 0; t < n; t++)
        for (size_t p = 0; p < COUNT(persons); p++) {
            bool bare = person == persons && p == 0,
                 t_form = str_ends(str_of(list[t].name), STR("-t"));
            bool present = str_starts(str_of(list[t].name), STR("present"));
            if ((t_form && p) ||
                (bare && present && !t_form)) /* only the third person has т, and always */
                continue;
            struct word w = word_of(root);
            attach_tense(&w, list[t].suffix);
            attach(&w, str_of(person[p].suffix));
            give(g, &w, list[t].name, person[p].name, "");
        }
}

void kyrgyz_verb_forms(struct arena *a, struct str root, kyrgyz_form_fn *take, void *ctx)
{
    struct giver g = {a, take, ctx};

    verb_tenses(&g, root, tenses, COUNT(tenses), persons);
    verb_tenses(&g, root, past_tenses, COUNT(past_tenses), past_persons);
    for (size_t i = 0; i < COUNT(rest); i++) {
        struct word w = word_of(root);
        attach(&w, str_of(rest[i].suffix));
        give(&g, &w, rest[i].name, "", "");
    }
    for (size_t i = 0; i < COUNT(behind_noun); i++) {
        struct word w = word_of(root);
        attach_verbal_noun(&w, behind_noun[i].suffix);
        give(&g, &w, "verbal-noun", behind_noun[i].name, "");
        w = word_of(root);
        attach(&w, STR("БА"));
        attach_verbal_noun(&w, behind_noun[i].suffix);
        give(&g, &w, "verbal-noun-negative", behind_noun[i].name, "");
    }
}
