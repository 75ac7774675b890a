-- Mail: what waits to be sent, and who asked to be told.
-- Body and path of a sent mail are emptied: they may hold one-time links.
create table outbox (
    id SERIAL_ID,
    place_id int8 not null default 0,
    to_address text not null,
    lang text not null,
    subject text not null,
    body text not null,
    path text not null default '',
    unsubscribe_path text not null default '',
    created_at int8 not null,
    due_at int8 not null,
    attempts int8 not null default 0,
    sent_at int8,
    failed_at int8,
    last_error text not null default ''
);
create index outbox_due on outbox (due_at) where sent_at is null and failed_at is null;

create table subscription (
    id SERIAL_ID,
    place_id int8 not null,
    address text not null,
    lang text not null,
    topics int8 not null,
    token_hash BLOB not null,
    created_at int8 not null,
    confirmed_at int8,
    ended_at int8
);
create unique index subscription_token on subscription (token_hash);
create index subscription_place on subscription (place_id) where confirmed_at is not null and ended_at is null;
create unique index subscription_one on subscription (place_id, address) where ended_at is null;
