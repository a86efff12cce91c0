package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// planWeeks drafts every week on the Sunday before it and publishes it that afternoon. The week to
// come stays a draft, for the office to publish.
func (s *story) planWeeks() {
	for week := booking.WeekOf(s.began).AddDate(0, 0, 7); week.Before(s.end.AddDate(0, 0, 14)); week = week.AddDate(0, 0, 7) {
		drafted := week.AddDate(0, 0, -7).Add(12 * time.Hour)
		if next := booking.WeekOf(s.end).AddDate(0, 0, 7); week.Equal(next) && drafted.After(s.end) {
			drafted = s.end.Add(-time.Hour)
		}
		s.at(drafted, "draft a week", func(ctx context.Context) error { return s.draft(ctx, week) })
	}
}

func (s *story) draft(ctx context.Context, week time.Time) error {
	scheduler := s.as(ctx, "scheduler")
	if _, err := s.Desk.OpenWeek(scheduler, week); err != nil {
		return fmt.Errorf("open the week: %w", err)
	}
	plan, err := s.Desk.Allocate(scheduler, week)
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	if week.After(s.end) {
		return nil
	}
	s.in(2*time.Hour, "publish a week", func(ctx context.Context) error {
		if err := s.Desk.Publish(s.as(ctx, "chief"), plan.ID, plan.Version); err != nil {
			return err
		}
		return s.spread(ctx, week)
	})
	return nil
}

// spread lets everybody who got an offer answer it, and the sessions of the week take place.
func (s *story) spread(ctx context.Context, week time.Time) error {
	view, err := s.Desk.Week(ctx, week)
	if err != nil {
		return fmt.Errorf("read the week: %w", err)
	}
	for _, o := range view.Offers {
		if o.Status == booking.OfferOpen {
			s.replyLater(o)
		}
	}
	for _, session := range view.Sessions {
		s.at(session.From.Add(-10*time.Minute), "open a session", func(ctx context.Context) error {
			return s.Desk.OpenSession(s.as(ctx, "aide"), session.ID)
		})
		s.at(session.To.Add(30*time.Minute), "close a session", func(ctx context.Context) error {
			return s.Desk.CloseSession(s.as(ctx, "aide"), session.ID)
		})
	}
	return nil
}

// replyLater is a person's answer to an offer: most confirm within a day, some decline, a few let it
// lapse, and their slots go to the next.
func (s *story) replyLater(o booking.Offer) {
	switch fate := s.dice.IntN(20); {
	case fate < 16:
		s.in(s.minutes(30, 1500), "confirm", func(ctx context.Context) error {
			a, err := s.Desk.Confirm(ctx, o.ID)
			if err != nil {
				return err
			}
			return s.appointed(ctx, a)
		})
	case fate < 18:
		s.in(s.minutes(60, 1800), "decline", func(ctx context.Context) error {
			if err := s.Desk.Decline(ctx, o.ID); err != nil {
				return err
			}
			return s.offerNext(ctx, o.Slot)
		})
	default:
		s.at(o.ConfirmBy.Add(time.Minute), "lapse", func(ctx context.Context) error {
			if err := s.Desk.Lapse(ctx, o.ID); err != nil {
				return err
			}
			return s.offerNext(ctx, o.Slot)
		})
	}
}

func (s *story) offerNext(ctx context.Context, slot booking.SlotID) error {
	o, err := s.Desk.OfferNext(s.as(ctx, "scheduler"), slot)
	if errors.Is(err, booking.ErrNotFound) {
		return nil
	}
	if err == nil {
		s.replyLater(o)
	}
	return err
}

// appointed lets a confirmed audience go its way on the day.
func (s *story) appointed(ctx context.Context, a booking.Audience) error {
	if a.Venue == booking.VenueHome && s.chance(75) {
		check := booking.DeviceCheck{
			Audience: a.ID, At: s.clock, Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "udp",
			RTT: time.Duration(s.between(18, 90)) * time.Millisecond, Loss: s.between(0, 20),
		}
		if s.chance(15) {
			check.Camera = "blocked"
		}
		if s.chance(6) {
			check.Path, check.Microphone = "none", "none"
		}
		if err := s.Checks.AddDeviceCheck(ctx, check); err != nil {
			return err
		}
	}
	switch fate := s.dice.IntN(20); {
	case fate == 0:
		s.in(s.minutes(60, 600), "cancel", func(ctx context.Context) error { return s.Desk.Cancel(ctx, a.Offer) })
	case fate == 1:
		s.at(a.At.Add(time.Duration(a.Minutes)*time.Minute), "no show", func(ctx context.Context) error {
			return s.close(ctx, a, booking.DispositionNoShow)
		})
	default:
		s.at(a.At.Add(-12*time.Minute), "come", func(ctx context.Context) error { return s.come(ctx, a) })
		s.at(a.At, "admit", func(ctx context.Context) error { return s.receive(ctx, a) })
	}
	return nil
}

// come is the arrival of somebody at the desk or in the waiting room, and the look at the card.
func (s *story) come(ctx context.Context, a booking.Audience) error {
	var err error
	if a.Venue == booking.VenueHome {
		_, err = s.Desk.Wait(ctx, a.ID)
	} else {
		_, err = s.Desk.CheckIn(s.as(ctx, "reception"), a.ID)
	}
	if err == nil {
		_, err = s.Desk.Verify(s.as(ctx, "aide"), a.ID)
	}
	return err
}

// receive is the audience itself: how it ends, and what is directed.
func (s *story) receive(ctx context.Context, a booking.Audience) error {
	aide := s.as(ctx, "aide")
	if _, err := s.Desk.Admit(aide, a.ID); err != nil {
		return err
	}
	how := booking.DispositionHeld
	switch s.dice.IntN(24) {
	case 0:
		how = booking.DispositionTechnicalFailure
	case 1:
		how = booking.DispositionPostponed
	case 2:
		how = booking.DispositionEndedEarly
	}
	s.in(time.Duration(a.Minutes-3)*time.Minute, "end", func(ctx context.Context) error {
		if err := s.close(ctx, a, how); err != nil {
			return err
		}
		if how == booking.DispositionHeld || how == booking.DispositionEndedEarly {
			return s.direct(ctx, a)
		}
		return nil
	})
	return nil
}

func (s *story) close(ctx context.Context, a booking.Audience, how booking.Disposition) error {
	_, err := s.Desk.End(s.as(ctx, "aide"), a.ID, how, "")
	if p := s.personOf(a.Person); p != nil && err == nil && how == booking.DispositionHeld {
		p.asked = false
		s.met = append(s.met, p)
	}
	return err
}

// direct is what the host ordered; a matter that needs nothing more is settled by the office.
func (s *story) direct(ctx context.Context, a booking.Audience) error {
	p := s.personOf(a.Person)
	if p == nil {
		return nil
	}
	c, err := s.Office.Case(ctx, casework.CaseID(a.Case))
	if err != nil {
		return err
	}
	department := s.departments[c.Category]
	if department == 0 {
		department = s.departments["legal"]
	}
	if err := s.Office.Direct(s.as(ctx, "aide"), int64(a.ID), c.ID, []casework.Directive{{
		Department: department, Text: pick(orders, s.dice.IntN(len(orders))), DueOn: midnight(s.workday(s.clock, 10)),
	}}); err != nil {
		return err
	}
	s.answerLater(c.ID, p)
	return nil
}

func (s *story) personOf(id int64) *person {
	for _, p := range s.people {
		if p.id == id {
			return p
		}
	}
	return nil
}
