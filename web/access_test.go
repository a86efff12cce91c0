package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web"
	"majlis/web/page"
	"majlis/web/webtest"
)

// A limiter refuses once nothing is left, and notes who was counted.
type limiter struct {
	left int
	who  []string
}

func (l *limiter) TakeFrom(_ context.Context, _ identity.Limit, address, code string) error {
	l.who = append(l.who, address)
	if l.left == 0 {
		return booking.Refuse(code, "", "count", 1)
	}
	l.left--
	return nil
}

func table() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/cases", Needs: identity.OwnCases, Serve: ok},
		{Pattern: "POST /{lang}/cases", Needs: identity.OwnCases, Serve: ok},
		{Pattern: "GET /{lang}/office", Needs: identity.CaseTriage, Serve: ok},
		{Pattern: "GET /{lang}/office/map", Needs: identity.Public, Serve: ok},
		{Pattern: "GET /{lang}/about", Needs: identity.Public, Serve: ok},
	}
}

func TestAccess_SendsToTheRightSignInAndBack(t *testing.T) {
	b := &webtest.Browser{Handler: webtest.Serve(t, webtest.Config(t, table()))}
	for _, test := range []struct{ method, path, location string }{
		{"GET", "/ar/cases?page=2", "/ar/sign-in?next=%2Far%2Fcases%3Fpage%3D2"},
		{"POST", "/en/cases", "/en/sign-in?next=%2Fen%2Fcases"},
		{"GET", "/en/office", "/en/staff/sign-in?next=%2Fen%2Foffice"},
		{"HEAD", "/en/office", "/en/staff/sign-in?next=%2Fen%2Foffice"},
	} {
		answer := b.Do(httptest.NewRequest(test.method, test.path, nil))
		if got := answer.Header.Get("Location"); answer.StatusCode != 303 || got != test.location {
			t.Errorf("%s %s: %d %q, want %q", test.method, test.path, answer.StatusCode, got, test.location)
		}
	}
	t.Run("a script is told by status", func(t *testing.T) {
		r := httptest.NewRequest(http.MethodGet, "/en/office", nil)
		r.Header.Set("Accept", "application/json")
		if got := b.Do(r); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("got %s", got.Status)
		}
	})
}

func TestAccess_EachSideSeesItsOwnLogin(t *testing.T) {
	handler := webtest.Serve(t, webtest.Config(t, table()))
	b := webtest.StaffBrowser(t, handler, identity.RoleScheduler)
	b.Post("/ar/sign-in", url.Values{"phone": {"0501234567"}})
	b.Post("/ar/sign-in/code", url.Values{"code": {webtest.Code}})
	for path, want := range map[string]string{
		"/ar/cases": "phone", "/ar/about": "phone", "/ar/office": "staff:3", "/ar/office/map": "staff:3",
	} {
		if got := body(t, b.Get(path)); got != want {
			t.Errorf("%s is served for %q, want %q", path, got, want)
		}
	}
	b.Post("/ar/sign-out", nil)
	if got := b.Get("/ar/cases"); got.StatusCode != 303 {
		t.Errorf("signed out, the citizen's page answers %s", got.Status)
	}
	if got := b.Get("/ar/office"); got.StatusCode != 200 {
		t.Errorf("the office went with the citizen: %s", got.Status)
	}
}

// accounts lets a test change what becomes of an account that is signed in.
type accounts struct {
	webtest.Fakes
	change func(*identity.Staff)
}

func (a *accounts) Staff(ctx context.Context, id int64) (identity.Staff, error) {
	staff, err := a.Fakes.Staff(ctx, id)
	if a.change != nil {
		a.change(&staff)
	}
	return staff, err
}

func TestAccess_EndsAStaffLogin(t *testing.T) {
	for name, change := range map[string]func(*identity.Staff){
		"when the account is closed":  func(s *identity.Staff) { s.Active = false },
		"when the account is changed": func(s *identity.Staff) { s.Version++ },
	} {
		t.Run(name, func(t *testing.T) {
			fakes := &accounts{}
			c := webtest.Config(t, table())
			c.Accounts = fakes
			b := webtest.StaffBrowser(t, webtest.Serve(t, c), identity.RoleChief)
			if got := b.Get("/ar/office"); got.StatusCode != 200 {
				t.Fatalf("signed in: %s", got.Status)
			}
			fakes.change = change
			if got := b.Get("/ar/office"); got.StatusCode != 303 {
				t.Errorf("got %s", got.Status)
			}
		})
	}
	t.Run("after four hours without a page", func(t *testing.T) {
		now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
		c := webtest.Config(t, table())
		c.Now = func() time.Time { return now }
		b := webtest.StaffBrowser(t, webtest.Serve(t, c), identity.RoleChief)
		for range 2 {
			now = now.Add(4 * time.Hour)
			if got := b.Get("/ar/office"); got.StatusCode != 200 {
				t.Fatalf("at %v: %s", now, got.Status)
			}
		}
		now = now.Add(4*time.Hour + time.Second)
		if got := b.Get("/ar/office"); got.StatusCode != 303 {
			t.Errorf("got %s", got.Status)
		}
	})
	t.Run("not when the database is away", func(t *testing.T) {
		fakes := &webtest.Fakes{}
		c := webtest.Config(t, table())
		c.Accounts = fakes
		b := webtest.StaffBrowser(t, webtest.Serve(t, c), identity.RoleChief)
		fakes.Fault = errors.New("no connection")
		if got := b.Get("/ar/office"); got.StatusCode != 500 {
			t.Errorf("got %s", got.Status)
		}
		fakes.Fault = nil
		if got := b.Get("/ar/office"); got.StatusCode != 200 {
			t.Errorf("afterwards: %s", got.Status)
		}
	})
}

func TestMounts(t *testing.T) {
	c := webtest.Config(t, nil)
	c.Mounts = []web.Mount{{
		Prefix: "/ops/jobs/", Needs: identity.OpsRead, Changes: identity.OpsAct, InlineStyle: true,
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
	}}
	handler := webtest.Serve(t, c)
	for _, test := range []struct {
		role        identity.Role
		read, write int
	}{
		{identity.RoleAdministrator, 200, 200}, {identity.RoleAuditor, 200, 403}, {identity.RoleScheduler, 403, 403},
	} {
		b := webtest.StaffBrowser(t, handler, test.role)
		if got := b.Get("/ops/jobs/x"); got.StatusCode != test.read {
			t.Errorf("%s reads: %s, want %d", test.role, got.Status, test.read)
		}
		if got := b.Post("/ops/jobs/x", nil); got.StatusCode != test.write {
			t.Errorf("%s changes: %s, want %d", test.role, got.Status, test.write)
		}
	}
	c.Mounts[0].Changes = ""
	if _, err := web.New(c); err == nil {
		t.Error("a mount without a permission was taken")
	}
}

func TestAddress(t *testing.T) {
	for _, test := range []struct{ name, peer, forwarded, want string }{
		{"the peer", "203.0.113.9", "", "203.0.113.9"},
		{"a stranger's header is not believed", "203.0.113.9", "198.51.100.1", "203.0.113.9"},
		{"what the proxy saw", "10.0.0.1", "203.0.113.9", "203.0.113.9"},
		{"only what the proxy saw", "10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"},
		{"through two proxies", "10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"nonsense", "10.0.0.1", "unknown", "10.0.0.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			limited := &limiter{left: 1}
			c := webtest.Config(t, table())
			c.Limits = limited
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
			r := httptest.NewRequest(http.MethodPost, "/en/cases", nil)
			r.RemoteAddr = test.peer + ":4711"
			if test.forwarded != "" {
				r.Header.Set("X-Forwarded-For", test.forwarded)
			}
			b := &webtest.Browser{Handler: webtest.Serve(t, c)}
			b.Do(r)
			if limited.who[0] != test.want {
				t.Errorf("counted %q, want %q", limited.who[0], test.want)
			}
		})
	}
}
