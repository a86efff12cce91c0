package seed_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
	"majlis/internal/seed"
)

// journal writes to the audit record, as the program does.
type journal struct {
	log audit.Log
	now func() time.Time
}

func (j journal) Record(ctx context.Context, action, subject string, id int64, reason string) error {
	if !strings.Contains(action, ".") {
		action = subject + "." + action
	}
	actor := audit.System
	if staff := identity.ActorFrom(ctx).Staff; staff != nil {
		actor = audit.Ref{Kind: "staff", ID: staff.ID}
	}
	return j.log.Record(ctx, audit.Entry{At: j.now(), Actor: actor, Action: action, Subject: audit.Ref{Kind: subject, ID: id}, Reason: reason})
}

// office is the calendar as booking asks for it.
type office struct{ *calendar.Office }

func (o office) Working(_ context.Context, day time.Time) (bool, error) {
	return o.WorkingDay(day), nil
}

func (o office) Hours(_ context.Context, city string, day time.Time) (booking.Window, error) {
	from, to, _ := o.CityHours(city, day)
	return booking.Window{From: from, To: to}, nil
}

func (o office) Pauses(_ context.Context, city string, day time.Time) ([]booking.Window, error) {
	pauses, err := o.Office.Pauses(city, day)
	windows := make([]booking.Window, len(pauses))
	for i, p := range pauses {
		windows[i] = booking.Window{From: p.From, To: p.To}
	}
	return windows, err
}

func (o office) City(_ context.Context, centre string) (string, error) {
	city, ok := o.CityOf(centre)
	if !ok {
		return "", fmt.Errorf("centre %q: %w", centre, booking.ErrNotFound)
	}
	return city, nil
}

// build wires the program's own services to a database, as the composition root does, and keeps the
// last ones built.
func build(t *testing.T, db *postgres.DB) (deps seed.Deps, built *seed.Services) {
	t.Helper()
	bundle, err := i18n.Load(i18n.OnMissing(func(lang i18n.Lang, key string) { t.Errorf("no text for %s in %s", key, lang) }))
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.New(calendar.Config{})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := identity.NewKeys(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	built = &seed.Services{}
	deps.Build = func(on seed.Stage) (seed.Services, error) {
		store, outbox, record := db.Identity(), on.Outbox(db), journal{db.AuditLog(), on.Now}
		limits := identity.NewLimits(store, keys, on.Now)
		links := identity.NewLinks(store, limits, keys, on.Now)
		desk := booking.NewDesk(booking.Config{
			Store: db.Booking(), Outbox: outbox, Journal: record, Timers: db, Calendar: office{days}, Now: on.Now, NewSeed: on.NewSeed,
			Actor: func(ctx context.Context) string { return identity.ActorFrom(ctx).Label() },
		})
		*built = seed.Services{
			Tx: db, Links: links, Desk: desk, Checks: db, Days: db,
			People:   identity.NewPeople(identity.PeopleConfig{Store: store, Tx: db, Journal: record, Keys: keys, Now: on.Now}),
			Accounts: identity.NewAccounts(identity.AccountsConfig{Store: store, Tx: db, Journal: record, Limits: limits, Now: on.Now}),
			Office:   casework.NewOffice(casework.Config{Store: db.Casework(), Audiences: desk, Outbox: outbox, Journal: record, Calendar: days, Now: on.Now}),
			Notifier: notify.New(notify.Config{Store: db.Notices(), Links: links, Sender: on.Sender, Bundle: bundle, Origin: "http://localhost", Now: on.Now}),
		}
		return *built, nil
	}
	return deps, built
}
