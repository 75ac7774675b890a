/* Models of the views that web itself shows: the frame around every page, refusals, kept forms, two
 * editors. */
#ifndef ASHAR_WEB_PAGES_H
#define ASHAR_WEB_PAGES_H

#include "web/out.h"
#include "web/request.h"
#include "web/web.h"

struct nav_item {
    struct str href, label, code; /* code: of a language */
    bool current;
};

struct nav {
    const struct nav_item *v;
    size_t n;
};

struct layout {
    struct str title; /* of the page */
    struct str site;  /* what follows it in the window's title: the municipality, or the program */
    struct str description; /* "" where none */
    struct str feed;        /* URL, "" where none */
    struct html main;
    struct web_grounds grounds; /* acts the page rests on */
    struct str home;            /* where the brand leads */
    struct str brand, brand_small;
    struct str find; /* where the search box leads: of the municipality, or of the nation */
    struct nav nav;  /* of the municipality; empty outside */
    struct nav langs;
    struct str flash;      /* "" where none */
    struct str viewer;     /* name; "" where nobody is signed in */
    bool unread;           /* refused before the session was read: neither "sign in" nor a name */
    struct str acting_for; /* "" where nobody */
    bool has_place, wide;
    bool may_desk, desk_here; /* has a desk somewhere; in this municipality */
    int64_t poll_s;           /* of a live page; 0: none */
    bool queue;               /* with static/hall.js */
    struct html again; /* makes a live page ask itself again where there is no JavaScript; or "" */
    struct str version;
};

/* Bytes of a language's name that a phone shows: its first three letters. */
size_t layout_label_cut(struct str label);

/* A refusal. What happened, what to do next, where to go. */
struct refusal {
    struct str title, what, next; /* next may be "" */
    struct str back;              /* how to get the typed text back; or "" */
    struct nav links;
    bool has_faults;
};

/* A form that was not accepted and is offered again. */
struct resend {
    struct str title, what;
    struct kept_form form;  /* all fields, for the hidden inputs */
    struct kept_form shown; /* those a person may look at: no passwords */
    bool lost;              /* something could not be kept */
    struct str lost_text;
};

struct login_needed {
    struct str title, what;
    const struct kept_form *kept;
    struct html form; /* of hooks.sign_in_view, or "" */
};

struct conflict_line {
    struct str label, theirs, yours;
    bool differs;
};

struct conflict_lines {
    const struct conflict_line *v;
    size_t n;
};

struct conflict_page {
    struct str title, theirs_url, target;
    struct conflict_lines lines;
    struct kept_form yours; /* every field, with `version` replaced */
};

/* Whether a person would know the value again as their own words; codes of choices, marks and
 * numbers are counted instead: a name like "kind" and a value like "plan_group" tell nobody
 * anything. */
bool kept_typed(const struct kept_field *f);
int64_t kept_choices(const struct kept_form *k); /* fields with a value that are not shown */

void layout_view(struct out *o, const struct layout *v);
void refusal_view(struct out *o, const struct refusal *v);
void resend_view(struct out *o, const struct resend *v);
void login_needed_view(struct out *o, const struct login_needed *v);
void kept_fields_view(struct out *o, const struct kept_form *v);
void kept_page_view(struct out *o, const struct kept_form *v);
void conflict_page_view(struct out *o, const struct conflict_page *v);

#endif
