package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// planFilings lets people file on every day of the story, more of them on working days.
func (s *story) planFilings() {
	for day := midnight(s.began); day.Before(s.end); day = day.AddDate(0, 0, 1) {
		count := s.between(0, 2)
		if s.calendar.WorkingDay(day) {
			count = s.between(4, 7)
		}
		for range count {
			s.at(day.Add(7*time.Hour+s.minutes(0, 14*60)), "file", s.fileSomething)
		}
	}
}

// fileSomething lets somebody new, or somebody known, file.
func (s *story) fileSomething(ctx context.Context) error {
	p := s.somebody()
	kind := pick(kinds, s.dice.IntN(len(kinds)))
	if kind == casework.KindAudience && p.asked {
		kind = casework.KindRequest
	}
	_, err := s.file(ctx, p, kind)
	return err
}

func (s *story) somebody() *person {
	if len(s.people) > 40 && s.chance(12) {
		return pick(s.people, s.dice.IntN(len(s.people)))
	}
	return s.invent()
}

// file hands a filing in and lets its life begin.
func (s *story) file(ctx context.Context, p *person, kind casework.Kind) (casework.Case, error) {
	if err := s.register(ctx, p); err != nil {
		return casework.Case{}, err
	}
	s.filed++
	about := pick(matters, s.dice.IntN(len(matters)))
	if p.Language == "en" {
		about = pick(mattersEnglish, s.dice.IntN(len(mattersEnglish)))
	}
	f := casework.Filing{
		Key: fmt.Sprintf("demonstration-%d", s.filed), Person: p.id, Kind: kind, Channel: casework.ChannelWeb,
		Subject: about.subject, Body: about.body, Language: p.Language,
	}
	ctx = by(ctx, p)
	switch s.dice.IntN(10) {
	case 0, 1:
		f.Channel, ctx = casework.ChannelPhone, s.as(ctx, "agent")
	case 2:
		f.Channel, f.Centre, ctx = casework.ChannelDesk, "riyadh", s.as(ctx, "reception")
	}
	s.represent(&f)
	if kind == casework.KindAudience {
		f.Audience = s.ask(p)
		f.UrgencyClaimed = s.chance(30)
		if f.UrgencyClaimed {
			f.UrgencyReason = "الحالة لا تحتمل الانتظار، والتفاصيل في نص الطلب."
		}
		p.asked = true
	}
	filed, err := s.Office.File(ctx, f)
	if err != nil {
		return filed, err
	}
	s.at(s.workday(s.clock, s.between(0, 2)), "study", func(ctx context.Context) error { return s.study(ctx, filed.ID, p, about) })
	return filed, nil
}

// represent lets one in ten speak for somebody else.
func (s *story) represent(f *casework.Filing) {
	switch s.dice.IntN(20) {
	case 0:
		f.Applicant = casework.Applicant{Kind: casework.ApplicantAgent, PrincipalName: fullName(s.filed*3, s.chance(50), false, "ar"),
			PaperNumber: fmt.Sprintf("44%07d", s.filed*137), PaperExpiresOn: midnight(s.clock).AddDate(1, 0, 0)}
	case 1:
		f.Applicant = casework.Applicant{Kind: casework.ApplicantOrganisation, PrincipalName: "مؤسسة الواحة للمقاولات", PaperNumber: fmt.Sprintf("10%08d", s.filed*211)}
	}
}

// ask is a wish for an audience such as people have.
func (s *story) ask(p *person) *booking.Ask {
	ask := &booking.Ask{Hosts: []string{"minister", "deputy"}, Venues: []booking.Venue{booking.VenueHome, "booth:riyadh"}, Section: p.Section, Mornings: true, Afternoons: true}
	switch s.dice.IntN(6) {
	case 0:
		ask.Hosts = []string{"minister"}
	case 1:
		ask.Venues = []booking.Venue{"office:riyadh", "booth:riyadh"}
	case 2:
		ask.Venues = []booking.Venue{"booth:jeddah", booking.VenueHome}
	case 3:
		ask.Weekdays = []time.Weekday{time.Sunday, time.Tuesday}
	}
	switch {
	case s.chance(5):
		ask.Needs = []string{"sign_language"}
	case p.woman && s.chance(25):
		ask.FemaleOnly = true
	case s.chance(10):
		ask.Companion = fullName(s.filed, false, false, "ar")
	}
	ask.ShortNotice = s.chance(30)
	return ask
}

// study is what an officer does with a case first.
func (s *story) study(ctx context.Context, id casework.CaseID, p *person, about matter) error {
	officer := s.as(ctx, pick([]string{"officer", "officer2"}, s.dice.IntN(2)))
	class := pick([]string{"ordinary", "ordinary", "ordinary", "urgent", "humanitarian"}, s.dice.IntN(5))
	c, err := s.Office.Case(ctx, id)
	if err != nil || c.Status.Closed() {
		return err
	}
	if err := s.Office.Study(officer, id, c.Version, casework.Study{Class: class, Category: about.department}); err != nil {
		return err
	}
	switch {
	case s.chance(4):
		return s.withdraw(by(ctx, p), c)
	case s.chance(8):
		return s.askInfo(officer, id, p)
	case c.Kind == casework.KindAudience:
		return s.shortlist(officer, c, booking.Class(class), about)
	case c.Kind == casework.KindInquiry:
		s.settleLater(id, p, 1)
		return nil
	}
	return s.refer(officer, id, p, about)
}

// withdraw takes a case back, and the wish for an audience with it.
func (s *story) withdraw(ctx context.Context, c casework.Case) error {
	if c.Kind == casework.KindAudience {
		request, err := s.Desk.RequestOfCase(ctx, int64(c.ID))
		if err != nil {
			return err
		}
		if err := s.Desk.Withdraw(ctx, request.ID); err != nil {
			return err
		}
	}
	return s.Office.Withdraw(ctx, c.ID)
}

func (s *story) askInfo(officer context.Context, id casework.CaseID, p *person) error {
	if err := s.Office.AskInfo(officer, id, 0, pick(questions, s.dice.IntN(len(questions))), midnight(s.clock).AddDate(0, 0, 7)); err != nil {
		return err
	}
	if s.chance(70) {
		s.in(s.minutes(300, 4000), "give information", func(ctx context.Context) error {
			if err := s.Office.GiveInfo(by(ctx, p), id, "المطلوب مرفق، ورقم المعاملة السابقة 1447/2210."); err != nil {
				return err
			}
			s.settleLater(id, p, 3)
			return nil
		})
	}
	return nil
}

// shortlist puts a wish on the list; a few are held, or settled without a meeting.
func (s *story) shortlist(officer context.Context, c casework.Case, class booking.Class, about matter) error {
	request, err := s.Desk.RequestOfCase(officer, int64(c.ID))
	if err != nil {
		return err
	}
	if s.chance(8) {
		if err := s.Desk.NotSchedule(officer, request.ID, request.Version, "تتولى الجهة المختصة معالجته"); err != nil {
			return err
		}
		return s.referTo(officer, c.ID, about)
	}
	if err := s.Desk.Shortlist(officer, request.ID, request.Version, booking.Study{Class: class}); err != nil {
		return err
	}
	if s.chance(6) {
		return s.Desk.Hold(officer, request.ID, request.Version+1, "waiting_for_you")
	}
	return nil
}

func (s *story) referTo(officer context.Context, id casework.CaseID, about matter) error {
	return s.Office.Refer(officer, id, 0, casework.Referral{
		Department: s.departments[about.department], Text: "للنظر والإفادة خلال المدة المحددة.", DueOn: midnight(s.workday(s.clock, 7)),
	})
}

func (s *story) refer(officer context.Context, id casework.CaseID, p *person, about matter) error {
	if err := s.referTo(officer, id, about); err != nil {
		return err
	}
	s.answerLater(id, p)
	return nil
}

// answerLater lets the departments answer what they were asked about a case, most of them in time.
func (s *story) answerLater(id casework.CaseID, p *person) {
	s.at(s.workday(s.clock, s.between(2, 9)), "answer", func(ctx context.Context) error {
		asked, err := s.Office.Referrals(ctx, id)
		if err != nil {
			return err
		}
		for _, r := range asked {
			if r.Status == casework.ReferralOpen {
				if err := s.answer(ctx, r); err != nil {
					return err
				}
			}
		}
		s.settleLater(id, p, s.between(1, 3))
		return nil
	})
}

func (s *story) answer(ctx context.Context, r casework.Referral) error {
	officer := s.departmentOfficer(ctx, r.Department)
	if err := s.Office.Start(officer, r.ID, r.Version); err != nil {
		return err
	}
	if s.chance(5) {
		return nil // still working on it
	}
	return s.Office.Answer(officer, r.ID, r.Version+1, pick(replies, s.dice.IntN(len(replies))))
}

// departmentOfficer acts for a department; the accounts of departments carry their codes.
func (s *story) departmentOfficer(ctx context.Context, id casework.DepartmentID) context.Context {
	for code, department := range s.departments {
		if department == id {
			return s.as(ctx, code)
		}
	}
	return s.as(ctx, "officer")
}

// settleLater gives the result after some working days, and lets the person judge it.
func (s *story) settleLater(id casework.CaseID, p *person, days int) {
	s.at(s.workday(s.clock, days), "settle", func(ctx context.Context) error {
		c, err := s.Office.Case(ctx, id)
		if err != nil || (c.Status != casework.StatusReplyReceived && c.Status != casework.StatusUnderReview && c.Status != casework.StatusReopened) {
			return err
		}
		out := casework.Outcome{Status: casework.StatusCompleted, Text: pick(results, s.dice.IntN(len(results)))}
		switch s.dice.IntN(12) {
		case 0:
			out = casework.Outcome{Status: casework.StatusNotUpheld, Text: refusals[0]}
		case 1:
			out = casework.Outcome{Status: casework.StatusOutOfScope, Text: refusals[1]}
		}
		username := "officer"
		if c.Previous != 0 && c.Previous == s.staff["officer"].ID {
			username = "officer2"
		}
		if err := s.Office.Settle(s.as(ctx, username), id, 0, out); err != nil {
			return err
		}
		s.judgeLater(id, p)
		return nil
	})
}

// judgeLater lets four in five read the result, and half of those say what they think: a mean near
// the centre's own, with a poor mark now and then.
func (s *story) judgeLater(id casework.CaseID, p *person) {
	if !s.chance(80) {
		return
	}
	s.in(s.minutes(60, 3000), "read and judge", func(ctx context.Context) error {
		ctx = by(ctx, p)
		if err := s.Office.ReadResult(ctx, id); err != nil {
			return err
		}
		if s.chance(40) {
			return nil
		}
		s.judged++
		score := pick([]int{5, 5, 4, 5, 5, 3, 5, 4, 5, 5, 5, 1}, s.judged)
		err := s.Office.Judge(ctx, casework.Survey{Case: id, Score: score, NoObstacle: s.judged%14 != 3, SoughtBefore: s.judged%8 == 5})
		if err == nil && score <= 2 {
			s.settleLater(id, p, 4)
		}
		return err
	})
}
