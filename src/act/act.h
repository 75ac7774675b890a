/* The legal ground a municipality stands on: acts, the functions they give and what those cost,
 * answers to residents' questions, checklists of standards.
 *
 * Sources: the challenges report (120 acts in 11 fields of government lie on a staff of ten), the
 * programme's measures on the inventory of delegated powers (1.3.*), the journal's questions and
 * answers. Acts of the nation (place 0) are everybody's; a municipality adds its own. Invariants: a
 * text once entered stays, a newer one is another edition; verdicts are added, never changed; who
 * asked a question is never shown; every change is audited, of two editors the second is told.
 * Ownership: everything returned lives in the arena. Non-goals: the official register of acts
 * (cbd.minjust.gov.kg), legal advice. */
#ifndef ASHAR_ACT_ACT_H
#define ASHAR_ACT_ACT_H

#include "base/actor.h"
#include "base/clock.h"
#include "db/db.h"
#include "desk/due.h"
#include "i18n/fault.h"
#include "web/request.h"

/* Words as stored; names for readers are messages act_kind_X, act_field_X, act_function_X,
 * act_state_X, act_verdict_X. */
extern const char *const act_kinds[];     /* "law" … ended by NULL */
extern const char *const act_fields[];    /* the 11 fields of government, ended by NULL */
extern const char *const act_functions[]; /* "own" "delegated" "duty", NULL */
extern const char *const act_verdicts[];  /* "met" "partly" "unmet" "na", NULL */

struct act {
    int64_t id, place_id, version; /* place_id 0: the nation's */
    struct str kind, number, issuer;
    struct str code; /* by which rules cite it: "model_charter"; "": none */
    day_t day;
    struct str title[LANG_COUNT]; /* at least one */
    struct str fields;            /* codes, a blank around each: " land health " */
    bool gives_own, gives_delegated, gives_duties;
    day_t repealed_on; /* DAY_NONE: in force */
    int64_t added_at, changed_at, editions;
};
struct acts {
    const struct act *v;
    size_t n;
};
struct str act_title(const struct act *a, enum lang lang);
/* "/41…/acts/12", "/acts/12" for the nation's read outside a municipality (code ""). */
struct str act_path(struct arena *a, struct str place_code, int64_t id);

/* One of the municipality's or the nation's. ERR_NOT_FOUND. */
MUST_USE enum err act_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                           struct act *out);
struct act_filter {
    int64_t place_id, before, most; /* before: ids smaller; 0: from the newest */
    struct str field, kind;         /* "": any */
};
MUST_USE enum err act_list(struct db *db, struct arena *a, const struct act_filter *f,
                           struct acts *out);
/* Ids of those the place itself keeps. */
struct act_ids {
    const int64_t *v;
    size_t n;
};
MUST_USE enum err act_own(struct db *db, struct arena *a, int64_t place_id, struct act_ids *out);

/* A new act (id 0) or an edited one. Faults: number, day, title, kind, issuer missing or too long;
 * an act with this kind, number and day is there; repealed before its day. ERR_CONFLICT;
 * ERR_FORBIDDEN: the nation's act from within a municipality. */
MUST_USE enum err act_save(struct db *db, struct arena *a, const struct actor *who,
                           const struct act *n, struct faults *f, int64_t *id);

struct act_edition {
    int64_t id, number, at;
    day_t valid_from;
    struct str note;
    int64_t document_id; /* the file it was taken from; 0: none was kept */
};
struct act_editions {
    const struct act_edition *v; /* newest validity first */
    size_t n;
};
MUST_USE enum err act_editions_of(struct db *db, struct arena *a, int64_t act_id,
                                  struct act_editions *out);
/* The one that holds on a day; NULL: none. */
const struct act_edition *act_edition_on(const struct act_editions *all, day_t day);
/* The text of one edition. ERR_NOT_FOUND. */
MUST_USE enum err act_edition_words(struct db *db, struct arena *a, int64_t edition_id,
                                    struct str *out);
/* The text that holds on a day, before the first edition's day the first one's; "": none. */
MUST_USE enum err act_text_on(struct db *db, struct arena *a, int64_t act_id, day_t day,
                              struct str *out);
/* With `file`, it is kept as the original of the edition (document.h says which are taken; a saved
 * web page is kept as plain text). The words are what the caller read out of it, or typed. Faults:
 * words empty or above ACT_WORDS_MAX, valid_from before the act's day or taken by another edition,
 * after the act was repealed. ERR_CONFLICT, ERR_FORBIDDEN as of act_save. */
#define ACT_WORDS_MAX 400000 /* characters */
struct act_edition_new {
    int64_t act_id, version;
    day_t valid_from;
    struct str note, words;
    struct str filename, file; /* file.n 0: none */
};
MUST_USE enum err act_add_edition(struct db *db, struct arena *a, const struct actor *who,
                                  const struct act_edition_new *e, struct faults *f, int64_t *id);
/* The words of a file: PDF, DOCX, ODT, text, HTML (stripped). Slow (a child process, up to
 * seconds): outside of a write's transaction. Faults on "file": a scan without text, damaged or
 * locked, unpacks to too much, took too long, another kind. Pure of the database. */
MUST_USE enum err act_text_of_file(struct arena *a, struct str bytes, struct faults *f,
                                   struct str *out);
/* The same of a saved web page alone; for fuzzing. Any bytes; valid UTF-8 out. */
struct str act_text_of_html(struct arena *a, struct str html);

/* -- parts, chapters, articles, points, recognised by how they are headed: "12-берене.", "Статья
 * 12.", "Chapter IV" at the beginning of a line, followed by a dot, a capital or nothing -- */
enum act_unit { ACT_LEAD, ACT_PART, ACT_CHAPTER, ACT_ARTICLE };
struct act_article {
    struct str anchor; /* "a12", "a12-1" (article), "c4" (chapter), "s2" (part): the part of a link
                          behind '#'; "" for what stands before the first of them */
    struct str heading, words;
    enum act_unit unit;
};
struct act_articles {
    const struct act_article *v;
    size_t n;
};
/* Pure; linear in the text. A number that comes twice gets "-2" and so on behind its anchor. */
void act_articles_of(struct arena *a, struct str words, struct act_articles *out);
/* The lines of a unit; a numbered point ("3.", "4.3", "2)") can be linked to. */
struct act_para {
    struct str anchor; /* "a12.3", "c4.7", "p3" outside of any unit; "": no point */
    struct str text;
};
struct act_paras {
    const struct act_para *v;
    size_t n;
};
void act_paras_of(struct arena *a, const struct act_article *unit, struct act_paras *out);
bool act_has_anchor(struct arena *a, struct str words, struct str anchor);
/* The anchor of what a citation calls "27", "20.7": article, point of an article, point; "": the
 * text has none. */
struct str act_anchor_of(struct arena *a, struct str words, struct str point);

/* "article 12", "article 12, point 3" of an anchor, in words; "" of "". */
struct str act_anchor_text(struct arena *a, enum lang lang, struct str anchor);

/* -- two editions side by side -- */
enum act_change { ACT_SAME, ACT_ADDED, ACT_REMOVED, ACT_CHANGED };
enum act_piece_kind { ACT_BOTH, ACT_OUT, ACT_IN };
struct act_piece {
    enum act_piece_kind kind;
    struct str text;
};
struct act_pieces {
    const struct act_piece *v;
    size_t n;
};
struct act_difference { /* of one part, chapter, article */
    enum act_change change;
    struct str anchor, heading;
    struct act_pieces pieces; /* none where nothing changed */
};
struct act_comparison {
    const struct act_difference *v; /* in the order of the later text, what went where it stood */
    size_t n;
    int64_t same, added, removed, changed;
};
/* Pure; time and memory bounded: long passages that differ wholly are shown as taken out and put
 * in. */
void act_compare(struct arena *a, struct str before, struct str after, struct act_comparison *out);

/* -- an act's own changes: number, title, fields, validity; public -- */
struct act_field_change {
    struct str label, before, after; /* in the reader's language */
};
struct act_field_changes {
    const struct act_field_change *v;
    size_t n;
};
struct act_version {
    int64_t at;
    struct str what; /* "act.add" "act.edit" "act.edition" "act.link" "act.unlink" */
    struct act_field_changes changes;
};
struct act_versions {
    const struct act_version *v; /* newest first, at most 200 */
    size_t n;
};
/* Out of the log; who did it is not told. */
MUST_USE enum err act_history(struct db *db, struct arena *a, enum lang lang, const struct act *act,
                              struct act_versions *out);

/* -- links: what rests on an act -- */
struct act_link {
    int64_t id;
    struct str article, kind, target, note; /* kind: "act" "rule" "issue" "page" */
};
struct act_links {
    const struct act_link *v;
    size_t n;
};
MUST_USE enum err act_links_of(struct db *db, struct arena *a, int64_t place_id, int64_t act_id,
                               struct act_links *out);
struct act_used { /* an act that a thing rests on */
    int64_t act_id;
    struct str article; /* anchor, "" the whole act */
    struct str point;   /* as cited: "27", "20.7"; "" where the link names the article alone */
    struct str title[LANG_COUNT];
};
struct act_uses {
    const struct act_used *v;
    size_t n;
};
/* The other way: the acts that an issue, a rule, a page rests on. */
MUST_USE enum err act_links_to(struct db *db, struct arena *a, int64_t place_id, struct str kind,
                               struct str target, struct act_uses *out);
struct act_link_new {
    int64_t act_id;
    struct str article, kind, target, note;
};
/* Faults: unknown kind, no such rule, act or article, a path that is none. */
MUST_USE enum err act_add_link(struct db *db, struct arena *a, const struct actor *who,
                               const struct act_link_new *l, struct faults *f);
MUST_USE enum err act_drop_link(struct db *db, struct arena *a, const struct actor *who,
                                int64_t act_id, int64_t link_id);

/* -- citations -- */
/* Whether `source` names the act: by its code ("model_charter:20.7", as data/rules.tsv has it) or
 * by number with date or year ("Мыйзам №123, 20.10.2021, 27-берене"). *point: "20.7", "27" or "".
 */
bool act_cites(struct arena *a, const struct act *act, struct str source, struct str *point);
/* The acts of the place and the nation that a text names. */
MUST_USE enum err act_cited(struct db *db, struct arena *a, int64_t place_id, struct str source,
                            struct act_uses *out);

/* -- where an act is used: act knows rules, functions and answers; what rests on acts elsewhere
 * (issues, plans, bodies …) app wires -- */
struct act_use {
    struct str kind; /* in the reader's language */
    struct lang_str title;
    struct str path;    /* below the language, "": none */
    struct str article; /* anchor or "" */
};
struct act_use_list {
    const struct act_use *v;
    size_t n;
};
struct act_use_query {
    int64_t place_id; /* 0: read outside of a municipality */
    struct str place_code;
    enum lang lang;
    const struct act *act;
    struct str words; /* the text that holds today; "" */
};
typedef enum err act_use_source(struct db *db, struct arena *a, const struct act_use_query *q,
                                struct act_use_list *out);
/* Names what a link leads to. ERR_NOT_FOUND: the place has none such. A page that is an issue's, a
 * rule's … says so: the link is kept as one to that. */
struct act_target {
    struct lang_str title;
    struct str path;
    struct str kind, target; /* as the link is to be kept; absent: as it was given */
};
typedef enum err act_target_name(struct db *db, struct arena *a, const struct act_use_query *q,
                                 const struct act_link *l, struct act_target *out);
struct act_target_source {
    const char *kind; /* "issue" "page" …: message act_link_X */
    act_target_name *name;
};
struct act_wiring {
    act_use_source *const *uses; /* ended by NULL */
    const struct act_target_source *targets;
    size_t target_count;
};
/* Borrowed for ever; once, before the first request. Kinds "act" and "rule" are act's own. */
void act_wire(const struct act_wiring *w);
MUST_USE enum err act_uses_of(struct db *db, struct arena *a, const struct act_use_query *q,
                              struct act_use_list *out);

/* -- functions and delegated powers -- */
struct act_function {
    int64_t id, version, act_id, year, cost, received; /* money: tyiyn a year */
    struct str kind, title, article, delegated_by;
    struct str act_kind, act_number; /* of the act, when read */
    struct str act_title[LANG_COUNT];
};
struct act_function_rows_t {
    const struct act_function *v;
    size_t n;
    int64_t cost, received,
        gap; /* of the delegated ones: gap = what they cost above the money received */
};
MUST_USE enum err act_functions_of(struct db *db, struct arena *a, int64_t place_id, int64_t year,
                                   struct act_function_rows_t *out);
MUST_USE enum err act_function_save(struct db *db, struct arena *a, const struct actor *who,
                                    const struct act_function *n, struct faults *f, int64_t *id);
/* It is not done any more: out of the inventory, kept in the log. ERR_NOT_FOUND, ERR_CONFLICT. */
MUST_USE enum err act_function_end(struct db *db, struct arena *a, const struct actor *who,
                                   int64_t id, int64_t version);
/* A table with heading title, kind, act_number, act_day, article, delegated_by, year, cost,
 * received (money in som): all or nothing; each fault has line and column. *added: how many. */
MUST_USE enum err act_function_import(struct db *db, struct arena *a, const struct actor *who,
                                      struct str csv, struct faults *f, int64_t *added);

/* -- questions and answers -- */
struct act_question {
    int64_t id, version, asked_at, answered_at, act_id;
    struct str state; /* "asked" "answered" "public" "declined" */
    struct str question, answer, steps, article, reason;
    struct str published; /* the question as everybody reads it; "": as it was asked */
    struct str field;     /* of government; "": none */
    bool has_address;     /* an answer will be mailed */
    struct str act_title[LANG_COUNT];
    day_t valid_from, valid_to;
    bool emergency;
};
struct act_questions {
    const struct act_question *v;
    size_t n;
};
struct act_question_filter {
    int64_t place_id, before, most, person_id; /* person_id: who asked; 0: anybody */
    struct str state, field;                   /* "": any */
    bool emergency_first;
};
MUST_USE enum err act_questions_of(struct db *db, struct arena *a,
                                   const struct act_question_filter *f, struct act_questions *out);
/* asked_by: 0 or who asked, so that they may read their own before it is public. */
MUST_USE enum err act_question_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                    struct act_question *out, int64_t *asked_by);
/* The question as everybody reads it. */
struct str act_question_text(const struct act_question *q);
/* Whether a public answer holds on a day. */
bool act_answer_holds(const struct act_question *q, day_t day);
/* A question of a resident. Without an account where rule answers.without_account allows it; the
 * answer goes to `address`, if one is given. Faults: too short or long, a wrong address, no account
 * allowed, too many today (answers.per_day), too many waiting (answers.waiting). */
struct act_ask_new {
    struct str question, address;
    enum lang lang;
};
MUST_USE enum err act_ask(struct db *db, struct arena *a, const struct actor *who,
                          const struct act_ask_new *n, struct faults *f, int64_t *id);
/* state: "answered" (for who asked), "public", "declined" (with a reason). Mails the answer where
 * an address was left, which is then erased. */
struct act_answering {
    struct act_question q;
    struct str place_code;
};
MUST_USE enum err act_answer(struct db *db, struct arena *a, const struct actor *who,
                             const struct act_answering *n, struct faults *f);

/* -- checklists -- */
struct act_standard {
    int64_t id, points;
    struct str code;
    struct str title[LANG_COUNT];
};
struct act_standards {
    const struct act_standard *v;
    size_t n;
};
MUST_USE enum err act_standards_of(struct db *db, struct arena *a, int64_t place_id,
                                   struct act_standards *out);
struct act_point {
    int64_t id, at; /* at: of the verdict; 0: none */
    struct str number, verdict, evidence;
    int64_t document_id; /* evidence; 0: none */
    struct str title[LANG_COUNT];
};
struct act_points {
    const struct act_point *v;
    size_t n;
    int64_t judged, met, partly, unmet, na;
    int64_t percent; /* met and half of partly, of those that apply; -1: nothing judged */
};
MUST_USE enum err act_points_of(struct db *db, struct arena *a, int64_t place_id,
                                int64_t standard_id, struct act_points *out);
struct act_verdict {
    int64_t at, document_id;
    struct str verdict, evidence;
};
struct act_verdict_list {
    const struct act_verdict *v; /* newest first */
    size_t n;
};
MUST_USE enum err act_verdicts_of(struct db *db, struct arena *a, int64_t place_id,
                                  int64_t point_id, struct act_verdict_list *out);
/* Faults: unknown verdict; "met" and "partly" without evidence. ERR_NOT_FOUND: no such point in the
 * standard. */
struct act_judging {
    int64_t standard_id, point_id;
    struct str verdict, evidence;
    struct str filename, file; /* evidence as a document; file.n 0: none */
};
MUST_USE enum err act_judge(struct db *db, struct arena *a, const struct actor *who,
                            const struct act_judging *j, struct faults *f);
/* How the standard stood at the end of each year in which it was judged (the current one: today).
 */
struct act_year {
    int year;
    int64_t judged, met, partly, unmet, na, percent; /* percent -1: nothing applies */
};
struct act_years {
    const struct act_year *v; /* newest first */
    size_t n;
};
MUST_USE enum err act_years_of(struct db *db, struct arena *a, int64_t place_id,
                               int64_t standard_id, struct act_years *out);
/* A standard from a table with heading number, title_ky, title_ru, title_en. All or nothing.
 * ERR_CONFLICT: the code is taken. */
struct act_standard_new {
    struct str code;
    struct str title[LANG_COUNT];
    struct str csv;
};
MUST_USE enum err act_standard_import(struct db *db, struct arena *a, const struct actor *who,
                                      const struct act_standard_new *n, struct faults *f,
                                      int64_t *id);
/* The shipped standard (European Charter of Local Self-Government), for `init` and `migrate`; there
 * already: nothing is done. */
MUST_USE enum err act_seed(struct db *db, struct arena *a);

/* -- legal news: what was entered, in order; the feed and the mailed digest tell it -- */
struct act_news {
    int64_t id, place_id, at, act_id, question_id; /* act_id, question_id: 0 where none */
    struct str kind; /* "act" "edition" "repealed" "answer": message act_news_X */
    day_t day;
    struct str title[LANG_COUNT]; /* of the act; of an answer: the question, in all three */
};
struct act_news_list {
    const struct act_news *v;
    size_t n;
};
/* Of the place and the nation, newest first, with an id above `after`. */
MUST_USE enum err act_news_of(struct db *db, struct arena *a, int64_t place_id, int64_t after,
                              int64_t most, struct act_news_list *out);
/* "New act: Law No. 5 …" */
struct str act_news_text(struct arena *a, enum lang lang, const struct act_news *n);
/* Queues the digest of every municipality whose last one is as old as rule act.digest_days says and
 * that has news and subscribers of TOPIC_LAW; each in their language. In the caller's transaction.
 * *mails: how many were queued. The first look at a municipality only notes where it stands. */
MUST_USE enum err act_digest_due(struct db *db, struct arena *a, int64_t *mails);

/* -- wiring -- */
due_source act_due;
extern const struct route act_routes[];
extern const struct db_query *const act_queries[];
extern const size_t act_query_count;

#endif
