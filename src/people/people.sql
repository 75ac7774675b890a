-- query: person_by_id   rows: one   role: reader
-- in:  id i64
-- out: id i64, name text, name_key text, email text, phone text, password_hash text, lang text, birth_year i64?, residence_id i64?,
-- out: verification text, verified_by i64, verified_at i64?, state text, created_at i64, created_by i64, version i64
select id, name, name_key, email, phone, password_hash, lang, birth_year, residence_id, verification, verified_by, verified_at,
       state, created_at, created_by, version
  from person where id = :id;

-- query: person_by_contact   rows: one   role: reader
-- in:  contact text
-- out: id i64, name text, name_key text, email text, phone text, password_hash text, lang text, birth_year i64?, residence_id i64?,
-- out: verification text, verified_by i64, verified_at i64?, state text, created_at i64, created_by i64, version i64
-- An e-mail address has an @, a phone number begins with +: they never collide.
select id, name, name_key, email, phone, password_hash, lang, birth_year, residence_id, verification, verified_by, verified_at,
       state, created_at, created_by, version
  from person where email = :contact or phone = :contact;

-- query: person_insert   rows: one   role: writer
-- in:  name text, name_key text, email text, phone text, lang text, birth_year i64?, residence_id i64?, verification text,
-- in:  verified_by i64, verified_at i64?, created_at i64, created_by i64
-- out: id i64
insert into person (name, name_key, email, phone, lang, birth_year, residence_id, verification, verified_by, verified_at, state,
                    created_at, created_by, version)
values (:name, :name_key, :email, :phone, :lang, :birth_year, :residence_id, :verification, :verified_by, :verified_at, 'active',
        :created_at, :created_by, 1)
returning id;

-- query: person_update   rows: count   role: writer
-- in:  id i64, version i64, name text, name_key text, lang text, birth_year i64?, residence_id i64?
update person
   set name = :name, name_key = :name_key, lang = :lang, birth_year = :birth_year, residence_id = :residence_id,
       version = version + 1
 where id = :id and version = :version;

-- query: person_set_password   rows: count   role: writer
-- in:  id i64, password_hash text
update person set password_hash = :password_hash, version = version + 1 where id = :id;

-- query: person_set_verification   rows: count   role: writer
-- in:  id i64, verification text, verified_by i64, verified_at i64
update person
   set verification = :verification, verified_by = :verified_by, verified_at = :verified_at, version = version + 1
 where id = :id;

-- query: person_set_state   rows: count   role: writer
-- in:  id i64, state text
update person set state = :state, version = version + 1 where id = :id;

-- query: person_rows_of_place   rows: many   role: reader
-- in:  place_id i64, words text, phone text, most i64
-- out: id i64, name text, email text, phone text, birth_year i64?, verification text, has_password i64, village_ky text,
-- out: village_ru text, village_en text
-- For the verification desk: people who live in the municipality, words of whose folded name begin so ("% asa% be%"), or whose
-- telephone has these digits; those still to be verified first.
select p.id, p.name, p.email, p.phone, p.birth_year, p.verification,
       case when p.password_hash is null then 0 else 1 end, u.name_ky, u.name_ru, u.name_en
  from person p join unit u on u.id = p.residence_id
 where u.municipality_id = :place_id and p.state = 'active'
   and (' ' || p.name_key like :words or p.phone like :phone)
 order by case p.verification when 'none' then 0 when 'contact' then 1 else 2 end, p.name_key, p.id
 limit :most;

-- query: person_counts_of_place   rows: many   role: reader
-- in:  place_id i64
-- out: verification text, people i64
select p.verification, count(*)
  from person p join unit u on u.id = p.residence_id
 where u.municipality_id = :place_id and p.state = 'active'
 group by p.verification order by p.verification;

-- query: session_insert   rows: one   role: writer
-- in:  token_hash blob, person_id i64, now i64, device text
-- out: id i64
insert into session (token_hash, person_id, created_at, seen_at, device)
values (:token_hash, :person_id, :now, :now, :device) returning id;

-- query: session_of_token   rows: one   role: reader
-- in:  token_hash blob
-- out: id i64, person_id i64, name text, state text, created_at i64, seen_at i64, acting_for i64?, acting_until i64?, acting_name text
-- The query of every request of somebody signed in: two primary or unique keys, no list.
select s.id, s.person_id, p.name, p.state, s.created_at, s.seen_at, s.acting_for, s.acting_until, f.name
  from session s join person p on p.id = s.person_id left join person f on f.id = s.acting_for
 where s.token_hash = :token_hash;

-- query: session_rows   rows: many   role: reader
-- in:  person_id i64
-- out: id i64, created_at i64, seen_at i64, device text
select id, created_at, seen_at, device from session where person_id = :person_id order by seen_at desc, id desc limit 50;

-- query: session_touch   rows: count   role: writer
-- in:  token_hash blob, now i64
update session set seen_at = :now where token_hash = :token_hash and seen_at < :now;

-- query: session_delete   rows: count   role: writer
-- in:  id i64, person_id i64
delete from session where id = :id and person_id = :person_id;

-- query: session_delete_all   rows: count   role: writer
-- in:  person_id i64, keep i64
delete from session where person_id = :person_id and id <> :keep;

-- query: session_delete_old   rows: count   role: writer
-- in:  seen_before i64, created_before i64
delete from session where seen_at < :seen_before or created_at < :created_before;

-- query: session_act   rows: count   role: writer
-- in:  id i64, person_id i64, acting_for i64?, acting_place i64?, acting_until i64?
update session set acting_for = :acting_for, acting_place = :acting_place, acting_until = :acting_until
 where id = :id and person_id = :person_id;

-- query: session_acting   rows: one   role: reader
-- in:  id i64
-- out: person_id i64, acting_for i64?, acting_place i64?, acting_until i64?
select person_id, acting_for, acting_place, acting_until from session where id = :id;

-- query: token_insert   rows: one   role: writer
-- in:  person_id i64, kind text, contact text, token_hash blob, code_hash blob, created_at i64, expires_at i64
-- out: id i64
insert into person_token (person_id, kind, contact, token_hash, code_hash, tries, created_at, expires_at)
values (:person_id, :kind, :contact, :token_hash, :code_hash, 0, :created_at, :expires_at) returning id;

-- query: token_by_hash   rows: one   role: reader
-- in:  token_hash blob
-- out: id i64, person_id i64, kind text, contact text, expires_at i64, used_at i64?
select id, person_id, kind, contact, expires_at, used_at from person_token where token_hash = :token_hash;

-- query: token_rows_open   rows: many   role: reader
-- in:  contact text, now i64, tries i64
-- out: id i64, person_id i64, kind text, code_hash blob, tries i64
-- Codes that may still be tried for a contact.
select id, person_id, kind, code_hash, tries
  from person_token
 where contact = :contact and used_at is null and expires_at > :now and tries < :tries
 order by id desc limit 10;

-- query: token_count_since   rows: one   role: reader
-- in:  person_id i64, since i64
-- out: tokens i64
select count(*) from person_token where person_id = :person_id and created_at > :since;

-- query: token_tried   rows: count   role: writer
-- in:  contact text, now i64
update person_token set tries = tries + 1 where contact = :contact and used_at is null and expires_at > :now;

-- query: token_use   rows: count   role: writer
-- in:  id i64, now i64
-- 0 rows: used by somebody a moment ago.
update person_token set used_at = :now where id = :id and used_at is null and expires_at > :now;

-- query: token_void   rows: count   role: writer
-- in:  person_id i64, now i64
-- A new password makes every other link and code worthless.
update person_token set used_at = :now where person_id = :person_id and used_at is null;

-- query: token_delete_old   rows: count   role: writer
-- in:  before i64
delete from person_token where expires_at < :before;

-- query: attempt_of   rows: one   role: reader
-- in:  contact_hash blob
-- out: failures i64, last_at i64, locked_until i64
select failures, last_at, locked_until from login_attempt where contact_hash = :contact_hash;

-- query: attempt_put   rows: none   role: writer
-- in:  contact_hash blob, failures i64, last_at i64, locked_until i64
insert into login_attempt (contact_hash, failures, last_at, locked_until)
values (:contact_hash, :failures, :last_at, :locked_until)
on conflict (contact_hash) do update
   set failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until;

-- query: attempt_clear   rows: count   role: writer
-- in:  contact_hash blob, before i64
-- The contact that succeeded, and whatever is a day old.
delete from login_attempt where contact_hash = :contact_hash or last_at < :before;

-- query: role_names_of_person   rows: many   role: reader
-- in:  person_id i64, today day
-- out: place_id i64, role text
-- What every request of somebody signed in asks: no names, no order.
select place_id, role
  from role
 where person_id = :person_id and from_day <= :today and (to_day is null or to_day >= :today);

-- query: role_rows_of_person   rows: many   role: reader
-- in:  person_id i64, today day
-- out: id i64, place_id i64, role text, from_day day, to_day day, order_number text, place_code text, name_ky text, name_ru text,
-- out: name_en text
-- Roles that hold on the day.
select r.id, r.place_id, r.role, r.from_day, r.to_day, r.order_number, u.code, u.name_ky, u.name_ru, u.name_en
  from role r left join unit u on u.id = r.place_id
 where r.person_id = :person_id and r.from_day <= :today and (r.to_day is null or r.to_day >= :today)
 order by r.place_id, r.id;

-- query: role_rows_of_place   rows: many   role: reader
-- in:  place_id i64, today day
-- out: id i64, person_id i64, name text, role text, from_day day, to_day day, order_number text
-- place_id 0: the national roles. Also those that begin later.
select r.id, r.person_id, p.name, r.role, r.from_day, r.to_day, r.order_number
  from role r join person p on p.id = r.person_id
 where r.place_id = :place_id and (r.to_day is null or r.to_day >= :today)
 order by r.role, p.name_key, r.id;

-- query: role_by_id   rows: one   role: reader
-- in:  id i64
-- out: id i64, person_id i64, place_id i64, role text, from_day day, to_day day, order_number text
select id, person_id, place_id, role, from_day, to_day, order_number from role where id = :id;

-- query: role_insert   rows: one   role: writer
-- in:  person_id i64, place_id i64, role text, from_day day, to_day day, order_number text, granted_by i64, granted_at i64
-- out: id i64
insert into role (person_id, place_id, role, from_day, to_day, order_number, granted_by, granted_at)
values (:person_id, :place_id, :role, :from_day, :to_day, :order_number, :granted_by, :granted_at)
returning id;

-- query: role_end   rows: count   role: writer
-- in:  id i64, last day, taken_by i64, taken_at i64
update role set to_day = :last, taken_by = :taken_by, taken_at = :taken_at
 where id = :id and (to_day is null or to_day > :last);

-- query: role_count_other_admins   rows: one   role: reader
-- in:  person_id i64, today day
-- out: people i64
select count(*) from role r join person p on p.id = r.person_id
 where r.role = 'administrator' and r.place_id = 0 and r.person_id <> :person_id and p.state = 'active'
   and p.password_hash is not null
   and r.from_day <= :today and (r.to_day is null or r.to_day >= :today);

-- query: role_count_admins   rows: one   role: reader
-- out: people i64
select count(*) from role where role = 'administrator' and place_id = 0 and to_day is null;

-- query: resident_forget   rows: count   role: writer
-- in:  place_id i64
delete from resident where place_id = :place_id;

-- query: resident_insert_rows   rows: count   role: writer
-- in:  place_id i64, now i64, rows text
-- rows: JSON array of {name, key, year, village, address, document}; document in hexadecimal.
insert into resident (place_id, name, name_key, birth_year, village_id, address, document_hash, imported_at)
select :place_id, json_extract(r.value, '$.name'), json_extract(r.value, '$.key'), json_extract(r.value, '$.year'),
       json_extract(r.value, '$.village'), json_extract(r.value, '$.address'),
       cast(json_extract(r.value, '$.document') as blob), :now
  from json_each(:rows) r;

-- query: resident_matches   rows: many   role: reader
-- in:  place_id i64, name_key text, birth_year i64
-- out: id i64, document_hash blob, person_id i64?
select id, document_hash, person_id from resident
 where place_id = :place_id and name_key = :name_key and birth_year = :birth_year
 order by id limit 3;

-- query: resident_link   rows: count   role: writer
-- in:  id i64, person_id i64
update resident set person_id = :person_id where id = :id and person_id is null;

-- query: resident_people_to_match   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, name_key text, birth_year i64, verification text
-- People of the municipality who are not on the list yet and told their year of birth.
select p.id, p.name_key, p.birth_year, p.verification
  from person p join unit u on u.id = p.residence_id
 where u.municipality_id = :place_id and p.birth_year is not null and p.state = 'active' and p.verification = 'contact'
 order by p.id;

-- query: resident_count   rows: one   role: reader
-- in:  place_id i64
-- out: people i64, imported_at i64?
select count(*), max(imported_at) from resident where place_id = :place_id;
