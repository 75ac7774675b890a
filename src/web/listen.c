/* Listening sockets. See listen.h. */
#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

#define BACKLOG 1024

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
};

static bool fail(char why[static 256], const char *what, const char *where)
{
    snprintf(why, 256, "%s %s: %s", what, where, strerror(errno));
    return false;
}

static bool port_of(const char *s, in_port_t *out)
{
    char *end;
    errno = 0;
    unsigned long v = strtoul(s, &end, 10);
    if (end == s || *end || errno || v > 65535)
        return false;
    *out = htons((in_port_t)v);
    return true;
}

static bool parse(const char *where, union address *a, socklen_t *n)
{
    char host[64];
    const char *colon = strrchr(where, ':');
    size_t len = colon ? (size_t)(colon - where) : 0;

    memset(a, 0, sizeof *a);
    if (!colon || len == 0 || len >= sizeof host)
        return false;
    memcpy(host, where, len);
    host[len] = 0;
    if (host[0] == '[' && host[len - 1] == ']') {
        host[len - 1] = 0;
        a->v6.sin6_family = AF_INET6;
        *n = sizeof a->v6;
        return inet_pton(AF_INET6, host + 1, &a->v6.sin6_addr) == 1 &&
               port_of(colon + 1, &a->v6.sin6_port);
    }
    a->v4.sin_family = AF_INET;
    *n = sizeof a->v4;
    if (strcmp(host, "localhost") == 0)
        snprintf(host, sizeof host, "127.0.0.1");
    return inet_pton(AF_INET, host, &a->v4.sin_addr) == 1 && port_of(colon + 1, &a->v4.sin_port);
}

/* Sockets that share a port by SO_REUSEPORT also share it with a second server of the same user,
 * which would then take half of the requests unseen: a bind without the option is refused while
 * anybody listens, and says so. */
static bool is_taken(const union address *a, socklen_t n)
{
    int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    bool taken = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                 bind(fd, &a->any, n) != 0 && errno == EADDRINUSE;

    if (fd >= 0)
        close(fd);
    return taken;
}

static int one_socket(const union address *a, socklen_t n)
{
    int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

    if (fd < 0)
        return -1;
    if (a->any.sa_family != AF_UNIX &&
        (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
         setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0))
        goto bad;
    if (bind(fd, &a->any, n) != 0 || listen(fd, BACKLOG) != 0)
        goto bad;
    return fd;
bad:;
    int kept = errno;
    close(fd);
    errno = kept;
    return -1;
}

/* Whether somebody answers on the socket file. */
static bool answers(const union address *a, socklen_t n)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = fd >= 0 && connect(fd, &a->any, n) == 0;

    if (fd >= 0)
        close(fd);
    return yes;
}

static bool open_local(const char *path, struct listening *out, char why[static 256])
{
    union address a = {.local.sun_family = AF_UNIX};

    if (strlen(path) == 0 || strlen(path) >= sizeof a.local.sun_path ||
        strlen(path) >= sizeof out->path) {
        snprintf(why, 256, "the path of the socket is empty or too long: %s", path);
        return false;
    }
    memcpy(a.local.sun_path, path, strlen(path));
    if (answers(&a, sizeof a.local)) {
        snprintf(why, 256, "another server answers on unix:%s", path);
        return false;
    }
    struct stat st;
    if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
        unlink(path);
    mode_t before = umask(0117); /* the proxy's group may connect, nobody else */
    out->fd[0] = one_socket(&a, sizeof a.local);
    umask(before);
    if (out->fd[0] < 0)
        return fail(why, "cannot listen on", path);
    out->n = 1;
    out->loopback = true;
    memcpy(out->path, path, strlen(path) + 1);
    snprintf(out->address, sizeof out->address, "unix:%s", path);
    return true;
}

static void name_address(const union address *a, struct listening *out)
{
    char text[INET6_ADDRSTRLEN] = "";

    if (a->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &a->v4.sin_addr, text, sizeof text);
        snprintf(out->address, sizeof out->address, "http://%s:%d", text, ntohs(a->v4.sin_port));
        out->loopback = (ntohl(a->v4.sin_addr.s_addr) >> 24) == 127;
    } else {
        inet_ntop(AF_INET6, &a->v6.sin6_addr, text, sizeof text);
        snprintf(out->address, sizeof out->address, "http://[%s]:%d", text, ntohs(a->v6.sin6_port));
        out->loopback = IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
    }
}

bool listen_open(const char *where, int n, struct listening *out, char why[static 256])
{
    union address a;
    socklen_t size;

    *out = (struct listening){.n = 0};
    if (strncmp(where, "unix:", 5) == 0)
        return open_local(where + 5, out, why);
    if (!parse(where, &a, &size)) {
        snprintf(why, 256,
                 "not an address: \"%.100s\" (wanted: 127.0.0.1:8080, [::1]:8080 or unix:PATH)",
                 where);
        return false;
    }
    if (is_taken(&a, size)) {
        snprintf(why, 256,
                 "cannot listen on %.100s: another program listens there; stop it, or choose "
                 "another port with --listen",
                 where);
        return false;
    }
    for (int i = 0; i < n && i < (int)(sizeof out->fd / sizeof *out->fd); i++) {
        out->fd[i] = one_socket(&a, size);
        if (out->fd[i] < 0) {
            fail(why, "cannot listen on", where);
            listen_close(out);
            return false;
        }
        out->n++;
        if (i == 0) /* port 0 became a number: the others share it */
            getsockname(out->fd[0], &a.any, &size);
    }
    name_address(&a, out);
    return true;
}

/* The usual soft limit, 1,024, is far below what may be open at once. */
void listen_descriptors(int n)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= (rlim_t)n)
        return;
    r.rlim_cur = r.rlim_max < (rlim_t)n ? r.rlim_max : (rlim_t)n;
    if (setrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur < (rlim_t)n)
        log_line(LOG_WARN, "file descriptors",
                 "%llu may be open, %d may be wanted: raise the limit",
                 (unsigned long long)r.rlim_cur, n);
}

void listen_refuse(struct listening *l)
{
    for (int i = 0; i < l->n; i++)
        shutdown(l->fd[i], SHUT_RDWR);
    if (l->path[0])
        unlink(l->path);
    l->path[0] = '\0';
}

void listen_close(struct listening *l)
{
    for (int i = 0; i < l->n; i++)
        close(l->fd[i]);
    if (l->path[0])
        unlink(l->path);
    l->n = 0;
}
