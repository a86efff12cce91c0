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
		count := s.between(1, 2)
		if s.calendar.WorkingDay(day) {
			count = s.between(5, 7)
		}
		for range count {
			s.at(day.Add(8*time.Hour+s.minutes(0, 14*60)), "file", s.fileSomething)
		}
	}
}

// fileSomething lets somebody file: new, or known; now and then somebody whom a host has received
// before.
func (s *story) fileSomething(ctx context.Context) error {
	p, kind := s.somebody(), pick(kinds, s.dice.IntN(len(kinds)))
	if kind == casework.KindAudience && p.asked {
		kind = casework.KindRequest
	}
	if kind == casework.KindAudience && len(s.met) > 6 && s.chance(12) {
		again := s.met[0]
		if s.met = s.met[1:]; !again.asked {
			p = again
		}
	}
	return s.file(ctx, p, kind, s.about(kind, p))
}

func (s *story) somebody() *person {
	if len(s.people) > 60 && s.chance(18) {
		return pick(s.people, s.dice.IntN(len(s.people)))
	}
	return s.invent()
}

// An affair is a case of the story with whose it is and what it is about.
type affair struct {
	id      casework.CaseID
	person  *person
	matter  matter
	officer string // who studies it
}

// file hands a filing in and lets its life begin.
func (s *story) file(ctx context.Context, p *person, kind casework.Kind, about matter) error {
	a, err := s.handIn(ctx, p, kind, about)
	if err != nil {
		return err
	}
	s.at(s.workday(s.clock, s.between(0, 2)), "study", func(ctx context.Context) error { return s.study(ctx, a) })
	return nil
}

// handIn files by web, phone or at a desk, some with a paper.
func (s *story) handIn(ctx context.Context, p *person, kind casework.Kind, about matter) (*affair, error) {
	if err := s.register(ctx, p); err != nil {
		return nil, err
	}
	s.filed++
	f := casework.Filing{
		Key: fmt.Sprintf("demonstration-%d", s.filed), Person: p.id, Kind: kind, Channel: casework.ChannelWeb,
		Subject: about.subject, Body: about.body, Language: p.Language,
	}
	ctx = by(ctx, p)
	if p.guest == nil {
		ctx = s.through(ctx, &f)
		s.represent(&f)
	}
	if kind == casework.KindAudience {
		f.Audience, p.asked = s.ask(p), true
	}
	if about.category == "humanitarian" && s.chance(60) || s.chance(8) {
		f.UrgencyClaimed = true
		f.UrgencyReason = said(p.Language, "الحالة لا تحتمل الانتظار، والتفاصيل في نص الطلب.", "It cannot wait; the details are in the text.")
	}
	if err := s.attach(ctx, p, &f); err != nil {
		return nil, err
	}
	filed, err := s.Office.File(ctx, f)
	if err != nil {
		return nil, err
	}
	a := &affair{filed.ID, p, about, pick([]string{"officer", "officer2"}, s.filed)}
	s.affairs[int64(filed.ID)] = a
	return a, nil
}

// through chooses the channel: six in ten by web, while phones and desks are staffed by their hours.
func (s *story) through(ctx context.Context, f *casework.Filing) context.Context {
	hour := s.clock.In(riyadh).Hour()
	switch draw := s.dice.IntN(10); {
	case draw < 2:
		f.Channel = casework.ChannelPhone
		return s.as(ctx, "agent")
	case draw < 4 && hour >= 8 && hour < 16 && s.calendar.WorkingDay(s.clock):
		f.Channel, f.Centre = casework.ChannelDesk, pick([]string{"riyadh", "jeddah"}, draw)
		return s.as(ctx, pick([]string{"reception", "reception2"}, draw))
	}
	return ctx
}

// represent lets one in ten speak for somebody else.
func (s *story) represent(f *casework.Filing) {
	switch s.dice.IntN(20) {
	case 0:
		f.Applicant = casework.Applicant{Kind: casework.ApplicantAgent, PrincipalName: fullName(s.filed*3, s.chance(50), false, "ar"),
			PaperNumber: fmt.Sprintf("44%07d", s.filed*137), PaperExpiresOn: midnight(s.clock).AddDate(1, 0, 0)}
	case 1:
		f.Applicant = casework.Applicant{Kind: casework.ApplicantOrganisation, PrincipalName: pick(organisations, s.filed), PaperNumber: fmt.Sprintf("10%08d", s.filed*211)}
	}
}

var organisations = []string{"مؤسسة الواحة الخضراء للمقاولات", "جمعية الصيادين التعاونية بالساحل", "شركة المسار السريع للنقل", "جمعية رعاية الأيتام بالقرية"}

// attach gives one web filing in five a paper.
func (s *story) attach(ctx context.Context, p *person, f *casework.Filing) error {
	if f.Channel != casework.ChannelWeb || !s.chance(20) {
		return nil
	}
	f.DraftKey = f.Key
	if err := s.Office.SaveDraft(ctx, casework.Draft{Key: f.DraftKey, Phone: p.Phone}); err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	name := said(f.Language, pick([]string{"صورة المعاملة.pdf", "تقرير طبي.pdf", "صك الحكم.pdf"}, s.filed), "letter.pdf")
	return s.Office.Attach(ctx, f.DraftKey, name, []byte(paper))
}

// paper is an empty page.
const paper = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`

// ask is a wish for an audience such as people have.
func (s *story) ask(p *person) *booking.Ask {
	if g := p.guest; g != nil {
		return &booking.Ask{Hosts: []string{g.host}, Venues: []booking.Venue{g.venue}, Section: p.Section, Language: p.Language, Needs: g.needs, ShortNotice: true}
	}
	ask := &booking.Ask{
		Hosts: []string{"minister", "deputy"}, Venues: []booking.Venue{booking.VenueHome, "booth:riyadh"}, Section: p.Section,
		Mornings: true, Afternoons: true, Language: p.Language, ShortNotice: s.chance(35),
	}
	switch s.dice.IntN(7) {
	case 0:
		ask.Hosts = []string{"minister"}
	case 1:
		ask.Hosts, ask.Venues = []string{"minister"}, []booking.Venue{"office:riyadh", "booth:riyadh"}
	case 2:
		ask.Venues = []booking.Venue{"booth:jeddah", booking.VenueHome}
	case 3:
		ask.Weekdays = []time.Weekday{time.Sunday, time.Tuesday}
	case 4:
		ask.Venues, ask.Minutes = []booking.Venue{booking.VenueHome}, 15
	}
	switch {
	case s.chance(6):
		ask.Needs = []string{"sign_language"}
	case p.woman && s.chance(30):
		ask.FemaleOnly = true
	case s.chance(3):
		ask.Needs, ask.Venues = []string{"wheelchair"}, []booking.Venue{"office:riyadh"}
	case s.chance(10):
		ask.Companion = fullName(s.filed, p.woman, false, "ar")
	}
	return ask
}
