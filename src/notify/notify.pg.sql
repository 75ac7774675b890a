-- query: outbox_claim
-- Several copies of the program send from one queue: each takes rows no other holds.
update outbox set due_at = :until, attempts = attempts + 1
 where id in (select id from outbox
               where sent_at is null and failed_at is null and due_at <= :now
               order by due_at, id limit :most for update skip locked)
returning id, to_address, lang, subject, body, path, unsubscribe_path, attempts;
