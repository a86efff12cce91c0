// Package office is the console of those who study, refer, answer and account for what was filed:
// the queue, the case with its actions, the departments' own queue, and the report. Below it are
// the setup of hosts, departments and centres, and the weeks and plans of audiences.
//
// Every action on a case is one entry of the table in act.go: its fields, whether it may be taken
// now, and what it does. The form shows the case beside it and carries the version that the officer
// saw; when somebody changed the case meanwhile, the form comes back with what was typed.
package office

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"strconv"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/sitting"
	"majlis/web/office/setup"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Office is the casework behind the pages. casework.Office is one.
type Office interface {
	Cases
	Papers
	Triage
	Assignments
	setup.Places
}

// Cases reads what was filed. Open writes the reading down.
type Cases interface {
	Queue(ctx context.Context, f casework.QueueFilter) ([]casework.Case, int, error)
	ByReference(ctx context.Context, reference string) (casework.Case, error)
	Open(ctx context.Context, id casework.CaseID) (casework.Case, error)
	History(ctx context.Context, id casework.CaseID) ([]casework.Event, error)
	Referrals(ctx context.Context, id casework.CaseID) ([]casework.Referral, error)
}

// Papers are what belongs to a case besides its text.
type Papers interface {
	Attachments(ctx context.Context, id casework.CaseID) ([]casework.Attachment, error)
	Attachment(ctx context.Context, id casework.CaseID, file casework.AttachmentID) (casework.Attachment, []byte, error)
	SurveyOf(ctx context.Context, id casework.CaseID) (casework.Survey, error)
}

// Triage moves a case.
type Triage interface {
	Study(ctx context.Context, id casework.CaseID, version int, s casework.Study) error
	AskInfo(ctx context.Context, id casework.CaseID, version int, question string, by time.Time) error
	Refer(ctx context.Context, id casework.CaseID, version int, r casework.Referral) error
	Merge(ctx context.Context, id casework.CaseID, version int, into string) error
	Settle(ctx context.Context, id casework.CaseID, version int, out casework.Outcome) error
}

// Assignments is what departments were asked. All but the queue hold a department officer to the
// own department.
type Assignments interface {
	DepartmentQueue(ctx context.Context, id casework.DepartmentID, answered bool) ([]casework.Assignment, error)
	Assignment(ctx context.Context, id casework.ReferralID) (casework.Assignment, error)
	Start(ctx context.Context, id casework.ReferralID, version int) error
	Answer(ctx context.Context, id casework.ReferralID, version int, reply string) error
	Return(ctx context.Context, id casework.ReferralID, version int, reason string) error
}

// Desk is the booking behind the pages. booking.Desk is one.
type Desk interface {
	Wishes
	Selection
	setup.Hosts
}

// Wishes reads a wish for an audience and what came of it.
type Wishes interface {
	RequestOfCase(ctx context.Context, caseID int64) (booking.Request, error)
	OfferOfRequest(ctx context.Context, id booking.RequestID) (booking.Offer, error)
	AudienceOfOffer(ctx context.Context, id booking.OfferID) (booking.Audience, error)
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
}

// Selection decides who takes part in an allocation.
type Selection interface {
	Shortlist(ctx context.Context, id booking.RequestID, version int, study booking.Study) error
	Hold(ctx context.Context, id booking.RequestID, version int, reason string) error
	Release(ctx context.Context, id booking.RequestID, version int) error
	NotSchedule(ctx context.Context, id booking.RequestID, version int, reason string) error
}

// People says who filed; Staff who works here.
type (
	People interface {
		Person(ctx context.Context, id int64) (identity.Person, error)
	}
	Staff interface {
		Staff(ctx context.Context, id int64) (identity.Staff, error)
	}
)

// Notices knows what became of messages.
type Notices interface {
	Recent(ctx context.Context, f notify.RecentFilter) ([]notify.Sent, error)
}

// Reports counts.
type Reports interface {
	Report(ctx context.Context, from, to, now time.Time) (casework.Report, error)
}

// Calendar knows working days.
type Calendar interface {
	WorkingDaysAfter(day time.Time, n int) time.Time
}

// Transactor runs fn in one transaction carried by the context.
type Transactor interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
}

// Checks knows how people's devices did.
type Checks interface {
	DeviceCheck(ctx context.Context, id booking.AudienceID) (booking.DeviceCheck, error)
}

// Talks reads what was written in a case's audiences.
type Talks interface {
	ChatOfCase(ctx context.Context, caseID int64) ([]sitting.Chat, error)
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages    *page.Renderer
	Office   Office
	Desk     Desk
	People   People
	Staff    Staff
	Notices  Notices
	Reports  Reports
	Talks    Talks
	Checks   Checks
	Calendar Calendar
	Tx       Transactor
	Now      func() time.Time
}

// Surface serves the pages.
type Surface struct {
	Deps
	queuePage, casePage, actPage               *page.Template
	departmentPage, assignmentPage, reportPage *page.Template
	setup                                      *setup.Surface
}

// New parses the pages.
func New(d Deps) *Surface {
	parse := func(name string) *page.Template { return d.Pages.Parse(files, name) }
	return &Surface{
		Deps: d, queuePage: parse("queue.html"), casePage: d.Pages.Parse(files, "case.html", "matter.html"), actPage: d.Pages.Parse(files, "act.html", "matter.html"),
		departmentPage: parse("department.html"), assignmentPage: d.Pages.Parse(files, "assignment.html", "matter.html"), reportPage: parse("report.html"),
		setup: setup.New(setup.Deps{Pages: d.Pages, Places: d.Office, Hosts: d.Desk}),
	}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	own := []page.Route{
		{Pattern: "GET /{lang}/office", Needs: identity.CaseTriage, Serve: s.queue},
		{Pattern: "GET /{lang}/office/queue", Needs: identity.CaseTriage, Serve: s.queue},
		{Pattern: "GET /{lang}/office/case/{reference}", Needs: identity.CaseTriage, Serve: s.showCase},
		{Pattern: "GET /{lang}/office/case/{reference}/file/{file}", Needs: identity.CaseTriage, Serve: s.download},
		{Pattern: "GET /{lang}/office/case/{reference}/{action}", Needs: identity.CaseTriage, Serve: s.askAct},
		{Pattern: "POST /{lang}/office/case/{reference}/{action}", Needs: identity.CaseTriage, Serve: s.act},
		{Pattern: "GET /{lang}/office/department", Needs: identity.DepartmentAnswer, Serve: s.department},
		{Pattern: "GET /{lang}/office/department/{referral}", Needs: identity.DepartmentAnswer, Serve: s.assignment},
		{Pattern: "POST /{lang}/office/department/{referral}", Needs: identity.DepartmentAnswer, Serve: s.respond},
		{Pattern: "GET /{lang}/office/department/{referral}/file/{file}", Needs: identity.DepartmentAnswer, Serve: s.assignedFile},
		{Pattern: "GET /{lang}/office/report", Needs: identity.ReportRead, Serve: s.report},
	}
	return append(own, s.setup.Routes()...)
}

// Nav is the surface's place in the console's navigation.
func Nav() []page.NavItem {
	return []page.NavItem{
		{Path: "/office/queue", Label: "office.nav.queue", Icon: "inbox", Needs: identity.CaseTriage, Group: "office.nav.cases"},
		{Path: "/office/department", Label: "office.nav.department", Icon: "refer", Needs: identity.DepartmentAnswer, Group: "office.nav.cases"},
		{Path: "/office/report", Label: "office.nav.report", Icon: "chart", Needs: identity.ReportRead, Group: "office.nav.cases"},
		{Path: "/office/setup", Label: "office.nav.setup", Icon: "settings", Needs: identity.AccountEdit, Group: "office.nav.system"},
	}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// pathID reads a number from the path; what is none names nothing.
func pathID(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil {
		return 0, booking.ErrNotFound
	}
	return n, nil
}

// inLang picks the Arabic or the English of two texts.
func inLang(lang i18n.Lang, ar, en string) string {
	if lang == i18n.Arabic || en == "" {
		return ar
	}
	return en
}

// absent tells that something is not there from that reading it failed.
func absent(err error) (bool, error) {
	if errors.Is(err, booking.ErrNotFound) {
		return true, nil
	}
	return false, err
}
