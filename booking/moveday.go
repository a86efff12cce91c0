package booking

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A DayMove says what becomes of the appointments of days on which a host, or nobody, can
// receive: they move to other days, keeping their order, or their people wait again.
type DayMove struct {
	Days   []time.Time
	Host   HostID        // whose days; 0 for everybody's
	To     time.Time     // the first day they move to; zero frees them
	From   time.Duration // not before this hour of a day, since midnight
	ToHost HostID        // 0 for the host each of them had
	Reason string
}

// Moved is what becomes of one appointment, or of an offer not yet answered.
type Moved struct {
	Offer   Offer // as it was
	Request Request
	Was     Slot
	Now     Slot // its ID is 0 when the request waits again
	// Why names the rule that kept it from being moved, or "slot" when there was no room.
	Why    string
	Notice Notice
}

// A DayMoved is all that a DayMove did, by the times told before.
type DayMoved struct {
	People   []Moved
	Sessions []Session // closed
}

// Fingerprint names the outcome: two that differ for anybody differ in it.
func (m DayMoved) Fingerprint() string {
	h := sha256.New()
	for _, p := range m.People {
		fmt.Fprintln(h, p.Offer.ID, p.Offer.Version, p.Now.Host, p.Now.At.Unix(), p.Notice.Kind, p.Why)
	}
	for _, s := range m.Sessions {
		fmt.Fprintln(h, s.ID, s.Version)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// MoveDay closes days and moves or frees all that was to take place on them, in one
// transaction; who has begun or is over is left alone. Everybody is told once. Called in a
// transaction that is undone it is a preview of all that it would do. It refuses no reason
// (reason_needed), a day gone by (date_past) and days that move onto themselves or onto days
// without work (day_not_open).
func (d *Desk) MoveDay(ctx context.Context, m DayMove) (DayMoved, error) {
	var done DayMoved
	if m.Reason == "" {
		return done, Refuse("reason_needed", "reason")
	}
	err := d.inTx(ctx, "move a day", func(ctx context.Context) error {
		move, err := d.beginMove(ctx, m)
		if err != nil {
			return err
		}
		// Rule R33: whoever helped at the old times is free for the new ones.
		for _, p := range move.people {
			if err := d.store.Bindings.Unbind(ctx, p.Offer.ID); err != nil {
				return err
			}
		}
		for i := range move.people {
			if err := move.one(ctx, &move.people[i]); err != nil {
				return err
			}
		}
		if err := move.close(ctx); err != nil {
			return err
		}
		done = DayMoved{move.people, move.sessions}
		return nil
	})
	return done, err
}

// A dayMove is one at work.
type dayMove struct {
	*Desk
	DayMove
	policy   Policy
	people   []Moved
	sessions []Session
	lanes    map[HostID]*lane
}

// beginMove finds out whom a move concerns, and keeps everybody else's hands off it.
func (d *Desk) beginMove(ctx context.Context, m DayMove) (*dayMove, error) {
	move := &dayMove{Desk: d, DayMove: m, lanes: map[HostID]*lane{}}
	for i := range m.Days {
		m.Days[i] = midnight(m.Days[i])
	}
	if err := move.check(ctx); err != nil {
		return nil, err
	}
	var err error
	if move.policy, err = d.policy(ctx); err != nil {
		return nil, err
	}
	for _, week := range weeksOf(append(slices.Clone(m.Days), move.targets()...)) {
		if err := d.lockWeek(ctx, week); err != nil {
			return nil, err
		}
	}
	for _, week := range weeksOf(m.Days) {
		if err := move.gather(ctx, week); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(move.people, func(a, b Moved) int {
		return cmp.Or(a.Was.At.Compare(b.Was.At), cmp.Compare(a.Was.Host, b.Was.Host))
	})
	return move, nil
}

func (m *dayMove) check(ctx context.Context) error {
	for _, day := range m.Days {
		if day.Before(midnight(m.now())) {
			return Refuse("date_past", "day")
		}
	}
	if m.To.IsZero() {
		return nil
	}
	working, err := m.calendar.Working(ctx, m.To)
	if err != nil {
		return err
	}
	same := slices.ContainsFunc(m.Days, midnight(m.To).Equal) && (m.ToHost == m.Host || m.ToHost == 0 || m.Host == 0)
	if !working || same || midnight(m.To).Before(midnight(m.now())) {
		return Refuse("day_not_open", "to")
	}
	return nil
}

// targets are the days that may be moved to: as many as are closed, and no more than a week on.
func (m *dayMove) targets() []time.Time {
	if m.To.IsZero() {
		return nil
	}
	var days []time.Time
	for day := midnight(m.To); len(days) < 7; day = day.AddDate(0, 0, 1) {
		days = append(days, day)
	}
	return days
}

func weeksOf(days []time.Time) []time.Time {
	var weeks []time.Time
	for _, day := range days {
		weeks = append(weeks, WeekOf(day))
	}
	slices.SortFunc(weeks, time.Time.Compare)
	return slices.CompactFunc(weeks, time.Time.Equal)
}

// gather finds a week's sessions and live offers on the days.
func (m *dayMove) gather(ctx context.Context, week time.Time) error {
	sessions, err := m.store.Sessions.SessionsOfWeek(ctx, week)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if m.concerns(s.Host, s.From) && s.Status != SessionClosed {
			m.sessions = append(m.sessions, s)
		}
	}
	slots, err := m.store.Slots.SlotsOfWeek(ctx, week)
	if err != nil {
		return err
	}
	offers, err := m.store.Offers.OffersOfWeek(ctx, week)
	if err != nil {
		return err
	}
	live := map[SlotID]Offer{}
	for _, o := range offers {
		if o.Status.Live() {
			live[o.Slot] = o
		}
	}
	for _, s := range slots {
		o, taken := live[s.ID]
		if !taken || !m.concerns(s.Host, s.At) {
			continue
		}
		if err := m.add(ctx, o.ID, s); err != nil {
			return err
		}
	}
	return nil
}

func (m *dayMove) concerns(host HostID, at time.Time) bool {
	return (m.Host == 0 || m.Host == host) && slices.ContainsFunc(m.Days, midnight(at).Equal)
}

// add takes an offer in, unless its audience has begun.
func (m *dayMove) add(ctx context.Context, id OfferID, was Slot) error {
	o, r, _, err := m.store.Answers.LockedOffer(ctx, id)
	if err != nil || !o.Status.Live() {
		return err
	}
	if o.Status == OfferConfirmed {
		a, err := m.store.Audiences.AudienceOfOffer(ctx, id)
		if err != nil {
			return err
		}
		if a.Status == AudienceInSession {
			return nil
		}
	}
	m.people = append(m.people, Moved{Offer: o, Request: r, Was: was})
	return nil
}

// one moves one person, or lets them wait again.
func (m *dayMove) one(ctx context.Context, p *Moved) error {
	if m.To.IsZero() {
		return m.free(ctx, p, "")
	}
	next, why, err := m.find(ctx, p)
	if err != nil {
		return err
	}
	if next == nil {
		return m.free(ctx, p, why)
	}
	// Rule R37: who is moved must confirm the new time; the old one is no more from this moment on.
	old := p.Offer
	if err := m.closeOffer(ctx, &old, OfferMoved, m.Reason); err != nil {
		return err
	}
	o := m.newOffer(m.policy, p.Request, *next, firstVenue(p.Request, *next))
	put := []placing{{o, p.Request, NoticeChanged}}
	if err := m.putBefore(ctx, put); err != nil {
		return err
	}
	if err := m.bind(ctx, put[0].offer, p.Request, *next); err != nil {
		return err
	}
	p.Now, p.Notice = *next, about(NoticeChanged, put[0].offer, p.Request.Person, time.Time{})
	return m.journal.Record(ctx, "move", SubjectOffer, int64(put[0].offer.ID), m.Reason)
}

// free lets a person wait again with the rank they had, for an office delay is not their doing.
func (m *dayMove) free(ctx context.Context, p *Moved, why string) error {
	o, r := p.Offer, p.Request
	if err := m.backToList(ctx, &o, &r, ending{verb: "revoke", as: OfferRevoked, reason: m.Reason}); err != nil {
		return err
	}
	p.Why, p.Notice = why, about(NoticeCancelledByOffice, o, r.Person, time.Time{})
	return nil
}

// close takes the days' empty slots out of supply and ends their sessions; one in which
// somebody is before the host goes on to its end.
func (m *dayMove) close(ctx context.Context) error {
	for i := range m.sessions {
		s := &m.sessions[i]
		slots, err := m.store.Slots.SlotsOfWeek(ctx, s.Week)
		if err != nil {
			return err
		}
		for _, slot := range slots {
			if slot.Session != s.ID || slot.Closed || slot.At.Before(m.now()) {
				continue
			}
			if err := m.shut(ctx, slot.ID); err != nil && !errors.Is(err, Refuse("slot_taken", "")) {
				return err
			}
		}
		if err := m.nobodyInSession(ctx, s.ID); errors.Is(err, Refuse("session_busy", "")) {
			continue
		} else if err != nil {
			return err
		}
		s.Status = SessionClosed
		if err := m.store.Sessions.SaveSession(ctx, *s); err != nil {
			return err
		}
		if err := m.journal.Record(ctx, "close", subjectSession, int64(s.ID), m.Reason); err != nil {
			return err
		}
	}
	return nil
}
