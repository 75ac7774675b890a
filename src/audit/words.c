/* Words of the log's names. See words.h. */
#include "audit/words.h"

#include "i18n/i18n.h"

enum { NAME_MAX_BYTES = 60 };

/* A name that a message may end with: anything else was typed by somebody. */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '_'))
            return false;
    return s.n > 0 && s.n <= NAME_MAX_BYTES;
}

/* A message with something to be filled in is a sentence, no label. */
static bool say(enum lang lang, struct str key, struct str *out)
{
    enum msg msg;

    if (!msg_find(key, &msg))
        return false;
    struct str text = msg_raw(lang, msg);
    if (str_find(text, STR("{"), 0) != SIZE_MAX)
        return false;
    *out = text;
    return true;
}

/* The capability that a subject is of: "plan" of "plan_measure". */
static struct str family(struct str subject)
{
    size_t end = str_find(subject, STR("_"), 0);
    return end == SIZE_MAX ? subject : str_sub(subject, 0, end);
}

static bool label(struct arena *a, enum lang lang, struct str subject, struct str field,
                  struct str *out)
{
    return say(lang, str_fmt(a, "%.*s_field_%.*s", STR_F(subject), STR_F(field)), out) ||
           say(lang, str_fmt(a, "common_%.*s", STR_F(field)), out) ||
           say(lang, str_fmt(a, "%.*s_%.*s", STR_F(subject), STR_F(field)), out) ||
           say(lang, str_fmt(a, "%.*s_field_%.*s", STR_F(family(subject)), STR_F(field)), out);
}

bool audit_field_words(struct arena *a, enum lang lang, struct str subject, struct str field,
                       struct str *out)
{
    enum lang of;
    struct str words;

    if (!is_name(subject) || !is_name(field))
        return false;
    if (label(a, lang, subject, field, out))
        return true;
    size_t stem = field.n > 3 && field.p[field.n - 3] == '_' ? field.n - 3 : 0;
    if (stem == 0 || lang_of_code(str_sub(field, stem + 1, field.n), &of) != OK ||
        !label(a, lang, subject, str_sub(field, 0, stem), &words))
        return false;
    *out = str_fmt(a, "%.*s (%.*s)", STR_F(words), STR_F(lang_code(of)));
    return true;
}

struct str audit_value_words(struct arena *a, enum lang lang, struct str subject, struct str field,
                             struct str value)
{
    struct str words, of = family(subject);

    if (!is_name(subject) || !is_name(field) || !value.p || !is_name(value))
        return value;
    if (say(lang, str_fmt(a, "%.*s_%.*s_%.*s", STR_F(subject), STR_F(field), STR_F(value)),
            &words) ||
        say(lang, str_fmt(a, "%.*s_%.*s_%.*s", STR_F(of), STR_F(field), STR_F(value)), &words))
        return words;
    return value;
}
