package ops

import (
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/ops"
	"majlis/web/page"
)

type jobsView struct {
	page.View
	Figures page.Figures
	Queue   page.Button
	Cron    page.Table
}

// queuePages is where the queue's own pages are. They have no language, so the address climbs out
// of this page's.
const queuePages = "../../ops/jobs/"

// jobs says how the queue is, and what runs by the calendar.
func (s *Surface) jobs(w http.ResponseWriter, r *http.Request) error {
	v := &jobsView{View: s.Pages.View(r, page.Console, "ops.jobs.title")}
	v.Lead = v.T("ops.jobs.lead")
	now := s.Watch.Overview(r.Context())
	q := now.Queue
	v.Figures = page.Figures{
		{Label: v.T("ops.job.waiting"), Value: v.Number(q.Waiting)}, {Label: v.T("ops.job.running"), Value: v.Number(q.Running)},
		{Label: v.T("ops.job.scheduled"), Value: v.Number(q.Scheduled)}, {Label: v.T("ops.job.failing"), Value: v.Number(q.Failing)},
		{Label: v.T("ops.job.given_up"), Value: v.Number(q.GivenUp)},
	}
	v.Queue = page.Button{Label: v.T("ops.jobs.open"), Href: queuePages, Icon: "layers", Style: page.Secondary}
	entries, err := s.Records.Cron(r.Context())
	if err != nil {
		return err
	}
	v.Cron = page.Table{Caption: v.T("ops.cron.title"), Columns: columns(&v.View, "entry", "schedule", "next", "last", "act"),
		Empty: &page.EmptyState{Icon: "clock", Title: v.T("ops.cron.none")}}
	mayAct := identity.ActorFrom(r.Context()).May(identity.OpsAct)
	for _, e := range entries {
		v.Cron.Rows = append(v.Cron.Rows, cronRow(&v.View, e, mayAct))
	}
	return s.jobsPage.Render(w, r, http.StatusOK, v)
}

func cronRow(v *page.View, e ops.CronEntry, mayAct bool) page.TableRow {
	whose, last, act := v.T("ops.cron.own"), v.T("ops.cron.never"), page.Cell{}
	if e.Edited {
		whose = v.T("ops.cron.edited")
	}
	if !e.LastDueAt.IsZero() {
		last = v.DateTime(e.LastDueAt)
	}
	if mayAct {
		act = page.Cell{Text: v.T("ops.cron.edit"), Href: "/ops/jobs/schedule/" + e.Name}
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: cronName(v, e.Name)}, {Text: e.Schedule, Ltr: true, Sub: whose}, {Text: v.DateTime(e.DueAt)}, {Text: last}, act,
	}}
}

// cronName is what an entry does; one this page does not know is called by its own name.
func cronName(v *page.View, name string) string {
	if key := "ops.cron.name." + name; v.Has(key) {
		return v.T(key)
	}
	return name
}

type scheduleView struct {
	page.View
	Facts    page.SummaryList
	Schedule page.TextField
	Version  page.Hidden
	Submit   page.Button
	Help     page.Details
}

func (s *Surface) askSchedule(w http.ResponseWriter, r *http.Request) error {
	return s.drawSchedule(w, r, http.StatusOK, nil)
}

func (s *Surface) drawSchedule(w http.ResponseWriter, r *http.Request, status int, form *page.Form) error {
	entries, err := s.Records.Cron(r.Context())
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name != r.PathValue("entry") {
			continue
		}
		v := &scheduleView{View: s.Pages.View(r, page.Console, "ops.schedule.title")}
		v.Width = page.Reading
		v.Lead = cronName(&v.View, e.Name)
		v.Crumbs = []page.Link{{Href: "/ops/jobs", Text: v.T("ops.jobs.title")}}
		v.Facts = page.SummaryList{Compact: true, Rows: []page.SummaryRow{
			{Label: v.T("ops.column.next"), Text: v.DateTime(e.DueAt)},
		}}
		v.Schedule = page.TextField{Name: "schedule", Label: v.T("ops.schedule.field"), Hint: v.T("ops.schedule.hint", "example", v.Isolate("0 12 * * 0")), Value: e.Schedule, Size: page.Medium, Max: 100}
		v.Version = page.Hidden{Name: "version", Value: strconv.Itoa(e.Version)}
		v.Submit = page.Button{Label: v.T("common.save"), Icon: "check"}
		v.Help = page.Details{Summary: v.T("ops.schedule.help"), Text: v.T("ops.schedule.help_text", "range", v.Isolate("1-5"), "step", v.Isolate("*/15"))}
		if form != nil {
			form.Fill(v.Printer, &v.Schedule, &v.Version)
			v.Refused(form.Errors)
		}
		return s.schedulePage.Render(w, r, status, v)
	}
	return booking.ErrNotFound
}

func (s *Surface) setSchedule(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	err = s.Operator.Reschedule(r.Context(), r.PathValue("entry"), form.Numeric("schedule"), form.Int("version"))
	if err == nil {
		return page.Redirect(w, r, "/ops/jobs", page.Done("ops.schedule.done"))
	}
	if !form.Refused(err) {
		return err
	}
	return s.drawSchedule(w, r, http.StatusUnprocessableEntity, form)
}
