-- The index of search. What it holds and why: search.h, migrations/030.

-- query: search_doc_put   rows: none   role: writer   later: 1
-- in:  owner text, owner_id i64, part i64, place_id i64, kind text, year i64, is_public bool
insert into search_doc (owner, owner_id, part, place_id, kind, year, is_public)
values (:owner, :owner_id, :part, :place_id, :kind, :year, :is_public);

-- query: search_doc_ids   rows: many   role: reader
-- in:  owner text, owner_id i64
-- out: id i64
select id from search_doc where owner = :owner and owner_id = :owner_id order by part;

-- query: search_doc_gone   rows: count   role: writer
-- in:  id i64
delete from search_doc where id = :id;

-- query: search_text_gone   rows: count   role: writer
-- in:  id i64
delete from search_text where doc_id = :id;

-- query: search_text_put   rows: one   role: writer
-- in:  title text, body text, meta text, path text, title_ky text, title_ru text, title_en text, body_ky text, body_ru text, body_en text
-- out: id i64
-- Directly behind search_doc_put, whose number it takes.
insert into search_text (doc_id, title, body, meta, path, title_ky, title_ru, title_en, body_ky, body_ru, body_en)
values (last_insert_rowid(), :title, :body, :meta, :path, :title_ky, :title_ru, :title_en, :body_ky, :body_ru, :body_en)
returning doc_id;

-- query: search_match_put   rows: count   role: writer
-- in:  id i64
-- PostgreSQL makes its tsvector by itself.
insert into search_fts (rowid, words)
select doc_id, title || body || meta || case when title = '' then '' else ' =' || replace(rtrim(title), ' ', ' =') end
  from search_text where doc_id = :id;

-- query: search_match_fill   rows: count   role: writer
-- in:  first i64
insert into search_fts (rowid, words)
select doc_id, title || body || meta || case when title = '' then '' else ' =' || replace(rtrim(title), ' ', ' =') end
  from search_text where doc_id >= :first;

-- query: search_match_some   rows: count   role: writer
-- in:  low i64, high i64
insert into search_fts (rowid, words)
select doc_id, title || body || meta || case when title = '' then '' else ' =' || replace(rtrim(title), ' ', ' =') end
  from search_text where doc_id >= :low and doc_id < :high;

-- query: search_match_gone   rows: count   role: writer
-- in:  id i64
-- While its search_text stands: FTS5 takes out the tokens it is told.
insert into search_fts (search_fts, rowid, words)
select 'delete', doc_id, title || body || meta || case when title = '' then '' else ' =' || replace(rtrim(title), ' ', ' =') end
  from search_text where doc_id = :id;

-- query: search_match_clear   rows: count   role: writer
insert into search_fts (search_fts) values ('delete-all');

-- query: search_texts_clear   rows: count   role: writer
-- in:  most i64
delete from search_text where doc_id in (select doc_id from search_text order by doc_id limit :most);

-- query: search_docs_clear   rows: count   role: writer
delete from search_doc where id not in (select doc_id from search_text);

-- query: search_words_clear   rows: count   role: writer
delete from search_word where token <> '';

-- query: search_words_known   rows: many   role: reader
-- in:  tokens text
-- out: token text, weight i64, is_public bool
select token, weight, is_public from search_word where token in (select value from json_each(:tokens));

-- query: search_words_put   rows: count   role: writer
-- in:  words text
-- A JSON array of {t, s, k, w, p}: token, shown, skeleton, weight, public; a token may come twice. What a hidden record shows gives way.
insert into search_word (token, shown, skeleton, weight, is_public)
select x.t, min(x.s), min(x.k), max(x.w), max(x.p)
  from (select json_extract(value, '$.t') as t, json_extract(value, '$.s') as s, json_extract(value, '$.k') as k,
               json_extract(value, '$.w') as w, json_extract(value, '$.p') as p from json_each(:words)) x
 group by x.t order by x.t
on conflict (token) do update
   set shown = case when search_word.is_public < excluded.is_public then excluded.shown else search_word.shown end,
       weight = max(search_word.weight, excluded.weight), is_public = max(search_word.is_public, excluded.is_public);

-- query: search_words_begin   rows: many   role: reader
-- in:  low text, high text, looked_at i64, most i64
-- out: token text
-- The most frequent of the words between; of equal ones the shorter.
select token from (select token, weight from search_word where token >= :low and token < :high order by token limit :looked_at) x
 order by weight desc, length(token), token limit :most;

-- query: search_words_like   rows: many   role: reader
-- in:  low text, high text, skeleton text, shortest i64, longest i64, most i64
-- out: token text, shown text
-- Of so many letters, so that the limit is not used up by words that are too long to be meant.
select token, shown from (
    select token, shown from (select token, shown from search_word
                               where skeleton = :skeleton and is_public = 1 and length(token) between :shortest and :longest
                               order by token limit :most) x
    union
    select token, shown from (select token, shown from search_word
                               where token >= :low and token < :high and is_public = 1
                                 and length(token) between :shortest and :longest
                               order by token limit :most) y
) z order by token;

-- query: search_hits   rows: many   role: reader
-- in:  expr text, staff_place i64, most i64
-- out: id i64, place_id i64, kind text, year i64
-- The newest that match; what is not public for the staff of its place alone.
select d.id, d.place_id, d.kind, d.year
  from search_fts f join search_doc d on d.id = f.rowid
 where search_fts match :expr and (d.is_public = 1 or d.place_id = :staff_place)
 order by f.rowid desc limit :most;

-- query: search_title_hits   rows: many   role: reader
-- in:  expr text, staff_place i64, most i64
-- out: id i64
select d.id
  from search_fts f join search_doc d on d.id = f.rowid
 where search_fts match :expr and (d.is_public = 1 or d.place_id = :staff_place)
 order by f.rowid desc limit :most;

-- query: search_tokens_of   rows: many   role: reader
-- in:  ids text, most i64
-- out: id i64, title text, body text
-- ids: a JSON array; the first `most` characters of the body's tokens.
select doc_id, title, substr(body, 1, :most) from search_text where doc_id in (select value from json_each(:ids));

-- query: search_shown   rows: one   role: reader
-- in:  id i64, most i64
-- out: id i64, owner text, owner_id i64, place_id i64, kind text, year i64, path text, title_ky text, title_ru text, title_en text, body_ky text, body_ru text, body_en text
select d.id, d.owner, d.owner_id, d.place_id, d.kind, d.year, t.path, t.title_ky, t.title_ru, t.title_en,
       substr(t.body_ky, 1, :most), substr(t.body_ru, 1, :most), substr(t.body_en, 1, :most)
  from search_doc d join search_text t on t.doc_id = d.id where d.id = :id;

-- query: search_range   rows: one   role: reader
-- out: low i64, high i64
select coalesce(min(doc_id), 1), coalesce(max(doc_id), 0) from search_text;

-- query: search_record_lock   rows: none   role: writer   later: any
-- in:  owner text, owner_id i64
-- Until the end of the transaction nobody else puts this record. SQLite has one writer at a time anyway.
select 0 where :owner is null and :owner_id is null;

-- query: search_state_of   rows: one   role: reader
-- out: version i64
select coalesce(max(version), 0) from search_state;

-- query: search_state_clear   rows: count   role: writer
delete from search_state where version is not null;

-- query: search_state_put   rows: none   role: writer
-- in:  version i64
insert into search_state (version) values (:version);

-- query: search_count   rows: one   role: reader
-- out: n i64
select count(*) from search_doc;

-- query: search_file_get   rows: many   role: reader
-- in:  sha256 text
-- out: state text, text text
select state, text from search_file where sha256 = :sha256;

-- query: search_file_put   rows: none   role: writer
-- in:  sha256 text, state text, text text, now i64
insert into search_file (sha256, state, text, at) values (:sha256, :state, :text, :now)
on conflict (sha256) do update set state = excluded.state, text = excluded.text, at = excluded.at;

-- query: search_waiting_put   rows: count   role: writer
-- in:  owner text, owner_id i64, place_id i64
insert into search_waiting (owner, owner_id, place_id) values (:owner, :owner_id, :place_id) on conflict (owner, owner_id) do nothing;

-- query: search_waiting_gone   rows: count   role: writer
-- in:  owner text, owner_id i64
delete from search_waiting where owner = :owner and owner_id = :owner_id;

-- query: search_waiting_rows   rows: many   role: reader
-- in:  most i64
-- out: owner text, owner_id i64, place_id i64
select owner, owner_id, place_id from search_waiting order by owner_id, owner limit :most;
