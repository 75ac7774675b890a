-- Discussion of a plan: comments, answers, moderation.

-- query: plan_comment_insert   rows: one   role: writer
-- in:  plan_id i64, measure_id i64?, author_id i64, entered_by i64, channel text, shown text, author_name text, village_id i64?, words text, now i64
-- out: id i64
insert into plan_comment (plan_id, measure_id, author_id, entered_by, channel, shown, author_name, village_id, words, at,
                          answers, hidden_ground, version)
values (:plan_id, :measure_id, :author_id, :entered_by, :channel, :shown, :author_name, :village_id, :words, :now,
        0, '', 1)
returning id;

-- query: plan_comments   rows: many   role: reader
-- in:  plan_id i64, measure_id i64
-- out: id i64, measure_id i64?, measure_ky text, measure_ru text, measure_en text, channel text, shown text, author_name text, village_id i64?, words text, at i64, hidden_at i64?, hidden_ground text, version i64, verdict text, reason text, changed text, answered_at i64?, answers i64
-- measure_id 0: all of the plan. The answer that stands lies beside each comment.
select c.id, c.measure_id, m.title_ky, m.title_ru, m.title_en, c.channel, c.shown, c.author_name, c.village_id, c.words,
       c.at, c.hidden_at, c.hidden_ground, c.version, a.verdict, a.reason, a.changed, a.at, c.answers
  from plan_comment c
  left join plan_measure m on m.id = c.measure_id
  left join plan_answer a on a.comment_id = c.id and a.seq = c.answers
 where c.plan_id = :plan_id and (:measure_id = 0 or c.measure_id = :measure_id)
 order by c.id;

-- query: plan_comment_get   rows: one   role: reader
-- in:  id i64
-- out: id i64, plan_id i64, measure_id i64?, author_id i64, channel text, shown text, author_name text, village_id i64?, words text, at i64, hidden_at i64?, hidden_ground text, version i64, answers i64, verdict text, reason text, changed text
select c.id, c.plan_id, c.measure_id, c.author_id, c.channel, c.shown, c.author_name, c.village_id, c.words, c.at,
       c.hidden_at, c.hidden_ground, c.version, c.answers, a.verdict, a.reason, a.changed
  from plan_comment c left join plan_answer a on a.comment_id = c.id and a.seq = c.answers
 where c.id = :id;

-- query: plan_comments_unanswered   rows: one   role: reader
-- in:  plan_id i64
-- out: n i64
-- A hidden comment needs no answer: its ground is the answer.
select count(*) from plan_comment where plan_id = :plan_id and answers = 0 and hidden_at is null;

-- query: plan_comment_tally   rows: one   role: reader
-- in:  plan_id i64
-- out: n i64, accepted i64, partly i64, rejected i64, waiting i64, hidden i64
select count(*),
       coalesce(sum(case when a.verdict = 'accepted' then 1 else 0 end), 0),
       coalesce(sum(case when a.verdict = 'partly' then 1 else 0 end), 0),
       coalesce(sum(case when a.verdict = 'rejected' then 1 else 0 end), 0),
       coalesce(sum(case when c.answers = 0 and c.hidden_at is null then 1 else 0 end), 0),
       coalesce(sum(case when c.hidden_at is not null then 1 else 0 end), 0)
  from plan_comment c left join plan_answer a on a.comment_id = c.id and a.seq = c.answers
 where c.plan_id = :plan_id;

-- query: plan_comment_answered   rows: count   role: writer
-- in:  id i64, version i64, answers i64
update plan_comment set answers = :answers, version = version + 1 where id = :id and version = :version;

-- query: plan_answer_insert   rows: none   role: writer
-- in:  comment_id i64, seq i64, verdict text, reason text, changed text, person_id i64, now i64
insert into plan_answer (comment_id, seq, verdict, reason, changed, person_id, at)
values (:comment_id, :seq, :verdict, :reason, :changed, :person_id, :now);

-- query: plan_answers   rows: many   role: reader
-- in:  comment_id i64
-- out: seq i64, verdict text, reason text, changed text, at i64
select seq, verdict, reason, changed, at from plan_answer where comment_id = :comment_id order by seq desc;

-- query: plan_comment_hide   rows: count   role: writer
-- in:  id i64, version i64, ground text, now i64, who i64
update plan_comment set hidden_at = :now, hidden_by = :who, hidden_ground = :ground, version = version + 1
 where id = :id and version = :version and hidden_at is null;

-- query: plan_comments_detach   rows: none   role: writer
-- in:  measure_id i64
-- A removed measure: its comments stay, on the whole plan.
update plan_comment set measure_id = null where measure_id = :measure_id;

-- query: plan_comments_of_place   rows: many   role: reader
-- in:  place_id i64
-- out: id i64
select c.id from plan_comment c join plan p on p.id = c.plan_id
 where p.place_id = :place_id and p.state not in ('draft', 'dropped') order by c.id;
