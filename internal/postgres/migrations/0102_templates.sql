-- Weekly templates with long slots for groups and interpretation, caps on how many slots a host has in a
-- day and of which kind, and single dates on which a host keeps other hours, is away, or is stood in for.

-- +goose Up

-- Rule R34: the first long slots of a session are of double length; 0 for none. No more slots than cap.
alter table weekly_template
    add column long_slots int not null default 0 check (long_slots between 0 and 20),
    add column cap        int not null default 0 check (cap between 0 and 200);

-- Rule R35: so many slots a day at most, in all, by video and in person; 0 for no cap.
alter table host
    add column day_cap       int not null default 0 check (day_cap between 0 and 200),
    add column video_cap     int not null default 0 check (video_cap between 0 and 200),
    add column in_person_cap int not null default 0 check (in_person_cap between 0 and 200);

-- Rule R36: an exception of a date goes before the templates.
create table template_exception (
    host_id    bigint not null references host,
    day        date not null,
    kind       text not null check (kind in ('closed', 'hours', 'other_host')),
    from_time  interval not null default '0',
    to_time    interval not null default '0',
    other_host bigint references host,
    reason     text not null check (reason <> ''),
    made_by    text not null,
    made_at    timestamptz not null,
    primary key (host_id, day),
    constraint exception_hours_in_order check (kind <> 'hours' or (from_time < to_time and to_time <= interval '24 hours')),
    constraint exception_names_other_host check ((kind = 'other_host') = (other_host is not null) and other_host is distinct from host_id)
);
