-- What differs on PostgreSQL: JSON as rows.

-- query: resident_insert_rows
insert into resident (place_id, name, name_key, birth_year, village_id, address, document_hash, imported_at)
select :place_id, r.name, r.key, r.year, r.village, r.address, convert_to(r.document, 'UTF8'), :now
  from jsonb_to_recordset(cast(:rows as jsonb))
    as r (name text, key text, year int8, village int8, address text, document text);
