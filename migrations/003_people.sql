-- People: accounts, sessions, one-time tokens, roles in municipalities, lists of residents.

create table person (
    id SERIAL_ID,
    name text not null,
    name_key text not null,               -- folded words of the name in their order of letters: for matching lists
    email text unique,                    -- small letters; null: none
    phone text unique,                    -- "+996555123456"; null: none
    password_hash text,                   -- argon2id; null: cannot sign in (not confirmed yet, or without internet)
    lang text not null check (lang in ('ky', 'ru', 'en')),
    birth_year int8,
    residence_id int8 references unit (id),
    verification text not null check (verification in ('none', 'contact', 'in_person', 'list')),
    verified_by int8 not null,            -- officer; 0: nobody, or the list
    verified_at int8,
    state text not null check (state in ('active', 'blocked')),
    created_at int8 not null,
    created_by int8 not null,             -- officer who registered them; 0: themself
    version int8 not null
);
create index person_residence on person (residence_id, name_key);
create index person_name on person (name_key);

create table session (
    id SERIAL_ID,
    token_hash BLOB not null unique,      -- the token itself is nowhere but in the browser
    person_id int8 not null references person (id),
    created_at int8 not null,
    seen_at int8 not null,
    device text not null,                 -- of the browser, shortened, for the list of one's sessions
    acting_for int8 references person (id),
    acting_place int8,                    -- the municipality where the officer began to act
    acting_until int8
);
create index session_person on session (person_id);

-- Links and codes, each used once. A link's token and a code's digits are kept as hashes only.
create table person_token (
    id SERIAL_ID,
    person_id int8 not null references person (id),
    kind text not null check (kind in ('confirm', 'reset', 'slip')),
    contact text not null,                -- the e-mail or phone it confirms
    token_hash BLOB unique,               -- null: a slip has only its code
    code_hash BLOB not null,
    tries int8 not null,                  -- wrong codes so far
    created_at int8 not null,
    expires_at int8 not null,
    used_at int8
);
create index person_token_person on person_token (person_id, created_at);

-- Failed sign-ins by contact, whether or not somebody has it: a lock must not tell who has an account.
create table login_attempt (
    contact_hash BLOB primary key,
    failures int8 not null,
    last_at int8 not null,
    locked_until int8 not null
);
create index login_attempt_last on login_attempt (last_at);

create table role (
    id SERIAL_ID,
    person_id int8 not null references person (id),
    place_id int8 not null,               -- 0: national
    role text not null,
    from_day int8 not null,
    to_day int8,                          -- last day; null: open
    order_number text not null,           -- of appointment; '' where none
    granted_by int8 not null,
    granted_at int8 not null,
    taken_by int8,
    taken_at int8,
    check (from_day > 0)
);
create index role_person on role (person_id);
create index role_place on role (place_id, role);

-- The list of residents that a municipality imported; the last import stands for the whole of it.
create table resident (
    id SERIAL_ID,
    place_id int8 not null references unit (id),
    name text not null,
    name_key text not null,
    birth_year int8,
    village_id int8 references unit (id),
    address text not null,
    document_hash BLOB,                   -- keyed; null: the list has none, or the installation has no key
    person_id int8 references person (id), -- whom it was matched with
    imported_at int8 not null
);
create index resident_key on resident (place_id, name_key, birth_year);
create index resident_person on resident (person_id);
