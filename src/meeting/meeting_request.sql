-- Requests that a meeting be called. Rules in meeting_before.h.

-- query: meeting_request_rows   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, place_id i64, kind text, caller text, subject text, grounds text, area text, contact text, received_on day, due_on day, state text,
-- out: decided_on day, reason text, document_id i64?, person_id i64, entered_by i64, members i64, meeting_id i64, version i64
select r.id, r.place_id, r.kind, r.caller, r.subject, r.grounds, r.area, r.contact, r.received_on, r.due_on, r.state, r.decided_on, r.reason,
       r.document_id, r.person_id, r.entered_by, (select count(*) from meeting_request_member p where p.request_id = r.id),
       (select coalesce(max(m.id), 0) from meeting m where m.request_id = r.id and m.state <> 'cancelled'), r.version
  from meeting_request r where r.place_id = :place_id order by r.id desc limit 500;

-- query: meeting_request_row   rows: one   role: reader
-- in:  place_id i64, id i64
-- out: id i64, place_id i64, kind text, caller text, subject text, grounds text, area text, contact text, received_on day, due_on day, state text,
-- out: decided_on day, reason text, document_id i64?, person_id i64, entered_by i64, members i64, meeting_id i64, version i64
select r.id, r.place_id, r.kind, r.caller, r.subject, r.grounds, r.area, r.contact, r.received_on, r.due_on, r.state, r.decided_on, r.reason,
       r.document_id, r.person_id, r.entered_by, (select count(*) from meeting_request_member p where p.request_id = r.id),
       (select coalesce(max(m.id), 0) from meeting m where m.request_id = r.id and m.state <> 'cancelled'), r.version
  from meeting_request r where r.place_id = :place_id and r.id = :id;

-- query: meeting_request_insert   rows: one   role: writer
-- in:  place_id i64, kind text, caller text, subject text, grounds text, area text, contact text, received_on day, due_on day,
-- in:  document_id i64?, person_id i64, entered_by i64, now i64
-- out: id i64
insert into meeting_request (place_id, kind, caller, subject, grounds, area, contact, received_on, due_on, state, reason, document_id,
                             person_id, entered_by, created_at, version)
values (:place_id, :kind, :caller, :subject, :grounds, :area, :contact, :received_on, :due_on, 'received', '', :document_id, :person_id,
        :entered_by, :now, 1)
returning id;

-- query: meeting_request_member_insert   rows: none   role: writer
-- in:  request_id i64, position i64, name text
insert into meeting_request_member (request_id, position, name) values (:request_id, :position, :name);

-- query: meeting_request_members   rows: many   role: reader
-- in:  request_id i64
-- out: name text
select name from meeting_request_member where request_id = :request_id order by position;

-- query: meeting_request_set   rows: count   role: writer
-- in:  id i64, version i64, state text, decided_on day, reason text
update meeting_request set state = :state, decided_on = :decided_on, reason = :reason, version = version + 1
 where id = :id and version = :version;

-- query: meeting_requests_due   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, kind text, subject text, due_on day
select id, kind, subject, due_on from meeting_request where place_id = :place_id and state = 'received' order by due_on, id limit 100;
