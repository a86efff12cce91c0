-- Why: several servers share the work. A room's sockets and media are on one of them, its home; when that
-- one dies another takes the room, and what the dead one may still write is refused by the epoch.
--
-- Time is counted as the database being up: the clock moves only while some server beats. A server is dead
-- once it has missed its beats for six seconds of that time, so nobody is deposed for the database's absence.
-- +goose Up
create table node_clock (
    only_row  boolean primary key default true check (only_row),
    up_ms     bigint not null,
    ticked_at timestamptz not null
);
insert into node_clock (up_ms, ticked_at) values (0, clock_timestamp());

-- +goose StatementBegin
create function database_up_ms() returns bigint language sql volatile as $$
    select up_ms + case when clock_timestamp() - ticked_at between interval '0' and interval '3 seconds'
                        then (extract(epoch from clock_timestamp() - ticked_at) * 1000)::bigint else 0 end
    from node_clock
$$;
-- +goose StatementEnd

create table node (
    id           bigint generated always as identity primary key,
    name         text not null,
    url          text not null constraint node_url_unique unique,
    started_at   timestamptz not null default clock_timestamp(),
    heartbeat_at timestamptz not null default clock_timestamp(),
    lease_up_ms  bigint not null, -- its rooms are its own until the clock has come so far
    draining     boolean not null default false
);

create table room_node (
    room       text primary key,
    node_id    bigint references node on delete set null, -- null: whoever comes first
    epoch      bigint not null,
    claimed_at timestamptz not null default clock_timestamp()
);
create index room_node_by_node on room_node (node_id);
