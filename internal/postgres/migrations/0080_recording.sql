-- Audiences may be recorded, if that is the policy: off by default, turned on by two people, and seen by
-- two people's decision. What was destroyed stays here as a row, which is the destruction log; the file is
-- gone.
-- +goose Up
create table recording_policy (
    id         bigint generated always as identity primary key,
    recorded   boolean not null, -- audiences are to be recorded, or no longer
    reason     text not null,
    asked_by   bigint not null references staff (id),
    asked_at   timestamptz not null,
    decided_by bigint references staff (id),
    decided_at timestamptz,
    approved   boolean,
    constraint recording_policy_reason check (length(trim(reason)) between 5 and 500),
    constraint recording_policy_decided_whole check (
        (decided_at is null) = (decided_by is null) and (decided_at is null) = (approved is null)),
    -- Turning it off is the safe side and needs nobody else.
    constraint recording_policy_two_people check (not recorded or not coalesce(approved, false) or decided_by <> asked_by)
);
create unique index recording_policy_one_open on recording_policy ((true)) where decided_at is null;

create table recording (
    id           bigint generated always as identity primary key,
    audience_id  bigint not null references audience (id),
    node         text not null,
    place        text not null, -- the directory below the node's recordings
    started_at   timestamptz not null,
    ended_at     timestamptz,
    lasts_ms     bigint not null default 0,
    bytes        bigint not null default 0,
    tracks       integer not null default 0,
    state        text not null default 'running',
    keep_until   timestamptz not null,
    destroyed_at timestamptz,
    constraint recording_place_once unique (node, place),
    constraint recording_state check (state in ('running', 'finished', 'empty', 'broken', 'destroyed')),
    constraint recording_destroyed_whole check ((state = 'destroyed') = (destroyed_at is not null))
);
create index recording_audience on recording (audience_id);

create table recording_access (
    id           bigint generated always as identity primary key,
    recording_id bigint not null references recording (id),
    reason       text not null,
    asked_by     bigint not null references staff (id),
    asked_at     timestamptz not null,
    decided_by   bigint references staff (id),
    decided_at   timestamptz,
    approved     boolean,
    used_at      timestamptz,
    constraint recording_access_reason check (length(trim(reason)) between 5 and 500),
    constraint recording_access_decided_whole check (
        (decided_at is null) = (decided_by is null) and (decided_at is null) = (approved is null)),
    constraint recording_access_two_people check (not coalesce(approved, false) or decided_by <> asked_by)
);
create unique index recording_access_one_open on recording_access (recording_id, asked_by) where decided_at is null;
