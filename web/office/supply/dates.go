package supply

import (
	"net/http"
	"strconv"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/web/office/word"
	"majlis/web/page"
)

type datesView struct {
	page.View
	List   []dateRow
	Empty  *page.EmptyState
	Fields []page.Field
	Hours  []page.Field
	Reason page.TextArea
	Submit page.Button
}

// A dateRow is one exception with the button that takes it away.
type dateRow struct {
	Title, Text, Reason string
	Host, Day           page.Hidden
	Remove              page.Button
}

// dates lists the single days that are different, and adds one.
func (s *Surface) dates(w http.ResponseWriter, r *http.Request) error {
	v, err := s.datesForm(r)
	if err != nil {
		return err
	}
	return s.datesPage.Render(w, r, http.StatusOK, v)
}

func (s *Surface) datesForm(r *http.Request) (*datesView, error) {
	v := &datesView{View: s.Pages.View(r, page.Console, "supply.dates.title")}
	v.Lead = v.T("supply.dates.lead")
	options, hosts, err := s.hostOptions(r.Context(), &v.View)
	if err != nil {
		return nil, err
	}
	if err := s.listDates(r, v, hosts); err != nil {
		return nil, err
	}
	kind := &page.RadioCards{Name: "kind", Legend: v.T("supply.dates.kind"), Value: string(booking.ExceptionClosed)}
	for _, k := range []booking.ExceptionKind{booking.ExceptionClosed, booking.ExceptionHours, booking.ExceptionOtherHost} {
		kind.Options = append(kind.Options, page.Option{Value: string(k), Label: v.T("supply.exception." + string(k)), Hint: v.T("supply.exception_hint." + string(k))})
	}
	v.Fields = []page.Field{
		&page.Select{Name: "host", Label: v.T("week.field.host"), Options: options, Size: page.Medium},
		&page.TextField{Name: "day", Label: v.T("week.field.day"), Type: "date", Size: page.Medium, Value: r.URL.Query().Get("day")}, kind,
	}
	v.Hours = []page.Field{
		&page.TextField{Name: "from", Label: v.T("common.from"), Type: "time", Size: page.Short, Optional: true},
		&page.TextField{Name: "to", Label: v.T("common.to"), Type: "time", Size: page.Short, Optional: true},
		&page.Select{Name: "other_host", Label: v.T("supply.dates.other_host"), Options: options, Blank: v.T("common.none"), Size: page.Medium},
	}
	v.Reason = page.TextArea{Name: "reason", Label: v.T("week.field.reason"), Rows: 2}
	v.Submit = page.Button{Label: v.T("supply.dates.add"), Icon: "plus"}
	return v, nil
}

func (s *Surface) listDates(r *http.Request, v *datesView, hosts word.Hosts) error {
	list, err := s.Desk.Exceptions(r.Context(), s.Now(), s.Now().AddDate(2, 0, 0))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		v.Empty = &page.EmptyState{Icon: "calendar", Title: v.T("supply.dates.empty"), Text: v.T("supply.dates.empty_text")}
	}
	for _, e := range list {
		what := v.T("supply.exception." + string(e.Kind))
		switch e.Kind {
		case booking.ExceptionHours:
			what += " " + hoursText(&v.View, calendar.Hours{From: e.From, To: e.To})
		case booking.ExceptionOtherHost:
			what += ": " + hosts.Short[e.OtherHost]
		}
		v.List = append(v.List, dateRow{
			Title: v.DateBoth(e.Day), Text: word.Join(&v.View, "week.and", hosts.Short[e.Host], what), Reason: e.Reason,
			Host: page.Hidden{Name: "host", Value: word.Number(e.Host)}, Day: page.Hidden{Name: "day", Value: word.DayName(e.Day)},
			Remove: page.Button{Label: v.T("supply.dates.remove"), Style: page.Quiet, Small: true},
		})
	}
	return nil
}

// saveDate keeps an exception. Where the day has been opened already, what is there is moved or
// freed in the next step.
func (s *Surface) saveDate(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	e := booking.Exception{Host: booking.HostID(form.ID("host")), Day: form.Day("day", calendar.Riyadh), Kind: booking.ExceptionKind(form.Text("kind")), Reason: form.Text("reason")}
	if e.Day.IsZero() {
		form.Errors.Add("day", "refusal.date_missing")
	}
	switch e.Kind {
	case booking.ExceptionClosed:
	case booking.ExceptionHours:
		e.From, e.To = readClock(form, "from"), readClock(form, "to")
	case booking.ExceptionOtherHost:
		e.OtherHost = booking.HostID(form.ID("other_host"))
	default:
		form.Errors.Add("kind", "refusal.choose_one")
	}
	if len(form.Errors) == 0 {
		err := s.Desk.SaveException(r.Context(), e)
		if err == nil {
			return s.afterDate(w, r, e)
		}
		if !form.Refused(err) {
			return err
		}
	}
	v, err := s.datesForm(r)
	if err != nil {
		return err
	}
	form.Fill(v.Printer, v.Fields...)
	form.Fill(v.Printer, v.Hours...)
	form.Fill(v.Printer, &v.Reason)
	v.Refused(form.Errors)
	return s.datesPage.Render(w, r, http.StatusUnprocessableEntity, v)
}

// afterDate leads on to what is on the day already, if anything is.
func (s *Surface) afterDate(w http.ResponseWriter, r *http.Request, e booking.Exception) error {
	view, err := s.Desk.Week(r.Context(), e.Day)
	if err != nil {
		return err
	}
	for _, session := range view.Sessions {
		if session.Host == e.Host && calendar.DateOf(session.From) == calendar.DateOf(e.Day) && session.Status != booking.SessionClosed {
			return page.Redirect(w, r, "/office/move?day="+word.DayName(e.Day)+"&host="+strconv.FormatInt(int64(e.Host), 10), page.Done("supply.dates.saved_open"))
		}
	}
	return page.Redirect(w, r, "/office/dates", page.Done("supply.dates.saved"))
}

func (s *Surface) removeDate(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	day := form.Day("day", calendar.Riyadh)
	if day.IsZero() || day.Before(s.Now().Add(-24*time.Hour)) {
		return booking.ErrNotFound
	}
	if err := s.Desk.RemoveException(r.Context(), booking.HostID(form.ID("host")), day); err != nil {
		return err
	}
	return page.Redirect(w, r, "/office/dates", page.Done("supply.dates.removed"))
}
