-- Answers to proposals and questions, and the ledger: proposal -> answer -> what changed. Rules in meeting_answer.h.

-- query: answer_word   rows: one   role: reader
-- in:  place_id i64, meeting_id i64, id i64
-- out: id i64, number i64, version i64, kind text, text text, state text, via text, person_id i64?, answer text, answer_reason text,
-- out: answered_on day, answered_by i64?, changed_kind text, changed_id i64?, changed_text text, answer_due day
select id, number, version, kind, text, state, via, person_id, answer, answer_reason, answered_on, answered_by, changed_kind,
       changed_id, changed_text, answer_due
  from meeting_word where place_id = :place_id and meeting_id = :meeting_id and id = :id;

-- query: answer_set   rows: count   role: writer
-- in:  id i64, version i64, answer text, reason text, changed_kind text, changed_id i64?, changed_text text, today day, by i64
update meeting_word set state = 'answered', answer = :answer, answer_reason = :reason, changed_kind = :changed_kind,
       changed_id = :changed_id, changed_text = :changed_text, answered_on = :today, answered_by = :by, version = version + 1
 where id = :id and version = :version;

-- query: answer_keep   rows: none   role: writer
-- in:  word_id i64, version i64, answer text, reason text, changed_kind text, changed_id i64?, changed_text text, answered_on day,
-- in:  answered_by i64, now i64
insert into meeting_answer_past (word_id, version, answer, answer_reason, changed_kind, changed_id, changed_text, answered_on,
                                 answered_by, replaced_at)
values (:word_id, :version, :answer, :reason, :changed_kind, :changed_id, :changed_text, :answered_on, :answered_by, :now);

-- query: answer_past   rows: many   role: reader
-- in:  word_id i64
-- out: answer text, reason text, changed_kind text, changed_id i64?, changed_text text, answered_on day
select answer, answer_reason, changed_kind, changed_id, changed_text, answered_on
  from meeting_answer_past where word_id = :word_id order by version desc;

-- query: ledger_rows   rows: many   role: reader
-- in:  place_id i64, meeting_id i64, state text, before i64, today day, most i64
-- out: id i64, number i64, kind text, text text, author text, author_public bool, state text, hidden_reason text, answer text,
-- out: reason text, changed_kind text, changed_id i64?, changed_text text, answered_on day, answer_due day, said_at i64,
-- out: meeting_id i64, meeting_day day, title_ky text, title_ru text, title_en text
-- Newest meeting first; of one meeting, by number. state: '' all, waiting, late, accepted, partly, rejected, answered, withdrawn.
select w.id, w.number, w.kind, w.text, w.author, w.author_public, w.state, w.hidden_reason, w.answer, w.answer_reason, w.changed_kind,
       w.changed_id, w.changed_text, w.answered_on, w.answer_due, w.said_at, m.id, m.day, m.title_ky, m.title_ru, m.title_en
  from meeting_word w join meeting m on m.id = w.meeting_id
 where w.place_id = :place_id and (:meeting_id = 0 or w.meeting_id = :meeting_id)
   and w.kind in ('proposal', 'question') and w.state in ('open', 'answered', 'withdrawn', 'hidden')
   and m.state in ('announced', 'open', 'held', 'published')
   and (:before = 0 or w.id < :before)
   and (:state = '' or (:state = 'waiting' and w.state = 'open') or (:state = 'withdrawn' and w.state = 'withdrawn')
        or (:state = 'late' and w.state in ('open', 'answered') and w.answer_due is not null
            and coalesce(w.answered_on, :today) > w.answer_due)
        or (w.state = 'answered' and w.answer = :state))
 order by w.id desc
 limit :most;

-- query: ledger_totals   rows: one   role: reader
-- in:  place_id i64, meeting_id i64, today day
-- out: proposals i64, questions i64, answered i64, accepted i64, partly i64, rejected i64, waiting i64, late i64
select coalesce(sum(case when w.kind = 'proposal' then 1 else 0 end), 0),
       coalesce(sum(case when w.kind = 'question' then 1 else 0 end), 0),
       coalesce(sum(case when w.state = 'answered' then 1 else 0 end), 0),
       coalesce(sum(case when w.answer = 'accepted' then 1 else 0 end), 0),
       coalesce(sum(case when w.answer = 'partly' then 1 else 0 end), 0),
       coalesce(sum(case when w.answer = 'rejected' then 1 else 0 end), 0),
       coalesce(sum(case when w.state = 'open' then 1 else 0 end), 0),
       coalesce(sum(case when w.state in ('open', 'answered') and w.answer_due is not null
                          and coalesce(w.answered_on, :today) > w.answer_due then 1 else 0 end), 0)
  from meeting_word w join meeting m on m.id = w.meeting_id
 where w.place_id = :place_id and (:meeting_id = 0 or w.meeting_id = :meeting_id)
   and w.kind in ('proposal', 'question') and w.state in ('open', 'answered', 'withdrawn')
   and m.state in ('announced', 'open', 'held', 'published');

-- query: answers_due   rows: many   role: reader
-- in:  place_id i64, until day
-- out: id i64, meeting_id i64, number i64, kind text, answer_due day
select id, meeting_id, number, kind, answer_due from meeting_word
 where place_id = :place_id and kind in ('proposal', 'question') and state = 'open' and answer_due is not null and answer_due <= :until
 order by answer_due, id;

-- query: answers_that_changed   rows: many   role: reader
-- in:  place_id i64, kind text, id i64
-- out: number i64, meeting_id i64, title_ky text, title_ru text, title_en text, day day
-- Proposals that were accepted and changed this thing.
select w.number, m.id, m.title_ky, m.title_ru, m.title_en, m.day
  from meeting_word w join meeting m on m.id = w.meeting_id
 where w.place_id = :place_id and w.changed_kind = :kind and w.changed_id = :id and w.state = 'answered'
 order by m.day desc, w.number;
