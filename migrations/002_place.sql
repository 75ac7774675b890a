-- The territory: oblast, district or city, municipality, village; what they are called, when they exist, what succeeds them.

create table unit (
    id SERIAL_ID,
    code text not null unique,            -- 14 digits of the state classifier, regular form (place_code.h)
    kind text not null check (kind in ('oblast', 'district', 'city_district', 'city', 'aimak', 'town', 'village')),
    name_ky text not null,                -- '' where not known; at least one of the three is not
    name_ru text not null,
    name_en text not null,
    parent_id int8 references unit (id),  -- null: directly below the country
    municipality_id int8 references unit (id), -- itself for a municipality; null: none is known
    is_municipality int8 not null check (is_municipality in (0, 1)),
    population int8 check (population >= 0),
    lat_e6 int8,                          -- microdegrees
    lon_e6 int8,
    valid_from int8,                      -- first day; null: before anything recorded
    valid_to int8,                        -- last day; null: open
    act text not null,                    -- act that made or ended it, '' where not told
    version int8 not null,
    check (valid_to is null or valid_from is null or valid_to >= valid_from),
    check (lat_e6 between -90000000 and 90000000),
    check (lon_e6 between -180000000 and 180000000)
);
create index unit_parent on unit (parent_id);
create index unit_municipality on unit (municipality_id);

-- A unit that ended, and what its people and duties went to. A merger has many rows of one new_id, a division many of one old_id.
create table unit_successor (
    old_id int8 not null references unit (id),
    new_id int8 not null references unit (id),
    day int8 not null,                    -- first day of the new order
    act text not null,
    primary key (old_id, new_id),
    check (old_id <> new_id)
);
create index unit_successor_new on unit_successor (new_id);
