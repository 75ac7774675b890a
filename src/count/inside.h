/* What the files of count share with each other and with nobody else.
 *
 * The line reader, the table of ids, the readers of formats, exact amounts. */
#ifndef ASHAR_COUNT_INSIDE_H
#define ASHAR_COUNT_INSIDE_H

#include <gmp.h>

#include "count/count.h"
#include "count/vec.h"

#define NONE UINT32_MAX

/* ---- faults of an election under way; the kept value is clipped ---- */
void fault_note(struct count_election *e, enum count_fault_kind kind, uint64_t line,
                struct str field, struct str value);

/* Without the blanks and tabs at its ends. */
static inline struct str blanks_off(struct str s)
{
    for (; s.n && (*s.p == ' ' || *s.p == '\t'); s.n--)
        s.p++;
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

/* ---- lines.c: lines of a source, quotes respected ---- */
#define LINES_PADDING 64 /* bytes that may be read, not used, behind what lines_next returns */
struct lines {
    struct count_source src;
    char *buf;
    size_t size, at, end; /* unread bytes are buf[at..end) */
    size_t quote; /* offset of the first quote at or after `at`; SIZE_MAX: none in the buffer */
    bool eof;
    uint64_t line; /* number of the line last returned (its first, where quotes hold line ends) */
    uint64_t next;
    size_t line_max;
    struct buf *raw; /* NULL: bytes are not kept */
};
void lines_init(struct lines *l, struct count_source src, size_t line_max, struct buf *raw);
void lines_free(struct lines *l);
/* The next line without its end (LF or CRLF); *quoted: it holds a quote. ERR_NOT_FOUND at the end;
 * ERR_TOO_LARGE; ERR_MALFORMED: a quote is open at the end of the file; ERR_IO; ERR_NOMEM. Valid
 * until the next call. */
MUST_USE enum err lines_next(struct lines *l, struct str *out, bool *quoted);
/* Puts the line last returned back, to be returned again. Only directly after lines_next. */
void lines_back(struct lines *l, struct str last);
/* Splits at `sep`, undoing quotes, blanks trimmed; at most `max` fields are stored, all are
 * counted. */
size_t fields_split(struct arena *a, struct str line, char sep, struct str *field, size_t max);

/* ---- election.c ---- */
struct ids { /* id -> project index */
    uint32_t *slot;
    size_t mask;
    const struct count_project *project;
};
struct growing { /* vectors of an election being read */
    struct vec project, start, item, points, level, weight;
    struct ids ids;
    bool counted; /* supporters are already in the projects; ballots have neither weights nor points
                   */
};
void election_init(struct count_election *e);
uint32_t ids_find(const struct ids *t, struct str id);
MUST_USE enum err growing_project(struct count_election *e, struct growing *g, struct str id,
                                  struct str name, count_money cost, bool *twice);
/* Moves the vectors into the election; g is empty afterwards. */
MUST_USE enum err growing_finish(struct count_election *e, struct growing *g);
void growing_free(struct growing *g);

/* ---- choices.c: ids listed in a vote field, to projects ---- */
struct choice {
    uint64_t key;                    /* of a short id; 0: free */
    uint32_t project, ballot, count; /* ballot that listed it last, and how many did */
};
struct choices {
    const struct ids *ids;
    struct choice *slot, *other; /* by key; by project, for ids that are not short */
    size_t mask;
    unsigned shift;
    uint32_t ballot; /* the present one, from 1 */
    /* Told of an id that is unknown (NONE) or listed before in the same ballot. */
    void (*odd)(void *to, uint32_t project, struct str id);
    void *odd_to;
};
/* Of all projects in ids, which must not change any more. */
MUST_USE enum err choices_init(struct choices *c, const struct ids *ids, uint32_t projects);
void choices_free(struct choices *c);
/* One ballot: projects of ids separated by commas, blanks around them ignored, once each, put at
 * item, where room for vote.n / 2 + 1 is. Returns how many; *listed: with those told as odd.
 * LINES_PADDING bytes behind the vote are read. */
size_t choices_take(struct choices *c, struct str vote, uint32_t *item, size_t *listed);
/* Sets how many ballots listed each project. */
void choices_count(const struct choices *c, struct count_project *project, uint32_t projects);

/* ---- voters.c ---- */
struct voters_seen { /* voter ids, to find the second use of one */
    uint64_t last;   /* while ids are numbers that grow, only the last is needed */
    bool rising;
    struct vec numbers;    /* uint64_t, in order, while rising */
    uint64_t *number_slot; /* id + 1; 0: free */
    size_t number_mask, numbers_used;
    struct str *slot; /* texts; p NULL: free */
    size_t mask, used;
    struct arena texts;
};
void voters_init(struct voters_seen *s);
void voters_free(struct voters_seen *s);
/* *twice: this id was seen before; an empty one never was. */
MUST_USE enum err voters_see(struct voters_seen *s, struct str id, bool *twice);

/* ---- readers; opt and the first lines are already seen ---- */
MUST_USE enum err pb_read(struct count_election *e, struct lines *l,
                          const struct count_read_options *opt);
MUST_USE enum err csv_ballots_read(struct count_election *e, struct lines *l,
                                   const struct count_read_options *opt);
MUST_USE enum err preflib_read(struct count_election *e, struct lines *l,
                               const struct count_read_options *opt);
MUST_USE enum err points_parse(struct str s, int64_t *out, unsigned *decimals);
MUST_USE enum err money_rescale(count_money *amount, unsigned from, unsigned to);
/* q times 10^up / 10^down: between units and what people read. */
void money_scale(mpq_t q, unsigned up, unsigned down);
/* 10^n for n <= 27. */
count_money money_pow10(unsigned n);
void money_to_mpz(mpz_t out, count_money amount);

#endif
