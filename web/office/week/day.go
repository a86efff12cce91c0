package week

import (
	"context"
	"errors"
	"net/http"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type dayView struct {
	page.View
	Turn     []page.Button
	Sessions []daySession
	Empty    *page.EmptyState
}

// A daySession is one host's line on the day.
type daySession struct {
	Title, Hours string
	State        page.Tag
	Late         *page.Notice
	Line         page.Table
	Action       string
	Minutes      *page.TextField
	Tell         page.Button
}

// day is the day's list, session by session, for the screen and for paper.
func (s *Weeks) day(w http.ResponseWriter, r *http.Request) error {
	v, err := s.dayPageOf(r)
	if err != nil {
		return err
	}
	return s.dayPage.Render(w, r, http.StatusOK, v)
}

func (s *Weeks) dayPageOf(r *http.Request) (*dayView, error) {
	day, ok := word.DayNamed(r.URL.Query().Get("day"))
	if !ok {
		day = s.Now()
	}
	v := &dayView{View: s.Pages.View(r, page.Console, "week.day.title")}
	v.Lead = v.DateBoth(day)
	path := func(t time.Time) string { return "/office/day?day=" + word.DayName(t) }
	v.Turn = []page.Button{
		{Label: v.T("week.day.before"), Href: path(day.AddDate(0, 0, -1)), Style: page.Quiet, Small: true, Icon: "chevron-back"},
		{Label: v.T("common.today"), Href: path(s.Now()), Style: page.Quiet, Small: true},
		{Label: v.T("week.day.after"), Href: path(day.AddDate(0, 0, 1)), Style: page.Quiet, Small: true, IconEnd: "chevron-forward"},
	}
	lines, err := s.Desk.Today(r.Context(), day)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		v.Empty = &page.EmptyState{Icon: "calendar", Title: v.T("week.day.empty"), Text: v.T("week.day.empty_text")}
		if holiday, off := s.Holidays.Holiday(day); off {
			v.Empty.Text = holidayName(&v.View, holiday)
		}
	}
	behind := s.Words.People()
	for _, line := range lines {
		told, err := s.daySession(r.Context(), v, behind, line)
		if err != nil {
			return nil, err
		}
		v.Sessions = append(v.Sessions, told)
	}
	return v, nil
}

// sessionKinds colours sessions.
var sessionKinds = map[booking.SessionStatus]page.Kind{booking.SessionPlanned: page.Info, booking.SessionOpen: page.Success}

func (s *Weeks) daySession(ctx context.Context, v *dayView, behind word.People, line booking.DayLine) (daySession, error) {
	told := daySession{
		Title: word.InLang(v.Lang, line.Host.ShortAr, line.Host.ShortEn), Hours: v.ClockRange(line.Session.From, line.Session.To),
		State: page.Tag{Kind: sessionKinds[line.Session.Status], Text: v.T("status.session." + string(line.Session.Status))},
	}
	late := int(line.Session.LateFor / time.Minute)
	if late > 0 {
		told.Late = &page.Notice{Kind: page.Warning, Text: v.T("week.day.is_late", "count", late)}
	}
	if line.Session.Status != booking.SessionClosed && word.May(&v.View, identity.PlanPublish) {
		id := word.Number(line.Session.ID)
		told.Action = "/office/day/" + id + "/late?day=" + word.DayName(line.Session.From)
		told.Minutes = &page.TextField{Name: "for-" + id, Label: v.T("week.day.late_for"), Numeric: true, Size: page.Short, Suffix: v.T("week.field.minute"), Value: word.Number(late)}
		told.Tell = page.Button{Label: v.T("week.day.tell"), Style: page.Secondary, Icon: "message"}
	}
	var err error
	told.Line, err = s.dayLine(ctx, &v.View, behind, line)
	return told, err
}

func (s *Weeks) dayLine(ctx context.Context, v *page.View, behind word.People, line booking.DayLine) (page.Table, error) {
	title := word.InLang(v.Lang, line.Host.ShortAr, line.Host.ShortEn) + " " + v.ClockRange(line.Session.From, line.Session.To)
	table := page.Table{Caption: word.Join(v, "week.and", title, v.T("week.day.line")), Hide: true, Empty: &page.EmptyState{Title: v.T("week.day.nobody")}, Columns: []page.Column{
		{Label: v.T("week.field.time")}, {Label: v.T("common.name_label")}, {Label: v.T("common.reference")}, {Label: v.T("week.field.venue")},
		{Label: v.T("week.field.device")}, {Label: v.T("week.field.state")}, {Label: v.T("week.field.checked_in")},
		{Label: v.T("week.field.message")},
	}}
	checks, err := s.Checks.DeviceChecks(ctx, line.Session.ID)
	if err != nil {
		return table, err
	}
	bound, err := s.Desk.BoundBetween(ctx, line.Session.From, line.Session.To)
	if err != nil {
		return table, err
	}
	helps := helpers(v, bound)
	for _, a := range line.Audiences {
		who, err := behind.Behind(ctx, a.Request)
		if err != nil {
			return table, err
		}
		name := page.Cell{Text: who.Name, Sub: who.Subject}
		if word.May(v, identity.CallRun) {
			name.Href = "/host/audience/" + word.Number(a.ID)
		}
		reference := page.Cell{Text: who.Reference, Ltr: true}
		if word.May(v, identity.CaseTriage) {
			reference.Href = "/office/case/" + who.Reference
		}
		arrived := page.Cell{Text: "–"}
		if !a.CheckedInAt.IsZero() {
			arrived.Text = v.Clock(a.CheckedInAt)
		}
		message, err := s.message(ctx, v, a.Offer)
		if err != nil {
			return table, err
		}
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.Clock(a.At), Sub: v.Minutes(a.Minutes)}, name, reference, {Text: word.Place(v, string(a.Venue)), Sub: helps[a.Offer]},
			deviceCell(v, a, checks), {Show: audienceTag(v, a)}, arrived, message,
		}})
	}
	return table, nil
}

// verdictKinds colours device checks.
var verdictKinds = map[booking.Verdict]page.Kind{booking.VerdictGood: page.Success, booking.VerdictOkay: page.Info, booking.VerdictBad: page.Danger}

// deviceCell is how the person's own device did; in a hall and in person there is none to check.
func deviceCell(v *page.View, a booking.Audience, checks map[booking.AudienceID]booking.DeviceCheck) page.Cell {
	if a.Venue != booking.VenueHome {
		return page.Cell{Text: "–"}
	}
	check, done := checks[a.ID]
	if !done {
		return page.Cell{Show: page.Tag{Kind: page.Warning, Text: v.T("week.device.none")}}
	}
	verdict := check.Verdict()
	why := v.T("week.device.path." + check.Path)
	if troubles := check.Troubles(); len(troubles) > 0 {
		why = v.T("check.short." + troubles[0])
	}
	return page.Cell{Show: page.Tag{Kind: verdictKinds[verdict], Text: v.T("week.device." + string(verdict))}, Sub: why}
}

// audienceKinds colours audiences.
var audienceKinds = map[booking.AudienceStatus]page.Kind{
	booking.AudienceCheckedIn: page.Success, booking.AudienceWaiting: page.Success, booking.AudienceInSession: page.Info,
}

func audienceTag(v *page.View, a booking.Audience) page.Tag {
	if a.Status == booking.AudienceEnded {
		return page.Tag{Text: v.T("status.disposition." + string(a.Disposition))}
	}
	return page.Tag{Kind: audienceKinds[a.Status], Text: v.T("status.audience." + string(a.Status))}
}

// runLate tells those who wait that a session runs late.
func (s *Weeks) runLate(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	id, err := word.PathID(r, "session")
	if err != nil {
		return err
	}
	field := "for-" + word.Number(id)
	minutes := form.Int(field)
	if len(form.Errors) == 0 {
		err := s.Desk.RunLate(r.Context(), booking.SessionID(id), time.Duration(minutes)*time.Minute)
		var refusal *booking.Refusal
		switch {
		case err == nil:
			return page.Redirect(w, r, "/office/day?day="+form.Text("day"), page.Done("week.day.told", "count", minutes))
		case !errors.As(err, &refusal):
			return err
		}
		form.Errors.Add(field, "refusal."+refusal.Code, refusal.Args...)
	}
	v, err := s.dayPageOf(r)
	if err != nil {
		return err
	}
	for i := range v.Sessions {
		if typed := v.Sessions[i].Minutes; typed != nil && typed.Name == field {
			form.Fill(v.Printer, typed)
		}
	}
	v.Refused(form.Errors)
	return s.dayPage.Render(w, r, http.StatusUnprocessableEntity, v)
}
