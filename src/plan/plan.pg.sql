-- query: plan_lock
select state, version from plan where id = :id for update;
