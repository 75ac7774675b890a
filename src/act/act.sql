-- Acts, editions, links, functions, answers, checklists. Rules in act.c, function.c, answer.c, checklist.c.

-- query: act_rows   rows: many   role: reader
-- in:  place_id i64, field text, kind text, before i64, most i64
-- out: id i64, place_id i64, version i64, kind text, number text, day day, issuer text, code text, title_ky text, title_ru text, title_en text, fields text, gives_own bool, gives_delegated bool, gives_duties bool, repealed_on day, added_at i64, changed_at i64, editions i64
-- The place's own and the nation's, newest record first; keyset paging on id.
select a.id, a.place_id, a.version, a.kind, a.number, a.day, a.issuer, a.code, a.title_ky, a.title_ru, a.title_en, a.fields,
       a.gives_own, a.gives_delegated, a.gives_duties, a.repealed_on, a.added_at, a.changed_at,
       (select count(*) from act_edition e where e.act_id = a.id)
  from act a
 where (a.place_id = :place_id or a.place_id = 0) and (:kind = '' or a.kind = :kind)
   and (:field = '' or a.fields like '% ' || :field || ' %') and (:before = 0 or a.id < :before)
 order by a.id desc limit :most;

-- query: act_own_ids   rows: many   role: reader
-- in:  place_id i64
-- out: id i64
select id from act where place_id = :place_id order by id;

-- query: act_row   rows: one   role: reader
-- in:  id i64, place_id i64
-- out: id i64, place_id i64, version i64, kind text, number text, day day, issuer text, code text, title_ky text, title_ru text, title_en text, fields text, gives_own bool, gives_delegated bool, gives_duties bool, repealed_on day, added_at i64, changed_at i64, editions i64
select a.id, a.place_id, a.version, a.kind, a.number, a.day, a.issuer, a.code, a.title_ky, a.title_ru, a.title_en, a.fields,
       a.gives_own, a.gives_delegated, a.gives_duties, a.repealed_on, a.added_at, a.changed_at,
       (select count(*) from act_edition e where e.act_id = a.id)
  from act a where a.id = :id and (a.place_id = :place_id or a.place_id = 0);

-- query: act_number_taken   rows: many   role: reader
-- in:  place_id i64, kind text, number text, day day, id i64
-- out: id i64
select id from act where place_id = :place_id and kind = :kind and number = :number and day = :day and id <> :id;

-- query: act_code_taken   rows: many   role: reader
-- in:  place_id i64, code text, id i64
-- out: id i64
select id from act where place_id = :place_id and code = :code and id <> :id;

-- query: act_candidates   rows: many   role: reader
-- in:  place_id i64, code text, number text
-- out: id i64
-- Acts that a citation may name: by code, or by number.
select id from act
 where (place_id = :place_id or place_id = 0) and ((code <> '' and code = :code) or (:number <> '' and number = :number))
 order by id limit 20;

-- query: act_by_number   rows: many   role: reader
-- in:  place_id i64, number text, day day
-- out: id i64
select id from act where (place_id = :place_id or place_id = 0) and number = :number and day = :day order by place_id desc, id;

-- query: act_insert   rows: one   role: writer
-- in:  place_id i64, kind text, number text, day day, issuer text, code text, title_ky text, title_ru text, title_en text, fields text, gives_own bool, gives_delegated bool, gives_duties bool, repealed_on day, now i64
-- out: id i64
insert into act (place_id, version, kind, number, day, issuer, code, title_ky, title_ru, title_en, fields, gives_own, gives_delegated,
                 gives_duties, repealed_on, added_at, changed_at)
values (:place_id, 1, :kind, :number, :day, :issuer, :code, :title_ky, :title_ru, :title_en, :fields, :gives_own, :gives_delegated,
        :gives_duties, :repealed_on, :now, :now) returning id;

-- query: act_update   rows: count   role: writer
-- in:  id i64, version i64, kind text, number text, day day, issuer text, code text, title_ky text, title_ru text, title_en text, fields text, gives_own bool, gives_delegated bool, gives_duties bool, repealed_on day, now i64
update act set version = version + 1, kind = :kind, number = :number, day = :day, issuer = :issuer, code = :code, title_ky = :title_ky,
       title_ru = :title_ru, title_en = :title_en, fields = :fields, gives_own = :gives_own, gives_delegated = :gives_delegated,
       gives_duties = :gives_duties, repealed_on = :repealed_on, changed_at = :now
 where id = :id and version = :version;

-- query: act_edition_rows   rows: many   role: reader
-- in:  act_id i64
-- out: id i64, number i64, valid_from day, note text, document_id i64?, at i64
-- Without the text, which may be long.
select id, number, valid_from, note, document_id, at from act_edition where act_id = :act_id order by valid_from desc, number desc;

-- query: act_edition_text   rows: one   role: reader
-- in:  id i64
-- out: words text
select words from act_edition where id = :id;

-- query: act_edition_insert   rows: one   role: writer
-- in:  act_id i64, valid_from day, note text, words text, now i64, document_id i64?
-- out: id i64
insert into act_edition (act_id, number, valid_from, note, words, at, document_id)
select :act_id, coalesce(max(number), 0) + 1, :valid_from, :note, :words, :now, :document_id from act_edition where act_id = :act_id
returning id;

-- query: act_touch   rows: count   role: writer
-- in:  id i64, version i64, now i64
update act set version = version + 1, changed_at = :now where id = :id and version = :version;

-- query: act_link_rows   rows: many   role: reader
-- in:  act_id i64, place_id i64
-- out: id i64, article text, kind text, target text, note text
select id, article, kind, target, note from act_link
 where act_id = :act_id and removed_at is null and (place_id = :place_id or place_id = 0) order by kind, target, id;

-- query: act_link_backs   rows: many   role: reader
-- in:  kind text, target text, place_id i64
-- out: act_id i64, article text, title_ky text, title_ru text, title_en text, act_place i64
select l.act_id, l.article, a.title_ky, a.title_ru, a.title_en, a.place_id
  from act_link l join act a on a.id = l.act_id
 where l.kind = :kind and l.target = :target and l.removed_at is null and (l.place_id = :place_id or l.place_id = 0)
 order by l.act_id, l.id;

-- query: act_link_insert   rows: one   role: writer
-- in:  act_id i64, article text, kind text, target text, place_id i64, note text
-- out: id i64
insert into act_link (act_id, article, kind, target, place_id, note) values (:act_id, :article, :kind, :target, :place_id, :note)
returning id;

-- query: act_link_remove   rows: count   role: writer
-- in:  id i64, act_id i64, place_id i64, now i64
update act_link set removed_at = :now where id = :id and act_id = :act_id and place_id = :place_id and removed_at is null;

-- query: act_function_rows   rows: many   role: reader
-- in:  place_id i64, year i64
-- out: id i64, version i64, kind text, title text, act_id i64, article text, delegated_by text, year i64, cost i64, received i64, act_ky text, act_ru text, act_en text, act_kind text, act_number text
select f.id, f.version, f.kind, f.title, f.act_id, f.article, f.delegated_by, f.year, f.cost, f.received, a.title_ky, a.title_ru,
       a.title_en, a.kind, a.number
  from act_function f join act a on a.id = f.act_id
 where f.place_id = :place_id and f.ended_at is null and (:year = 0 or f.year = :year)
 order by f.year desc, f.kind, f.id;

-- query: act_function_insert   rows: one   role: writer
-- in:  place_id i64, kind text, title text, act_id i64, article text, delegated_by text, year i64, cost i64, received i64
-- out: id i64
insert into act_function (place_id, version, kind, title, act_id, article, delegated_by, year, cost, received)
values (:place_id, 1, :kind, :title, :act_id, :article, :delegated_by, :year, :cost, :received) returning id;

-- query: act_function_update   rows: count   role: writer
-- in:  id i64, place_id i64, version i64, kind text, title text, act_id i64, article text, delegated_by text, year i64, cost i64, received i64
update act_function set version = version + 1, kind = :kind, title = :title, act_id = :act_id, article = :article,
       delegated_by = :delegated_by, year = :year, cost = :cost, received = :received
 where id = :id and place_id = :place_id and version = :version and ended_at is null;

-- query: act_functions_of_act   rows: many   role: reader
-- in:  act_id i64, place_id i64
-- out: id i64, title text, article text
select id, title, article from act_function
 where act_id = :act_id and place_id = :place_id and ended_at is null order by year desc, id limit 200;

-- query: act_function_finish   rows: count   role: writer
-- in:  id i64, place_id i64, version i64, now i64
update act_function set version = version + 1, ended_at = :now
 where id = :id and place_id = :place_id and version = :version and ended_at is null;

-- query: act_answers_of_act   rows: many   role: reader
-- in:  act_id i64, place_id i64
-- out: id i64, question text, published text, article text
select id, question, published, article from act_question
 where act_id = :act_id and place_id = :place_id and state = 'public' order by id desc limit 200;

-- query: act_question_counts   rows: one   role: reader
-- in:  place_id i64, person_id i64, since i64
-- out: asked i64, waiting i64
-- Of one person since an instant; of nobody in particular (person 0): those that wait.
select coalesce(sum(case when asked_at >= :since then 1 else 0 end), 0),
       coalesce(sum(case when state = 'asked' then 1 else 0 end), 0)
  from act_question where place_id = :place_id and person_id = :person_id;

-- query: act_question_rows   rows: many   role: reader
-- in:  place_id i64, state text, field text, person_id i64, emergency i64, before i64, most i64
-- out: id i64, version i64, state text, question text, published text, field text, address text, lang text, person_id i64, asked_at i64, answer text, steps text, act_id i64?, article text, valid_from day, valid_to day, emergency bool, reason text, answered_at i64?, act_ky text, act_ru text, act_en text
-- state '', field '', person 0: all. emergency 1, 0: those alone; -1: both.
select q.id, q.version, q.state, q.question, q.published, q.field, q.address, q.lang, q.person_id, q.asked_at, q.answer, q.steps,
       q.act_id, q.article, q.valid_from, q.valid_to, q.emergency, q.reason, q.answered_at, a.title_ky, a.title_ru, a.title_en
  from act_question q left join act a on a.id = q.act_id
 where q.place_id = :place_id and (:state = '' or q.state = :state) and (:field = '' or q.field = :field)
   and (:person_id = 0 or q.person_id = :person_id) and (:emergency < 0 or q.emergency = :emergency)
   and (:before = 0 or q.id < :before)
 order by q.id desc limit :most;

-- query: act_question_row   rows: one   role: reader
-- in:  id i64, place_id i64
-- out: id i64, version i64, state text, question text, published text, field text, address text, lang text, person_id i64, asked_at i64, answer text, steps text, act_id i64?, article text, valid_from day, valid_to day, emergency bool, reason text, answered_at i64?, act_ky text, act_ru text, act_en text
select q.id, q.version, q.state, q.question, q.published, q.field, q.address, q.lang, q.person_id, q.asked_at, q.answer, q.steps,
       q.act_id, q.article, q.valid_from, q.valid_to, q.emergency, q.reason, q.answered_at, a.title_ky, a.title_ru, a.title_en
  from act_question q left join act a on a.id = q.act_id
 where q.id = :id and q.place_id = :place_id;

-- query: act_question_insert   rows: one   role: writer
-- in:  place_id i64, question text, person_id i64, address text, lang text, now i64
-- out: id i64
insert into act_question (place_id, version, state, question, person_id, asked_at, answer, steps, article, emergency, reason,
                          address, lang)
values (:place_id, 1, 'asked', :question, :person_id, :now, '', '', '', 0, '', :address, :lang) returning id;

-- query: act_question_answer   rows: count   role: writer
-- in:  id i64, place_id i64, version i64, state text, published text, field text, answer text, steps text, act_id i64?, article text, valid_from day, valid_to day, emergency bool, reason text, now i64
-- The address has served: whoever left it is told in the same transaction.
update act_question set version = version + 1, state = :state, published = :published, field = :field, answer = :answer,
       steps = :steps, act_id = :act_id, article = :article, valid_from = :valid_from, valid_to = :valid_to,
       emergency = :emergency, reason = :reason, answered_at = :now, address = ''
 where id = :id and place_id = :place_id and version = :version;

-- query: act_standard_rows   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, code text, title_ky text, title_ru text, title_en text, points i64
select s.id, s.code, s.title_ky, s.title_ru, s.title_en, (select count(*) from act_point p where p.standard_id = s.id)
  from act_standard s where s.place_id = 0 or s.place_id = :place_id order by s.id;

-- query: act_standard_by_code   rows: many   role: reader
-- in:  code text
-- out: id i64
select id from act_standard where code = :code;

-- query: act_standard_insert   rows: one   role: writer
-- in:  code text, place_id i64, title_ky text, title_ru text, title_en text
-- out: id i64
insert into act_standard (code, place_id, title_ky, title_ru, title_en) values (:code, :place_id, :title_ky, :title_ru, :title_en)
returning id;

-- query: act_point_insert   rows: none   role: writer
-- in:  standard_id i64, position i64, number text, title_ky text, title_ru text, title_en text
insert into act_point (standard_id, position, number, title_ky, title_ru, title_en)
values (:standard_id, :position, :number, :title_ky, :title_ru, :title_en);

-- query: act_point_rows   rows: many   role: reader
-- in:  standard_id i64, place_id i64
-- out: id i64, number text, title_ky text, title_ru text, title_en text, verdict text, evidence text, at i64?, verdict_id i64?, document_id i64?
-- Each with its latest verdict.
select p.id, p.number, p.title_ky, p.title_ru, p.title_en, v.verdict, v.evidence, v.at, v.id, v.document_id
  from act_point p left join act_verdict v
    on v.id = (select max(w.id) from act_verdict w where w.point_id = p.id and w.place_id = :place_id)
 where p.standard_id = :standard_id order by p.position;

-- query: act_verdict_rows   rows: many   role: reader
-- in:  point_id i64, place_id i64
-- out: id i64, verdict text, evidence text, at i64, document_id i64?
select id, verdict, evidence, at, document_id from act_verdict where point_id = :point_id and place_id = :place_id order by id desc;

-- query: act_verdict_insert   rows: one   role: writer
-- in:  place_id i64, point_id i64, verdict text, evidence text, now i64, document_id i64?
-- out: id i64
insert into act_verdict (place_id, point_id, verdict, evidence, at, document_id)
values (:place_id, :point_id, :verdict, :evidence, :now, :document_id)
returning id;

-- query: act_verdicts_all   rows: many   role: reader
-- in:  standard_id i64, place_id i64
-- out: position i64, verdict text, at i64
-- Oldest first: replayed, they give the state at the end of any year.
select p.position, v.verdict, v.at from act_verdict v join act_point p on p.id = v.point_id
 where p.standard_id = :standard_id and v.place_id = :place_id order by v.id;

-- query: act_news_insert   rows: none   role: writer
-- in:  place_id i64, at i64, kind text, act_id i64?, question_id i64?, day day
insert into act_news (place_id, at, kind, act_id, question_id, day) values (:place_id, :at, :kind, :act_id, :question_id, :day);

-- query: act_news_rows   rows: many   role: reader
-- in:  place_id i64, after i64, most i64
-- out: id i64, place_id i64, at i64, kind text, act_id i64?, question_id i64?, day day, act_kind text, number text, act_day day, title_ky text, title_ru text, title_en text, question text
-- An answer that is public no longer is not told.
select n.id, n.place_id, n.at, n.kind, n.act_id, n.question_id, n.day, coalesce(a.kind, ''), coalesce(a.number, ''), a.day,
       coalesce(a.title_ky, ''), coalesce(a.title_ru, ''), coalesce(a.title_en, ''),
       coalesce(case when q.published <> '' then q.published else q.question end, '')
  from act_news n left join act a on a.id = n.act_id left join act_question q on q.id = n.question_id
 where (n.place_id = :place_id or n.place_id = 0) and n.id > :after and (q.id is null or q.state = 'public')
 order by n.at desc, n.id desc limit :most;

-- query: act_digest_row   rows: many   role: reader
-- in:  place_id i64
-- out: through i64, at i64
select through, at from act_digest where place_id = :place_id;

-- query: act_digest_begin   rows: none   role: writer
-- in:  place_id i64, through i64, now i64
insert into act_digest (place_id, through, at) values (:place_id, :through, :now) on conflict (place_id) do nothing;

-- query: act_digest_take   rows: count   role: writer
-- in:  place_id i64, was i64, through i64, now i64
update act_digest set through = :through, at = :now where place_id = :place_id and at = :was;
