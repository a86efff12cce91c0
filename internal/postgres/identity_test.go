package postgres_test

import (
	"context"
	"testing"
	"time"

	"majlis/internal/identity"
	"majlis/internal/identity/identitytest"
	"majlis/internal/postgres/postgrestest"
)

func TestIdentityStore(t *testing.T) {
	t.Parallel()
	identitytest.TestStore(t, func(t *testing.T) identitytest.Whole { return postgrestest.New(t).Identity() })
}

func TestIdentityStore_Sweep(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := postgrestest.New(t)
	store := db.Identity()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	person, _, err := store.SavePerson(ctx, identity.Person{
		Phone: "+966501234567", Kind: "citizen", Tail: "008", FullName: "نورة", Section: "women", Language: "ar",
	}, identity.Sealed{Number: []byte{1}, Hash: []byte{2}}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, age := range []time.Duration{0, 72 * time.Hour} {
		if err := store.AddCode(ctx, identity.SentCode{Phone: person.Phone, Purpose: "sign_in", Hash: []byte{1}, SentAt: now.Add(-age), ExpiresAt: now.Add(-age)}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.AddAttempt(ctx, "key", now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		link := identity.Link{Purpose: identity.PurposeTrack, Subject: 1, Person: person.ID, ExpiresAt: now.Add(-20 * age)}
		if err := store.AddLink(ctx, []byte(age.String()), link, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Sweep(ctx, now); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"one_time_code", "attempt", "link"} {
		var left int
		if err := db.Pool().QueryRow(ctx, "select count(*) from "+table).Scan(&left); err != nil || left != 1 {
			t.Errorf("%s: %d rows left (%v), want the new one", table, left, err)
		}
	}
}
