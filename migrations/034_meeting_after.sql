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
