package office

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

const queuePer = 25

type queueView struct {
	page.View
	Tabs                page.Tabs
	Keep                page.Hidden
	Search              page.TextField
	Status, Kind, Class page.Select
	Mine, Overdue       page.Checkbox
	Apply               page.Button
	Clear               *page.Button
	Cases               page.Table
	Pages               page.Pagination
}

// A queueTab is one view of the queue; the filters below narrow it further.
type queueTab struct {
	name   string
	narrow func(f *casework.QueueFilter)
}

var queueTabs = []queueTab{
	{"open", func(f *casework.QueueFilter) { f.Open = true }},
	{"new", func(f *casework.QueueFilter) {
		f.Statuses = []casework.Status{casework.StatusReceived, casework.StatusReopened}
	}},
	{"replies", func(f *casework.QueueFilter) { f.Statuses = []casework.Status{casework.StatusReplyReceived} }},
	{"all", func(*casework.QueueFilter) {}},
}

// statuses lists every status, in the order of a case's life.
var statuses = []casework.Status{casework.StatusReceived, casework.StatusReopened, casework.StatusUnderReview, casework.StatusNeedsInfo,
	casework.StatusReferred, casework.StatusInProgress, casework.StatusReplyReceived, casework.StatusCompleted, casework.StatusNotUpheld,
	casework.StatusOutOfScope, casework.StatusMerged, casework.StatusWithdrawn}

var classes = []booking.Class{booking.ClassOrdinary, booking.ClassUrgent, booking.ClassHumanitarian}

// queue lists what waits for the office, the nearest end of its response clock first.
func (s *Surface) queue(w http.ResponseWriter, r *http.Request) error {
	v := &queueView{View: s.Pages.View(r, page.Console, "office.queue.title")}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	s.queueFields(v, form)
	tab := tabOf(form.Text("view"))
	filter := queueFilter(form, identity.ActorFrom(r.Context()).Staff)
	if v.Tabs, err = s.tabs(r.Context(), v, form, filter, tab); err != nil {
		return err
	}
	tab.apply(&filter)
	filter.Page, filter.PerPage = max(form.Int("page"), 1)-1, queuePer
	cases, total, err := s.Office.Queue(r.Context(), filter)
	if err != nil {
		return err
	}
	if err := s.queueTable(r.Context(), v, cases); err != nil {
		return err
	}
	if form.Text("q") != "" && tab.name != "all" {
		v.Cases.Empty.Action = &page.Button{Label: v.T("office.queue.search_all"), Href: "/office/queue?" + with(form, "view", "all"), Style: page.Secondary}
	}
	v.Pages = page.Pagination{Page: filter.Page + 1, Pages: (total + queuePer - 1) / queuePer, Total: total, Base: "/office/queue?" + with(form, "view", tab.name) + "&page="}
	return s.queuePage.Render(w, r, http.StatusOK, v)
}

func tabOf(name string) queueTab {
	for _, tab := range queueTabs {
		if tab.name == name {
			return tab
		}
	}
	return queueTabs[0]
}

// apply narrows to the tab; a status asked for by itself goes before the tab's own.
func (t queueTab) apply(f *casework.QueueFilter) {
	if len(f.Statuses) == 0 {
		t.narrow(f)
	}
}

func queueFilter(form *page.Form, staff *identity.Staff) casework.QueueFilter {
	f := casework.QueueFilter{Kind: casework.Kind(form.Text("kind")), Class: form.Text("class"), Search: form.Numeric("q")}
	if status := form.Text("status"); status != "" {
		f.Statuses = []casework.Status{casework.Status(status)}
	}
	if form.Checked("mine") && staff != nil {
		f.Officer = staff.ID
	}
	if form.Checked("overdue") {
		f.Overdue, f.Open = true, true
	}
	return f
}

func (s *Surface) queueFields(v *queueView, form *page.Form) {
	v.Search = page.TextField{Name: "q", Label: v.T("office.queue.search"), Type: "search"}
	v.Status = page.Select{Name: "status", Label: v.T("office.status_label"), Blank: v.T("common.all"), Size: page.Medium}
	for _, status := range statuses {
		v.Status.Options = append(v.Status.Options, page.Option{Value: string(status), Label: statusText(&v.View, status)})
	}
	v.Kind = page.Select{Name: "kind", Label: v.T("office.kind_label"), Blank: v.T("common.all"), Size: page.Medium}
	for _, kind := range casework.Kinds() {
		v.Kind.Options = append(v.Kind.Options, page.Option{Value: string(kind), Label: v.T("common.kind." + string(kind))})
	}
	v.Class = page.Select{Name: "class", Label: v.T("office.class_label"), Blank: v.T("common.all"), Size: page.Medium, Options: classOptions(&v.View)}
	v.Mine = page.Checkbox{Name: "mine", Label: v.T("office.queue.mine")}
	v.Overdue = page.Checkbox{Name: "overdue", Label: v.T("office.queue.overdue")}
	form.Fill(v.Printer, &v.Search, &v.Status, &v.Kind, &v.Class, &v.Mine, &v.Overdue)
	v.Keep = page.Hidden{Name: "view", Value: form.Text("view")}
	v.Apply = page.Button{Label: v.T("office.queue.apply"), Style: page.Secondary, Icon: "filter"}
	for _, name := range filterNames {
		if form.Text(name) != "" {
			v.Clear = &page.Button{Label: v.T("office.queue.clear"), Href: "/office/queue", Style: page.Quiet}
		}
	}
}

var filterNames = []string{"q", "status", "kind", "class", "mine", "overdue"}

// with is the query of the queue as it stands, one value apart.
func with(form *page.Form, name, value string) string {
	q := url.Values{}
	for _, n := range filterNames {
		if text := form.Text(n); text != "" {
			q.Set(n, text)
		}
	}
	q.Set(name, value)
	return q.Encode()
}

// tabs counts what the filters leave in each view.
func (s *Surface) tabs(ctx context.Context, v *queueView, form *page.Form, filter casework.QueueFilter, current queueTab) (page.Tabs, error) {
	tabs := page.Tabs{Label: v.T("office.queue.views")}
	for _, tab := range queueTabs {
		f := filter
		tab.apply(&f)
		f.PerPage = 1
		_, total, err := s.Office.Queue(ctx, f)
		if err != nil {
			return tabs, err
		}
		tabs.Items = append(tabs.Items, page.Tab{
			Label: v.T("office.queue.view." + tab.name), Href: "/office/queue?" + with(form, "view", tab.name),
			Count: v.Number(total), Current: tab.name == current.name,
		})
	}
	return tabs, nil
}

func (s *Surface) queueTable(ctx context.Context, v *queueView, cases []casework.Case) error {
	v.Cases = page.Table{Caption: v.T("office.queue.title"), Hide: true, Empty: &page.EmptyState{Icon: "check-circle", Title: v.T("office.queue.empty")}}
	for _, column := range []string{"reference", "person", "subject", "status", "clock", "officer"} {
		v.Cases.Columns = append(v.Cases.Columns, page.Column{Label: v.T("office.queue.column." + column)})
	}
	names := s.names(ctx, v.Lang)
	for _, c := range cases {
		person, err := names.person(c.Person)
		if err != nil {
			return err
		}
		officer, err := names.staff(c.Officer)
		if err != nil {
			return err
		}
		row := page.TableRow{Cells: []page.Cell{
			{Text: c.Reference, Href: "/office/case/" + c.Reference, Ltr: true, Sub: v.T("common.kind." + string(c.Kind))},
			{Text: person, Sub: v.T("common.channel." + string(c.Channel))},
			{Text: c.Subject},
			{All: caseTags(&v.View, c)},
			{Show: s.clock(&v.View, c), Sub: clockDate(&v.View, c)},
			{Text: orDash(officer)},
		}}
		if s.overdue(c) {
			row.Kind = page.Danger
		}
		v.Cases.Rows = append(v.Cases.Rows, row)
	}
	return nil
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// caseKinds colours a case by its status.
var caseKinds = map[casework.Status]page.Kind{
	casework.StatusReceived: page.Info, casework.StatusReopened: page.Warning, casework.StatusNeedsInfo: page.Warning,
	casework.StatusReplyReceived: page.Accent, casework.StatusCompleted: page.Success,
}

// caseTags are a case's status, its class once studied, and the claim of urgency while it is not.
func caseTags(v *page.View, c casework.Case) []page.Component {
	tags := []page.Component{page.Tag{Kind: caseKinds[c.Status], Text: statusText(v, c.Status)}}
	switch {
	case c.Class != "" && c.Class != string(booking.ClassOrdinary):
		tags = append(tags, page.Tag{Kind: page.Danger, Text: v.T("common.class." + c.Class), Icon: "flag"})
	case c.Class == "" && c.UrgencyClaimed:
		tags = append(tags, page.Tag{Kind: page.Warning, Text: v.T("office.urgency_claimed"), Icon: "flag"})
	}
	return tags
}

// statusText is a status as staff read it, short; the citizens' words address the citizen.
func statusText(v *page.View, status casework.Status) string {
	return v.T("office.status." + string(status))
}

func classOptions(v *page.View) []page.Option {
	options := make([]page.Option, len(classes))
	for i, class := range classes {
		options[i] = page.Option{Value: string(class), Label: v.T("common.class." + string(class))}
	}
	return options
}

func (s *Surface) overdue(c casework.Case) bool { return !c.Status.Closed() && c.DueAt.Before(s.Now()) }

// clock says how long the response clock still runs, or ran over; nothing for a closed case.
func (s *Surface) clock(v *page.View, c casework.Case) page.Component {
	if c.Status.Closed() {
		return page.Tag{Text: v.T("office.clock.stopped")}
	}
	days := daysBetween(s.Now(), c.DueAt)
	switch {
	case s.overdue(c):
		return page.Tag{Kind: page.Danger, Text: v.T("office.clock.over", "count", max(-days, 1)), Icon: "clock"}
	case days == 0:
		return page.Tag{Kind: page.Warning, Text: v.T("office.clock.today"), Icon: "clock"}
	case days <= 2:
		return page.Tag{Kind: page.Warning, Text: v.T("office.clock.left", "count", days), Icon: "clock"}
	}
	return page.Tag{Text: v.T("office.clock.left", "count", days), Icon: "clock"}
}

func clockDate(v *page.View, c casework.Case) string {
	if c.Status.Closed() {
		return ""
	}
	return v.WeekdayShort(c.DueAt) + " " + v.Date(c.DueAt)
}

// daysBetween counts the midnights in Riyadh from one moment to another.
func daysBetween(from, to time.Time) int {
	return int(dayOf(to).Sub(dayOf(from)).Hours()) / 24
}

// dayOf is midnight in Riyadh of t's day there.
func dayOf(t time.Time) time.Time {
	y, m, d := t.In(calendar.Riyadh).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, calendar.Riyadh)
}
