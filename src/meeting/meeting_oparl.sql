-- When public things came to be and last changed, for the lists of OParl: ids and instants, the objects themselves are read by what
-- owns them. Things without an instant of their own have those of their records in the log. Rules in meeting_oparl.h.

-- query: oparl_municipalities   rows: many   role: reader
-- out: id i64, code text, valid_to day, created i64?, modified i64?
-- Those that were merged too: a client learns that one is gone, and where to.
select u.id, u.code, u.valid_to, (select a.at from audit a where a.place_id = u.id and a.seq = 1),
       (select h.at from audit_head h where h.place_id = u.id)
  from unit u
 where u.is_municipality = 1
 order by u.id;

-- query: oparl_successors   rows: many   role: reader
-- out: old_id i64, code text
select s.old_id, u.code
  from unit_successor s join unit o on o.id = s.old_id and o.is_municipality = 1 join unit u on u.id = s.new_id
 order by s.old_id, u.code;

-- query: oparl_councils   rows: many   role: reader
-- out: id i64, place_id i64, name_ky text, name_ru text, name_en text, created_day day, ended_day day, created i64?, modified i64?
-- Of the nation: what the list of municipalities tells of terms and main organizations.
select b.id, b.place_id, b.name_ky, b.name_ru, b.name_en, b.created_day, b.ended_day, min(a.at), max(a.at)
  from body b left join audit a on a.place_id = b.place_id and a.subject = 'body' and a.subject_id = b.id
 where b.kind = 'council'
 group by b.id, b.place_id, b.name_ky, b.name_ru, b.name_en, b.created_day, b.ended_day
 order by b.place_id, b.id;

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
-- out: id i64, created i64?, modified i64?, told bool
-- told: the log knows of a time when the seat was public: by its side, or because the person agreed.
select m.id, min(a.at), max(a.at),
       max(case when a.after_json like '%"side":"deputy"%' or a.after_json like '%"side":"executive"%' or p.json like '%"consent":true%'
                then 1 else 0 end)
  from body b join body_member m on m.body_id = b.id
       left join audit a on a.place_id = b.place_id and a.subject = 'body_member' and a.subject_id = m.id
       left join audit_personal p on p.audit_id = a.id
 where b.place_id = :place_id
 group by m.id
 order by m.id;

-- query: oparl_meetings   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, body_id i64?, area_place_id i64?, kind text, state text, title_ky text, title_ru text, title_en text,
-- out: venue_ky text, venue_ru text, venue_en text, starts_at i64, minutes i64, opened_at i64?, closed_at i64?,
-- out: told i64?, created i64, updated i64, recorded i64?, attached i64?, withdrawn i64?, published i64?
-- Those that were told to everybody. What is inside a meeting changes it: agenda and decisions by the log, papers, minutes.
select m.id, m.body_id, m.area_place_id, m.kind, m.state, m.title_ky, m.title_ru, m.title_en,
       m.venue_ky, m.venue_ru, m.venue_en, m.starts_at, m.minutes, m.opened_at, m.closed_at,
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
-- out: id i64, meeting_id i64, position i64, title_ky text, title_ru text, title_en text, decision text, link_kind text, link_id i64?,
-- out: dropped bool, started_at i64?, ended_at i64?
select i.id, i.meeting_id, i.position, i.title_ky, i.title_ru, i.title_en, i.decision, i.link_kind, i.link_id,
       case when i.state = 'dropped' then 1 else 0 end, i.started_at, i.ended_at
  from meeting_item i join meeting m on m.id = i.meeting_id
 where m.place_id = :place_id
 order by i.id;

-- query: oparl_outcomes   rows: many   role: reader
-- in:  place_id i64
-- out: item_id i64, outcome text, in_favour i64, against i64, abstained i64
-- Votes on items that stand; of one item the last one tells its result.
select v.item_id, v.outcome, v.in_favour, v.against, v.abstained
  from meeting m join meeting_vote v on v.meeting_id = m.id
 where m.place_id = :place_id and v.kind = 'item' and v.item_id is not null and v.voided_at is null
 order by v.item_id, v.number;

-- query: oparl_papers   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, meeting_id i64, title text, filename text, media_type text, kind text, size i64, added_at i64, withdrawn_at i64?
-- Public documents of meetings, once for each meeting they belong to.
select d.id, m.id, d.title, d.filename, c.media_type, d.kind, c.size, d.added_at, d.withdrawn_at
  from meeting m join document_owner o on o.owner_kind = 'meeting' and o.owner_id = m.id join document d on d.id = o.document_id
       join document_content c on c.sha256 = d.sha256
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
-- in:  place_id i64
-- out: meeting_id i64, member_id i64
-- Members of bodies who were there.
select distinct x.meeting_id, x.member_id
  from meeting m join meeting_attendee x on x.meeting_id = m.id
 where m.place_id = :place_id and x.member_id is not null and x.voided_at is null
 order by x.meeting_id, x.member_id;
