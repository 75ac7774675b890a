-- Files people attach. The bytes lie once per content, in parts, so that neither engine ever moves a whole file at once.

create table document_content (
    sha256 text primary key,            -- 64 hexadecimal digits
    size int8 not null check (size > 0),
    media_type text not null            -- found from the bytes
);
create table document_part (
    sha256 text not null references document_content (sha256),
    number int8 not null,               -- 0, 1, 2 …
    body BLOB not null,
    primary key (sha256, number)
);

create table document (
    id SERIAL_ID,
    place_id int8 not null,
    title text not null,
    filename text not null,
    kind text not null check (kind in ('programme', 'report', 'order', 'other')),
    sha256 text not null references document_content (sha256),
    is_public int8 not null check (is_public in (0, 1)),
    added_at int8 not null,
    added_by int8 not null,
    withdrawn_at int8,                  -- never deleted: the record says what was there, and why it is no more
    withdrawn_reason text not null,
    version int8 not null
);
create index document_of_place on document (place_id, id);
create index document_of_content on document (sha256);

-- What it belongs to: 'place' is the municipality's own register.
create table document_owner (
    owner_kind text not null,
    owner_id int8 not null,
    document_id int8 not null references document (id),
    primary key (owner_kind, owner_id, document_id)
);
create index document_owner_document on document_owner (document_id);
