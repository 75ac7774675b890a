-- The search index in its second shape: words with how frequent they are, tokens cut at blanks alone, and a note of how its tokens
-- were made. Everything here is made from the records: the server does so when it next starts, or `ashar search rebuild`.
drop table search_fts;
drop table search_text;
drop table search_doc;
drop table search_word;

create table search_doc (
    id SERIAL_ID,
    owner text not null,                -- the record: source and number
    owner_id int8 not null,
    part int8 not null,                 -- a record may give several: 0, 1, 2 ...
    place_id int8 not null,             -- 0: the nation
    kind text not null,
    year int8 not null,                 -- 0: none
    is_public int8 not null             -- 0: the staff of its municipality only
);
create unique index search_doc_owner on search_doc (owner, owner_id, part);

create table search_text (
    doc_id integer primary key references search_doc (id) on delete cascade,
    title text not null,                -- tokens, a blank between
    body text not null,
    meta text not null,                 -- @p place @y year @k kind; hidden ones @h and @s place
    path text not null,
    title_ky text not null, title_ru text not null, title_en text not null,
    body_ky text not null, body_ru text not null, body_en text not null
);

-- Which record has which token; filled beside search_text by src/search, since SQLite lets no trigger of an untrusted schema write to
-- a virtual table. Words of titles stand a second time behind "=": asking for titles reads lists of titles alone. Tokens hold a-z, 0-9
-- and а-я: "ascii" leaves every letter above ASCII as it is and asks no table of letters. Beginnings go through search_word.
create virtual table search_fts using fts5 (words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '@='");

-- Words of the index: for beginnings, and for "did you mean".
create table search_word (
    token text primary key,
    shown text not null,                -- as it stood in a text
    skeleton text not null,             -- its consonants
    weight int8 not null,               -- logarithm of how many records have it, about
    is_public int8 not null             -- 1: it stands in something public
);
create index search_word_skeleton on search_word (skeleton);

-- One row once the index is whole: how its tokens are made (SEARCH_TOKENS_VERSION). Anything else is made anew.
create table search_state (version int8 primary key);
