package supply

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"majlis/booking"
	"majlis/booking/roster"
	"majlis/internal/calendar"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type rosterView struct {
	page.View
	Add   page.Button
	Parts []rosterPart
}

// A rosterPart is everybody of one kind.
type rosterPart struct {
	Title string
	Table page.Table
}

// roster lists those who help at audiences, and the halls.
func (s *Surface) roster(w http.ResponseWriter, r *http.Request) error {
	v := &rosterView{View: s.Pages.View(r, page.Console, "supply.roster.title")}
	v.Lead = v.T("supply.roster.lead")
	v.Add = page.Button{Label: v.T("supply.roster.add"), Href: "/office/roster/new", Icon: "plus"}
	helpers, err := s.Desk.Helpers(r.Context())
	if err != nil {
		return err
	}
	for _, kind := range roster.Kinds() {
		part := rosterPart{Title: v.T("supply.kind." + string(kind)), Table: page.Table{
			Caption: v.T("supply.kind." + string(kind)), Hide: true, Empty: &page.EmptyState{Title: v.T("supply.roster.none"), Text: v.T("supply.roster.none_text." + string(kind))},
			Columns: []page.Column{{Label: v.T("office.column.name")}, {Label: v.T("supply.field.where")}, {Label: v.T("supply.field.when")}, {Label: v.T("week.field.state")}},
		}}
		for _, h := range helpers {
			if h.Kind == kind {
				part.Table.Rows = append(part.Table.Rows, helperRow(&v.View, h, s.Now()))
			}
		}
		v.Parts = append(v.Parts, part)
	}
	return s.rosterPage.Render(w, r, http.StatusOK, v)
}

func helperRow(v *page.View, h booking.Helper, now time.Time) page.TableRow {
	state := page.Tag{Kind: page.Success, Text: v.T("supply.roster.on")}
	switch {
	case !h.Active:
		state = page.Tag{Text: v.T("supply.roster.off")}
	case !h.AwayFrom.IsZero() && !now.After(h.AwayUntil.AddDate(0, 0, 1)):
		state = page.Tag{Kind: page.Warning, Text: v.T("supply.roster.away", "from", v.DayMonth(h.AwayFrom), "until", v.DayMonth(h.AwayUntil))}
	}
	where := page.Cell{Text: v.T("supply.roster.anywhere")}
	if h.Centre != "" {
		where.Text = word.Of(v, "common.centre.", h.Centre)
	}
	if h.Section != booking.SectionAny {
		where.Sub = v.T("common.section." + h.Section)
	}
	if h.Kind == roster.Interpreter {
		where.Sub = word.List(v, "supply.language.", h.Languages)
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: word.InLang(v.Lang, h.NameAr, h.NameEn), Href: "/office/roster/" + word.Number(h.ID)}, where,
		{Text: weekdays(v, h.Weekdays), Sub: hoursText(v, calendar.Hours{From: h.From, To: h.To})}, {Show: state},
	}}
}

func weekdays(v *page.View, days []time.Weekday) string {
	if len(days) == 7 {
		return v.T("supply.roster.every_day")
	}
	names := make([]string, len(days))
	for i, day := range days {
		names[i] = v.Weekday(word.Sunday.AddDate(0, 0, int(day)))
	}
	return word.Join(v, "week.and", names...)
}

// helperOf is whom the address names; "new" is somebody with the office's usual hours.
func (s *Surface) helperOf(r *http.Request) (booking.Helper, error) {
	if r.PathValue("helper") == "new" {
		return booking.Helper{Kind: roster.Booth, Section: booking.SectionAny, From: 8 * time.Hour, To: 16 * time.Hour, Active: true,
			Weekdays: []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}}, nil
	}
	id, err := word.PathID(r, "helper")
	if err != nil {
		return booking.Helper{}, err
	}
	list, err := s.Desk.Helpers(r.Context())
	if err != nil {
		return booking.Helper{}, err
	}
	at := slices.IndexFunc(list, func(h booking.Helper) bool { return h.ID == booking.HelperID(id) })
	if at < 0 {
		return booking.Helper{}, booking.ErrNotFound
	}
	return list[at], nil
}

func (s *Surface) helperForm(r *http.Request, h booking.Helper) (*formView, error) {
	title := "supply.roster.add"
	if h.ID != 0 {
		title = "supply.roster.edit"
	}
	v := &formView{View: s.Pages.View(r, page.Console, title)}
	if v.Width = page.Reading; h.ID != 0 {
		v.Lead = v.T("supply.roster.form_lead")
	}
	v.Crumbs = []page.Link{{Href: "/office/roster", Text: v.T("supply.roster.title")}}
	kind := &page.RadioCards{Name: "kind", Legend: v.T("supply.field.kind"), Value: string(h.Kind), Columns: true}
	for _, k := range roster.Kinds() {
		kind.Options = append(kind.Options, page.Option{Value: string(k), Label: v.T("supply.kind." + string(k))})
	}
	section := &page.Select{Name: "section", Label: v.T("week.field.section"), Value: h.Section, Size: page.Medium, Hint: v.T("supply.field.section_hint")}
	for _, option := range []string{booking.SectionAny, booking.SectionMen, booking.SectionWomen} {
		section.Options = append(section.Options, page.Option{Value: option, Label: v.T("common.section." + option)})
	}
	languages := &page.Checkboxes{Name: "languages", Legend: v.T("week.field.languages"), Hint: v.T("supply.field.languages_hint"), Columns: true, Values: h.Languages}
	for _, code := range []string{"en", "ur", "fr", "bn", "hi", "id", "tl"} {
		languages.Options = append(languages.Options, page.Option{Value: code, Label: v.T("supply.language." + code)})
	}
	days := &page.Checkboxes{Name: "weekdays", Legend: v.T("week.field.days"), Columns: true}
	for day := range 7 {
		days.Options = append(days.Options, page.Option{Value: strconv.Itoa(day), Label: v.Weekday(word.Sunday.AddDate(0, 0, day))})
	}
	for _, day := range h.Weekdays {
		days.Values = append(days.Values, strconv.Itoa(int(day)))
	}
	centre, err := s.centreSelect(r, v, h.Centre)
	if err != nil {
		return nil, err
	}
	account, err := s.accountSelect(r, v, h.Staff)
	if err != nil {
		return nil, err
	}
	v.Fields = []page.Field{
		kind, &page.TextField{Name: "name_ar", Label: v.T("office.field.name_ar"), Value: h.NameAr, Max: 80},
		&page.TextField{Name: "name_en", Label: v.T("office.field.name_en"), Value: h.NameEn, Max: 80, Optional: true},
		centre, section, languages, account, days,
	}
	v.Tail = [][]page.Field{
		{
			&page.TextField{Name: "from", Label: v.T("common.from"), Type: "time", Size: page.Short, Value: clockText(h.From)},
			&page.TextField{Name: "to", Label: v.T("common.to"), Type: "time", Size: page.Short, Value: clockText(h.To)},
		},
		{
			&page.TextField{Name: "away_from", Label: v.T("supply.field.away_from"), Type: "date", Size: page.Medium, Optional: true, Value: dayText(h.AwayFrom)},
			&page.TextField{Name: "away_until", Label: v.T("supply.field.away_until"), Type: "date", Size: page.Medium, Optional: true, Value: dayText(h.AwayUntil)},
		},
		{&page.Checkbox{Name: "active", Label: v.T("supply.roster.is_active"), Checked: h.Active}},
	}
	v.Hidden = []page.Hidden{{Name: "version", Value: strconv.Itoa(h.Version)}}
	v.Submit = page.Button{Label: v.T("common.save")}
	v.Cancel = page.Button{Label: v.T("common.cancel"), Href: "/office/roster", Style: page.Quiet}
	return v, nil
}

func dayText(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return word.DayName(day)
}

func (s *Surface) centreSelect(r *http.Request, v *formView, value string) (*page.Select, error) {
	field := &page.Select{Name: "centre", Label: v.T("supply.field.centre"), Hint: v.T("supply.field.centre_hint"), Value: value, Size: page.Medium, Blank: v.T("supply.roster.anywhere")}
	centres, err := s.Centres.Centres(r.Context())
	for _, c := range centres {
		field.Options = append(field.Options, page.Option{Value: c.Code, Label: word.InLang(v.Lang, c.NameAr, c.NameEn)})
	}
	return field, err
}

// accountSelect names the account that a person on the roster signs in with, for their seat in the room.
func (s *Surface) accountSelect(r *http.Request, v *formView, value int64) (*page.Select, error) {
	field := &page.Select{Name: "staff", Label: v.T("supply.field.account"), Hint: v.T("supply.field.account_hint"), Size: page.Medium, Blank: v.T("supply.field.no_account")}
	if value != 0 {
		field.Value = strconv.FormatInt(value, 10)
	}
	list, err := s.Staff.List(r.Context())
	for _, account := range list {
		if account.Active && (account.Role.May(identity.CallJoin) || account.Role.May(identity.DeskServe) || account.Role.May(identity.CaseRead)) {
			field.Options = append(field.Options, page.Option{Value: strconv.FormatInt(account.ID, 10), Label: word.InLang(v.Lang, account.NameAr, account.NameEn)})
		}
	}
	return field, err
}

func (s *Surface) askHelper(w http.ResponseWriter, r *http.Request) error {
	h, err := s.helperOf(r)
	if err != nil {
		return err
	}
	v, err := s.helperForm(r, h)
	if err != nil {
		return err
	}
	return s.helperPage.Render(w, r, http.StatusOK, v)
}

// saveHelper adds or changes somebody on the roster.
func (s *Surface) saveHelper(w http.ResponseWriter, r *http.Request) error {
	stored, err := s.helperOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	h := booking.Helper{
		ID: stored.ID, Version: form.Int("version"), Kind: roster.Kind(form.Text("kind")), NameAr: form.Text("name_ar"), NameEn: form.Text("name_en"),
		Centre: form.Text("centre"), Section: form.Text("section"), Languages: form.Choices("languages"), Staff: form.ID("staff"),
		From: readClock(form, "from"), To: readClock(form, "to"), AwayFrom: form.Day("away_from", calendar.Riyadh), AwayUntil: form.Day("away_until", calendar.Riyadh),
		Active: form.Checked("active"),
	}
	for _, day := range form.Choices("weekdays") {
		if n, err := strconv.Atoi(day); err == nil && n >= 0 && n < 7 {
			h.Weekdays = append(h.Weekdays, time.Weekday(n))
		}
	}
	status := http.StatusUnprocessableEntity
	var stale *page.Notice
	v, err := s.helperForm(r, stored)
	if err != nil {
		return err
	}
	if len(form.Errors) == 0 {
		_, err := s.Desk.SaveHelper(r.Context(), h)
		switch {
		case err == nil:
			return page.Redirect(w, r, "/office/roster", page.Done("supply.roster.saved"))
		case errors.Is(err, booking.ErrConflict):
			status, stale = http.StatusConflict, &page.Notice{Kind: page.Warning, Title: v.T("week.stale.title"), Text: v.T("office.changed.text")}
		case !form.Refused(err):
			return err
		}
	}
	v.Notice = stale
	v.refill(form)
	return s.helperPage.Render(w, r, status, v)
}
