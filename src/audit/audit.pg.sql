-- query: audit_head_locked
select seq, hash from audit_head where place_id = :place_id for update;

-- query: audit_personal_insert
insert into audit_personal (audit_id, salt, json) values (lastval(), :salt, :json);
