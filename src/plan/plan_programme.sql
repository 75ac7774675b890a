-- Programmes of the nation: imported, shown, filtered by executor.

-- query: programme_list   rows: many   role: reader
-- out: id i64, key text, number i64, state text, title_ky text, title_ru text, title_en text, from_day day, to_day day, measures i64
select p.id, p.key, p.number, p.state, p.title_ky, p.title_ru, p.title_en, p.from_day, p.to_day,
       (select count(*) from plan_measure m where m.plan_id = p.id)
  from plan p where p.kind = 'programme' order by p.from_day desc, p.key, p.number desc;

-- query: programme_latest   rows: one   role: reader
-- in:  key text
-- out: id i64, series_id i64, number i64, digest text, state text
select id, series_id, number, digest, state from plan
 where kind = 'programme' and key = :key order by number desc limit 1;

-- query: programme_office_insert   rows: one   role: writer
-- in:  plan_id i64, position i64, abbr_ky text, abbr_ru text, abbr_en text, name_ky text, name_ru text, name_en text
-- out: id i64
insert into plan_office (plan_id, position, abbr_ky, abbr_ru, abbr_en, name_ky, name_ru, name_en)
values (:plan_id, :position, :abbr_ky, :abbr_ru, :abbr_en, :name_ky, :name_ru, :name_en)
returning id;

-- query: programme_executor_insert   rows: none   role: writer
-- in:  measure_id i64, position i64, office_id i64, by_agreement bool
insert into plan_executor (measure_id, position, office_id, by_agreement)
values (:measure_id, :position, :office_id, :by_agreement);

-- query: programme_note_insert   rows: none   role: writer
-- in:  plan_id i64, section_id i64?, measure_id i64?, kind text, text_ky text, text_ru text, text_en text
insert into plan_note (plan_id, section_id, measure_id, kind, text_ky, text_ru, text_en)
values (:plan_id, :section_id, :measure_id, :kind, :text_ky, :text_ru, :text_en);

-- query: programme_reporting_insert   rows: none   role: writer
-- in:  plan_id i64, period text, executors_day i64, total_day i64, plans_months i64, words_ky text, words_ru text, words_en text
insert into plan_reporting (plan_id, period, executors_day, total_day, plans_months, words_ky, words_ru, words_en)
values (:plan_id, :period, :executors_day, :total_day, :plans_months, :words_ky, :words_ru, :words_en);

-- query: programme_offices   rows: many   role: reader
-- in:  plan_id i64
-- out: id i64, abbr_ky text, abbr_ru text, abbr_en text, name_ky text, name_ru text, name_en text, measures i64
select o.id, o.abbr_ky, o.abbr_ru, o.abbr_en, o.name_ky, o.name_ru, o.name_en,
       (select count(*) from plan_executor e where e.office_id = o.id)
  from plan_office o where o.plan_id = :plan_id order by o.position;

-- query: programme_executors   rows: many   role: reader
-- in:  plan_id i64
-- out: measure_id i64, office_id i64, by_agreement bool, abbr_ky text, abbr_ru text, abbr_en text, name_ky text, name_ru text, name_en text
select e.measure_id, e.office_id, e.by_agreement, o.abbr_ky, o.abbr_ru, o.abbr_en, o.name_ky, o.name_ru, o.name_en
  from plan_executor e join plan_office o on o.id = e.office_id
 where o.plan_id = :plan_id order by e.measure_id, e.position;

-- query: programme_notes   rows: many   role: reader
-- in:  plan_id i64
-- out: section_id i64?, measure_id i64?, kind text, text_ky text, text_ru text, text_en text
select section_id, measure_id, kind, text_ky, text_ru, text_en from plan_note where plan_id = :plan_id order by id;

-- query: programme_reporting   rows: one   role: reader
-- in:  plan_id i64
-- out: period text, executors_day i64, total_day i64, plans_months i64, words_ky text, words_ru text, words_en text
select period, executors_day, total_day, plans_months, words_ky, words_ru, words_en
  from plan_reporting where plan_id = :plan_id;

-- query: programme_retire   rows: none   role: writer
-- in:  series_id i64, number i64, now i64
-- A newer version was imported.
update plan set state = 'revised', version = version + 1, updated_at = :now
 where series_id = :series_id and number < :number and state = 'in_force';
