-- Minutes and results that were corrected: who signed the former minutes, what the former results said.
alter table meeting_minutes_past add column chair text not null default '';
alter table meeting_minutes_past add column secretary text not null default '';
alter table meeting_minutes_past add column signed_on int8;

create table meeting_results_past (
    meeting_id int8 not null references meeting (id),
    number int8 not null,               -- 1, 2 ... of the editions that were replaced
    words_ky text not null,
    words_ru text not null,
    words_en text not null,
    published_at int8 not null,         -- of that edition
    reason text not null,               -- of the change that replaced it
    replaced_at int8 not null,
    replaced_by int8 not null,
    primary key (meeting_id, number)
);
