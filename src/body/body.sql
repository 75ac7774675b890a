-- query: body_row_of_place   rows: one   role: reader
-- in:  place_id i64, id i64, today day
-- out: id i64, place_id i64, kind text, name_ky text, name_ru text, name_en text, purpose_ky text, purpose_ru text, purpose_en text,
-- out: state text, created_title text, created_number text, created_day day, approved_title text, approved_number text,
-- out: approved_day day, ended_day day, version i64, members i64
select b.id, b.place_id, b.kind, b.name_ky, b.name_ru, b.name_en, b.purpose_ky, b.purpose_ru, b.purpose_en,
       b.state, b.created_title, b.created_number, b.created_day, b.approved_title, b.approved_number,
       b.approved_day, b.ended_day, b.version,
       (select count(*) from body_member m
         where m.body_id = b.id and m.from_day <= :today and (m.to_day is null or m.to_day >= :today))
  from body b
 where b.place_id = :place_id and b.id = :id;

-- query: body_rows_of_place   rows: many   role: reader
-- in:  place_id i64, today day
-- out: id i64, place_id i64, kind text, name_ky text, name_ru text, name_en text, purpose_ky text, purpose_ru text, purpose_en text,
-- out: state text, created_title text, created_number text, created_day day, approved_title text, approved_number text,
-- out: approved_day day, ended_day day, version i64, members i64
-- A place has tens of them: sorted by the caller, in the reader's alphabet.
select b.id, b.place_id, b.kind, b.name_ky, b.name_ru, b.name_en, b.purpose_ky, b.purpose_ru, b.purpose_en,
       b.state, b.created_title, b.created_number, b.created_day, b.approved_title, b.approved_number,
       b.approved_day, b.ended_day, b.version,
       (select count(*) from body_member m
         where m.body_id = b.id and m.from_day <= :today and (m.to_day is null or m.to_day >= :today))
  from body b
 where b.place_id = :place_id
 order by b.id;

-- query: body_plan_group   rows: one   role: reader
-- in:  place_id i64
-- out: id i64
select id from body where place_id = :place_id and kind = 'plan_group' and state <> 'dissolved';

-- query: body_rows_of_members   rows: many   role: reader
-- in:  body_id i64
-- out: id i64, body_id i64, person_id i64?, name text, sex text, side text, minority bool, disability bool, social_group bool,
-- out: consent bool, position text, from_day day, to_day day, order_number text, order_day day, version i64
select id, body_id, person_id, name, sex, side, minority, disability, social_group,
       consent, position, from_day, to_day, order_number, order_day, version
  from body_member
 where body_id = :body_id
 order by id;

-- query: body_rows_of_officials   rows: many   role: reader
-- in:  place_id i64, today day
-- out: id i64, name text, position text, side text
-- Members of today that hold an office: those an issue may name as responsible.
select m.id, m.name, m.position, m.side
  from body_member m join body b on b.id = m.body_id
 where b.place_id = :place_id and b.kind = 'executive' and b.state <> 'dissolved'
   and m.from_day <= :today and (m.to_day is null or m.to_day >= :today)
 order by m.id;

-- query: body_positions_of   rows: many   role: reader
-- in:  place_id i64, person_id i64, today day
-- out: position text
-- The offices a person holds in a place today.
select m.position
  from body_member m join body b on b.id = m.body_id
 where b.place_id = :place_id and b.state <> 'dissolved' and m.person_id = :person_id and m.position <> ''
   and m.from_day <= :today and (m.to_day is null or m.to_day >= :today)
 order by m.id;

-- query: body_insert   rows: one   role: writer
-- in:  place_id i64, kind text, name_ky text, name_ru text, name_en text, purpose_ky text, purpose_ru text, purpose_en text,
-- in:  created_title text, created_number text, created_day day
-- out: id i64
insert into body (place_id, kind, name_ky, name_ru, name_en, purpose_ky, purpose_ru, purpose_en, state,
                  created_title, created_number, created_day, approved_title, approved_number, version)
values (:place_id, :kind, :name_ky, :name_ru, :name_en, :purpose_ky, :purpose_ru, :purpose_en, 'forming',
        :created_title, :created_number, :created_day, '', '', 1)
returning id;

-- query: body_update   rows: count   role: writer
-- in:  id i64, version i64, name_ky text, name_ru text, name_en text, purpose_ky text, purpose_ru text, purpose_en text,
-- in:  created_title text, created_number text, created_day day
update body set name_ky = :name_ky, name_ru = :name_ru, name_en = :name_en,
       purpose_ky = :purpose_ky, purpose_ru = :purpose_ru, purpose_en = :purpose_en,
       created_title = :created_title, created_number = :created_number, created_day = :created_day,
       version = version + 1
 where id = :id and version = :version;

-- query: body_update_state   rows: count   role: writer
-- in:  id i64, version i64, state text, approved_title text, approved_number text, approved_day day, ended_day day
update body set state = :state, approved_title = :approved_title, approved_number = :approved_number,
       approved_day = :approved_day, ended_day = :ended_day, version = version + 1
 where id = :id and version = :version;

-- query: body_touch   rows: count   role: writer
-- in:  id i64
-- Its members changed: an approval no longer covers them, and whoever has its form open must see it.
update body set state = case when state = 'approved' then 'changed' else state end, version = version + 1
 where id = :id and state <> 'dissolved';

-- query: body_member_insert   rows: one   role: writer
-- in:  body_id i64, person_id i64?, name text, name_folded text, sex text, side text, minority bool, disability bool,
-- in:  social_group bool, consent bool, position text, from_day day, to_day day, order_number text, order_day day
-- out: id i64
insert into body_member (body_id, person_id, name, name_folded, sex, side, minority, disability, social_group, consent,
                         position, from_day, to_day, order_number, order_day, version)
values (:body_id, :person_id, :name, :name_folded, :sex, :side, :minority, :disability, :social_group, :consent,
        :position, :from_day, :to_day, :order_number, :order_day, 1)
returning id;

-- query: body_member_update   rows: count   role: writer
-- in:  id i64, body_id i64, version i64, person_id i64?, name text, name_folded text, sex text, side text, minority bool,
-- in:  disability bool, social_group bool, consent bool, position text, from_day day, to_day day, order_number text, order_day day
update body_member set person_id = :person_id, name = :name, name_folded = :name_folded, sex = :sex, side = :side,
       minority = :minority, disability = :disability, social_group = :social_group, consent = :consent,
       position = :position, from_day = :from_day, to_day = :to_day, order_number = :order_number, order_day = :order_day,
       version = version + 1
 where id = :id and body_id = :body_id and version = :version;

-- query: body_approval_insert   rows: none   role: writer
-- in:  body_id i64, step text, order_title text, order_number text, order_day day, members i64, women i64, men i64, at i64
insert into body_approval (body_id, step, order_title, order_number, order_day, members, women, men, at)
values (:body_id, :step, :order_title, :order_number, :order_day, :members, :women, :men, :at);

-- query: body_rows_of_approvals   rows: many   role: reader
-- in:  body_id i64
-- out: step text, order_title text, order_number text, order_day day, members i64, women i64, men i64, at i64
select step, order_title, order_number, order_day, members, women, men, at
  from body_approval
 where body_id = :body_id
 order by id desc;
