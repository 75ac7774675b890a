-- What happens in the hall: roll, officers, opening, agenda, votes, floor. Rules in meeting_hall.h.

-- query: meeting_hall_lock   rows: count   role: writer
-- in:  place_id i64, id i64
-- Takes the row, so that numbers of a meeting are given one after the other. Changes nothing.
update meeting set version = version where place_id = :place_id and id = :id;

-- query: meeting_hall_open   rows: count   role: writer
-- in:  id i64, version i64, opened_at i64, now i64
update meeting set state = 'open', opened_at = :opened_at, updated_at = :now, version = version + 1
 where id = :id and version = :version;

-- query: meeting_hall_close   rows: count   role: writer
-- in:  id i64, version i64, closed_at i64, results_due day, now i64
update meeting set state = 'held', closed_at = :closed_at, results_due = :results_due, updated_at = :now, version = version + 1
 where id = :id and version = :version;

-- query: meeting_attendee_insert   rows: one   role: writer
-- in:  place_id i64, meeting_id i64, number i64, sex text, age_group text, village text, name text, member_id i64?, delegate_id i64?,
-- in:  person_id i64?, via text, arrived_at i64, late bool, entered_by i64?, client_key text
-- out: id i64
insert into meeting_attendee (place_id, meeting_id, number, sex, age_group, village, name, member_id, delegate_id, person_id, via,
                              arrived_at, void_reason, late, entered_by, client_key, version)
values (:place_id, :meeting_id, :number, :sex, :age_group, :village, :name, :member_id, :delegate_id, :person_id, :via,
        :arrived_at, '', :late, :entered_by, :client_key, 1)
returning id;

-- query: meeting_attendee_next   rows: one   role: reader
-- in:  meeting_id i64
-- out: number i64
select coalesce(max(number), 0) + 1 from meeting_attendee where meeting_id = :meeting_id;

-- query: meeting_attendee_numbered   rows: many   role: reader
-- in:  meeting_id i64, number i64
-- out: id i64
select id from meeting_attendee where meeting_id = :meeting_id and number = :number;

-- query: meeting_attendee_keyed   rows: many   role: reader
-- in:  meeting_id i64, client_key text
-- out: number i64
select number from meeting_attendee where meeting_id = :meeting_id and client_key = :client_key and client_key <> '';

-- query: meeting_attendee_same   rows: many   role: reader
-- in:  meeting_id i64, member_id i64, delegate_id i64, person_id i64
-- out: number i64
-- Who is on the roll already; 0 matches nobody.
select number from meeting_attendee
 where meeting_id = :meeting_id and voided_at is null
   and (member_id = :member_id or delegate_id = :delegate_id or person_id = :person_id)
 order by number;

-- query: meeting_attendee_named   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, number i64, name text, village text
select id, number, name, village from meeting_attendee
 where meeting_id = :meeting_id and voided_at is null and name <> '' order by number;

-- query: meeting_attendee_rows   rows: many   role: reader
-- in:  meeting_id i64, most i64
-- out: id i64, number i64, version i64, sex text, age_group text, village text, name text, via text, member_id i64?, delegate_id i64?,
-- out: person_id i64?, arrived_at i64, left_at i64?, voided_at i64?, void_reason text, late bool
select id, number, version, sex, age_group, village, name, via, member_id, delegate_id, person_id, arrived_at, left_at, voided_at,
       void_reason, late
  from meeting_attendee where meeting_id = :meeting_id order by id desc limit :most;

-- query: meeting_attendee_row   rows: one   role: reader
-- in:  meeting_id i64, id i64
-- out: id i64, number i64, version i64, sex text, age_group text, village text, name text, via text, member_id i64?, delegate_id i64?,
-- out: person_id i64?, arrived_at i64, left_at i64?, voided_at i64?, void_reason text, late bool
select id, number, version, sex, age_group, village, name, via, member_id, delegate_id, person_id, arrived_at, left_at, voided_at,
       void_reason, late
  from meeting_attendee where meeting_id = :meeting_id and id = :id;

-- query: meeting_attendee_keep   rows: none   role: writer
-- in:  id i64, now i64, by i64
-- The line as it stands goes to its history.
insert into meeting_attendee_past (attendee_id, version, sex, age_group, village, name, left_at, changed_at, changed_by)
select id, version, sex, age_group, village, name, left_at, cast(:now as int8), cast(:by as int8) from meeting_attendee where id = :id;

-- query: meeting_attendee_set   rows: count   role: writer
-- in:  id i64, version i64, sex text, age_group text, village text, name text
update meeting_attendee set sex = :sex, age_group = :age_group, village = :village, name = :name, version = version + 1
 where id = :id and version = :version and voided_at is null;

-- query: meeting_attendee_set_left   rows: count   role: writer
-- in:  id i64, left_at i64?
update meeting_attendee set left_at = :left_at, version = version + 1 where id = :id;

-- query: meeting_attendee_set_void   rows: count   role: writer
-- in:  id i64, now i64, reason text
update meeting_attendee set voided_at = :now, void_reason = :reason, version = version + 1 where id = :id;

-- query: meeting_hall_counts   rows: many   role: reader
-- in:  meeting_id i64
-- out: sex text, age_group text, registered i64, present i64, remote i64
select sex, age_group, count(*), sum(case when left_at is null then 1 else 0 end), sum(case when via = 'remote' then 1 else 0 end)
  from meeting_attendee where meeting_id = :meeting_id and voided_at is null
 group by sex, age_group order by age_group, sex;

-- query: meeting_hall_villages   rows: many   role: reader
-- in:  meeting_id i64
-- out: village text, n i64
select village, count(*) from meeting_attendee where meeting_id = :meeting_id and voided_at is null and village <> ''
 group by village order by count(*) desc, village;

-- query: meeting_hall_me   rows: many   role: reader
-- in:  meeting_id i64, person_id i64
-- out: number i64, left_at i64?
select number, left_at from meeting_attendee where meeting_id = :meeting_id and person_id = :person_id and voided_at is null;

-- query: meeting_hall_units   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, kind text, name_ky text, name_ru text, name_en text
-- Settlements of the municipality, for choosing where somebody is from.
select id, kind, name_ky, name_ru, name_en from unit where municipality_id = :place_id and id <> :place_id and valid_to is null order by id;

-- query: meeting_officer_insert   rows: one   role: writer
-- in:  meeting_id i64, role text, name text, in_favour i64, against i64, abstained i64, present i64, elected_at i64, entered_by i64,
-- in:  client_key text
-- out: id i64
insert into meeting_officer (meeting_id, role, name, in_favour, against, abstained, present, elected_at, entered_by, client_key)
values (:meeting_id, :role, :name, :in_favour, :against, :abstained, :present, :elected_at, :entered_by, :client_key)
returning id;

-- query: meeting_officer_end   rows: none   role: writer
-- in:  meeting_id i64, role text, now i64
update meeting_officer set ended_at = :now where meeting_id = :meeting_id and role = :role and ended_at is null;

-- query: meeting_officer_keyed   rows: many   role: reader
-- in:  meeting_id i64, client_key text
-- out: id i64
select id from meeting_officer where meeting_id = :meeting_id and client_key = :client_key and client_key <> '';

-- query: meeting_officer_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, role text, name text, in_favour i64, against i64, abstained i64, present i64, elected_at i64, ended_at i64?
select id, role, name, in_favour, against, abstained, present, elected_at, ended_at from meeting_officer
 where meeting_id = :meeting_id order by id;

-- query: meeting_opening_insert   rows: none   role: writer
-- in:  meeting_id i64, present i64, verdict text, needed i64, base i64, rule_key text, rule_value text, opened_at i64, opened_by i64
insert into meeting_opening (meeting_id, present, verdict, needed, base, rule_key, rule_value, opened_at, opened_by)
values (:meeting_id, :present, :verdict, :needed, :base, :rule_key, :rule_value, :opened_at, :opened_by);

-- query: meeting_opening_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: present i64, verdict text, needed i64, base i64, rule_key text, rule_value text, opened_at i64
select present, verdict, needed, base, rule_key, rule_value, opened_at from meeting_opening where meeting_id = :meeting_id;

-- query: meeting_hall_items_end   rows: none   role: writer
-- in:  meeting_id i64, but i64, now i64
-- Only one item is dealt with at a time.
update meeting_item set state = 'done', ended_at = :now, version = version + 1
 where meeting_id = :meeting_id and state = 'current' and id <> :but;

-- query: meeting_hall_item_begin   rows: count   role: writer
-- in:  id i64, version i64, now i64
update meeting_item set state = 'current', started_at = coalesce(started_at, :now), ended_at = null, version = version + 1
 where id = :id and version = :version and state <> 'dropped';

-- query: meeting_hall_item_done   rows: count   role: writer
-- in:  id i64, version i64, now i64, decision text
update meeting_item set state = 'done', started_at = coalesce(started_at, :now), ended_at = :now, decision = :decision,
       version = version + 1
 where id = :id and version = :version and state <> 'dropped';

-- query: meeting_hall_item_decide   rows: none   role: writer
-- in:  id i64, decision text, between text
-- What a carried vote decided is the item's decision; several are kept one under the other.
update meeting_item set decision = case when decision = '' then :decision else decision || :between || :decision end,
       version = version + 1
 where id = :id;

-- query: meeting_hall_item_undecide   rows: none   role: writer
-- in:  id i64, decision text
update meeting_item set decision = :decision, version = version + 1 where id = :id;

-- query: meeting_vote_insert   rows: one   role: writer
-- in:  place_id i64, meeting_id i64, kind text, item_id i64?, word_id i64?, subject text, present i64, registered i64, in_favour i64,
-- in:  against i64, abstained i64, method text, rule_key text, base i64, needed i64, outcome text, decision text, voted_at i64,
-- in:  late bool, entered_by i64, client_key text
-- out: id i64, number i64
insert into meeting_vote (place_id, meeting_id, number, kind, item_id, word_id, subject, present, registered, in_favour, against,
                          abstained, method, rule_key, base, needed, outcome, decision, voted_at, late, void_reason, entered_by, client_key)
values (:place_id, :meeting_id, (select coalesce(max(v.number), 0) + 1 from meeting_vote v where v.meeting_id = :meeting_id), :kind,
        :item_id, :word_id, :subject, :present, :registered, :in_favour, :against, :abstained, :method, :rule_key, :base, :needed,
        :outcome, :decision, :voted_at, :late, '', :entered_by, :client_key)
returning id, number;

-- query: meeting_vote_set_item   rows: none   role: writer
-- in:  id i64, item_id i64
update meeting_vote set item_id = :item_id where id = :id;

-- query: meeting_vote_keyed   rows: many   role: reader
-- in:  meeting_id i64, client_key text
-- out: id i64, item_id i64?
select id, item_id from meeting_vote where meeting_id = :meeting_id and client_key = :client_key and client_key <> '';

-- query: meeting_vote_set_void   rows: count   role: writer
-- in:  meeting_id i64, id i64, now i64, reason text
update meeting_vote set voided_at = :now, void_reason = :reason where meeting_id = :meeting_id and id = :id and voided_at is null;

-- query: meeting_vote_rows   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, number i64, kind text, item_id i64?, word_id i64?, subject text, present i64, registered i64, in_favour i64,
-- out: against i64, abstained i64, method text, rule_key text, base i64, needed i64, outcome text, decision text, voted_at i64,
-- out: late bool, voided_at i64?, void_reason text
select id, number, kind, item_id, word_id, subject, present, registered, in_favour, against, abstained, method, rule_key, base, needed,
       outcome, decision, voted_at, late, voided_at, void_reason
  from meeting_vote where meeting_id = :meeting_id order by number;

-- query: meeting_hall_speakers   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, number i64, author text, author_public bool, text text, state text, began_at i64?, ended_at i64?
select w.id, w.number, w.author, w.author_public, w.text, w.state, fl.began_at, fl.ended_at
  from meeting_word w left join meeting_floor fl on fl.word_id = w.id
 where w.meeting_id = :meeting_id and w.kind = 'speech' and w.state in ('open', 'answered') order by w.number;

-- query: meeting_floor_end   rows: none   role: writer
-- in:  meeting_id i64, now i64
update meeting_floor set ended_at = :now where meeting_id = :meeting_id and ended_at is null;

-- query: meeting_floor_begin   rows: count   role: writer
-- in:  word_id i64, meeting_id i64, now i64
insert into meeting_floor (word_id, meeting_id, began_at) values (:word_id, :meeting_id, :now)
on conflict (word_id) do update set ended_at = null;

-- query: meeting_hall_word   rows: one   role: reader
-- in:  meeting_id i64, id i64
-- out: number i64, kind text, state text, version i64, text text
select number, kind, state, version, text from meeting_word where meeting_id = :meeting_id and id = :id;

-- query: meeting_hall_word_said   rows: count   role: writer
-- in:  id i64, words text, today day, by i64
update meeting_word set state = 'answered', answer = 'answered', answer_reason = :words, answered_on = :today, answered_by = :by,
       version = version + 1
 where id = :id and state = 'open';

-- query: meeting_hall_words_due   rows: count   role: writer
-- in:  meeting_id i64, kind text, due day
-- Questions that stay open, proposals too, get the day by which each must have its answer.
update meeting_word set answer_due = :due, version = version + 1
 where meeting_id = :meeting_id and kind = :kind and state = 'open' and answer_due is null;
