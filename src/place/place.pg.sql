-- What differs on PostgreSQL: JSON as rows.

-- query: place_insert_rows
insert into unit (code, kind, name_ky, name_ru, name_en, is_municipality, population, lat_e6, lon_e6, valid_from, valid_to,
                  act, version)
select j.code, j.kind, j.ky, j.ru, j.en, j.own, j.population, j.lat, j.lon, j."from", j."to", j.act, 1
  from jsonb_to_recordset(cast(:rows as jsonb))
    as j (code text, kind text, ky text, ru text, en text, own int8, population int8, lat int8, lon int8,
          "from" int8, "to" int8, act text);

-- query: place_update_rows
update unit
   set kind = j.kind, name_ky = j.ky, name_ru = j.ru, name_en = j.en, is_municipality = j.own, population = j.population,
       lat_e6 = j.lat, lon_e6 = j.lon, valid_from = j."from", valid_to = j."to", act = j.act, version = unit.version + 1
  from jsonb_to_recordset(cast(:rows as jsonb))
    as j (code text, kind text, ky text, ru text, en text, own int8, population int8, lat int8, lon int8,
          "from" int8, "to" int8, act text)
 where unit.code = j.code;

-- query: place_link_rows
update unit
   set parent_id = p.id, municipality_id = m.id
  from jsonb_to_recordset(cast(:rows as jsonb)) as j (code text, parent text, municipality text)
  left join unit p on p.code = j.parent
  left join unit m on m.code = j.municipality
 where unit.code = j.code;

-- query: place_forget_names
delete from unit_name
 where unit_id in (select u.id from jsonb_to_recordset(cast(:rows as jsonb)) as r (code text) join unit u on u.code = r.code);

-- query: place_insert_names
insert into unit_name (unit_id, folded, weight)
select u.id, r.folded, r.weight
  from jsonb_to_recordset(cast(:names as jsonb)) as r (code text, folded text, weight int8) join unit u on u.code = r.code;

-- query: place_insert_successors
insert into unit_successor (old_id, new_id, day, act)
select o.id, n.id, r.day, r.act
  from jsonb_to_recordset(cast(:rows as jsonb)) as r ("old" text, "new" text, day int8, act text)
  join unit o on o.code = r."old"
  join unit n on n.code = r."new";
