-- News of a municipality. Nothing published is overwritten: every text it ever had stays in news_version.
create table news (
    id SERIAL_ID,
    place_id int8 not null,
    version int8 not null default 1,
    title_ky text not null default '', title_ru text not null default '', title_en text not null default '',
    body_ky text not null default '', body_ru text not null default '', body_en text not null default '',
    published_at int8 not null,
    changed_at int8 not null,
    withdrawn_at int8,
    withdrawn_reason text not null default ''
);
create index news_place on news (place_id, published_at desc, id desc);

create table news_version (
    news_id int8 not null references news (id),
    version int8 not null,
    title_ky text not null, title_ru text not null, title_en text not null,
    body_ky text not null, body_ru text not null, body_en text not null,
    changed_at int8 not null,
    primary key (news_id, version)
);
