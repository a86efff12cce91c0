package supply

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/web/office/word"
	"majlis/web/page"
)

// lastSeeded is the end of 1450 AH: what lies behind it no published table agrees on.
var lastSeeded = calendar.Date{Year: 2029, Month: time.May, Day: 14}

type calendarView struct {
	page.View
	Add     page.Button
	Periods page.Table
	Cities  page.Table
}

// stateKinds colours how periods stand.
var stateKinds = map[calendar.State]page.Kind{
	calendar.Provisional: page.Warning, calendar.Confirmed: page.Success, calendar.Shifted: page.Info, calendar.Added: page.Info,
}

// calendar lists the holidays to the end of the seeded years, and the cities with their hours.
func (s *Surface) calendar(w http.ResponseWriter, r *http.Request) error {
	v := &calendarView{View: s.Pages.View(r, page.Console, "supply.calendar.title")}
	v.Lead = v.T("supply.calendar.lead")
	v.Add = page.Button{Label: v.T("supply.calendar.add"), Href: "/office/calendar/holiday", Style: page.Secondary, Icon: "plus"}
	decided, err := s.Days.CalendarDecisions(r.Context())
	if err != nil {
		return err
	}
	v.Periods = page.Table{
		Caption: v.T("supply.calendar.periods"), Hide: true, Empty: &page.EmptyState{Title: v.T("common.none")}, Columns: []page.Column{
			{Label: v.T("supply.field.period")}, {Label: v.T("supply.field.first")}, {Label: v.T("supply.field.last")},
			{Label: v.T("week.field.state")}, {Label: v.T("week.field.reason")},
		},
	}
	for _, p := range s.listed(decided) {
		if err := s.periodRow(r.Context(), v, p, decided); err != nil {
			return err
		}
	}
	v.cities(s.Calendar)
	return s.calendarPage.Render(w, r, http.StatusOK, v)
}

// listed are the periods from last month to the end of the seeded years, those taken away too.
func (s *Surface) listed(decided []calendar.Decision) []calendar.Period {
	first := calendar.DateOf(s.Now()).AddDays(-30)
	list := s.Calendar.Between(first, lastSeeded)
	for _, d := range decided {
		if d.State == calendar.Removed && d.Until.After(first) {
			list = append(list, d.Period)
		}
	}
	slices.SortStableFunc(list, func(a, b calendar.Period) int { return a.From.DaysSince(b.From) })
	return list
}

func (s *Surface) periodRow(ctx context.Context, v *calendarView, p calendar.Period, decided []calendar.Decision) error {
	row, state := calendar.Decision{}, calendar.Provisional
	if at := slices.IndexFunc(decided, func(d calendar.Decision) bool { return d.Key == p.Key }); at >= 0 {
		row, state = decided[at], decided[at].State
	}
	reason := page.Cell{Text: row.Reason}
	if row.By != "" {
		by, err := s.Words.Actor(ctx, &v.View, row.By)
		if err != nil {
			return err
		}
		reason.Sub = by
	}
	first, last := p.From.At(0, 0), p.Until.AddDays(-1).At(0, 0)
	v.Periods.Rows = append(v.Periods.Rows, page.TableRow{Cells: []page.Cell{
		{Text: periodName(&v.View, p), Href: "/office/calendar/period/" + p.Key},
		{Text: v.Weekday(first) + " " + v.Date(first), Sub: v.HijriShort(first)}, {Text: v.Weekday(last) + " " + v.Date(last), Sub: v.HijriShort(last)},
		{Show: page.Tag{Kind: stateKinds[state], Text: v.T("supply.state." + string(state))}}, reason,
	}})
	return nil
}

// periodName is what a period is called: an announced one by the officer's own words.
func periodName(v *page.View, p calendar.Period) string {
	if p.NameAr != "" {
		return word.InLang(v.Lang, p.NameAr, p.NameEn)
	}
	return v.T("common.holiday." + p.Code)
}

func (v *calendarView) cities(office *calendar.Office) {
	v.Cities = page.Table{Caption: v.T("supply.calendar.cities"), Hide: true, Columns: []page.Column{
		{Label: v.T("office.column.city")}, {Label: v.T("office.column.hours")}, {Label: v.T("supply.field.ramadan")}, {Label: v.T("supply.field.pauses")},
	}}
	for _, seeded := range calendar.DefaultCities() {
		city, _ := office.City(seeded.Code)
		hours := office.UsualHours(city.Code)
		v.Cities.Rows = append(v.Cities.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.T("common.city." + city.Code), Href: "/office/calendar/city/" + city.Code},
			{Text: hoursText(&v.View, hours.Hours)}, {Text: hoursText(&v.View, hours.Ramadan)},
			{Text: pausesText(&v.View, city)},
		}})
	}
}

// pausesText tells a city's pauses, in short where all are alike.
func pausesText(v *page.View, city calendar.City) string {
	var pauses []string
	lengths := map[time.Duration]bool{}
	for _, prayer := range calendar.PrayerNames() {
		rest := city.Rest(prayer)
		if lengths[rest] = true; rest > 0 {
			pauses = append(pauses, v.T("supply.prayer."+prayer)+" "+v.Minutes(int(rest/time.Minute)))
		}
	}
	switch {
	case len(pauses) == 0:
		return v.T("common.none")
	case len(lengths) == 1:
		return v.T("supply.calendar.every_prayer", "length", v.Minutes(int(city.Rest("dhuhr")/time.Minute)))
	}
	return word.Join(v, "week.and", pauses...)
}

func hoursText(v *page.View, h calendar.Hours) string {
	if h.From == 0 && h.To == 24*time.Hour {
		return v.T("supply.roster.all_day")
	}
	return v.ClockRange(word.Sunday.Add(h.From), word.Sunday.Add(h.To))
}

// periodOf is the period that the address names; a new one is empty.
func (s *Surface) periodOf(r *http.Request) (calendar.Period, error) {
	code, year := r.PathValue("code"), r.PathValue("year")
	if code == "" {
		return calendar.Period{Code: calendar.Announced}, nil
	}
	key := code + "/" + year
	decided, err := s.Days.CalendarDecisions(r.Context())
	if err != nil {
		return calendar.Period{}, err
	}
	for _, d := range decided {
		if d.Key == key {
			return d.Period, nil
		}
	}
	if p, ok := calendar.Seeded(key); ok {
		return p, nil
	}
	return calendar.Period{}, booking.ErrNotFound
}

func (s *Surface) periodForm(r *http.Request, p calendar.Period) *formView {
	title := "supply.period.title"
	if p.Key == "" {
		title = "supply.calendar.add"
	}
	v := &formView{View: s.Pages.View(r, page.Console, title)}
	v.Width, v.Lead = page.Reading, v.T("supply.period.lead_new")
	v.Crumbs = []page.Link{{Href: "/office/calendar", Text: v.T("supply.calendar.title")}}
	from := &page.TextField{Name: "from", Label: v.T("supply.field.first"), Type: "date", Size: page.Medium}
	last := &page.TextField{Name: "last", Label: v.T("supply.field.last"), Type: "date", Size: page.Medium}
	v.Pairs = [][]page.Field{{from, last}}
	if p.Key != "" {
		v.Lead = periodName(&v.View, p) + " · " + v.T("supply.period.lead")
		from.Value, last.Value = p.From.String(), p.Until.AddDays(-1).String()
		from.Hint, last.Hint = v.Hijri(p.From.At(0, 0)), v.Hijri(p.Until.AddDays(-1).At(0, 0))
	}
	if p.Code == calendar.Announced {
		v.Fields = append(v.Fields, &page.TextField{Name: "name_ar", Label: v.T("office.field.name_ar"), Value: p.NameAr, Max: 80},
			&page.TextField{Name: "name_en", Label: v.T("office.field.name_en"), Value: p.NameEn, Max: 80, Optional: true})
	}
	v.Fields = append(v.Fields, &page.TextArea{Name: "reason", Label: v.T("week.field.reason"), Hint: v.T("supply.period.reason_hint"), Rows: 2})
	v.Submit = page.Button{Label: v.T("supply.period.save")}
	if p.Key != "" && p.Holiday() {
		v.Other = &page.Button{Label: v.T("supply.period.remove"), Name: "do", Value: "remove", Style: page.Destructive}
	}
	v.Cancel = page.Button{Label: v.T("common.cancel"), Href: "/office/calendar", Style: page.Quiet}
	return v
}

func (s *Surface) askPeriod(w http.ResponseWriter, r *http.Request) error {
	p, err := s.periodOf(r)
	if err != nil {
		return err
	}
	return s.periodPage.Render(w, r, http.StatusOK, s.periodForm(r, p))
}

// readPeriod reads a decision about a period; what is wrong is among the form's errors.
func readPeriod(form *page.Form, p calendar.Period) calendar.Decision {
	from, last := form.Day("from", calendar.Riyadh), form.Day("last", calendar.Riyadh)
	removed := form.Text("do") == "remove" && p.Holiday() // Ramadan is shifted, never taken away
	switch {
	case from.IsZero():
		form.Errors.Add("from", "refusal.date_missing")
	case last.IsZero():
		form.Errors.Add("last", "refusal.date_missing")
	case last.Before(from):
		form.Errors.Add("last", "refusal.days_out_of_order")
	case last.Sub(from) > 59*24*time.Hour:
		form.Errors.Add("last", "refusal.days_too_many")
	}
	p.From, p.Until = calendar.DateOf(from), calendar.DateOf(last).AddDays(1)
	if p.Code == calendar.Announced {
		p.NameAr, p.NameEn = form.Text("name_ar"), form.Text("name_en")
		if p.NameAr == "" {
			form.Errors.Add("name_ar", "refusal.required")
		}
	}
	if p.Key == "" {
		p.Key = calendar.Announced + "/" + p.From.String()
	}
	d := calendar.Decide(p)
	if removed {
		d.State = calendar.Removed
	}
	if d.Reason = form.Text("reason"); d.Reason == "" {
		form.Errors.Add("reason", "refusal.reason_needed")
	}
	return d
}

// decidePeriod keeps an officer's decision. Where it closes days with appointments, what becomes
// of them is decided in the same step.
func (s *Surface) decidePeriod(w http.ResponseWriter, r *http.Request) error {
	p, err := s.periodOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	d := readPeriod(form, p)
	if p.Key == "" && len(form.Errors) == 0 {
		if err := s.notTaken(r.Context(), form, d.Key); err != nil {
			return err
		}
	}
	if len(form.Errors) > 0 {
		v := s.periodForm(r, p)
		v.refill(form)
		return s.periodPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	days, err := s.closes(r.Context(), d)
	if err != nil {
		return err
	}
	if len(days) > 0 {
		return s.drawMove(w, r, moveForm{decision: &d, days: days, reason: d.Reason})
	}
	if err := s.Days.Decide(r.Context(), d); err != nil {
		return err
	}
	return page.Redirect(w, r, "/office/calendar", page.Done("supply.period.done"))
}

func (s *Surface) notTaken(ctx context.Context, form *page.Form, key string) error {
	decided, err := s.Days.CalendarDecisions(ctx)
	if slices.ContainsFunc(decided, func(d calendar.Decision) bool { return d.Key == key && d.State != calendar.Removed }) {
		form.Errors.Add("from", "supply.period.taken")
	}
	return err
}

// closes are the days that a decision closes although there are sessions on them.
func (s *Surface) closes(ctx context.Context, d calendar.Decision) ([]time.Time, error) {
	if d.State == calendar.Removed || !d.Holiday() {
		return nil, nil
	}
	var days []time.Time
	today := calendar.DateOf(s.Now())
	views := map[time.Time]booking.WeekView{}
	for day := d.From; day.Before(d.Until); day = day.AddDays(1) {
		at := day.At(0, 0)
		if day.Before(today) {
			continue
		}
		week := booking.WeekOf(at)
		if _, known := views[week]; !known {
			view, err := s.Desk.Week(ctx, week)
			if err != nil {
				return nil, err
			}
			views[week] = view
		}
		open := func(session booking.Session) bool {
			return calendar.DateOf(session.From) == day && session.Status != booking.SessionClosed
		}
		if slices.ContainsFunc(views[week].Sessions, open) {
			days = append(days, at)
		}
	}
	return days, nil
}

func (s *Surface) cityForm(r *http.Request) (*formView, calendar.City, error) {
	city, known := s.Calendar.City(r.PathValue("city"))
	v := &formView{View: s.Pages.View(r, page.Console, "supply.city.title")}
	if !known {
		return nil, city, booking.ErrNotFound
	}
	v.Width, v.Lead = page.Reading, v.T("common.city."+city.Code)+" · "+v.T("supply.city.lead")
	v.Crumbs = []page.Link{{Href: "/office/calendar", Text: v.T("supply.calendar.title")}}
	usual := s.Calendar.UsualHours(city.Code)
	hour := func(name string, at time.Duration) page.Field {
		return &page.TextField{Name: name, Label: v.T("office.field." + name), Type: "time", Size: page.Short, Value: clockText(at)}
	}
	v.Pairs = [][]page.Field{
		{hour("opens", usual.Hours.From), hour("closes", usual.Hours.To)},
		{hour("ramadan_opens", usual.Ramadan.From), hour("ramadan_closes", usual.Ramadan.To)},
	}
	prayers, err := s.Calendar.Prayers(city.Code, s.Now())
	if err != nil {
		return nil, city, err
	}
	calls := []time.Time{prayers.Fajr, prayers.Dhuhr, prayers.Asr, prayers.Maghrib, prayers.Isha}
	for i, prayer := range calendar.PrayerNames() {
		v.Fields = append(v.Fields, &page.TextField{
			Name: prayer, Label: v.T("supply.city.rest", "prayer", v.T("supply.prayer."+prayer)), Hint: v.T("supply.city.rest_hint", "time", v.Clock(calls[i])),
			Numeric: true, Size: page.Short, Suffix: v.T("week.field.minute"), Value: strconv.Itoa(int(city.Rest(prayer) / time.Minute)),
		})
	}
	v.Submit = page.Button{Label: v.T("common.save")}
	v.Cancel = page.Button{Label: v.T("common.cancel"), Href: "/office/calendar", Style: page.Quiet}
	return v, city, nil
}

func (s *Surface) askCity(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.cityForm(r)
	if err != nil {
		return err
	}
	return s.cityPage.Render(w, r, http.StatusOK, v)
}

// saveCity keeps a city's hours and pauses for weeks opened from now on.
func (s *Surface) saveCity(w http.ResponseWriter, r *http.Request) error {
	v, city, err := s.cityForm(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	city.Hours = calendar.Hours{From: readClock(form, "opens"), To: readClock(form, "closes")}
	city.Ramadan = calendar.Hours{From: readClock(form, "ramadan_opens"), To: readClock(form, "ramadan_closes")}
	for name, hours := range map[string]calendar.Hours{"closes": city.Hours, "ramadan_closes": city.Ramadan} {
		if len(form.Errors) == 0 && hours.To <= hours.From {
			form.Errors.Add(name, "refusal.hours_out_of_order")
		}
	}
	city.Rests = map[string]time.Duration{}
	for _, prayer := range calendar.PrayerNames() {
		minutes := form.Int(prayer)
		if minutes < 0 || minutes > 120 {
			form.Errors.Add(prayer, "office.setup.count_wrong", "least", 0, "most", 120)
		}
		city.Rests[prayer] = time.Duration(minutes) * time.Minute
	}
	if len(form.Errors) > 0 {
		v.refill(form)
		return s.cityPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	if err := s.Days.SaveCity(r.Context(), city); err != nil {
		return err
	}
	return page.Redirect(w, r, "/office/calendar", page.Done("supply.city.saved"))
}

func clockText(since time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(since.Hours())%24, int(since.Minutes())%60)
}

// readClock reads a time of day as browsers send it, counted from midnight; midnight at an end is
// the day's end.
func readClock(form *page.Form, name string) time.Duration {
	at, err := time.Parse("15:04", form.Numeric(name))
	if err != nil {
		form.Errors.Add(name, "week.field.not_a_time")
		return 0
	}
	since := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if since == 0 && (name == "to" || strings.HasSuffix(name, "closes")) {
		return 24 * time.Hour
	}
	return since
}
