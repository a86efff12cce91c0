package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/calendar"
	"majlis/internal/identity"
)

// journal writes the audit record for services that know who acts from the context alone.
type journal struct {
	log audit.Log
	now func() time.Time
}

// Record names the action noun.verb: services whose verbs stand alone give the noun as subject.
func (j journal) Record(ctx context.Context, action, subject string, id int64, reason string) error {
	if !strings.Contains(action, ".") {
		action = subject + "." + action
	}
	actor := identity.ActorFrom(ctx)
	return j.log.Record(ctx, audit.Entry{
		At: j.now(), Actor: refOf(actor), Action: action, Subject: audit.Ref{Kind: subject, ID: id}, Reason: reason, From: actor.Address,
	})
}

func refOf(a identity.Actor) audit.Ref {
	switch {
	case a.Staff != nil:
		return audit.Ref{Kind: "staff", ID: a.Staff.ID}
	case a.Person != 0:
		return audit.Ref{Kind: "person", ID: a.Person}
	case a.Phone != "":
		return audit.Ref{Kind: "phone"}
	}
	return audit.System
}

// officeCalendar is the calendar as booking asks for it: as ctx's transaction sees it.
type officeCalendar struct{ days *calendar.Keeper }

func (c officeCalendar) Working(ctx context.Context, day time.Time) (bool, error) {
	office, err := c.days.At(ctx)
	if err != nil {
		return false, err
	}
	return office.WorkingDay(day), nil
}

func (c officeCalendar) Hours(ctx context.Context, city string, day time.Time) (booking.Window, error) {
	office, err := c.days.At(ctx)
	if err != nil {
		return booking.Window{}, err
	}
	from, to, _ := office.CityHours(city, day)
	return booking.Window{From: from, To: to}, nil
}

func (c officeCalendar) Pauses(ctx context.Context, city string, day time.Time) ([]booking.Window, error) {
	office, err := c.days.At(ctx)
	if err != nil {
		return nil, err
	}
	pauses, err := office.Pauses(city, day)
	if err != nil {
		return nil, fmt.Errorf("pauses of %s: %w", city, err)
	}
	windows := make([]booking.Window, len(pauses))
	for i, p := range pauses {
		windows[i] = booking.Window{From: p.From, To: p.To}
	}
	return windows, nil
}

func (c officeCalendar) City(ctx context.Context, centre string) (string, error) {
	office, err := c.days.At(ctx)
	if err != nil {
		return "", err
	}
	city, ok := office.CityOf(centre)
	if !ok {
		return "", fmt.Errorf("centre %q: %w", centre, booking.ErrNotFound)
	}
	return city, nil
}
