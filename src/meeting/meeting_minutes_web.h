/* Models of the pages of minutes and results. */
#ifndef ASHAR_MEETING_MINUTES_WEB_H
#define ASHAR_MEETING_MINUTES_WEB_H

#include "document/document.h"
#include "meeting/meeting_minutes.h"
#include "web/form_model.h"
#include "web/out.h"

struct meeting_minutes_was_line {
    const struct meeting_minutes_was *w;
    struct html words;
};
struct meeting_results_was_line {
    const struct meeting_results_was *w;
    struct html words;
};
struct meeting_minutes_page {
    struct str meeting, path; /* title; path of the meeting */
    bool there, late, officer, may_start;
    bool other_there; /* in the other language, for this reader */
    day_t due;        /* DAY_NONE: no rule, or the meeting is not over */
    struct meeting_minutes m;
    struct html words;
    struct documents documents;
    struct {
        const struct meeting_minutes_was_line *v;
        size_t n;
    } were;
    struct str lang_word;                   /* "ky", "ru": of the minutes shown */
    struct str chair, secretary, signed_on; /* as typed, or as elected */
};
struct meeting_minutes_form {
    struct str meeting, path, action, lang_word;
    struct str number, words;
    struct str reason, chair, secretary, signed_on; /* of a correction */
    struct str fresh; /* drawn up again now, where it differs from what stands; "" else */
    int64_t version;
    bool after_signing;
};
struct meeting_results_page {
    struct str meeting, path;
    bool there, late, officer, may_give, no_minutes;
    bool typing;       /* the form comes back with faults */
    struct str reason; /* of a correction, as typed */
    struct {
        const struct meeting_results_was_line *v;
        size_t n;
    } were;
    struct html words;
    int64_t published_at, version;
    day_t due;
    struct str words_typed[LANG_COUNT];
    int64_t registered, women, men, proposals, answered, accepted;
    struct {
        const struct meeting_decision_line {
            struct lang_str title;
            struct str decision;
        } * v;
        size_t n;
    } decisions;
};

#endif
