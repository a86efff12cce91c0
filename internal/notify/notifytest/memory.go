package notifytest

import (
	"context"
	"errors"
	"slices"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/i18n"
	"majlis/internal/notify"
)

// InMemory is a world without a database.
func InMemory() World {
	m := &memory{Memory: bookingtest.NewMemory(), status: map[int64]notify.Status{}, done: map[Work]bool{}}
	return World{Backing: m.Backing(), Notices: m, Due: m.due, Done: func(w Work) { m.done[w] = true }}
}

// memory keeps the notices of a bookingtest.Memory and which work is done.
type memory struct {
	*bookingtest.Memory
	status map[int64]notify.Status
	done   map[Work]bool
}

func (m *memory) due(now time.Time) []Work {
	var all []Work
	for i, timer := range m.Timers() {
		if !timer.At.After(now) {
			all = append(all, Work{"lapse", int64(timer.Offer), int64(i)})
		}
	}
	for i, slot := range m.ToFill() {
		all = append(all, Work{"fill", int64(slot), int64(i)})
	}
	for i, n := range m.Memory.Notices() {
		if !n.DueAt.After(now) {
			all = append(all, Work{"send", int64(i) + 1, 0})
		}
	}
	return slices.DeleteFunc(all, func(w Work) bool { return m.done[w] })
}

func (m *memory) Pending(ctx context.Context, id int64) (notify.Pending, error) {
	n := m.Memory.Notices()[id-1]
	p := notify.Pending{ID: id, Notice: n, Status: m.statusOf(id), Phone: "+966501234567", Lang: i18n.Arabic, Person: n.Person, DueAt: n.DueAt,
		Case: notify.CaseFacts{Reference: "R48-10427", Status: "under_review"}}
	if n.Subject != booking.SubjectOffer {
		return p, nil
	}
	store := m.Store()
	o, r, slot, err := store.Answers.LockedOffer(ctx, booking.OfferID(n.ID))
	if err != nil {
		return p, err
	}
	session, err := store.Sessions.Session(ctx, slot.Session)
	if err != nil {
		return p, err
	}
	a, err := store.Audiences.AudienceOfOffer(ctx, o.ID)
	if err != nil && !errors.Is(err, booking.ErrNotFound) {
		return p, err
	}
	p.Offer = notify.OfferFacts{ID: int64(o.ID), Status: o.Status, RequestStatus: r.Status, AudienceStatus: a.Status, Version: o.Version,
		At: slot.At, Minutes: slot.Minutes, Venue: o.Venue, ConfirmBy: o.ConfirmBy, LateFor: session.LateFor}
	return p, nil
}

func (m *memory) statusOf(id int64) notify.Status {
	if status := m.status[id]; status != "" {
		return status
	}
	return notify.StatusQueued
}

func (m *memory) settle(id int64, to notify.Status) error {
	if m.statusOf(id) == notify.StatusQueued {
		m.status[id] = to
	}
	return nil
}

func (m *memory) MarkSent(_ context.Context, id int64, _ notify.Receipt) error {
	return m.settle(id, notify.StatusSent)
}

func (m *memory) MarkFailed(_ context.Context, id int64, _ string, last bool) error {
	if last {
		return m.settle(id, notify.StatusFailed)
	}
	return nil
}

func (m *memory) MarkSuperseded(_ context.Context, id int64) error {
	return m.settle(id, notify.StatusSuperseded)
}

func (m *memory) Recent(context.Context, notify.RecentFilter) ([]notify.Sent, error) {
	var all []notify.Sent
	for i, n := range m.Memory.Notices() {
		id := int64(i) + 1
		all = append(all, notify.Sent{ID: id, Kind: n.Kind, Status: m.statusOf(id), DueAt: n.DueAt})
	}
	return all, nil
}
