-- Why: whoever was in the waiting room near the hour is no no-show, even if the connection has
-- gone since; the line shows since when somebody was last there.
-- +goose Up
alter table audience add column waited_at timestamptz;
