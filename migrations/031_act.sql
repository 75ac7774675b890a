-- Legal acts and what rests on them: editions, links, functions and delegated powers, questions and answers, checklists.
create table act (
    id SERIAL_ID,
    place_id int8 not null,             -- 0: the nation's
    version int8 not null,
    kind text not null,                 -- law decree order resolution charter treaty other
    number text not null,
    day int8 not null,
    issuer text not null,
    title_ky text not null, title_ru text not null, title_en text not null,
    fields text not null,               -- of government: codes, a blank around each: " land health "
    gives_own int8 not null, gives_delegated int8 not null, gives_duties int8 not null,
    repealed_on int8,
    added_at int8 not null,
    changed_at int8 not null
);
create unique index act_number on act (place_id, kind, number, day);
create index act_place on act (place_id, day desc, id desc);

-- A text once entered stays; a newer one is another edition.
create table act_edition (
    id SERIAL_ID,
    act_id int8 not null references act (id),
    number int8 not null,
    valid_from int8 not null,
    note text not null,
    words text not null,
    at int8 not null
);
create unique index act_edition_number on act_edition (act_id, number);

create table act_link (
    id SERIAL_ID,
    act_id int8 not null references act (id),
    article text not null,              -- anchor of an article; empty: the whole act
    kind text not null,                 -- act rule issue page
    target text not null,               -- number of the act or issue, key of the rule, path of the page
    place_id int8 not null,             -- whose link: of the issue's municipality; 0: the nation's
    note text not null,
    removed_at int8
);
create index act_link_act on act_link (act_id);
create index act_link_target on act_link (kind, target);

create table act_function (
    id SERIAL_ID,
    place_id int8 not null,
    version int8 not null,
    kind text not null,                 -- own delegated duty
    title text not null,
    act_id int8 not null references act (id),
    article text not null,
    delegated_by text not null,
    year int8 not null,
    cost int8 not null,                 -- tyiyn a year
    received int8 not null,             -- tyiyn a year
    ended_at int8
);
create index act_function_place on act_function (place_id, year, id);

create table act_question (
    id SERIAL_ID,
    place_id int8 not null,
    version int8 not null,
    state text not null,                -- asked answered public declined
    question text not null,
    person_id int8 not null,            -- who asked; never shown
    asked_at int8 not null,
    answer text not null,
    steps text not null,                -- a line each
    act_id int8 references act (id),
    article text not null,
    valid_from int8, valid_to int8,
    emergency int8 not null,
    reason text not null,               -- why it was declined
    answered_at int8
);
create index act_question_place on act_question (place_id, state, id desc);

create table act_standard (
    id SERIAL_ID,
    code text not null unique,
    place_id int8 not null,             -- 0: for everybody
    title_ky text not null, title_ru text not null, title_en text not null
);
create table act_point (
    id SERIAL_ID,
    standard_id int8 not null references act_standard (id),
    position int8 not null,
    number text not null,
    title_ky text not null, title_ru text not null, title_en text not null
);
create unique index act_point_position on act_point (standard_id, position);

-- The latest of a point counts; those before it are its history.
create table act_verdict (
    id SERIAL_ID,
    place_id int8 not null,
    point_id int8 not null references act_point (id),
    verdict text not null,              -- met partly unmet na
    evidence text not null,
    at int8 not null
);
create index act_verdict_point on act_verdict (place_id, point_id, id desc);
