/* Queue and subscriptions. See notify.h. */
#include "notify/notify.h"

#include <sodium.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "notify/notify_sql.h"

#define TOKEN_BYTES 24
#define ADDRESS_MAX 254

bool notify_address_ok(struct str address)
{
    size_t at = str_find(address, STR("@"), 0);

    if (address.n > ADDRESS_MAX || at == SIZE_MAX || at == 0 || !str_utf8_valid(address))
        return false;
    struct str domain = str_sub(address, at + 1, address.n);
    size_t dot = str_find(domain, STR("."), 0);
    if (dot == SIZE_MAX || dot == 0 || domain.p[domain.n - 1] == '.' ||
        str_find(domain, STR("@"), 0) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < address.n; i++) {
        unsigned char c = (unsigned char)address.p[i];
        if (c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"' || c == ',' || c == ';')
            return false;
    }
    return true;
}

enum err notify_mail(struct db *db, struct arena *a, const struct mail_new *m)
{
    return outbox_add(db, a,
                      &(struct outbox_add_in){
                          .place_id = m->place_id,
                          .to_address = m->to,
                          .lang = lang_code(m->lang),
                          .subject = m->subject,
                          .body = m->body,
                          .path = m->path.p ? m->path : STR(""),
                          .unsubscribe_path = m->unsubscribe_path.p ? m->unsubscribe_path : STR(""),
                          .now = clock_now(),
                      });
}

static enum lang lang_or_default(struct str code)
{
    enum lang lang = LANG_KY;
    if (lang_of_code(code, &lang) != OK)
        lang = LANG_KY;
    return lang;
}

/* A subscriber's own unsubscribing link cannot be rebuilt from the hash, so it leads to the page
 * where any address is unsubscribed by a mailed link. */
static struct str page_path(struct arena *a, enum lang lang, struct str path)
{
    return str_fmt(a, "/%.*s%.*s", STR_F(lang_code(lang)), STR_F(path));
}

enum err notify_subscribers(struct db *db, struct arena *a, const struct notice *n, int64_t *queued)
{
    struct subscription_of_topic_rows rows;

    TRY(subscription_of_topic(
        db, a, &(struct subscription_of_topic_in){.place_id = n->place_id, .topic = n->topic},
        &rows));
    for (size_t i = 0; i < rows.n; i++) {
        enum lang lang = lang_or_default(rows.v[i].lang);
        struct mail_new m = {
            .place_id = n->place_id,
            .to = rows.v[i].address,
            .lang = lang,
            .subject = msg_format(a, lang, n->subject, n->args, n->arg_count),
            .body = msg_format(a, lang, n->body, n->args, n->arg_count),
            .path = page_path(a, lang, n->path),
            .unsubscribe_path = page_path(a, lang, STR("/unsubscribe")),
        };
        TRY(notify_mail(db, a, &m));
    }
    *queued = (int64_t)rows.n;
    return OK;
}

static struct str hash_of(struct arena *a, struct str token)
{
    unsigned char *hash = arena_alloc(a, crypto_generichash_BYTES);
    crypto_generichash(hash, crypto_generichash_BYTES, (const unsigned char *)token.p, token.n,
                       NULL, 0);
    return (struct str){(const char *)hash, crypto_generichash_BYTES};
}

static struct str token_new(struct arena *a)
{
    unsigned char raw[TOKEN_BYTES];
    size_t size = sodium_base64_encoded_len(TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, size);

    randombytes_buf(raw, sizeof raw);
    sodium_bin2base64(text, size, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(text);
}

static enum err audit_subscription(struct db *db, struct arena *a, const struct actor *who,
                                   struct str action, int64_t id, struct str address)
{
    struct buf *personal = buf_new(a, 4 * KIB);
    struct json j;

    json_init(&j, personal);
    json_object_begin(&j);
    json_field_str(&j, "address", address);
    json_object_end(&j);
    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = action,
                            .subject = STR("subscription"),
                            .subject_id = id,
                            .personal = address.n ? buf_str(personal) : STR_NONE,
                        });
}

static enum err send_link(struct db *db, struct arena *a, const struct actor *who,
                          const struct subscription_new *s, struct str token, bool confirmed)
{
    enum msg subject = confirmed ? MSG_notify_manage_subject : MSG_notify_confirm_subject;
    enum msg body = confirmed ? MSG_notify_manage_body : MSG_notify_confirm_body;
    struct mail_new m = {
        .place_id = who->place_id,
        .to = s->address,
        .lang = s->lang,
        .subject = msg_text(a, s->lang, subject, ARG_S("place", s->place_name)),
        .body = msg_text(a, s->lang, body, ARG_S("place", s->place_name)),
        .path = str_fmt(a, "/%.*s/subscription/%.*s", STR_F(lang_code(s->lang)), STR_F(token)),
    };
    return notify_mail(db, a, &m);
}

enum err notify_subscribe(struct db *db, struct arena *a, const struct actor *who,
                          const struct subscription_new *s, struct faults *f)
{
    struct subscription_open_rows open;
    struct str token = token_new(a), hash = hash_of(a, token);

    if (!notify_address_ok(s->address))
        fault_add(f, STR("address"), MSG_notify_address_wrong);
    if ((s->topics & TOPICS_ALL) == 0 || (s->topics & ~(int64_t)TOPICS_ALL) != 0)
        fault_add(f, STR("topics"), MSG_notify_topics_missing);
    TRY(faults_err(f));
    TRY(subscription_open(
        db, a, &(struct subscription_open_in){.place_id = who->place_id, .address = s->address},
        &open));
    if (open.n) {
        /* Whether it was there is told to the mailbox alone. */
        TRY(subscription_renew(db, a,
                               &(struct subscription_renew_in){.id = open.v[0].id,
                                                               .lang = lang_code(s->lang),
                                                               .topics = s->topics,
                                                               .token_hash = hash}));
        TRY(audit_subscription(db, a, who, STR("subscription.renew"), open.v[0].id, s->address));
        return send_link(db, a, who, s, token, open.v[0].confirmed_at.has);
    }
    struct subscription_add_row row;
    TRY(subscription_add(db, a,
                         &(struct subscription_add_in){.place_id = who->place_id,
                                                       .address = s->address,
                                                       .lang = lang_code(s->lang),
                                                       .topics = s->topics,
                                                       .token_hash = hash,
                                                       .now = clock_now()},
                         &row));
    TRY(audit_subscription(db, a, who, STR("subscription.ask"), row.id, s->address));
    return send_link(db, a, who, s, token, false);
}

static enum err by_token(struct db *db, struct arena *a, struct str token,
                         struct subscription_by_token_row *row)
{
    TRY(subscription_by_token(
        db, a, &(struct subscription_by_token_in){.token_hash = hash_of(a, token)}, row));
    return row->ended_at.has ? ERR_GONE : OK;
}

enum err notify_confirm(struct db *db, struct arena *a, struct str token, int64_t *place_id)
{
    struct subscription_by_token_row row;
    int64_t changed;

    TRY(by_token(db, a, token, &row));
    TRY(subscription_confirm(
        db, a, &(struct subscription_confirm_in){.id = row.id, .now = clock_now()}, &changed));
    struct actor who = {.place_id = row.place_id};
    if (changed)
        TRY(audit_subscription(db, a, &who, STR("subscription.confirm"), row.id, STR("")));
    *place_id = row.place_id;
    return OK;
}

enum err notify_unsubscribe(struct db *db, struct arena *a, struct str token, int64_t *place_id)
{
    struct subscription_by_token_row row;
    int64_t changed;

    TRY(by_token(db, a, token, &row));
    TRY(subscription_end(db, a, &(struct subscription_end_in){.id = row.id, .now = clock_now()},
                         &changed));
    struct actor who = {.place_id = row.place_id};
    TRY(audit_subscription(db, a, &who, STR("subscription.end"), row.id, STR("")));
    *place_id = row.place_id;
    return OK;
}
