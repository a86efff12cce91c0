package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
)

// settle opens the office: centres, departments, hosts, their weeks, accounts.
func (s *story) settle(ctx context.Context) error {
	for _, c := range centres {
		if err := s.Office.SaveCentre(ctx, c); err != nil {
			return fmt.Errorf("centre %s: %w", c.Code, err)
		}
	}
	for _, d := range departments {
		id, err := s.Office.SaveDepartment(ctx, d)
		if err != nil {
			return fmt.Errorf("department %s: %w", d.Code, err)
		}
		s.departments[d.Code] = id
	}
	for _, h := range hosts {
		saved, err := s.Desk.SaveHost(ctx, h)
		if err != nil {
			return fmt.Errorf("host %s: %w", h.Code, err)
		}
		s.hosts[h.Code] = saved
	}
	if err := s.employ(ctx); err != nil {
		return err
	}
	ctx = s.as(ctx, "scheduler")
	if err := s.enlist(ctx); err != nil {
		return err
	}
	if err := s.announce(ctx); err != nil {
		return err
	}
	for _, t := range templates(s.hosts["minister"].ID, s.hosts["deputy"].ID) {
		if _, err := s.Desk.SaveTemplate(ctx, t); err != nil {
			return fmt.Errorf("template of %s: %w", t.Weekday, err)
		}
	}
	return nil
}

// employ makes the accounts.
func (s *story) employ(ctx context.Context) error {
	for _, e := range staff {
		made, err := s.Accounts.Create(ctx, identity.NewStaff{
			Username: e.Username, NameAr: e.NameAr, NameEn: e.NameEn, Role: e.Role, Password: Password, Centre: e.centre,
			Department: int64(s.departments[e.department]), Host: int64(s.hosts[e.host].ID),
		})
		if err != nil {
			return fmt.Errorf("account %s: %w", e.Username, err)
		}
		s.staff[e.Username] = &made
	}
	return nil
}

var centres = []casework.Centre{
	{
		Code: "riyadh", NameAr: "مركز الاستقبال والتواصل بالرياض", NameEn: "Riyadh reception and communication centre",
		AddressAr: "حي المروج، طريق الملك فهد، الرياض", AddressEn: "Al Muruj district, King Fahd Road, Riyadh",
		City: "riyadh", Opens: 8 * time.Hour, Closes: 16 * time.Hour, RamadanOpens: 10 * time.Hour, RamadanCloses: 15 * time.Hour,
		Phone: "8000000000", PhoneOpens: 8 * time.Hour, PhoneCloses: 24 * time.Hour, Fax: "0110000001", PostBox: "00001",
		RenewalsAr: "تُجدَّد الهوية الوطنية في الدور الأرضي، والجواز والإقامة في مكتب الخدمة بالدور الأول.",
		RenewalsEn: "National identity cards are renewed on the ground floor; passports and residence permits at the service office on the first floor.",
		Booths:     4,
	},
	{
		Code: "jeddah", NameAr: "مركز الاستقبال والتواصل بجدة", NameEn: "Jeddah reception and communication centre",
		AddressAr: "طريق الملك عبدالعزيز، جدة", AddressEn: "King Abdulaziz Road, Jeddah",
		City: "jeddah", Opens: 8 * time.Hour, Closes: 16 * time.Hour, RamadanOpens: 10 * time.Hour, RamadanCloses: 15 * time.Hour,
		Phone: "8000000000", PhoneOpens: 8 * time.Hour, PhoneCloses: 24 * time.Hour, Fax: "0120000001", PostBox: "00002",
		RenewalsAr: "تُجدَّد الهوية الوطنية والجواز والإقامة في مكتب الخدمة بجوار المدخل الرئيس.",
		RenewalsEn: "Identity cards, passports and residence permits are renewed at the service office beside the main entrance.",
		Booths:     3,
	},
}

var departments = []casework.Department{
	{Code: "traffic", NameAr: "إدارة المرور", NameEn: "Traffic", RespondDays: 7, Active: true},
	{Code: "passports", NameAr: "إدارة الجوازات", NameEn: "Passports", RespondDays: 7, Active: true},
	{Code: "civil_status", NameAr: "إدارة الأحوال المدنية", NameEn: "Civil status", RespondDays: 7, Active: true},
	{Code: "civil_defence", NameAr: "إدارة الدفاع المدني", NameEn: "Civil defence", RespondDays: 10, Active: true},
	{Code: "prisons", NameAr: "إدارة السجون", NameEn: "Prisons", RespondDays: 10, Active: true},
	{Code: "general_security", NameAr: "إدارة الأمن العام", NameEn: "General security", RespondDays: 10, Active: true},
	{Code: "border_guard", NameAr: "إدارة حرس الحدود", NameEn: "Border guard", RespondDays: 10, Active: true},
	{Code: "expatriates", NameAr: "إدارة شؤون الوافدين", NameEn: "Expatriate affairs", RespondDays: 7, Active: true},
	{Code: "municipal", NameAr: "إدارة التنسيق البلدي", NameEn: "Municipal coordination", RespondDays: 10, Active: true},
	{Code: "legal", NameAr: "إدارة الشؤون القانونية", NameEn: "Legal affairs", RespondDays: 14, Active: true},
}

var hosts = []booking.Host{
	{Code: "minister", TitleAr: "معالي الوزير", TitleEn: "His Excellency the Minister", ShortAr: "معالي الوزير", ShortEn: "the Minister", City: "riyadh", Active: true},
	{Code: "deputy", TitleAr: "معالي نائب الوزير", TitleEn: "His Excellency the Deputy Minister", ShortAr: "معالي النائب", ShortEn: "the Deputy Minister", City: "riyadh", Active: true},
}

var (
	byVideo  = []booking.Venue{booking.VenueHome, "booth:riyadh", "booth:jeddah"}
	inPerson = []booking.Venue{"office:riyadh"}
)

// templates are the hosts' usual weeks.
func templates(minister, deputy booking.HostID) []booking.Template {
	both, arabic := []string{"ar", "en"}, []string{"ar"}
	week := []booking.Template{
		{Host: minister, Weekday: time.Sunday, From: clock(9, 0), To: clock(10, 20), Venues: byVideo, Languages: both},
		{Host: minister, Weekday: time.Monday, From: clock(9, 0), To: clock(10, 20), Venues: inPerson, Languages: arabic},
		{Host: minister, Weekday: time.Tuesday, From: clock(9, 0), To: clock(10, 0), Venues: byVideo, Languages: arabic,
			Section: booking.SectionWomen, Provides: []string{booking.NeedFemaleOfficer}},
		{Host: minister, Weekday: time.Tuesday, From: clock(10, 20), To: clock(11, 0), Venues: byVideo, Languages: arabic, OpenTo: booking.OpenToFirstTime},
		{Host: minister, Weekday: time.Wednesday, From: clock(9, 0), To: clock(9, 40), Venues: byVideo, Languages: arabic, Provides: []string{"sign_language", "captions"}},
		{Host: minister, Weekday: time.Wednesday, From: clock(10, 0), To: clock(11, 0), Venues: byVideo, Languages: both, OpenTo: booking.OpenToUrgent},
		{Host: deputy, Weekday: time.Sunday, From: clock(10, 0), To: clock(11, 0), Venues: byVideo, Languages: both},
		{Host: deputy, Weekday: time.Monday, From: clock(10, 0), To: clock(10, 40), Venues: byVideo, Languages: both, OpenTo: booking.OpenToFirstTime},
		{Host: deputy, Weekday: time.Tuesday, From: clock(10, 0), To: clock(11, 0), Venues: append(inPerson[:1:1], byVideo...), Languages: arabic,
			Provides: []string{"wheelchair", "assistant"}},
		{Host: deputy, Weekday: time.Wednesday, From: clock(10, 0), To: clock(10, 40), Venues: byVideo, Languages: arabic,
			Section: booking.SectionWomen, Provides: []string{booking.NeedFemaleOfficer, "sign_language"}},
	}
	for i := range week {
		week[i].SlotMinutes, week[i].BufferMinutes, week[i].Active = 15, 5, true
	}
	return week
}

func clock(hour, minute int) time.Duration {
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}
