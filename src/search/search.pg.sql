-- What differs on PostgreSQL: JSON as rows, tsvector for the full-text table.

-- query: search_match_put
update search_text set path = path where doc_id = cast(:id as int8) and false;

-- query: search_match_fill
update search_text set path = path where doc_id >= cast(:first as int8) and false;

-- query: search_match_some
update search_text set path = path where doc_id >= cast(:low as int8) and doc_id < cast(:high as int8) and false;

-- query: search_record_lock
select pg_advisory_xact_lock(hashtextextended(cast(:owner as text), cast(:owner_id as int8)));

-- query: search_text_put
insert into search_text (doc_id, title, body, meta, path, title_ky, title_ru, title_en, body_ky, body_ru, body_en)
values (lastval(), :title, :body, :meta, :path, :title_ky, :title_ru, :title_en, :body_ky, :body_ru, :body_en)
returning doc_id;

-- query: search_match_gone
update search_text set path = path where doc_id = cast(:id as int8) and false;

-- query: search_match_clear
update search_text set path = path where false;

-- query: search_words_known
select token, weight, is_public from search_word
 where token in (select i.value from jsonb_array_elements_text(cast(:tokens as jsonb)) as i (value));

-- query: search_words_put
insert into search_word (token, shown, skeleton, weight, is_public)
select w.t, min(w.s collate "C"), min(w.k collate "C"), max(w.w), max(w.p)
  from jsonb_to_recordset(cast(:words as jsonb)) as w (t text, s text, k text, w int8, p int8)
 group by w.t order by w.t collate "C"
on conflict (token) do update
   set shown = case when search_word.is_public < excluded.is_public then excluded.shown else search_word.shown end,
       weight = greatest(search_word.weight, excluded.weight), is_public = greatest(search_word.is_public, excluded.is_public);

-- query: search_hits
select d.id, d.place_id, d.kind, d.year
  from search_text f join search_doc d on d.id = f.doc_id
 where f.words @@ cast(cast(:expr as text) as tsquery) and (d.is_public = 1 or d.place_id = :staff_place)
 order by d.id desc limit :most;

-- query: search_title_hits
select d.id
  from search_text f join search_doc d on d.id = f.doc_id
 where f.title_words @@ cast(cast(:expr as text) as tsquery) and (d.is_public = 1 or d.place_id = :staff_place)
 order by d.id desc limit :most;

-- query: search_tokens_of
select doc_id, title, substr(body, 1, cast(:most as int4)) from search_text
 where doc_id in (select cast(i.value as int8) from jsonb_array_elements_text(cast(:ids as jsonb)) as i (value));

-- query: search_shown
select d.id, d.owner, d.owner_id, d.place_id, d.kind, d.year, t.path, t.title_ky, t.title_ru, t.title_en,
       substr(t.body_ky, 1, cast(:most as int4)), substr(t.body_ru, 1, cast(:most as int4)), substr(t.body_en, 1, cast(:most as int4))
  from search_doc d join search_text t on t.doc_id = d.id where d.id = :id;
