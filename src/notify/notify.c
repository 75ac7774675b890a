/* Queue and subscriptions. See notify.h. */
#include "notify/notify.h"

#include <sodium.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "notify/notify_sql.h"

#define TOKEN_BYTES 24
#define ADDRESS_MAX 254
#define SEAL_BYTES  18

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

static struct str page_path(struct arena *a, enum lang lang, struct str path)
{
    return str_fmt(a, "/%.*s%.*s", STR_F(lang_code(lang)), STR_F(path));
}

/* -- the link that ends a subscription: its number and a seal over it, so that nothing has to be
 * kept -- */

static struct str link_key;

void notify_wire(struct str key)
{
    link_key = key;
}

static struct str seal_of(struct arena *a, int64_t id)
{
    unsigned char seal[SEAL_BYTES];
    struct str what = str_fmt(a, "end-subscription:%lld", (long long)id);
    size_t size = sodium_base64_encoded_len(sizeof seal, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, size);
    size_t key =
        link_key.n < crypto_generichash_KEYBYTES_MAX ? link_key.n : crypto_generichash_KEYBYTES_MAX;

    crypto_generichash(seal, sizeof seal, (const unsigned char *)what.p, what.n,
                       (const unsigned char *)link_key.p, key);
    sodium_bin2base64(text, size, seal, sizeof seal, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(text);
}

static struct str end_path(struct arena *a, enum lang lang, int64_t id)
{
    if (link_key.n < crypto_generichash_KEYBYTES_MIN)
        return page_path(a, lang, STR("/unsubscribe"));
    return str_fmt(a, "/%.*s/subscription/%lld~%.*s", STR_F(lang_code(lang)), (long long)id,
                   STR_F(seal_of(a, id)));
}

/* The subscription that a sealed link names; 0: it is another kind of link, or forged. */
static int64_t sealed_id(struct arena *a, struct str token)
{
    size_t at = str_find(token, STR("~"), 0);
    int64_t id;

    if (at == SIZE_MAX || link_key.n < crypto_generichash_KEYBYTES_MIN ||
        str_to_i64(str_sub(token, 0, at), &id) != OK || id <= 0)
        return 0;
    struct str seal = str_sub(token, at + 1, token.n), right = seal_of(a, id);
    return seal.n == right.n && sodium_memcmp(seal.p, right.p, right.n) == 0 ? id : 0;
}

/* -- telling subscribers -- */

enum err notify_subscribers_words(struct db *db, struct arena *a, const struct notice_words *n,
                                  int64_t *queued)
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
            .subject = n->subject[lang],
            .body = n->body[lang],
            .path = page_path(a, lang, n->path),
            .unsubscribe_path = end_path(a, lang, rows.v[i].id),
        };
        TRY(notify_mail(db, a, &m));
    }
    *queued = (int64_t)rows.n;
    return OK;
}

enum err notify_subscribers(struct db *db, struct arena *a, const struct notice *n, int64_t *queued)
{
    struct notice_words words = {.place_id = n->place_id, .topic = n->topic, .path = n->path};

    for (int l = 0; l < LANG_COUNT; l++) {
        words.subject[l] = msg_format(a, (enum lang)l, n->subject, n->args, n->arg_count);
        words.body[l] = msg_format(a, (enum lang)l, n->body, n->args, n->arg_count);
    }
    return notify_subscribers_words(db, a, &words, queued);
}

enum err notify_places_of(struct db *db, struct arena *a, enum topic topic,
                          struct notify_places *out)
{
    struct subscription_places_rows rows;

    TRY(subscription_places(db, a, &(struct subscription_places_in){topic}, &rows));
    int64_t *v = arena_array(a, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = rows.v[i].place_id;
    *out = (struct notify_places){v, rows.n};
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
    int64_t id = sealed_id(a, token);

    if (id) {
        struct subscription_by_id_row r;
        TRY(subscription_by_id(db, a, &(struct subscription_by_id_in){id}, &r));
        *row = (struct subscription_by_token_row){.id = r.id,
                                                  .place_id = r.place_id,
                                                  .address = r.address,
                                                  .topics = r.topics,
                                                  .confirmed_at = r.confirmed_at,
                                                  .ended_at = r.ended_at};
        return row->ended_at.has ? ERR_GONE : OK;
    }
    TRY(subscription_by_token(
        db, a, &(struct subscription_by_token_in){.token_hash = hash_of(a, token)}, row));
    return row->ended_at.has ? ERR_GONE : OK;
}

enum err notify_find(struct db *db, struct arena *a, struct str token,
                     struct subscription_found *out)
{
    struct subscription_by_token_row row;

    TRY(by_token(db, a, token, &row));
    *out = (struct subscription_found){row.place_id, row.confirmed_at.has};
    return OK;
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
