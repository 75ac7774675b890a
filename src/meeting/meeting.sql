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

-- -- calling --

-- query: meeting_insert   rows: one   role: writer
-- in:  place_id i64, kind text, topic text, title_ky text, title_ru text, title_en text, about_ky text, about_ru text, about_en text,
-- in:  caller text, request_id i64?, call_order text, call_day day, body_id i64?, area text, area_place_id i64?, mode text,
-- in:  emergency text, emergency_act text, day day, starts_at i64, minutes i64, venue_ky text, venue_ru text, venue_en text,
-- in:  remote_url text, invited i64?, base i64?, now i64, person_id i64
-- out: id i64
insert into meeting (place_id, kind, topic, title_ky, title_ru, title_en, about_ky, about_ru, about_en, state, caller, request_id, call_order,
                     call_day, body_id, area, area_place_id, mode, emergency, emergency_act, day, starts_at, minutes, venue_ky, venue_ru,
                     venue_en, remote_url, invited, base, created_at, created_by, updated_at, version)
values (:place_id, :kind, :topic, :title_ky, :title_ru, :title_en, :about_ky, :about_ru, :about_en, 'preparing', :caller, :request_id,
        :call_order, :call_day, :body_id, :area, :area_place_id, :mode, :emergency, :emergency_act, :day, :starts_at, :minutes, :venue_ky,
        :venue_ru, :venue_en, :remote_url, :invited, :base, :now, :person_id, :now, 1)
returning id;

-- query: meeting_update   rows: count   role: writer
-- in:  id i64, version i64, kind text, topic text, title_ky text, title_ru text, title_en text, about_ky text, about_ru text, about_en text,
-- in:  caller text, request_id i64?, call_order text, call_day day, body_id i64?, area text, area_place_id i64?, mode text,
-- in:  emergency text, emergency_act text, day day, starts_at i64, minutes i64, venue_ky text, venue_ru text, venue_en text,
-- in:  remote_url text, invited i64?, base i64?, now i64
update meeting set kind = :kind, topic = :topic, title_ky = :title_ky, title_ru = :title_ru, title_en = :title_en, about_ky = :about_ky,
       about_ru = :about_ru, about_en = :about_en, caller = :caller, request_id = :request_id, call_order = :call_order,
       call_day = :call_day, body_id = :body_id, area = :area, area_place_id = :area_place_id, mode = :mode, emergency = :emergency,
       emergency_act = :emergency_act, day = :day, starts_at = :starts_at, minutes = :minutes, venue_ky = :venue_ky, venue_ru = :venue_ru,
       venue_en = :venue_en, remote_url = :remote_url, invited = :invited, base = :base, updated_at = :now, version = version + 1
 where id = :id and version = :version;

-- query: meeting_set_state   rows: count   role: writer
-- in:  id i64, version i64, state text, now i64
update meeting set state = :state, updated_at = :now, version = version + 1 where id = :id and version = :version;

-- query: meeting_notice_insert   rows: one   role: writer
-- in:  meeting_id i64, kind text, short_by i64, reason text, now i64, person_id i64
-- out: number i64
-- As the meeting stands in the table: a notice can never differ from what was decided.
insert into meeting_notice (meeting_id, number, kind, day, starts_at, venue_ky, venue_ru, venue_en, mode, short_by, reason, at, by_person)
select m.id, (select coalesce(max(n.number), 0) + 1 from meeting_notice n where n.meeting_id = m.id), cast(:kind as text), m.day,
       m.starts_at, m.venue_ky, m.venue_ru, m.venue_en, m.mode, cast(:short_by as int8), cast(:reason as text), cast(:now as int8),
       cast(:person_id as int8)
  from meeting m where m.id = :meeting_id
returning number;

-- query: meeting_notice_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: number i64, kind text, day day, starts_at i64, venue_ky text, venue_ru text, venue_en text, mode text, short_by i64, reason text, at i64
select number, kind, day, starts_at, venue_ky, venue_ru, venue_en, mode, short_by, reason, at
  from meeting_notice where meeting_id = :meeting_id order by number;

-- query: meeting_notice_ends   rows: many   role: reader
-- in:  place_id i64
-- out: meeting_id i64, number i64, first_at i64, at i64, short_by i64
-- Of each meeting that was told: how often, when first and last.
select n.meeting_id, max(n.number), min(n.at), max(n.at), max(n.short_by)
  from meeting_notice n join meeting m on m.id = n.meeting_id
 where m.place_id = :place_id group by n.meeting_id order by n.meeting_id;

-- query: meeting_year_counts   rows: many   role: reader
-- in:  place_id i64, from_day day, to_day day
-- out: kind text, topic text, held i64, planned i64
select kind, topic, sum(case when state in ('held', 'published') then 1 else 0 end),
       sum(case when state in ('preparing', 'announced', 'open') then 1 else 0 end)
  from meeting where place_id = :place_id and day between :from_day and :to_day
 group by kind, topic order by kind, topic;

-- query: meeting_first_kept   rows: one   role: reader
-- in:  place_id i64
-- out: day day
-- The day of the earliest meeting that is recorded.
select min(day) from meeting where place_id = :place_id;

-- -- preparation --

-- query: meeting_step_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, code text, from_day day, due_on day, rule_key text, done_on day, note text, document_id i64?, skipped text
select id, code, from_day, due_on, rule_key, done_on, note, document_id, skipped
  from meeting_step where meeting_id = :meeting_id order by due_on, id;

-- query: meeting_step_insert   rows: count   role: writer
-- in:  meeting_id i64, code text, from_day day, due_on day, rule_key text
-- One that is done or skipped keeps its word when the day moves.
insert into meeting_step (meeting_id, code, from_day, due_on, rule_key, note, skipped)
values (:meeting_id, :code, :from_day, :due_on, :rule_key, '', '')
on conflict (meeting_id, code) do update set from_day = excluded.from_day, due_on = excluded.due_on, rule_key = excluded.rule_key;

-- query: meeting_step_tick   rows: count   role: writer
-- in:  meeting_id i64, id i64, done_on day, done_at i64?, done_by i64?, note text, document_id i64?, skipped text
update meeting_step set done_on = :done_on, done_at = :done_at, done_by = :done_by, note = :note, document_id = :document_id,
       skipped = :skipped
 where meeting_id = :meeting_id and id = :id;

-- query: meeting_step_tick_code   rows: count   role: writer
-- in:  meeting_id i64, code text, done_on day, done_at i64, done_by i64
update meeting_step set done_on = :done_on, done_at = :done_at, done_by = :done_by
 where meeting_id = :meeting_id and code = :code and done_on is null;

-- query: meeting_steps_due   rows: many   role: reader
-- in:  place_id i64, until day, since day
-- out: meeting_id i64, code text, due_on day, rule_key text, done_on day, kind text, title_ky text, title_ru text, title_en text
select s.meeting_id, s.code, s.due_on, s.rule_key, s.done_on, m.kind, m.title_ky, m.title_ru, m.title_en
  from meeting_step s join meeting m on m.id = s.meeting_id
 where m.place_id = :place_id and m.state in ('preparing', 'announced') and s.skipped = ''
   and ((s.done_on is null and s.due_on <= :until) or s.done_on >= :since)
 order by s.due_on, s.id limit 300;

-- -- agenda --

-- query: meeting_item_insert   rows: one   role: writer
-- in:  meeting_id i64, title_ky text, title_ru text, title_en text, about text, speaker text, link_kind text, link_id i64?, link_text text,
-- in:  in_hall bool, reason text
-- out: id i64
insert into meeting_item (meeting_id, position, title_ky, title_ru, title_en, about, speaker, link_kind, link_id, link_text, in_hall, reason,
                          state, decision, version)
values (:meeting_id, (select coalesce(max(i.position), 0) + 1 from meeting_item i where i.meeting_id = :meeting_id), :title_ky, :title_ru,
        :title_en, :about, :speaker, :link_kind, :link_id, :link_text, :in_hall, :reason, 'planned', '', 1)
returning id;

-- query: meeting_item_update   rows: count   role: writer
-- in:  meeting_id i64, id i64, version i64, title_ky text, title_ru text, title_en text, about text, speaker text, link_kind text,
-- in:  link_id i64?, link_text text
update meeting_item set title_ky = :title_ky, title_ru = :title_ru, title_en = :title_en, about = :about, speaker = :speaker,
       link_kind = :link_kind, link_id = :link_id, link_text = :link_text, version = version + 1
 where meeting_id = :meeting_id and id = :id and version = :version and state <> 'dropped';

-- query: meeting_item_set_dropped   rows: count   role: writer
-- in:  meeting_id i64, id i64, version i64, reason text
update meeting_item set state = 'dropped', reason = :reason, version = version + 1
 where meeting_id = :meeting_id and id = :id and version = :version and state = 'planned';

-- query: meeting_item_place   rows: count   role: writer
-- in:  meeting_id i64, id i64, position i64
update meeting_item set position = :position, version = version + 1 where meeting_id = :meeting_id and id = :id;

-- query: meeting_items_linked   rows: many   role: reader
-- in:  place_id i64, link_kind text, link_id i64
-- out: meeting_id i64, title_ky text, title_ru text, title_en text, day day, kind text
-- Of one place: an act of the nation is on agendas everywhere.
select m.id, m.title_ky, m.title_ru, m.title_en, m.day, m.kind
  from meeting_item i join meeting m on m.id = i.meeting_id
 where m.place_id = :place_id and i.link_kind = :link_kind and i.link_id = :link_id and i.state <> 'dropped' and m.state not in ('preparing', 'cancelled')
 order by m.day desc, m.id desc;

-- -- words --

-- query: meeting_word_row   rows: one   role: reader
-- in:  meeting_id i64, id i64
-- out: id i64, number i64, state text, kind text, via text, text text, person_id i64?, entered_by i64?, answered_on day, version i64
select id, number, state, kind, via, text, person_id, entered_by, answered_on, version
  from meeting_word where meeting_id = :meeting_id and id = :id;

-- query: meeting_word_set_state   rows: count   role: writer
-- in:  id i64, version i64, state text, hidden_reason text
update meeting_word set state = :state, hidden_reason = :hidden_reason, version = version + 1 where id = :id and version = :version;

-- query: meeting_words_waiting   rows: many   role: reader
-- in:  place_id i64
-- out: meeting_id i64, waiting i64
select w.meeting_id, count(*) from meeting_word w where w.place_id = :place_id and w.state = 'waiting'
 group by w.meeting_id order by w.meeting_id;

-- query: meeting_words_lately   rows: one   role: reader
-- in:  meeting_id i64, person_id i64, since i64
-- out: n i64
select count(*) from meeting_word where meeting_id = :meeting_id and person_id = :person_id and said_at > :since;

-- -- delegates --

-- query: meeting_delegate_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, unit_id i64, assembly_id i64?, name text, elected_on day
select id, unit_id, assembly_id, name, elected_on from meeting_delegate
 where meeting_id = :meeting_id and recalled_at is null order by unit_id, name, id;

-- query: meeting_delegate_insert   rows: one   role: writer
-- in:  meeting_id i64, unit_id i64, assembly_id i64?, name text, elected_on day
-- out: id i64
insert into meeting_delegate (meeting_id, unit_id, assembly_id, name, elected_on, recall_reason)
values (:meeting_id, :unit_id, :assembly_id, :name, :elected_on, '') returning id;

-- query: meeting_delegate_set_recalled   rows: count   role: writer
-- in:  meeting_id i64, id i64, now i64, reason text
update meeting_delegate set recalled_at = :now, recall_reason = :reason where meeting_id = :meeting_id and id = :id and recalled_at is null;
