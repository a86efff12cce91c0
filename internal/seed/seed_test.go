package seed_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/seed"
)

type silent struct{}

func (silent) Record(context.Context, string, string, int64, string) error { return nil }

type noTimers struct{}

func (noTimers) LapseAt(context.Context, booking.OfferID, time.Time) error { return nil }

// days is the office's calendar as booking asks for it.
type days struct{ *calendar.Office }

func (d days) Working(_ context.Context, day time.Time) (bool, error) { return d.WorkingDay(day), nil }

func (d days) Hours(_ context.Context, city string, day time.Time) (booking.Window, error) {
	from, to, _ := d.CityHours(city, day)
	return booking.Window{From: from, To: to}, nil
}

func (d days) Pauses(context.Context, string, time.Time) ([]booking.Window, error) { return nil, nil }

func (d days) City(_ context.Context, centre string) (string, error) { return centre, nil }

// build wires the program's own services to a database, as the composition root does.
func build(t *testing.T, db *postgres.DB) func(seed.Stage) (seed.Services, error) {
	t.Helper()
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	office, err := calendar.New(calendar.Config{})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := identity.NewKeys(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return func(on seed.Stage) (seed.Services, error) {
		store := db.Identity()
		limits := identity.NewLimits(store, keys, on.Now)
		links := identity.NewLinks(store, limits, keys, on.Now)
		outbox := on.Outbox(db)
		desk := booking.NewDesk(booking.Config{Store: db.Booking(), Outbox: outbox, Journal: silent{}, Timers: noTimers{}, Calendar: days{office}, Now: on.Now, NewSeed: on.NewSeed})
		return seed.Services{
			Tx: db, Links: links, Desk: desk, Checks: db,
			People:   identity.NewPeople(identity.PeopleConfig{Store: store, Tx: db, Journal: silent{}, Keys: keys, Now: on.Now}),
			Accounts: identity.NewAccounts(identity.AccountsConfig{Store: store, Tx: db, Journal: silent{}, Limits: limits, Now: on.Now}),
			Office:   casework.NewOffice(casework.Config{Store: db.Casework(), Audiences: desk, Outbox: outbox, Journal: silent{}, Calendar: office, Now: on.Now}),
			Notifier: notify.New(notify.Config{Store: db.Notices(), Links: links, Sender: on.Sender, Bundle: bundle, Origin: "http://localhost", Now: on.Now}),
		}, nil
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	now := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	deps := seed.Deps{Build: build(t, db)}
	log := slog.New(slog.DiscardHandler)
	if err := seed.Load(t.Context(), deps, now, log); err != nil {
		t.Fatal(err)
	}
	count := func(q string) (n int) {
		t.Helper()
		if err := db.Pool().QueryRow(t.Context(), q).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for what, want := range map[string]struct {
		q     string
		least int
	}{
		"cases":                       {"select count(*) from case_file", 250},
		"audience requests":           {"select count(*) from audience_request", 90},
		"statuses of cases":           {"select count(distinct status) from case_file", 11},
		"statuses of requests":        {"select count(distinct status) from audience_request", 7},
		"statuses of offers":          {"select count(distinct status) from offer", 6},
		"dispositions":                {"select count(distinct disposition) from audience where disposition <> ''", 4},
		"surveys":                     {"select count(*) from survey", 40},
		"an audience to join now":     {"select count(*) from audience where venue = 'home' and status = 'expected' and at between '2026-11-24 06:50Z' and '2026-11-24 07:40Z'", 2},
		"a visitor checked in":        {"select count(*) from audience where status = 'checked_in' and at::date = '2026-11-24'", 1},
		"a draft of the week to come": {"select count(*) from plan where week = '2026-11-29' and status = 'draft'", 1},
	} {
		if got := count(want.q); got < want.least {
			t.Errorf("%s: %d, want %d at least", what, got, want.least)
		}
	}
	if late := count("select count(*) from notice where status = 'queued' and due_at < '2026-11-24 06:59Z'"); late != 0 {
		t.Errorf("%d notices of the past still wait to be sent", late)
	}
	if err := seed.Load(t.Context(), deps, now, log); !errors.Is(err, seed.ErrLoaded) {
		t.Errorf("a second load answered %v", err)
	}
}

func TestAccounts(t *testing.T) {
	held := map[identity.Role]bool{}
	for _, a := range seed.Accounts() {
		held[a.Role] = true
		if len(a.Password) < 12 || a.NameAr == "" || a.NameEn == "" {
			t.Errorf("the account %s lacks something", a.Username)
		}
	}
	for _, role := range identity.Roles() {
		if !held[role] {
			t.Errorf("nobody has the role %s", role)
		}
	}
}
