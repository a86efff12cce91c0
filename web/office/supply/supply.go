// Package supply is the console's pages of what weeks are made of beside the templates: the
// calendar with its holidays, hours and prayer pauses, the roster of those who help, single dates
// that are different, and the one step by which days are closed or moved.
package supply

import (
	"context"
	"embed"
	"slices"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/office/word"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Desk is the booking behind the pages. booking.Desk is one.
type Desk interface {
	Roster
	Dates
	Moves
	Plans
}

// Roster is those who help at audiences.
type Roster interface {
	Helpers(ctx context.Context) ([]booking.Helper, error)
	SaveHelper(ctx context.Context, h booking.Helper) (booking.Helper, error)
}

// Dates are the days on which templates do not hold.
type Dates interface {
	Exceptions(ctx context.Context, from, until time.Time) ([]booking.Exception, error)
	SaveException(ctx context.Context, e booking.Exception) error
	RemoveException(ctx context.Context, host booking.HostID, day time.Time) error
}

// Moves closes and moves days.
type Moves interface {
	Week(ctx context.Context, week time.Time) (booking.WeekView, error)
	MoveDay(ctx context.Context, m booking.DayMove) (booking.DayMoved, error)
}

// Plans tries drafts against the roster.
type Plans interface {
	Plan(ctx context.Context, id booking.PlanID) (booking.Plan, error)
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
	Staffing(ctx context.Context, id booking.PlanID) (booking.Staffing, error)
	Waive(ctx context.Context, w booking.Waiver) error
}

// Days keeps what officers decide about the calendar.
type Days interface {
	CalendarDecisions(ctx context.Context) ([]calendar.Decision, error)
	Decide(ctx context.Context, d calendar.Decision) error
	SaveCity(ctx context.Context, c calendar.City) error
}

// Centres are the places where there are halls; Staff those who have accounts.
type (
	Centres interface {
		Centres(ctx context.Context) ([]casework.Centre, error)
	}
	Staff interface {
		List(ctx context.Context) ([]identity.Staff, error)
	}
)

// Messages writes what people are about to be told, in ctx's transaction.
type Messages interface {
	Drafts(ctx context.Context, notices []booking.Notice) ([]notify.Draft, error)
}

// Transactor makes several changes one.
type Transactor interface {
	InTx(ctx context.Context, do func(ctx context.Context) error) error
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages    *page.Renderer
	Desk     Desk
	Words    word.Sources
	Centres  Centres
	Staff    Staff
	Days     Days
	Calendar *calendar.Office
	Messages Messages
	Tx       Transactor
	Now      func() time.Time
}

// Surface serves the pages.
type Surface struct {
	Deps
	calendarPage, periodPage, cityPage *page.Template
	rosterPage, helperPage, datesPage  *page.Template
	movePage, staffingPage             *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	parse := func(name string) *page.Template { return d.Pages.Parse(files, name) }
	return &Surface{
		Deps: d, calendarPage: parse("calendar.html"), periodPage: parse("form.html"), cityPage: parse("form.html"),
		rosterPage: parse("roster.html"), helperPage: parse("form.html"), datesPage: parse("dates.html"),
		movePage: parse("move.html"), staffingPage: parse("staffing.html"),
	}
}

// Routes is the pages' route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/office/calendar", Needs: identity.SupplyEdit, Serve: s.calendar},
		{Pattern: "GET /{lang}/office/calendar/holiday", Needs: identity.SupplyEdit, Serve: s.askPeriod},
		{Pattern: "POST /{lang}/office/calendar/holiday", Needs: identity.PlanPublish, Serve: s.decidePeriod},
		{Pattern: "GET /{lang}/office/calendar/period/{code}/{year}", Needs: identity.SupplyEdit, Serve: s.askPeriod},
		{Pattern: "POST /{lang}/office/calendar/period/{code}/{year}", Needs: identity.PlanPublish, Serve: s.decidePeriod},
		{Pattern: "GET /{lang}/office/calendar/city/{city}", Needs: identity.SupplyEdit, Serve: s.askCity},
		{Pattern: "POST /{lang}/office/calendar/city/{city}", Needs: identity.SupplyEdit, Serve: s.saveCity},
		{Pattern: "GET /{lang}/office/roster", Needs: identity.SupplyEdit, Serve: s.roster},
		{Pattern: "GET /{lang}/office/roster/{helper}", Needs: identity.SupplyEdit, Serve: s.askHelper},
		{Pattern: "POST /{lang}/office/roster/{helper}", Needs: identity.SupplyEdit, Serve: s.saveHelper},
		{Pattern: "GET /{lang}/office/staffing/{plan}", Needs: identity.PlanDraft, Serve: s.staffing},
		{Pattern: "POST /{lang}/office/staffing/{plan}", Needs: identity.PlanPublish, Serve: s.waive},
		{Pattern: "GET /{lang}/office/dates", Needs: identity.SupplyEdit, Serve: s.dates},
		{Pattern: "POST /{lang}/office/dates", Needs: identity.SupplyEdit, Serve: s.saveDate},
		{Pattern: "POST /{lang}/office/dates/remove", Needs: identity.SupplyEdit, Serve: s.removeDate},
		{Pattern: "GET /{lang}/office/move", Needs: identity.PlanPublish, Serve: s.askMove},
		{Pattern: "POST /{lang}/office/move", Needs: identity.PlanPublish, Serve: s.move},
	}
}

// Nav is the pages' place in the console's navigation.
func Nav() []page.NavItem {
	return []page.NavItem{
		{Path: "/office/roster", Label: "supply.nav.roster", Icon: "people", Needs: identity.SupplyEdit, Group: "week.nav.group"},
		{Path: "/office/dates", Label: "supply.nav.dates", Icon: "calendar-check", Needs: identity.SupplyEdit, Group: "week.nav.group"},
		{Path: "/office/calendar", Label: "supply.nav.calendar", Icon: "calendar", Needs: identity.SupplyEdit, Group: "week.nav.group"},
	}
}

// A formView is a page that is one form.
type formView struct {
	page.View
	Notice *page.Notice
	Fields []page.Field
	Pairs  [][]page.Field // each shown side by side, before the others
	Tail   [][]page.Field // and after them
	Hidden []page.Hidden
	Submit page.Button
	Other  *page.Button
	Cancel page.Button
}

func (v *formView) refill(form *page.Form) {
	if form == nil {
		return
	}
	form.Fill(v.Printer, v.Fields...)
	for _, pair := range slices.Concat(v.Pairs, v.Tail) {
		form.Fill(v.Printer, pair...)
	}
	v.Refused(form.Errors)
}

// hostOptions are those who receive, for a list to choose from.
func (s *Surface) hostOptions(ctx context.Context, v *page.View) ([]page.Option, word.Hosts, error) {
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	var options []page.Option
	for _, h := range hosts.List {
		options = append(options, page.Option{Value: word.Number(h.ID), Label: hosts.Short[h.ID]})
	}
	return options, hosts, err
}
