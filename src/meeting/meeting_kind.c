/* Kinds of meetings and their words. See meeting.h. */
#include "meeting/meeting_before_inside.h"

const struct meeting_kind *meeting_kinds(size_t *n)
{
    *n = meeting_kinds_count;
    return meeting_kinds_table;
}

const struct meeting_kind *meeting_kind_of(struct str code)
{
    for (size_t i = 0; i < meeting_kinds_count; i++)
        if (str_eq(code, str_of(meeting_kinds_table[i].code)))
            return &meeting_kinds_table[i];
    return NULL;
}

const char *meeting_rule_key(struct arena *a, const struct meeting_kind *k, const char *name)
{
    return str_cstr(a, str_fmt(a, "%s.%s", k->rules, name));
}

bool meeting_words_have(const char *words, struct str word)
{
    struct str rest = str_of(words), one;

    if (str_eq(rest, STR("*")))
        return true;
    while (word.n && str_cut(&rest, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

#define ANY   "*"
#define OTHER "other"

bool meeting_topic_known(struct str topic)
{
    for (size_t i = 0; i < meeting_kinds_count; i++)
        if (!str_eq(str_of(meeting_kinds_table[i].topics), STR(ANY)) &&
            meeting_words_have(meeting_kinds_table[i].topics, topic))
            return true;
    return str_eq(topic, STR(OTHER));
}

static const char *topics_of(const struct meeting_kind *k)
{
    return k->topics;
}

static const char *callers_of(const struct meeting_kind *k)
{
    return k->callers;
}

/* Each word once; without `last`, which stands at the end where it is not NULL. */
static const char *const *
words_of_all(struct arena *a, const char *(*cell)(const struct meeting_kind *), const char *last)
{
    size_t n = 0, room = last != NULL;
    struct str rest, word;

    for (size_t i = 0; i < meeting_kinds_count; i++)
        for (rest = str_of(cell(&meeting_kinds_table[i])); str_cut(&rest, ' ', &word);)
            room++;
    const char **v = arena_array(a, const char *, room + 1);
    for (size_t i = 0; i < meeting_kinds_count; i++)
        for (rest = str_of(cell(&meeting_kinds_table[i])); str_cut(&rest, ' ', &word);) {
            bool there = str_eq(word, STR(ANY)) || (last && str_eq(word, str_of(last)));
            for (size_t k = 0; k < n && !there; k++)
                there = str_eq(word, str_of(v[k]));
            if (!there)
                v[n++] = str_cstr(a, word);
        }
    if (last)
        v[n++] = last;
    v[n] = NULL;
    return v;
}

const char *const *meeting_topics(struct arena *a)
{
    return words_of_all(a, topics_of, OTHER);
}

const char *const *meeting_callers(struct arena *a)
{
    return words_of_all(a, callers_of, NULL);
}

struct str meeting_in_lang(const struct str texts[LANG_COUNT], enum lang lang)
{
    return lang_text(texts, lang);
}

struct str meeting_kind_name(const struct meeting_kind *k, enum lang lang)
{
    return str_of(k->name[lang]);
}

struct str meeting_ground_name(struct arena *a, enum lang lang, struct str ground)
{
    enum msg key;

    return ground.n && msg_find(str_fmt(a, "rule_item_%.*s", STR_F(ground)), &key)
               ? msg_text(a, lang, key)
               : ground;
}

struct str meeting_word_text(struct arena *a, enum lang lang, const char *prefix, struct str word)
{
    enum msg key;

    if (word.n && msg_find(str_fmt(a, "meeting_%s_%.*s", prefix, STR_F(word)), &key))
        return msg_text(a, lang, key);
    return word;
}
