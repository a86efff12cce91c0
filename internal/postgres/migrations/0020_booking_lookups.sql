-- Why: a week's grid reads sessions by week and offers by slot, the filing of a request looks
-- at the person's earlier ones; none of these had an index. A taken-back offer keeps the
-- office's reason beside it (the column is there already).
-- +goose Up
create index session_week on session (week, from_at);
create index offer_slot on offer (slot_id);
create index audience_request_person on audience_request (person_id);
create index plan_week on plan (week);
