package seed

import (
	"context"
	"errors"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// study is what an officer does with a case first.
func (s *story) study(ctx context.Context, a *affair) error {
	c, err := s.Office.Case(ctx, a.id)
	if err != nil || c.Status.Closed() {
		return err
	}
	officer := s.as(ctx, a.officer)
	class := s.class(a)
	if err := s.Office.Study(officer, a.id, c.Version, casework.Study{Class: string(class), Category: a.matter.category}); err != nil {
		return err
	}
	switch {
	case s.chance(4):
		s.in(s.minutes(600, 4000), "withdraw", func(ctx context.Context) error { return s.withdraw(by(ctx, a.person), a.id) })
		return nil
	case s.chance(7):
		return s.askInfo(officer, a)
	case c.Kind == casework.KindAudience:
		return s.shortlist(officer, a, class)
	case c.Kind == casework.KindInquiry && s.chance(80):
		s.settleLater(a, 1)
		return nil
	}
	return s.refer(officer, a)
}

func (s *story) class(a *affair) booking.Class {
	switch {
	case a.matter.category == "humanitarian" && s.chance(50):
		return booking.ClassHumanitarian
	case s.chance(16):
		return booking.ClassUrgent
	}
	return booking.ClassOrdinary
}

// withdraw takes a case back, and the wish for an audience with it.
func (s *story) withdraw(ctx context.Context, id casework.CaseID) error {
	c, err := s.Office.Case(ctx, id)
	if err != nil || !c.Status.May(casework.StatusWithdrawn) {
		return err
	}
	if c.Kind == casework.KindAudience {
		wish, err := s.Desk.RequestOfCase(ctx, int64(id))
		if err != nil {
			return err
		}
		if err := s.Desk.Withdraw(ctx, wish.ID); err != nil {
			return err
		}
	}
	return s.Office.Withdraw(ctx, id)
}

// askInfo asks what is missing; most people tell, and the case goes on.
func (s *story) askInfo(officer context.Context, a *affair) error {
	language := a.person.Language
	question := said(language, pick(questions, s.dice.IntN(len(questions))), "Which office did you visit, and on what day?")
	if err := s.Office.AskInfo(officer, a.id, 0, question, midnight(s.clock).AddDate(0, 0, 7)); err != nil {
		return err
	}
	if !s.chance(65) {
		return nil
	}
	s.in(s.minutes(300, 6000), "give information", func(ctx context.Context) error {
		told := said(language, "المطلوب مذكور في المعاملة السابقة، وقد راجعت الفرع مرتين هذا الشهر.", "It was the branch in my own city, in the first week of the month.")
		if err := s.Office.GiveInfo(by(ctx, a.person), a.id, told); err != nil {
			return err
		}
		s.at(s.workday(s.clock, 1), "go on", func(ctx context.Context) error {
			wish, err := s.Desk.RequestOfCase(ctx, int64(a.id))
			switch officer := s.as(ctx, a.officer); {
			case errors.Is(err, booking.ErrNotFound):
				return s.refer(officer, a)
			case err == nil && wish.Status == booking.RequestRequested:
				return s.shortlist(officer, a, booking.ClassOrdinary)
			}
			return err
		})
		return nil
	})
	return nil
}

var questions = []string{"فضلاً أرفقوا صورة من المعاملة السابقة أو اذكروا رقمها.", "ما رقم البلاغ وتاريخه؟", "فضلاً اذكروا اسم الفرع الذي راجعتموه وتاريخ المراجعة."}

// shortlist puts a wish on the list; some are settled without a meeting, some held for a while.
func (s *story) shortlist(officer context.Context, a *affair, class booking.Class) error {
	wish, err := s.Desk.RequestOfCase(officer, int64(a.id))
	if err != nil {
		return err
	}
	if s.chance(9) {
		if err := s.Desk.NotSchedule(officer, wish.ID, wish.Version, "تنهيه الجهة المختصة دون حاجة إلى لقاء"); err != nil {
			return err
		}
		return s.refer(officer, a)
	}
	if err := s.Desk.Shortlist(officer, wish.ID, wish.Version, booking.Study{Class: class, Needs: wish.Needs}); err != nil {
		return err
	}
	if !s.chance(6) {
		return nil
	}
	if err := s.Desk.Hold(officer, wish.ID, wish.Version+1, pick([]string{"waiting_for_you", "barred"}, s.dice.IntN(2))); err != nil {
		return err
	}
	s.at(s.workday(s.clock, s.between(8, 20)), "release", func(ctx context.Context) error {
		held, err := s.Desk.Request(ctx, wish.ID)
		if err != nil || !held.Status.Open() {
			return err
		}
		return s.Desk.Release(s.as(ctx, "chief"), held.ID, held.Version)
	})
	return nil
}

// refer asks the department; one referral in fifteen comes back from the wrong one first.
func (s *story) refer(officer context.Context, a *affair) error {
	right := s.departments[a.matter.department]
	first := right
	if s.chance(7) && a.matter.department != "legal" {
		first = s.departments["legal"]
	}
	if err := s.referTo(officer, a, first); err != nil {
		return err
	}
	if first == right {
		s.answerLater(a)
		return nil
	}
	s.at(s.workday(s.clock, 2), "return", func(ctx context.Context) error {
		asked, err := s.Office.Referrals(ctx, a.id)
		if err != nil || len(asked) == 0 {
			return err
		}
		r := asked[len(asked)-1]
		if err := s.Office.Return(s.departmentOfficer(ctx, r.Department), r.ID, r.Version, "ليس من اختصاص الإدارة، ونقترح إحالته إلى الجهة المباشرة."); err != nil {
			return err
		}
		s.at(s.workday(s.clock, 1), "refer again", func(ctx context.Context) error {
			if err := s.referTo(s.as(ctx, a.officer), a, right); err != nil {
				return err
			}
			s.answerLater(a)
			return nil
		})
		return nil
	})
	return nil
}

func (s *story) referTo(officer context.Context, a *affair, department casework.DepartmentID) error {
	return s.Office.Refer(officer, a.id, 0, casework.Referral{Department: department, Text: a.matter.order, DueOn: s.dueIn(7)})
}

// dueIn is the day so many working days from now.
func (s *story) dueIn(days int) time.Time {
	return midnight(s.calendar.WorkingDaysAfter(s.clock, days))
}
