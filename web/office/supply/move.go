package supply

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/notify"
	"majlis/web/office/word"
	"majlis/web/page"
)

// A moveForm is what is to happen to which days, as the page has it.
type moveForm struct {
	days     []time.Time
	host     booking.HostID
	decision *calendar.Decision // the holiday that closes the days, kept in the same step
	how      string             // "free" or "move"
	to       time.Time
	from     time.Duration
	toHost   booking.HostID
	reason   string
	form     *page.Form
	seen     string // the fingerprint of the preview that was shown
}

const (
	howFree = "free"
	howMove = "move"
)

// asked is the form as the Desk takes it.
func (m moveForm) asked() booking.DayMove {
	move := booking.DayMove{Days: slices.Clone(m.days), Host: m.host, Reason: m.reason}
	if m.how == howMove {
		move.To, move.From, move.ToHost = m.to, m.from, m.toHost
	}
	return move
}

type moveView struct {
	page.View
	Notice  *page.Notice
	Days    page.SummaryList
	How     page.RadioCards
	Where   []page.Field
	Reason  page.TextArea
	Hidden  []page.Hidden
	Figures page.Figures
	People  *page.Table
	Look    page.Button
	Confirm *page.Button
	Cancel  page.Button
}

// askMove asks what becomes of a day that is closed or moved.
func (s *Surface) askMove(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	m := moveForm{how: howFree, host: booking.HostID(hostNumber(q.Get("host")))}
	if day, ok := word.DayNamed(q.Get("day")); ok {
		m.days = []time.Time{day}
	}
	return s.drawMove(w, r, m)
}

// move shows what would happen, or does it: nothing is done that was not shown before.
func (s *Surface) move(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	m, err := s.readMove(form)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 || form.Text("do") != "confirm" {
		return s.drawMove(w, r, m)
	}
	// Rule R38: one press does all of it, and only what the preview has shown.
	err = s.Tx.InTx(r.Context(), func(ctx context.Context) error {
		done, err := s.act(ctx, m)
		if err == nil && done.Fingerprint() != m.seen {
			err = booking.ErrConflict
		}
		return err
	})
	switch {
	case errors.Is(err, booking.ErrConflict):
		return s.drawMove(w, r, m)
	case form.Refused(err):
		return s.drawMove(w, r, m)
	case err != nil:
		return err
	}
	back := "/office/calendar"
	if m.decision == nil {
		back = "/office/week?week=" + word.DayName(booking.WeekOf(m.days[0]))
	}
	return page.Redirect(w, r, back, page.Done("supply.move.done"))
}

// readMove reads the form; a decision about a holiday travels in hidden fields.
func (s *Surface) readMove(form *page.Form) (moveForm, error) {
	m := moveForm{
		host: booking.HostID(form.ID("host")), how: form.Text("how"), reason: form.Text("reason"), form: form, seen: form.Text("seen"),
		to: form.Day("to", calendar.Riyadh), toHost: booking.HostID(form.ID("to_host")),
	}
	for _, name := range strings.Fields(form.Text("days")) {
		if day, ok := word.DayNamed(name); ok {
			m.days = append(m.days, day)
		}
	}
	if day := form.Day("day", calendar.Riyadh); !day.IsZero() {
		m.days = []time.Time{day}
	}
	if len(m.days) == 0 {
		form.Errors.Add("day", "refusal.date_missing")
	}
	if m.how == howMove && m.to.IsZero() {
		form.Errors.Add("to", "refusal.date_missing")
	}
	if form.Text("from") != "" {
		m.from = readClock(form, "from")
	}
	if m.reason == "" {
		form.Errors.Add("reason", "refusal.reason_needed")
	}
	if key := form.Text("key"); key != "" {
		d, err := decisionOf(form, key)
		if err != nil {
			return m, err
		}
		m.decision = &d
	}
	return m, nil
}

// decisionOf is the decision that the page carried along.
func decisionOf(form *page.Form, key string) (calendar.Decision, error) {
	code, _, _ := strings.Cut(key, "/")
	from, err := calendar.ParseDate(form.Text("period_from"))
	if err != nil {
		return calendar.Decision{}, booking.ErrNotFound
	}
	until, err := calendar.ParseDate(form.Text("period_until"))
	if err != nil || !from.Before(until) {
		return calendar.Decision{}, booking.ErrNotFound
	}
	d := calendar.Decide(calendar.Period{Key: key, Code: code, From: from, Until: until, NameAr: form.Text("name_ar"), NameEn: form.Text("name_en")})
	d.Reason = form.Text("reason")
	return d, nil
}

// drawMove draws the form and, where it is complete, what it would do.
func (s *Surface) drawMove(w http.ResponseWriter, r *http.Request, m moveForm) error {
	v := &moveView{View: s.Pages.View(r, page.Console, "supply.move.title")}
	v.Lead = v.T("supply.move.lead")
	v.Crumbs = []page.Link{{Href: "/office/week", Text: v.T("week.grid.title")}}
	options, hosts, err := s.hostOptions(r.Context(), &v.View)
	if err != nil {
		return err
	}
	v.fields(m, options, hosts)
	status := http.StatusOK
	if m.form == nil {
		m.form = &page.Form{}
	}
	if len(m.form.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if m.reason != "" && len(m.days) > 0 && len(m.form.Errors) == 0 {
		err := s.preview(r.Context(), v, m, hosts)
		if m.form.Refused(err) {
			status = http.StatusUnprocessableEntity
		} else if err != nil {
			return err
		}
	}
	if m.form.Values != nil {
		m.form.Fill(v.Printer, append(v.Where, &v.Reason)...)
	}
	v.Refused(m.form.Errors)
	return s.movePage.Render(w, r, status, v)
}

func (v *moveView) fields(m moveForm, options []page.Option, hosts word.Hosts) {
	if len(m.days) > 0 {
		var days, names []string
		for _, day := range m.days {
			days = append(days, v.DateBoth(day))
			names = append(names, word.DayName(day))
		}
		v.Days = page.SummaryList{Compact: true, Rows: []page.SummaryRow{{Label: v.T("supply.move.days"), Text: word.Join(&v.View, "week.and", days...)}}}
		whose := v.T("supply.move.everybody")
		if m.host != 0 {
			whose = hosts.Short[m.host]
		}
		v.Days.Rows = append(v.Days.Rows, page.SummaryRow{Label: v.T("week.field.host"), Text: whose})
		v.Hidden = append(v.Hidden, page.Hidden{Name: "days", Value: strings.Join(names, " ")}, page.Hidden{Name: "host", Value: word.Number(m.host)})
	} else {
		v.Where = append(v.Where, &page.TextField{Name: "day", Label: v.T("supply.move.which"), Type: "date", Size: page.Medium},
			&page.Select{Name: "host", Label: v.T("week.field.host"), Options: options, Blank: v.T("supply.move.everybody"), Size: page.Medium})
	}
	if d := m.decision; d != nil {
		v.Days.Rows = append(v.Days.Rows, page.SummaryRow{Label: v.T("supply.field.period"), Text: periodName(&v.View, d.Period)})
		v.Hidden = append(v.Hidden, page.Hidden{Name: "key", Value: d.Key}, page.Hidden{Name: "period_from", Value: d.From.String()},
			page.Hidden{Name: "period_until", Value: d.Until.String()}, page.Hidden{Name: "name_ar", Value: d.NameAr}, page.Hidden{Name: "name_en", Value: d.NameEn})
	}
	if m.how == "" {
		m.how = howFree
	}
	v.How = page.RadioCards{Name: "how", Legend: v.T("supply.move.how"), Value: m.how, Columns: true, Options: []page.Option{
		{Value: howFree, Label: v.T("supply.move.free"), Hint: v.T("supply.move.free_hint")},
		{Value: howMove, Label: v.T("supply.move.move"), Hint: v.T("supply.move.move_hint")},
	}}
	v.Where = append(v.Where, &page.TextField{Name: "to", Label: v.T("supply.move.to"), Type: "date", Size: page.Medium, Optional: true, Value: dayText(m.to)},
		&page.TextField{Name: "from", Label: v.T("supply.move.from"), Type: "time", Size: page.Short, Optional: true},
		&page.Select{Name: "to_host", Label: v.T("supply.move.to_host"), Options: options, Blank: v.T("supply.move.same_host"), Size: page.Medium})
	v.Reason = page.TextArea{Name: "reason", Label: v.T("week.field.reason"), Hint: v.T("supply.move.reason_hint"), Rows: 2, Value: m.reason}
	v.Look = page.Button{Label: v.T("supply.move.look"), Name: "do", Value: "look", Style: page.Secondary}
	v.Cancel = page.Button{Label: v.T("common.cancel"), Href: "/office/week", Style: page.Quiet}
}

// preview does the move, reads what people would be told, and has it undone.
func (s *Surface) preview(ctx context.Context, v *moveView, m moveForm, hosts word.Hosts) error {
	err := s.Tx.InTx(ctx, func(ctx context.Context) error {
		done, err := s.act(ctx, m)
		if err != nil {
			return err
		}
		notices := make([]booking.Notice, len(done.People))
		for i, p := range done.People {
			notices[i] = p.Notice
		}
		drafts, err := s.Messages.Drafts(ctx, notices)
		if err != nil {
			return err
		}
		if err := s.peopleTable(ctx, v, done, drafts, hosts); err != nil {
			return err
		}
		seen := done.Fingerprint()
		if m.seen != "" && m.seen != seen {
			v.Notice = &page.Notice{Kind: page.Warning, Title: v.T("supply.move.changed"), Text: v.T("supply.move.changed_text")}
		}
		v.Hidden = append(v.Hidden, page.Hidden{Name: "seen", Value: seen})
		v.Confirm = &page.Button{Label: v.T("supply.move.confirm", "count", len(done.People)), Name: "do", Value: "confirm", Icon: "send"}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		return nil
	}
	return err
}

// errPreview undoes what was only to be looked at.
var errPreview = errors.New("only a preview")

// act keeps the decision, if there is one, and moves the days, in ctx's transaction.
func (s *Surface) act(ctx context.Context, m moveForm) (booking.DayMoved, error) {
	if m.decision != nil {
		if err := s.Days.Decide(ctx, *m.decision); err != nil {
			return booking.DayMoved{}, err
		}
	}
	return s.Desk.MoveDay(ctx, m.asked())
}

func (s *Surface) peopleTable(ctx context.Context, v *moveView, done booking.DayMoved, drafts []notify.Draft, hosts word.Hosts) error {
	table := &page.Table{Caption: v.T("supply.move.people"), Empty: &page.EmptyState{Icon: "calendar", Title: v.T("supply.move.nobody"), Text: v.T("supply.move.nobody_text")}, Columns: []page.Column{
		{Label: v.T("week.field.person")}, {Label: v.T("week.field.slot_before")}, {Label: v.T("week.field.slot_now")}, {Label: v.T("week.field.message")},
	}}
	behind, moved, parts := s.Words.People(), 0, 0
	for i, p := range done.People {
		who, err := behind.Of(ctx, p.Request)
		if err != nil {
			return err
		}
		now := page.Cell{Show: page.Tag{Kind: page.Warning, Text: v.T("supply.move.waits")}}
		if p.Why != "" {
			now.Sub = v.T("supply.why." + p.Why)
		}
		if p.Now.ID != 0 {
			moved++
			now = page.Cell{Text: when(v, p.Now.At), Sub: word.Join(&v.View, "week.and", v.HijriShort(p.Now.At), hosts.Short[p.Now.Host])}
		}
		parts += drafts[i].Parts
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: who.Name, Sub: who.Reference}, {Text: when(v, p.Was.At), Sub: word.Join(&v.View, "week.and", v.HijriShort(p.Was.At), hosts.Short[p.Was.Host])}, now,
			{Text: drafts[i].Text, Sub: v.T("supply.move.language." + string(drafts[i].Lang))},
		}})
	}
	v.People = table
	if len(done.People) > 0 {
		v.Figures = page.Figures{
			{Label: v.T("supply.move.told"), Value: v.Number(len(done.People))}, {Label: v.T("supply.move.moved"), Value: v.Number(moved)},
			{Label: v.T("supply.move.freed"), Value: v.Number(len(done.People) - moved)}, {Label: v.T("supply.move.parts"), Value: v.Number(parts)},
		}
	}
	return nil
}

func when(v *moveView, at time.Time) string {
	return v.Weekday(at) + " " + v.Date(at) + " " + v.Clock(at)
}

func hostNumber(text string) int64 {
	var n int64
	for _, digit := range text {
		if digit < '0' || digit > '9' || n > 1<<40 {
			return 0
		}
		n = n*10 + int64(digit-'0')
	}
	return n
}
