-- Those who help at audiences and the halls where people sit, with their hours; which of them is bound to
-- which offer; and where an official publishes although a need that is no right is not met. Nobody is in two
-- places: the database has the last word. The halls that centres have counted until now become the first
-- entries, so that a running office can publish as before.

-- +goose Up

create table helper (
    id          bigint generated always as identity primary key,
    kind        text not null check (kind in ('interpreter', 'sign_language', 'female_officer', 'booth')),
    name_ar     text not null check (name_ar <> ''),
    name_en     text not null default '',
    languages   text[] not null default '{}',
    centre_code text references centre,
    section     text not null default 'any' check (section in ('any', 'men', 'women')),
    staff_id    bigint references staff,
    weekdays    int[] not null default '{0,1,2,3,4}',
    from_time   interval not null,
    to_time     interval not null,
    away_from   date,
    away_until  date,
    active      boolean not null default true,
    version     int not null default 1,
    constraint helper_hours_in_order check (from_time < to_time and to_time <= interval '24 hours'),
    constraint helper_booth_has_centre check (kind <> 'booth' or centre_code is not null),
    constraint helper_away_in_order check ((away_from is null) = (away_until is null) and away_from <= away_until)
);

-- Rule R33: whoever is bound to an appointment is nowhere else in its time.
create table binding (
    offer_id  bigint not null references offer,
    kind      text not null,
    helper_id bigint not null references helper,
    at        timestamptz not null,
    until_at  timestamptz not null,
    primary key (offer_id, kind),
    constraint helper_not_in_two_places exclude using gist (helper_id with =, tstzrange(at, until_at) with &&)
);
create index binding_time on binding (at);

create table waiver (
    plan_id    bigint not null references plan,
    request_id bigint not null references audience_request,
    kind       text not null check (kind not in ('sign_language', 'female_officer')),
    reason     text not null check (reason <> ''),
    made_by    text not null,
    made_at    timestamptz not null,
    primary key (plan_id, request_id, kind)
);

insert into helper (kind, name_ar, name_en, centre_code, from_time, to_time)
    select 'booth', 'القاعة ' || n, 'Hall ' || n, code, least(opens, ramadan_opens), greatest(closes, ramadan_closes)
    from centre cross join lateral generate_series(1, booths) n
    order by code, n;
