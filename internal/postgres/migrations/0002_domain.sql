-- The records of the journey: who people and staff are, what was filed, what was referred and answered,
-- the weeks of audiences, and what people must be told. Rules that must never break are constraints here,
-- each named after its rule; the program repeats them only to explain.

-- +goose Up

-- Places and people -------------------------------------------------------------------------------

create table centre (
    code             text primary key check (code ~ '^[a-z][a-z_]*$'),
    name_ar          text not null,
    name_en          text not null,
    address_ar       text not null default '',
    address_en       text not null default '',
    city             text not null,
    opens            interval not null default '8 hours',
    closes           interval not null default '16 hours',
    ramadan_opens    interval not null default '10 hours',
    ramadan_closes   interval not null default '15 hours',
    phone            text not null default '',
    phone_opens      interval not null default '8 hours',
    phone_closes     interval not null default '24 hours',
    fax              text not null default '',
    post_box         text not null default '',
    renewals_ar      text not null default '',
    renewals_en      text not null default '',
    booths           int  not null default 0 check (booths >= 0),
    constraint centre_hours_in_order check (opens < closes and ramadan_opens < ramadan_closes and phone_opens < phone_closes)
);

create table department (
    id           bigint generated always as identity primary key,
    code         text not null constraint department_code_once unique,
    name_ar      text not null,
    name_en      text not null,
    respond_days int  not null default 10 check (respond_days between 1 and 90),
    active       boolean not null default true
);

create table host (
    id       bigint generated always as identity primary key,
    code     text not null constraint host_code_once unique check (code ~ '^[a-z][a-z_]*$'),
    title_ar text not null,
    title_en text not null,
    short_ar text not null,
    short_en text not null,
    city     text not null,
    position int  not null default 0,
    active   boolean not null default true
);

create table staff (
    id            bigint generated always as identity primary key,
    username      text not null constraint staff_username_once unique check (username = lower(username)),
    name_ar       text not null,
    name_en       text not null,
    role          text not null,
    department_id bigint references department,
    centre_code   text references centre,
    host_id       bigint references host,
    password_hash text not null,
    totp_secret   bytea,
    active        boolean not null default true,
    created_at    timestamptz not null,
    version       int not null default 1,
    constraint staff_department_officer_has_department check (role <> 'department_officer' or department_id is not null),
    constraint staff_host_has_host check (role <> 'host' or host_id is not null)
);

-- The full number is sealed; its keyed hash finds a person again; three digits are shown.
create table person (
    id                 bigint generated always as identity primary key,
    phone              text  not null check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    national_id_sealed bytea not null,
    national_id_hash   bytea not null constraint person_national_id_once unique,
    national_id_tail   text  not null check (national_id_tail ~ '^[0-9]{3}$'),
    kind               text  not null check (kind in ('citizen', 'resident', 'other')),
    full_name          text  not null,
    section            text  not null default 'men' check (section in ('men', 'women')),
    language           text  not null default 'ar' check (language in ('ar', 'en')),
    created_at         timestamptz not null
);
create index person_phone on person (phone);

create table one_time_code (
    id         bigint generated always as identity primary key,
    phone      text  not null,
    purpose    text  not null,
    code_hash  bytea not null,
    sent_at    timestamptz not null,
    expires_at timestamptz not null,
    tries      int   not null default 0,
    used_at    timestamptz
);
create index one_time_code_phone on one_time_code (phone, sent_at desc);

-- Counted attempts by phone, address or account, shared by every node.
create table attempt (
    key      text not null,
    since_at timestamptz not null,
    count    int  not null,
    primary key (key, since_at)
);

create table link (
    token_hash bytea primary key,
    purpose    text   not null,
    subject_id bigint not null,
    person_id  bigint not null references person,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);

-- The login store's own table (hashed tokens).
create table sessions (
    token  text primary key,
    data   bytea not null,
    expiry timestamptz not null
);
create index sessions_expiry on sessions (expiry);

-- Cases -------------------------------------------------------------------------------------------

create table reference_counter (
    hijri_year int primary key,
    last       int not null
);

-- What a person has typed so far; removed at filing.
create table draft (
    key        text primary key,
    phone      text not null,
    answers    jsonb not null default '{}',
    updated_at timestamptz not null
);

-- "case" is a word of SQL, hence the longer name.
create table case_file (
    id                bigint generated always as identity primary key,
    reference         text not null constraint case_reference_once unique,
    kind              text not null check (kind in ('request', 'complaint', 'suggestion', 'inquiry', 'audience')),
    status            text not null check (status in ('received', 'needs_info', 'under_review', 'referred', 'in_progress',
                          'reply_received', 'completed', 'not_upheld', 'out_of_scope', 'merged', 'withdrawn', 'reopened')),
    channel           text not null check (channel in ('web', 'phone', 'desk')),
    centre_code       text references centre,
    person_id         bigint not null references person,
    applicant_kind    text not null default 'self' check (applicant_kind in ('self', 'agent', 'organisation')),
    principal_name    text not null default '',
    paper_number      text not null default '',
    paper_expires_on  date,
    paper_verified_by text not null default '',
    subject           text not null check (subject <> ''),
    body              text not null,
    subject_hash      bytea not null,
    category          text not null default '',
    class             text not null default '',
    urgency_claimed   boolean not null default false,
    urgency_reason    text not null default '',
    language          text not null default 'ar' check (language in ('ar', 'en')),
    filed_at          timestamptz not null,
    filed_on          date not null,
    due_at            timestamptz not null,
    officer_id        bigint references staff,
    previous_officer  bigint references staff,
    department_id     bigint references department,
    merged_into       bigint references case_file,
    result_text       text not null default '',
    result_at         timestamptz,
    result_read_at    timestamptz,
    reopened          int not null default 0,
    classification    text not null default 'restricted' check (classification in ('public', 'restricted', 'secret', 'top_secret')),
    filing_key        text not null constraint case_filed_once unique,
    version           int not null default 1,
    constraint case_not_merged_into_itself check (merged_into is null or merged_into <> id),
    constraint case_merged_names_target check ((status = 'merged') = (merged_into is not null))
);
create unique index case_one_active_a_day on case_file (person_id, kind, subject_hash, filed_on)
    where status not in ('completed', 'not_upheld', 'out_of_scope', 'merged', 'withdrawn');
create index case_file_person on case_file (person_id);
create index case_file_queue on case_file (status, due_at);

create table case_event (
    id          bigint generated always as identity primary key,
    case_id     bigint not null references case_file,
    at          timestamptz not null,
    actor       text not null,
    from_status text not null,
    to_status   text not null,
    note        text not null default '',
    public      boolean not null default false
);
create index case_event_case on case_event (case_id, at, id);

create table attachment (
    id          bigint generated always as identity primary key,
    case_id     bigint references case_file,
    draft_key   text references draft on delete cascade,
    name        text   not null,
    type        text   not null,
    size        bigint not null check (size > 0 and size <= 10 * 1024 * 1024),
    sha256      text   not null,
    content     bytea  not null,
    uploaded_at timestamptz not null,
    constraint attachment_has_one_home check ((case_id is null) <> (draft_key is null))
);
create index attachment_case on attachment (case_id);
create index attachment_draft on attachment (draft_key);

create table survey (
    case_id       bigint primary key references case_file,
    score         int not null check (score between 1 and 5),
    no_obstacle   boolean not null,
    sought_before boolean not null,
    comment       text not null default '',
    answered_at   timestamptz not null
);

-- Audiences ---------------------------------------------------------------------------------------

create table policy (
    only_one boolean primary key default true check (only_one),
    body     jsonb not null,
    version  int not null default 1
);

-- Named weekly_template since "template" alone says too little in SQL.
create table weekly_template (
    id             bigint generated always as identity primary key,
    host_id        bigint not null references host,
    weekday        int not null check (weekday between 0 and 6),
    from_time      interval not null,
    to_time        interval not null,
    slot_minutes   int not null check (slot_minutes between 5 and 120),
    buffer_minutes int not null default 0 check (buffer_minutes between 0 and 60),
    venues         text[] not null check (cardinality(venues) > 0),
    languages      text[] not null default '{ar}',
    provides       text[] not null default '{}',
    section        text not null default 'any' check (section in ('any', 'men', 'women')),
    open_to        text not null default 'any' check (open_to in ('any', 'urgent', 'first_time')),
    active         boolean not null default true,
    version        int not null default 1,
    constraint template_hours_in_order check (from_time < to_time and to_time <= interval '24 hours')
);

create table session (
    id          bigint generated always as identity primary key,
    host_id     bigint not null references host,
    week        date not null check (extract(dow from week) = 0),
    from_at     timestamptz not null,
    to_at       timestamptz not null,
    status      text not null default 'planned' check (status in ('planned', 'open', 'closed')),
    late_for    interval not null default '0',
    template_id bigint references weekly_template,
    version     int not null default 1,
    constraint session_hours_in_order check (from_at < to_at),
    constraint session_host_not_in_two_places exclude using gist (host_id with =, tstzrange(from_at, to_at) with &&)
);

create table slot (
    id         bigint generated always as identity primary key,
    session_id bigint not null references session,
    host_id    bigint not null references host,
    at         timestamptz not null,
    minutes    int not null check (minutes between 5 and 120),
    end_at     timestamptz not null,
    venues     text[] not null check (cardinality(venues) > 0),
    languages  text[] not null default '{ar}',
    provides   text[] not null default '{}',
    section    text not null default 'any' check (section in ('any', 'men', 'women')),
    open_to    text not null default 'any' check (open_to in ('any', 'urgent', 'first_time')),
    closed     boolean not null default false,
    constraint slot_end_is_start_and_length check (end_at = at + make_interval(mins => minutes)),
    constraint slot_host_not_twice_at_once exclude using gist (host_id with =, tstzrange(at, end_at) with &&)
);
create index slot_session on slot (session_id, at);

-- Named audience_request since "request" alone is also one of the kinds of case.
create table audience_request (
    id           bigint generated always as identity primary key,
    case_id      bigint not null constraint request_one_per_case unique references case_file,
    person_id    bigint not null references person,
    hosts        text[] not null check (cardinality(hosts) > 0),
    venues       text[] not null check (cardinality(venues) > 0),
    minutes      int not null default 10 check (minutes between 5 and 120),
    weekdays     int[] not null default '{}',
    mornings     boolean not null default true,
    afternoons   boolean not null default true,
    language     text not null default '',
    needs        text[] not null default '{}',
    section      text not null check (section in ('men', 'women')),
    female_only  boolean not null default false,
    companion    text not null default '',
    short_notice boolean not null default false,
    class        text not null default 'ordinary',
    prior        int not null default 0 check (prior >= 0),
    missed       int not null default 0 check (missed >= 0),
    filed_batch  date not null,
    status       text not null check (status in ('requested', 'shortlisted', 'offered', 'confirmed', 'met', 'not_scheduled', 'withdrawn')),
    held         text not null default '',
    version      int not null default 1
);
create unique index request_one_open_per_person on audience_request (person_id)
    where status in ('requested', 'shortlisted', 'offered', 'confirmed');
create index audience_request_status on audience_request (status);

create table plan (
    id           bigint generated always as identity primary key,
    week         date not null check (extract(dow from week) = 0),
    status       text not null default 'draft' check (status in ('draft', 'published', 'discarded')),
    problem      bytea not null,
    solution     bytea not null,
    input_sha256 text not null,
    made_by      text not null,
    made_at      timestamptz not null,
    published_at timestamptz,
    version      int not null default 1,
    constraint plan_published_has_time check ((status = 'published') = (published_at is not null))
);
create unique index plan_one_published_per_week on plan (week) where status = 'published';

-- The seed of a week's lots: its hash is public from the start, the seed itself after publication.
create table week_seed (
    week         date primary key check (extract(dow from week) = 0),
    seed         text not null,
    sha256       text not null,
    committed_at timestamptz not null,
    revealed_at  timestamptz
);

create table pin (
    id         bigint generated always as identity primary key,
    week       date not null,
    request_id bigint not null references audience_request,
    slot_id    bigint not null references slot,
    reason     text not null check (reason <> ''),
    made_by    text not null,
    made_at    timestamptz not null,
    constraint pin_request_once_a_week unique (week, request_id),
    constraint pin_slot_once unique (slot_id)
);

create table offer (
    id          bigint generated always as identity primary key,
    request_id  bigint not null references audience_request,
    slot_id     bigint not null references slot,
    plan_id     bigint references plan,
    venue       text not null,
    status      text not null check (status in ('open', 'confirmed', 'declined', 'lapsed', 'cancelled', 'revoked', 'moved', 'done')),
    offered_at  timestamptz not null,
    confirm_by  timestamptz not null,
    answered_at timestamptz,
    reason      text not null default '',
    version     int not null default 1
);
create unique index slot_one_live_offer on offer (slot_id) where status in ('open', 'confirmed');
create unique index request_one_live_offer on offer (request_id) where status in ('open', 'confirmed');
create index offer_request on offer (request_id);
create index offer_lapsing on offer (confirm_by) where status = 'open';

create table audience (
    id            bigint generated always as identity primary key,
    offer_id      bigint not null constraint audience_one_per_offer unique references offer,
    request_id    bigint not null references audience_request,
    case_id       bigint not null references case_file,
    person_id     bigint not null references person,
    session_id    bigint not null references session,
    slot_id       bigint not null references slot,
    host_id       bigint not null references host,
    venue         text not null,
    at            timestamptz not null,
    minutes       int not null,
    status        text not null default 'expected' check (status in ('expected', 'checked_in', 'waiting', 'in_session', 'ended', 'cancelled')),
    disposition   text not null default '' check (disposition in ('', 'held', 'no_show', 'technical_failure', 'postponed', 'ended_early')),
    checked_in_at timestamptz,
    verified_at   timestamptz,
    verified_by   text not null default '',
    admitted_at   timestamptz,
    ended_at      timestamptz,
    note          text not null default '',
    version       int not null default 1,
    constraint audience_ended_has_disposition check ((status = 'ended') = (disposition <> ''))
);
create unique index session_one_audience_at_a_time on audience (session_id) where status = 'in_session';
create index audience_session on audience (session_id, at);
create index audience_case on audience (case_id);

create table referral (
    id            bigint generated always as identity primary key,
    case_id       bigint not null references case_file,
    department_id bigint not null references department,
    kind          text not null check (kind in ('referral', 'directive')),
    audience_id   bigint references audience,
    text          text not null,
    owner         text not null default '',
    due_on        date not null,
    status        text not null default 'open' check (status in ('open', 'in_progress', 'answered', 'returned')),
    reply         text not null default '',
    answered_at   timestamptz,
    created_by    text not null,
    created_at    timestamptz not null,
    version       int not null default 1,
    constraint referral_directive_has_audience check ((kind = 'directive') = (audience_id is not null)),
    constraint referral_answered_has_reply check (status <> 'answered' or (reply <> '' and answered_at is not null))
);
create unique index referral_one_open_per_department on referral (case_id, department_id) where status in ('open', 'in_progress');
create index referral_department on referral (department_id, status, due_on);

-- The call ----------------------------------------------------------------------------------------

create table device_check (
    id          bigint generated always as identity primary key,
    audience_id bigint not null references audience,
    at          timestamptz not null,
    camera      text not null,
    microphone  text not null,
    speaker     text not null,
    path        text not null,
    rtt_ms      int not null,
    loss_pm     int not null check (loss_pm between 0 and 1000),
    verdict     text not null check (verdict in ('good', 'okay', 'bad'))
);
create index device_check_audience on device_check (audience_id, at desc);

create table chat_message (
    id          bigint generated always as identity primary key,
    audience_id bigint not null references audience,
    at          timestamptz not null,
    role        text not null,
    name        text not null,
    body        text not null check (body <> '')
);
create index chat_message_audience on chat_message (audience_id, at, id);

create table quality_sample (
    id          bigint generated always as identity primary key,
    room        text not null,
    audience_id bigint references audience,
    peer        text not null,
    role        text not null,
    at          timestamptz not null,
    loss_in_pm  int not null,
    loss_out_pm int not null,
    jitter_ms   int not null,
    rtt_ms      int not null,
    kbps_in     int not null,
    kbps_out    int not null
);
create index quality_sample_at on quality_sample (at);

-- Telling people ----------------------------------------------------------------------------------

create table notice (
    id              bigint generated always as identity primary key,
    kind            text   not null,
    subject         text   not null check (subject in ('case', 'offer')),
    subject_id      bigint not null,
    subject_version int    not null,
    person_id       bigint not null references person,
    due_at          timestamptz not null,
    created_at      timestamptz not null,
    status          text   not null default 'queued' check (status in ('queued', 'sent', 'delivered', 'failed', 'superseded')),
    tries           int    not null default 0,
    parts           int    not null default 0,
    provider_ref    text   not null default '',
    error           text   not null default '',
    sent_at         timestamptz,
    delivered_at    timestamptz,
    constraint notice_told_once unique (subject, subject_id, kind, subject_version)
);
create index notice_status on notice (status, due_at);
create index notice_person on notice (person_id);
