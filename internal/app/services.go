package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/config"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
	"majlis/internal/sms"
)

// services are the domain, wired to one database.
type services struct {
	now      func() time.Time
	bundle   *i18n.Bundle
	calendar *calendar.Office // for pages: follows the store within moments
	days     *calendar.Keeper // for decisions: as the store says now
	record   journal
	desk     *booking.Desk
	office   *casework.Office
	keys     *identity.Keys
	limits   *identity.Limits
	people   *identity.People
	codes    *identity.Codes
	links    *identity.Links
	accounts *identity.Accounts
	notifier *notify.Notifier
	sender   sms.Sender
}

// A stage is what services stand on besides the database; the demonstration plays on its own.
type stage struct {
	now     func() time.Time
	sender  sms.Sender
	outbox  booking.Outbox
	newSeed func() string // of a week's lots; nil makes them by chance
}

// present is the stage of a running node.
func present(c config.Config, db *postgres.DB, sender sms.Sender) stage {
	return stage{now: func() time.Time { return time.Now().Add(c.TimeOffset) }, sender: sender, outbox: db}
}

// newServices wires the domain.
func newServices(c config.Config, db *postgres.DB, on stage, log *slog.Logger) (*services, error) {
	s := &services{now: on.now, sender: on.sender}
	var err error
	if s.bundle, err = i18n.Load(i18n.OnMissing(func(lang i18n.Lang, key string) { log.Error("text missing", "language", lang, "key", key) })); err != nil {
		return nil, fmt.Errorf("load the catalogues: %w", err)
	}
	if s.calendar, err = calendar.New(calendar.Config{}); err != nil {
		return nil, fmt.Errorf("make the calendar: %w", err)
	}
	s.days = calendar.NewKeeper(db, s.calendar)
	if s.keys, err = identity.NewKeys(c.Key.Reveal()); err != nil {
		return nil, fmt.Errorf("derive keys: %w", err)
	}
	record := journal{log: db.AuditLog(), now: s.now}
	s.record = record
	s.desk = booking.NewDesk(booking.Config{
		Store: db.Booking(), Outbox: on.outbox, NewSeed: on.newSeed, Journal: record, Timers: db, Calendar: officeCalendar{s.days}, Now: s.now,
		Actor: func(ctx context.Context) string { return identity.ActorFrom(ctx).Label() },
	})
	s.office = casework.NewOffice(casework.Config{
		Store: db.Casework(), Audiences: s.desk, Outbox: on.outbox, Journal: record, Calendar: s.calendar, Now: s.now,
	})
	s.identity(c, db, record)
	s.notifier = notify.New(notify.Config{
		Store: db.Notices(), Deliveries: db.Deliveries(), Links: s.links, Sender: on.sender, Bundle: s.bundle, Origin: c.PublicOrigin, HelpPhone: helpPhone, Now: s.now,
	})
	return s, nil
}

// helpPhone is the number people call when something fails.
const helpPhone = "8000000000"

func (s *services) identity(c config.Config, db *postgres.DB, record journal) {
	store := db.Identity()
	host := "localhost"
	if u, err := url.Parse(c.PublicOrigin); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	s.limits = identity.NewLimits(store, s.keys, s.now)
	s.people = identity.NewPeople(identity.PeopleConfig{Store: store, Tx: db, Journal: record, Keys: s.keys, Now: s.now})
	s.links = identity.NewLinks(store, s.limits, s.keys, s.now)
	s.accounts = identity.NewAccounts(identity.AccountsConfig{Store: store, Tx: db, Journal: record, Limits: s.limits, Now: s.now})
	s.codes = identity.NewCodes(identity.CodesConfig{
		Store: store, Limits: s.limits, Keys: s.keys, Bundle: s.bundle, Host: host, Now: s.now,
		Text: func(ctx context.Context, phone, text string) error {
			_, err := s.sender.Send(ctx, sms.Message{To: phone, Text: text})
			return err
		},
	})
}
