-- The register of issues of local importance, with every version it ever had.

create table issue (
    id SERIAL_ID,
    place_id int8 not null references unit (id),
    number int8 not null check (number between 1 and 9999),
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    text_ky text not null,
    text_ru text not null,
    text_en text not null,
    basis text not null,                  -- legal basis
    responsible_id int8 references body_member (id),
    responsible text not null,            -- the office, in words
    state text not null check (state in ('active', 'suspended', 'transferred', 'excluded')),
    refreshed int8 not null,              -- day on which the information was last found current
    version int8 not null,
    check (title_ky <> '' or title_ru <> '' or title_en <> '')
);
create unique index issue_number on issue (place_id, number);
create index issue_responsible on issue (responsible_id);

-- Public history: the whole record after each change. `office` is the duty of who changed it, never a name.
create table issue_version (
    issue_id int8 not null references issue (id),
    version int8 not null,
    at int8 not null,
    what text not null check (what in ('created', 'imported', 'charter_set', 'edited', 'refreshed', 'state')),
    office text not null,
    note text not null,
    number int8 not null,
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    text_ky text not null,
    text_ru text not null,
    text_en text not null,
    basis text not null,
    responsible text not null,
    state text not null,
    refreshed int8 not null,
    primary key (issue_id, version)
);
