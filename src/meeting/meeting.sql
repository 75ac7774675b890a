-- Meetings before their day: calling, notices, steps, agenda, words. Rules in meeting.h.

-- query: meeting_row_of_place   rows: one   role: reader
-- in:  place_id i64, id i64
-- out: id i64, place_id i64, kind text, topic text, title_ky text, title_ru text, title_en text, about_ky text, about_ru text, about_en text,
-- out: state text, caller text, request_id i64?, call_order text, call_day day, body_id i64?, area text, area_place_id i64?, mode text,
-- out: emergency text, emergency_act text, day day, starts_at i64, minutes i64, venue_ky text, venue_ru text, venue_en text, remote_url text,
-- out: invited i64?, base i64?, opened_at i64?, closed_at i64?, results_due day, published_at i64?, version i64
select id, place_id, kind, topic, title_ky, title_ru, title_en, about_ky, about_ru, about_en,
       state, caller, request_id, call_order, call_day, body_id, area, area_place_id, mode,
       emergency, emergency_act, day, starts_at, minutes, venue_ky, venue_ru, venue_en, remote_url,
       invited, base, opened_at, closed_at, results_due, published_at, version
  from meeting where place_id = :place_id and id = :id;

-- query: meeting_rows_coming   rows: many   role: reader
-- in:  place_id i64, kind text, today day, preparing bool, most i64
-- out: id i64, place_id i64, kind text, topic text, title_ky text, title_ru text, title_en text, about_ky text, about_ru text, about_en text,
-- out: state text, caller text, request_id i64?, call_order text, call_day day, body_id i64?, area text, area_place_id i64?, mode text,
-- out: emergency text, emergency_act text, day day, starts_at i64, minutes i64, venue_ky text, venue_ru text, venue_en text, remote_url text,
-- out: invited i64?, base i64?, opened_at i64?, closed_at i64?, results_due day, published_at i64?, version i64
-- Not over yet: of today or later, or open whatever its day. One cancelled before it was told to anybody is nobody's to see.
select id, place_id, kind, topic, title_ky, title_ru, title_en, about_ky, about_ru, about_en,
       state, caller, request_id, call_order, call_day, body_id, area, area_place_id, mode,
       emergency, emergency_act, day, starts_at, minutes, venue_ky, venue_ru, venue_en, remote_url,
       invited, base, opened_at, closed_at, results_due, published_at, version
  from meeting m
 where place_id = :place_id and (:kind = '' or kind = :kind)
   and (state = 'open' or (day >= :today and state in ('announced', 'cancelled')) or state = 'preparing')
   and (state <> 'preparing' or cast(:preparing as int8) <> 0)
   and (state <> 'cancelled' or exists (select 1 from meeting_notice n where n.meeting_id = m.id and n.kind = 'published'))
 order by day, starts_at, id limit :most;

-- query: meeting_rows_past   rows: many   role: reader
-- in:  place_id i64, kind text, today day, most i64
-- out: id i64, place_id i64, kind text, topic text, title_ky text, title_ru text, title_en text, about_ky text, about_ru text, about_en text,
-- out: state text, caller text, request_id i64?, call_order text, call_day day, body_id i64?, area text, area_place_id i64?, mode text,
-- out: emergency text, emergency_act text, day day, starts_at i64, minutes i64, venue_ky text, venue_ru text, venue_en text, remote_url text,
-- out: invited i64?, base i64?, opened_at i64?, closed_at i64?, results_due day, published_at i64?, version i64
select id, place_id, kind, topic, title_ky, title_ru, title_en, about_ky, about_ru, about_en,
       state, caller, request_id, call_order, call_day, body_id, area, area_place_id, mode,
       emergency, emergency_act, day, starts_at, minutes, venue_ky, venue_ru, venue_en, remote_url,
       invited, base, opened_at, closed_at, results_due, published_at, version
  from meeting m
 where place_id = :place_id and (:kind = '' or kind = :kind)
   and (state in ('held', 'published') or (day < :today and state in ('announced', 'cancelled')))
   and (state <> 'cancelled' or exists (select 1 from meeting_notice n where n.meeting_id = m.id and n.kind = 'published'))
 order by day desc, starts_at desc, id desc limit :most;

-- query: meeting_item_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, meeting_id i64, position i64, title_ky text, title_ru text, title_en text, about text, speaker text, link_kind text,
-- out: link_id i64?, link_text text, in_hall bool, reason text, state text, decision text, version i64
select id, meeting_id, position, title_ky, title_ru, title_en, about, speaker, link_kind, link_id, link_text, in_hall, reason,
       state, decision, version
  from meeting_item where meeting_id = :meeting_id order by position, id;

-- query: meeting_word_rows   rows: many   role: reader
-- in:  meeting_id i64, kind text
-- out: id i64, meeting_id i64, number i64, item_id i64?, kind text, via text, text text, author text, author_public bool, person_id i64?,
-- out: state text, hidden_reason text, answer text, answer_reason text, answered_on day, answer_due day, changed_kind text, changed_id i64?,
-- out: changed_text text, said_at i64, version i64
select id, meeting_id, number, item_id, kind, via, text, author, author_public, person_id, state, hidden_reason, answer, answer_reason,
       answered_on, answer_due, changed_kind, changed_id, changed_text, said_at, version
  from meeting_word where meeting_id = :meeting_id and (:kind = '' or kind = :kind) order by number;

-- query: meeting_word_by_key   rows: many   role: reader
-- in:  meeting_id i64, client_key text
-- out: id i64
select id from meeting_word where meeting_id = :meeting_id and client_key = :client_key and client_key <> '';

-- query: meeting_word_insert   rows: one   role: writer
-- in:  place_id i64, meeting_id i64, item_id i64?, kind text, via text, text text, author text, author_public bool, person_id i64?,
-- in:  entered_by i64?, state text, client_key text, said_at i64
-- out: id i64, number i64
insert into meeting_word (place_id, meeting_id, number, item_id, kind, via, text, author, author_public, author_sex, person_id, entered_by,
                          state, hidden_reason, client_key, answer, answer_reason, changed_kind, changed_text, said_at, version)
values (:place_id, :meeting_id, (select coalesce(max(w.number), 0) + 1 from meeting_word w where w.meeting_id = :meeting_id),
        :item_id, :kind, :via, :text, :author, :author_public, '', :person_id, :entered_by, :state, '', :client_key,
        '', '', '', '', :said_at, 1)
returning id, number;

-- query: meeting_item_of   rows: many   role: reader
-- in:  meeting_id i64, id i64
-- out: id i64, state text
select id, state from meeting_item where meeting_id = :meeting_id and id = :id;
