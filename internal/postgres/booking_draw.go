package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

// drawStore keeps what ranks are made of: policy, seeds, pins.
type drawStore struct{ db *DB }

// policyBody is how the policy lies in its jsonb column.
type policyBody struct {
	Classes      map[string]classBody `json:"classes"`
	Urgent       []string             `json:"urgent"`
	FirstTime    int                  `json:"first_time"`
	Prior        int                  `json:"prior"`
	PriorMax     int                  `json:"prior_max"`
	Missed       int                  `json:"missed"`
	Cost         costBody             `json:"cost"`
	ConfirmHours int                  `json:"confirm_hours"`
	NoticeHours  int                  `json:"notice_hours"`
}

type classBody struct {
	Base           int `json:"base"`
	Rate           int `json:"rate"`
	MustServeWeeks int `json:"must_serve_weeks"`
}

type costBody struct {
	Venue   int `json:"venue"`
	Host    int `json:"host"`
	Time    int `json:"time"`
	Waste   int `json:"waste"`
	Reserve int `json:"reserve"`
}

func (s drawStore) Policy(ctx context.Context) (booking.Policy, error) {
	const q = `select body, version from policy`
	row, err := one[struct {
		Body    []byte
		Version int
	}](ctx, s.db, q, nil)
	if err != nil {
		return booking.Policy{}, err
	}
	var body policyBody
	if err := json.Unmarshal(row.Body, &body); err != nil {
		return booking.Policy{}, fmt.Errorf("read the policy: %w", err)
	}
	p := booking.Policy{
		Classes: map[booking.Class]booking.ClassRule{}, Urgent: named[booking.Class](body.Urgent),
		FirstTime: body.FirstTime, Prior: body.Prior, PriorMax: body.PriorMax, Missed: body.Missed,
		Cost: booking.Costs(body.Cost), ConfirmHours: body.ConfirmHours, NoticeHours: body.NoticeHours, Version: row.Version,
	}
	for name, c := range body.Classes {
		p.Classes[booking.Class(name)] = booking.ClassRule(c)
	}
	return p, nil
}

func (s drawStore) SavePolicy(ctx context.Context, p booking.Policy) error {
	const insert = `insert into policy (body) values (@body) on conflict do nothing`
	const update = `update policy set body = @body, version = version + 1 where version = @version`
	body := policyBody{
		Classes: map[string]classBody{}, Urgent: words(p.Urgent), FirstTime: p.FirstTime, Prior: p.Prior, PriorMax: p.PriorMax,
		Missed: p.Missed, Cost: costBody(p.Cost), ConfirmHours: p.ConfirmHours, NoticeHours: p.NoticeHours,
	}
	for name, c := range p.Classes {
		body.Classes[string(name)] = classBody(c)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write the policy: %w", err)
	}
	if p.Version == 0 {
		return must(ctx, s.db, booking.ErrConflict, insert, pgx.NamedArgs{"body": text})
	}
	return must(ctx, s.db, booking.ErrConflict, update, pgx.NamedArgs{"body": text, "version": p.Version})
}

type seedRow struct {
	Week        time.Time
	Seed        string
	SHA256      string
	CommittedAt time.Time
	RevealedAt  *time.Time
}

func (r seedRow) domain() booking.Seed {
	return booking.Seed{
		Week: fromDate(r.Week), Text: r.Seed, SHA256: r.SHA256, CommittedAt: r.CommittedAt, RevealedAt: orZero(r.RevealedAt),
	}
}

func (s drawStore) Seed(ctx context.Context, week time.Time) (booking.Seed, error) {
	const q = `select week, seed, sha256, committed_at, revealed_at from week_seed where week = @week::date`
	return domain(one[seedRow](ctx, s.db, q, pgx.NamedArgs{"week": onDate(week)}))
}

func (s drawStore) CommitSeed(ctx context.Context, seed booking.Seed) error {
	const q = `insert into week_seed (week, seed, sha256, committed_at) values (@week::date, @seed, @sha256, @at)
		on conflict (week) do nothing`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"week": onDate(seed.Week), "seed": seed.Text, "sha256": seed.SHA256, "at": seed.CommittedAt,
	})
	return err
}

func (s drawStore) RevealSeed(ctx context.Context, week, at time.Time) error {
	const q = `update week_seed set revealed_at = @at where week = @week::date`
	return must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{"week": onDate(week), "at": at})
}

type pinRow struct {
	Week      time.Time
	RequestID int64
	SlotID    int64
	Reason    string
	MadeBy    string
}

func (r pinRow) domain() booking.Pin {
	return booking.Pin{
		Week: fromDate(r.Week), Request: booking.RequestID(r.RequestID), Slot: booking.SlotID(r.SlotID), Reason: r.Reason, By: r.MadeBy,
	}
}

func (s drawStore) Pins(ctx context.Context, week time.Time) ([]booking.Pin, error) {
	const q = `select week, request_id, slot_id, reason, made_by from pin where week = @week::date order by id`
	return domains(all[pinRow](ctx, s.db, q, pgx.NamedArgs{"week": onDate(week)}))
}

func (s drawStore) AddPin(ctx context.Context, p booking.Pin, at time.Time) error {
	const q = `insert into pin (week, request_id, slot_id, reason, made_by, made_at)
		values (@week::date, @request, @slot, @reason, @by, @at)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"week": onDate(p.Week), "request": int64(p.Request), "slot": int64(p.Slot), "reason": p.Reason, "by": p.By, "at": at,
	})
	return err
}

func (s drawStore) RemovePin(ctx context.Context, week time.Time, request booking.RequestID) error {
	const q = `delete from pin where week = @week::date and request_id = @request`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"week": onDate(week), "request": int64(request)})
	return err
}
