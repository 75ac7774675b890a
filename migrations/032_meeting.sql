-- Meetings of a community and its bodies: request -> meeting -> notices, steps of preparation, agenda -> what people say.
-- What happens in the hall is 033_meeting_hall, what follows it 034_meeting_after.
-- Kinds are data/meeting_kinds.tsv; texts people read are kept in three columns, an empty one falls back to another language.

-- A written request that a meeting be called (assembly: an initiative group of the size the rule names, answered in time).
create table meeting_request (
    id SERIAL_ID,
    place_id int8 not null,
    kind text not null,                 -- of data/meeting_kinds.tsv
    caller text not null,               -- initiative_group | head | council | deputies | tos | other
    subject text not null,
    grounds text not null,
    area text not null,                 -- street, quarter, village, as written
    contact text not null,              -- personal: how to reach the group
    received_on int8 not null,
    due_on int8 not null,               -- last day for the decision, by the rule on the day it came
    state text not null,                -- received | accepted | refused | withdrawn
    decided_on int8,
    reason text not null,               -- of a refusal or withdrawal; how a refusal is contested is a message
    document_id int8,                   -- scan of the paper
    person_id int8 not null,            -- who sent or entered it
    entered_by int8 not null,           -- the officer who entered a paper; 0: sent by the person
    created_at int8 not null,
    version int8 not null
);
create index meeting_request_place on meeting_request (place_id, state, id);
create table meeting_request_member (   -- personal: shown as a count
    request_id int8 not null references meeting_request (id),
    position int8 not null,
    name text not null,
    primary key (request_id, position)
);

create table meeting (
    id SERIAL_ID,
    place_id int8 not null,
    kind text not null,
    topic text not null,                -- budget_draft | budget_execution | programmes | property_strategy | tariff | report_head ... | other
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    about_ky text not null,             -- what it is about, plain words; markup as in text/markup.h
    about_ru text not null,
    about_en text not null,
    state text not null,                -- preparing | announced | open | held | published | cancelled
    caller text not null,
    request_id int8 references meeting_request (id),
    call_order text not null,           -- number of the decision that calls it
    call_day int8,                      -- and its day
    body_id int8,                       -- council, commission, TOS whose session it is
    area text not null,                 -- street, quarter: where the kind is of a part of the place
    area_place_id int8,                 -- village
    mode text not null,                 -- hall | mixed | remote
    emergency text not null,            -- ground that permits shortening and remote mode; '' in ordinary times
    emergency_act text not null,        -- the decision it rests on
    day int8 not null,
    starts_at int8 not null,            -- unix seconds
    minutes int8 not null,              -- planned length
    venue_ky text not null,
    venue_ru text not null,
    venue_en text not null,
    remote_url text not null,
    invited int8,                       -- persons invited: the base of a quorum by share
    base int8,                          -- members who may take part (deputies, delegates, residents): the other base
    opened_at int8,
    closed_at int8,
    results_due int8,                   -- day, set when it is closed
    published_at int8,
    created_at int8 not null,
    created_by int8 not null,
    updated_at int8 not null,
    version int8 not null               -- +1 at each change of this row
);
create index meeting_place on meeting (place_id, day, id);
create index meeting_state on meeting (state, day);
create index meeting_body on meeting (body_id, day);

-- What was told to everybody, kept as it was told: the first notice, a move, a new venue, a cancellation.
create table meeting_notice (
    id SERIAL_ID,
    meeting_id int8 not null references meeting (id),
    number int8 not null,               -- 1, 2 ...
    kind text not null,                 -- published | moved | changed | cancelled
    day int8 not null,
    starts_at int8 not null,
    venue_ky text not null,
    venue_ru text not null,
    venue_en text not null,
    mode text not null,
    short_by int8 not null,             -- days by which the rule's notice was missed, 0: none
    reason text not null,               -- of everything but the first
    at int8 not null,
    by_person int8 not null
);
create unique index meeting_notice_number on meeting_notice (meeting_id, number);

-- Preparation unfolded from the rules, backwards from the day: each is a task on the desk.
create table meeting_step (
    id SERIAL_ID,
    meeting_id int8 not null references meeting (id),
    code text not null,                 -- of data/meeting_steps.tsv
    from_day int8,                      -- earliest day, where the rule is a range
    due_on int8 not null,
    rule_key text not null,
    done_on int8,
    done_at int8,
    done_by int8,
    note text not null,
    document_id int8,
    skipped text not null               -- why it does not apply, '' otherwise
);
create unique index meeting_step_code on meeting_step (meeting_id, code);
create index meeting_step_due on meeting_step (due_on, meeting_id) where done_on is null;

create table meeting_item (
    id SERIAL_ID,
    meeting_id int8 not null references meeting (id),
    position int8 not null,
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    about text not null,
    speaker text not null,              -- who reports: office and name
    link_kind text not null,            -- '' | issue | plan | measure | initiative | budget | act
    link_id int8,
    link_text text not null,            -- where the thing is not (yet) in the program: "budget of 2027"
    in_hall int8 not null,              -- 1: added in the hall, by the vote of those present
    reason text not null,               -- why it was added or dropped late
    state text not null,                -- planned | current | done | dropped
    decision text not null,             -- what was decided, in words
    started_at int8,
    ended_at int8,
    version int8 not null
);
create index meeting_item_meeting on meeting_item (meeting_id, position, id);

-- What people ask and propose: in advance or in the hall, online, by slip, aloud, from afar. One row is one thread of the ledger.
create table meeting_word (
    id SERIAL_ID,
    place_id int8 not null,
    meeting_id int8 not null references meeting (id),
    number int8 not null,               -- 1, 2 ... of the meeting: printed on slips and in the minutes
    item_id int8 references meeting_item (id),
    kind text not null,                 -- proposal | question | speech (a wish to speak)
    via text not null,                  -- online | slip | hall | remote
    text text not null,
    author text not null,               -- name as given; personal unless author_public
    author_public int8 not null,        -- 1: the author wants the name shown
    author_sex text not null,           -- '' | f | m, where the rules need it
    person_id int8,                     -- account, null: none
    entered_by int8,                    -- officer who entered it for somebody
    state text not null,                -- waiting (moderation) | open | withdrawn | hidden | answered
    hidden_reason text not null,
    client_key text not null,           -- made by the entering device: the same entry sent twice is one; '' from forms
    answer text not null,               -- accepted | partly | rejected for a proposal; answered for a question
    answer_reason text not null,
    answered_on int8,
    answered_by int8,
    answer_due int8,
    changed_kind text not null,         -- what an accepted proposal changed: measure | issue | plan | budget | decision | act | other
    changed_id int8,
    changed_text text not null,
    said_at int8 not null,
    version int8 not null
);
create unique index meeting_word_number on meeting_word (meeting_id, number);
create unique index meeting_word_client on meeting_word (meeting_id, client_key) where client_key <> '';
create index meeting_word_item on meeting_word (item_id, id);
create index meeting_word_place on meeting_word (place_id, kind, state, id);
create index meeting_word_due on meeting_word (answer_due, place_id) where answered_on is null;

-- Delegates of a kurultai, elected at assemblies of the settlements. Public by their office.
create table meeting_delegate (
    id SERIAL_ID,
    meeting_id int8 not null references meeting (id),
    unit_id int8 not null,              -- the settlement
    assembly_id int8 references meeting (id),
    name text not null,
    elected_on int8 not null,
    recalled_at int8,
    recall_reason text not null
);
create index meeting_delegate_meeting on meeting_delegate (meeting_id, unit_id, id);
