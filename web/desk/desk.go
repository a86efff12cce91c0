// Package desk is the reception's surface in a centre and on the phone: find a case, file for
// somebody, check a visitor in, seat a person in a hall for a call by video.
package desk

import (
	"context"
	"embed"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Cases finds cases and takes new ones. casework.Office is one.
type Cases interface {
	Find(ctx context.Context, text string) ([]casework.Case, error)
	ByReference(ctx context.Context, reference string) (casework.Case, error)
	History(ctx context.Context, id casework.CaseID) ([]casework.Event, error)
	File(ctx context.Context, f casework.Filing) (casework.Case, error)
	Open(ctx context.Context, id casework.CaseID) (casework.Case, error)
}

// Days reads who comes today, and the appointment behind a case. booking.Desk is one.
type Days interface {
	Today(ctx context.Context, day time.Time) ([]booking.DayLine, error)
	Audience(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	RequestOfCase(ctx context.Context, caseID int64) (booking.Request, error)
	OfferOfRequest(ctx context.Context, id booking.RequestID) (booking.Offer, error)
	Hosts(ctx context.Context) ([]booking.Host, error)
}

// Arrivals is what the desk notes about a visitor.
type Arrivals interface {
	CheckIn(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	Verify(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
	AudienceOfOffer(ctx context.Context, id booking.OfferID) (booking.Audience, error)
}

// People registers and finds people.
type People interface {
	Register(ctx context.Context, r identity.Registration) (identity.Person, error)
	Person(ctx context.Context, id int64) (identity.Person, error)
}

// Links makes the link that opens a hall's call.
type Links interface {
	Mint(ctx context.Context, purpose identity.Purpose, subject, person int64, expires time.Time) (string, error)
}

// Deps is what the surface needs.
type Deps struct {
	Pages    *page.Renderer
	Cases    Cases
	Days     Days
	Arrivals Arrivals
	People   People
	Links    Links
	Now      func() time.Time
}

// Surface serves the pages.
type Surface struct {
	Deps
	todayPage *page.Template
	casePage  *page.Template
	filePage  *page.Template
	donePage  *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	return &Surface{
		Deps: d, todayPage: d.Pages.Parse(files, "today.html"), casePage: d.Pages.Parse(files, "case.html"),
		filePage: d.Pages.Parse(files, "file.html"), donePage: d.Pages.Parse(files, "filed.html"),
	}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/desk", Needs: identity.DeskServe, Serve: s.today},
		{Pattern: "GET /{lang}/desk/case/{reference}", Needs: identity.DeskServe, Serve: s.show},
		{Pattern: "GET /{lang}/desk/file", Needs: identity.DeskServe, Serve: s.askFile},
		{Pattern: "POST /{lang}/desk/file", Needs: identity.DeskServe, Serve: s.file},
		{Pattern: "GET /{lang}/desk/filed/{reference}", Needs: identity.DeskServe, Serve: s.filed},
		{Pattern: "POST /{lang}/desk/audience/{audience}/check-in", Needs: identity.DeskServe, Serve: s.checkIn},
		{Pattern: "POST /{lang}/desk/audience/{audience}/hall", Needs: identity.DeskServe, Serve: s.hall},
	}
}

// Nav is the surface's place in the console's navigation.
func Nav() []page.NavItem {
	return []page.NavItem{
		{Path: "/desk", Label: "desk.nav.today", Icon: "door", Needs: identity.DeskServe, Group: "desk.nav.group"},
		{Path: "/desk/file", Label: "desk.nav.file", Icon: "file", Needs: identity.DeskServe, Group: "desk.nav.group"},
	}
}
