/* The filter in a child process: what it refuses, and that the libraries still work behind it. */
#include "test/check.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/sandbox.h"
#include "db/db.h"
#include "text/collate.h"

static int in_child(int (*check)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (app_sandbox() != OK)
            _exit(99);
        _exit(check());
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* The number of the first check that did not hold; 0: all held. */
#define HOLDS(n, condition)                                                                        \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return (n);                                                                            \
    } while (0)

static void *nothing(void *arg)
{
    return arg;
}

static int refusals(void)
{
    char *args[] = {(char[]){"/bin/true"}, NULL};

    errno = 0;
    HOLDS(1, execv("/bin/true", args) == -1 && errno == EPERM);
    HOLDS(2, ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1 && errno == EPERM);
    HOLDS(3, mount("none", "/tmp", "tmpfs", 0, NULL) == -1 && errno == EPERM);
    HOLDS(4, mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                  0) == MAP_FAILED &&
                 errno == EPERM);
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    HOLDS(5, p != MAP_FAILED && mprotect(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == -1 &&
                 errno == EPERM);
    HOLDS(6, socket(AF_PACKET, SOCK_RAW, 0) == -1 && errno == EAFNOSUPPORT);
    HOLDS(7, unshare(CLONE_NEWUSER) == -1 && errno == EPERM);
    HOLDS(8, chroot("/") == -1 && errno == EPERM);
    HOLDS(9, setuid(0) == -1 && errno == EPERM);
    return 0;
}

static int permissions(void)
{
    pthread_t t;
    char dir[] = "/tmp/ashar-sandbox-XXXXXX", url[64];
    struct db *db;

    HOLDS(1, pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0);
    HOLDS(2, mkdtemp(dir) != NULL);
    snprintf(url, sizeof url, "sqlite:%s/a.db", dir);
    HOLDS(3, db_open(url, DB_WRITER, &db) == OK);
    HOLDS(4, db_script(db, "create table t (x int); insert into t values (1)") == OK);
    db_close(db);
    HOLDS(5, socket(AF_INET, SOCK_STREAM, 0) >= 0 && socket(AF_INET6, SOCK_STREAM, 0) >= 0 &&
                 socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    HOLDS(6, text_collate(LANG_KY, STR("аба"), STR("өлкө")) < 0); /* ICU reads its data */
    CURL *c = curl_easy_init();
    HOLDS(7, c != NULL);
    curl_easy_setopt(c, CURLOPT_URL,
                     "http://localhost:1/"); /* resolves the name, connects, is refused */
    CURLcode code = curl_easy_perform(c);
    curl_easy_cleanup(c);
    HOLDS(8, code == CURLE_COULDNT_CONNECT);
    snprintf(url, sizeof url, "%s/a.db", dir);
    unlink(url);
    snprintf(url, sizeof url, "%s/a.db-wal", dir);
    unlink(url);
    snprintf(url, sizeof url, "%s/a.db-shm", dir);
    unlink(url);
    HOLDS(9, rmdir(dir) == 0);
    return 0;
}

/* Threads that ran before the filter are held to it too. */
static int thread_said;
static pthread_barrier_t loaded;

static void *try_exec(void *arg)
{
    char *args[] = {(char[]){"/bin/true"}, NULL};
    (void)arg;
    pthread_barrier_wait(&loaded);
    thread_said = execv("/bin/true", args) == -1 ? errno : 0;
    return NULL;
}

static void what_a_server_never_needs_is_refused(void **state)
{
    (void)state;
    assert_int_equal(in_child(refusals), 0);
}

static void what_it_needs_still_works(void **state)
{
    (void)state;
    assert_int_equal(in_child(permissions), 0);
}

static void running_threads_are_held_to_it(void **state)
{
    int status;
    pid_t child = fork();
    (void)state;
    if (child == 0) {
        pthread_t t;
        pthread_barrier_init(&loaded, NULL, 2);
        if (pthread_create(&t, NULL, try_exec, NULL) != 0 || app_sandbox() != OK)
            _exit(99);
        pthread_barrier_wait(&loaded);
        pthread_join(t, NULL);
        _exit(thread_said == EPERM ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_server_never_needs_is_refused),
        cmocka_unit_test(what_it_needs_still_works),
        cmocka_unit_test(running_threads_are_held_to_it),
    };
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
