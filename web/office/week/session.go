package week

import (
	"net/http"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/web/office/word"
	"majlis/web/page"
)

type sessionView struct {
	page.View
	Shape  shape
	Day    page.TextField
	Submit page.Button
}

func (s *Weeks) sessionForm(r *http.Request) (*sessionView, error) {
	v := &sessionView{View: s.Pages.View(r, page.Console, "week.session.title")}
	v.Width = page.Reading
	v.Lead = v.T("week.session.lead")
	v.Crumbs = []page.Link{{Href: "/office/week", Text: v.T("week.grid.title")}}
	v.Day = page.TextField{Name: "day", Label: v.T("week.field.day"), Type: "date", Size: page.Medium, Value: word.DayName(word.WeekOf(r, s.Now().AddDate(0, 0, 7)))}
	v.Submit = page.Button{Label: v.T("week.session.add"), Icon: "plus"}
	var err error
	v.Shape, err = s.shape(r.Context(), &v.View)
	return v, err
}

func (s *Weeks) askSession(w http.ResponseWriter, r *http.Request) error {
	v, err := s.sessionForm(r)
	if err != nil {
		return err
	}
	return s.sessionPage.Render(w, r, http.StatusOK, v)
}

// addSession makes a session by hand, outside the templates.
func (s *Weeks) addSession(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	t := readShape(form)
	day := form.Day("day", calendar.Riyadh)
	if day.IsZero() {
		form.Errors.Add("day", "refusal.date_missing")
	}
	if len(form.Errors) == 0 {
		_, err = s.Desk.AddSession(r.Context(), booking.NewSession{
			Host: t.Host, From: day.Add(t.From), To: day.Add(t.To), SlotMinutes: t.SlotMinutes, BufferMinutes: t.BufferMinutes,
			LongSlots: t.LongSlots, Venues: t.Venues, Languages: t.Languages, Provides: t.Provides, Section: t.Section, OpenTo: t.OpenTo,
		})
		if err == nil {
			return page.Redirect(w, r, "/office/week?week="+word.DayName(booking.WeekOf(day)), page.Done("week.session.added"))
		}
		if !form.Refused(err) {
			return err
		}
	}
	v, err := s.sessionForm(r)
	if err != nil {
		return err
	}
	v.Shape.fill(form, &v.View)
	form.Fill(v.Printer, &v.Day)
	v.Refused(form.Errors)
	return s.sessionPage.Render(w, r, http.StatusUnprocessableEntity, v)
}
