-- What meetings were held, who came, what was proposed and what became of it: sums for a span of days. Figures in meeting_figures.h.

-- query: figures_meetings   rows: many   role: reader
-- in:  place_id i64, all i64, from day, to day
-- out: id i64, place_id i64, day day, kind text, published_on i64?, results_due day
-- Meetings that took place. all 1: of every municipality.
select id, place_id, day, kind, published_at, results_due from meeting
 where (place_id = :place_id or :all = 1) and day between :from and :to and state in ('held', 'published')
 order by id;

-- query: figures_people   rows: many   role: reader
-- in:  place_id i64, all i64, from day, to day
-- out: meeting_id i64, sex text, age_group text, persons i64
select t.meeting_id, t.sex, t.age_group, count(*)
  from meeting m join meeting_attendee t on t.meeting_id = m.id
 where (m.place_id = :place_id or :all = 1) and m.day between :from and :to and m.state in ('held', 'published')
   and t.voided_at is null
 group by t.meeting_id, t.sex, t.age_group
 order by t.meeting_id, t.sex, t.age_group;

-- query: figures_proposals   rows: many   role: reader
-- in:  place_id i64, all i64, from day, to day, today day
-- out: meeting_id i64, state text, answer text, late i64, proposals i64
-- Hidden ones and those that wait for a moderator are not proposals of the meeting (yet).
select id, state, answer, late, count(*) from (
    select m.id as id, w.state as state, w.answer as answer,
           case when w.answer_due is not null and coalesce(w.answered_on, :today) > w.answer_due then 1 else 0 end as late
      from meeting m join meeting_word w on w.meeting_id = m.id
     where (m.place_id = :place_id or :all = 1) and m.day between :from and :to and m.state in ('held', 'published')
       and w.kind = 'proposal' and w.state in ('open', 'answered', 'withdrawn')) as made
 group by id, state, answer, late
 order by id, state, answer, late;

-- query: figures_places   rows: many   role: reader
-- out: id i64, code text, name_ky text, name_ru text, name_en text
-- Those that were merged too: they held meetings in their years.
select id, code, name_ky, name_ru, name_en from unit where is_municipality = 1 order by id;
