-- Why: what runs by the calendar (the weekly allocation) must run once however many
-- nodes are up, and still run, late, when none was. So the time it is next due is a row,
-- which whoever comes first moves on in the transaction that starts the job.
-- +goose Up
create table cron_entry (
    name        text primary key check (name ~ '^[a-z][a-z_]*$'),
    schedule    text not null,
    edited      boolean not null default false, -- by the office; else the program's own
    due_at      timestamptz not null,
    last_due_at timestamptz,
    version     int not null default 1
);
