// Package webtest holds a table of routes to its permissions: it asks for every route as every
// role, as a citizen and as nobody.
package webtest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web"
	"majlis/web/assets"
	"majlis/web/page"
)

// Code is the one-time code that Fakes take.
const Code = "123456"

// Fakes answer for package identity: every role is a username that signs in with any password, and
// Code proves any phone.
type Fakes struct {
	Links map[string]identity.Link // by token
	Fault error                    // what Staff fails with, when set
}

// SignIn takes a role as username.
func (f *Fakes) SignIn(ctx context.Context, username, _, _ string) (identity.Staff, error) {
	for i, role := range identity.Roles() {
		if string(role) == username {
			return f.Staff(ctx, int64(i+1))
		}
	}
	return identity.Staff{}, booking.Refuse("sign_in_wrong", "")
}

// Staff is the account of the role with that place in the list of roles.
func (f *Fakes) Staff(_ context.Context, id int64) (identity.Staff, error) {
	if f.Fault != nil {
		return identity.Staff{}, f.Fault
	}
	role := identity.Roles()[id-1]
	return identity.Staff{
		ID: id, Username: string(role), NameAr: "سارة الحربي", NameEn: "Sara Alharbi", Role: role, Active: true, Version: 1,
	}, nil
}

// Send sends nothing.
func (f *Fakes) Send(context.Context, string, string, string, i18n.Lang) error { return nil }

// Check takes Code alone.
func (f *Fakes) Check(_ context.Context, _, _, code string) error {
	if code != Code {
		return booking.Refuse("code_wrong", "code")
	}
	return nil
}

// Person reads English when the id is even.
func (f *Fakes) Person(_ context.Context, id int64) (identity.Person, error) {
	return identity.Person{ID: id, Language: []string{"en", "ar"}[id%2]}, nil
}

// Open opens what Links holds.
func (f *Fakes) Open(_ context.Context, purpose identity.Purpose, token string) (identity.Link, error) {
	link, known := f.Links[token]
	if !known || link.Purpose != purpose {
		return identity.Link{}, booking.ErrNotFound
	}
	return link, nil
}

// TakeFrom limits nothing.
func (f *Fakes) TakeFrom(context.Context, identity.Limit, string, string) error { return nil }

// Config is a site of these routes with Fakes behind it; change it before web.New.
func Config(t testing.TB, routes []page.Route) web.Config {
	t.Helper()
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	fakes := &Fakes{}
	return web.Config{
		Routes: routes,
		Renderer: page.New(page.Config{
			Bundle: bundle, Assets: assets.Unbuilt(), Visitor: web.Visitor(bundle),
			Site: page.Site{HelpPhone: "8001240000", SignIn: "/sign-in", Home: "/"},
		}),
		Logins:       memstore.NewWithCleanupInterval(0),
		Accounts:     fakes,
		Codes:        fakes,
		People:       fakes,
		Links:        fakes,
		Limits:       fakes,
		Logger:       slog.New(slog.DiscardHandler),
		Now:          func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) },
		PublicOrigin: "http://example.com", // what httptest.NewRequest asks for
		Static:       http.NotFoundHandler(),
	}
}

// Serve makes the site.
func Serve(t testing.TB, c web.Config) http.Handler {
	t.Helper()
	handler, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// A Browser keeps cookies. The zero value with a Handler is nobody.
type Browser struct {
	Handler http.Handler
	Address string // of the network; 192.0.2.1 when empty
	cookies map[string]*http.Cookie
}

// Get asks for a path.
func (b *Browser) Get(path string) *http.Response {
	return b.Do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form.
func (b *Browser) Post(path string, form url.Values) *http.Response {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// Do sends any request with the browser's cookies and keeps those of the answer.
func (b *Browser) Do(r *http.Request) *http.Response {
	for _, cookie := range b.cookies {
		r.AddCookie(cookie)
	}
	if b.Address != "" {
		r.RemoteAddr = b.Address + ":1234"
	}
	w := httptest.NewRecorder()
	b.Handler.ServeHTTP(w, r)
	answer := w.Result()
	for _, cookie := range answer.Cookies() {
		if b.cookies == nil {
			b.cookies = map[string]*http.Cookie{}
		}
		b.cookies[cookie.Name] = cookie
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return answer
}

// Cookie is what the browser keeps under a name; nil when nothing.
func (b *Browser) Cookie(name string) *http.Cookie { return b.cookies[name] }

// StaffBrowser is signed in with a role.
func StaffBrowser(t testing.TB, handler http.Handler, role identity.Role) *Browser {
	t.Helper()
	b := &Browser{Handler: handler}
	if got := b.Post("/ar/staff/sign-in", url.Values{"username": {string(role)}, "password": {"any"}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in as %s: %s", role, got.Status)
	}
	return b
}

// CitizenBrowser has proved a phone.
func CitizenBrowser(t testing.TB, handler http.Handler) *Browser {
	t.Helper()
	b := &Browser{Handler: handler}
	b.Post("/ar/sign-in", url.Values{"phone": {"0501234567"}})
	if got := b.Post("/ar/sign-in/code", url.Values{"code": {Code}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("proving a phone: %s", got.Status)
	}
	return b
}

// Walk asks for every route as every role, as a citizen and as nobody, in both languages, and
// fails where somebody gets in who should not, or does not who should. The routes' own handlers
// are not run.
func Walk(t *testing.T, routes []page.Route) {
	t.Helper()
	served := make([]page.Route, len(routes))
	for i, route := range routes {
		served[i] = page.Route{Pattern: route.Pattern, Needs: route.Needs, Serve: func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(http.StatusNoContent)
			return nil
		}}
	}
	handler := Serve(t, Config(t, served))
	visitors := []visitor{
		{&Browser{Handler: handler}, "nobody", identity.Actor{}},
		{CitizenBrowser(t, handler), "a citizen", identity.Actor{Phone: "+966501234567"}},
	}
	for _, role := range identity.Roles() {
		actor := identity.Actor{Staff: &identity.Staff{Role: role, Active: true}}
		visitors = append(visitors, visitor{StaffBrowser(t, handler, role), string(role), actor})
	}
	for _, v := range visitors {
		for _, route := range routes {
			for _, lang := range i18n.Languages() {
				if got, want := v.ask(route, lang), v.due(route.Needs); got != want {
					t.Errorf("%s in %s as %s: %d, want %d (needs %s)", route.Pattern, lang, v.name, got, want, route.Needs)
				}
			}
		}
	}
}

// A visitor tries every route.
type visitor struct {
	browser *Browser
	name    string
	actor   identity.Actor
}

// due is the status the visitor should get: in, to a sign-in that could help, or refused.
func (v visitor) due(needs identity.Permission) int {
	switch {
	case v.actor.May(needs):
		return http.StatusNoContent
	case v.actor.Staff == nil || needs == identity.OwnCases:
		return http.StatusSeeOther
	}
	return http.StatusForbidden
}

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

func (v visitor) ask(route page.Route, lang i18n.Lang) int {
	method, path, _ := strings.Cut(route.Pattern, " ")
	path = strings.Replace(path, "{lang}", string(lang), 1)
	path = strings.Replace(path, "{$}", "", 1)
	path = wildcard.ReplaceAllString(path, "1")
	return v.browser.Do(httptest.NewRequest(method, path, nil)).StatusCode
}
