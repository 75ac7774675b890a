-- Dated tasks of a plan in force and what was reported on them.

-- query: plan_task_insert   rows: none   role: writer
-- in:  plan_id i64, measure_id i64, planned_on day, due_on day
insert into plan_task (plan_id, measure_id, planned_on, due_on, state, reports)
values (:plan_id, :measure_id, :planned_on, :due_on, 'open', 0);

-- query: plan_tasks_replace   rows: count   role: writer
-- in:  plan_id i64, since day
-- The next version took over: what was still to come belongs to it.
update plan_task set state = 'replaced' where plan_id = :plan_id and state = 'open' and due_on >= :since;

-- query: plan_tasks   rows: many   role: reader
-- in:  series_id i64, number i64, origin_id i64
-- out: id i64, measure_id i64, origin_id i64, section text, title_ky text, title_ru text, title_en text, responsible text, planned_on day, due_on day, state text, done_on day, reports i64, words text, reason text, link text, document_id i64?, reported_at i64?
-- origin_id 0: of all measures. The report that stands lies beside each task.
select t.id, t.measure_id, m.origin_id, s.code, m.title_ky, m.title_ru, m.title_en, m.responsible, t.planned_on,
       t.due_on, t.state, t.done_on, t.reports, r.words, r.correction, r.link, r.document_id, r.at
  from plan_task t
  join plan p on p.id = t.plan_id
  join plan_measure m on m.id = t.measure_id
  join plan_section s on s.id = m.section_id
  left join plan_report r on r.task_id = t.id and r.seq = t.reports
 where p.series_id = :series_id and p.number <= :number and t.state <> 'replaced'
   and (:origin_id = 0 or m.origin_id = :origin_id)
 order by t.due_on, t.id;

-- query: plan_task_get   rows: one   role: reader
-- in:  id i64
-- out: id i64, plan_id i64, measure_id i64, place_id i64?, plan_state text, series_id i64, title_ky text, title_ru text, title_en text, responsible_person i64?, responsible text, planned_on day, due_on day, state text, done_on day, reports i64
select t.id, t.plan_id, t.measure_id, p.place_id, p.state, p.series_id, m.title_ky, m.title_ru, m.title_en,
       m.responsible_person, m.responsible, t.planned_on, t.due_on, t.state, t.done_on, t.reports
  from plan_task t join plan p on p.id = t.plan_id join plan_measure m on m.id = t.measure_id
 where t.id = :id;

-- query: plan_task_set   rows: count   role: writer
-- in:  id i64, seen i64, state text, done_on day, reports i64
update plan_task set state = :state, done_on = :done_on, reports = :reports where id = :id and reports = :seen;

-- query: plan_report_insert   rows: one   role: writer
-- in:  task_id i64, seq i64, outcome text, day day, words text, link text, document_id i64?, correction text, person_id i64, now i64
-- out: id i64
insert into plan_report (task_id, seq, outcome, day, words, link, document_id, correction, person_id, at)
values (:task_id, :seq, :outcome, :day, :words, :link, :document_id, :correction, :person_id, :now)
returning id;

-- query: plan_report_set_document   rows: none   role: writer
-- in:  id i64, document_id i64
update plan_report set document_id = :document_id where id = :id;

-- query: plan_reports   rows: many   role: reader
-- in:  task_id i64
-- out: seq i64, outcome text, day day, words text, link text, document_id i64?, correction text, at i64
select seq, outcome, day, words, link, document_id, correction, at from plan_report
 where task_id = :task_id order by seq desc;

-- query: plan_progress   rows: many   role: reader
-- in:  series_id i64, number i64, today day
-- out: section text, on_time i64, late i64, not_done i64, overdue i64, upcoming i64
select s.code,
       sum(case when t.state = 'done' and t.done_on <= t.due_on then 1 else 0 end),
       sum(case when t.state = 'done' and t.done_on > t.due_on then 1 else 0 end),
       sum(case when t.state = 'not_done' then 1 else 0 end),
       sum(case when t.state = 'open' and t.due_on < :today then 1 else 0 end),
       sum(case when t.state = 'open' and t.due_on >= :today then 1 else 0 end)
  from plan_task t
  join plan p on p.id = t.plan_id
  join plan_measure m on m.id = t.measure_id
  join plan_section s on s.id = m.section_id
 where p.series_id = :series_id and p.number <= :number and t.state <> 'replaced'
 group by s.code;

-- query: plan_tasks_due   rows: many   role: reader
-- in:  place_id i64, since day, until day, person_id i64
-- out: id i64, title_ky text, title_ru text, title_en text, due_on day, state text
-- For the desk: open up to a day, and those done since a day. person_id 0: everybody's.
select t.id, m.title_ky, m.title_ru, m.title_en, t.due_on, t.state
  from plan_task t join plan p on p.id = t.plan_id join plan_measure m on m.id = t.measure_id
 where p.place_id = :place_id and p.state in ('in_force', 'revised')
   and ((t.state = 'open' and t.due_on <= :until) or (t.state = 'done' and t.done_on >= :since))
   and (:person_id = 0 or m.responsible_person = :person_id)
 order by t.due_on, t.id limit 500;
