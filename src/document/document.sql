-- query: document_content_add   rows: count   role: writer
-- in:  sha256 text, size i64, media_type text
-- 0: the same bytes are there already.
insert into document_content (sha256, size, media_type) values (:sha256, :size, :media_type) on conflict (sha256) do nothing;

-- query: document_part_add   rows: none   role: writer
-- in:  sha256 text, number i64, body blob
insert into document_part (sha256, number, body) values (:sha256, :number, :body);

-- query: document_parts   rows: many   role: reader
-- in:  sha256 text, number i64
-- out: body blob
-- One at a time: the arena holds a part, not the file.
select body from document_part where sha256 = :sha256 and number = :number;

-- query: document_insert   rows: one   role: writer
-- in:  place_id i64, title text, filename text, kind text, sha256 text, is_public bool, added_at i64, added_by i64
-- out: id i64
insert into document (place_id, title, filename, kind, sha256, is_public, added_at, added_by, withdrawn_reason, version)
values (:place_id, :title, :filename, :kind, :sha256, :is_public, :added_at, :added_by, '', 1) returning id;

-- query: document_owner_add   rows: count   role: writer
-- in:  owner_kind text, owner_id i64, document_id i64
insert into document_owner (owner_kind, owner_id, document_id) values (:owner_kind, :owner_id, :document_id)
on conflict (owner_kind, owner_id, document_id) do nothing;

-- query: document_owned   rows: many   role: reader
-- in:  owner_kind text, owner_id i64, public_only bool
-- out: id i64, place_id i64, title text, filename text, kind text, sha256 text, is_public bool, added_at i64, added_by i64,
-- out: withdrawn_at i64?, withdrawn_reason text, version i64, size i64, media_type text
select d.id, d.place_id, d.title, d.filename, d.kind, d.sha256, d.is_public, d.added_at, d.added_by, d.withdrawn_at,
       d.withdrawn_reason, d.version, c.size, c.media_type
  from document_owner o join document d on d.id = o.document_id join document_content c on c.sha256 = d.sha256
 where o.owner_kind = :owner_kind and o.owner_id = :owner_id and d.withdrawn_at is null
   and (d.is_public = 1 or :public_only = 0)
 order by d.id desc;

-- query: document_row   rows: one   role: reader
-- in:  place_id i64, id i64
-- out: id i64, place_id i64, title text, filename text, kind text, sha256 text, is_public bool, added_at i64, added_by i64,
-- out: withdrawn_at i64?, withdrawn_reason text, version i64, size i64, media_type text
select d.id, d.place_id, d.title, d.filename, d.kind, d.sha256, d.is_public, d.added_at, d.added_by, d.withdrawn_at,
       d.withdrawn_reason, d.version, c.size, c.media_type
  from document d join document_content c on c.sha256 = d.sha256
 where d.place_id = :place_id and d.id = :id;

-- query: document_listed   rows: many   role: reader
-- in:  place_id i64, before i64, kind text, public_only bool, most i64
-- out: id i64, place_id i64, title text, filename text, kind text, sha256 text, is_public bool, added_at i64, added_by i64,
-- out: withdrawn_at i64?, withdrawn_reason text, version i64, size i64, media_type text
-- The register: keyset paging over document_owner's key.
select d.id, d.place_id, d.title, d.filename, d.kind, d.sha256, d.is_public, d.added_at, d.added_by, d.withdrawn_at,
       d.withdrawn_reason, d.version, c.size, c.media_type
  from document_owner o join document d on d.id = o.document_id join document_content c on c.sha256 = d.sha256
 where o.owner_kind = 'place' and o.owner_id = :place_id and o.document_id < :before
   and (cast(:kind as text) = '' or d.kind = :kind) and (d.is_public = 1 or :public_only = 0)
 order by o.document_id desc limit :most;

-- query: document_withdraw_row   rows: count   role: writer
-- in:  place_id i64, id i64, version i64, at i64, reason text
update document set withdrawn_at = :at, withdrawn_reason = :reason, version = version + 1
 where place_id = :place_id and id = :id and version = :version and withdrawn_at is null;

-- query: document_numbers   rows: many   role: reader
-- in:  place_id i64, before i64, most i64
-- out: id i64
select id from document where place_id = :place_id and id < :before order by id desc limit :most;
