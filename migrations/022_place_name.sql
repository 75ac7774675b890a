-- Beginnings by which a unit is found: each name folded (text/fold.h), and again from each of its further words on.

create table unit_name (
    unit_id int8 not null references unit (id),
    folded text not null,
    weight int8 not null,                 -- 0: the name itself, 1: from a further word on
    primary key (folded, unit_id)
);
create index unit_name_unit on unit_name (unit_id);
