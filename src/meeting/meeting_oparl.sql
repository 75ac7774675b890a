-- When public things came to be and last changed, for the lists of OParl: ids and instants, the objects themselves are read by what
-- owns them. Things without an instant of their own have those of their records in the log. Rules in meeting_oparl.h.

-- query: oparl_municipalities   rows: many   role: reader
-- in:  today day
-- out: id i64, created i64?, modified i64?
select u.id, (select a.at from audit a where a.place_id = u.id and a.seq = 1), (select h.at from audit_head h where h.place_id = u.id)
  from unit u
 where u.is_municipality = 1 and (u.valid_to is null or u.valid_to >= :today)
 order by u.id;

-- query: oparl_bodies   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, created i64?, modified i64?
select b.id, min(a.at), max(a.at)
  from body b left join audit a on a.place_id = b.place_id and a.subject = 'body' and a.subject_id = b.id
 where b.place_id = :place_id
 group by b.id
 order by b.id;

-- query: oparl_seats   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, created i64?, modified i64?
select m.id, min(a.at), max(a.at)
  from body b join body_member m on m.body_id = b.id
       left join audit a on a.place_id = b.place_id and a.subject = 'body_member' and a.subject_id = m.id
 where b.place_id = :place_id
 group by m.id
 order by m.id;

-- query: oparl_meetings   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, body_id i64?, venue bool, told i64?, created i64, updated i64, recorded i64?, attached i64?, withdrawn i64?, published i64?
-- Those that were told to everybody. What is inside a meeting changes it: agenda and decisions by the log, papers, minutes.
select m.id, m.body_id, case when m.venue_ky <> '' or m.venue_ru <> '' or m.venue_en <> '' then 1 else 0 end,
       (select min(n.at) from meeting_notice n where n.meeting_id = m.id and n.kind = 'published'), m.created_at, m.updated_at,
       (select max(a.at) from audit a where a.place_id = m.place_id and a.subject = 'meeting' and a.subject_id = m.id),
       (select max(d.added_at) from document_owner o join document d on d.id = o.document_id
         where o.owner_kind = 'meeting' and o.owner_id = m.id and d.is_public = 1),
       (select max(d.withdrawn_at) from document_owner o join document d on d.id = o.document_id
         where o.owner_kind = 'meeting' and o.owner_id = m.id and d.is_public = 1),
       (select max(x.updated_at) from meeting_minutes x where x.meeting_id = m.id and x.state = 'published')
  from meeting m
 where m.place_id = :place_id and m.state <> 'preparing'
   and exists (select 1 from meeting_notice n where n.meeting_id = m.id and n.kind = 'published')
 order by m.id;

-- query: oparl_items   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, meeting_id i64, dropped bool
select i.id, i.meeting_id, case when i.state = 'dropped' then 1 else 0 end
  from meeting_item i join meeting m on m.id = i.meeting_id
 where m.place_id = :place_id
 order by i.id;

-- query: oparl_item_times   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, started_at i64?, ended_at i64?
select id, started_at, ended_at from meeting_item where meeting_id = :meeting_id order by position, id;

-- query: oparl_papers   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, meeting_id i64, added_at i64, withdrawn_at i64?
-- Public documents of meetings, once for each meeting they belong to.
select d.id, m.id, d.added_at, d.withdrawn_at
  from meeting m join document_owner o on o.owner_kind = 'meeting' and o.owner_id = m.id join document d on d.id = o.document_id
 where m.place_id = :place_id and d.place_id = :place_id and d.is_public = 1
 order by d.id, m.id;

-- query: oparl_minutes   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, meeting_id i64, lang text, number text, signed_on day, published_at i64?, updated_at i64
-- Published ones; of one meeting, Kyrgyz first.
select x.id, x.meeting_id, x.lang, x.number, x.signed_on, x.published_at, x.updated_at
  from meeting_minutes x join meeting m on m.id = x.meeting_id
 where m.place_id = :place_id and x.state = 'published'
 order by x.meeting_id, x.lang, x.id;

-- query: oparl_present   rows: many   role: reader
-- in:  meeting_id i64
-- out: member_id i64?
select distinct member_id from meeting_attendee
 where meeting_id = :meeting_id and member_id is not null and voided_at is null
 order by member_id;
