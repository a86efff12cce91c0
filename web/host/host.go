// Package host is the screen of those who receive: the day's sessions, the room with its line, the
// brief on the person who comes next, and what is directed at the end.
package host

import (
	"context"
	"embed"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/sitting"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Days reads the sessions and their lines, and who helps at an audience. booking.Desk is one.
type Days interface {
	Lines
	BoundTo(ctx context.Context, a booking.Audience) ([]booking.Bound, error)
}

// Lines reads the sessions and their lines.
type Lines interface {
	Today(ctx context.Context, day time.Time) ([]booking.DayLine, error)
	Session(ctx context.Context, id booking.SessionID) (booking.Session, error)
	Audience(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	Request(ctx context.Context, id booking.RequestID) (booking.Request, error)
	Hosts(ctx context.Context) ([]booking.Host, error)
}

// Day is what staff do on the day besides what the room does by itself.
type Day interface {
	Verify(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	RunLate(ctx context.Context, id booking.SessionID, late time.Duration) error
	CloseSession(ctx context.Context, id booking.SessionID) error
}

// Cases reads the case behind an audience, and takes what was directed. casework.Office is one.
type Cases interface {
	Open(ctx context.Context, id casework.CaseID) (casework.Case, error)
	History(ctx context.Context, id casework.CaseID) ([]casework.Event, error)
	Referrals(ctx context.Context, id casework.CaseID) ([]casework.Referral, error)
	Departments(ctx context.Context) ([]casework.Department, error)
	Direct(ctx context.Context, audience int64, id casework.CaseID, orders []casework.Directive) error
}

// People says who is received.
type People interface {
	Person(ctx context.Context, id int64) (identity.Person, error)
}

// Rooms lets staff into a session's room, and shows there what was noted elsewhere.
type Rooms interface {
	StaffTicket(ctx context.Context, id booking.SessionID, staff identity.Staff, name string) (string, error)
	Refresh(ctx context.Context, id booking.SessionID) error
	ShowAsStaff(ctx context.Context, id booking.SessionID, as identity.Staff, name string, file sitting.Upload) error
	PaperForStaff(ctx context.Context, id booking.SessionID, as identity.Staff, key string) (sitting.Paper, []byte, error)
}

// Checks knows how people's devices did.
type Checks interface {
	DeviceChecks(ctx context.Context, id booking.SessionID) (map[booking.AudienceID]booking.DeviceCheck, error)
}

// Deps is what the surface needs.
type Deps struct {
	Pages  *page.Renderer
	Days   Days
	Day    Day
	Cases  Cases
	People People
	Rooms  Rooms
	Checks Checks
	Now    func() time.Time
}

// Surface serves the pages.
type Surface struct {
	Deps
	dayPage    *page.Template
	roomPage   *page.Template
	briefPage  *page.Template
	directPage *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	return &Surface{
		Deps: d, dayPage: d.Pages.Parse(files, "day.html"), roomPage: d.Pages.Parse(files, "room.html"),
		briefPage: d.Pages.Parse(files, "brief.html"), directPage: d.Pages.Parse(files, "direct.html"),
	}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/host", Needs: identity.CallJoin, Serve: s.day},
		{Pattern: "GET /{lang}/host/session/{session}", Needs: identity.CallJoin, Serve: s.room},
		{Pattern: "POST /{lang}/host/documents/{session}", Needs: identity.CallJoin, Serve: s.showDocument},
		{Pattern: "GET /{lang}/host/documents/{session}/{key}", Needs: identity.CallJoin, Serve: s.document},
		{Pattern: "POST /{lang}/host/session/{session}/late", Needs: identity.CallRun, Serve: s.late},
		{Pattern: "POST /{lang}/host/session/{session}/close", Needs: identity.CallRun, Serve: s.close},
		{Pattern: "GET /{lang}/host/audience/{audience}", Needs: identity.CallRun, Serve: s.brief},
		{Pattern: "POST /{lang}/host/audience/{audience}/verify", Needs: identity.CallRun, Serve: s.verify},
		{Pattern: "GET /{lang}/host/audience/{audience}/direct", Needs: identity.CallRun, Serve: s.askDirect},
		{Pattern: "POST /{lang}/host/audience/{audience}/direct", Needs: identity.CallRun, Serve: s.direct},
	}
}

// Nav is the surface's place in the console's navigation.
func Nav() []page.NavItem {
	return []page.NavItem{{Path: "/host", Label: "host.nav.day", Icon: "video", Needs: identity.CallJoin, Group: "host.nav.group"}}
}
