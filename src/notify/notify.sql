-- Mail queue and subscriptions. Rules in notify.c, mail_send.c.

-- query: outbox_add   rows: none   role: writer
-- in: place_id i64, to_address text, lang text, subject text, body text, path text, unsubscribe_path text, now i64
insert into outbox (place_id, to_address, lang, subject, body, path, unsubscribe_path, created_at, due_at)
values (:place_id, :to_address, :lang, :subject, :body, :path, :unsubscribe_path, :now, :now);

-- query: outbox_claim   rows: many   role: writer
-- in: now i64, until i64, most i64
-- out: id i64, to_address text, lang text, subject text, body text, path text, unsubscribe_path text, attempts i64
-- Claims by moving due_at: a sender that dies leaves its mails due again, none is lost.
update outbox set due_at = :until, attempts = attempts + 1
 where id in (select id from outbox
               where sent_at is null and failed_at is null and due_at <= :now
               order by due_at, id limit :most)
returning id, to_address, lang, subject, body, path, unsubscribe_path, attempts;

-- query: outbox_sent   rows: none   role: writer
-- in: id i64, now i64
update outbox set sent_at = :now, body = '', path = '', last_error = '' where id = :id;

-- query: outbox_put_off   rows: none   role: writer
-- in: id i64, due_at i64, last_error text
update outbox set due_at = :due_at, last_error = :last_error where id = :id;

-- query: outbox_give_up   rows: none   role: writer
-- in: id i64, now i64, last_error text
update outbox set failed_at = :now, body = '', path = '', last_error = :last_error where id = :id;

-- query: outbox_figures   rows: one   role: reader
-- out: waiting i64, sent i64, failed i64
select coalesce(sum(case when sent_at is null and failed_at is null then 1 else 0 end), 0) as waiting,
       coalesce(sum(case when sent_at is not null then 1 else 0 end), 0) as sent,
       coalesce(sum(case when failed_at is not null then 1 else 0 end), 0) as failed
  from outbox;

-- query: outbox_failed   rows: many   role: reader
-- in: most i64
-- out: id i64, created_at i64, attempts i64, last_error text
select id, created_at, attempts, last_error from outbox
 where failed_at is not null order by id desc limit :most;

-- query: outbox_retry   rows: count   role: writer
-- in: now i64
-- A mail whose body was emptied on failure cannot be sent again; only those still waiting are hurried.
update outbox set due_at = :now where sent_at is null and failed_at is null;

-- query: subscription_add   rows: one   role: writer
-- in: place_id i64, address text, lang text, topics i64, token_hash blob, now i64
-- out: id i64
insert into subscription (place_id, address, lang, topics, token_hash, created_at)
values (:place_id, :address, :lang, :topics, :token_hash, :now)
returning id;

-- query: subscription_open   rows: many   role: reader
-- in: place_id i64, address text
-- out: id i64, topics i64, confirmed_at i64?
select id, topics, confirmed_at from subscription
 where place_id = :place_id and address = :address and ended_at is null;

-- query: subscription_renew   rows: none   role: writer
-- in: id i64, lang text, topics i64, token_hash blob
-- Asked again before it was confirmed: the newest link counts.
update subscription set lang = :lang, topics = :topics, token_hash = :token_hash where id = :id;

-- query: subscription_by_token   rows: one   role: reader
-- in: token_hash blob
-- out: id i64, place_id i64, address text, topics i64, confirmed_at i64?, ended_at i64?
select id, place_id, address, topics, confirmed_at, ended_at from subscription where token_hash = :token_hash;

-- query: subscription_confirm   rows: count   role: writer
-- in: id i64, now i64
update subscription set confirmed_at = :now where id = :id and confirmed_at is null and ended_at is null;

-- query: subscription_end   rows: count   role: writer
-- in: id i64, now i64
update subscription set ended_at = :now, address = '' where id = :id and ended_at is null;

-- query: subscription_of_topic   rows: many   role: reader
-- in: place_id i64, topic i64
-- out: id i64, address text, lang text
select id, address, lang from subscription
 where place_id = :place_id and confirmed_at is not null and ended_at is null and (topics & :topic) <> 0
 order by id;

-- query: subscription_by_id   rows: one   role: reader
-- in: id i64
-- out: id i64, place_id i64, address text, topics i64, confirmed_at i64?, ended_at i64?
select id, place_id, address, topics, confirmed_at, ended_at from subscription where id = :id;

-- query: subscription_places   rows: many   role: reader
-- in: topic i64
-- out: place_id i64
select distinct place_id from subscription
 where confirmed_at is not null and ended_at is null and (topics & :topic) <> 0 order by place_id;
