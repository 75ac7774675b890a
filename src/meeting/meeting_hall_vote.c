/* Open votes, and items that are brought up in the hall. See meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

#include "meeting/meeting_before.h"

enum { SUBJECT_LEAST = 2, DECISION_LEAST = 2 };

enum err meeting_votes_of(struct db *db, struct arena *a, int64_t meeting_id,
                          struct meeting_votes *out)
{
    struct meeting_vote_rows_rows rows;

    TRY(meeting_vote_rows(db, a, &(struct meeting_vote_rows_in){.meeting_id = meeting_id}, &rows));
    struct meeting_vote *v = arena_array(a, struct meeting_vote, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_vote_rows_row *r = &rows.v[i];
        v[i] = (struct meeting_vote){.id = r->id,
                                     .number = r->number,
                                     .item_id = meeting_or_zero(r->item_id),
                                     .word_id = meeting_or_zero(r->word_id),
                                     .kind = r->kind,
                                     .subject = r->subject,
                                     .method = r->method,
                                     .rule_key = r->rule_key,
                                     .outcome = r->outcome,
                                     .decision = r->decision,
                                     .tally = {r->in_favour, r->against, r->abstained},
                                     .present = r->present,
                                     .registered = r->registered,
                                     .base = r->base,
                                     .needed = r->needed,
                                     .voted_at = r->voted_at,
                                     .late = r->late,
                                     .voided = r->voided_at.has,
                                     .void_reason = r->void_reason};
    }
    *out = (struct meeting_votes){v, rows.n};
    return OK;
}

struct str meeting_vote_subject(const struct meeting_vote *v, const struct meeting_items *items,
                                enum lang lang)
{
    for (size_t i = 0; i < items->n; i++)
        for (int k = 0; k < LANG_COUNT; k++)
            if (items->v[i].id == v->item_id && str_eq(items->v[i].title[k], v->subject))
                return meeting_in_lang(items->v[i].title, lang);
    return v->subject;
}

void meeting_hall_check_tally(struct meeting_hall *h, const struct meeting_tally *t,
                              int64_t present)
{
    if (!meeting_tally_fits(t, present))
        fault_add(h->f, STR("in_favour"), MSG_meeting_hall_fault_votes,
                  ARG_N("votes", t->in_favour + t->against + t->abstained),
                  ARG_N("present", present));
}

void meeting_hall_tally_json(struct json *j, const struct meeting_tally *t)
{
    json_field_i64(j, "in_favour", t->in_favour);
    json_field_i64(j, "against", t->against);
    json_field_i64(j, "abstained", t->abstained);
}

/* -- writing one -- */

struct ballot { /* a vote on its way */
    struct meeting_vote_new n;
    const char *kind;
    struct meeting_counts counts;
    struct meeting_decided decided;
    bool carried, late;
};

static enum err decide(struct meeting_hall *h, struct ballot *b)
{
    TRY(meeting_counts_of(h->db, h->a, h->m.id, &b->counts));
    meeting_hall_check_tally(h, &b->n.tally, b->counts.present);
    if (b->n.tally.in_favour + b->n.tally.against + b->n.tally.abstained == 0)
        fault_add(h->f, STR("in_favour"), MSG_meeting_hall_fault_no_votes);
    TRY(meeting_hall_majority(h, &b->counts, b->n.tally.in_favour, &b->decided));
    b->carried = b->decided.by_rule ? b->decided.majority.carried : b->n.carried;
    return OK;
}

static enum err record(struct meeting_hall *h, const struct ballot *v, int64_t number)
{
    struct json j;
    struct buf *b = meeting_json_begin(h, &j);

    json_field_i64(&j, "number", number);
    json_field_str(&j, "kind", str_of(v->kind));
    json_field_i64(&j, "item", v->n.item_id);
    json_field_i64(&j, "word", v->n.word_id);
    json_field_str(&j, "subject", v->n.subject);
    meeting_hall_tally_json(&j, &v->n.tally);
    json_field_i64(&j, "present", v->counts.present);
    json_field_i64(&j, "needed", v->decided.majority.needed);
    json_field_str(&j, "method", v->decided.method);
    json_field_str(&j, "outcome", v->carried ? STR("carried") : STR("lost"));
    json_field_str(&j, "decision", v->n.decision);
    json_field_i64(&j, "late", v->late);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.vote", b, STR_NONE);
}

static enum err insert(struct meeting_hall *h, const struct ballot *b, int64_t *id)
{
    struct meeting_vote_insert_row row;

    TRY(meeting_vote_insert(
        h->db, h->a,
        &(struct meeting_vote_insert_in){.place_id = h->m.place_id,
                                         .meeting_id = h->m.id,
                                         .kind = str_of(b->kind),
                                         .item_id = meeting_or_none(b->n.item_id),
                                         .word_id = meeting_or_none(b->n.word_id),
                                         .subject = b->n.subject,
                                         .present = b->counts.present,
                                         .registered = b->counts.registered,
                                         .in_favour = b->n.tally.in_favour,
                                         .against = b->n.tally.against,
                                         .abstained = b->n.tally.abstained,
                                         .method = b->decided.method,
                                         .rule_key = str_of(b->decided.rule_key),
                                         .base = b->decided.majority.base,
                                         .needed = b->decided.majority.needed,
                                         .outcome = b->carried ? STR("carried") : STR("lost"),
                                         .decision = b->n.decision,
                                         .voted_at = clock_now(),
                                         .late = b->late,
                                         .entered_by = h->who->person_id,
                                         .client_key = b->n.sent.client_key},
        &row));
    TRY(record(h, b, row.number));
    *id = row.id;
    return OK;
}

static enum err sent_before(struct meeting_hall *h, struct str key, int64_t *id, int64_t *item_id)
{
    struct meeting_vote_keyed_rows rows;

    TRY(meeting_vote_keyed(
        h->db, h->a, &(struct meeting_vote_keyed_in){.meeting_id = h->m.id, .client_key = key},
        &rows));
    *id = rows.n ? rows.v[0].id : 0;
    *item_id = rows.n ? meeting_or_zero(rows.v[0].item_id) : 0;
    return OK;
}

/* -- a vote on an item or a proposal -- */

/* What is voted on gives the words that were put, where none were typed. */
static enum err name_subject(struct meeting_hall *h, struct ballot *b)
{
    struct meeting_items items;
    struct meeting_hall_word_row word;

    if (b->n.word_id) {
        b->kind = "proposal";
        TRY(meeting_hall_word(
            h->db, h->a, &(struct meeting_hall_word_in){.meeting_id = h->m.id, .id = b->n.word_id},
            &word));
        if (!str_eq(word.kind, STR("proposal")))
            return ERR_NOT_FOUND;
        if (!b->n.subject.n)
            b->n.subject = str_utf8_head(word.text, MEETING_TITLE_MAX);
        return OK;
    }
    b->kind = "item";
    TRY(meeting_items_of(h->db, h->a, h->m.id, &items));
    for (size_t i = 0; i < items.n; i++) {
        if (items.v[i].id != b->n.item_id)
            continue;
        if (str_eq(items.v[i].state, STR("dropped")))
            fault_add(h->f, STR("item"), MSG_meeting_fault_item_dropped);
        if (!b->n.subject.n)
            b->n.subject = meeting_in_lang(items.v[i].title, h->lang);
        return OK;
    }
    fault_add(h->f, STR("item"), MSG_meeting_fault_no_item);
    return OK;
}

static enum err check_vote(struct meeting_hall *h, struct ballot *b)
{
    TRY(name_subject(h, b));
    b->n.subject = check_text(h->f, "subject", b->n.subject, SUBJECT_LEAST, MEETING_TITLE_MAX);
    TRY(decide(h, b));
    b->n.decision = check_text(h->f, "decision", b->n.decision, b->carried ? DECISION_LEAST : 0,
                               HALL_DECISION_MAX);
    if (!b->carried)
        b->n.decision = STR("");
    return faults_err(h->f);
}

enum err meeting_vote_add(struct meeting_hall *h, const struct meeting_vote_new *n, int64_t *id)
{
    struct ballot b = {.n = *n};
    int64_t before, item;

    b.n.sent.client_key = meeting_hall_key(h, &n->sent);
    TRY(sent_before(h, b.n.sent.client_key, &before, &item));
    if (before) {
        *id = before;
        return OK;
    }
    TRY(meeting_hall_takes(h, false, &b.late));
    TRY(check_vote(h, &b));
    TRY(insert(h, &b, id));
    if (b.carried && b.n.item_id)
        TRY(meeting_hall_item_decide(h->db, h->a,
                                     &(struct meeting_hall_item_decide_in){.id = b.n.item_id,
                                                                           .decision = b.n.decision,
                                                                           .between = STR("\n")}));
    return OK;
}

/* Decisions of the item's votes that stand, one under the other, as they were gathered; `but`: as
 * if this one stood too. */
static struct str decisions_of(struct meeting_hall *h, const struct meeting_votes *votes,
                               int64_t item_id, int64_t but)
{
    struct buf *b = buf_new(h->a, MEETING_JSON_MAX);

    for (size_t i = 0; i < votes->n; i++) {
        const struct meeting_vote *v = &votes->v[i];
        if (v->item_id != item_id || (v->voided && v->id != but) || !v->decision.n)
            continue;
        if (buf_str(b).n)
            buf_add_char(b, '\n');
        buf_add(b, v->decision);
    }
    return buf_str(b);
}

/* A voided vote takes its decision from the item with it, unless the item's has been put into other
 * words since. */
static enum err undecide(struct meeting_hall *h, int64_t vote_id)
{
    struct meeting_votes votes;
    struct meeting_items items;
    int64_t item_id = 0;

    TRY(meeting_votes_of(h->db, h->a, h->m.id, &votes));
    for (size_t i = 0; i < votes.n; i++)
        if (votes.v[i].id == vote_id && votes.v[i].decision.n)
            item_id = votes.v[i].item_id;
    if (!item_id)
        return OK;
    TRY(meeting_items_of(h->db, h->a, h->m.id, &items));
    struct str was = decisions_of(h, &votes, item_id, vote_id);
    for (size_t i = 0; i < items.n; i++)
        if (items.v[i].id == item_id && str_eq(items.v[i].decision, was))
            return meeting_hall_item_undecide(
                h->db, h->a,
                &(struct meeting_hall_item_undecide_in){
                    .id = item_id, .decision = decisions_of(h, &votes, item_id, 0)});
    return OK;
}

enum err meeting_vote_void(struct meeting_hall *h, int64_t id, struct str reason)
{
    struct json j;
    int64_t changed;
    bool late;

    TRY(meeting_hall_takes(h, false, &late));
    reason = check_text(h->f, "reason", reason, MEETING_REASON_MIN, MEETING_REASON_MAX);
    TRY(faults_err(h->f));
    TRY(meeting_vote_set_void(
        h->db, h->a,
        &(struct meeting_vote_set_void_in){
            .meeting_id = h->m.id, .id = id, .now = clock_now(), .reason = reason},
        &changed));
    if (changed == 0)
        return ERR_NOT_FOUND;
    TRY(undecide(h, id));
    struct buf *b = meeting_json_begin(h, &j);
    json_field_i64(&j, "vote", id);
    json_field_str(&j, "reason", reason);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.vote_void", b, STR_NONE);
}

/* -- an item added in the hall -- */

/* In the language it was said in; the other two fall back to it. */
static enum err insert_item(struct meeting_hall *h, const struct meeting_item_added *n,
                            int64_t vote_id, int64_t *item_id)
{
    struct meeting_item_new item = {
        .meeting_id = h->m.id, .reason = n->reason, .in_hall = true, .lang = h->lang};
    int64_t id;

    for (int i = 0; i < LANG_COUNT; i++)
        item.title[i] = STR("");
    item.title[h->lang] = n->title;
    item.link_kind = STR("");
    TRY(meeting_item_save(h->db, h->a, h->who, &item, h->f, &id));
    TRY(meeting_vote_set_item(h->db, h->a,
                              &(struct meeting_vote_set_item_in){.id = vote_id, .item_id = id}));
    *item_id = id;
    return OK;
}

enum err meeting_item_add(struct meeting_hall *h, const struct meeting_item_added *given,
                          int64_t *item_id)
{
    struct meeting_item_added n = *given;
    struct ballot b = {.kind = "add_item"};
    int64_t before, item, vote;

    n.sent.client_key = meeting_hall_key(h, &given->sent);
    TRY(sent_before(h, n.sent.client_key, &before, &item));
    if (before) {
        *item_id = item;
        return OK;
    }
    TRY(meeting_hall_takes(h, false, &b.late));
    n.title = check_text(h->f, "title", n.title, SUBJECT_LEAST, MEETING_TITLE_MAX);
    n.reason = check_text(h->f, "reason", n.reason, MEETING_REASON_MIN, MEETING_REASON_MAX);
    b.n = (struct meeting_vote_new){.subject = n.title,
                                    .decision = STR(""),
                                    .tally = n.tally,
                                    .carried = n.carried,
                                    .sent = n.sent};
    TRY(decide(h, &b));
    TRY(faults_err(h->f));
    TRY(insert(h, &b, &vote));
    if (!b.carried) {
        *item_id = 0;
        return OK;
    }
    return insert_item(h, &n, vote, item_id);
}
