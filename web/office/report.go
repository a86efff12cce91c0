package office

import (
	"net/http"
	"strconv"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

// The figures that the centre published of itself, for comparison: satisfaction of 5, the share
// that met no obstacle in filing, and the share that had never sought to meet the Minister before.
const (
	publishedScore       = 4.6
	publishedNoObstacle  = 0.94
	publishedNeverSought = 0.88
)

// spans are the periods that a tab leads to, in days up to today.
var spans = []int{7, 30, 90, 365}

const usualSpan = 30

type reportView struct {
	page.View
	Tabs      page.Tabs
	From, To  page.TextField
	Show      page.Button
	Cases     page.Figures
	Survey    page.Figures
	Filed     page.Table
	Audiences page.Table
}

// report sums up a period: the query's dates, or the last thirty days.
func (s *Surface) report(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	v := &reportView{View: s.Pages.View(r, page.Console, "office.report.title")}
	from, to := s.period(form)
	v.From = page.TextField{Name: "from", Label: v.T("office.report.from"), Type: "date", Size: page.Medium}
	v.To = page.TextField{Name: "to", Label: v.T("office.report.to"), Type: "date", Size: page.Medium}
	form.Fill(v.Printer, &v.From, &v.To)
	if v.From.Value == "" {
		v.From.Value, v.To.Value = dateValue(from), dateValue(to)
	}
	v.Show = page.Button{Label: v.T("office.report.show"), Style: page.Secondary}
	s.spanTabs(v, form)
	status := http.StatusOK
	if len(form.Errors) > 0 {
		v.Refused(form.Errors)
		from, to, status = s.lastDays(usualSpan), dayOf(s.Now()), http.StatusUnprocessableEntity
	}
	v.Lead = v.T("office.report.period", "from", v.Date(from), "to", v.Date(to))
	found, err := s.Reports.Report(r.Context(), from, to.AddDate(0, 0, 1), s.Now())
	if err != nil {
		return err
	}
	v.Cases, v.Survey = caseFigures(&v.View, found), surveyFigures(&v.View, found.Figures)
	v.Filed, v.Audiences = filedTable(&v.View, found.Filed), audienceTable(&v.View, found.Audiences)
	return s.reportPage.Render(w, r, status, v)
}

func (s *Surface) lastDays(n int) time.Time { return dayOf(s.Now()).AddDate(0, 0, 1-n) }

// period is from the first day to the last, both counted.
func (s *Surface) period(form *page.Form) (from, to time.Time) {
	from, to = form.Day("from", calendar.Riyadh), form.Day("to", calendar.Riyadh)
	days := form.Int("days")
	if days < 1 || days > 3660 {
		days = usualSpan
	}
	if from.IsZero() && to.IsZero() {
		return s.lastDays(days), dayOf(s.Now())
	}
	if to.IsZero() {
		to = dayOf(s.Now())
	}
	if from.IsZero() {
		from = to.AddDate(0, 0, 1-days)
	}
	if to.Before(from) {
		form.Errors.Add("to", "office.report.order")
	}
	return from, to
}

func (s *Surface) spanTabs(v *reportView, form *page.Form) {
	v.Tabs = page.Tabs{Label: v.T("office.report.periods")}
	chosen := form.Int("days")
	if chosen == 0 && form.Text("from") == "" {
		chosen = usualSpan
	}
	for _, days := range spans {
		v.Tabs.Items = append(v.Tabs.Items, page.Tab{
			Label: v.T("office.report.last", "count", days), Href: "/office/report?days=" + strconv.Itoa(days), Current: days == chosen,
		})
	}
}

func caseFigures(v *page.View, r casework.Report) page.Figures {
	filed := 0
	for _, f := range r.Filed {
		filed += f.Count
	}
	overdue := page.Figure{Label: v.T("office.report.overdue"), Value: v.Percent(share(r.Overdue, r.Open)), Note: v.T("office.report.of_open", "overdue", v.Number(r.Overdue), "open", v.Number(r.Open))}
	if r.Overdue > 0 {
		overdue.Kind = page.Danger
		if v.Visitor.May != nil && v.Visitor.May(identity.CaseTriage) {
			overdue.Href = "/office/queue?overdue=yes"
		}
	}
	days := page.Figure{Label: v.T("office.report.days"), Value: v.T("common.none"), Note: v.T("office.report.median")}
	if r.Results > 0 {
		days.Value = v.Number(r.Days)
	}
	return page.Figures{
		{Label: v.T("office.report.filed"), Value: v.Number(filed)},
		{Label: v.T("office.report.results"), Value: v.Number(r.Results), Note: v.T("office.report.late", "share", v.Percent(share(r.Late, r.Results)))},
		overdue, days,
		{Label: v.T("office.report.reopened"), Value: v.Number(r.Reopened)},
	}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// surveyFigures stand beside what the centre published of itself.
func surveyFigures(v *page.View, f casework.Figures) page.Figures {
	score, obstacle, never := v.Number(f.Score), v.Percent(f.NoObstacle), v.Percent(f.NeverSought)
	if f.Answers == 0 {
		score, obstacle, never = "–", "–", "–"
	}
	return page.Figures{
		{Label: v.T("office.report.answers"), Value: v.Number(f.Answers)},
		{Label: v.T("office.report.score"), Value: score, Unit: v.T("office.report.of_five"), Note: v.T("office.report.published", "figure", v.Number(publishedScore))},
		{Label: v.T("office.report.no_obstacle"), Value: obstacle, Note: v.T("office.report.published", "figure", v.Percent(publishedNoObstacle))},
		{Label: v.T("office.report.never_sought"), Value: never, Note: v.T("office.report.published", "figure", v.Percent(publishedNeverSought))},
	}
}

var channels = []casework.Channel{casework.ChannelWeb, casework.ChannelPhone, casework.ChannelDesk}

func filedTable(v *page.View, filed []casework.FiledCount) page.Table {
	count := map[casework.Kind]map[casework.Channel]int{}
	for _, f := range filed {
		if count[f.Kind] == nil {
			count[f.Kind] = map[casework.Channel]int{}
		}
		count[f.Kind][f.Channel] += f.Count
	}
	table := page.Table{Caption: v.T("office.report.filed_title"), Hide: true, Columns: []page.Column{{Label: v.T("office.kind_label")}}}
	for _, c := range channels {
		table.Columns = append(table.Columns, page.Column{Label: v.T("common.channel." + string(c)), Number: true})
	}
	table.Columns = append(table.Columns, page.Column{Label: v.T("office.report.sum"), Number: true})
	for _, kind := range casework.Kinds() {
		row, sum := page.TableRow{Cells: []page.Cell{{Text: v.T("common.kind." + string(kind))}}}, 0
		for _, c := range channels {
			row.Cells = append(row.Cells, page.Cell{Text: v.Number(count[kind][c])})
			sum += count[kind][c]
		}
		row.Cells = append(row.Cells, page.Cell{Text: v.Number(sum)})
		table.Rows = append(table.Rows, row)
	}
	return table
}

// dispositions are how audiences end; "" stands for those to come.
var dispositions = []booking.Disposition{booking.DispositionHeld, booking.DispositionEndedEarly, booking.DispositionPostponed,
	booking.DispositionTechnicalFailure, booking.DispositionNoShow, ""}

func audienceTable(v *page.View, ended []casework.DispositionCount) page.Table {
	count, sum := map[string]int{}, 0
	for _, d := range ended {
		count[d.Disposition] = d.Count
		sum += d.Count
	}
	table := page.Table{Caption: v.T("office.report.audiences"), Hide: true, Columns: []page.Column{
		{Label: v.T("office.report.disposition")}, {Label: v.T("office.report.count"), Number: true}, {Label: v.T("office.report.share"), Number: true},
	}}
	for _, d := range dispositions {
		label := v.T("office.report.not_over")
		if d != "" {
			label = v.T("status.disposition." + string(d))
		}
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: label}, {Text: v.Number(count[string(d)])}, {Text: v.Percent(share(count[string(d)], sum))},
		}})
	}
	return table
}
