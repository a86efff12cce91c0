package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// The sessions that are on at this moment, whatever the day and hour, begin half an hour before it
// and end three hours after.
const (
	begunBefore = 30 * time.Minute
	lastsFor    = 210 * time.Minute
	leastFor    = 90 * time.Minute // shortly before midnight, which no session crosses
)

// A guest is somebody of the present: who receives them, where they sit, how far they have come.
type guest struct {
	host   string
	venue  booking.Venue
	state  string // confirmed, checked_in, offered, waiting, in_session
	needs  []string
	affair *affair
	wish   booking.RequestID
	slot   booking.SlotID
}

// guestList is in the order of the lines. The first is the person who can join at once.
func guestList() []*guest {
	return []*guest{
		{host: "minister", venue: booking.VenueHome, state: "confirmed"},
		{host: "minister", venue: booking.VenueHome, state: "confirmed", needs: []string{"sign_language"}},
		{host: "minister", venue: "office:riyadh", state: "checked_in"},
		{host: "minister", venue: "booth:riyadh", state: "confirmed"},
		{host: "minister", venue: booking.VenueHome, state: "offered"},
		{host: "deputy", venue: "office:riyadh", state: "in_session"},
		{host: "deputy", venue: booking.VenueHome, state: "confirmed"},
		{host: "deputy", venue: "office:riyadh", state: "waiting"},
	}
}

// planPresent sets the sessions of this moment apart on the Sunday before their week, an hour ahead
// of its draft, with every slot closed, so that the draft gives none away and the hosts' usual sessions
// of that hour make room. The guests are the first people of the demonstration; they file in the week
// before and are invited by hand.
func (s *story) planPresent() {
	guests := guestList()
	sunday := booking.WeekOf(s.end).AddDate(0, 0, -7)
	for i, g := range guests {
		p := s.invent()
		p.guest, p.asked = g, true
		s.at(sunday.AddDate(0, 0, -6).Add(9*time.Hour+time.Duration(i)*17*time.Minute), "file for the present", func(ctx context.Context) error {
			return s.enter(ctx, p, g)
		})
	}
	s.at(sunday.Add(10*time.Hour), "sessions of the present", func(ctx context.Context) error { return s.convene(ctx, guests) })
}

// enter files a guest's wish and puts it on the list the next day.
func (s *story) enter(ctx context.Context, p *person, g *guest) error {
	a, err := s.handIn(ctx, p, casework.KindAudience, s.about(casework.KindAudience, p))
	if err != nil {
		return err
	}
	wish, err := s.Desk.RequestOfCase(ctx, int64(a.id))
	if err != nil {
		return err
	}
	g.affair, g.wish = a, wish.ID
	s.in(26*time.Hour, "shortlist for the present", func(ctx context.Context) error {
		officer := s.as(ctx, a.officer)
		if err := s.Office.Study(officer, a.id, 0, casework.Study{Class: string(booking.ClassUrgent), Category: a.matter.category}); err != nil {
			return err
		}
		err := s.Desk.Shortlist(officer, wish.ID, wish.Version, booking.Study{Class: booking.ClassUrgent, Venues: []booking.Venue{g.venue}, Minutes: 10})
		if err != nil {
			return err
		}
		// Until they are invited, neither a draft nor a freed slot may give them another time.
		return s.Desk.Hold(officer, wish.ID, wish.Version+1, "waiting_for_you")
	})
	return nil
}

// convene makes the sessions, closes their slots and invites the guests.
func (s *story) convene(ctx context.Context, guests []*guest) error {
	scheduler := s.as(ctx, "scheduler")
	from, to := aroundNow(s.end)
	for _, code := range []string{"minister", "deputy"} {
		session, err := s.Desk.AddSession(scheduler, booking.NewSession{
			Host: s.hosts[code].ID, From: from, To: to, SlotMinutes: 10, BufferMinutes: 5,
			Venues: append(inPerson[:1:1], byVideo...), Languages: []string{"ar", "en"}, Provides: []string{"sign_language"},
		})
		if err != nil {
			return fmt.Errorf("add the session of the %s: %w", code, err)
		}
		slots, err := s.keepBack(scheduler, session.ID)
		if err != nil {
			return err
		}
		s.place(guests, code, slots)
		s.at(from.Add(-10*time.Minute), "open the present session", func(ctx context.Context) error {
			return s.Desk.OpenSession(s.as(ctx, "aide"), session.ID)
		})
	}
	for _, g := range guests {
		if g.slot == 0 {
			continue
		}
		when := s.clock.Add(20 * time.Minute)
		if g.state == "offered" {
			when = s.end.Add(-25 * time.Minute)
		}
		s.at(when, "invite", func(ctx context.Context) error { return s.invite(ctx, g) })
	}
	return nil
}

// aroundNow is when the sessions of the present begin and end, within now's day in Riyadh.
func aroundNow(now time.Time) (from, to time.Time) {
	from = now.Add(-begunBefore).Truncate(5 * time.Minute)
	first, last := midnight(now), midnight(now).AddDate(0, 0, 1)
	if from.Before(first) {
		from = first
	}
	if latest := last.Add(-leastFor); from.After(latest) {
		from = latest
	}
	if to = from.Add(lastsFor); to.After(last) {
		to = last
	}
	return from, to
}

// keepBack closes a session's slots and lists them.
func (s *story) keepBack(ctx context.Context, session booking.SessionID) ([]booking.Slot, error) {
	view, err := s.Desk.Week(ctx, s.end)
	if err != nil {
		return nil, fmt.Errorf("read the present week: %w", err)
	}
	var slots []booking.Slot
	for _, slot := range view.Slots {
		if slot.Session != session {
			continue
		}
		if err := s.Desk.CloseSlot(ctx, slot.ID); err != nil {
			return nil, fmt.Errorf("keep a slot back: %w", err)
		}
		slots = append(slots, slot)
	}
	return slots, nil
}

// place gives a host's guests their slots: the line begins with the slot of this moment, whoever is
// in session has the one before, and an offer still open is for an hour from now or later.
func (s *story) place(guests []*guest, host string, slots []booking.Slot) {
	next := 0
	for next < len(slots) && slots[next].At.Before(s.end.Add(-4*time.Minute)) {
		next++
	}
	var line []*guest
	for _, g := range guests {
		if g.host == host && g.state != "offered" && g.state != "in_session" {
			line = append(line, g)
		}
	}
	next = max(0, min(next, len(slots)-len(line)))
	for _, g := range guests {
		if g.host == host && g.state == "in_session" {
			next = max(next, 1)
			g.slot = slots[next-1].ID
		}
	}
	for _, g := range line {
		if next < len(slots) {
			g.slot = slots[next].ID
			next++
		}
	}
	for _, g := range guests {
		for ; g.host == host && g.state == "offered" && g.slot == 0 && next < len(slots); next++ {
			if slots[next].At.After(s.end.Add(time.Hour)) {
				g.slot = slots[next].ID
			}
		}
	}
}

// invite offers a guest the slot and lets them confirm and come, as far as they have come by now.
func (s *story) invite(ctx context.Context, g *guest) error {
	scheduler := s.as(ctx, "scheduler")
	if err := s.Desk.ReopenSlot(scheduler, g.slot); err != nil {
		return err
	}
	wish, err := s.Desk.Request(ctx, g.wish)
	if err != nil {
		return err
	}
	if err := s.Desk.Release(scheduler, wish.ID, wish.Version); err != nil {
		return err
	}
	offer, err := s.Desk.MakeOffer(scheduler, g.wish, g.slot)
	if err != nil || g.state == "offered" {
		return err
	}
	s.in(s.minutes(15, 90), "confirm the invitation", func(ctx context.Context) error {
		a, err := s.Desk.Confirm(by(ctx, g.affair.person), offer.ID)
		if err != nil {
			return err
		}
		s.comeNow(g, a.ID)
		if g.venue == booking.VenueHome {
			return s.check(ctx, a.ID, 9)
		}
		return nil
	})
	return nil
}

// comeNow takes a guest through the last half hour.
func (s *story) comeNow(g *guest, id booking.AudienceID) {
	step := func(ago time.Duration, what, username string, do func(context.Context, booking.AudienceID) (booking.Audience, error)) {
		s.at(s.end.Add(-ago), what, func(ctx context.Context) error {
			if username == "" {
				ctx = by(ctx, g.affair.person)
			} else {
				ctx = s.as(ctx, username)
			}
			_, err := do(ctx, id)
			return err
		})
	}
	switch g.state {
	case "checked_in":
		step(12*time.Minute, "check in", "reception", s.Desk.CheckIn)
		step(10*time.Minute, "verify", "reception", s.Desk.Verify)
	case "waiting":
		step(9*time.Minute, "check in", "reception", s.Desk.CheckIn)
		step(7*time.Minute, "verify", "reception", s.Desk.Verify)
		step(5*time.Minute, "wait", "", s.Desk.Wait)
	case "in_session":
		step(16*time.Minute, "check in", "reception", s.Desk.CheckIn)
		step(14*time.Minute, "verify", "reception", s.Desk.Verify)
		step(4*time.Minute, "receive", "aide", s.Desk.Admit)
	}
}
