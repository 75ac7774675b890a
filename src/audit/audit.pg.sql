-- query: audit_head_locked
select seq, hash from audit_head where place_id = :place_id for update;
