-- The hash-chained log of every write: src/audit, docs/audit-format.md. No reference to other tables: the log outlives what it tells of.

create table audit_head (
    place_id int8 primary key,          -- 0: the installation
    seq int8 not null,                  -- number of the last record; the municipality's generation for the page cache
    hash BLOB not null,
    at int8 not null
);

create table audit (
    id SERIAL_ID,
    place_id int8 not null,
    seq int8 not null,                  -- 1, 2, 3 … without gap
    at int8 not null,                   -- unix seconds as the clock said; not promised to grow
    person_id int8 not null,            -- 0: the program itself, or nobody signed in
    for_person_id int8 not null,        -- 0: for themself
    action text not null,               -- "issue.refresh"
    subject text not null,
    subject_id int8 not null,
    before_json text,
    after_json text,
    personal_digest BLOB,
    prev_hash BLOB not null,
    hash BLOB not null,
    unique (place_id, seq)
);
create index audit_of_subject on audit (place_id, subject, subject_id, seq);
create index audit_of_person on audit (place_id, person_id, seq);

-- May be deleted (a person's right), never changed; the record keeps the digest.
create table audit_personal (
    audit_id int8 primary key references audit (id),
    salt BLOB not null,
    json text not null
);

-- What was published at the end of a day: one hash over all chains, and the heads that had changed since the seal before.
create table audit_day (
    day int8 primary key,
    chains int8 not null,
    prev_hash BLOB not null,
    hash BLOB not null,
    sealed_at int8 not null
);
create table audit_day_head (
    place_id int8 not null,
    day int8 not null references audit_day (day),
    seq int8 not null,
    hash BLOB not null,
    primary key (place_id, day)
);
create index audit_day_head_day on audit_day_head (day, place_id);

create trigger audit_stays before update on audit begin select raise(abort, 'audit records are never changed'); end;
create trigger audit_kept before delete on audit begin select raise(abort, 'audit records are never deleted'); end;
create trigger audit_personal_stays before update on audit_personal begin select raise(abort, 'audit records are never changed'); end;
create trigger audit_head_kept before delete on audit_head begin select raise(abort, 'audit heads are never deleted'); end;
create trigger audit_head_grows before update on audit_head when new.seq <> old.seq + 1 or new.place_id <> old.place_id
begin select raise(abort, 'audit heads go up by one'); end;
create trigger audit_day_stays before update on audit_day begin select raise(abort, 'published days are never changed'); end;
create trigger audit_day_kept before delete on audit_day begin select raise(abort, 'published days are never deleted'); end;
create trigger audit_day_head_stays before update on audit_day_head begin select raise(abort, 'published days are never changed'); end;
create trigger audit_day_head_kept before delete on audit_day_head begin select raise(abort, 'published days are never deleted'); end;
