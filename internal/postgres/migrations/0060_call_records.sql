-- Why: a line of chat is shown after the call only to those who could read it in the call, so it is kept
-- with whom it was said to; operations look back at how a call sounded, not only at its numbers; and a
-- document shown in a call belongs to its case, and to the people of that audience.
-- +goose Up
alter table chat_message add column scope text not null default 'stage'
    constraint chat_scope_known check (scope in ('stage', 'staff', 'person'));

alter table quality_sample
    add column mos        int check (mos between 100 and 450), -- hundredths; null while nothing was known
    add column audio_only boolean not null default false;

-- The file is an attachment of the case. The key is its name in links: nobody can guess another's.
create table call_document (
    attachment_id bigint primary key references attachment on delete cascade,
    key           text   not null constraint call_document_key_once unique,
    audience_id   bigint not null references audience,
    role          text   not null,
    name          text   not null,
    at            timestamptz not null
);
create index call_document_audience on call_document (audience_id, at);
