-- What follows a meeting: answers to what was said (their past), minutes, results.

-- An answer that was given and then changed: kept and public.
create table meeting_answer_past (
    word_id int8 not null references meeting_word (id),
    version int8 not null,              -- of the word when this answer stood
    answer text not null,
    answer_reason text not null,
    changed_kind text not null,
    changed_id int8,
    changed_text text not null,
    answered_on int8 not null,
    answered_by int8 not null,
    replaced_at int8 not null,
    primary key (word_id, version)
);

-- Minutes, in Kyrgyz or Russian: drawn up from what was recorded, then edited, signed, published.
create table meeting_minutes (
    id SERIAL_ID,
    meeting_id int8 not null references meeting (id),
    lang text not null,                 -- ky | ru
    state text not null,                -- draft | signed | published
    number text not null,               -- of the year's minutes of such meetings
    words text not null,                -- markup as in text/markup.h
    chair text not null,                -- who signed
    secretary text not null,
    signed_on int8,
    due_on int8,                        -- by the rule on the day the meeting was closed; null: none is set
    published_at int8,
    updated_at int8 not null,
    updated_by int8 not null,
    version int8 not null
);
create unique index meeting_minutes_lang on meeting_minutes (meeting_id, lang);

-- What the minutes said before a change: kept from the day they were signed.
create table meeting_minutes_past (
    minutes_id int8 not null references meeting_minutes (id),
    version int8 not null,
    words text not null,
    reason text not null,               -- of the change that replaced it
    replaced_at int8 not null,
    replaced_by int8 not null,
    primary key (minutes_id, version)
);

-- What came of it, in plain words for everybody.
create table meeting_results (
    meeting_id int8 primary key references meeting (id),
    words_ky text not null,
    words_ru text not null,
    words_en text not null,
    published_at int8 not null,
    published_by int8 not null
);
