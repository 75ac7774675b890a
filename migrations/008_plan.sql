-- Plans: one engine for the engagement plan of a municipality and for programmes of the nation.
-- plan -> plan_section (direction | priority -> task) -> plan_measure -> plan_task (dated) -> plan_report (evidence).
-- Texts people read are kept in three columns; an empty English or Russian one falls back to another language.

create table plan (
    id SERIAL_ID,
    place_id int8,                      -- null: the nation's
    kind text not null,                 -- engagement | programme | later ones
    series_id int8,                     -- id of the first version; all versions of one plan share it
    number int8 not null,               -- 1, 2 ... within the series
    previous_id int8 references plan (id),
    key text,                           -- programmes: stable name for a second import
    state text not null,
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    goal_ky text not null,
    goal_ru text not null,
    goal_en text not null,
    from_day int8 not null,
    to_day int8 not null,
    body_id int8,                       -- the working group
    revision_reason text not null,
    source text not null,               -- programmes: the paper it was taken from
    digest text not null,               -- programmes: SHA-256 of the imported content
    version int8 not null,              -- +1 at each change of this row: two editors
    created_at int8 not null,
    created_by int8 not null,
    updated_at int8 not null,
    updated_by int8 not null,
    check (from_day <= to_day)
);
create unique index plan_series on plan (series_id, number);
create unique index plan_key on plan (key, number);
create index plan_place on plan (place_id, kind, id);
-- A municipality has one engagement plan in force and prepares one at a time, whatever two clicks at once may try.
create unique index plan_one_in_force on plan (place_id, kind) where state = 'in_force' and kind = 'engagement';
create unique index plan_one_open on plan (place_id, kind)
    where state in ('draft', 'discussion', 'discussed', 'approved') and kind = 'engagement';

-- Each change of state with the facts and the paper it rests on: the public timeline.
create table plan_step (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    state text not null,
    day int8 not null,                  -- the day in the paper
    number text not null,               -- of the order
    place text not null,                -- of the assembly
    present int8,                       -- persons at the assembly
    reason text not null,
    document_id int8,
    person_id int8 not null,
    at int8 not null
);
create index plan_step_plan on plan_step (plan_id, id);

create table plan_section (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    parent_id int8 references plan_section (id),
    kind text not null,                 -- direction | priority | task
    code text not null,                 -- inform, engage, collect; 1, 1.1
    position int8 not null,
    title_ky text not null,             -- empty for directions: their names are messages
    title_ru text not null,
    title_en text not null
);
create unique index plan_section_code on plan_section (plan_id, code);

-- The vocabulary of forms and channels: a row more needs no new program.
create table plan_form (
    code text primary key,
    direction text not null,
    position int8 not null,
    name_ky text not null,
    name_ru text not null,
    name_en text not null
);

create table plan_measure (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    section_id int8 not null references plan_section (id),
    origin_id int8,                     -- the same measure through the versions of the plan: id of its first row
    no text not null,
    position int8 not null,
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    result_ky text not null,
    result_ru text not null,
    result_en text not null,
    funding_ky text not null,           -- resources, sources of money
    funding_ru text not null,
    funding_en text not null,
    form text references plan_form (code),
    form_other text not null,
    period text not null,               -- once weekly monthly quarterly half_yearly yearly; by (deadline), span (years)
    from_day int8 not null,
    to_day int8 not null,
    to_day_ru int8,                     -- where the Russian wording of a programme gives another day
    responsible_body int8,
    responsible_person int8,
    responsible text not null,          -- the office, in words
    version int8 not null,
    updated_at int8 not null,
    updated_by int8 not null,
    check (from_day <= to_day)
);
create index plan_measure_plan on plan_measure (plan_id, position, id);
create index plan_measure_origin on plan_measure (origin_id);
create unique index plan_measure_no on plan_measure (plan_id, no) where no <> '';

-- What a measure said before a change: kept from the day the plan is public.
create table plan_measure_past (
    id SERIAL_ID,
    measure_id int8 not null,
    plan_id int8 not null references plan (id),
    version int8 not null,
    removed int8 not null,
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    result_ky text not null,
    result_ru text not null,
    result_en text not null,
    funding_ky text not null,
    funding_ru text not null,
    funding_en text not null,
    form text,
    form_other text not null,
    period text not null,
    from_day int8 not null,
    to_day int8 not null,
    responsible text not null,
    changed_at int8 not null,
    changed_by int8 not null
);
create unique index plan_measure_past_version on plan_measure_past (measure_id, version);
create index plan_measure_past_plan on plan_measure_past (plan_id, id);

create table plan_issue (
    plan_id int8 not null references plan (id),
    issue_id int8 not null,
    primary key (plan_id, issue_id)
);
create table plan_measure_issue (
    measure_id int8 not null references plan_measure (id),
    issue_id int8 not null,
    primary key (measure_id, issue_id)
);
create index plan_measure_issue_issue on plan_measure_issue (issue_id);

create table plan_source (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    kind text not null,                 -- sedp sector needs monitoring situation other
    title_ky text not null,
    title_ru text not null,
    title_en text not null,
    link text not null,
    document_id int8
);
create index plan_source_plan on plan_source (plan_id, id);

create table plan_comment (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    measure_id int8,                    -- null: on the whole plan
    author_id int8 not null,            -- whose comment it is; 0: a person without account, entered by an officer
    entered_by int8 not null,           -- who typed it
    channel text not null,              -- online paper spoken
    shown text not null,                -- name | village: the author's choice
    author_name text not null,          -- shown only with shown = name
    village_id int8,
    words text not null,
    at int8 not null,
    answers int8 not null,              -- seq of the answer that stands; 0: none yet
    hidden_at int8,
    hidden_by int8,
    hidden_ground text not null,
    version int8 not null
);
create index plan_comment_plan on plan_comment (plan_id, id);
create index plan_comment_measure on plan_comment (measure_id, id);

-- An answer is corrected by a further one; all stay.
create table plan_answer (
    id SERIAL_ID,
    comment_id int8 not null references plan_comment (id),
    seq int8 not null,
    verdict text not null,              -- accepted partly rejected
    reason text not null,
    changed text not null,
    person_id int8 not null,
    at int8 not null
);
create unique index plan_answer_seq on plan_answer (comment_id, seq);

create table plan_task (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    measure_id int8 not null references plan_measure (id),
    planned_on int8 not null,           -- the day the periodicity gives
    due_on int8 not null,               -- after the shift to a working day
    state text not null,                -- open done not_done replaced
    done_on int8,
    reports int8 not null               -- seq of the report that stands
);
create unique index plan_task_day on plan_task (measure_id, planned_on);
create index plan_task_plan on plan_task (plan_id, due_on);
create index plan_task_open on plan_task (due_on, plan_id) where state = 'open';

-- A report is corrected by a further one; all stay.
create table plan_report (
    id SERIAL_ID,
    task_id int8 not null references plan_task (id),
    seq int8 not null,
    outcome text not null,              -- done not_done
    day int8 not null,
    words text not null,
    link text not null,
    document_id int8,
    correction text not null,           -- why the one before was wrong
    person_id int8 not null,
    at int8 not null
);
create unique index plan_report_seq on plan_report (task_id, seq);

-- Programmes: who executes, what the paper notes, when executors report.
create table plan_office (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    position int8 not null,
    abbr_ky text not null,
    abbr_ru text not null,
    abbr_en text not null,
    name_ky text not null,
    name_ru text not null,
    name_en text not null
);
create index plan_office_plan on plan_office (plan_id, position);

create table plan_executor (
    measure_id int8 not null references plan_measure (id),
    position int8 not null,
    office_id int8 not null references plan_office (id),
    by_agreement int8 not null,
    primary key (measure_id, position)
);
create index plan_executor_office on plan_executor (office_id);

create table plan_note (
    id SERIAL_ID,
    plan_id int8 not null references plan (id),
    section_id int8 references plan_section (id),
    measure_id int8 references plan_measure (id),
    kind text not null,                 -- discrepancy | note | risk | wording
    text_ky text not null,
    text_ru text not null,
    text_en text not null
);
create index plan_note_plan on plan_note (plan_id, id);

create table plan_reporting (
    plan_id int8 primary key references plan (id),
    period text not null,               -- half_year
    executors_day int8 not null,        -- day of the month after the period
    total_day int8 not null,            -- day by which the agency sums up
    plans_months int8 not null,         -- months for the executors' own plans; 0: not said
    words_ky text not null,
    words_ru text not null,
    words_en text not null
);

insert into plan_form (code, direction, position, name_ky, name_ru, name_en) values
    ('site', 'inform', 10, 'расмий сайт', 'официальный сайт', 'official web site'),
    ('board', 'inform', 20, 'маалымат тактасы', 'информационная доска', 'information board'),
    ('social', 'inform', 30, 'социалдык тармактардагы баракча', 'страница в социальных сетях', 'page in social networks'),
    ('messenger', 'inform', 40, 'мессенджердеги топ', 'группа в мессенджере', 'messenger group'),
    ('event', 'inform', 50, 'коомдук иш-чараларда маалымдоо', 'информирование на общественных мероприятиях', 'informing at public events'),
    ('media', 'inform', 60, 'жалпыга маалымдоо каражаттары', 'средства массовой информации', 'mass media'),
    ('leaflet', 'inform', 70, 'баракча, эскерткич', 'листовка, памятка', 'leaflet'),
    ('assembly', 'engage', 10, 'жыйын (чогулуш)', 'сход (собрание) граждан', 'community assembly'),
    ('public_hearing', 'engage', 20, 'коомдук угуулар', 'общественные слушания', 'public hearing'),
    ('budget_hearing', 'engage', 30, 'коомдук бюджеттик угуулар', 'общественные бюджетные слушания', 'public budget hearing'),
    ('kurultai', 'engage', 40, 'курултай', 'курултай', 'kurultai'),
    ('initiative', 'engage', 50, 'жергиликтүү демилгелер', 'местные инициативы', 'local initiatives'),
    ('fund_initiative', 'engage', 60, 'жергиликтүү жамааттын демилгеси (РӨФ)', 'инициатива местного сообщества (ФРР)', 'local community initiative (regional development fund)'),
    ('tos', 'engage', 70, 'аймактык коомдук өз алдынча башкаруу (АКӨБ)', 'территориальное общественное самоуправление (ТОС)', 'territorial public self-government'),
    ('norm_initiative', 'engage', 80, 'ченем жаратуу (элдик) демилгеси', 'нормотворческая (народная) инициатива', 'norm-making (popular) initiative'),
    ('sedp', 'engage', 90, 'СЭӨПтү иштеп чыгууга катышуу', 'участие в разработке ПСЭР', 'taking part in the development programme'),
    ('petition', 'engage', 100, 'электрондук петиция', 'электронная петиция', 'e-petition'),
    ('online_vote', 'engage', 110, 'онлайн добуш берүү', 'онлайн-голосование', 'online voting'),
    ('survey', 'collect', 10, 'сурамжылоо', 'опрос', 'survey'),
    ('box', 'collect', 20, 'сунуштар кутусу', 'ящик для предложений', 'suggestion box'),
    ('needs_study', 'collect', 30, 'элет көйгөйлөрүн биргелешип аныктоо (ЭКБА)', 'совместное изучение нужд села', 'participatory rural appraisal'),
    ('focus_group', 'collect', 40, 'фокус-топ', 'фокус-группа', 'focus group'),
    ('feedback', 'collect', 50, 'кайтарым байланыш платформасы', 'платформа обратной связи', 'feedback platform'),
    ('phone', 'collect', 60, 'ишеним телефону', 'телефон доверия', 'hotline'),
    ('reception', 'collect', 70, 'жарандарды кабыл алуу', 'приём граждан', 'reception of citizens'),
    ('letters', 'collect', 80, 'жарандардын кайрылууларын талдоо', 'анализ обращений граждан', 'analysis of citizens'' appeals'),
    ('monitoring', 'collect', 90, 'биргелешкен мониторинг жана баалоо', 'совместный мониторинг и оценка', 'joint monitoring and evaluation');
