package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"majlis/booking"
)

// receivedWeeks is how many weeks of audiences lie behind the present one; before them the list only
// grew, so that every draft has more people than times.
const receivedWeeks = 3

// planWeeks drafts every week on the Sunday before it and publishes it that afternoon. The week to
// come stays a draft, for the office to publish.
func (s *story) planWeeks() {
	this := booking.WeekOf(s.end)
	for week := this.AddDate(0, 0, -7*receivedWeeks); !week.After(this); week = week.AddDate(0, 0, 7) {
		s.at(week.AddDate(0, 0, -7).Add(12*time.Hour), "draft a week", func(ctx context.Context) error { return s.draft(ctx, week) })
	}
	drafted, next := this.Add(12*time.Hour), this.AddDate(0, 0, 7)
	if drafted.After(s.end) {
		drafted = s.end.Add(-time.Hour)
	}
	s.at(drafted, "draft the week to come", func(ctx context.Context) error { return s.draftNext(ctx, next) })
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
	s.in(2*time.Hour, "publish a week", func(ctx context.Context) error {
		if err := s.Desk.Publish(s.as(ctx, "chief"), plan.ID, plan.Version); err != nil {
			return fmt.Errorf("publish: %w", err)
		}
		return s.spread(ctx, week)
	})
	s.in(50*time.Hour, "change the week", func(ctx context.Context) error { return s.change(ctx, week) })
	return nil
}

// draftNext drafts the week to come twice: the second time with one request bound to a time.
func (s *story) draftNext(ctx context.Context, week time.Time) error {
	scheduler := s.as(ctx, "scheduler")
	if _, err := s.Desk.OpenWeek(scheduler, week); err != nil {
		return fmt.Errorf("open the week: %w", err)
	}
	if _, err := s.Desk.Allocate(scheduler, week); err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	if err := s.pinOne(s.as(ctx, "chief"), week); err != nil {
		return err
	}
	_, err := s.Desk.Allocate(scheduler, week)
	return err
}

// pinOne binds the last on the list to the first time that suits.
func (s *story) pinOne(ctx context.Context, week time.Time) error {
	waiting, err := s.Desk.Requests(ctx, booking.RequestShortlisted)
	if err != nil {
		return err
	}
	view, err := s.Desk.Week(ctx, week)
	if err != nil {
		return err
	}
	for i := range waiting {
		r := waiting[len(waiting)-1-i]
		for _, slot := range view.Slots {
			err := s.Desk.Pin(ctx, booking.Pin{Request: r.ID, Slot: slot.ID, Reason: "ظرف صحي مثبت، بتوجيه مدير المكتب"})
			if refused(err) {
				continue
			}
			return err
		}
	}
	return nil
}

func refused(err error) bool {
	var refusal *booking.Refusal
	return errors.As(err, &refusal)
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
	for i, session := range view.Sessions {
		s.at(session.From.Add(-15*time.Minute), "open a session", func(ctx context.Context) error {
			return s.Desk.OpenSession(s.as(ctx, "aide"), session.ID)
		})
		if i%5 == 1 && session.TemplateID != 0 {
			s.at(session.From.Add(10*time.Minute), "run late", func(ctx context.Context) error {
				return s.Desk.RunLate(s.as(ctx, "aide"), session.ID, 10*time.Minute)
			})
		}
		s.at(session.To.Add(20*time.Minute), "close a session", func(ctx context.Context) error {
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
		answer := s.minutes(30, 1500)
		if left := o.ConfirmBy.Sub(s.clock); answer >= left {
			answer = left / 2
		}
		s.in(answer, "confirm", func(ctx context.Context) error { return s.confirm(ctx, o) })
	case fate < 18:
		s.in(s.minutes(60, 1800), "decline", func(ctx context.Context) error {
			p, err := s.personOf(ctx, o.Request)
			if err != nil {
				return err
			}
			if err := s.Desk.Decline(by(ctx, p), o.ID); err != nil {
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

// personOf is whose request it is.
func (s *story) personOf(ctx context.Context, id booking.RequestID) (*person, error) {
	r, err := s.Desk.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.affairs[r.Case].person, nil
}

func (s *story) offerNext(ctx context.Context, slot booking.SlotID) error {
	o, err := s.Desk.OfferNext(ctx, slot)
	if errors.Is(err, booking.ErrNotFound) {
		return nil
	}
	if err == nil {
		s.replyLater(o)
	}
	return err
}

func (s *story) confirm(ctx context.Context, o booking.Offer) error {
	p, err := s.personOf(ctx, o.Request)
	if err != nil {
		return err
	}
	a, err := s.Desk.Confirm(by(ctx, p), o.ID)
	if err != nil {
		return err
	}
	if s.chance(7) {
		s.in(s.minutes(60, 1200), "cancel", func(ctx context.Context) error {
			if err := s.Desk.Cancel(by(ctx, p), a.Offer); err != nil {
				return err
			}
			return s.offerNext(ctx, o.Slot)
		})
		return nil
	}
	return s.appointed(ctx, a)
}

// change is what the office alters in a published week: one appointment is taken back, one moved.
func (s *story) change(ctx context.Context, week time.Time) error {
	scheduler := s.as(ctx, "scheduler")
	view, err := s.Desk.Week(ctx, week)
	if err != nil {
		return err
	}
	var appointments []booking.Offer
	for _, o := range view.Offers {
		if o.Status == booking.OfferConfirmed && o.Plan != 0 {
			appointments = append(appointments, o)
		}
	}
	if len(appointments) < 4 {
		return nil
	}
	if err := s.Desk.Revoke(scheduler, appointments[3].ID, "ارتباط رسمي طارئ"); err != nil {
		return err
	}
	freed, err := s.Desk.Freed(ctx, week)
	if err != nil {
		return err
	}
	for _, f := range freed {
		for _, o := range appointments[:3] {
			moved, err := s.Desk.MakeOffer(scheduler, o.Request, f.Slot.ID)
			if refused(err) {
				continue
			}
			if err == nil {
				s.replyLater(moved)
			}
			return err
		}
	}
	return nil
}
