package citizen

import (
	"fmt"
	"net/http"
	"time"

	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/page"
)

type centresView struct {
	page.View
	Holiday *page.Notice
	Centres []centrePart
}

// A centrePart is one centre on the page.
type centrePart struct {
	Name, Address string
	Now           page.Tag
	When          string
	Facts         page.SummaryList
	Call          page.Button
}

// centres shows where one may come, and whether somebody is there now.
func (s *Site) centres(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Office.Centres(r.Context())
	if err != nil {
		return fmt.Errorf("centres: %w", err)
	}
	v := &centresView{View: s.Pages.View(r, page.Citizen, "citizen.centres.title")}
	v.Width = page.Wide
	v.Lead = v.T("citizen.centres.lead")
	v.Back = &page.Link{Href: "/", Text: v.T("citizen.back.home")}
	now := s.Now()
	if holiday, is := s.Calendar.Holiday(now); is {
		v.Holiday = &page.Notice{Kind: page.Info, Text: v.T("citizen.centres.holiday", "name", v.T("common.holiday."+holiday.Code))}
	} else if s.Calendar.InRamadan(now) {
		v.Holiday = &page.Notice{Kind: page.Info, Text: v.T("citizen.centres.ramadan")}
	}
	for _, centre := range list {
		v.Centres = append(v.Centres, s.centre(&v.View, centre, now))
	}
	return s.centresPage.Render(w, r, http.StatusOK, v)
}

func (s *Site) centre(v *page.View, c casework.Centre, now time.Time) centrePart {
	part := centrePart{Name: inLang(v, c.NameAr, c.NameEn), Address: inLang(v, c.AddressAr, c.AddressEn)}
	part.Now, part.When = s.standing(v, c.Code, now)
	day := calendar.DateOf(now).At(0, 0)
	rows := []page.SummaryRow{
		{Label: v.T("citizen.centres.hours"), Text: v.T("citizen.centres.days", "hours", stretch(v, day, c.Opens, c.Closes))},
		{Label: v.T("citizen.centres.hours.ramadan"), Text: stretch(v, day, c.RamadanOpens, c.RamadanCloses)},
		{Label: v.T("citizen.centres.phone"), Text: c.Phone, Ltr: true},
		{Label: v.T("citizen.centres.phone.hours"), Text: v.T("citizen.centres.daily", "hours", stretch(v, day, c.PhoneOpens, c.PhoneCloses))},
		{Label: v.T("citizen.centres.fax"), Text: c.Fax, Ltr: true},
		{Label: v.T("citizen.centres.post_box"), Text: c.PostBox},
		{Label: v.T("citizen.centres.renewals"), Text: inLang(v, c.RenewalsAr, c.RenewalsEn)},
	}
	for _, row := range rows {
		if row.Text != "" {
			part.Facts.Rows = append(part.Facts.Rows, row)
		}
	}
	part.Facts.Compact = true
	if c.Phone != "" {
		part.Call = page.Button{Label: v.T("citizen.centres.call"), Href: "tel:" + c.Phone, Style: page.Secondary, Icon: "phone"}
	}
	return part
}

// standing says whether a centre is open now, and when that changes.
func (s *Site) standing(v *page.View, centre string, now time.Time) (page.Tag, string) {
	if s.Calendar.Open(centre, now) {
		_, until, _ := s.Calendar.Hours(centre, now)
		return page.Tag{Kind: page.Success, Text: v.T("citizen.centres.open"), Icon: "check"}, v.T("common.hours.open", "time", v.Clock(until))
	}
	tag := page.Tag{Kind: page.Neutral, Text: v.T("common.hours.closed"), Icon: "clock"}
	opens, ok := s.Calendar.NextOpening(centre, now)
	if !ok {
		return tag, ""
	}
	day := v.DateLong(opens)
	switch calendar.DateOf(opens).DaysSince(calendar.DateOf(now)) {
	case 0:
		day = v.T("common.today")
	case 1:
		day = v.T("common.tomorrow")
	}
	return tag, v.T("common.hours.opens", "day", day, "time", v.Clock(opens))
}

// stretch writes hours of a day; midnight at its end is called so.
func stretch(v *page.View, day time.Time, from, to time.Duration) string {
	if to == 24*time.Hour {
		return v.T("common.time.range", "from", v.Clock(day.Add(from)), "to", v.T("citizen.centres.midnight"))
	}
	return v.ClockRange(day.Add(from), day.Add(to))
}

func inLang(v *page.View, arabic, english string) string {
	if v.Lang == i18n.English {
		return english
	}
	return arabic
}

type helpView struct {
	page.View
	Questions []page.Details
}

// help answers what people ask most.
func (s *Site) help(w http.ResponseWriter, r *http.Request) error {
	v := &helpView{View: s.Pages.View(r, page.Citizen, "citizen.help.title")}
	v.Lead = v.T("citizen.help.lead")
	v.Back = &page.Link{Href: "/", Text: v.T("citizen.back.home")}
	for _, topic := range []string{"who", "code", "agent", "urgent", "when", "where", "camera", "change", "late", "women", "result", "phone"} {
		key := "citizen.help." + topic
		v.Questions = append(v.Questions, page.Details{Summary: v.T(key), Text: v.T(key + ".text")})
	}
	return s.helpPage.Render(w, r, http.StatusOK, v)
}

type privacyView struct {
	page.View
	Parts []textPart
}

type textPart struct {
	Title string
	Lines []string
}

// noticeLines is how many lines each part of the privacy notice has.
var noticeLines = []struct {
	part  string
	lines []string
}{
	{"purpose", []string{"1"}}, {"content", []string{"1", "2", "3"}}, {"use", []string{"1", "2", "3"}},
	{"retention", []string{"1"}}, {"rights", []string{"1", "2"}}, {"access", []string{"1"}},
}

// privacy is the notice people are given before anything is asked.
func (s *Site) privacy(w http.ResponseWriter, r *http.Request) error {
	v := &privacyView{View: s.Pages.View(r, page.Citizen, "citizen.privacy.title")}
	v.Lead = v.T("citizen.privacy.lead")
	v.Back = &page.Link{Href: "/", Text: v.T("citizen.back.home")}
	for _, one := range noticeLines {
		key := "citizen.privacy." + one.part
		part := textPart{Title: v.T(key + ".title")}
		for _, line := range one.lines {
			part.Lines = append(part.Lines, v.T(key+"."+line))
		}
		v.Parts = append(v.Parts, part)
	}
	return s.privacyPage.Render(w, r, http.StatusOK, v)
}
