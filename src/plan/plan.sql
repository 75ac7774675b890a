-- Every statement of plans: the row itself, steps, sections, measures, issues and sources.
-- Discussion, tasks and programmes: plan_discussion.sql, plan_task.sql, plan_programme.sql.

-- query: plan_insert   rows: one   role: writer
-- in:  place_id i64?, kind text, number i64, previous_id i64?, series_id i64?, key text, state text, title_ky text, title_ru text, title_en text, goal_ky text, goal_ru text, goal_en text, from_day day, to_day day, body_id i64?, revision_reason text, source text, digest text, now i64, who i64
-- out: id i64
insert into plan (place_id, kind, number, previous_id, series_id, key, state, title_ky, title_ru, title_en,
                  goal_ky, goal_ru, goal_en, from_day, to_day, body_id, revision_reason, source, digest,
                  version, created_at, created_by, updated_at, updated_by)
values (:place_id, :kind, :number, :previous_id, :series_id, :key, :state, :title_ky, :title_ru, :title_en,
        :goal_ky, :goal_ru, :goal_en, :from_day, :to_day, :body_id, :revision_reason, :source, :digest,
        1, :now, :who, :now, :who)
returning id;

-- query: plan_found_series   rows: none   role: writer
-- in:  id i64
-- A first version is its own series.
update plan set series_id = id where id = :id;

-- query: plan_get   rows: one   role: reader
-- in:  id i64
-- out: id i64, place_id i64?, kind text, series_id i64, number i64, previous_id i64?, key text, state text, title_ky text, title_ru text, title_en text, goal_ky text, goal_ru text, goal_en text, from_day day, to_day day, body_id i64?, revision_reason text, source text, digest text, version i64, created_at i64, updated_at i64, updated_by i64
select id, place_id, kind, series_id, number, previous_id, key, state, title_ky, title_ru, title_en,
       goal_ky, goal_ru, goal_en, from_day, to_day, body_id, revision_reason, source, digest,
       version, created_at, updated_at, updated_by
  from plan where id = :id;

-- query: plan_lock   rows: none   role: writer   later: any
-- in:  id i64
-- Whoever decides on a plan (comments, measures, steps) holds its row: an approval and a comment cannot pass each other.
select version from plan where id = :id;

-- query: plan_current   rows: one   role: reader
-- in:  place_id i64, kind text
-- out: id i64
-- What the public page shows: the plan in force; else the one being prepared in public; else the last that was in force.
select id from plan
 where place_id = :place_id and kind = :kind and state not in ('draft', 'dropped')
 order by case state when 'in_force' then 0 when 'approved' then 1 when 'discussed' then 2 when 'discussion' then 3
                     else 4 end, id desc
 limit 1;

-- query: plan_open   rows: one   role: reader
-- in:  place_id i64, kind text
-- out: id i64, state text
-- The one being prepared.
select id, state from plan
 where place_id = :place_id and kind = :kind and state in ('draft', 'discussion', 'discussed', 'approved')
 order by id desc limit 1;

-- query: plan_in_force   rows: one   role: reader
-- in:  place_id i64, kind text
-- out: id i64, series_id i64, number i64, version i64
select id, series_id, number, version from plan
 where place_id = :place_id and kind = :kind and state = 'in_force' order by id desc limit 1;

-- query: plan_versions   rows: many   role: reader
-- in:  place_id i64, kind text, drafts bool
-- out: id i64, series_id i64, number i64, previous_id i64?, state text, title_ky text, title_ru text, title_en text, from_day day, to_day day, revision_reason text, order_number text, order_day day, measures i64
select p.id, p.series_id, p.number, p.previous_id, p.state, p.title_ky, p.title_ru, p.title_en, p.from_day, p.to_day,
       p.revision_reason,
       (select max(s.number) from plan_step s where s.plan_id = p.id and s.state = 'approved'),
       (select max(s.day) from plan_step s where s.plan_id = p.id and s.state = 'approved'),
       (select count(*) from plan_measure m where m.plan_id = p.id)
  from plan p
 where p.place_id = :place_id and p.kind = :kind and (:drafts = 1 or p.state not in ('draft', 'dropped'))
 order by p.id desc;

-- query: plan_update_header   rows: count   role: writer
-- in:  id i64, version i64, title_ky text, title_ru text, title_en text, goal_ky text, goal_ru text, goal_en text, from_day day, to_day day, body_id i64?, now i64, who i64
update plan set title_ky = :title_ky, title_ru = :title_ru, title_en = :title_en, goal_ky = :goal_ky,
       goal_ru = :goal_ru, goal_en = :goal_en, from_day = :from_day, to_day = :to_day, body_id = :body_id,
       version = version + 1, updated_at = :now, updated_by = :who
 where id = :id and version = :version;

-- query: plan_set_state   rows: count   role: writer
-- in:  id i64, before text, after text, now i64, who i64
update plan set state = :after, version = version + 1, updated_at = :now, updated_by = :who
 where id = :id and state = :before;

-- query: plan_revisions_in   rows: one   role: reader
-- in:  place_id i64, kind text, since i64, until i64
-- out: n i64
-- Revisions begun between two instants; one that was given up before its approval does not count.
select count(*) from plan p
 where p.place_id = :place_id and p.kind = :kind and p.number > 1 and p.created_at >= :since and p.created_at < :until
   and (p.state not in ('closed', 'dropped') or exists (select 1 from plan_step s where s.plan_id = p.id and s.state = 'approved'));

-- query: plan_last_number   rows: one   role: reader
-- in:  series_id i64
-- out: number i64
select coalesce(max(number), 0) from plan where series_id = :series_id;

-- query: plan_step_insert   rows: one   role: writer
-- in:  plan_id i64, state text, day day, number text, place text, present i64?, reason text, document_id i64?, person_id i64, now i64
-- out: id i64
insert into plan_step (plan_id, state, day, number, place, present, reason, document_id, person_id, at)
values (:plan_id, :state, :day, :number, :place, :present, :reason, :document_id, :person_id, :now)
returning id;

-- query: plan_steps   rows: many   role: reader
-- in:  plan_id i64
-- out: id i64, state text, day day, number text, place text, present i64?, reason text, document_id i64?, at i64
select id, state, day, number, place, present, reason, document_id, at
  from plan_step where plan_id = :plan_id order by id;

-- query: plan_step_day   rows: one   role: reader
-- in:  plan_id i64, state text
-- out: day day, number text, document_id i64?
-- The last time the plan came into a state.
select day, number, document_id from plan_step where plan_id = :plan_id and state = :state order by id desc limit 1;

-- query: plan_section_insert   rows: one   role: writer
-- in:  plan_id i64, parent_id i64?, kind text, code text, position i64, title_ky text, title_ru text, title_en text
-- out: id i64
insert into plan_section (plan_id, parent_id, kind, code, position, title_ky, title_ru, title_en)
values (:plan_id, :parent_id, :kind, :code, :position, :title_ky, :title_ru, :title_en)
returning id;

-- query: plan_sections   rows: many   role: reader
-- in:  plan_id i64
-- out: id i64, parent_id i64?, kind text, code text, position i64, title_ky text, title_ru text, title_en text, measures i64
select s.id, s.parent_id, s.kind, s.code, s.position, s.title_ky, s.title_ru, s.title_en,
       (select count(*) from plan_measure m where m.section_id = s.id)
  from plan_section s where s.plan_id = :plan_id order by s.position, s.id;

-- query: plan_forms   rows: many   role: reader
-- out: code text, direction text, name_ky text, name_ru text, name_en text
select code, direction, name_ky, name_ru, name_en from plan_form
 order by case direction when 'inform' then 1 when 'engage' then 2 else 3 end, position;

-- query: plan_measure_insert   rows: one   role: writer
-- in:  plan_id i64, section_id i64, origin_id i64?, no text, position i64, title_ky text, title_ru text, title_en text, result_ky text, result_ru text, result_en text, funding_ky text, funding_ru text, funding_en text, form text, form_other text, period text, from_day day, to_day day, to_day_ru day, responsible_body i64?, responsible_person i64?, responsible text, now i64, who i64
-- out: id i64
insert into plan_measure (plan_id, section_id, origin_id, no, position, title_ky, title_ru, title_en, result_ky,
                          result_ru, result_en, funding_ky, funding_ru, funding_en, form, form_other, period, from_day,
                          to_day, to_day_ru, responsible_body, responsible_person, responsible, version, updated_at,
                          updated_by)
values (:plan_id, :section_id, :origin_id, :no, :position, :title_ky, :title_ru, :title_en, :result_ky,
        :result_ru, :result_en, :funding_ky, :funding_ru, :funding_en, :form, :form_other, :period, :from_day,
        :to_day, :to_day_ru, :responsible_body, :responsible_person, :responsible, 1, :now, :who)
returning id;

-- query: plan_measure_found_origin   rows: none   role: writer
-- in:  id i64
update plan_measure set origin_id = id where id = :id;

-- query: plan_measures   rows: many   role: reader
-- in:  plan_id i64
-- out: id i64, section_id i64, section text, origin_id i64, no text, position i64, title_ky text, title_ru text, title_en text, result_ky text, result_ru text, result_en text, funding_ky text, funding_ru text, funding_en text, form text, form_ky text, form_ru text, form_en text, form_other text, period text, from_day day, to_day day, to_day_ru day, responsible_body i64?, responsible_person i64?, responsible text, version i64, comments i64, tasks i64, done i64
select m.id, m.section_id, s.code, m.origin_id, m.no, m.position, m.title_ky, m.title_ru, m.title_en, m.result_ky,
       m.result_ru, m.result_en, m.funding_ky, m.funding_ru, m.funding_en, m.form, f.name_ky, f.name_ru, f.name_en,
       m.form_other, m.period, m.from_day, m.to_day, m.to_day_ru, m.responsible_body, m.responsible_person,
       m.responsible, m.version,
       (select count(*) from plan_comment c where c.measure_id = m.id),
       (select count(*) from plan_task t join plan_measure o on o.id = t.measure_id
         where o.origin_id = m.origin_id and t.state <> 'replaced'),
       (select count(*) from plan_task t join plan_measure o on o.id = t.measure_id
         where o.origin_id = m.origin_id and t.state = 'done')
  from plan_measure m join plan_section s on s.id = m.section_id left join plan_form f on f.code = m.form
 where m.plan_id = :plan_id
 order by s.position, m.position, m.id;

-- query: plan_measure_lineage   rows: many   role: reader
-- in:  origin_id i64
-- out: id i64
-- The same measure through the versions of its plan.
select id from plan_measure where origin_id = :origin_id order by id;

-- query: plan_measure_get   rows: one   role: reader
-- in:  id i64
-- out: id i64, plan_id i64, section_id i64, section text, origin_id i64, no text, position i64, title_ky text, title_ru text, title_en text, result_ky text, result_ru text, result_en text, funding_ky text, funding_ru text, funding_en text, form text, form_ky text, form_ru text, form_en text, form_other text, period text, from_day day, to_day day, to_day_ru day, responsible_body i64?, responsible_person i64?, responsible text, version i64, updated_at i64, updated_by i64
select m.id, m.plan_id, m.section_id, s.code, m.origin_id, m.no, m.position, m.title_ky, m.title_ru, m.title_en,
       m.result_ky, m.result_ru, m.result_en, m.funding_ky, m.funding_ru, m.funding_en, m.form, f.name_ky, f.name_ru,
       f.name_en, m.form_other, m.period, m.from_day, m.to_day, m.to_day_ru, m.responsible_body, m.responsible_person,
       m.responsible, m.version, m.updated_at, m.updated_by
  from plan_measure m join plan_section s on s.id = m.section_id left join plan_form f on f.code = m.form
 where m.id = :id;

-- query: plan_measure_update   rows: count   role: writer
-- in:  id i64, version i64, section_id i64, title_ky text, title_ru text, title_en text, result_ky text, result_ru text, result_en text, funding_ky text, funding_ru text, funding_en text, form text, form_other text, period text, from_day day, to_day day, responsible_body i64?, responsible_person i64?, responsible text, now i64, who i64
update plan_measure set section_id = :section_id, title_ky = :title_ky, title_ru = :title_ru, title_en = :title_en,
       result_ky = :result_ky, result_ru = :result_ru, result_en = :result_en, funding_ky = :funding_ky,
       funding_ru = :funding_ru, funding_en = :funding_en, form = :form, form_other = :form_other, period = :period,
       from_day = :from_day, to_day = :to_day, responsible_body = :responsible_body,
       responsible_person = :responsible_person, responsible = :responsible,
       version = version + 1, updated_at = :now, updated_by = :who
 where id = :id and version = :version;

-- query: plan_measure_delete   rows: count   role: writer
-- in:  id i64, version i64
delete from plan_measure where id = :id and version = :version;

-- query: plan_measure_keep_past   rows: none   role: writer
-- in:  id i64, removed bool, now i64, who i64
insert into plan_measure_past (measure_id, plan_id, version, removed, title_ky, title_ru, title_en, result_ky, result_ru,
                               result_en, funding_ky, funding_ru, funding_en, form, form_other, period, from_day, to_day,
                               responsible, changed_at, changed_by)
select id, plan_id, version, cast(:removed as int8), title_ky, title_ru, title_en, result_ky, result_ru,
       result_en, funding_ky, funding_ru, funding_en, form, form_other, period, from_day, to_day,
       responsible, cast(:now as int8), cast(:who as int8)
  from plan_measure where id = :id;

-- query: plan_measure_pasts   rows: many   role: reader
-- in:  measure_id i64
-- out: version i64, removed bool, title_ky text, title_ru text, title_en text, result_ky text, result_ru text, result_en text, funding_ky text, funding_ru text, funding_en text, form_ky text, form_ru text, form_en text, form_other text, period text, from_day day, to_day day, responsible text, changed_at i64
select p.version, p.removed, p.title_ky, p.title_ru, p.title_en, p.result_ky, p.result_ru, p.result_en, p.funding_ky,
       p.funding_ru, p.funding_en, f.name_ky, f.name_ru, f.name_en, p.form_other, p.period, p.from_day, p.to_day,
       p.responsible, p.changed_at
  from plan_measure_past p left join plan_form f on f.code = p.form
 where p.measure_id = :measure_id order by p.version desc;

-- query: plan_measure_position   rows: one   role: reader
-- in:  plan_id i64
-- out: next i64
select coalesce(max(position), 0) + 1 from plan_measure where plan_id = :plan_id;

-- query: plan_measure_issues   rows: many   role: reader
-- in:  plan_id i64
-- out: measure_id i64, issue_id i64
select mi.measure_id, mi.issue_id from plan_measure_issue mi join plan_measure m on m.id = mi.measure_id
 where m.plan_id = :plan_id order by mi.measure_id, mi.issue_id;

-- query: plan_measure_issue_insert   rows: none   role: writer
-- in:  measure_id i64, issue_id i64
insert into plan_measure_issue (measure_id, issue_id) values (:measure_id, :issue_id);

-- query: plan_measure_issues_clear   rows: none   role: writer
-- in:  measure_id i64
delete from plan_measure_issue where measure_id = :measure_id;

-- query: plan_issues   rows: many   role: reader
-- in:  plan_id i64
-- out: issue_id i64
select issue_id from plan_issue where plan_id = :plan_id order by issue_id;

-- query: plan_issue_insert   rows: none   role: writer
-- in:  plan_id i64, issue_id i64
insert into plan_issue (plan_id, issue_id) values (:plan_id, :issue_id);

-- query: plan_issues_clear   rows: none   role: writer
-- in:  plan_id i64
delete from plan_issue where plan_id = :plan_id;

-- query: plan_issues_orphaned   rows: none   role: writer
-- in:  plan_id i64
-- Links of measures to issues the plan no longer names.
delete from plan_measure_issue
 where measure_id in (select id from plan_measure where plan_id = :plan_id)
   and issue_id not in (select issue_id from plan_issue where plan_id = :plan_id);

-- query: plan_of_issue   rows: many   role: reader
-- in:  issue_id i64
-- out: plan_id i64, measure_id i64, title_ky text, title_ru text, title_en text, state text
-- For the page of an issue: the measures of public plans that serve it.
select m.plan_id, m.id, m.title_ky, m.title_ru, m.title_en, p.state
  from plan_measure_issue mi join plan_measure m on m.id = mi.measure_id join plan p on p.id = m.plan_id
 where mi.issue_id = :issue_id and p.state in ('discussion', 'discussed', 'approved', 'in_force')
 order by m.plan_id desc, m.position, m.id;

-- query: plan_source_insert   rows: one   role: writer
-- in:  plan_id i64, kind text, title_ky text, title_ru text, title_en text, link text, document_id i64?
-- out: id i64
insert into plan_source (plan_id, kind, title_ky, title_ru, title_en, link, document_id)
values (:plan_id, :kind, :title_ky, :title_ru, :title_en, :link, :document_id)
returning id;

-- query: plan_sources   rows: many   role: reader
-- in:  plan_id i64
-- out: id i64, kind text, title_ky text, title_ru text, title_en text, link text, document_id i64?
select id, kind, title_ky, title_ru, title_en, link, document_id from plan_source where plan_id = :plan_id order by id;

-- query: plan_source_delete   rows: count   role: writer
-- in:  id i64, plan_id i64
delete from plan_source where id = :id and plan_id = :plan_id;

-- query: plan_source_set_document   rows: none   role: writer
-- in:  id i64, document_id i64
update plan_source set document_id = :document_id where id = :id;

-- query: plan_copy_sections   rows: none   role: writer
-- in:  old_id i64, new_id i64
insert into plan_section (plan_id, parent_id, kind, code, position, title_ky, title_ru, title_en)
select cast(:new_id as int8), null, kind, code, position, title_ky, title_ru, title_en
  from plan_section where plan_id = :old_id and parent_id is null;

-- query: plan_copy_measures   rows: none   role: writer
-- in:  old_id i64, new_id i64, now i64, who i64
insert into plan_measure (plan_id, section_id, origin_id, no, position, title_ky, title_ru, title_en, result_ky,
                          result_ru, result_en, funding_ky, funding_ru, funding_en, form, form_other, period, from_day,
                          to_day, to_day_ru, responsible_body, responsible_person, responsible, version, updated_at,
                          updated_by)
select cast(:new_id as int8), n.id, m.origin_id, m.no, m.position, m.title_ky, m.title_ru, m.title_en, m.result_ky,
       m.result_ru, m.result_en, m.funding_ky, m.funding_ru, m.funding_en, m.form, m.form_other, m.period, m.from_day,
       m.to_day, m.to_day_ru, m.responsible_body, m.responsible_person, m.responsible, 1, cast(:now as int8),
       cast(:who as int8)
  from plan_measure m join plan_section o on o.id = m.section_id
  join plan_section n on n.plan_id = :new_id and n.code = o.code
 where m.plan_id = :old_id;

-- query: plan_copy_measure_issues   rows: none   role: writer
-- in:  old_id i64, new_id i64
insert into plan_measure_issue (measure_id, issue_id)
select n.id, mi.issue_id
  from plan_measure_issue mi join plan_measure m on m.id = mi.measure_id
  join plan_measure n on n.plan_id = :new_id and n.origin_id = m.origin_id
 where m.plan_id = :old_id;

-- query: plan_copy_issues   rows: none   role: writer
-- in:  old_id i64, new_id i64
insert into plan_issue (plan_id, issue_id)
select cast(:new_id as int8), issue_id from plan_issue where plan_id = :old_id;

-- query: plan_copy_sources   rows: none   role: writer
-- in:  old_id i64, new_id i64
insert into plan_source (plan_id, kind, title_ky, title_ru, title_en, link, document_id)
select cast(:new_id as int8), kind, title_ky, title_ru, title_en, link, document_id
  from plan_source where plan_id = :old_id;

-- query: plan_nation   rows: many   role: reader
-- in:  today day
-- out: place_id i64, stage i64, due i64, on_time i64, overdue i64
-- One row for each municipality that has an engagement plan: how far its plan is, and its tasks up to today.
select p.place_id, p.stage, coalesce(t.due, 0), coalesce(t.on_time, 0), coalesce(t.overdue, 0)
  from (select place_id,
               max(case state when 'in_force' then 6 when 'approved' then 5 when 'discussed' then 4
                              when 'discussion' then 3 when 'draft' then 2 when 'closed' then 1 when 'revised' then 1
                              else 0 end) as stage,
               max(case when state = 'in_force' then series_id end) as series
          from plan where kind = 'engagement' and place_id is not null group by place_id) p
  left join (select pl.series_id,
                    sum(case when t.due_on <= :today then 1 else 0 end) as due,
                    sum(case when t.due_on <= :today and t.state = 'done' and t.done_on <= t.due_on then 1 else 0 end)
                        as on_time,
                    sum(case when t.due_on < :today and t.state = 'open' then 1 else 0 end) as overdue
               from plan_task t join plan pl on pl.id = t.plan_id
              where t.state <> 'replaced' group by pl.series_id) t on t.series_id = p.series
 order by p.place_id;

-- query: plan_touch   rows: count   role: writer
-- in:  id i64, version i64, now i64, who i64
-- Lists that hang on the plan (issues) change under the version of its row.
update plan set version = version + 1, updated_at = :now, updated_by = :who where id = :id and version = :version;

-- query: plan_pasts   rows: many   role: reader
-- in:  plan_id i64
-- out: measure_id i64, removed bool, title_ky text, title_ru text, title_en text, changed_at i64
-- Measures that changed since the plan is public, each once: its last change.
select p.measure_id, p.removed, p.title_ky, p.title_ru, p.title_en, p.changed_at
  from plan_measure_past p
 where p.plan_id = :plan_id
   and p.version = (select max(q.version) from plan_measure_past q where q.measure_id = p.measure_id)
 order by p.changed_at, p.id;
