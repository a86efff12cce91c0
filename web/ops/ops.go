// Package ops is the operators' surface: the node and its database, live rooms and their quality,
// messages, the audit record, accounts.
package ops

import (
	"context"
	"embed"
	"time"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/ops"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Messages reads notices and gives failed ones another chance.
type Messages interface {
	Recent(ctx context.Context, f notify.RecentFilter) ([]notify.Sent, error)
	Requeue(ctx context.Context, id int64) error
}

// Record reads the audit record, the newest first, and checks it.
type Record interface {
	Entries(ctx context.Context, action string, before int64) ([]audit.Stored, error)
	Verify(ctx context.Context) (audit.Report, error)
}

// Accounts keeps the staff. identity.Accounts is one.
type Accounts interface {
	List(ctx context.Context) ([]identity.Staff, error)
	Create(ctx context.Context, n identity.NewStaff) (identity.Staff, error)
	SetActive(ctx context.Context, id int64, version int, active bool) error
	SetPassword(ctx context.Context, id int64, version int, password string) error
}

// Places is where accounts may belong.
type Places interface {
	Departments(ctx context.Context) ([]casework.Department, error)
	Centres(ctx context.Context) ([]casework.Centre, error)
}

// Hosts are whom accounts may act for.
type Hosts interface {
	Hosts(ctx context.Context) ([]booking.Host, error)
}

// Deps is what the surface needs.
type Deps struct {
	Pages    *page.Renderer
	Snapshot func(ctx context.Context) ops.Snapshot
	Messages Messages
	Record   Record
	Accounts Accounts
	Places   Places
	Hosts    Hosts
	Now      func() time.Time
}

// Surface serves the pages.
type Surface struct {
	Deps
	overviewPage *page.Template
	roomsPage    *page.Template
	messagesPage *page.Template
	auditPage    *page.Template
	accountsPage *page.Template
	newPage      *page.Template
	passwordPage *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	return &Surface{
		Deps: d, overviewPage: d.Pages.Parse(files, "overview.html"), roomsPage: d.Pages.Parse(files, "rooms.html"),
		messagesPage: d.Pages.Parse(files, "messages.html"), auditPage: d.Pages.Parse(files, "audit.html"),
		accountsPage: d.Pages.Parse(files, "accounts.html"), newPage: d.Pages.Parse(files, "account_new.html"),
		passwordPage: d.Pages.Parse(files, "account_password.html"),
	}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/ops", Needs: identity.OpsRead, Serve: s.overview},
		{Pattern: "GET /{lang}/ops/rooms", Needs: identity.OpsRead, Serve: s.rooms},
		{Pattern: "GET /{lang}/ops/messages", Needs: identity.OpsRead, Serve: s.messages},
		{Pattern: "POST /{lang}/ops/messages/{notice}/retry", Needs: identity.OpsAct, Serve: s.retry},
		{Pattern: "GET /{lang}/ops/audit", Needs: identity.AuditRead, Serve: s.audit},
		{Pattern: "GET /{lang}/ops/audit/export", Needs: identity.AuditRead, Serve: s.export},
		{Pattern: "GET /{lang}/ops/accounts", Needs: identity.AccountEdit, Serve: s.accounts},
		{Pattern: "GET /{lang}/ops/accounts/new", Needs: identity.AccountEdit, Serve: s.askAccount},
		{Pattern: "POST /{lang}/ops/accounts/new", Needs: identity.AccountEdit, Serve: s.createAccount},
		{Pattern: "POST /{lang}/ops/accounts/{account}/active", Needs: identity.AccountEdit, Serve: s.setActive},
		{Pattern: "GET /{lang}/ops/accounts/{account}/password", Needs: identity.AccountEdit, Serve: s.askPassword},
		{Pattern: "POST /{lang}/ops/accounts/{account}/password", Needs: identity.AccountEdit, Serve: s.setPassword},
	}
}

// Nav is the surface's place in the console's navigation.
func Nav() []page.NavItem {
	const group = "ops.nav.group"
	return []page.NavItem{
		{Path: "/ops", Label: "ops.nav.overview", Icon: "activity", Needs: identity.OpsRead, Group: group},
		{Path: "/ops/rooms", Label: "ops.nav.rooms", Icon: "video", Needs: identity.OpsRead, Group: group},
		{Path: "/ops/messages", Label: "ops.nav.messages", Icon: "message", Needs: identity.OpsRead, Group: group},
		{Path: "/ops/audit", Label: "ops.nav.audit", Icon: "shield", Needs: identity.AuditRead, Group: group},
		{Path: "/ops/accounts", Label: "ops.nav.accounts", Icon: "key", Needs: identity.AccountEdit, Group: group},
	}
}
