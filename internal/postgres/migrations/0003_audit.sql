-- Why: who did or read what must stay on record exactly as it was written. Entries are
-- only ever added, in the transaction of what they tell of; seals chain them afterwards,
-- one process at a time. The queue of unsealed entries is a convenience: the truth is
-- that an entry has no seal, which `majlis audit verify` looks for itself.
-- +goose Up
create table audit_entry (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    actor_kind   text not null check (actor_kind <> ''),
    actor_id     bigint not null,
    actor_name   text not null,
    action       text not null constraint audit_action_is_noun_and_verb check (action ~ '^[a-z_]+\.[a-z_]+$'),
    subject_kind text not null,
    subject_id   bigint not null,
    subject_name text not null,
    reason       text not null,
    from_address text not null
);
create index audit_entry_subject on audit_entry (subject_kind, subject_id, id);
create index audit_entry_actor on audit_entry (actor_kind, actor_id, id);

create table audit_unsealed (
    entry_id bigint primary key
);

create table audit_seal (
    position bigint primary key check (position > 0),
    entry_id bigint not null constraint audit_sealed_once unique references audit_entry,
    hash     bytea  not null check (length(hash) = 32),
    sealed_at timestamptz not null default now()
);

-- +goose StatementBegin
create function audit_only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'the audit record only grows: % of % refused', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'audit_only_grows';
end;
$$;
-- +goose StatementEnd

create trigger audit_only_grows before update or delete or truncate on audit_entry
    for each statement execute function audit_only_grows();
create trigger audit_only_grows before update or delete or truncate on audit_seal
    for each statement execute function audit_only_grows();
