-- Overrides of rule parameters by a municipality's charter, and the operator's part of the calendar of working days.
-- Shipped values are not in the database: they come with the program (data/rules.tsv).

create table rule_override (
    id SERIAL_ID,
    place_id int8 not null,              -- 0: holds for the whole installation
    key text not null,
    value text not null,                 -- as typed and checked: "3/10", "21..28"
    decision_title text not null,
    decision_number text not null,
    decision_day int8 not null,
    valid_from int8 not null,
    valid_to int8,                       -- last day it holds; null: until changed
    version int8 not null,
    check (place_id >= 0),
    check (valid_to is null or valid_to >= valid_from - 1)  -- one day before: entered by mistake, never held
);
create index rule_override_place on rule_override (place_id, key, valid_from);

-- Every state an override ever had: nothing about the rules of a municipality silently changes.
create table rule_override_version (
    override_id int8 not null references rule_override (id),
    version int8 not null,
    place_id int8 not null,
    key text not null,
    value text not null,
    decision_title text not null,
    decision_number text not null,
    decision_day int8 not null,
    valid_from int8 not null,
    valid_to int8,
    at int8 not null,                    -- instant
    primary key (override_id, version)
);
create index rule_override_version_place on rule_override_version (place_id, key);

-- Movable holidays, days of rest that were moved, days made working. One row for each day.
create table holiday (
    id SERIAL_ID,
    day int8 not null unique,
    working int8 not null check (working in (0, 1)),
    name_ky text not null,
    name_ru text not null,
    name_en text not null,
    decision text not null               -- title, number and day of the decision
);
