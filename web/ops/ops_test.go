package ops_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/node"
	"majlis/internal/notify"
	"majlis/internal/ops"
	surface "majlis/web/ops"
	"majlis/web/page"
	"majlis/web/page/pagetest"
	"majlis/web/webtest"
)

var now = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)

// office is everything the surface asks for, with one of each; calls that change something are
// remembered, and refused with what refuse holds.
type office struct {
	servers  []node.Node
	overview ops.Overview
	cron     []ops.CronEntry
	samples  []ops.Sample
	messages []notify.Sent
	trail    []ops.Entry
	asked    []ops.Trail
	report   []audit.Link
	staff    []identity.Staff

	refuse   error
	retried  []int64
	recorded []string
	schedule string
	created  []identity.NewStaff
	active   map[int64]bool
	password string
}

func (o *office) Overview(context.Context) ops.Overview { return o.overview }

func (o *office) References(context.Context, []int64) (map[int64]string, error) {
	return map[int64]string{7: "R48-10427"}, nil
}

func (o *office) Samples(_ context.Context, room string, _ int) ([]ops.Sample, error) {
	if room != "session-1" {
		return nil, nil
	}
	return o.samples, nil
}

func (o *office) Cron(context.Context) ([]ops.CronEntry, error) { return o.cron, nil }

func (o *office) Trail(_ context.Context, t ops.Trail) ([]ops.Entry, error) {
	o.asked = append(o.asked, t)
	var page []ops.Entry
	for _, e := range o.trail {
		if (t.Before == 0 || e.ID < t.Before) && len(page) < t.Most {
			page = append(page, e)
		}
	}
	return page, nil
}

func (o *office) Recent(_ context.Context, f notify.RecentFilter) ([]notify.Sent, error) {
	var list []notify.Sent
	for _, m := range o.messages {
		if f.Status == "" || f.Status == m.Status {
			list = append(list, m)
		}
	}
	return list, nil
}

func (o *office) Retry(_ context.Context, id int64) error {
	o.retried = append(o.retried, id)
	return o.refuse
}

func (o *office) Reschedule(_ context.Context, _, text string, _ int) error {
	o.schedule = text
	return o.refuse
}

func (o *office) Nodes(context.Context) ([]node.Node, error) { return o.servers, nil }

func (o *office) Drain(_ context.Context, id node.ID) error {
	o.recorded = append(o.recorded, fmt.Sprint("drain ", id))
	return o.refuse
}

func (o *office) Restore(_ context.Context, id node.ID) error {
	o.recorded = append(o.recorded, fmt.Sprint("restore ", id))
	return o.refuse
}

func (o *office) Exported(_ context.Context, format string) error {
	o.recorded = append(o.recorded, "exported "+format)
	return nil
}

func (o *office) Verified(_ context.Context, result string) error {
	o.recorded = append(o.recorded, "verified "+result)
	return nil
}

func (o *office) Links(_ context.Context, after int64, _ int) ([]audit.Link, error) {
	return o.report[min(int(after), len(o.report)):], nil
}

func (o *office) Without(context.Context) ([]int64, error) { return []int64{99}, nil }

func (o *office) List(context.Context) ([]identity.Staff, error) { return o.staff, nil }

func (o *office) Staff(_ context.Context, id int64) (identity.Staff, error) {
	for _, a := range o.staff {
		if a.ID == id {
			return a, nil
		}
	}
	return identity.Staff{}, booking.ErrNotFound
}

func (o *office) Create(_ context.Context, n identity.NewStaff) (identity.Staff, error) {
	o.created = append(o.created, n)
	return identity.Staff{}, o.refuse
}

func (o *office) SetActive(_ context.Context, id int64, _ int, active bool) error {
	if o.active == nil {
		o.active = map[int64]bool{}
	}
	o.active[id] = active
	return o.refuse
}

func (o *office) SetPassword(_ context.Context, _ int64, _ int, password string) error {
	o.password = password
	return o.refuse
}

func (o *office) Departments(context.Context) ([]casework.Department, error) {
	return []casework.Department{{ID: 1, NameAr: "المرور", NameEn: "Traffic", Active: true}}, nil
}

func (o *office) Centres(context.Context) ([]casework.Centre, error) {
	return []casework.Centre{{Code: "riyadh", NameAr: "الرياض", NameEn: "Riyadh"}}, nil
}

func (o *office) Hosts(context.Context) ([]booking.Host, error) {
	return []booking.Host{{ID: 1, ShortAr: "معالي الوزير", ShortEn: "the Minister"}}, nil
}

func (o *office) routes(t testing.TB) []page.Route {
	t.Helper()
	return surface.New(surface.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Watch: o, Records: o, Messages: o, Operator: o, Chain: o, Accounts: o, Places: o, Hosts: o, Nodes: o,
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	}).Routes()
}

// acting has a route served for somebody of a role.
func (o *office) acting(t testing.TB, pattern string, role identity.Role) page.Route {
	t.Helper()
	for _, r := range o.routes(t) {
		if r.Pattern != pattern {
			continue
		}
		serve := r.Serve
		r.Serve = func(w http.ResponseWriter, r *http.Request) error {
			staff := identity.Staff{ID: 1, Role: role, Active: true}
			return serve(w, r.WithContext(identity.WithActor(r.Context(), identity.Actor{Staff: &staff})))
		}
		return r
	}
	t.Fatalf("no route %s", pattern)
	return page.Route{}
}

func (o *office) get(t testing.TB, pattern, path string) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	return pagetest.Get(t, o.acting(t, pattern, identity.RoleAdministrator), path)
}

// quiet is an office at night.
func quiet() *office {
	return &office{overview: ops.Overview{At: now, Process: ops.Process{StartedAt: now}}}
}

// busy has one of everything, and everything wrong.
func busy() *office {
	entry := func(id int64, e audit.Entry, sealed time.Time) ops.Entry {
		e.At = now
		return ops.Entry{Stored: audit.Stored{ID: id, Entry: e}, SealedAt: sealed}
	}
	return &office{
		overview: ops.Overview{
			At: now, Process: ops.Process{Name: "one", Version: "v1.2", StartedAt: now.Add(-2 * time.Hour), Goroutines: 80, Memory: 64 << 20},
			Database: ops.Database{Own: true, Version: "17.2", Size: 1 << 24, InUse: 2, Idle: 3, Most: 16},
			Queue:    ops.Queue{Waiting: 4, Running: 1, Failing: 2, GivenUp: 1, OldestDue: now.Add(-5 * time.Minute)},
			Messages: ops.Messages{Queued: 2, Sent: 30, Delivered: 2, Failed: 1, Late: 1, FailedLately: 2},
			Sealing:  ops.Sealing{Unsealed: 3, Oldest: now.Add(-time.Minute)},
			Sessions: []ops.Session{
				{ID: 1, Room: "session-1", HostAr: "معالي الوزير", HostEn: "the Minister", From: now.Add(-time.Hour), To: now.Add(time.Hour), Left: 3},
				{ID: 2, Room: "session-2", HostAr: "معالي النائب", HostEn: "the Deputy", From: now.Add(2 * time.Hour), To: now.Add(3 * time.Hour), Left: 5},
				{ID: 3, Room: "session-3", HostAr: "معالي النائب", HostEn: "the Deputy", From: now.Add(-3 * time.Hour), To: now.Add(-2 * time.Hour), Closed: true},
			},
			Rooms: []ops.Room{
				{Name: "session-1", OpenedAt: now.Add(-time.Hour), Audience: 7, People: []ops.Person{
					{Number: 1, Role: "chiefAide", Place: "stage", Connection: "here", Path: "connected", Camera: "ok", Microphone: "ok", Audio: true, Light: "good"},
					{Number: 2, Audience: 7, Role: "citizen", Place: "stage", Connection: "here", Path: "connected", Camera: "ok", Microphone: "ok",
						Audio: true, Picture: true, Screen: true, Light: "bad", Score: 1.9, AudioOnly: true, LossIn: 0.183, RTT: 240 * time.Millisecond, BitrateIn: 512_000, Freezes: 3},
					{Number: 3, Audience: 8, Role: "citizen", Place: "waiting", Connection: "away", Path: "connecting", Camera: "blocked", Microphone: "busy"},
					{Number: 4, Role: "observer", Place: "wings", Connection: "lost", Path: "lost", Camera: "none", Microphone: "none", Light: "waiting"},
				}},
				{Name: "session-1", Check: true, OpenedAt: now}, {Name: "session-9", OpenedAt: now},
			},
		},
		cron: []ops.CronEntry{
			{Name: "allocate", Schedule: "0 12 * * 0", DueAt: now.AddDate(0, 0, 5), LastDueAt: now.AddDate(0, 0, -2), Version: 3, Edited: true},
			{Name: "sweep", Schedule: "30 3 * * *", DueAt: now.AddDate(0, 0, 1), Version: 1}, {Name: "something_new", Schedule: "0 4 * * *", DueAt: now, Version: 1},
		},
		servers: []node.Node{
			{ID: 1, Name: "one", URL: "https://one.majlis.example", StartedAt: now, HeartbeatAt: now, Alive: true, Rooms: 2},
			{ID: 2, Name: "two", URL: "https://two.majlis.example", StartedAt: now, HeartbeatAt: now, Alive: true, Draining: true, Rooms: 1},
			{ID: 3, Name: "three", URL: "https://three.majlis.example", StartedAt: now, HeartbeatAt: now, Alive: true, Draining: true},
			{ID: 4, Name: "four", URL: "https://four.majlis.example", StartedAt: now, HeartbeatAt: now.Add(-time.Hour)},
		},
		samples: []ops.Sample{
			{At: now, Peer: "staff-1", Role: "chiefAide", LossIn: 0.2, Score: 2.4, Samples: 12}, {At: now, Peer: "person-9", Role: "citizen", Reference: "R48-10427", LossOut: 0.12, Samples: 11},
		},
		messages: []notify.Sent{
			{ID: 1, Kind: booking.NoticeReceived, Reference: "R48-10001", Phone: "+966501234567", Status: notify.StatusSent, Tries: 1, Parts: 2, DueAt: now, SentAt: now},
			{ID: 2, Kind: booking.NoticeResult, Reference: "R48-10002", Phone: "+966501234567", Status: notify.StatusFailed, Tries: 9, DueAt: now, Error: "rejected"},
		},
		trail: []ops.Entry{
			entry(8, audit.Entry{Actor: audit.Ref{Kind: "staff", ID: 1}, Action: "staff.created", Subject: audit.Ref{Kind: "staff", ID: 2}, Reason: "aide"}, time.Time{}),
			entry(7, audit.Entry{Actor: audit.Ref{Kind: "person", ID: 4}, Action: "case.read", Subject: audit.Ref{Kind: "case", ID: 9}, Reason: "=cmd()", From: "192.0.2.7"}, now),
		},
		staff: []identity.Staff{
			{ID: 1, Username: "chief", NameAr: "مدير المكتب", NameEn: "Chief", Role: identity.RoleChief, Active: true, Version: 1},
			{ID: 2, Username: "former", NameAr: "سابق", Role: identity.RoleAide, Host: 1, Version: 3},
			{ID: 3, Username: "traffic", NameAr: "المرور", NameEn: "Traffic", Role: identity.RoleDepartment, Department: 1, Active: true, Version: 2},
			{ID: 4, Username: "desk", NameAr: "الاستقبال", NameEn: "Desk", Role: identity.RoleReception, Centre: "riyadh", Active: true, Version: 2},
		},
	}
}

// away is the busy office without its database.
func away() *office {
	o := busy()
	o.overview = ops.Overview{At: now, Process: o.overview.Process, Rooms: o.overview.Rooms, Away: true}
	return o
}

func TestSurface_EveryPageInBothLanguages(t *testing.T) {
	paths := map[string][]string{
		"GET /{lang}/ops":                             {"/ops"},
		"GET /{lang}/ops/rooms":                       {"/ops/rooms"},
		"GET /{lang}/ops/rooms/{room}":                {"/ops/rooms/session-1", "/ops/rooms/session-2"},
		"GET /{lang}/ops/nodes":                       {"/ops/nodes"},
		"GET /{lang}/ops/messages":                    {"/ops/messages", "/ops/messages?state=failed", "/ops/messages?state=nonsense"},
		"GET /{lang}/ops/jobs":                        {"/ops/jobs"},
		"GET /{lang}/ops/jobs/schedule/{entry}":       {"/ops/jobs/schedule/allocate"},
		"GET /{lang}/ops/audit":                       {"/ops/audit", "/ops/audit?verify=now&actor=staff/1&day=2026-11-24", "/ops/audit?before=8"},
		"GET /{lang}/ops/accounts":                    {"/ops/accounts"},
		"GET /{lang}/ops/accounts/new":                {"/ops/accounts/new"},
		"GET /{lang}/ops/accounts/{account}/password": {"/ops/accounts/1/password"},
	}
	for state, make := range map[string]func() *office{"quiet": quiet, "busy": busy, "database away": away} {
		for _, lang := range []string{"ar", "en"} {
			for pattern, list := range paths {
				for _, path := range list {
					if state == "quiet" && (pattern == "GET /{lang}/ops/rooms/{room}" || pattern == "GET /{lang}/ops/jobs/schedule/{entry}" || pattern == "GET /{lang}/ops/accounts/{account}/password") {
						continue // there is none
					}
					t.Run(state+" "+lang+path, func(t *testing.T) {
						w, doc := make().get(t, pattern, "/"+lang+path)
						if w.Code != http.StatusOK || doc.Find("h1").Length() != 1 {
							t.Errorf("%d, %d headings", w.Code, doc.Find("h1").Length())
						}
					})
				}
			}
		}
	}
}

func TestSurface_WhoMayDoWhat(t *testing.T) { webtest.Walk(t, busy().routes(t)) }

func TestSurface_UnknownThingsAreNotFound(t *testing.T) {
	for pattern, path := range map[string]string{
		"GET /{lang}/ops/rooms/{room}":                "/en/ops/rooms/nothing",
		"GET /{lang}/ops/jobs/schedule/{entry}":       "/en/ops/jobs/schedule/nothing",
		"GET /{lang}/ops/accounts/{account}/password": "/en/ops/accounts/77/password",
	} {
		route := busy().acting(t, pattern, identity.RoleAdministrator)
		var got error
		serve := route.Serve
		route.Serve = func(w http.ResponseWriter, r *http.Request) error { got = serve(w, r); return nil }
		pagetest.Get(t, route, path)
		if got == nil || got.Error() != booking.ErrNotFound.Error() {
			t.Errorf("%s: %v", path, got)
		}
	}
}
