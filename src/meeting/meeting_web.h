/* Models and handlers of the pages of meetings before their day. */
#ifndef ASHAR_MEETING_WEB_H
#define ASHAR_MEETING_WEB_H

#include "document/document.h"
#include "meeting/meeting.h"
#include "meeting/meeting_before.h"
#include "rules/rules.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

struct meeting_line {
    struct meeting m;
    struct lang_str title, venue;
    struct str kind, state, path;
    struct str day, time; /* "ишемби, 2026-жылдын 21-ноябры", "10:00" */
    struct str badge;     /* class of the state's badge */
};
struct meeting_lines {
    const struct meeting_line *v;
    size_t n;
};
struct meeting_list_page {
    struct meeting_lines upcoming, past;
    struct choices kinds;
    struct str kind;
    bool may_edit;
};

struct meeting_item_line {
    struct meeting_item i;
    struct lang_str title;
    struct str link, href; /* link: what it is linked to, in words; href "": no page */
    struct str outcome;    /* of the last vote on it that counts, in words; "" before */
    bool dropped;
};
struct meeting_item_lines {
    const struct meeting_item_line *v;
    size_t n;
};
struct meeting_notice_line {
    struct meeting_notice n;
    struct str kind, venue, when;
    bool replaced; /* a later one says otherwise: kept, to be read */
};
struct meeting_notice_lines {
    const struct meeting_notice_line *v;
    size_t n;
};
struct meeting_word_line {
    struct meeting_word w;
    struct str kind, via, state, item; /* item "": about the whole */
    bool hidden, withdrawn, waiting, may_withdraw;
};
struct meeting_word_lines {
    const struct meeting_word_line *v;
    size_t n;
};
struct meeting_rule_lines {
    const struct rule_described *v;
    size_t n;
};
struct meeting_show_page {
    struct meeting_line line;
    struct str topic, caller, mode, area, ground, body, reason; /* reason: of the last notice */
    struct str request_path;                                    /* "" where none */
    struct meeting_item_lines items;
    struct meeting_notice_lines notices;
    struct meeting_word_lines words;
    struct documents documents;
    struct meeting_rule_lines rules;
    struct html about;
    bool may_edit, takes_words, preparing, cancelled, changed, over, is_kurultai, told;
    bool live; /* it is going on, or may begin: the hall and its live page are open */
    struct str cancel_reason, document_title; /* as typed, after a refusal */
};

struct meeting_form_page {
    struct meeting_new n;
    struct str day, call_day, at, minutes, invited, base, request, body, village, action, heading;
    struct choices kinds, topics, callers, modes, requests, bodies, villages, grounds;
    bool told;
};
struct meeting_agenda_page {
    struct meeting_line line;
    struct meeting_item_lines items;
    struct meeting_item_new form;
    struct str link, action, drop_reason; /* link: "issue 3", as chosen */
    struct choices links;
    struct rule_described most;
    bool editing, late, too_many;
    int64_t drop_id; /* whose form of dropping was refused */
};
struct meeting_steps_page {
    struct meeting_line line;
    struct meeting_preps steps;
    struct str rule_titles; /* unused by the view where empty */
    bool may_edit;
    int64_t open_id; /* the step whose form was refused */
    struct str done_on, note, skipped;
};
struct meeting_say_page {
    struct meeting_line line;
    struct choices kinds, items;
    struct str kind, item, text, author;
    bool author_public, officer, signed_in, moderated, takes;
};
struct meeting_words_page {
    struct meeting_line line;
    struct meeting_word_lines waiting, all;
    bool officer, takes;
    int64_t open_id;
    struct str reason;
};
struct meeting_request_line {
    struct meeting_request r;
    struct str kind, state, path, badge;
    bool late; /* not decided and past, or decided after its day */
};
struct meeting_request_lines {
    const struct meeting_request_line *v;
    size_t n;
};
struct meeting_requests_page {
    struct meeting_request_lines lines;
    struct rule_described rule;
    bool may_ask, officer;
};
struct meeting_request_form {
    struct meeting_request_new n;
    struct str received, names_hint;
    struct choices kinds;
    bool officer;
};
struct meeting_request_page {
    struct meeting_request_line line;
    struct meeting_names names;
    struct rule_described rule;
    struct str meeting_path, document_path, reason;
    bool officer, own, open;
};
struct meeting_year_page {
    struct meeting_duties duties;
    int64_t year;
    bool may_edit;
};
struct meeting_delegates_page {
    struct meeting_line line;
    struct meeting_delegate_norms norms;
    struct meeting_delegates delegates;
    struct choices units, assemblies;
    struct meeting_delegate_new form;
    struct str unit, assembly, elected_on, reason;
    bool may_edit;
    int64_t open_id;
};

/* The meeting that :id names, as this reader may see it: ERR_NOT_FOUND for one in preparation where
 * the reader does not keep meetings. */
MUST_USE enum err meeting_of_request(struct request *rq, struct meeting *out);
struct meeting_line meeting_line_of(struct request *rq, const struct meeting *m);
struct str meeting_say_here(struct request *rq, enum msg key);
/* "/41…/meetings/12/agenda" */
struct str meeting_below(struct request *rq, int64_t id, const char *rest);
MUST_USE enum err meeting_item_lines_of(struct request *rq, int64_t meeting_id,
                                        struct meeting_item_lines *out);
MUST_USE enum err meeting_word_lines_of(struct request *rq, int64_t meeting_id, bool officer,
                                        struct meeting_word_lines *out);
struct choices meeting_choices(struct request *rq, const char *prefix, const char *const *words);
struct choices meeting_kind_choices(struct request *rq);
/* "12" or "" for 0. */
struct str meeting_number_text(struct request *rq, int64_t v);
int64_t meeting_field_number(struct request *rq, const char *name);
/* The show page with what was typed and its faults. */
MUST_USE enum err meeting_show_again(struct request *rq, int status, const struct meeting *m);

enum err meetings_page_get(struct request *rq), meeting_page_get(struct request *rq),
    meeting_document_post(struct request *rq);
enum err meeting_new_get(struct request *rq), meeting_new_post(struct request *rq),
    meeting_edit_get(struct request *rq), meeting_edit_post(struct request *rq),
    meeting_announce_post(struct request *rq), meeting_cancel_post(struct request *rq);
enum err meeting_agenda_get(struct request *rq), meeting_agenda_post(struct request *rq),
    meeting_agenda_item_get(struct request *rq), meeting_agenda_item_post(struct request *rq),
    meeting_item_drop_post(struct request *rq), meeting_item_raise_post(struct request *rq);
enum err meeting_steps_get(struct request *rq), meeting_step_post(struct request *rq);
enum err meeting_say_get(struct request *rq), meeting_words_get(struct request *rq),
    meeting_words_post(struct request *rq), meeting_word_withdraw_post(struct request *rq),
    meeting_word_show_post(struct request *rq), meeting_word_hide_post(struct request *rq);
enum err meeting_requests_get(struct request *rq), meeting_request_form_get(struct request *rq),
    meeting_request_form_post(struct request *rq), meeting_request_get(struct request *rq),
    meeting_request_post(struct request *rq);
enum err meeting_year_get(struct request *rq), meeting_delegates_get(struct request *rq),
    meeting_delegates_post(struct request *rq), meeting_delegate_recall_post(struct request *rq);
enum err meeting_poster_get(struct request *rq), meeting_invitation_get(struct request *rq),
    meeting_slips_get(struct request *rq);
enum err meeting_ics_get(struct request *rq), meetings_ics_get(struct request *rq),
    meetings_csv_get(struct request *rq), meetings_atom_get(struct request *rq),
    meetings_api_get(struct request *rq), meeting_api_get(struct request *rq);

#endif
