-- In the hall: who is there, who presides, whether there are enough, who speaks, what was voted. Rules in src/meeting/meeting_hall.h.
-- Entries are appended; one made by mistake is voided with a reason and stays. client_key: made by the entering device, so that an
-- entry sent again after the line broke is one; '' from forms without script, which are kept from doubling by their `once`.

create table meeting_attendee (
    id SERIAL_ID,
    place_id int8 not null,
    meeting_id int8 not null references meeting (id),
    number int8 not null,               -- 1, 2 ... of the meeting: the line of the printed sheet where it came from one
    sex text not null,                  -- f | m; '' where the kind does not ask it
    age_group text not null,            -- "18-28" of the rule meeting.age_groups as it then was; ''
    village text not null,              -- as chosen or written; ''
    name text not null,                 -- personal: of members, delegates; '' where the kind counts only
    member_id int8,                     -- body_member whose seat it is
    delegate_id int8,                   -- meeting_delegate
    person_id int8,                     -- account of who takes part from afar
    via text not null,                  -- hall | sheet | remote
    arrived_at int8 not null,           -- unix seconds
    left_at int8,
    voided_at int8,                     -- entered by mistake
    void_reason text not null,
    late int8 not null,                 -- 1: reached the program after the meeting was closed
    entered_by int8,
    client_key text not null,
    version int8 not null
);
create unique index meeting_attendee_number on meeting_attendee (meeting_id, number);
create unique index meeting_attendee_client on meeting_attendee (meeting_id, client_key) where client_key <> '';
create unique index meeting_attendee_member on meeting_attendee (meeting_id, member_id)
    where member_id is not null and voided_at is null;
create unique index meeting_attendee_delegate on meeting_attendee (meeting_id, delegate_id)
    where delegate_id is not null and voided_at is null;
create unique index meeting_attendee_person on meeting_attendee (meeting_id, person_id)
    where person_id is not null and voided_at is null;

-- What a line was before it was corrected.
create table meeting_attendee_past (
    attendee_id int8 not null references meeting_attendee (id),
    version int8 not null,
    sex text not null,
    age_group text not null,
    village text not null,
    name text not null,
    left_at int8,
    changed_at int8 not null,
    changed_by int8 not null,
    primary key (attendee_id, version)
);

-- Chair and secretary of the meeting, elected by those present. Another one elected later ends the first.
create table meeting_officer (
    id SERIAL_ID,
    meeting_id int8 not null references meeting (id),
    role text not null,                 -- chair | secretary
    name text not null,                 -- public: they sign the minutes
    in_favour int8 not null,
    against int8 not null,
    abstained int8 not null,
    present int8 not null,
    elected_at int8 not null,
    ended_at int8,
    entered_by int8 not null,
    client_key text not null
);
create index meeting_officer_meeting on meeting_officer (meeting_id, id);
create unique index meeting_officer_client on meeting_officer (meeting_id, client_key) where client_key <> '';

-- Whether there were enough at the opening: by the rule, or, where none is set, by the chair's word.
create table meeting_opening (
    meeting_id int8 primary key references meeting (id),
    present int8 not null,
    verdict text not null,              -- met | confirmed (no rule, or its base is not known: the chair confirms)
    needed int8 not null,               -- persons; 0 where no rule says
    base int8 not null,                 -- of a share; 0: the rule is a number of persons, or none
    rule_key text not null,
    rule_value text not null,           -- as it then was: "40", "1/2"; ''
    opened_at int8 not null,
    opened_by int8 not null
);

-- An open vote, counted.
create table meeting_vote (
    id SERIAL_ID,
    place_id int8 not null,
    meeting_id int8 not null references meeting (id),
    number int8 not null,
    kind text not null,                 -- item | proposal | add_item
    item_id int8 references meeting_item (id),
    word_id int8 references meeting_word (id),
    subject text not null,              -- what was voted on, as put to the hall
    present int8 not null,
    registered int8 not null,
    in_favour int8 not null,
    against int8 not null,
    abstained int8 not null,
    method text not null,               -- value of the rule KIND.decision then; '' where none is set
    rule_key text not null,
    base int8 not null,                 -- of whom the majority is taken
    needed int8 not null,               -- least votes for; 0 where no rule says
    outcome text not null,              -- carried | lost
    decision text not null,             -- in words; '' where the vote was lost
    voted_at int8 not null,
    late int8 not null,
    voided_at int8,
    void_reason text not null,
    entered_by int8 not null,
    client_key text not null
);
create unique index meeting_vote_number on meeting_vote (meeting_id, number);
create unique index meeting_vote_client on meeting_vote (meeting_id, client_key) where client_key <> '';
create index meeting_vote_item on meeting_vote (item_id, id);

-- Who has the floor: of the wishes to speak (meeting_word, kind speech).
create table meeting_floor (
    word_id int8 primary key references meeting_word (id),
    meeting_id int8 not null references meeting (id),
    began_at int8 not null,
    ended_at int8
);
create index meeting_floor_meeting on meeting_floor (meeting_id, began_at);
