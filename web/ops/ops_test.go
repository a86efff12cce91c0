package ops_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/ops"
	surface "majlis/web/ops"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

var now = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)

// node is everything the surface asks for, with one of each.
type node struct {
	snapshot ops.Snapshot
	requeued []int64
	created  []identity.NewStaff
	password string
	refuse   error
}

func (n *node) Recent(_ context.Context, f notify.RecentFilter) ([]notify.Sent, error) {
	all := []notify.Sent{
		{ID: 1, Kind: booking.NoticeReceived, Reference: "R48-10001", Phone: "+966501234567", Status: notify.StatusSent, Tries: 1, SentAt: now},
		{ID: 2, Kind: booking.NoticeResult, Reference: "R48-10002", Phone: "+966501234567", Status: notify.StatusFailed, Tries: 9, DueAt: now, Error: "rejected"},
	}
	var list []notify.Sent
	for _, m := range all {
		if f.Status == "" || f.Status == m.Status {
			list = append(list, m)
		}
	}
	return list, nil
}

func (n *node) Requeue(_ context.Context, id int64) error {
	n.requeued = append(n.requeued, id)
	return n.refuse
}

func (n *node) Entries(_ context.Context, _ string, before int64) ([]audit.Stored, error) {
	if before != 0 {
		return nil, nil
	}
	return []audit.Stored{{ID: 7, Entry: audit.Entry{At: now, Actor: audit.Ref{Kind: "staff", ID: 1}, Action: "case.read", Subject: audit.Ref{Kind: "case", ID: 9}}}}, nil
}

func (n *node) Verify(context.Context) (audit.Report, error) { return audit.Report{Sealed: 12}, nil }

func (n *node) List(context.Context) ([]identity.Staff, error) {
	return []identity.Staff{
		{ID: 1, Username: "chief", NameAr: "مدير المكتب", NameEn: "Chief", Role: identity.RoleChief, Active: true, Version: 1},
		{ID: 2, Username: "gone", NameAr: "سابق", NameEn: "Former", Role: identity.RoleAide, Version: 3},
	}, nil
}

func (n *node) Create(_ context.Context, a identity.NewStaff) (identity.Staff, error) {
	n.created = append(n.created, a)
	return identity.Staff{}, n.refuse
}

func (n *node) SetActive(context.Context, int64, int, bool) error { return n.refuse }

func (n *node) SetPassword(_ context.Context, _ int64, _ int, password string) error {
	n.password = password
	return n.refuse
}

func (n *node) Departments(context.Context) ([]casework.Department, error) {
	return []casework.Department{{ID: 1, NameAr: "المرور", NameEn: "Traffic", Active: true}}, nil
}

func (n *node) Centres(context.Context) ([]casework.Centre, error) {
	return []casework.Centre{{Code: "riyadh", NameAr: "الرياض", NameEn: "Riyadh"}}, nil
}

func (n *node) Hosts(context.Context) ([]booking.Host, error) {
	return []booking.Host{{ID: 1, ShortAr: "معالي الوزير", ShortEn: "the Minister"}}, nil
}

func (n *node) routes(t *testing.T) []page.Route {
	t.Helper()
	return surface.New(surface.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Snapshot: func(context.Context) ops.Snapshot { return n.snapshot },
		Messages: n, Record: n, Accounts: n, Places: n, Hosts: n, Now: func() time.Time { return now },
	}).Routes()
}

func route(t *testing.T, routes []page.Route, pattern string) page.Route {
	t.Helper()
	for _, r := range routes {
		if r.Pattern == pattern {
			return r
		}
	}
	t.Fatalf("no route %s", pattern)
	return page.Route{}
}

// busy is a node with a call going on and something wrong.
func busy() ops.Snapshot {
	return ops.Snapshot{
		At: now, Node: ops.Node{Name: "one", Version: "v1", StartedAt: now},
		Database: ops.Database{Own: true, Counters: ops.Counters{Version: "15", Size: 1 << 24, Jobs: map[string]int{"completed": 3, "retryable": 1}, Messages: map[string]int{"failed": 2}}},
		Rooms: []ops.Room{{ID: "session-1", OpenedAt: now, Current: "a-1", People: []ops.Participant{
			{Number: 1, Role: "host", Place: "stage", Connection: "here", Path: "connected", Camera: "ok", Microphone: "ok", Light: "good"},
			{Number: 2, Role: "citizen", Place: "waiting", Connection: "lost", Path: "lost", Camera: "blocked", Microphone: "ok", Light: "bad"},
		}}, {ID: "check/1", Check: true, OpenedAt: now}, {ID: "session-2", OpenedAt: now}},
	}
}

func TestSurface_EveryPageInBothLanguages(t *testing.T) {
	for state, snapshot := range map[string]ops.Snapshot{"quiet": {At: now}, "busy": busy(), "database away": {At: now, Database: ops.Database{Away: true}}} {
		n := &node{snapshot: snapshot}
		for _, lang := range []string{"ar", "en"} {
			for pattern, path := range map[string]string{
				"GET /{lang}/ops": "/ops", "GET /{lang}/ops/rooms": "/ops/rooms", "GET /{lang}/ops/messages": "/ops/messages?state=failed",
				"GET /{lang}/ops/audit": "/ops/audit?verify=now", "GET /{lang}/ops/accounts": "/ops/accounts", "GET /{lang}/ops/accounts/new": "/ops/accounts/new",
				"GET /{lang}/ops/accounts/{account}/password": "/ops/accounts/1/password",
			} {
				t.Run(state+" "+lang+path, func(t *testing.T) {
					w, doc := pagetest.Get(t, route(t, n.routes(t), pattern), "/"+lang+path)
					if w.Code != http.StatusOK || doc.Find("h1").Length() != 1 {
						t.Errorf("%d, %d headings", w.Code, doc.Find("h1").Length())
					}
				})
			}
		}
	}
}

func TestSurface_Overview(t *testing.T) {
	n := &node{snapshot: busy()}
	_, doc := pagetest.Get(t, route(t, n.routes(t), "GET /{lang}/ops"), "/en/ops")
	if text := doc.Find("main").Text(); !strings.Contains(text, "2 messages could not be sent") || strings.Contains(text, "Nothing needs attention") {
		t.Errorf("the overview says %s", text)
	}
}

func TestSurface_Retry(t *testing.T) {
	n := &node{}
	post := route(t, n.routes(t), "POST /{lang}/ops/messages/{notice}/retry")
	w, _ := pagetest.Post(t, post, "/en/ops/messages/2/retry", url.Values{})
	if w.Code != http.StatusSeeOther || len(n.requeued) != 1 || n.requeued[0] != 2 {
		t.Errorf("%d, requeued %v", w.Code, n.requeued)
	}
	n.refuse = booking.ErrConflict
	if w, _ := pagetest.Post(t, post, "/en/ops/messages/2/retry", url.Values{}); w.Code != http.StatusSeeOther {
		t.Errorf("a second press answered %d", w.Code)
	}
}

func TestSurface_CreateAccount(t *testing.T) {
	n := &node{refuse: booking.Refuse("password_short", "password", "min", 12)}
	form := url.Values{"username": {"new"}, "name_ar": {"جديد"}, "name_en": {"New"}, "role": {"aide"}, "password": {"short"}}
	w, doc := pagetest.Post(t, route(t, n.routes(t), "POST /{lang}/ops/accounts/new"), "/ar/ops/accounts/new", form)
	if w.Code != http.StatusUnprocessableEntity || doc.Find("input[name=username]").AttrOr("value", "") != "new" {
		t.Errorf("%d, username kept as %q", w.Code, doc.Find("input[name=username]").AttrOr("value", ""))
	}
	if value, kept := doc.Find("input[name=password]").Attr("value"); kept && value != "" {
		t.Error("a password came back in the page")
	}
	n.refuse = nil
	if w, _ := pagetest.Post(t, route(t, n.routes(t), "POST /{lang}/ops/accounts/new"), "/ar/ops/accounts/new", form); w.Code != http.StatusSeeOther {
		t.Errorf("answered %d", w.Code)
	}
	delete(form, "role")
	if w, _ := pagetest.Post(t, route(t, n.routes(t), "POST /{lang}/ops/accounts/new"), "/ar/ops/accounts/new", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a role answered %d", w.Code)
	}
}

func TestSurface_Export(t *testing.T) {
	n := &node{}
	w, _ := pagetest.Get(t, route(t, n.routes(t), "GET /{lang}/ops/audit/export"), "/en/ops/audit/export")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"action":"case.read"`) || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}
