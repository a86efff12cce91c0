-- Why: operations look at what was measured in one room; samples were only found by their time.
-- +goose Up
create index quality_sample_room on quality_sample (room, at);
