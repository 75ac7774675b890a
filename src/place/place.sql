-- query: place_row_by_code   rows: one   role: reader
-- in:  code text
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
select id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id,
       is_municipality, population, lat_e6, lon_e6, valid_from, valid_to, act, version
  from unit where code = :code;

-- query: place_row_by_id   rows: one   role: reader
-- in:  id i64
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
select id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id,
       is_municipality, population, lat_e6, lon_e6, valid_from, valid_to, act, version
  from unit where id = :id;

-- query: place_rows_of_parent   rows: many   role: reader
-- in:  parent_id i64?
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
-- Sorted by the caller: the order of letters is the reader's language's.
select id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id,
       is_municipality, population, lat_e6, lon_e6, valid_from, valid_to, act, version
  from unit where parent_id = :parent_id
 order by code;

-- query: place_rows_of_country   rows: many   role: reader
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
select id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id,
       is_municipality, population, lat_e6, lon_e6, valid_from, valid_to, act, version
  from unit where parent_id is null
 order by code;

-- query: place_rows_above   rows: many   role: reader
-- in:  id i64
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
-- The unit itself last. The depth stops a cycle, which the import refuses.
with recursive up (id, depth) as (
    select cast(:id as int8), 0
    union all
    select u.parent_id, up.depth + 1 from up join unit u on u.id = up.id where u.parent_id is not null and up.depth < 8
)
select u.id, u.code, u.kind, u.name_ky, u.name_ru, u.name_en, u.parent_id, u.municipality_id,
       u.is_municipality, u.population, u.lat_e6, u.lon_e6, u.valid_from, u.valid_to, u.act, u.version
  from up join unit u on u.id = up.id
 order by up.depth desc;

-- query: place_rows_municipal   rows: many   role: reader
-- in:  today day
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
-- Those open on the day: 484 of them today.
select id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id,
       is_municipality, population, lat_e6, lon_e6, valid_from, valid_to, act, version
  from unit
 where is_municipality = 1
   and (valid_to is null or valid_to >= :today) and (valid_from is null or valid_from <= :today)
 order by code;

-- query: place_rows_all   rows: many   role: reader
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64,
-- out: parent_code text, municipality_code text
-- The whole tree, 2 500 rows: for the import, which compares every row of its file, and for the export.
select u.id, u.code, u.kind, u.name_ky, u.name_ru, u.name_en, u.parent_id, u.municipality_id,
       u.is_municipality, u.population, u.lat_e6, u.lon_e6, u.valid_from, u.valid_to, u.act, u.version, p.code, m.code
  from unit u left join unit p on p.id = u.parent_id left join unit m on m.id = u.municipality_id
 order by u.code;

-- query: place_rows_succeeding   rows: many   role: reader
-- in:  old_id i64
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
-- Along the whole chain of mergers: those that are open, and those that ended without a successor.
with recursive next (id, depth) as (
    select s.new_id, 1 from unit_successor s where s.old_id = :old_id
    union
    select s.new_id, next.depth + 1 from next join unit_successor s on s.old_id = next.id where next.depth < 16
)
select u.id, u.code, u.kind, u.name_ky, u.name_ru, u.name_en, u.parent_id, u.municipality_id,
       u.is_municipality, u.population, u.lat_e6, u.lon_e6, u.valid_from, u.valid_to, u.act, u.version
  from unit u
 where u.id in (select id from next)
   and (u.valid_to is null or not exists (select 1 from unit_successor s where s.old_id = u.id))
 order by u.code;

-- query: place_rows_preceding   rows: many   role: reader
-- in:  new_id i64
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
select u.id, u.code, u.kind, u.name_ky, u.name_ru, u.name_en, u.parent_id, u.municipality_id,
       u.is_municipality, u.population, u.lat_e6, u.lon_e6, u.valid_from, u.valid_to, u.act, u.version
  from unit_successor s join unit u on u.id = s.old_id
 where s.new_id = :new_id
 order by u.code;

-- query: place_rows_found   rows: many   role: reader
-- in:  low text, high text, most i64
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64,
-- out: weight i64, above_ky text, above_ru text, above_en text
-- Names that begin so, bytewise: low inclusive, high exclusive. Names from their first word before names from a later one,
-- large units before small, since a village is named like its district more often than not.
select u.id, u.code, u.kind, u.name_ky, u.name_ru, u.name_en, u.parent_id, u.municipality_id,
       u.is_municipality, u.population, u.lat_e6, u.lon_e6, u.valid_from, u.valid_to, u.act, u.version,
       min(n.weight), p.name_ky, p.name_ru, p.name_en
  from unit_name n
  join unit u on u.id = n.unit_id
  left join unit p on p.id = u.parent_id
 where n.folded >= :low and n.folded < :high
 group by u.id, u.code, u.kind, u.name_ky, u.name_ru, u.name_en, u.parent_id, u.municipality_id,
       u.is_municipality, u.population, u.lat_e6, u.lon_e6, u.valid_from, u.valid_to, u.act, u.version,
       p.name_ky, p.name_ru, p.name_en
 order by min(n.weight),
       case u.kind when 'oblast' then 0 when 'city' then 1 when 'district' then 2 when 'village' then 5 else 3 end, u.code
 limit :most;

-- query: place_rows_near_code   rows: many   role: reader
-- in:  low text, high text, most i64
-- out: id i64, code text, kind text, name_ky text, name_ru text, name_en text, parent_id i64?, municipality_id i64?,
-- out: is_municipality bool, population i64?, lat_e6 i64?, lon_e6 i64?, valid_from day, valid_to day, act text, version i64
-- Codes are digits only, which every collation orders alike.
select id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id,
       is_municipality, population, lat_e6, lon_e6, valid_from, valid_to, act, version
  from unit
 where code >= :low and code < :high
 order by code limit :most;

-- query: place_counts_below   rows: many   role: reader
-- in:  today day
-- out: parent_id i64, units i64
-- How many open units stand directly below each: for the tree.
select parent_id, count(*) from unit
 where parent_id is not null and (valid_to is null or valid_to >= :today)
 group by parent_id;

-- query: place_insert_rows   rows: count   role: writer
-- in:  rows text
-- rows: JSON array of objects, one statement for a whole classifier: a round trip for each row would cost PostgreSQL seconds.
-- Links are set afterwards (place_link_rows), when every row has an id.
insert into unit (code, kind, name_ky, name_ru, name_en, is_municipality, population, lat_e6, lon_e6, valid_from, valid_to,
                  act, version)
select json_extract(j.value, '$.code'), json_extract(j.value, '$.kind'), json_extract(j.value, '$.ky'),
       json_extract(j.value, '$.ru'), json_extract(j.value, '$.en'), json_extract(j.value, '$.own'),
       json_extract(j.value, '$.population'), json_extract(j.value, '$.lat'), json_extract(j.value, '$.lon'),
       json_extract(j.value, '$.from'), json_extract(j.value, '$.to'), json_extract(j.value, '$.act'), 1
  from json_each(:rows) j;

-- query: place_update_rows   rows: count   role: writer
-- in:  rows text
update unit
   set kind = j.kind, name_ky = j.ky, name_ru = j.ru, name_en = j.en, is_municipality = j.own, population = j.population,
       lat_e6 = j.lat, lon_e6 = j.lon, valid_from = j.valid_from, valid_to = j.valid_to, act = j.act, version = version + 1
  from (select json_extract(value, '$.code') as code, json_extract(value, '$.kind') as kind,
               json_extract(value, '$.ky') as ky, json_extract(value, '$.ru') as ru, json_extract(value, '$.en') as en,
               json_extract(value, '$.own') as own, json_extract(value, '$.population') as population,
               json_extract(value, '$.lat') as lat, json_extract(value, '$.lon') as lon,
               json_extract(value, '$.from') as valid_from, json_extract(value, '$.to') as valid_to,
               json_extract(value, '$.act') as act
          from json_each(:rows)) j
 where unit.code = j.code;

-- query: place_link_rows   rows: count   role: writer
-- in:  rows text
-- Parent and municipality, by code; null where the row has none.
update unit
   set parent_id = j.parent_id, municipality_id = j.municipality_id
  from (select json_extract(r.value, '$.code') as code, p.id as parent_id, m.id as municipality_id
          from json_each(:rows) r
          left join unit p on p.code = json_extract(r.value, '$.parent')
          left join unit m on m.code = json_extract(r.value, '$.municipality')) j
 where unit.code = j.code;

-- query: place_forget_names   rows: count   role: writer
-- in:  rows text
delete from unit_name
 where unit_id in (select u.id from json_each(:rows) r join unit u on u.code = json_extract(r.value, '$.code'));

-- query: place_insert_names   rows: count   role: writer
-- in:  names text
-- names: JSON array of {code, folded, weight}, each pair of code and folded once.
insert into unit_name (unit_id, folded, weight)
select u.id, json_extract(r.value, '$.folded'), json_extract(r.value, '$.weight')
  from json_each(:names) r join unit u on u.code = json_extract(r.value, '$.code');

-- query: place_successor_pairs   rows: many   role: reader
-- out: old_code text, new_code text, day day
-- Every merger on record, so that a list imported twice is recognised.
select o.code, n.code, s.day
  from unit_successor s join unit o on o.id = s.old_id join unit n on n.id = s.new_id
 order by o.code, n.code;

-- query: place_insert_successors   rows: count   role: writer
-- in:  rows text
-- rows: JSON array of {old, new, day, act}, units by code.
insert into unit_successor (old_id, new_id, day, act)
select o.id, n.id, json_extract(r.value, '$.day'), json_extract(r.value, '$.act')
  from json_each(:rows) r
  join unit o on o.code = json_extract(r.value, '$.old')
  join unit n on n.code = json_extract(r.value, '$.new');

-- query: place_update   rows: count   role: writer
-- in:  id i64, version i64, name_ky text, name_ru text, name_en text, population i64?
-- 0 rows: somebody else changed it first.
update unit
   set name_ky = :name_ky, name_ru = :name_ru, name_en = :name_en, population = :population, version = version + 1
 where id = :id and version = :version;
