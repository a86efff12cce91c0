package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// appointed lets a confirmed audience go its way up to its day and through it.
func (s *story) appointed(ctx context.Context, a booking.Audience) error {
	if a.Venue == booking.VenueHome && s.chance(75) {
		if err := s.check(ctx, a.ID, s.dice.IntN(20)); err != nil {
			return err
		}
	}
	over := a.At.Add(time.Duration(a.Minutes) * time.Minute)
	if s.chance(7) {
		s.at(over.Add(15*time.Minute), "no show", func(ctx context.Context) error {
			return s.closeIf(ctx, a, booking.AudienceExpected, booking.DispositionNoShow)
		})
		return nil
	}
	if s.chance(4) {
		s.at(a.At.Add(-time.Hour), "postpone", func(ctx context.Context) error {
			return s.closeIf(ctx, a, booking.AudienceExpected, booking.DispositionPostponed)
		})
		return nil
	}
	s.at(a.At.Add(-s.minutes(8, 14)), "come", func(ctx context.Context) error { return s.come(ctx, a) })
	s.at(a.At.Add(s.minutes(0, 2)), "receive", func(ctx context.Context) error { return s.receive(ctx, a) })
	return nil
}

// check is a device check: nearly all are good, some bearable, a few bad.
func (s *story) check(ctx context.Context, id booking.AudienceID, fate int) error {
	c := booking.DeviceCheck{
		Audience: id, At: s.clock, Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "udp",
		RTT: time.Duration(s.between(18, 90)) * time.Millisecond, Loss: s.between(0, 15),
	}
	switch fate {
	case 0:
		c.Camera = "blocked"
	case 1:
		c.Path, c.RTT, c.Loss = "relay", 460*time.Millisecond, 42
	case 2:
		c.Path, c.Loss = "tcp", 130
	}
	if err := s.Checks.AddDeviceCheck(ctx, c); err != nil {
		return fmt.Errorf("keep a device check: %w", err)
	}
	return nil
}

// come is the arrival of somebody at the desk or in the waiting room, and the look at the card.
func (s *story) come(ctx context.Context, a booking.Audience) error {
	stands, err := s.Desk.Audience(ctx, a.ID)
	if err != nil || stands.Status != booking.AudienceExpected {
		return err
	}
	if !a.Venue.InPerson() {
		if _, booth := a.Venue.Booth(); booth {
			_, err = s.Desk.CheckIn(s.as(ctx, "reception"), a.ID)
		}
		if err == nil {
			_, err = s.Desk.Wait(by(ctx, s.affairs[a.Case].person), a.ID)
		}
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
	stands, err := s.Desk.Audience(ctx, a.ID)
	if err != nil || (stands.Status != booking.AudienceWaiting && stands.Status != booking.AudienceCheckedIn) {
		return err
	}
	if _, err := s.Desk.Admit(s.as(ctx, "aide"), a.ID); err != nil {
		return err
	}
	how, lasts := booking.DispositionHeld, time.Duration(a.Minutes-s.between(2, 5))*time.Minute
	switch s.dice.IntN(24) {
	case 0:
		if a.Venue == booking.VenueHome {
			how, lasts = booking.DispositionTechnicalFailure, 3*time.Minute
		}
	case 1:
		how, lasts = booking.DispositionEndedEarly, 4*time.Minute
	}
	s.in(lasts, "end", func(ctx context.Context) error { return s.closeIf(ctx, a, booking.AudienceInSession, how) })
	return nil
}

// closeIf ends an audience that stands as expected, and lets follow what follows.
func (s *story) closeIf(ctx context.Context, a booking.Audience, stands booking.AudienceStatus, how booking.Disposition) error {
	now, err := s.Desk.Audience(ctx, a.ID)
	if err != nil || now.Status != stands {
		return err
	}
	if _, err := s.Desk.End(s.as(ctx, "aide"), a.ID, how, notes[how]); err != nil {
		return err
	}
	if how != booking.DispositionHeld && how != booking.DispositionEndedEarly {
		return nil
	}
	about := s.affairs[a.Case]
	about.person.asked = false
	s.met = append(s.met, about.person)
	s.in(s.minutes(1, 4), "direct", func(ctx context.Context) error { return s.direct(ctx, a.ID, about) })
	return nil
}

var notes = map[booking.Disposition]string{
	booking.DispositionHeld:             "عرض المستفيد موضوعه، واطُّلع على مستنداته، وصدر التوجيه.",
	booking.DispositionEndedEarly:       "اكتفى المستفيد بما عُرض، وصدر التوجيه.",
	booking.DispositionTechnicalFailure: "انقطع الاتصال ولم يعد رغم المحاولة والاتصال هاتفياً.",
	booking.DispositionPostponed:        "ارتباط رسمي طارئ لدى المضيف.",
	booking.DispositionNoShow:           "لم يحضر ولم يجب على الاتصال.",
}

// direct is what the host ordered: the department concerned, and sometimes another beside it.
func (s *story) direct(ctx context.Context, audience booking.AudienceID, a *affair) error {
	orders := []casework.Directive{{Department: s.departments[a.matter.department], Text: a.matter.order, DueOn: s.dueIn(10)}}
	if s.chance(40) {
		orders[0].Owner = pick(owners, s.dice.IntN(len(owners)))
	}
	if s.chance(15) && a.matter.department != "legal" {
		orders = append(orders, casework.Directive{Department: s.departments["legal"], Text: "إبداء الرأي النظامي.", DueOn: s.dueIn(14)})
	}
	if err := s.Office.Direct(s.as(ctx, "aide"), int64(audience), a.id, orders); err != nil {
		return err
	}
	s.answerLater(a)
	return nil
}

var owners = []string{"مدير الشعبة", "رئيس قسم المتابعة", "مدير الفرع"}
