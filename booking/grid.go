package booking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A WeekView is all there is to a week, for the office's grid.
type WeekView struct {
	Week     time.Time
	Seed     Seed // zero before the week is opened; its Text empty before publication
	Sessions []Session
	Slots    []Slot
	Offers   []Offer   // every offer of these slots, live or not, oldest first
	Requests []Request // those that these slots are offered to, or were given to
	Plans    []Plan    // newest first, without Problem and Solution
	Pins     []Pin
}

// Week gathers a week; one never opened is empty.
func (d *Desk) Week(ctx context.Context, week time.Time) (WeekView, error) {
	v := WeekView{Week: WeekOf(week)}
	err := d.inTx(ctx, "read a week", func(ctx context.Context) (err error) {
		if v.Sessions, err = d.store.Sessions.SessionsOfWeek(ctx, v.Week); err != nil {
			return err
		}
		if v.Slots, err = d.store.Slots.SlotsOfWeek(ctx, v.Week); err != nil {
			return err
		}
		if v.Offers, err = d.store.Offers.OffersOfWeek(ctx, v.Week); err != nil {
			return err
		}
		if v.Plans, err = d.store.Plans.PlansOfWeek(ctx, v.Week); err != nil {
			return err
		}
		if v.Pins, err = d.store.Pins.Pins(ctx, v.Week); err != nil {
			return err
		}
		if v.Seed, err = d.publicSeed(ctx, v.Week); err != nil {
			return err
		}
		v.Requests, err = d.offeredRequests(ctx, v.Offers)
		return err
	})
	return v, err
}

// publicSeed is the seed as anybody may see it: before publication only its hash.
func (d *Desk) publicSeed(ctx context.Context, week time.Time) (Seed, error) {
	s, err := d.store.Draws.Seed(ctx, week)
	if errors.Is(err, ErrNotFound) {
		return Seed{}, nil
	}
	if s.RevealedAt.IsZero() {
		s.Text = ""
	}
	return s, err
}

func (d *Desk) offeredRequests(ctx context.Context, offers []Offer) ([]Request, error) {
	var ids []RequestID
	for _, o := range offers {
		if o.Status.Live() || o.Status == OfferDone {
			ids = append(ids, o.Request)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return d.store.Requests.Requests(ctx, RequestFilter{IDs: ids})
}

// Slot is one slot, or ErrNotFound.
func (d *Desk) Slot(ctx context.Context, id SlotID) (Slot, error) {
	return d.store.Slots.Slot(ctx, id)
}

// Session is one session, or ErrNotFound.
func (d *Desk) Session(ctx context.Context, id SessionID) (Session, error) {
	return d.store.Sessions.Session(ctx, id)
}

// CloseSlot takes a slot out of supply; one with a live offer is refused (slot_taken): the
// office revokes the offer first. A closed slot stays so quietly.
func (d *Desk) CloseSlot(ctx context.Context, id SlotID) error {
	return d.setClosed(ctx, "close", id, true)
}

// ReopenSlot undoes CloseSlot; where the whole day had been closed, the slot's session is taken
// up again, which a day off refuses (day_off).
func (d *Desk) ReopenSlot(ctx context.Context, id SlotID) error {
	return d.setClosed(ctx, "reopen", id, false)
}

func (d *Desk) setClosed(ctx context.Context, action string, id SlotID, closed bool) error {
	return d.inTx(ctx, action+" a slot", func(ctx context.Context) error {
		s, err := d.lockedSlot(ctx, id)
		if err != nil || s.Closed == closed {
			return err
		}
		if closed {
			err = d.shut(ctx, id)
		} else {
			err = d.backInSupply(ctx, s)
		}
		if err != nil {
			return err
		}
		return d.journal.Record(ctx, action, subjectSlot, int64(id), "")
	})
}

// backInSupply opens a slot, and its session if that was closed with the day.
func (d *Desk) backInSupply(ctx context.Context, s Slot) error {
	session, err := d.store.Sessions.Session(ctx, s.Session)
	if err != nil {
		return err
	}
	if session.Status == SessionClosed && s.At.After(d.now()) {
		// Rule R6: nobody is received on a day off, unless the office added a session for it by hand.
		if working, err := d.calendar.Working(ctx, s.At); err != nil {
			return err
		} else if !working {
			return Refuse("day_off", "slot")
		}
		session.Status = SessionPlanned
		if err := d.store.Sessions.SaveSession(ctx, session); err != nil {
			return err
		}
	}
	return d.store.Slots.SetSlotClosed(ctx, s.ID, false)
}

// shut takes a slot without a live offer out of supply, and back from those who were called for it.
func (d *Desk) shut(ctx context.Context, id SlotID) error {
	// Whoever takes it at this moment either is seen here or sees it closed.
	if err := d.store.Tx.Lock(ctx, lockName(subjectSlot, int64(id))); err != nil {
		return err
	}
	all, err := d.store.Answers.OffersOfSlot(ctx, id)
	if err != nil {
		return err
	}
	var calls []Offer
	for _, o := range all {
		switch {
		case o.Status.Live():
			return Refuse("slot_taken", "")
		case o.Status == OfferCalled:
			if err := o.move(OfferRevoked); err != nil {
				return err
			}
			o.AnsweredAt = d.now()
			calls = append(calls, o)
		}
	}
	if err := d.store.Answers.SaveOffers(ctx, calls); err != nil {
		return err
	}
	return d.store.Slots.SetSlotClosed(ctx, id, true)
}

// lockedSlot reads a slot and keeps whoever would offer or close one of its week waiting
// until the transaction ends.
func (d *Desk) lockedSlot(ctx context.Context, id SlotID) (Slot, error) {
	s, err := d.store.Slots.Slot(ctx, id)
	if err != nil {
		return Slot{}, err
	}
	if err := d.lockWeek(ctx, WeekOf(s.At)); err != nil {
		return Slot{}, err
	}
	return d.store.Slots.Slot(ctx, id)
}

func (d *Desk) lockWeek(ctx context.Context, week time.Time) error {
	return d.store.Tx.Lock(ctx, lockName(subjectWeek, weekNumber(week)))
}

// taken reports whether the slot has a live offer.
func (d *Desk) taken(ctx context.Context, s Slot) (bool, error) {
	offers, err := d.store.Answers.OffersOfSlot(ctx, s.ID)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(offers, func(o Offer) bool { return o.Status.Live() }), nil
}

// A NewSession is a session made by hand, outside the templates.
type NewSession struct {
	Host          HostID
	From, To      time.Time
	SlotMinutes   int
	BufferMinutes int
	LongSlots     int
	Venues        []Venue
	Languages     []string
	Provides      []string
	Section       string
	OpenTo        string
}

// AddSession makes a session by hand, on any day, around the prayer pauses. It refuses
// what SaveTemplate refuses, a session over midnight (hours_out_of_order) or in the past
// (window_closed), one that overlaps another of its host (session_overlaps), and one in
// which no slot fits (session_empty).
func (d *Desk) AddSession(ctx context.Context, n NewSession) (Session, error) {
	day := midnight(n.From)
	shape := Template{
		Host: n.Host, From: n.From.Sub(day), To: n.To.Sub(day), SlotMinutes: n.SlotMinutes,
		BufferMinutes: n.BufferMinutes, LongSlots: n.LongSlots, Venues: n.Venues, Languages: n.Languages, Provides: n.Provides,
		Section: n.Section, OpenTo: n.OpenTo,
	}
	shape.defaults()
	if err := shape.check(); err != nil {
		return Session{}, err
	}
	if !n.To.After(d.now()) {
		return Session{}, Refuse("window_closed", "from")
	}
	s := Session{Host: n.Host, Week: WeekOf(n.From), From: n.From, To: n.To, Status: SessionPlanned, Version: 1}
	err := d.inTx(ctx, "add a session", func(ctx context.Context) error {
		if err := d.commitSeed(ctx, s.Week); err != nil {
			return err
		}
		slots, err := d.layOut(ctx, s, shape)
		if err != nil {
			return err
		}
		if len(slots) == 0 {
			return Refuse("session_empty", "to")
		}
		if s.ID, err = d.store.Sessions.AddSession(ctx, s, slots); err != nil {
			return err
		}
		return d.journal.Record(ctx, "add", subjectSession, int64(s.ID), fmt.Sprintf("%d slots", len(slots)))
	})
	return s, err
}

func lockName(subject string, id int64) string { return fmt.Sprintf("%s:%d", subject, id) }
