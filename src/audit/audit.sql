-- Statements of the log. The chain is written by audit.c alone; nobody else inserts here.

-- query: audit_head_locked   rows: many   role: writer
-- in:  place_id i64
-- out: seq i64, hash blob
-- SQLite's one writer is the lock; PostgreSQL locks the row.
select seq, hash from audit_head where place_id = :place_id;

-- query: audit_head_start   rows: none   role: writer
-- in:  place_id i64, hash blob, at i64
-- Two first writes of a place at once: the second waits here, then finds the row.
insert into audit_head (place_id, seq, hash, at) values (:place_id, 0, :hash, :at) on conflict (place_id) do nothing;

-- query: audit_head_move   rows: none   role: writer   later: 1
-- in:  place_id i64, seq i64, hash blob, at i64
update audit_head set seq = :seq, hash = :hash, at = :at where place_id = :place_id;

-- query: audit_insert   rows: none   role: writer   later: 1
-- in:  place_id i64, seq i64, at i64, person_id i64, for_person_id i64, action text, subject text, subject_id i64,
-- in:  before_json text, after_json text, personal_digest blob, prev_hash blob, hash blob
insert into audit (place_id, seq, at, person_id, for_person_id, action, subject, subject_id, before_json, after_json,
                   personal_digest, prev_hash, hash)
values (:place_id, :seq, :at, :person_id, :for_person_id, :action, :subject, :subject_id, :before_json, :after_json,
        :personal_digest, :prev_hash, :hash);

-- query: audit_personal_insert   rows: none   role: writer   later: 1
-- in:  salt blob, json text
-- Directly behind audit_insert, whose number it takes.
insert into audit_personal (audit_id, salt, json) values (last_insert_rowid(), :salt, :json);

-- query: audit_head_row   rows: one   role: reader
-- in:  place_id i64
-- out: place_id i64, seq i64, hash blob, at i64
select place_id, seq, hash, at from audit_head where place_id = :place_id and seq > 0;

-- query: audit_head_rows   rows: many   role: reader
-- out: place_id i64, seq i64, hash blob, at i64
select place_id, seq, hash, at from audit_head where seq > 0 order by place_id;

-- query: audit_generation_rows   rows: many   role: reader
-- in:  since i64
-- out: place_id i64, generation i64
-- A scan of one row per municipality: an index on `at` would make every write of PostgreSQL touch it.
select place_id, seq from audit_head where at >= :since and seq > 0 order by place_id;

-- query: audit_day_last   rows: many   role: reader
-- out: day day, hash blob
select day, hash from audit_day order by day desc limit 1;

-- query: audit_day_insert   rows: count   role: writer
-- in:  day day, chains i64, prev_hash blob, hash blob, sealed_at i64
insert into audit_day (day, chains, prev_hash, hash, sealed_at)
values (:day, :chains, :prev_hash, :hash, :sealed_at) on conflict (day) do nothing;

-- query: audit_day_heads_insert   rows: none   role: writer
-- in:  day day, place_id i64, seq i64, hash blob
insert into audit_day_head (day, place_id, seq, hash) values (:day, :place_id, :seq, :hash);

-- query: audit_day_rows   rows: many   role: reader
-- in:  most i64
-- out: day day, chains i64, prev_hash blob, hash blob, sealed_at i64
select day, chains, prev_hash, hash, sealed_at from audit_day order by day desc limit :most;

-- query: audit_days_after   rows: many   role: reader
-- in:  after i64, most i64
-- out: day day, chains i64, prev_hash blob, hash blob, sealed_at i64
select day, chains, prev_hash, hash, sealed_at from audit_day where day > :after order by day limit :most;

-- query: audit_day_changes   rows: many   role: reader
-- in:  day day
-- out: place_id i64, seq i64, hash blob
select place_id, seq, hash from audit_day_head where day = :day order by place_id;

-- query: audit_day_head_rows   rows: many   role: reader
-- in:  day day
-- out: place_id i64, seq i64, hash blob
-- Each chain as it stood on that day: its last change up to then.
select h.place_id, h.seq, h.hash
  from audit_day_head h
 where h.day = (select max(x.day) from audit_day_head x where x.place_id = h.place_id and x.day <= :day)
 order by h.place_id;

-- query: audit_place_day_rows   rows: many   role: reader
-- in:  place_id i64, most i64
-- out: day day, seq i64, hash blob, sealed_at i64
select d.day, h.seq, h.hash, d.sealed_at
  from audit_day d
  join audit_day_head h on h.place_id = :place_id
   and h.day = (select max(x.day) from audit_day_head x where x.place_id = :place_id and x.day <= d.day)
 order by d.day desc limit :most;

-- query: audit_day_orphans   rows: many   role: reader
-- out: place_id i64, seq i64
-- A sealed head whose day was taken away.
select h.place_id, h.seq from audit_day_head h left join audit_day d on d.day = h.day
 where d.day is null order by h.day, h.place_id limit 1;

-- query: audit_place_heads   rows: many   role: reader
-- in:  place_id i64, after_day i64, most i64
-- out: day day, seq i64, hash blob
select day, seq, hash from audit_day_head where place_id = :place_id and day > :after_day order by day limit :most;

-- query: audit_page   rows: many   role: reader
-- in:  place_id i64, seq i64, most i64
-- out: id i64, place_id i64, seq i64, at i64, person_id i64, for_person_id i64, action text, subject text, subject_id i64,
-- out: before_json text, after_json text, personal_digest blob, prev_hash blob, hash blob, salt blob, personal text
-- For the proof: by place and number, keyset.
select a.id, a.place_id, a.seq, a.at, a.person_id, a.for_person_id, a.action, a.subject, a.subject_id,
       a.before_json, a.after_json, a.personal_digest, a.prev_hash, a.hash, p.salt, p.json
  from audit a left join audit_personal p on p.audit_id = a.id
 where (a.place_id, a.seq) > (:place_id, :seq)
 order by a.place_id, a.seq limit :most;

-- query: audit_rows   rows: many   role: reader
-- in:  place_id i64, subject text, subject_id i64, person_id i64, at_from i64, at_to i64, before_seq i64, most i64
-- out: id i64, place_id i64, seq i64, at i64, person_id i64, for_person_id i64, action text, subject text, subject_id i64,
-- out: before_json text, after_json text, personal_digest blob, hash blob, personal text
-- For the auditor: newest first, keyset.
select a.id, a.place_id, a.seq, a.at, a.person_id, a.for_person_id, a.action, a.subject, a.subject_id,
       a.before_json, a.after_json, a.personal_digest, a.hash, p.json
  from audit a left join audit_personal p on p.audit_id = a.id
 where a.place_id = :place_id and a.seq < :before_seq
   and (cast(:subject as text) = '' or a.subject = :subject)
   and (:subject_id = 0 or a.subject_id = :subject_id)
   and (:person_id = 0 or a.person_id = :person_id or a.for_person_id = :person_id)
   and a.at >= :at_from and a.at < :at_to
 order by a.seq desc limit :most;

-- query: audit_day_one   rows: many   role: reader
-- in:  day day
-- out: day day, chains i64, prev_hash blob, hash blob, sealed_at i64
select day, chains, prev_hash, hash, sealed_at from audit_day where day = :day;
