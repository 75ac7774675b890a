/* Ids and faults of shared form fields. See form_model.h. */
#include "web/form_model.h"

#include "i18n/fault.h"

struct str field_id(struct out *o, const struct field *f)
{
    return str_cat(o->arena, STR("f-"), f->name);
}

struct str field_described(struct out *o, const struct field *f)
{
    bool hint = f->hint.n > 0, fault = has_fault(o, f->name);

    if (hint && fault)
        return str_fmt(o->arena, "h-%.*s e-%.*s", STR_F(f->name), STR_F(f->name));
    if (hint || fault)
        return str_fmt(o->arena, "%c-%.*s", hint ? 'h' : 'e', STR_F(f->name));
    return STR("");
}

bool field_fault(struct out *o, const struct field *f)
{
    struct fault_labels *l = o->labels;

    if (!has_fault(o, f->name) && l && f->max_chars &&
        str_utf8_length(f->value) > (size_t)f->max_chars)
        fault_add(o->faults, f->name, MSG_common_fault_too_long, ARG_N("n", f->max_chars));
    if (!has_fault(o, f->name))
        return false;
    if (l && l->n < FAULT_LABELS_MAX)
        l->v[l->n++] = (struct fault_label){f->name, f->label};
    return true;
}

void fault_list_view(struct out *o)
{
    if (!o->labels) {
        fault_rows_view(o);
        return;
    }
    o->labels->wanted = true;
    o->labels->at = o->b->n;
}

struct str choice_label(const struct choices *c, struct str value)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->v[i].value, value))
            return c->v[i].label;
    return value;
}

/* Sentences of the common faults ("Must be filled in") do not say which field they mean; those of a
 * capability do. */
static struct str label_of(const struct out *o, const struct fault *f)
{
    const struct fault_labels *l = o->labels;

    if (!str_starts(str_of(msg_name(f->msg)), STR("common_fault")))
        return STR("");
    for (size_t i = 0; l && i < l->n; i++)
        if (str_eq(l->v[i].name, f->field))
            return l->v[i].label;
    return STR("");
}

struct fault_lines fault_lines(struct out *o)
{
    size_t n = 0;

    for (const struct fault *f = o->faults ? o->faults->first : NULL; f; f = f->next)
        n++;
    struct fault_line *v = arena_array(o->arena, struct fault_line, n + 1);
    n = 0;
    for (const struct fault *f = o->faults ? o->faults->first : NULL; f; f = f->next)
        v[n++] = (struct fault_line){
            .sentence = fault_text(o->arena, o->lang, f),
            .field = f->field.p ? f->field : STR(""),
            .label = label_of(o, f),
            .rule_key = f->rule_key ? str_of(f->rule_key) : STR(""),
            .line = f->line,
            .column = f->column,
        };
    return (struct fault_lines){v, n};
}

size_t faults_more(const struct out *o)
{
    size_t kept = 0;

    for (const struct fault *f = o->faults ? o->faults->first : NULL; f; f = f->next)
        kept++;
    return o->faults && o->faults->n > kept ? o->faults->n - kept : 0;
}
