-- The index of search: what is findable, in the words a reader sees and in the tokens it is found by (src/search/search.h).
-- Made from the records and rebuilt from them at any time (ashar search rebuild).
create table search_doc (
    id SERIAL_ID,
    owner text not null,                -- the record: audit subject and number
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
    meta text not null,
    path text not null,
    title_ky text not null, title_ru text not null, title_en text not null,
    body_ky text not null, body_ru text not null, body_en text not null
);

-- Filled beside search_text by src/search: SQLite lets no trigger of an untrusted schema write to a virtual table.
create virtual table search_fts using fts5 (title, body, meta, content = 'search_text', content_rowid = 'doc_id', detail = column,
    columnsize = 0, prefix = '3 4', tokenize = "unicode61 remove_diacritics 0 tokenchars '@'");
-- Words that stand in something public, for "did you mean": a word is offered only where it still finds something for its reader.
create table search_word (
    token text primary key,
    shown text not null,                -- as it stood in a text
    skeleton text not null              -- its consonants
);
create index search_word_skeleton on search_word (skeleton);

-- The text of files, by content: taken out once, outside of any request.
create table search_file (
    sha256 text primary key,
    state text not null,                -- done | empty | failed | unread (a kind that has no text)
    text text not null,
    at int8 not null
);

-- Records whose file is still to be read: a file is taken apart outside of any request, some seconds later.
create table search_waiting (
    owner text not null,
    owner_id int8 not null,
    place_id int8 not null,
    primary key (owner, owner_id)
);
