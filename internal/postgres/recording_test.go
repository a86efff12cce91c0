package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/recordings"
)

func twoPeople(t *testing.T, db *postgres.DB) (asks, decides int64) {
	t.Helper()
	const q = `insert into staff (username, name_ar, name_en, role, password_hash, created_at) values ($1, 'سارة', 'Sara', 'chief', 'x', now()) returning id`
	for _, one := range []struct {
		name string
		id   *int64
	}{{"asks", &asks}, {"decides", &decides}} {
		if err := db.Pool().QueryRow(t.Context(), q, one.name).Scan(one.id); err != nil {
			t.Fatal(err)
		}
	}
	return asks, decides
}

// The last word on two people is the schema's, whatever the office's code would do.
func TestRecordingPolicy_TwoPeople(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	ctx := context.Background()
	asks, decides := twoPeople(t, db)
	at := time.Now().UTC().Truncate(time.Microsecond)
	ask := recordings.Policy{Recorded: true, Reason: "by order", AskedBy: asks, AskedAt: at}
	if err := db.AddRecordingPolicy(ctx, ask); err != nil {
		t.Fatal(err)
	}
	var refusal *booking.Refusal
	if err := db.AddRecordingPolicy(ctx, ask); !errors.As(err, &refusal) || refusal.Code != "recording_policy_one_open" {
		t.Errorf("a second open question: %v", err)
	}
	all, err := db.RecordingPolicies(ctx)
	if err != nil || len(all) != 1 || !all[0].Open() || !all[0].DecidedAt.IsZero() {
		t.Fatalf("policies %+v, %v", all, err)
	}
	p := all[0]
	p.DecidedBy, p.DecidedAt, p.Approved = asks, at, true
	if err := db.DecideRecordingPolicy(ctx, p); !errors.As(err, &refusal) || refusal.Code != "recording_two_people" {
		t.Errorf("approved by whoever asked: %v", err)
	}
	p.DecidedBy = decides
	if err := db.DecideRecordingPolicy(ctx, p); err != nil {
		t.Error(err)
	}
	if err := db.DecideRecordingPolicy(ctx, p); !errors.Is(err, booking.ErrConflict) {
		t.Errorf("decided twice: %v", err)
	}
	off := recordings.Policy{Reason: "no longer", AskedBy: asks, AskedAt: at.Add(time.Second), DecidedBy: asks, DecidedAt: at.Add(time.Second), Approved: true}
	if err := db.AddRecordingPolicy(ctx, off); err != nil {
		t.Errorf("turned off by one: %v", err)
	}
	if all, err = db.RecordingPolicies(ctx); err != nil || all[0].Recorded || !all[1].Approved {
		t.Errorf("policies %+v, %v", all, err)
	}
}
