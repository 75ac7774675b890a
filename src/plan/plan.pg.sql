-- query: plan_lock
select version from plan where id = :id for update;
