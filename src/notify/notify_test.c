/* Mail: as bytes, as a queue, as subscriptions, and through a real SMTP server where there is one.
 */
#include "test/db_fixture.h"
#include "test/fault.h"
#include "test/free_port.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "notify/mail_send.h"
#include "notify/notify.h"
#include "notify/notify_sql.h"

static const struct actor secretary = {.person_id = 5, .place_id = 7};

static struct subscription_new wish(const char *address, int64_t topics)
{
    return (struct subscription_new){.place_code = STR("41702210895000"),
                                     .place_name = STR("Көк-Жар айыл аймагы"),
                                     .address = str_of(address),
                                     .topics = topics,
                                     .lang = LANG_KY};
}

/* As a request does it: one transaction, kept where it went well. */
static enum err settled(struct fixture *f, enum err e)
{
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static enum err subscribe(struct fixture *f, const char *address, int64_t topics,
                          struct faults *faults)
{
    struct subscription_new s = wish(address, topics);
    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    return settled(f, notify_subscribe(f->db, f->arena, &secretary, &s, faults));
}

static enum err follow(struct fixture *f,
                       enum err (*step)(struct db *, struct arena *, struct str, int64_t *),
                       struct str token, int64_t *place_id)
{
    assert_ok(db_begin(f->db));
    return settled(f, step(f->db, f->arena, token, place_id));
}

/* What waits, oldest first; they stay claimed. */
static struct outbox_claim_rows waiting(struct fixture *f)
{
    struct outbox_claim_rows rows;
    int64_t now = clock_now();
    assert_ok(outbox_claim(f->db, f->arena,
                           &(struct outbox_claim_in){.now = now, .until = now + 60, .most = 100},
                           &rows));
    return rows;
}

/* "/ky/subscription/TOKEN" → TOKEN. */
static struct str token_in(struct str path)
{
    size_t at = str_find(path, STR("/subscription/"), 0);
    assert_true(at != SIZE_MAX);
    return str_sub(path, at + 14, path.n);
}

static void nothing_goes_out_before_the_address_is_confirmed(struct fixture *f)
{
    struct faults faults;
    int64_t queued = -1, place_id = 0;
    struct notice n = {.place_id = 7,
                       .topic = TOPIC_NEWS,
                       .subject = MSG_notify_topic_news,
                       .body = MSG_notify_topic_news,
                       .path = STR("/41702210895000/news/1")};

    assert_ok(subscribe(f, "asan@example.kg", TOPIC_NEWS, &faults));
    struct outbox_claim_rows mails = waiting(f);
    assert_int_equal(mails.n, 1);
    assert_ok(notify_subscribers(f->db, f->arena, &n, &queued));
    assert_int_equal(queued, 0);
    assert_ok(follow(f, notify_confirm, token_in(mails.v[0].path), &place_id));
    assert_int_equal(place_id, 7);
    assert_ok(follow(f, notify_confirm, token_in(mails.v[0].path), &place_id));
    assert_ok(notify_subscribers(f->db, f->arena, &n, &queued));
    assert_int_equal(queued, 1);
    n.topic = TOPIC_PLAN; /* not asked for */
    assert_ok(notify_subscribers(f->db, f->arena, &n, &queued));
    assert_int_equal(queued, 0);
}

static void ending_erases_the_address_and_the_link_says_so(struct fixture *f)
{
    struct faults faults;
    int64_t place_id;

    assert_ok(subscribe(f, "asan@example.kg", TOPICS_ALL, &faults));
    struct str token = token_in(waiting(f).v[0].path);
    assert_ok(follow(f, notify_unsubscribe, token, &place_id));
    assert_int_equal(fixture_number(f->db, "select count(*) from subscription where address <> ''"),
                     0);
    assert_int_equal(follow(f, notify_confirm, token, &place_id), ERR_GONE);
    assert_int_equal(follow(f, notify_confirm, STR("no-such-token"), &place_id), ERR_NOT_FOUND);
    assert_ok(subscribe(f, "asan@example.kg", TOPICS_ALL, &faults)); /* and may come back */
}

/* Every mail carries a link that ends the subscription by itself, without anything being kept. */
static void the_link_in_a_mail_ends_the_subscription(struct fixture *f)
{
    const struct notice_words words = {.place_id = 7,
                                       .topic = TOPIC_LAW,
                                       .subject = {STR("а"), STR("б"), STR("c")},
                                       .body = {STR("а"), STR("б"), STR("c")},
                                       .path = STR("/41706211805000/acts/news")};
    struct notify_places places;
    int64_t queued, place, id;

    notify_wire(STR("0123456789abcdef0123456789abcdef"));
    assert_ok(db_begin(f->db));
    assert_ok(db_script(f->db, "insert into subscription (place_id, address, lang, topics, "
                               "token_hash, created_at, confirmed_at) values (7, 'a@b.kg', 'ru', "
                               "16, 'x', 1, 1)"));
    assert_ok(notify_places_of(f->db, f->arena, TOPIC_LAW, &places));
    assert_int_equal(places.n, 1);
    assert_int_equal(places.v[0], 7);
    assert_ok(notify_subscribers_words(f->db, f->arena, &words, &queued));
    assert_int_equal(queued, 1);
    id = fixture_number(f->db, "select max(id) from subscription");
    struct str like = str_fmt(f->arena,
                              "select count(*) from outbox where lang = 'ru' and unsubscribe_path "
                              "like '/ru/subscription/%lld~%%'",
                              (long long)id);
    assert_int_equal(fixture_number(f->db, like.p), 1);
    struct str forged = str_fmt(f->arena, "%lld~AAAAAAAAAAAAAAAAAAAAAAAA", (long long)id);
    assert_int_equal(notify_unsubscribe(f->db, f->arena, forged, &place), ERR_NOT_FOUND);
    assert_int_equal(notify_unsubscribe(f->db, f->arena, STR("~"), &place), ERR_NOT_FOUND);
    struct outbox_claim_rows mails = waiting(f);
    struct str token = token_in(mails.v[mails.n - 1].unsubscribe_path);
    assert_ok(notify_unsubscribe(f->db, f->arena, token, &place));
    assert_int_equal(place, 7);
    assert_int_equal(notify_unsubscribe(f->db, f->arena, token, &place), ERR_GONE);
    notify_wire(STR_NONE);
    db_rollback(f->db);
}

static void asking_twice_keeps_one_subscription_and_the_newest_link(struct fixture *f)
{
    struct faults faults;
    int64_t place_id;

    assert_ok(subscribe(f, "asan@example.kg", TOPIC_NEWS, &faults));
    assert_ok(subscribe(f, "asan@example.kg", TOPIC_PLAN, &faults));
    struct outbox_claim_rows mails = waiting(f);
    assert_int_equal(mails.n, 2);
    assert_int_equal(fixture_number(f->db, "select count(*) from subscription"), 1);
    assert_int_equal(follow(f, notify_confirm, token_in(mails.v[0].path), &place_id),
                     ERR_NOT_FOUND);
    assert_ok(follow(f, notify_confirm, token_in(mails.v[1].path), &place_id));
}

static void a_wrong_address_or_no_topic_is_refused_by_field(struct fixture *f)
{
    static const char *const wrong[] = {
        "",      "asan",    "asan@", "@kg", "a@b", "a b@c.kg", "a@b.kg\r\nBcc: x@y.kg",
        "a@b..", "<a@b.kg>"};
    struct faults faults;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(subscribe(f, wrong[i], TOPIC_NEWS, &faults), ERR_INVALID);
        assert_non_null(fault_of(&faults, STR("address")));
    }
    assert_int_equal(subscribe(f, "a@b.kg", 0, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("topics")));
    assert_int_equal(subscribe(f, "a@b.kg", 1 << 20, &faults), ERR_INVALID);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 0);
}

static enum err subscribe_case(struct fault_case *c)
{
    struct subscription_new s = wish("asan@example.kg", TOPIC_NEWS);
    struct faults faults;
    faults_init(&faults, c->arena);
    return notify_subscribe(c->db, c->arena, &secretary, &s, &faults);
}

static void a_failure_anywhere_leaves_nothing_half_subscribed(struct fixture *f)
{
    struct fault_counts n = fault_sweep(f, subscribe_case, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
}

static void what_people_typed_cannot_add_a_header(struct fixture *f)
{
    struct buf *b = buf_new(f->arena, MIB);
    struct mail_message m = {.from = STR("a@b.kg"),
                             .to = STR("x@y.kg\r\nBcc: evil@z.kg"),
                             .subject = STR("жаңылык\r\nBcc: evil@z.kg"),
                             .body = STR("саламатсызбы\n.\nөүң"),
                             .message_id = STR("<1@b.kg>"),
                             .date = 0};
    mail_compose(b, &m);
    struct str all = buf_str(b), head = str_sub(all, 0, str_find(all, STR("\r\n\r\n"), 0));
    assert_int_equal(str_find(head, STR("\nBcc"), 0), SIZE_MAX);
    assert_true(str_find(head, STR("Subject: =?UTF-8?B?"), 0) != SIZE_MAX);
    assert_true(str_starts(all, STR("Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n")));
    for (struct str rest = all, line; str_cut(&rest, '\n', &line);)
        assert_true(line.n <= 78);
    for (size_t i = 0; i < all.n; i++)
        assert_true((unsigned char)all.p[i] < 0x80); /* seven bits pass everywhere */
}

/* -- against a real server: Debian's python3-aiosmtpd -- */

static bool server_answers(int port, pid_t pid)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)port)};
    int64_t until = clock_monotonic_us() + 300000000;

    while (clock_monotonic_us() < until && waitpid(pid, NULL, WNOHANG) == 0) {
        int s = socket(AF_INET, SOCK_STREAM, 0);
        struct pollfd p = {.fd = s, .events = POLLIN};
        bool up = connect(s, (struct sockaddr *)&a, sizeof a) == 0 && poll(&p, 1, 1000) == 1;
        close(s);
        if (up)
            return true;
        (void)poll(NULL, 0, 20); /* a tight loop would keep the interpreter from starting */
    }
    return false;
}

static struct str first_mail(struct fixture *f, const char *dir)
{
    struct str path = str_fmt(f->arena, "%s/box/new", dir);
    DIR *d = opendir(path.p);
    char *bytes = arena_zalloc(f->arena, 1, 64 * KIB);
    size_t n = 0;

    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        FILE *in = fopen(str_fmt(f->arena, "%s/%s", path.p, e->d_name).p, "r");
        assert_non_null(in);
        n = fread(bytes, 1, 64 * KIB, in);
        fclose(in);
    }
    closedir(d);
    return (struct str){bytes, n};
}

static void a_mail_reaches_a_real_server_once(struct fixture *f)
{
    char dir[] = "/tmp/ashar-mail-XXXXXX";
    int port = free_port();
    int64_t sent, failed;
    struct db_queue *q;

    if (access("/usr/lib/python3/dist-packages/aiosmtpd", R_OK) != 0) {
        print_message("skipped: no aiosmtpd (Debian: python3-aiosmtpd)\n");
        skip();
    }
    assert_non_null(mkdtemp(dir));
    struct str listen = str_fmt(f->arena, "127.0.0.1:%d", port),
               box = str_fmt(f->arena, "%s/box", dir);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("/usr/bin/python3", "python3", "-m", "aiosmtpd", "-n", "-l", listen.p, "-c",
               "aiosmtpd.handlers.Mailbox", box.p, (char *)NULL);
        _exit(127);
    }
    assert_true(server_answers(port, pid));
    struct mail_settings s = {.smtp_url = str_fmt(f->arena, "smtp://127.0.0.1:%d", port),
                              .smtp_user = STR(""),
                              .smtp_password = STR(""),
                              .from = STR("ashar@example.kg"),
                              .base_url = STR("https://a.kg")};
    struct mail_new m = {.to = STR("asan@example.kg"),
                         .lang = LANG_KY,
                         .subject = STR("Тема: өүң"),
                         .body = STR("Саламатсызбы\n.\nкат"),
                         .path = STR("/ky/reset/secret")};
    assert_ok(notify_mail(f->db, f->arena, &m));
    assert_ok(db_queue_start(f->url, 1, &q));
    assert_ok(mail_send_due(q, f->arena, &s, 10, &sent, &failed));
    assert_int_equal(sent, 1);
    assert_int_equal(failed, 0);
    assert_ok(mail_send_due(q, f->arena, &s, 10, &sent, &failed));
    assert_int_equal(sent, 0);
    struct str got = first_mail(f, dir);
    assert_true(str_find(got, STR("https://a.kg/ky/reset/secret"), 0) != SIZE_MAX);
    assert_true(str_find(got, STR("Auto-Submitted: auto-generated"), 0) != SIZE_MAX);
    assert_int_equal(
        fixture_number(
            f->db,
            "select count(*) from outbox where sent_at is not null and body = '' and path = ''"),
        1);
    db_queue_stop(q);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void a_server_that_is_away_puts_mails_off_and_loses_none(struct fixture *f)
{
    struct db_queue *q;
    int64_t sent, failed, start = clock_now();
    struct mail_settings s = {.smtp_url = str_fmt(f->arena, "smtp://127.0.0.1:%d", free_port()),
                              .smtp_user = STR(""),
                              .smtp_password = STR(""),
                              .from = STR("ashar@example.kg"),
                              .base_url = STR("")};
    struct mail_new m = {.to = STR("asan@example.kg"), .subject = STR("x"), .body = STR("y")};

    assert_ok(notify_mail(f->db, f->arena, &m));
    assert_ok(db_queue_start(f->url, 1, &q));
    for (int i = 0; i < 6; i++) {
        clock_set(start + i * 100000);
        assert_int_equal(mail_send_due(q, f->arena, &s, 10, &sent, &failed), ERR_IO);
        assert_int_equal(failed, 1);
        assert_ok(mail_send_due(q, f->arena, &s, 10, &sent, &failed)); /* not due again at once */
        assert_int_equal(failed, 0);
    }
    clock_set(0);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from outbox where failed_at is not null"), 1);
    db_queue_stop(q);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(nothing_goes_out_before_the_address_is_confirmed),
        FIXTURE_TEST(ending_erases_the_address_and_the_link_says_so),
        FIXTURE_TEST(the_link_in_a_mail_ends_the_subscription),
        FIXTURE_TEST(asking_twice_keeps_one_subscription_and_the_newest_link),
        FIXTURE_TEST(a_wrong_address_or_no_topic_is_refused_by_field),
        FIXTURE_TEST(a_failure_anywhere_leaves_nothing_half_subscribed),
        FIXTURE_TEST(what_people_typed_cannot_add_a_header),
        FIXTURE_TEST(a_mail_reaches_a_real_server_once),
        FIXTURE_TEST(a_server_that_is_away_puts_mails_off_and_loses_none),
    };
    return FIXTURE_RUN("notify", tests);
}
