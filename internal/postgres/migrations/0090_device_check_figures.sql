-- Why: a check of a person's device tells more than loss and delay. An uneven line, or one too narrow for a picture,
-- is what makes people break off, so both are measured, and the office sees why it advises a booth.
-- +goose Up
alter table device_check
    add column jitter_ms int not null default 0 check (jitter_ms >= 0),
    add column up_bps    int not null default 0 check (up_bps >= 0),   -- from the person to the server; 0: not measured
    add column down_bps  int not null default 0 check (down_bps >= 0);
