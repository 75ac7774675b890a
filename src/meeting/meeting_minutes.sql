-- Minutes and results of meetings. Rules in meeting_minutes.h.

-- query: minutes_row   rows: one   role: reader
-- in:  meeting_id i64, lang text
-- out: id i64, meeting_id i64, lang text, state text, number text, words text, chair text, secretary text, signed_on day, due_on day,
-- out: published_at i64?, version i64, edition i64
select id, meeting_id, lang, state, number, words, chair, secretary, signed_on, due_on, published_at, version,
       (select count(*) + 1 from meeting_minutes_past p where p.minutes_id = meeting_minutes.id)
  from meeting_minutes where meeting_id = :meeting_id and lang = :lang;

-- query: minutes_insert   rows: one   role: writer
-- in:  meeting_id i64, lang text, number text, words text, due_on day, now i64, by i64
-- out: id i64
insert into meeting_minutes (meeting_id, lang, state, number, words, chair, secretary, due_on, updated_at, updated_by, version)
values (:meeting_id, :lang, 'draft', :number, :words, '', '', :due_on, :now, :by, 1)
returning id;

-- query: minutes_update   rows: count   role: writer
-- in:  id i64, version i64, number text, words text, now i64, by i64
update meeting_minutes set number = :number, words = :words, updated_at = :now, updated_by = :by, version = version + 1
 where id = :id and version = :version;

-- query: minutes_correct   rows: count   role: writer
-- in:  id i64, version i64, number text, words text, chair text, secretary text, signed_on day, now i64, by i64
-- A change after signing is signed anew.
update meeting_minutes set number = :number, words = :words, chair = :chair, secretary = :secretary, signed_on = :signed_on,
       updated_at = :now, updated_by = :by, version = version + 1
 where id = :id and version = :version and state <> 'draft';

-- query: minutes_keep   rows: none   role: writer
-- in:  id i64, version i64, words text, chair text, secretary text, signed_on day, reason text, now i64, by i64
insert into meeting_minutes_past (minutes_id, version, words, chair, secretary, signed_on, reason, replaced_at, replaced_by)
values (:id, :version, :words, :chair, :secretary, :signed_on, :reason, :now, :by);

-- query: minutes_past   rows: many   role: reader
-- in:  id i64
-- out: version i64, words text, chair text, secretary text, signed_on day, reason text, replaced_at i64
select version, words, chair, secretary, signed_on, reason, replaced_at
  from meeting_minutes_past where minutes_id = :id order by version desc;

-- query: minutes_renumber   rows: count   role: writer
-- in:  id i64, number text, now i64, by i64
-- The draft in the other language follows.
update meeting_minutes set number = :number, updated_at = :now, updated_by = :by, version = version + 1
 where id = :id and state = 'draft';

-- query: minutes_number_taken   rows: many   role: reader
-- in:  place_id i64, kind text, from day, to day, number text, but i64
-- out: meeting_id i64, day day, title_ky text, title_ru text, title_en text
-- Another meeting of that kind and year whose minutes bear the number.
select m.id, m.day, m.title_ky, m.title_ru, m.title_en from meeting m
 where m.place_id = :place_id and m.kind = :kind and m.day between :from and :to and m.id <> :but
   and exists (select 1 from meeting_minutes x where x.meeting_id = m.id and x.number = :number)
 order by m.id limit 1;

-- query: minutes_sign   rows: count   role: writer
-- in:  id i64, version i64, chair text, secretary text, signed_on day, now i64, by i64
update meeting_minutes set state = 'signed', chair = :chair, secretary = :secretary, signed_on = :signed_on, updated_at = :now,
       updated_by = :by, version = version + 1
 where id = :id and version = :version and state = 'draft';

-- query: minutes_publish   rows: count   role: writer
-- in:  id i64, version i64, now i64
update meeting_minutes set state = 'published', published_at = :now, updated_at = :now, version = version + 1
 where id = :id and version = :version and state = 'signed';

-- query: minutes_of_year   rows: one   role: reader
-- in:  place_id i64, kind text, from day, to day
-- out: n i64
select count(*) from meeting m
 where m.place_id = :place_id and m.kind = :kind and m.day between :from and :to
   and exists (select 1 from meeting_minutes x where x.meeting_id = m.id);

-- query: minutes_due   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, kind text, title_ky text, title_ru text, title_en text, closed_at i64?, results_due day, minutes bool
-- Meetings that are over and whose results are not published; minutes: some are published.
select m.id, m.kind, m.title_ky, m.title_ru, m.title_en, m.closed_at, m.results_due,
       case when exists (select 1 from meeting_minutes x where x.meeting_id = m.id and x.state = 'published') then 1 else 0 end
  from meeting m where m.place_id = :place_id and m.state = 'held' order by m.day;

-- query: results_put   rows: none   role: writer
-- in:  meeting_id i64, ky text, ru text, en text, now i64, by i64
insert into meeting_results (meeting_id, words_ky, words_ru, words_en, published_at, published_by)
values (:meeting_id, :ky, :ru, :en, :now, :by)
on conflict (meeting_id) do update set words_ky = excluded.words_ky, words_ru = excluded.words_ru, words_en = excluded.words_en,
   published_at = excluded.published_at, published_by = excluded.published_by;

-- query: results_row   rows: one   role: reader
-- in:  meeting_id i64
-- out: ky text, ru text, en text, published_at i64
select words_ky, words_ru, words_en, published_at from meeting_results where meeting_id = :meeting_id;

-- query: results_publish   rows: count   role: writer
-- in:  id i64, version i64, now i64
update meeting set state = 'published', published_at = :now, updated_at = :now, version = version + 1
 where id = :id and version = :version and state = 'held';

-- query: results_touch   rows: count   role: writer
-- in:  id i64, version i64, now i64
-- A correction: the day of the first publication stands.
update meeting set updated_at = :now, version = version + 1 where id = :id and version = :version and state = 'published';

-- query: results_keep   rows: none   role: writer
-- in:  meeting_id i64, reason text, now i64, by i64
-- What is published now, before it is replaced.
insert into meeting_results_past (meeting_id, number, words_ky, words_ru, words_en, published_at, reason, replaced_at, replaced_by)
select r.meeting_id, (select coalesce(max(p.number), 0) + 1 from meeting_results_past p where p.meeting_id = r.meeting_id),
       r.words_ky, r.words_ru, r.words_en, r.published_at, :reason, :now, :by
  from meeting_results r where r.meeting_id = :meeting_id;

-- query: results_past   rows: many   role: reader
-- in:  meeting_id i64
-- out: number i64, ky text, ru text, en text, published_at i64, reason text, replaced_at i64
select number, words_ky, words_ru, words_en, published_at, reason, replaced_at
  from meeting_results_past where meeting_id = :meeting_id order by number desc;
