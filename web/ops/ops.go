// Package ops is the operators' surface: the node and its database, live rooms and their quality,
// messages, jobs, the audit record, accounts. It shows nobody's name but the staff's.
package ops

import (
	"context"
	"embed"
	"log/slog"
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

// Watch looks at the running program. ops.Watch is one.
type Watch interface {
	Overview(ctx context.Context) ops.Overview
}

// Records reads what the pages list.
type Records interface {
	References(ctx context.Context, audiences []int64) (map[int64]string, error)
	Samples(ctx context.Context, room string, most int) ([]ops.Sample, error)
	Cron(ctx context.Context) ([]ops.CronEntry, error)
	Trail(ctx context.Context, t ops.Trail) ([]ops.Entry, error)
}

// Messages reads notices.
type Messages interface {
	Recent(ctx context.Context, f notify.RecentFilter) ([]notify.Sent, error)
}

// Operator does what operations may change. ops.Operator is one.
type Operator interface {
	Retry(ctx context.Context, notice int64) error
	Reschedule(ctx context.Context, name, text string, version int) error
	Exported(ctx context.Context, format string) error
	Verified(ctx context.Context, result string) error
}

// Accounts keeps the staff. identity.Accounts is one.
type Accounts interface {
	List(ctx context.Context) ([]identity.Staff, error)
	Staff(ctx context.Context, id int64) (identity.Staff, error)
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
	Watch    Watch
	Records  Records
	Messages Messages
	Operator Operator
	Chain    audit.Reader
	Accounts Accounts
	Places   Places
	Hosts    Hosts
	Nodes    Nodes
	Log      *slog.Logger
	Now      func() time.Time
}

// Surface serves the pages.
type Surface struct {
	Deps
	overviewPage *page.Template
	roomsPage    *page.Template
	roomPage     *page.Template
	nodesPage    *page.Template
	messagesPage *page.Template
	jobsPage     *page.Template
	schedulePage *page.Template
	auditPage    *page.Template
	accountsPage *page.Template
	newPage      *page.Template
	passwordPage *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	parse := func(names ...string) *page.Template { return d.Pages.Parse(files, names...) }
	return &Surface{
		Deps: d, overviewPage: parse("overview.html", "stale.html"), roomsPage: parse("rooms.html", "stale.html"), roomPage: parse("room.html", "stale.html"),
		nodesPage:    parse("nodes.html", "stale.html"),
		messagesPage: parse("messages.html"), jobsPage: parse("jobs.html"), schedulePage: parse("schedule.html"), auditPage: parse("audit.html"),
		accountsPage: parse("accounts.html"), newPage: parse("account_new.html"), passwordPage: parse("account_password.html"),
	}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/ops", Needs: identity.OpsRead, Serve: s.overview},
		{Pattern: "GET /{lang}/ops/rooms", Needs: identity.OpsRead, Serve: s.rooms},
		{Pattern: "GET /{lang}/ops/rooms/{room}", Needs: identity.OpsRead, Serve: s.room},
		{Pattern: "GET /{lang}/ops/nodes", Needs: identity.OpsRead, Serve: s.nodes},
		{Pattern: "POST /{lang}/ops/nodes/{node}/drain", Needs: identity.OpsAct, Serve: s.drainNode},
		{Pattern: "POST /{lang}/ops/nodes/{node}/restore", Needs: identity.OpsAct, Serve: s.restoreNode},
		{Pattern: "GET /{lang}/ops/messages", Needs: identity.OpsRead, Serve: s.messages},
		{Pattern: "POST /{lang}/ops/messages/{notice}/retry", Needs: identity.OpsAct, Serve: s.retry},
		{Pattern: "GET /{lang}/ops/jobs", Needs: identity.OpsRead, Serve: s.jobs},
		{Pattern: "GET /{lang}/ops/jobs/schedule/{entry}", Needs: identity.OpsAct, Serve: s.askSchedule},
		{Pattern: "POST /{lang}/ops/jobs/schedule/{entry}", Needs: identity.OpsAct, Serve: s.setSchedule},
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
		{Path: "/ops/nodes", Label: "ops.nav.nodes", Icon: "server", Needs: identity.OpsRead, Group: group},
		{Path: "/ops/messages", Label: "ops.nav.messages", Icon: "message", Needs: identity.OpsRead, Group: group},
		{Path: "/ops/jobs", Label: "ops.nav.jobs", Icon: "layers", Needs: identity.OpsRead, Group: group},
		{Path: "/ops/audit", Label: "ops.nav.audit", Icon: "shield", Needs: identity.AuditRead, Group: group},
		{Path: "/ops/accounts", Label: "ops.nav.accounts", Icon: "key", Needs: identity.AccountEdit, Group: group},
	}
}

// said is the one of two names in the page's language.
func said(v *page.View, ar, en string) string {
	if v.Dir() == "rtl" || en == "" {
		return ar
	}
	return en
}

func columns(v *page.View, names ...string) []page.Column {
	list := make([]page.Column, len(names))
	for i, name := range names {
		list[i] = page.Column{Label: v.T("ops.column." + name)}
	}
	return list
}
