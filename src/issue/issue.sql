-- query: issue_row_of_place   rows: one   role: reader
-- in:  place_id i64, id i64
-- out: id i64, place_id i64, number i64, title_ky text, title_ru text, title_en text, text_ky text, text_ru text, text_en text,
-- out: basis text, responsible_id i64?, responsible text, state text, refreshed day, version i64
select id, place_id, number, title_ky, title_ru, title_en, text_ky, text_ru, text_en,
       basis, responsible_id, responsible, state, refreshed, version
  from issue
 where place_id = :place_id and id = :id;

-- query: issue_rows_of_place   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, place_id i64, number i64, title_ky text, title_ru text, title_en text, text_ky text, text_ru text, text_en text,
-- out: basis text, responsible_id i64?, responsible text, state text, refreshed day, version i64
-- All: some dozens. issue_filtered picks by state.
select id, place_id, number, title_ky, title_ru, title_en, text_ky, text_ru, text_en,
       basis, responsible_id, responsible, state, refreshed, version
  from issue
 where place_id = :place_id
 order by number;

-- query: issue_headings_of_place   rows: many   role: reader
-- in:  place_id i64
-- out: id i64, number i64, title_ky text, title_ru text, title_en text, responsible text, state text, refreshed day
-- What a list shows: texts, which may be long, stay where they are.
select id, number, title_ky, title_ru, title_en, responsible, state, refreshed
  from issue
 where place_id = :place_id
 order by number;

-- query: issue_number_taken   rows: many   role: reader
-- in:  place_id i64, number i64
-- out: id i64
select id from issue where place_id = :place_id and number = :number;

-- query: issue_last_number   rows: one   role: reader
-- in:  place_id i64
-- out: number i64
select coalesce(max(number), 0) from issue where place_id = :place_id;

-- query: issue_freshness_counts   rows: many   role: reader
-- in:  refreshed_before day
-- out: place_id i64, active i64, stale i64, last_refreshed day
-- Stale are those refreshed before the day that the rule's months reach back to.
select place_id, count(*), sum(case when refreshed < :refreshed_before then 1 else 0 end), max(refreshed)
  from issue
 where state = 'active'
 group by place_id
 order by place_id;

-- query: issue_freshness_count   rows: many   role: reader
-- in:  place_id i64, refreshed_before day
-- out: active i64, stale i64, last_refreshed day
select count(*), sum(case when refreshed < :refreshed_before then 1 else 0 end), max(refreshed)
  from issue
 where state = 'active' and place_id = :place_id
 group by place_id;

-- query: issue_insert   rows: one   role: writer
-- in:  place_id i64, number i64, title_ky text, title_ru text, title_en text, text_ky text, text_ru text, text_en text,
-- in:  basis text, responsible_id i64?, responsible text, refreshed day
-- out: id i64
insert into issue (place_id, number, title_ky, title_ru, title_en, text_ky, text_ru, text_en, basis, responsible_id, responsible,
                   state, refreshed, version)
values (:place_id, :number, :title_ky, :title_ru, :title_en, :text_ky, :text_ru, :text_en, :basis, :responsible_id, :responsible,
        'active', :refreshed, 1)
returning id;

-- query: issue_update   rows: count   role: writer
-- in:  id i64, version i64, number i64, title_ky text, title_ru text, title_en text, text_ky text, text_ru text, text_en text,
-- in:  basis text, responsible_id i64?, responsible text, state text, refreshed day
update issue set number = :number, title_ky = :title_ky, title_ru = :title_ru, title_en = :title_en,
       text_ky = :text_ky, text_ru = :text_ru, text_en = :text_en, basis = :basis,
       responsible_id = :responsible_id, responsible = :responsible, state = :state, refreshed = :refreshed,
       version = version + 1
 where id = :id and version = :version;

-- query: issue_version_insert   rows: none   role: writer
-- in:  issue_id i64, at i64, what text, office text, note text
-- The record as it stands in the table: a version can never differ from what was current.
insert into issue_version (issue_id, version, at, what, office, note, number, title_ky, title_ru, title_en,
                           text_ky, text_ru, text_en, basis, responsible, state, refreshed)
select id, version, cast(:at as int8), cast(:what as text), cast(:office as text), cast(:note as text),
       number, title_ky, title_ru, title_en,
       text_ky, text_ru, text_en, basis, responsible, state, refreshed
  from issue
 where id = :issue_id;

-- query: issue_versions_of   rows: many   role: reader
-- in:  issue_id i64
-- out: version i64, at i64, what text, office text, note text, number i64, title_ky text, title_ru text, title_en text,
-- out: text_ky text, text_ru text, text_en text, basis text, responsible text, state text, refreshed day
select version, at, what, office, note, number, title_ky, title_ru, title_en,
       text_ky, text_ru, text_en, basis, responsible, state, refreshed
  from issue_version
 where issue_id = :issue_id
 order by version desc;
