-- Acts: the code by which rules cite an act, the file an edition was taken from; questions without an account, by field, with
-- the words that are published; evidence of verdicts as documents; legal news and how far each municipality's digest has told it.
alter table act add column code text not null default '';       -- "model_charter": as data/rules.tsv cites it; empty: none
alter table act_edition add column document_id int8;            -- the original file
alter table act_question add column field text not null default '';
alter table act_question add column published text not null default ''; -- the question as everybody reads it; empty: as asked
alter table act_question add column address text not null default '';   -- where to send the answer; erased when it was sent
alter table act_question add column lang text not null default 'ky';
alter table act_verdict add column document_id int8;
create index act_cited on act (number, day);
create index act_code on act (code);

-- What happened in the law, in the order it was entered. Never changed.
create table act_news (
    id SERIAL_ID,
    place_id int8 not null,             -- 0: the nation's
    at int8 not null,
    kind text not null,                 -- act edition repealed answer
    act_id int8 references act (id),
    question_id int8 references act_question (id),
    day int8                            -- the day it is valid from, or repealed on
);
create index act_news_place on act_news (place_id, id desc);

create table act_digest (
    place_id int8 primary key,
    through int8 not null,              -- the last act_news that was told
    at int8 not null                    -- when the last digest was made, or looked for
);
