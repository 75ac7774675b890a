-- query: charter_override_insert   rows: one   role: writer
-- in:  place_id i64, key text, value text, decision_title text, decision_number text, decision_day day, valid_from day, valid_to day
-- out: id i64
insert into rule_override (place_id, key, value, decision_title, decision_number, decision_day, valid_from, valid_to, version)
values (:place_id, :key, :value, :decision_title, :decision_number, :decision_day, :valid_from, :valid_to, 1)
returning id;

-- query: charter_override_update   rows: count   role: writer
-- in:  id i64, version i64, value text, decision_title text, decision_number text, decision_day day, valid_from day, valid_to day
update rule_override set value = :value, decision_title = :decision_title, decision_number = :decision_number,
       decision_day = :decision_day, valid_from = :valid_from, valid_to = :valid_to, version = version + 1
 where id = :id and version = :version;

-- query: charter_override_keep   rows: none   role: writer
-- in:  id i64, at i64
-- The state just written, into the history.
insert into rule_override_version (override_id, version, place_id, key, value, decision_title, decision_number, decision_day,
                                   valid_from, valid_to, at)
select id, version, place_id, key, value, decision_title, decision_number, decision_day, valid_from, valid_to,
       cast(:at as int8)
  from rule_override
 where id = :id;

-- query: charter_override_by_id   rows: one   role: reader
-- in:  id i64, place_id i64
-- out: id i64, key text, value text, decision_title text, decision_number text, decision_day day, valid_from day, valid_to day, version i64
select id, key, value, decision_title, decision_number, decision_day, valid_from, valid_to, version
  from rule_override
 where id = :id and place_id = :place_id;

-- query: charter_overrides_of_key   rows: many   role: reader
-- in:  place_id i64, key text
-- out: id i64, key text, value text, decision_title text, decision_number text, decision_day day, valid_from day, valid_to day, version i64
select id, key, value, decision_title, decision_number, decision_day, valid_from, valid_to, version
  from rule_override
 where place_id = :place_id and key = :key
 order by valid_from desc, id desc;

-- query: charter_holiday_insert   rows: one   role: writer
-- in:  day day, working bool, name_ky text, name_ru text, name_en text, decision text
-- out: id i64
insert into holiday (day, working, name_ky, name_ru, name_en, decision)
values (:day, :working, :name_ky, :name_ru, :name_en, :decision)
returning id;

-- query: charter_holiday_by_id   rows: one   role: reader
-- in:  id i64
-- out: id i64, day day, working bool, name_ky text, name_ru text, name_en text, decision text
select id, day, working, name_ky, name_ru, name_en, decision from holiday where id = :id;

-- query: charter_holiday_delete   rows: count   role: writer
-- in:  id i64
delete from holiday where id = :id;
