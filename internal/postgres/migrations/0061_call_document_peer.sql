-- Why: who showed a document in a call is told to the room by the name the room has for them, also
-- after the program was started again.
-- +goose Up
alter table call_document add column peer text not null default '';
