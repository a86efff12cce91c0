-- Delivery receipts name a message by the gateway's own number; the messages of which none came are
-- asked about by the time they were sent.

-- +goose Up
create index notice_provider on notice (provider_ref) where provider_ref <> '';
create index notice_underway on notice (sent_at) where status = 'sent';
