// Package plan is the console's pages of the weekly allocation: running it, a draft that explains
// itself, what the office decides against rank, and publication.
package plan

import (
	"context"
	"embed"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Desk is the booking behind the pages. booking.Desk is one.
type Desk interface {
	Runs
	Decisions
	Facts
	Policies
}

// Runs gives a week's slots out.
type Runs interface {
	Allocate(ctx context.Context, week time.Time) (booking.Plan, error)
	Plans(ctx context.Context, week time.Time) ([]booking.Plan, error)
	Plan(ctx context.Context, id booking.PlanID) (booking.Plan, error)
	Publish(ctx context.Context, id booking.PlanID, version int) error
	Swap(ctx context.Context, s booking.Swap) error
}

// Decisions is what the office decides about a request against its rank.
type Decisions interface {
	Pin(ctx context.Context, p booking.Pin) error
	Unpin(ctx context.Context, week time.Time, request booking.RequestID) error
	Hold(ctx context.Context, id booking.RequestID, version int, reason string) error
	Release(ctx context.Context, id booking.RequestID, version int) error
}

// Facts is what stands behind a plan.
type Facts interface {
	Week(ctx context.Context, week time.Time) (booking.WeekView, error)
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
	Request(ctx context.Context, id booking.RequestID) (booking.Request, error)
	Requests(ctx context.Context, status booking.RequestStatus) ([]booking.Request, error)
}

// Policies is the numbers that rank requests.
type Policies interface {
	Policy(ctx context.Context) (booking.Policy, error)
	SavePolicy(ctx context.Context, p booking.Policy) error
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages *page.Renderer
	Desk  Desk
	Words word.Sources
	Now   func() time.Time
}

// Plans serves the pages.
type Plans struct {
	Deps
	listPage, draftPage, wishPage, publishPage, policyPage *page.Template
}

// New parses the pages.
func New(d Deps) *Plans {
	parse := func(name string) *page.Template { return d.Pages.Parse(files, name) }
	return &Plans{Deps: d, listPage: parse("list.html"), draftPage: parse("draft.html"), wishPage: parse("request.html"), publishPage: parse("publish.html"),
		policyPage: parse("policy.html")}
}

// Routes is the pages' route table.
func (s *Plans) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/office/plan", Needs: identity.PlanDraft, Serve: s.list},
		{Pattern: "POST /{lang}/office/plan", Needs: identity.PlanDraft, Serve: s.allocate},
		{Pattern: "GET /{lang}/office/policy", Needs: identity.PlanPublish, Serve: s.askPolicy},
		{Pattern: "POST /{lang}/office/policy", Needs: identity.PlanPublish, Serve: s.savePolicy},
		{Pattern: "GET /{lang}/office/plan/{plan}", Needs: identity.PlanDraft, Serve: s.show},
		{Pattern: "GET /{lang}/office/plan/{plan}/file/{file}", Needs: identity.PlanDraft, Serve: s.file},
		{Pattern: "GET /{lang}/office/plan/{plan}/request/{request}", Needs: identity.PlanDraft, Serve: s.wish},
		{Pattern: "POST /{lang}/office/plan/{plan}/request/{request}", Needs: identity.PlanDraft, Serve: s.decide},
		{Pattern: "GET /{lang}/office/plan/{plan}/publish", Needs: identity.PlanPublish, Serve: s.askPublish},
		{Pattern: "POST /{lang}/office/plan/{plan}/publish", Needs: identity.PlanPublish, Serve: s.publish},
	}
}
