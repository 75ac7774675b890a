-- What the running program keeps for itself: forms sent once, secrets of this installation.
create table form_once (
    token text primary key,
    location text not null default '',
    taken_at int8 not null
);
create index form_once_old on form_once (taken_at);

create table installation_secret (
    name text primary key,
    secret BLOB not null,
    made_at int8 not null
);
