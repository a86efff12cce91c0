-- What officers set of the calendar: holidays confirmed, shifted, added or not given, the office's hours of
-- a city, and how long work rests for each prayer. Every change draws a new version that is never used
-- again, and wakes whoever listens; a node compares the version before it relies on what it remembers.

-- +goose Up

create sequence calendar_change;

create table calendar_version (
    only_one boolean primary key default true check (only_one),
    version  bigint not null
);
insert into calendar_version (version) values (nextval('calendar_change'));

-- Rule R30: a forecast holds until an officer decides, with a reason.
create table calendar_period (
    key        text primary key check (key ~ '^[a-z_]+/[0-9-]+$'),
    code       text not null,
    from_on    date not null,
    until_on   date not null,
    name_ar    text not null default '',
    name_en    text not null default '',
    state      text not null check (state in ('confirmed', 'shifted', 'added', 'removed')),
    reason     text not null check (reason <> ''),
    decided_by text not null,
    decided_at timestamptz not null,
    constraint calendar_period_days_in_order check (from_on < until_on),
    constraint calendar_period_not_endless check (until_on <= from_on + 60),
    constraint calendar_period_added_has_name check (state <> 'added' or name_ar <> '')
);

create table city_hours (
    city           text primary key,
    opens          interval not null,
    closes         interval not null,
    ramadan_opens  interval not null,
    ramadan_closes interval not null,
    constraint city_hours_in_order check (opens < closes and ramadan_opens < ramadan_closes)
);

-- Rule R31: each prayer of each city rests so long; none at all where the minutes are 0.
create table prayer_pause (
    city    text not null,
    prayer  text not null check (prayer in ('fajr', 'dhuhr', 'asr', 'maghrib', 'isha')),
    minutes int  not null check (minutes between 0 and 120),
    primary key (city, prayer)
);

-- +goose StatementBegin
create function calendar_changed() returns trigger language plpgsql as $$
begin
    update calendar_version set version = nextval('calendar_change');
    perform pg_notify('calendar', '');
    return null;
end
$$;
-- +goose StatementEnd

create trigger calendar_changed after insert or update or delete on calendar_period
    for each statement execute function calendar_changed();
create trigger calendar_changed after insert or update or delete on city_hours
    for each statement execute function calendar_changed();
create trigger calendar_changed after insert or update or delete on prayer_pause
    for each statement execute function calendar_changed();
create trigger calendar_changed after insert or update or delete on centre
    for each statement execute function calendar_changed();
