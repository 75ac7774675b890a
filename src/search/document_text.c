/* The text of files, PDFs in a child of their own. See document_text.h. */
#include "search/document_text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

#define PDFTOTEXT    "/usr/bin/pdftotext"
#define SECONDS      15
#define MEMORY       (512 * MIB)
#define PAGES        "500"
#define FILE_MAX     (64 * MIB)
#define READ_AT_ONCE (64 * KIB)

/* -- the child -- */

static void limit(int what, rlim_t most)
{
    const struct rlimit r = {most, most};
    (void)setrlimit((__rlimit_resource_t)what, &r);
}

/* No network, no other processes, no tracing; the program itself and its libraries must still be
 * started. */
static int shut_in(void)
{
    static const char *const refused[] = {"socket",
                                          "socketpair",
                                          "connect",
                                          "bind",
                                          "listen",
                                          "accept",
                                          "accept4",
                                          "sendto",
                                          "sendmsg",
                                          "ptrace",
                                          "fork",
                                          "vfork",
                                          "kill",
                                          "tkill",
                                          "mount",
                                          "unshare",
                                          "setns",
                                          "bpf",
                                          "keyctl",
                                          "process_vm_readv",
                                          "process_vm_writev",
                                          "unlink",
                                          "unlinkat",
                                          "rename",
                                          "renameat",
                                          "renameat2",
                                          "mkdir",
                                          "mkdirat",
                                          "io_uring_setup",
                                          "perf_event_open",
                                          "userfaultfd"};
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int e = f ? 0 : -1;

    for (size_t i = 0; e == 0 && i < sizeof refused / sizeof *refused; i++) {
        int call = seccomp_syscall_resolve_name(refused[i]);
        int added =
            call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), call, 0);
        e = added == -EDOM ? 0 : added;
    }
    return e == 0 ? seccomp_load(f) : e;
}

static _Noreturn void child(int file, int out)
{
    static char *const arguments[] = {
        "pdftotext", "-q", "-enc", "UTF-8", "-nopgbrk", "-l", PAGES, "/proc/self/fd/0", "-", NULL};
    static char *const environment[] = {"LC_ALL=C.UTF-8", NULL};
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (nowhere < 0 || dup2(file, 0) < 0 || dup2(out, 1) < 0 || dup2(nowhere, 2) < 0)
        _exit(126);
    close_range(3, ~0U, 0);
#ifndef __SANITIZE_ADDRESS__ /* its shadow memory alone is larger than any machine */
    limit(RLIMIT_AS, MEMORY);
#endif
    limit(RLIMIT_CPU, SECONDS);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
    if (chdir("/") != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || shut_in() != 0)
        _exit(126);
    execve(PDFTOTEXT, arguments, environment);
    _exit(127);
}

/* -- the parent -- */

static enum err collect(int from, int64_t until_us, struct buf *out)
{
    for (;;) {
        struct pollfd p = {.fd = from, .events = POLLIN};
        int64_t left = (until_us - clock_monotonic_us()) / 1000;
        if (left <= 0)
            return ERR_BUSY;
        int ready = poll(&p, 1, (int)left);
        if (ready < 0 && errno != EINTR)
            return ERR_IO;
        if (ready <= 0)
            continue;
        char *room = buf_reserve(out, READ_AT_ONCE);
        if (!room)
            return OK; /* enough to be found by; the rest is not read */
        ssize_t n = read(from, room, READ_AT_ONCE);
        if (n == 0)
            return OK;
        if (n > 0)
            out->n += (size_t)n;
        else if (errno != EINTR)
            return ERR_IO;
    }
}

static enum err verdict_of(int status, size_t got)
{
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127))
        return ERR_IO;
    if ((WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
        got > 0) /* damaged at the end: what was read counts */
        return OK;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU ? ERR_BUSY : ERR_MALFORMED;
}

static enum err run(int file, struct buf *out)
{
    int ends[2], status = 0;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return ERR_IO;
    pid_t pid = fork();
    if (pid == 0)
        child(file, ends[1]);
    close(ends[1]);
    enum err e =
        pid > 0 ? collect(ends[0], clock_monotonic_us() + SECONDS * 1000000LL, out) : ERR_IO;
    close(ends[0]);
    if (pid <= 0)
        return e;
    kill(pid, SIGKILL); /* at the end already, as a rule */
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (e == OK && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return OK; /* it had closed its output */
    return e == OK ? verdict_of(status, out->n) : e;
}

static bool put_all(int fd, struct str s)
{
    for (size_t done = 0; done < s.n;) {
        ssize_t n = write(fd, s.p + done, s.n - done);
        if (n <= 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static enum err pdf_here(struct str bytes, struct buf *out)
{
    int file = memfd_create("document", MFD_CLOEXEC);

    if (file < 0)
        return ERR_IO;
    enum err e = put_all(file, bytes) && lseek(file, 0, SEEK_SET) == 0 ? run(file, out) : ERR_IO;
    close(file);
    return e;
}

/* -- the helper: requests are a length and the file, answers an error, a length and the text -- */

static int helper = -1;
static pthread_mutex_t helper_turn = PTHREAD_MUTEX_INITIALIZER;

static bool get_all(int fd, void *to, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = read(fd, (char *)to + done, n - done);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

static bool put_frame(int fd, uint64_t head, struct str body)
{
    uint64_t frame[2] = {head, body.n};
    return put_all(fd, (struct str){(const char *)frame, sizeof frame}) && put_all(fd, body);
}

static bool get_frame(int fd, uint64_t *head, size_t max, struct buf *body)
{
    uint64_t frame[2];

    if (!get_all(fd, frame, sizeof frame) || frame[1] > max)
        return false;
    char *room = buf_reserve(body, (size_t)frame[1] + 1);
    if (!room || !get_all(fd, room, (size_t)frame[1]))
        return false;
    body->n += (size_t)frame[1];
    *head = frame[0];
    return true;
}

static _Noreturn void serve_files(int fd)
{
    for (;;) {
        struct buf in, out;
        uint64_t head;
        buf_init(&in, FILE_MAX + 1);
        buf_init(&out, DOCUMENT_TEXT_MAX);
        if (!get_frame(fd, &head, FILE_MAX, &in))
            _exit(0);
        enum err e = pdf_here(buf_str(&in), &out);
        if (!put_frame(fd, (uint64_t)e, buf_str(&out)))
            _exit(0);
        buf_free(&in);
        buf_free(&out);
    }
}

enum err document_text_helper(void)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return ERR_IO;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve_files(ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return ERR_IO;
    }
    helper = ends[0];
    return OK;
}

static enum err pdf(struct str bytes, struct buf *out)
{
    uint64_t e = ERR_IO;

    if (helper < 0)
        return pdf_here(bytes, out);
    pthread_mutex_lock(&helper_turn);
    if (!put_frame(helper, 0, bytes) || !get_frame(helper, &e, DOCUMENT_TEXT_MAX, out))
        e = ERR_IO;
    pthread_mutex_unlock(&helper_turn);
    return e < ERR_COUNT ? (enum err)e : ERR_IO;
}

/* -- all kinds -- */

static struct str clean(struct arena *a, struct str s)
{
    struct buf *b = buf_new(a, 3 * DOCUMENT_TEXT_MAX + KIB);

    s = str_sub(s, 0, DOCUMENT_TEXT_MAX);
    for (size_t at = 0; at < s.n;) {
        char utf8[4];
        uint32_t c = str_utf8_next(s, &at);
        if (c == '\n' || c == '\t' || c >= ' ')
            buf_add(b, (struct str){utf8, str_utf8_put(utf8, c)});
    }
    return str_sub(buf_str(b), 0, DOCUMENT_TEXT_MAX);
}

enum err document_text(struct arena *a, struct str bytes, struct str media_type, struct str *out)
{
    static const struct str docx =
        STR_INIT("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    static const struct str odt = STR_INIT("application/vnd.oasis.opendocument.text");
    struct buf *b = buf_new(a, DOCUMENT_TEXT_MAX + READ_AT_ONCE);
    struct str text;

    if (bytes.n > FILE_MAX)
        return ERR_TOO_LARGE;
    if (str_eq(media_type, STR("application/pdf"))) {
        TRY(pdf(bytes, b));
        text = buf_str(b);
    } else if (str_eq(media_type, docx) || str_eq(media_type, odt)) {
        TRY(document_text_office(a, bytes, &text));
    } else if (str_starts(media_type, STR("text/plain")) ||
               str_starts(media_type, STR("text/csv"))) {
        text = bytes;
    } else {
        return ERR_NOT_FOUND;
    }
    *out = clean(a, text);
    return OK;
}
