// Package week is the console's pages of a week of audiences: its sessions and slots, the usual
// weeks they are made from, the offers that follow a publication, and the day itself. What decides
// who sits where is beside it, in the package plan.
package week

import (
	"context"
	"embed"
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
	Rota
	Supply
	Offering
	Days
	Bound
}

// Rota is the hosts' usual weeks.
type Rota interface {
	Templates(ctx context.Context) ([]booking.Template, error)
	SaveTemplate(ctx context.Context, t booking.Template) (booking.Template, error)
}

// Bound tells who helps at appointments.
type Bound interface {
	BoundBetween(ctx context.Context, from, until time.Time) ([]booking.Bound, error)
}

// Supply is a week's sessions and slots.
type Supply interface {
	Week(ctx context.Context, week time.Time) (booking.WeekView, error)
	OpenWeek(ctx context.Context, week time.Time) (int, error)
	AddSession(ctx context.Context, n booking.NewSession) (booking.Session, error)
	CloseSlot(ctx context.Context, id booking.SlotID) error
	ReopenSlot(ctx context.Context, id booking.SlotID) error
}

// Offering puts slots before people and takes them back.
type Offering interface {
	Freed(ctx context.Context, week time.Time) ([]booking.FreedSlot, error)
	Offer(ctx context.Context, id booking.OfferID) (booking.Offer, error)
	OfferNext(ctx context.Context, slot booking.SlotID) (booking.Offer, error)
	MakeOffer(ctx context.Context, request booking.RequestID, slot booking.SlotID) (booking.Offer, error)
	Revoke(ctx context.Context, id booking.OfferID, reason string) error
}

// Days reads the lines of a day.
type Days interface {
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
	Today(ctx context.Context, day time.Time) ([]booking.DayLine, error)
	RunLate(ctx context.Context, id booking.SessionID, late time.Duration) error
}

// Centres are the places where there are halls.
type Centres interface {
	Centres(ctx context.Context) ([]casework.Centre, error)
}

// Notices knows what became of messages.
type Notices interface {
	Recent(ctx context.Context, f notify.RecentFilter) ([]notify.Sent, error)
}

// Checks knows how people's devices did.
type Checks interface {
	DeviceChecks(ctx context.Context, id booking.SessionID) (map[booking.AudienceID]booking.DeviceCheck, error)
}

// Holidays knows what a day is. calendar.Office is one.
type Holidays interface {
	Holiday(day time.Time) (calendar.Period, bool)
	InRamadan(day time.Time) bool
	Pauses(city string, day time.Time) ([]calendar.Interval, error)
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages    *page.Renderer
	Desk     Desk
	Words    word.Sources
	Centres  Centres
	Notices  Notices
	Urgent   Urgency
	Checks   Checks
	Holidays Holidays
	Now      func() time.Time
}

// Weeks serves the pages.
type Weeks struct {
	Deps
	gridPage, slotPage, sessionPage *page.Template
	templatesPage, templatePage     *page.Template
	offersPage, revokePage, dayPage *page.Template
}

// New parses the pages.
func New(d Deps) *Weeks {
	parse := func(name ...string) *page.Template { return d.Pages.Parse(files, name...) }
	return &Weeks{
		Deps: d, gridPage: parse("grid.html"), slotPage: parse("slot.html"), sessionPage: parse("session.html", "shape.html"),
		templatesPage: parse("templates.html"), templatePage: parse("template.html", "shape.html"),
		offersPage: parse("offers.html"), revokePage: parse("revoke.html"), dayPage: parse("day.html"),
	}
}

// Routes is the pages' route table.
func (s *Weeks) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/office/week", Needs: identity.DayRead, Serve: s.grid},
		{Pattern: "POST /{lang}/office/week", Needs: identity.SupplyEdit, Serve: s.openWeek},
		{Pattern: "GET /{lang}/office/week/session", Needs: identity.SupplyEdit, Serve: s.askSession},
		{Pattern: "POST /{lang}/office/week/session", Needs: identity.SupplyEdit, Serve: s.addSession},
		{Pattern: "GET /{lang}/office/week/slot/{slot}", Needs: identity.DayRead, Serve: s.slot},
		{Pattern: "POST /{lang}/office/week/slot/{slot}/close", Needs: identity.SupplyEdit, Serve: s.closeSlot},
		{Pattern: "POST /{lang}/office/week/slot/{slot}/reopen", Needs: identity.SupplyEdit, Serve: s.reopenSlot},
		{Pattern: "GET /{lang}/office/week/slot/{slot}/urgent", Needs: identity.PlanPublish, Serve: s.askUrgent},
		{Pattern: "POST /{lang}/office/week/slot/{slot}/urgent", Needs: identity.PlanPublish, Serve: s.giveUrgent},
		{Pattern: "GET /{lang}/office/template", Needs: identity.SupplyEdit, Serve: s.templates},
		{Pattern: "GET /{lang}/office/template/{template}", Needs: identity.SupplyEdit, Serve: s.askTemplate},
		{Pattern: "POST /{lang}/office/template/{template}", Needs: identity.SupplyEdit, Serve: s.saveTemplate},
		{Pattern: "GET /{lang}/office/offer", Needs: identity.DayRead, Serve: s.offers},
		{Pattern: "POST /{lang}/office/offer", Needs: identity.PlanPublish, Serve: s.makeOffer},
		{Pattern: "GET /{lang}/office/offer/{offer}/revoke", Needs: identity.PlanPublish, Serve: s.askRevoke},
		{Pattern: "POST /{lang}/office/offer/{offer}/revoke", Needs: identity.PlanPublish, Serve: s.revoke},
		{Pattern: "GET /{lang}/office/day", Needs: identity.DayRead, Serve: s.day},
		{Pattern: "POST /{lang}/office/day/{session}/late", Needs: identity.PlanPublish, Serve: s.runLate},
	}
}

// Nav is the pages' place in the console's navigation, the plans' included.
func Nav() []page.NavItem {
	return []page.NavItem{
		{Path: "/office/week", Label: "week.nav.week", Icon: "calendar", Needs: identity.DayRead, Group: "week.nav.group"},
		{Path: "/office/plan", Label: "week.nav.plan", Icon: "scale", Needs: identity.PlanDraft, Group: "week.nav.group"},
		{Path: "/office/offer", Label: "week.nav.offer", Icon: "send", Needs: identity.DayRead, Group: "week.nav.group"},
		{Path: "/office/day", Label: "week.nav.day", Icon: "list", Needs: identity.DayRead, Group: "week.nav.group"},
		{Path: "/office/template", Label: "week.nav.template", Icon: "layers", Needs: identity.SupplyEdit, Group: "week.nav.group"},
	}
}
