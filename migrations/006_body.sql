-- Bodies of a municipality, their members, and the orders by which they were approved. Nothing is deleted: days end things.

create table body (
    id SERIAL_ID,
    place_id int8 not null references unit (id),
    kind text not null check (kind in ('executive', 'council', 'commission', 'plan_group', 'working_group', 'monitoring_group',
                                       'initiative_group', 'tos')),
    name_ky text not null,
    name_ru text not null,
    name_en text not null,
    purpose_ky text not null,
    purpose_ru text not null,
    purpose_en text not null,
    state text not null check (state in ('forming', 'approved', 'changed', 'dissolved')),
    created_title text not null,          -- the decision that made it; '' while none is recorded
    created_number text not null,
    created_day int8,
    approved_title text not null,         -- the last order that approved its members
    approved_number text not null,
    approved_day int8,
    ended_day int8,
    version int8 not null,
    check (name_ky <> '' or name_ru <> '' or name_en <> ''),
    check (state <> 'approved' or (approved_number <> '' and approved_day is not null)),
    check ((state = 'dissolved') = (ended_day is not null))
);
create index body_place on body (place_id);
-- One working group prepares the plan at a time, whatever two clicks at once may try.
create unique index body_one_plan_group on body (place_id) where kind = 'plan_group' and state <> 'dissolved';

create table body_member (
    id SERIAL_ID,
    body_id int8 not null references body (id),
    person_id int8,                       -- account, where there is one
    name text not null,                   -- as in the order
    name_folded text not null,
    sex text not null check (sex in ('', 'f', 'm')),
    side text not null check (side in ('', 'executive', 'deputy', 'community')),
    minority int8 not null check (minority in (0, 1)),
    disability int8 not null check (disability in (0, 1)),
    social_group int8 not null check (social_group in (0, 1)),
    consent int8 not null check (consent in (0, 1)),
    position text not null,
    from_day int8 not null,
    to_day int8,                          -- the last day; null: is a member
    order_number text not null,
    order_day int8,
    version int8 not null,
    check (to_day is null or to_day >= from_day)
);
create index body_member_body on body_member (body_id);
create index body_member_person on body_member (person_id);
-- Nobody sits twice in one body at a time.
create unique index body_member_once on body_member (body_id, name_folded) where to_day is null;

-- Each approval with what the composition was on that day: the public trace of the order.
create table body_approval (
    id SERIAL_ID,
    body_id int8 not null references body (id),
    step text not null check (step in ('approved', 'dissolved')),
    order_title text not null,
    order_number text not null,
    order_day int8 not null,
    members int8 not null,
    women int8 not null,
    men int8 not null,
    at int8 not null
);
create index body_approval_body on body_approval (body_id);
