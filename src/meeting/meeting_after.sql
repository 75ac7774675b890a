-- What follows a meeting. Rules in meeting.h.

-- query: meeting_after_unanswered   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64, number i64, answer_due day
select id, number, answer_due from meeting_word
 where meeting_id = :meeting_id and kind in ('proposal', 'question') and state = 'open' and answered_on is null
 order by number;
