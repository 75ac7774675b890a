-- What app keeps for the web: form tokens taken once, and the installation's secrets.

-- query: form_once_insert   rows: count   role: writer
-- in: token text, now i64
-- 0 rows: the form was sent before.
insert into form_once (token, taken_at) values (:token, :now)
on conflict (token) do nothing;

-- query: form_once_location   rows: one   role: reader
-- in: token text
-- out: location text
select location from form_once where token = :token;

-- query: form_once_settle   rows: none   role: writer   later: 1
-- in: token text, location text
update form_once set location = :location where token = :token;

-- query: form_once_forget   rows: count   role: writer
-- in: before i64
-- An offline queue sends again until it hears; after so long it gives up.
delete from form_once where taken_at < :before;

-- query: secret_get   rows: one   role: reader
-- in: name text
-- out: secret blob
select secret from installation_secret where name = :name;

-- query: secret_put   rows: none   role: writer
-- in: name text, secret blob, now i64
-- The first of several copies of the program that start at once wins; all read what it wrote.
insert into installation_secret (name, secret, made_at) values (:name, :secret, :now)
on conflict (name) do nothing;

-- query: ping   rows: one   role: reader
-- out: one i64
select cast(1 as int8) as one;
