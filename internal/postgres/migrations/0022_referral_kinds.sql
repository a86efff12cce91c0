-- Why: what a host orders in an audience stands beside what the office asked the same department before,
-- so a department may owe one answer of each kind about a case.

-- +goose Up
drop index referral_one_open_per_department;
create unique index referral_one_open_per_department on referral (case_id, department_id, kind) where status in ('open', 'in_progress');
