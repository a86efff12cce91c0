package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/booking/roster"
	"majlis/internal/calendar"
	"majlis/internal/identity"
)

var everyDay = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}

// enlist puts those who help at audiences, and the halls, on the roster.
func (s *story) enlist(ctx context.Context) error {
	for _, c := range centres {
		for n := range c.Booths {
			hall := booking.Helper{
				Kind: roster.Booth, NameAr: fmt.Sprintf("القاعة %d", n+1), NameEn: fmt.Sprintf("Hall %d", n+1),
				Centre: c.Code, To: 24 * time.Hour, Weekdays: everyDay, // a hall is there; the sessions say when it is used
			}
			if n == c.Booths-1 {
				hall.Section, hall.NameAr, hall.NameEn = booking.SectionWomen, "قاعة القسم النسائي", "Women's section hall"
			}
			if err := s.list(ctx, hall); err != nil {
				return err
			}
		}
	}
	// The sessions of the present are at any hour, and so is whoever interprets at them by signs.
	signs := booking.Helper{
		Kind: roster.SignLanguage, NameAr: "ريم ماجد سعود الدخيل", NameEn: "Reem Majed Saud Al-Dakheel", Staff: s.staff["interpreter"].ID,
		To: 24 * time.Hour, Weekdays: everyDay,
	}
	if err := s.list(ctx, signs); err != nil {
		return err
	}
	for _, h := range []booking.Helper{
		{Kind: roster.Interpreter, NameAr: "ريم ماجد سعود الدخيل", NameEn: "Reem Majed Saud Al-Dakheel", Languages: []string{"en", "ur"}, Staff: s.staff["interpreter"].ID},
		{Kind: roster.SignLanguage, NameAr: "تركي صالح عمر الجبر", NameEn: "Turki Saleh Omar Al-Jabr"},
		{Kind: roster.FemaleOfficer, NameAr: "منيرة أحمد صالح الفوزان", NameEn: "Muneera Ahmed Saleh Al-Fawzan", Staff: s.staff["officer2"].ID},
		{Kind: roster.FemaleOfficer, NameAr: "نورة يوسف علي باوزير", NameEn: "Noura Yousef Ali Bawazir", Staff: s.staff["reception2"].ID, Centre: "jeddah"},
	} {
		h.From, h.To, h.Weekdays = 8*time.Hour, 16*time.Hour, everyDay[:5]
		if err := s.list(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// announce confirms the first holiday ahead, as it was announced; those behind it stay forecasts.
func (s *story) announce(ctx context.Context) error {
	for _, p := range s.calendar.Between(calendar.DateOf(s.end).AddDays(1), calendar.DateOf(s.end).AddDays(800)) {
		if !p.Holiday() || !p.From.After(calendar.DateOf(s.end)) {
			continue
		}
		d := calendar.Decide(p)
		d.Reason, d.By, d.At = "تعميم وزارة الموارد البشرية", identity.Actor{Staff: s.staff["chief"]}.Label(), s.clock
		return s.Days.SaveCalendarDecision(ctx, d)
	}
	return nil
}

func (s *story) list(ctx context.Context, h booking.Helper) error {
	h.Active = true
	if _, err := s.Desk.SaveHelper(ctx, h); err != nil {
		return fmt.Errorf("roster entry %s: %w", h.NameEn, err)
	}
	return nil
}
