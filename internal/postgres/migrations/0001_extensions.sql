-- Why: "no two slots of a host overlap" is an exclusion constraint over a plain number
-- (the host) and a time range together, and only btree_gist lets both stand in one
-- GiST index. The extension is trusted: the database's owner may create it.
-- +goose Up
create extension if not exists btree_gist;
