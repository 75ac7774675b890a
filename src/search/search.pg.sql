-- What differs on PostgreSQL: JSON as rows, tsvector for the full-text table.

-- query: search_match_put
update search_text set path = path where doc_id = cast(:id as int8) and false;

-- query: search_match_fill
update search_text set path = path where doc_id >= cast(:first as int8) and false;

-- query: search_match_gone
update search_text set path = path where doc_id = cast(:id as int8) and false;

-- query: search_match_clear
update search_text set path = path where false;

-- query: search_words_put
insert into search_word (token, shown, skeleton)
select w.t, w.s, w.k from jsonb_to_recordset(cast(:words as jsonb)) as w (t text, s text, k text)
on conflict (token) do nothing;

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
