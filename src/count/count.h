/* Counting: ballots in, winners out, every decision exact and explained.
 *
 * Purpose: read elections (Pabulib .pb, CSV ballots, PrefLib), count them by the rules of the
 * literature, say why. Definitions of the rules are at their functions; the public reference for
 * the budgeting rules is pabutools 1.2.3.
 *
 * Exactness: money and points are integers (in units of 10^-decimals), shares are rationals.
 * Floating point only ever *proves* a comparison through enclosing bounds (mes.c); what bounds
 * leave open is decided by GMP rationals. Ties: equal rationals are ties and only they; a named
 * rule (enum count_ties) breaks them, and the result names it. Purity: no database, no web, no
 * globals (of clocks only the processor time of a job's slice); a function reads and writes what it
 * is given. Threads may count different elections, or the same one (an election is not written
 * after reading), at the same time. Memory: an election and a job own their memory
 * (count_election_free, count_job_free); nothing else is allocated for the caller. Arrays that
 * cannot grow give ERR_NOMEM; texts lie in an arena without a landing pad (base/arena.h).
 * Non-goals: words for people (app/tally_text.c turns faults and events into ky, ru, en), files by
 * name. */
#ifndef ASHAR_COUNT_COUNT_H
#define ASHAR_COUNT_COUNT_H

#include <stdatomic.h>

#include "base/buf.h"

struct json; /* base/json.h */

/* -- Amounts -- */

/* Money in units of 10^-decimals of the currency, decimals being the election's. At most
 * COUNT_MONEY_DIGITS digits before the decimal point and COUNT_MONEY_DECIMALS behind it, so that
 * sums of a million amounts cannot overflow. */
typedef __int128 count_money;
#define COUNT_MONEY_DIGITS   19
#define COUNT_MONEY_DECIMALS 9

/* "75000", "75000.00", "2458488,22" (decimal comma). ERR_MALFORMED: not a number; ERR_INVALID:
 * negative; ERR_TOO_LARGE. Trailing zeros behind the point are dropped: *decimals is the least that
 * holds the amount. */
MUST_USE enum err count_money_parse(struct str s, count_money *amount, unsigned *decimals);
/* Exact decimal text, no grouping, no trailing zeros behind the point: "2458488.22". */
void count_money_put(struct buf *out, count_money amount, unsigned decimals);

/* A rational "p/q" or integer as an event carries it, rounded half up to `digits` decimals,
 * trailing zeros dropped; begins with "≈" when that is not the exact value. */
void count_rational_put(struct buf *out, struct str exact, unsigned digits);

/* -- Elections -- */

enum count_vote { /* as Pabulib's vote_type */
                  COUNT_APPROVAL,
                  COUNT_CHOOSE1,
                  COUNT_ORDINAL,
                  COUNT_CUMULATIVE,
                  COUNT_SCORING,
                  COUNT_KNAPSACK, /* approval with a limit on the summed cost of a ballot; counted
                                     as approval */
                  COUNT_VOTE_COUNT
};
const char *count_vote_name(enum count_vote v); /* "choose-1" */
bool count_vote_find(struct str name, enum count_vote *out);

struct count_project {
    struct str id;   /* blanks trimmed, unique, not empty */
    struct str name; /* may be absent */
    count_money cost;
    uint64_t supporters; /* voters whose ballot lists it, weights counted */
    int64_t points;      /* sum over ballots; 0 where ballots have none */
};

enum count_fault_kind { /* names for machines: count_fault_name; sentences: i18n count_fault_NAME */
                        COUNT_FAULT_EMPTY_FILE,
                        COUNT_FAULT_NO_SECTION, /* a section is missing; field: its name */
                        COUNT_FAULT_SECTION_ORDER,
                        COUNT_FAULT_SECTION_TWICE,
                        COUNT_FAULT_MISSING_HEADER, /* the header line or a column of it is missing
                                                     */
                        COUNT_FAULT_MISSING_KEY,    /* META lacks budget or vote_type */
                        COUNT_FAULT_KEY_TWICE,      /* META says one of them twice, not the same */
                        COUNT_FAULT_VOTE_TYPE,      /* unknown vote_type */
                        COUNT_FAULT_MONEY_NOT_NUMBER,
                        COUNT_FAULT_MONEY_NEGATIVE,
                        COUNT_FAULT_MONEY_TOO_LARGE,
                        COUNT_FAULT_BUDGET_ZERO,
                        COUNT_FAULT_NO_PROJECTS,
                        COUNT_FAULT_NO_VOTES,
                        COUNT_FAULT_PROJECT_ID_EMPTY,
                        COUNT_FAULT_PROJECT_TWICE,
                        COUNT_FAULT_UNKNOWN_PROJECT,
                        COUNT_FAULT_VOTER_TWICE,
                        COUNT_FAULT_TOO_FEW_FIELDS,
                        COUNT_FAULT_TOO_MANY_FIELDS,
                        COUNT_FAULT_NO_COSTS, /* CSV: a budget, but no line of costs */
                        COUNT_FAULT_POINTS_NOT_NUMBER,
                        COUNT_FAULT_POINTS_MISMATCH, /* as many points as votes are needed */
                        COUNT_FAULT_TOO_MANY_CHOICES,
                        COUNT_FAULT_WEIGHT,
                        COUNT_FAULT_RANK, /* a rank that is no number, or given twice where ties are
                                             not allowed */
                        COUNT_FAULT_CELL, /* a CSV cell that the ballot type does not allow */
                        COUNT_FAULT_LINE_TOO_LONG,
                        COUNT_FAULT_QUOTE_OPEN,
                        COUNT_FAULT_NOT_UTF8,
                        COUNT_FAULT_NUMBER, /* a number of a PrefLib file */
                        COUNT_FAULT_FORMAT, /* none of the formats we read */
                        COUNT_FAULT_READ,   /* the system could not read on */
                        /* Notices: the file is counted, a person should know. */
                        COUNT_NOTICE_COUNT_DIFFERS, /* num_projects, num_votes or a votes column
                                                       says otherwise */
                        COUNT_NOTICE_LISTED_TWICE, /* a project twice in one ballot: counted once */
                        COUNT_NOTICE_VOTER_TWICE,  /* with COUNT_DUPLICATES_COUNT */
                        COUNT_NOTICE_COST_ZERO,
                        COUNT_NOTICE_COST_ABOVE_BUDGET,
                        COUNT_FAULT_COUNT
};
#define COUNT_NOTICE_FIRST COUNT_NOTICE_COUNT_DIFFERS
const char *count_fault_name(enum count_fault_kind k); /* "unknown_project" */

struct count_fault {
    enum count_fault_kind kind;
    uint64_t line;    /* 1-based; 0: the file as a whole */
    struct str field; /* column, META key or section */
    struct str value; /* what stood there, at most 80 bytes */
};
#define COUNT_FAULTS_MAX 20 /* further ones are counted, not kept */

struct count_election {
    struct arena arena; /* owns everything here but the vectors below */
    enum count_vote vote;
    unsigned money_decimals, point_decimals;
    bool has_budget; /* false: CSV and PrefLib ballots without money */
    count_money budget;
    uint32_t projects;
    struct count_project *project; /* in the order of the file */
    uint32_t *by_id;               /* projects in bytewise order of id */
    uint64_t voters;               /* ballots with their weights, empty ones too */
    uint32_t ballots;              /* rows below; equal ones may stand once with their weight */
    size_t *start;                 /* ballots + 1 offsets into item */
    uint32_t *item;                /* projects of a ballot; ordinal: best first */
    int64_t *points;               /* beside item; NULL unless cumulative or scoring */
    uint32_t *level;               /* beside item, ordinal with ties: 0 best; NULL: no ties */
    uint32_t *weight;              /* per ballot; NULL: 1 each */
    struct count_fault fault[COUNT_FAULTS_MAX], notice[COUNT_FAULTS_MAX];
    size_t faults, notices; /* all of them, also those not kept */
    struct buf raw;         /* the file as it was, with read option keep_raw */
};

enum count_format { COUNT_FORMAT_GUESS, COUNT_FORMAT_PB, COUNT_FORMAT_CSV, COUNT_FORMAT_PREFLIB };
enum count_duplicates { COUNT_DUPLICATES_REFUSE, COUNT_DUPLICATES_COUNT };

struct count_read_options {
    enum count_format format; /* GUESS: by the first line */
    enum count_duplicates duplicates;
    struct str weight_column; /* absent: CSV column "weight", Pabulib none */
    bool vote_set; /* CSV: take `vote` as ballot type; else approval when all cells are 0, 1, x or
                      empty */
    enum count_vote vote;
    bool budget_set; /* overrides or supplies the budget */
    struct str budget;
    size_t line_max; /* bytes; 0: 16 MiB. A longer line is refused without being kept */
    bool keep_raw;   /* for count_election_write */
};

/* Where bytes come from: returns how many were put at p (at most n), 0 at the end, -1 when reading
 * failed. */
struct count_source {
    ptrdiff_t (*read)(void *from, char *p, size_t n);
    void *from;
};
struct count_source count_source_fd(int *fd); /* borrowed descriptor, read(2) with EINTR handled */
struct count_source count_source_str(struct str *bytes); /* consumes *bytes */

/* Reads a whole election, streaming: memory is that of the ballots, not of the file. `e` need not
 * be initialised; count_election_free is due after every return. ERR_INVALID or ERR_MALFORMED:
 * e->fault says what and where; ERR_IO; ERR_NOMEM. */
MUST_USE enum err count_election_read(struct count_election *e, struct count_source src,
                                      const struct count_read_options *opt);
void count_election_free(struct count_election *e);

/* As Pabulib .pb. What was read from a .pb with keep_raw comes out byte for byte (columns, quotes,
 * line ends, BOM); any other election in our own form, which reads back as the same election. */
void count_election_write(const struct count_election *e, struct buf *out);

/* An election made in memory (the online ballot box): projects, then ballots, then finish. */
void count_build_start(struct count_election *e, enum count_vote vote, unsigned money_decimals);
MUST_USE enum err count_build_project(struct count_election *e, struct str id, struct str name,
                                      count_money cost);
/* `points` may be NULL. Projects by index, in order of preference for ordinal ballots. weight >= 1.
 */
MUST_USE enum err count_build_ballot(struct count_election *e, const uint32_t *item,
                                     const int64_t *points, size_t n, uint32_t weight);
MUST_USE enum err count_build_finish(struct count_election *e, count_money budget);

/* Equal ballots become one row with the summed weight. Changes no outcome; saves time where many
 * are equal. */
MUST_USE enum err count_election_merge(struct count_election *e);

/* -- Rules -- */

enum count_rule {
    COUNT_GREEDY,
    COUNT_MES,
    COUNT_EES,
    COUNT_PHRAGMEN,
    COUNT_PLURALITY,
    COUNT_MULTI_APPROVAL, /* "approval": most approvals, seats > 0 */
    COUNT_BORDA_COUNT,    /* "borda": positional, seats > 0 */
    COUNT_SCORES,
    COUNT_TWO_ROUND,
    COUNT_IRV,
    COUNT_STV,
    COUNT_SCHULZE,
    COUNT_CONDORCET,
    COUNT_KEMENY,
    COUNT_RULE_COUNT
};
enum count_sat {
    COUNT_SAT_COST,
    COUNT_SAT_CARDINALITY,
    COUNT_SAT_POINTS,
    COUNT_SAT_BORDA,
    COUNT_SAT_COUNT
};
enum count_completion {
    COUNT_COMPLETION_NONE,
    COUNT_COMPLETION_ADD1,
    COUNT_COMPLETION_ADD1U,
    COUNT_COMPLETION_GREEDY,
    COUNT_COMPLETION_ADDOPT,      /* EES only */
    COUNT_COMPLETION_ADDOPT_SKIP, /* EES only */
    COUNT_COMPLETION_COUNT
};
enum count_ties {
    COUNT_TIES_ID,   /* smallest id, bytewise */
    COUNT_TIES_COST, /* lower cost, then smallest id */
    COUNT_TIES_LOT,  /* order drawn from a published seed (count_lot), then smallest id */
    COUNT_TIES_COUNT
};
const char *count_rule_name(enum count_rule r);
const char *count_sat_name(enum count_sat s);
const char *count_completion_name(enum count_completion c);
bool count_rule_find(struct str name, enum count_rule *out);
bool count_sat_find(struct str name, enum count_sat *out);
bool count_completion_find(struct str name, enum count_completion *out);
bool count_rule_has_seats(
    enum count_rule r); /* elects a number of candidates, not a budget's worth of projects */

/* The lot of a project: FNV-1a (64 bit) of the seed, a line feed and the id, finished by the
 * avalanche of splitmix64. The lowest lot wins. Anyone can repeat it with a pocket program: see
 * docs/man/ashar-tally.1. */
uint64_t count_lot(struct str seed, struct str id);

struct count_options {
    enum count_rule rule;
    enum count_sat sat;
    enum count_completion completion;
    enum count_ties ties;
    struct str lot_seed;
    uint32_t seats;       /* rules with seats; 0 counts as 1 */
    uint64_t min_support; /* a project supported by fewer voters cannot win; 0: none */
    uint64_t quorum;      /* fewer voters: nobody wins; 0: none */
    bool part_funding;    /* the first project by rule that no longer fits gets what is left */
    bool trace;           /* collect events */
    bool needed;          /* with trace: how much more support each loser would have needed */
    uint64_t needed_us;   /* processor time for that; 0: as much as it takes */
    uint64_t resume_at;   /* add1, add1u: start at this increment (from count_job_checkpoint) */
};

enum count_refusal { /* why a rule does not fit an election; sentences: i18n count_refusal_NAME */
                     COUNT_FITS,
                     COUNT_REFUSAL_POINTS_NEEDED, /* sat points on ballots without points */
                     COUNT_REFUSAL_ORDER_NEEDED,  /* sat borda, or a ranked rule, on ballots without
                                                     order */
                     COUNT_REFUSAL_APPROVAL_NEEDED, /* Phragmen on points or rankings */
                     COUNT_REFUSAL_COMPLETION,      /* completion that this rule does not have */
                     COUNT_REFUSAL_SAT,             /* this rule knows no such satisfaction */
                     COUNT_REFUSAL_BUDGET_NEEDED,
                     COUNT_REFUSAL_SEATS,    /* more seats than candidates, or a single-winner rule
                                                asked for several */
                     COUNT_REFUSAL_TOO_MANY, /* Kemeny: too many candidates to be exact */
                     COUNT_REFUSAL_TIES_IN_BALLOT,  /* rules of first choices count strict orders */
                     COUNT_REFUSAL_NEGATIVE_POINTS, /* shares of negative points have no meaning */
                     COUNT_REFUSAL_PART_FUNDING,
                     COUNT_REFUSAL_COUNT
};
const char *count_refusal_name(enum count_refusal r);
#define COUNT_KEMENY_MAX 16 /* candidates */

/* What does not depend on the election (a usage fault), and all of it. */
enum count_refusal count_options_check(const struct count_options *opt);
enum count_refusal count_election_check(const struct count_election *e,
                                        const struct count_options *opt);

/* -- Results -- */

enum count_event_kind {                      /* sentences: i18n count_event_NAME */
                        COUNT_EVENT_START,   /* voters, amount: share of each; sum: budget */
                        COUNT_EVENT_ELECTED, /* project, round, why: measure; payments */
                        COUNT_EVENT_SKIPPED, /* greedy: cost does not fit what is left (sum) */
                        COUNT_EVENT_DROPPED, /* supporters can no longer afford it; sum: what they
                                                hold (absent in EES: no equal parts can be paid) */
                        COUNT_EVENT_TIE,     /* project won the tie against other */
                        COUNT_EVENT_FREE,    /* cost 0, elected up front */
                        COUNT_EVENT_COMPLETION, /* elected by the greedy completion */
                        COUNT_EVENT_RAISED,     /* add1, add-opt: amount: the share counted with;
                                                   n: increments */
                        COUNT_EVENT_STOPPED, /* Phragmen: the next project does not fit; rule ends
                                              */
                        COUNT_EVENT_PART,    /* part funding: amount */
                        COUNT_EVENT_BELOW,   /* below the threshold: cannot win */
                        COUNT_EVENT_NO_QUORUM,
                        COUNT_EVENT_TALLY,     /* a candidate's score in a round: n or amount */
                        COUNT_EVENT_QUOTA,     /* STV: amount */
                        COUNT_EVENT_OUT,       /* eliminated in a round */
                        COUNT_EVENT_SURPLUS,   /* STV: project passes on amount */
                        COUNT_EVENT_TRANSFER,  /* project gives amount votes to other (UINT32_MAX:
                                                  exhausted) */
                        COUNT_EVENT_PAIR,      /* n rank project above other, m the reverse */
                        COUNT_EVENT_PATH,      /* Schulze: strength n of the strongest path from
                                                  project to other, m of that back */
                        COUNT_EVENT_NO_WINNER, /* no Condorcet winner */
                        COUNT_EVENT_NEEDED,    /* loser: n more voters supporting only it; m = 1: n
                                                  were tried in vain (0: no time) */
                        COUNT_EVENT_KIND_COUNT
};
const char *count_event_name(enum count_event_kind k);

struct count_event {
    enum count_event_kind kind;
    uint32_t round;          /* 1-based; 0: outside rounds */
    uint32_t project, other; /* UINT32_MAX: none */
    uint64_t n, m;           /* counts: supporters; paying in full */
    struct str measure; /* exact rational "p/q" or integer by which it was chosen; absent: none */
    struct str amount;  /* exact: what each paying supporter paid, share, votes */
    struct str sum;     /* exact: what is left, what supporters hold */
};

struct count_result {
    uint32_t winners;
    uint32_t *order;   /* winners in the order of election */
    count_money total; /* cost of the winners; a part-funded project is not among them */
    uint64_t
        rounds; /* projects elected or eliminated one after the other, by the rule's own counting */
    uint32_t by_rule; /* so many of `order` were elected before the greedy completion */
    uint64_t
        increments; /* add1, add1u, add-opt: raises of the voters' share that were considered */
    uint32_t part;  /* part-funded project or UINT32_MAX */
    count_money part_sum;
    uint64_t runs; /* whole countings done, of those considered: the rest is proved equal (mes.c) */
    uint64_t exact; /* comparisons that bounds left open and rationals decided */
    struct count_event *event;
    size_t events;
};

/* -- Jobs: counting in slices, with progress, cancellable and resumable -- */

struct count_job;

/* `e` is borrowed and must outlive the job. ERR_INVALID: count_election_check refuses. */
MUST_USE enum err count_job_new(const struct count_election *e, const struct count_options *opt,
                                struct count_job **out);
/* Works for about `slice_us` microseconds of processor time (0: to the end), then returns; the
 * rules of budgets and the transfers between rounds, the others (which take a moment) go in one.
 * *done: result is ready. ERR_GONE after count_job_cancel. Any thread may call it, one at a time.
 */
MUST_USE enum err count_job_step(struct count_job *job, uint64_t slice_us, bool *done);
/* Safe from any thread; the running or next step returns ERR_GONE soon. */
void count_job_cancel(struct count_job *job);
struct count_progress {
    uint64_t round, rounds_most; /* of the run under way */
    uint64_t increment;          /* add1: raises of the share so far */
    count_money spent;           /* cost of the last finished outcome; towards the budget */
    uint64_t asked, losers;      /* counted; now it is asked what losers would have needed */
};
struct count_progress count_job_progress(const struct count_job *job);
/* add1, add1u: all increments below this one are settled; count_options.resume_at takes it up again
 * after a restart. 0 for the other rules. */
uint64_t count_job_checkpoint(const struct count_job *job);
/* Valid until count_job_free; NULL until done. */
const struct count_result *count_job_result(const struct count_job *job);
void count_job_free(struct count_job *job);

/* The trace as a JSON array, and the result as the members that `ashar tally --json` prints (not
 * the braces). */
void count_trace_json(struct json *j, const struct count_election *e, const struct count_result *r);
void count_result_json(struct json *j, const struct count_election *e,
                       const struct count_options *opt, const struct count_result *r);

#endif
