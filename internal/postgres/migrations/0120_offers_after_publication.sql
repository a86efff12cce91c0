-- After publication people ask for another time, choose one after a missed appointment, give way
-- to urgent cases, and are called for slots that become free within hours: a slot is then put
-- before several at once, none of which offers is live until one is confirmed.

-- +goose Up
alter table audience_request
    add column asked_at  timestamptz,
    add column rebook_by timestamptz,
    add column bumped    boolean not null default false,
    add column passed_at timestamptz;

alter table offer drop constraint offer_status_check;
alter table offer add constraint offer_status_check check (status in
    ('open', 'confirmed', 'declined', 'lapsed', 'cancelled', 'revoked', 'moved', 'done', 'called', 'taken'));

-- What a device last showed counts for the person's standby, whichever appointment it was for.
update audience_request r set passed_at = passed.at
    from (select a.request_id, max(d.at) as at from device_check d join audience a on a.id = d.audience_id
        where d.verdict <> 'bad' group by a.request_id) passed
    where passed.request_id = r.id;
