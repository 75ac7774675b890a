-- What happens in the hall. Rules in meeting.h.

-- query: meeting_hall_current_item   rows: many   role: reader
-- in:  meeting_id i64
-- out: id i64
select id from meeting_item where meeting_id = :meeting_id and state = 'current' order by position, id;
