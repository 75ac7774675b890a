-- query: rule_override_of_place   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, place_id i64, key text, value text, decision_title text, decision_number text, decision_day day, valid_from day, valid_to day, version i64
-- Of the place and of the installation, in no order: sorted by overrides.c. Few rows: no paging.
select id, place_id, key, value, decision_title, decision_number, decision_day, valid_from, valid_to, version
  from rule_override
 where place_id = :place_id
union all
select id, place_id, key, value, decision_title, decision_number, decision_day, valid_from, valid_to, version
  from rule_override
 where place_id = 0 and :place_id <> 0;

-- query: rule_override_history   rows: many   role: reader
-- in:  key text, place_id i64
-- out: id i64, version i64, at i64, value text, decision_title text, decision_number text, decision_day day, valid_from day, valid_to day
select override_id, version, at, value, decision_title, decision_number, decision_day, valid_from, valid_to
  from rule_override_version
 where place_id = :place_id and key = :key
 order by at desc, override_id desc, version desc;

-- query: holiday_between   rows: many   role: reader
-- in:  from_day day, to_day day
-- out: id i64, day day, working i64, name_ky text, name_ru text, name_en text, decision text
select id, day, working, name_ky, name_ru, name_en, decision
  from holiday
 where day between :from_day and :to_day
 order by day;

-- query: rule_override_places   rows: many   role: reader
-- in:  key text, day day
-- out: place_id i64
select distinct place_id
  from rule_override
 where key = :key and place_id > 0 and valid_from <= :day and (valid_to is null or valid_to >= :day)
 order by place_id;
