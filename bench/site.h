/* What the benches of the running program share: a demonstration database, the server on it, a
 * resident signed in, and 64 browsers that post comments on the plan under discussion.
 *
 * The server is the real one, `ashar serve` with --rate-factor 0 (one address sends everything);
 * its path is argv[1] or ASHAR. Failures end the bench with a sentence: a figure of half a run is
 * worse than none. */
#ifndef ASHAR_BENCH_SITE_H
#define ASHAR_BENCH_SITE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct site {
    const char *program;
    char url[512]; /* of the database */
    char dir[128]; /* below $TMPDIR, removed by site_free */
    int port;
    pid_t pid;
    char cookie[256]; /* of the resident */
    char token[160];  /* for forms */
    char place[32];
    int64_t plan, village;
};

/* An empty PostgreSQL database is made by script/pg-start; url NULL: SQLite in site's own
 * directory. */
void site_make(struct site *s, const char *program, const char *url); /* fills the demonstration */
void site_start(struct site *s);                         /* waits until /healthz answers */
void site_kill(struct site *s, int signal);              /* and waits for its end */
double site_cpu_us(const struct site *s);                /* of all its threads, since it began */
void site_sign_in(struct site *s);                       /* the resident who comments on the plan */
void site_sign_in_as(struct site *s, const char *login); /* as it is written in a form; no token */
/* What stands on a page between `before` and `end`; false: nothing. */
bool site_find(struct site *s, const char *path, const char *before, char end, char *out, size_t n);
int site_post(struct site *s, const char *path, const char *fields); /* its status; 0: no answer */
void site_free(struct site *s);
/* Runs the program with arguments, NULL-ended; its exit status. Output is discarded unless `output`
 * (at most n-1 bytes). */
int site_run(struct site *s, char *output, size_t n, ...);

struct load {
    struct site *site;
    int browsers;     /* at most 256 */
    int64_t first;    /* number of the first comment */
    int64_t requests; /* stop after so many answers; 0: none */
    double seconds;   /* stop after so long */
    /* results */
    int64_t done, failed; /* 303; anything else, or cut off */
    double took;          /* seconds */
    double p50_ms, p99_ms;
    bool *acknowledged; /* by number, where not NULL: room for first + requests (or `room`) */
    int64_t room;
    int64_t sent; /* numbers given out, from `first` */
    /* called every 10 ms or so; true ends the run */
    bool (*watch)(struct load *l);
    void *arg;
    int64_t started_us;
};
/* Comments "Сунуш №N …", each with a number of its own. Never fails: what the server refuses counts
 * as failed. */
void load_run(struct load *l);

int64_t bench_now_us(void);
_Noreturn void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* NAME ours=… peer=… ratio=… unit=…, or as JSON where --json was given. */
void bench_report(bool json, const char *name, double ours, double peer, const char *unit);

#endif
