-- News. Rules in news.c.

-- query: news_of_place   rows: many   role: reader
-- in: place_id i64, before_at i64, before_id i64, most i64
-- out: id i64, title_ky text, title_ru text, title_en text, body_ky text, body_ru text, body_en text, published_at i64, changed_at i64, version i64
-- Newest first, keyset paging on (published_at, id).
select id, title_ky, title_ru, title_en, body_ky, body_ru, body_en, published_at, changed_at, version
  from news
 where place_id = :place_id and withdrawn_at is null
   and (published_at < :before_at or (published_at = :before_at and id < :before_id))
 order by published_at desc, id desc
 limit :most;

-- query: news_by_id   rows: one   role: reader
-- in: place_id i64, id i64
-- out: id i64, title_ky text, title_ru text, title_en text, body_ky text, body_ru text, body_en text, published_at i64, changed_at i64, version i64, withdrawn_at i64?, withdrawn_reason text
select id, title_ky, title_ru, title_en, body_ky, body_ru, body_en, published_at, changed_at, version, withdrawn_at, withdrawn_reason
  from news where place_id = :place_id and id = :id;

-- query: news_insert   rows: one   role: writer
-- in: place_id i64, title_ky text, title_ru text, title_en text, body_ky text, body_ru text, body_en text, now i64
-- out: id i64
insert into news (place_id, title_ky, title_ru, title_en, body_ky, body_ru, body_en, published_at, changed_at)
values (:place_id, :title_ky, :title_ru, :title_en, :body_ky, :body_ru, :body_en, :now, :now)
returning id;

-- query: news_update   rows: count   role: writer
-- in: id i64, version i64, title_ky text, title_ru text, title_en text, body_ky text, body_ru text, body_en text, now i64
-- Changes nothing where another editor was first: the caller tells them apart by the count.
update news set title_ky = :title_ky, title_ru = :title_ru, title_en = :title_en,
       body_ky = :body_ky, body_ru = :body_ru, body_en = :body_en, changed_at = :now, version = version + 1
 where id = :id and version = :version and withdrawn_at is null;

-- query: news_keep_version   rows: none   role: writer
-- in: id i64
insert into news_version (news_id, version, title_ky, title_ru, title_en, body_ky, body_ru, body_en, changed_at)
select id, version, title_ky, title_ru, title_en, body_ky, body_ru, body_en, changed_at from news where id = :id;

-- query: news_withdraw_row   rows: count   role: writer
-- in: id i64, version i64, reason text, now i64
update news set withdrawn_at = :now, withdrawn_reason = :reason, version = version + 1
 where id = :id and version = :version and withdrawn_at is null;
