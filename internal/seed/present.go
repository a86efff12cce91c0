package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// The sessions that are on at this moment, whatever the day and hour.
const (
	begunBefore = 30 * time.Minute
	lastsFor    = 4 * time.Hour
)

// planPresent sets the sessions of this moment apart before their week is drafted, their slots closed
// so that the draft gives none away; a day ahead people file who will be received now, and an hour
// ahead they are given the times.
func (s *story) planPresent() {
	drafted := booking.WeekOf(s.end).AddDate(0, 0, -7).Add(11 * time.Hour)
	s.at(drafted, "sessions of the present", s.convene)
	s.at(s.end.Add(-26*time.Hour), "people of the present", s.prepare)
}

// A seatAtHand is somebody of the present: where they sit and how far they have come.
type seatAtHand struct {
	host  string
	venue booking.Venue
	state string // confirmed, checked_in, offered
}

var atHand = []seatAtHand{
	{"minister", booking.VenueHome, "confirmed"},
	{"minister", booking.VenueHome, "confirmed"},
	{"minister", "office:riyadh", "checked_in"},
	{"minister", "booth:riyadh", "confirmed"},
	{"minister", booking.VenueHome, "offered"},
	{"deputy", booking.VenueHome, "confirmed"},
	{"deputy", "booth:jeddah", "confirmed"},
}

func (s *story) prepare(ctx context.Context) error {
	requests := make([]booking.Request, len(atHand))
	s.at(s.end.Add(-time.Hour), "times of the present", func(ctx context.Context) error { return s.seatAll(ctx, requests) })
	for i, at := range atHand {
		r, err := s.waiting(ctx, at)
		if err != nil {
			return err
		}
		requests[i] = r
	}
	return nil
}

// waiting is a new person with a wish that waits on the list.
func (s *story) waiting(ctx context.Context, at seatAtHand) (booking.Request, error) {
	p := s.invent()
	if err := s.register(ctx, p); err != nil {
		return booking.Request{}, err
	}
	s.filed++
	about := pick(matters, s.filed)
	p.asked = true
	c, err := s.Office.File(by(ctx, p), casework.Filing{
		Key: fmt.Sprintf("demonstration-%d", s.filed), Person: p.id, Kind: casework.KindAudience, Channel: casework.ChannelWeb,
		Subject: about.subject, Body: about.body, Language: p.Language,
		Audience: &booking.Ask{Hosts: []string{at.host}, Venues: []booking.Venue{at.venue}, Section: p.Section},
	})
	if err != nil {
		return booking.Request{}, fmt.Errorf("file for the present: %w", err)
	}
	officer := s.as(ctx, "officer")
	if err := s.Office.Study(officer, c.ID, c.Version, casework.Study{Class: "urgent", Category: about.department}); err != nil {
		return booking.Request{}, err
	}
	r, err := s.Desk.RequestOfCase(ctx, int64(c.ID))
	if err != nil {
		return r, err
	}
	// Held until their own sessions: the weekly draft does not give them another time.
	if err := s.Desk.Shortlist(officer, r.ID, r.Version, booking.Study{Class: booking.ClassUrgent}); err != nil {
		return r, err
	}
	return r, s.Desk.Hold(officer, r.ID, r.Version+1, "barred")
}

// convene makes the sessions, with every slot closed.
func (s *story) convene(ctx context.Context) error {
	scheduler := s.as(ctx, "scheduler")
	from := s.end.Add(-begunBefore).Truncate(5 * time.Minute)
	to := from.Add(lastsFor)
	if last := midnight(from).AddDate(0, 0, 1); to.After(last) {
		to = last
	}
	for _, code := range []string{"minister", "deputy"} {
		session, err := s.Desk.AddSession(scheduler, booking.NewSession{
			Host: s.hosts[code].ID, From: from, To: to, SlotMinutes: 15, Venues: append(inPerson[:1:1], byVideo...), Languages: []string{"ar", "en"},
		})
		if err != nil {
			return fmt.Errorf("add the session of the %s: %w", code, err)
		}
		s.present[code] = session.ID
	}
	view, err := s.Desk.Week(ctx, s.end)
	if err != nil {
		return err
	}
	for _, slot := range view.Slots {
		if slot.Session == s.present["minister"] || slot.Session == s.present["deputy"] {
			if err := s.Desk.CloseSlot(scheduler, slot.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// seatAll opens the slots that still lie ahead and gives them to the people of the present.
func (s *story) seatAll(ctx context.Context, requests []booking.Request) error {
	slots := map[string][]booking.Slot{}
	for code, session := range s.present {
		if err := s.Desk.OpenSession(s.as(ctx, "aide"), session); err != nil {
			return err
		}
		var err error
		if slots[code], err = s.later(ctx, session); err != nil {
			return err
		}
	}
	for i, at := range atHand {
		if len(slots[at.host]) == 0 {
			break // little time is left before midnight
		}
		if err := s.seat(ctx, requests[i], at, slots[at.host][0]); err != nil {
			return err
		}
		slots[at.host] = slots[at.host][1:]
	}
	return nil
}

// later is the session's slots that begin around now or afterwards, opened again.
func (s *story) later(ctx context.Context, session booking.SessionID) ([]booking.Slot, error) {
	view, err := s.Desk.Week(ctx, s.end)
	if err != nil {
		return nil, err
	}
	var slots []booking.Slot
	for _, slot := range view.Slots {
		if slot.Session != session || !slot.At.After(s.end.Add(-5*time.Minute)) {
			continue
		}
		if err := s.Desk.ReopenSlot(s.as(ctx, "scheduler"), slot.ID); err != nil {
			return nil, err
		}
		slots = append(slots, slot)
	}
	return slots, nil
}

func (s *story) seat(ctx context.Context, r booking.Request, at seatAtHand, slot booking.Slot) error {
	scheduler := s.as(ctx, "scheduler")
	now, err := s.Desk.Request(ctx, r.ID)
	if err != nil {
		return err
	}
	if err := s.Desk.Release(scheduler, now.ID, now.Version); err != nil {
		return err
	}
	offer, err := s.Desk.MakeOffer(scheduler, r.ID, slot.ID)
	if err != nil || at.state == "offered" {
		return err
	}
	a, err := s.Desk.Confirm(ctx, offer.ID)
	if err != nil {
		return err
	}
	if at.venue == booking.VenueHome {
		return s.Checks.AddDeviceCheck(ctx, booking.DeviceCheck{
			Audience: a.ID, At: s.clock, Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "udp", RTT: 31 * time.Millisecond, Loss: 2,
		})
	}
	if at.state == "checked_in" {
		_, err = s.Desk.CheckIn(s.as(ctx, "reception"), a.ID)
	}
	return err
}

// planCast merges a few filings that say the same again.
func (s *story) planCast() {
	for _, ago := range []int{40, 24, 9} {
		s.at(s.end.AddDate(0, 0, -ago), "file twice", func(ctx context.Context) error {
			p := s.invent()
			first, err := s.file(ctx, p, casework.KindRequest)
			if err != nil {
				return err
			}
			s.in(26*time.Hour, "file again", func(ctx context.Context) error {
				again, err := s.file(ctx, p, casework.KindRequest)
				if err != nil {
					return err
				}
				return s.Office.Merge(s.as(ctx, "officer"), again.ID, again.Version, first.Reference)
			})
			return nil
		})
	}
}
