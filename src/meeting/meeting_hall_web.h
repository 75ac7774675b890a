/* Models and helpers of the pages of the hall. Inside of meeting/. */
#ifndef ASHAR_MEETING_HALL_WEB_H
#define ASHAR_MEETING_HALL_WEB_H

#include "meeting/meeting_hall.h"
#include "meeting/meeting_web.h"
#include "web/live.h"

/* What everybody sees change while it happens: at most LIVE_DATA_MAX bytes as HTML, whatever the
 * agenda's titles (they are cut). */
struct hall_age_line {
    struct str age;
    int64_t female, male;
};
struct hall_age_lines {
    const struct hall_age_line *v;
    size_t n;
};
struct hall_now {
    struct str state, badge;
    struct meeting_counts counts;
    struct hall_age_lines ages;
    struct meeting_quorum quorum;
    struct str quorum_says, quorum_badge; /* sentence, class */
    struct str item, speaker, vote;       /* "" none */
    bool counted;                         /* the kind asks for sex or age */
};

struct hall_vote_line {
    struct meeting_vote v;
    struct str subject; /* what was put, where it is not what stands above; else "" */
    struct str says;    /* "Carried: 40 for, 3 against, 2 abstained; 23 needed" */
    struct str badge;   /* class */
    struct str rule;    /* path of the rule; "" none */
};
struct hall_vote_lines {
    const struct hall_vote_line *v;
    size_t n;
};
struct hall_item {
    struct meeting_item i;
    struct lang_str title;
    struct str badge, state;
    struct hall_vote_lines votes;
    bool current, over;
};
struct hall_items {
    const struct hall_item *v;
    size_t n;
};
struct hall_speaker {
    struct meeting_speaker s;
    struct str name; /* as may be shown: "№ 4" where it is not */
    bool speaks, spoke;
};
struct hall_speakers {
    const struct hall_speaker *v;
    size_t n;
};
struct hall_word {
    struct meeting_word w;
    struct str kind, author, state;
    struct hall_vote_lines votes;
};
struct hall_words {
    const struct hall_word *v;
    size_t n;
};

/* What has been said and decided so far; for everybody, or for officers with names. */
struct hall_record {
    struct meeting_officers officers;
    struct str chair, secretary;
    struct meeting_opening opening;
    struct str opening_says, opening_rule; /* sentence; path of the rule */
    struct hall_items items;
    struct hall_words words;
    struct hall_speakers speakers;
    struct hall_vote_lines added; /* votes on items brought up in the hall that were lost */
    struct meeting_village_counts villages;
};

struct live_page {
    struct meeting_line line;
    struct hall_now now;
    struct hall_record record;
    int64_t since;
    bool screen;   /* big, for the wall */
    bool over;     /* nothing will change any more */
    bool joinable; /* from afar, now */
    bool seated;   /* on the roll stand members or delegates alone: others ask and propose */
    bool signed_in, joined;
    int64_t my_number;
    struct choices ages, sexes, villages, kinds, items;
    struct str my_age, my_village;
};

/* A line of the roll as the officer sees it. */
struct roll_line {
    struct meeting_attendee a;
    struct str says; /* "woman, 18-28, Көк-Жар" or the name */
};
struct roll_lines {
    const struct roll_line *v;
    size_t n;
};
struct hall_page {
    struct meeting_line line;
    struct hall_now now;
    struct hall_record record;
    int64_t since;
    struct str path; /* of the meeting, below the language */
    struct str who;  /* mark of the signed-in officer, for what their device keeps */
    struct roll_lines roll;
    struct choices ages, villages, items, proposals;
    struct str village, kind_rule_quorum, kind_rule_decision, rule_late;
    struct meeting_seats seats;
    struct hall_words waiting;
    bool named, members, delegates, counted, asks_village;
    bool before_day, takes, may_open, is_open, may_close, confirm, by_rule;
    struct str confirm_says;
};
struct roll_page {
    struct meeting_line line;
    struct str path;
    struct roll_lines roll;
};

/* One form on a page of its own: where something was refused, with what was typed. */
/* HALL_LINK: where on the hall's page it is put right; its value is the address below the language.
 */
enum hall_input { HALL_TEXT, HALL_AREA, HALL_SELECT, HALL_CHECK, HALL_HIDDEN, HALL_LINK };
struct hall_field {
    enum hall_input input;
    struct field f;
};
struct hall_form {
    struct str title, action, button, back; /* paths below the language */
    struct hall_field v[12];
    size_t n;
};
#define HALL_FORM_MAX (sizeof((struct hall_form){0}.v) / sizeof(struct hall_field))

/* -- meeting_hall_show.c: models -- */
MUST_USE enum err hall_now_of(struct request *rq, enum lang lang, const struct meeting *m,
                              struct hall_now *out);
MUST_USE enum err hall_record_of(struct request *rq, const struct meeting *m, bool public_only,
                                 struct hall_record *out);
MUST_USE enum err hall_ages(struct request *rq, const struct meeting *m, struct choices *out);
MUST_USE enum err hall_villages(struct request *rq, struct choices *out);
/* A village as it was kept, in the reader's language; as it stands where it is none of these. */
struct str hall_village_said(const struct choices *villages, struct str kept);
struct roll_line hall_roll_line(struct request *rq, const struct meeting_attendee *a);
/* To everybody who follows: what is now, and where more than numbers changed, that the record did.
 */
MUST_USE enum err hall_publish(struct request *rq, int64_t meeting_id, bool record);

/* -- meeting_hall_page.c: pages of the officer -- */
MUST_USE enum err hall_get(struct request *rq);
MUST_USE enum err hall_roll_get(struct request *rq);
MUST_USE enum err hall_line_get(struct request *rq);
MUST_USE enum err hall_sheet_pdf(struct request *rq);
/* The form of a line with what stands in it, or with what was typed. */
MUST_USE enum err hall_line_form(struct request *rq, const struct meeting *m,
                                 const struct meeting_attendee *line, bool typed,
                                 struct hall_form *out);
MUST_USE enum err hall_form_page(struct request *rq, int status, const struct hall_form *form);
MUST_USE enum err hall_item_choices(struct request *rq, const struct meeting *m,
                                    struct choices *out);
void hall_add(struct hall_form *form, enum hall_input input, const struct field *f);
void hall_add_tally(struct request *rq, struct hall_form *form);

/* -- meeting_hall_live.c -- */
MUST_USE enum err hall_live_get(struct request *rq);
MUST_USE enum err hall_stream_get(struct request *rq);
MUST_USE enum err hall_join_post(struct request *rq);
MUST_USE enum err hall_away_post(struct request *rq);
MUST_USE enum err hall_remote_word_post(struct request *rq);

#endif
