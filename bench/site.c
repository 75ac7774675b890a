/* Starting the program and using it. See site.h. */
#include "bench/site.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t bench_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void bench_die(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fputs("bench: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

void bench_report(bool json, const char *name, double ours, double peer, const char *unit)
{
    printf(json ? "{\"name\":\"%s\",\"ours\":%.2f,\"peer\":%.2f,\"ratio\":%.3f,\"unit\":\"%s\"}\n"
                : "%s ours=%.2f peer=%.2f ratio=%.3f unit=%s\n",
           name, ours, peer, peer > 0 ? ours / peer : 0.0, unit);
    fflush(stdout);
}

/* -- processes -- */

static pid_t spawn(struct site *s, char *const argv[], int out)
{
    pid_t pid = fork();

    if (pid < 0)
        bench_die("fork: %s", strerror(errno));
    if (pid == 0) {
        char log[160];
        snprintf(log, sizeof log, "%s/server.log", s->dir);
        int err = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(out < 0 ? err : out, 1);
        dup2(err, 2);
        execv(s->program, argv);
        _exit(127);
    }
    return pid;
}

int site_run(struct site *s, char *output, size_t n, ...)
{
    char *argv[24] = {(char *)s->program};
    int pipes[2], status, argc = 1;
    va_list ap;
    size_t got = 0;
    ssize_t r;

    va_start(ap, n);
    while (argc < 23 && (argv[argc] = va_arg(ap, char *)) != NULL)
        argc++;
    va_end(ap);
    if (pipe(pipes) != 0)
        bench_die("pipe: %s", strerror(errno));
    pid_t pid = spawn(s, argv, pipes[1]);
    close(pipes[1]);
    while (n && got < n - 1 && (r = read(pipes[0], output + got, n - 1 - got)) > 0)
        got += (size_t)r;
    if (n)
        output[got] = 0;
    char rest[4096];
    while (read(pipes[0], rest, sizeof rest) > 0)
        continue;
    close(pipes[0]);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static int free_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        bench_die("no free port: %s", strerror(errno));
    close(fd);
    return ntohs(a.sin_port);
}

/* -- plain requests -- */

static int dial(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* One request on a connection of its own; the whole answer. Its length, 0 where there was none. */
static size_t ask(struct site *s, const char *request, char *answer, size_t n)
{
    int fd = dial(s->port);
    size_t got = 0;
    ssize_t r;

    if (fd < 0)
        return 0;
    if (send(fd, request, strlen(request), MSG_NOSIGNAL) > 0)
        while (got < n - 1 && (r = recv(fd, answer + got, n - 1 - got, 0)) > 0)
            got += (size_t)r;
    close(fd);
    answer[got] = 0;
    return got;
}

static size_t get(struct site *s, const char *path, char *answer, size_t n)
{
    char request[1024];

    snprintf(request, sizeof request,
             "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\nConnection: close\r\n\r\n",
             path, s->port, s->cookie);
    return ask(s, request, answer, n);
}

static bool between(const char *text, const char *before, char end, char *out, size_t n)
{
    const char *at = strstr(text, before);
    size_t i = 0;

    if (!at)
        return false;
    for (at += strlen(before); at[i] && at[i] != end && i < n - 1; i++)
        out[i] = at[i];
    out[i] = 0;
    return true;
}

void site_start(struct site *s)
{
    char listen[64], answer[4096];
    char *argv[] = {(char *)s->program, "serve", "--db",        s->url, "--listen", listen,
                    "--rate-factor",    "0",     "--log-level", "warn", NULL};

    s->port = free_port();
    snprintf(listen, sizeof listen, "127.0.0.1:%d", s->port);
    s->pid = spawn(s, argv, -1);
    for (int64_t until = bench_now_us() + 10000000; bench_now_us() < until;) {
        if (get(s, "/healthz", answer, sizeof answer) > 0 && strstr(answer, " 200 "))
            return;
        if (waitpid(s->pid, NULL, WNOHANG) == s->pid)
            break;
        struct timespec t = {0, 5000000};
        nanosleep(&t, NULL);
    }
    bench_die("the server did not start; see %s/server.log", s->dir);
}

void site_kill(struct site *s, int signal)
{
    if (s->pid <= 0)
        return;
    kill(s->pid, signal);
    waitpid(s->pid, NULL, 0);
    s->pid = 0;
}

double site_cpu_us(const struct site *s)
{
    char path[64], line[1024] = "";
    unsigned long long user = 0, system = 0;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)s->pid);
    FILE *f = fopen(path, "r");
    const char *behind = f && fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    if (f)
        fclose(f);
    if (!behind || sscanf(behind, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user,
                          &system) != 2)
        bench_die("%s says nothing of the processor", path);
    return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

void site_make(struct site *s, const char *program, const char *url)
{
    const char *tmp = getenv("TMPDIR");

    *s = (struct site){.program = program, .plan = 2, .village = 88};
    snprintf(s->dir, sizeof s->dir, "%s/ashar-bench.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(s->dir))
        bench_die("%s: %s", s->dir, strerror(errno));
    if (url)
        snprintf(s->url, sizeof s->url, "%s", url);
    else
        snprintf(s->url, sizeof s->url, "sqlite:%s/bench.db", s->dir);
    snprintf(s->place, sizeof s->place, "41702210896000");
    if (site_run(s, NULL, 0, "demo", "--db", s->url, NULL) != 0)
        bench_die("`%s demo` failed; see %s/server.log", program, s->dir);
}

void site_free(struct site *s)
{
    static const char *const names[] = {"bench.db",   "bench.db-wal", "bench.db-shm", "raw.db",
                                        "raw.db-wal", "raw.db-shm",   "server.log"};
    char path[256];

    site_kill(s, SIGTERM);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", s->dir, names[i]);
        unlink(path);
    }
    rmdir(s->dir);
}

bool site_find(struct site *s, const char *path, const char *before, char end, char *out, size_t n)
{
    static char answer[1 << 20];

    return get(s, path, answer, sizeof answer) > 0 && between(answer, before, end, out, n);
}

int site_post(struct site *s, const char *path, const char *fields)
{
    char request[4096], answer[4096];

    snprintf(request, sizeof request,
             "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\nContent-Type: "
             "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\nConnection: "
             "close\r\n\r\ncsrf=%s&%s",
             path, s->port, s->cookie, strlen(fields) + strlen(s->token) + 6, s->token, fields);
    return ask(s, request, answer, sizeof answer) ? atoi(answer + strlen("HTTP/1.1 ")) : 0;
}

void site_sign_in_as(struct site *s, const char *login)
{
    char request[2048], answer[1 << 15], body[1024], cookie[128];

    s->cookie[0] = 0;
    if (!get(s, "/ky/login", answer, sizeof answer) ||
        !between(answer, "ashar_visitor=", ';', cookie, sizeof cookie) ||
        !between(answer, "name=\"csrf\" value=\"", '"', s->token, sizeof s->token))
        bench_die("no form to sign in");
    snprintf(body, sizeof body, "csrf=%s&once=benchbenchbenchbench22&login=%s&password=ashar-demo",
             s->token, login);
    snprintf(
        request, sizeof request,
        "POST /ky/login HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: "
        "ashar_visitor=%s\r\nContent-Type: "
        "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        s->port, cookie, strlen(body), body);
    if (!ask(s, request, answer, sizeof answer) ||
        !between(answer, "ashar_session=", ';', cookie, sizeof cookie))
        bench_die("signing in failed: %.200s", answer);
    snprintf(s->cookie, sizeof s->cookie, "ashar_session=%s", cookie);
}

/* The discussion's page tells token and village. */
void site_sign_in(struct site *s)
{
    static char answer[1 << 20];
    char path[128], number[32];

    site_sign_in_as(s, "jaran%40tor.example");
    snprintf(path, sizeof path, "/ky/%s/plan/%lld/discussion", s->place, (long long)s->plan);
    if (!get(s, path, answer, sizeof answer) ||
        !between(answer, "name=\"csrf\" value=\"", '"', s->token, sizeof s->token))
        bench_die("no plan under discussion");
    const char *select = strstr(answer, "name=\"village\"");
    if (select && between(select, "</option>\n", '\n', path, sizeof path) &&
        between(path, "value=\"", '"', number, sizeof number))
        s->village = atoll(number);
}
