package seed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/sms"
)

// ErrLoaded says that the database is in use already.
var ErrLoaded = errors.New("there are people in this database already; demonstration data goes into an empty one only")

// A Stage is what the services are to be built on while the demonstration is played.
type Stage struct {
	Now     func() time.Time                          // the clock, which moves through the weeks
	NewSeed func() string                             // of a week's lots, for booking.Config
	Outbox  func(inner booking.Outbox) booking.Outbox // to be put around the real outbox
	Sender  sms.Sender                                // sends nothing
}

// Services are the program's own, built on one Stage.
type Services struct {
	Tx       Transactor
	People   *identity.People
	Accounts *identity.Accounts
	Links    *identity.Links
	Office   *casework.Office
	Desk     *booking.Desk
	Notifier *notify.Notifier
	Checks   DeviceChecks
	Days     Days
}

// Days keeps what officers decide about the calendar.
type Days interface {
	SaveCalendarDecision(ctx context.Context, d calendar.Decision) error
}

// A Transactor runs do in one transaction that the services join, or in a part of it that may be
// refused alone.
type Transactor interface {
	InTx(ctx context.Context, do func(ctx context.Context) error) error
	InSavepoint(ctx context.Context, do func(ctx context.Context) error) error
}

// DeviceChecks keeps what people's devices showed.
type DeviceChecks interface {
	AddDeviceCheck(ctx context.Context, c booking.DeviceCheck) error
}

// Deps is what Load needs.
type Deps struct {
	Build func(Stage) (Services, error)
}

// Load plays the demonstration up to now. It fails with ErrLoaded, changing nothing, in a database
// that is in use.
func Load(ctx context.Context, d Deps, now time.Time, log *slog.Logger) error {
	began := now.AddDate(0, 0, -days).Truncate(time.Hour)
	s := &story{
		timeline: timeline{clock: began, end: now}, now: now, log: log, began: began,
		sending: map[int64]bool{}, departments: map[string]casework.DepartmentID{}, staff: map[string]*identity.Staff{},
		hosts: map[string]booking.Host{}, affairs: map[int64]*affair{},
	}
	var err error
	if s.calendar, err = calendar.New(calendar.Config{}); err != nil {
		return fmt.Errorf("make the calendar: %w", err)
	}
	if s.Services, err = d.Build(Stage{Now: s.time, NewSeed: s.newSeed, Outbox: s.outbox, Sender: silent{}}); err != nil {
		return fmt.Errorf("build the services: %w", err)
	}
	if loaded, err := Loaded(ctx, s.Services); err != nil {
		return err
	} else if loaded {
		return ErrLoaded
	}
	if err := s.Tx.InTx(ctx, s.play); err != nil {
		return fmt.Errorf("play the demonstration: %w", err)
	}
	log.Info("demonstration loaded", "people", len(s.people), "cases", s.filed, "moments", s.moments, "refused", s.refused)
	return nil
}

// Loaded reports whether the database is in use: it has accounts, hosts or cases.
func Loaded(ctx context.Context, s Services) (bool, error) {
	staff, err := s.Accounts.List(ctx)
	if err != nil {
		return false, fmt.Errorf("look for accounts: %w", err)
	}
	hosts, err := s.Desk.Hosts(ctx)
	if err != nil {
		return false, fmt.Errorf("look for hosts: %w", err)
	}
	_, cases, err := s.Office.Queue(ctx, casework.QueueFilter{PerPage: 1})
	if err != nil {
		return false, fmt.Errorf("look for cases: %w", err)
	}
	return len(staff)+len(hosts)+cases > 0, nil
}

// days is how far back the demonstration begins.
const days = 70

// A story is the demonstration being played.
type story struct {
	timeline
	Services
	now      time.Time
	began    time.Time
	log      *slog.Logger
	calendar *calendar.Office
	dice     *rand.Rand

	departments map[string]casework.DepartmentID
	hosts       map[string]booking.Host
	staff       map[string]*identity.Staff
	people      []*person
	affairs     map[int64]*affair // by the number of their case
	met         []*person         // received already, and may ask again
	sending     map[int64]bool
	judged      int // surveys answered so far
	filed       int
	seeds       int
	refused     int
}

// play sets the stage and runs every moment up to now. It starts afresh when the transaction is
// run again.
func (s *story) play(ctx context.Context) error {
	s.timeline = timeline{clock: s.began, end: s.now}
	s.dice = rand.New(rand.NewPCG(1448, 94))
	s.people, s.met = nil, nil
	s.judged, s.filed, s.seeds, s.refused = 0, 0, 0, 0
	clear(s.sending)
	clear(s.affairs)
	if err := s.settle(ctx); err != nil {
		return err
	}
	s.planPresent()
	s.planCast()
	s.planFilings()
	s.planWeeks()
	return s.run(ctx)
}

// newSeed makes the lots of the demonstration's weeks the same every time.
func (s *story) newSeed() string {
	s.seeds++
	return fmt.Sprintf("demonstration-week-%02d", s.seeds)
}
