// Package recording is the console's pages about recording audiences: the policy, which two
// people turn on, what was recorded, and who may fetch it.
package recording

import (
	"context"
	"embed"
	"os"
	"strconv"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/recordings"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Office decides about recordings. recordings.Office is one.
type Office interface {
	Policies
	Accesses
}

// Policies is whether audiences are recorded.
type Policies interface {
	All(ctx context.Context) ([]recordings.Policy, []recordings.Recording, []recordings.Access, error)
	AskPolicy(ctx context.Context, on bool, reason string) error
	DecidePolicy(ctx context.Context, id int64, approve bool) error
}

// Accesses is who may fetch a recording.
type Accesses interface {
	AskAccess(ctx context.Context, recording int64, reason string) error
	DecideAccess(ctx context.Context, id int64, approve bool) error
	Usable(a recordings.Access, who int64) bool
	Fetch(ctx context.Context, id int64) (recordings.Recording, error)
}

// Shelf is where this node's recordings lie.
type Shelf interface {
	Open(recordings.Recording) (*os.File, error)
}

// Names tells who an account is.
type Names interface {
	Staff(ctx context.Context, id int64) (identity.Staff, error)
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages    *page.Renderer
	Office   Office
	Shelf    Shelf
	Names    Names
	Possible bool // this node has a place for recordings
	Now      func() time.Time
}

// Recordings serves the pages.
type Recordings struct {
	Deps
	listPage, onePage *page.Template
}

// New parses the pages.
func New(d Deps) *Recordings {
	return &Recordings{Deps: d, listPage: d.Pages.Parse(files, "list.html"), onePage: d.Pages.Parse(files, "one.html")}
}

// Routes is the pages' route table.
func (s *Recordings) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/office/recordings", Needs: identity.RecordingDecide, Serve: s.list},
		{Pattern: "POST /{lang}/office/recordings/policy", Needs: identity.RecordingDecide, Serve: s.ask},
		{Pattern: "POST /{lang}/office/recordings/policy/{policy}", Needs: identity.RecordingDecide, Serve: s.decide},
		{Pattern: "GET /{lang}/office/recordings/{recording}", Needs: identity.RecordingDecide, Serve: s.show},
		{Pattern: "POST /{lang}/office/recordings/{recording}", Needs: identity.RecordingDecide, Serve: s.askAccess},
		{Pattern: "POST /{lang}/office/recordings/{recording}/access/{access}", Needs: identity.RecordingDecide, Serve: s.decideAccess},
		{Pattern: "POST /{lang}/office/recordings/{recording}/file/{access}", Needs: identity.RecordingDecide, Serve: s.fetch},
	}
}

// Nav is the pages' entry in the console's navigation.
func Nav() []page.NavItem {
	return []page.NavItem{
		{Path: "/office/recordings", Label: "recording.nav", Icon: "video", Needs: identity.RecordingDecide, Group: "office.nav.system"},
	}
}

// name is who an account is, in the page's language.
func (s *Recordings) name(ctx context.Context, v *page.View, id int64) (string, error) {
	staff, err := s.Names.Staff(ctx, id)
	if err != nil {
		return "", err
	}
	return staff.Name(v.Lang), nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// idOf reads a number of the path; what is none names nothing.
func idOf(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, booking.ErrNotFound
	}
	return n, nil
}
