package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/webtest"
)

// codes notes what was sent and can refuse to send.
type codes struct {
	webtest.Fakes
	sent   []string
	refuse error
}

func (c *codes) Send(_ context.Context, phone, purpose, address string, lang i18n.Lang) error {
	if c.refuse != nil {
		return c.refuse
	}
	c.sent = append(c.sent, strings.Join([]string{phone, purpose, address, string(lang)}, " "))
	return nil
}

func signInSite(t *testing.T) (*webtest.Browser, *codes, *time.Time) {
	t.Helper()
	sent := &codes{}
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	c := webtest.Config(t, table())
	c.Codes = sent
	c.Now = func() time.Time { return now }
	return &webtest.Browser{Handler: webtest.Serve(t, c)}, sent, &now
}

func wantRedirect(t *testing.T, answer *http.Response, location string) {
	t.Helper()
	if got := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || got != location {
		t.Errorf("got %s to %q, want a redirect to %q", answer.Status, got, location)
	}
}

func TestSignIn(t *testing.T) {
	t.Run("goes from the phone over the code back to the page that asked", func(t *testing.T) {
		b, sent, _ := signInSite(t)
		doc := document(t, b.Get("/en/sign-in?next=%2Fen%2Fcases%3Fpage%3D2"))
		phone := doc.Find("input[name=phone]")
		if phone.AttrOr("autocomplete", "") != "tel" || phone.AttrOr("inputmode", "") != "numeric" || phone.AttrOr("dir", "") != "ltr" {
			t.Error("the phone's field does not help")
		}
		wantRedirect(t, b.Post("/en/sign-in?next=%2Fen%2Fcases%3Fpage%3D2", url.Values{"phone": {"٠٥٠١٢٣٤٥٦٧"}}),
			"/en/sign-in/code?next=%2Fen%2Fcases%3Fpage%3D2")
		if want := "+966501234567 sign_in 192.0.2.1 en"; len(sent.sent) != 1 || sent.sent[0] != want {
			t.Errorf("sent %v, want %q", sent.sent, want)
		}
		doc = document(t, b.Get("/en/sign-in/code?next=%2Fen%2Fcases%3Fpage%3D2"))
		code := doc.Find("input[name=code]")
		if code.AttrOr("autocomplete", "") != "one-time-code" || code.AttrOr("inputmode", "") != "numeric" || code.AttrOr("type", "") != "text" {
			t.Error("the code's field does not help")
		}
		if !strings.Contains(doc.Text(), "050 123 4567") || !strings.Contains(doc.Text(), "60 seconds") {
			t.Errorf("the page says %s", doc.Text())
		}
		before := b.Cookie("majlis").Value
		wantRedirect(t, b.Post("/en/sign-in/code?next=%2Fen%2Fcases%3Fpage%3D2", url.Values{"code": {"١٢٣٤٥٦"}}), "/en/cases?page=2")
		if b.Cookie("majlis").Value == before {
			t.Error("the login's token did not change")
		}
		if got := body(t, b.Get("/en/cases")); got != "phone" {
			t.Errorf("the page is served for %q", got)
		}
		wantRedirect(t, b.Get("/en/sign-in"), "/en/cases")
	})
	t.Run("keeps what was typed and says what is wrong", func(t *testing.T) {
		b, sent, _ := signInSite(t)
		answer := b.Post("/ar/sign-in", url.Values{"phone": {"0112345678"}})
		doc := document(t, answer)
		if answer.StatusCode != 422 || doc.Find("input[name=phone]").AttrOr("value", "") != "0112345678" ||
			doc.Find("input[name=phone]").AttrOr("aria-invalid", "") != "true" || len(sent.sent) != 0 {
			t.Errorf("got %s: %s", answer.Status, doc.Find("form").Text())
		}
		b.Post("/ar/sign-in", url.Values{"phone": {"0501234567"}})
		answer = b.Post("/ar/sign-in/code", url.Values{"code": {"000000"}})
		if answer.StatusCode != 422 || document(t, answer).Find("input[name=code][aria-invalid=true]").Length() != 1 {
			t.Errorf("a wrong code: %s", answer.Status)
		}
		if got := b.Get("/ar/cases"); got.StatusCode != 303 {
			t.Errorf("a wrong code let somebody in: %s", got.Status)
		}
	})
}

func TestSignIn_AnotherCode(t *testing.T) {
	t.Run("takes a second press of the button for the first", func(t *testing.T) {
		b, sent, _ := signInSite(t)
		sent.refuse = booking.Refuse("code_too_soon", "")
		wantRedirect(t, b.Post("/ar/sign-in", url.Values{"phone": {"0501234567"}}), "/ar/sign-in/code")
		if got := b.Get("/ar/sign-in/code"); got.StatusCode != 200 {
			t.Errorf("the code's page: %s", got.Status)
		}
	})
	t.Run("says when too many codes were asked for", func(t *testing.T) {
		b, sent, _ := signInSite(t)
		sent.refuse = booking.Refuse("code_too_many", "", "count", 12)
		answer := b.Post("/en/sign-in", url.Values{"phone": {"0501234567"}})
		if text := document(t, answer).Text(); answer.StatusCode != 422 || !strings.Contains(text, "12 minutes") {
			t.Errorf("got %s: %s", answer.Status, text)
		}
	})
	t.Run("sends another code and says so", func(t *testing.T) {
		b, sent, now := signInSite(t)
		b.Post("/en/sign-in", url.Values{"phone": {"0501234567"}})
		*now = now.Add(time.Minute)
		if text := document(t, b.Get("/en/sign-in/code")).Text(); strings.Contains(text, "in 60 seconds") {
			t.Error("still counts after a minute")
		}
		wantRedirect(t, b.Post("/en/sign-in/resend?next=%2Fen%2Fcases", nil), "/en/sign-in/code?next=%2Fen%2Fcases")
		if len(sent.sent) != 2 {
			t.Errorf("sent %v", sent.sent)
		}
		if text := document(t, b.Get("/en/sign-in/code")).Text(); !strings.Contains(text, "We sent a new code.") {
			t.Errorf("the page says %s", text)
		}
		sent.refuse = booking.Refuse("code_too_many", "", "count", 12)
		b.Post("/en/sign-in/resend", nil)
		if text := document(t, b.Get("/en/sign-in/code")).Text(); !strings.Contains(text, "12 minutes") {
			t.Errorf("refused, the page says %s", text)
		}
	})
	t.Run("begins again without a phone", func(t *testing.T) {
		b, _, _ := signInSite(t)
		wantRedirect(t, b.Get("/ar/sign-in/code"), "/ar/sign-in")
		wantRedirect(t, b.Post("/ar/sign-in/code", url.Values{"code": {webtest.Code}}), "/ar/sign-in")
		wantRedirect(t, b.Post("/ar/sign-in/resend", nil), "/ar/sign-in")
	})
}

func TestSignIn_Ends(t *testing.T) {
	t.Run("at once, for a stolen cookie too", func(t *testing.T) {
		b, _, _ := signInSite(t)
		b.Post("/ar/sign-in", url.Values{"phone": {"0501234567"}})
		b.Post("/ar/sign-in/code", url.Values{"code": {webtest.Code}})
		kept := *b.Cookie("majlis")
		wantRedirect(t, b.Post("/ar/sign-out", nil), "/ar")
		if b.Cookie("majlis") != nil {
			t.Error("the cookie stays")
		}
		thief := &webtest.Browser{Handler: b.Handler}
		r := newGet("/ar/cases")
		r.AddCookie(&kept)
		if got := thief.Do(r); got.StatusCode != 303 {
			t.Errorf("the old cookie still works: %s", got.Status)
		}
	})
	t.Run("comes back to this site alone", func(t *testing.T) {
		for _, target := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\tx", "javascript:alert(1)", "cases"} {
			b, _, _ := signInSite(t)
			query := "?" + url.Values{"next": {target}}.Encode()
			b.Post("/en/sign-in"+query, url.Values{"phone": {"0501234567"}})
			wantRedirect(t, b.Post("/en/sign-in/code"+query, url.Values{"code": {webtest.Code}}), "/en/cases")
			staff := &webtest.Browser{Handler: b.Handler}
			wantRedirect(t, staff.Post("/en/staff/sign-in"+query, url.Values{"username": {"chief"}}), "/en/staff")
		}
	})
}

func TestStaffSignIn(t *testing.T) {
	t.Run("comes back to the page that asked", func(t *testing.T) {
		b, _, _ := signInSite(t)
		doc := document(t, b.Get("/ar/staff/sign-in?next=%2Far%2Foffice"))
		if doc.Find("input[name=password][type=password][autocomplete=current-password]").Length() != 1 ||
			doc.Find("input[name=username][autocomplete=username]").Length() != 1 {
			t.Error("a password manager cannot fill the form")
		}
		wantRedirect(t, b.Post("/ar/staff/sign-in?next=%2Far%2Foffice", url.Values{"username": {"chief"}, "password": {"x"}}), "/ar/office")
		doc = document(t, b.Get("/ar/nothing"))
		if text := doc.Find(".account").Text(); !strings.Contains(text, "سارة الحربي") {
			t.Errorf("the header says %q", text)
		}
		wantRedirect(t, b.Get("/ar/staff/sign-in"), "/ar/staff")
	})
	t.Run("keeps the username, never the password", func(t *testing.T) {
		b, _, _ := signInSite(t)
		answer := b.Post("/en/staff/sign-in", url.Values{"username": {"nobody"}, "password": {"hunter2hunter2"}})
		doc := document(t, answer)
		html, _ := doc.Html()
		if answer.StatusCode != 422 || doc.Find("input[name=username]").AttrOr("value", "") != "nobody" || strings.Contains(html, "hunter2") {
			t.Errorf("got %s: %s", answer.Status, html)
		}
	})
	t.Run("begins each role's day where its work is", func(t *testing.T) {
		b, _, _ := signInSite(t)
		for role, home := range map[identity.Role]string{
			identity.RoleReception: "/desk", identity.RolePhoneAgent: "/desk", identity.RoleScheduler: "/office",
			identity.RoleChief: "/office", identity.RoleCaseOfficer: "/office", identity.RoleDepartment: "/office/department",
			identity.RoleHost: "/host", identity.RoleAide: "/host", identity.RoleNoteTaker: "/host", identity.RoleInterpreter: "/host",
			identity.RoleObserver: "/host", identity.RoleOperations: "/ops", identity.RoleAuditor: "/ops", identity.RoleAdministrator: "/ops",
		} {
			wantRedirect(t, webtest.StaffBrowser(t, b.Handler, role).Get("/en/staff"), "/en"+home)
		}
	})
	t.Run("ends", func(t *testing.T) {
		b, _, _ := signInSite(t)
		staff := webtest.StaffBrowser(t, b.Handler, identity.RoleChief)
		wantRedirect(t, staff.Post("/en/staff/sign-out", nil), "/en/staff/sign-in")
		wantRedirect(t, staff.Get("/en/staff"), "/en/staff/sign-in?next=%2Fen%2Fstaff")
	})
}

func TestLogin_Cookie(t *testing.T) {
	for origin, want := range map[string]string{"http://example.com": "majlis", "https://example.com": "__Host-majlis"} {
		c := webtest.Config(t, table())
		c.PublicOrigin = origin
		b := webtest.CitizenBrowser(t, webtest.Serve(t, c))
		cookie := b.Cookie(want)
		if cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure != (want != "majlis") {
			t.Errorf("%s: %v", origin, cookie)
		}
	}
}
