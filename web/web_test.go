package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web"
	"majlis/web/page"
	"majlis/web/webtest"
)

// ok answers with who it was served for.
func ok(w http.ResponseWriter, r *http.Request) error {
	_, err := fmt.Fprint(w, identity.ActorFrom(r.Context()).Label())
	return err
}

// fails answers with an error.
func fails(err error) page.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func document(t *testing.T, answer *http.Response) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	var text bytes.Buffer
	if _, err := text.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestNew_RefusesARouteThatIsNotClear(t *testing.T) {
	for name, route := range map[string]page.Route{
		"no permission":       {Pattern: "GET /{lang}/x", Serve: ok},
		"a permission of old": {Pattern: "GET /{lang}/x", Needs: "x.read", Serve: ok},
		"no method":           {Pattern: "/{lang}/x", Needs: identity.Public, Serve: ok},
		"another method":      {Pattern: "DELETE /{lang}/x", Needs: identity.Public, Serve: ok},
		"no handler":          {Pattern: "GET /{lang}/x", Needs: identity.Public},
		"somebody's path":     {Pattern: "GET /{lang}/sign-in", Needs: identity.Public, Serve: ok},
		"a broken pattern":    {Pattern: "GET /{lang}/{", Needs: identity.Public, Serve: ok},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := web.New(webtest.Config(t, []page.Route{route})); err == nil {
				t.Error("was taken")
			}
		})
	}
}

func TestWalk(t *testing.T) {
	var routes []page.Route
	for i, permission := range identity.Permissions() {
		routes = append(routes,
			page.Route{Pattern: fmt.Sprintf("GET /{lang}/office/%d/{id}", i), Needs: permission, Serve: ok},
			page.Route{Pattern: fmt.Sprintf("POST /{lang}/office/%d/{id}", i), Needs: permission, Serve: ok})
	}
	webtest.Walk(t, routes)
}

func TestSite_Languages(t *testing.T) {
	b := &webtest.Browser{Handler: webtest.Serve(t, webtest.Config(t, []page.Route{
		{Pattern: "GET /{lang}", Needs: identity.Public, Serve: ok},
		{Pattern: "GET /{lang}/help/{topic}", Needs: identity.Public, Serve: func(w http.ResponseWriter, r *http.Request) error {
			_, err := fmt.Fprint(w, r.PathValue("lang"), " ", r.PathValue("topic"))
			return err
		}},
	}))}
	for _, test := range []struct {
		path, accept string
		status       int
		location     string
	}{
		{"/", "", 302, "/ar"},
		{"/", "en-GB,en;q=0.9", 302, "/en"},
		{"/", "fr", 302, "/ar"},
		{"/ar", "en", 200, ""},
		{"/en/", "", 302, "/en"},
		{"/help/camera?x=1", "en", 302, "/en/help/camera?x=1"},
		{"/ar/help/camera/", "en", 302, "/ar/help/camera"},
		{"/fr/help/camera", "", 404, ""},
		{"//evil.example/", "", 404, ""},
		{"/nothing", "", 404, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://example.com/", nil)
		path, query, _ := strings.Cut(test.path, "?")
		r.URL.Path, r.URL.RawQuery = path, query
		r.Header.Set("Accept-Language", test.accept)
		answer := b.Do(r)
		location := answer.Header.Get("Location")
		if path == "//evil.example/" && strings.Contains(location, "//") {
			t.Errorf("%s goes to %s", test.path, location)
		}
		if path == "//evil.example/" {
			continue // ServeMux cleans the path first
		}
		if answer.StatusCode != test.status || location != test.location {
			t.Errorf("%s (%s): %d %q, want %d %q", test.path, test.accept, answer.StatusCode, location, test.status, test.location)
		}
	}
	if got := body(t, b.Get("/en/help/camera")); got != "en camera" {
		t.Errorf("path values: %q", got)
	}
}

func TestSite_Headers(t *testing.T) {
	c := webtest.Config(t, nil)
	c.PublicOrigin = "https://majlis.example"
	c.SocketSources = []string{"wss://*.majlis.example"}
	handler := webtest.Serve(t, c)
	b := &webtest.Browser{Handler: handler}
	for _, path := range []string{"/ar/sign-in", "/nothing", "/assets/main.css", "/"} {
		h := b.Get(path).Header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self';", "frame-ancestors 'none'",
			"base-uri 'none'", "form-action 'self'", "connect-src 'self' wss://majlis.example wss://*.majlis.example"} {
			if !strings.Contains(policy+";", part) {
				t.Errorf("%s: the policy %q lacks %q", path, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy %q lets something inline", path, policy)
		}
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if !strings.HasPrefix(h.Get("Permissions-Policy"), "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self)") {
			t.Errorf("%s: Permissions-Policy is %q", path, h.Get("Permissions-Policy"))
		}
		if h.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: plain http is not ruled out", path)
		}
	}
}

func TestSite_RefusesWhatAnotherSiteSent(t *testing.T) {
	b := &webtest.Browser{Handler: webtest.Serve(t, webtest.Config(t, []page.Route{{Pattern: "POST /{lang}/x", Needs: identity.Public, Serve: ok}}))}
	for site, want := range map[string]int{"same-origin": 200, "cross-site": 403, "same-site": 403} {
		r := httptest.NewRequest(http.MethodPost, "/en/x", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		if got := b.Do(r); got.StatusCode != want {
			t.Errorf("%s: %s, want %d", site, got.Status, want)
		}
	}
}

func TestSite_Socket(t *testing.T) {
	c := webtest.Config(t, nil)
	c.Socket = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, plain := w.(*httptest.ResponseRecorder); !plain {
			t.Errorf("the socket's writer is wrapped: %T", w)
		}
	})
	b := &webtest.Browser{Handler: webtest.Serve(t, c)}
	if got := b.Get("/socket"); got.StatusCode != 200 || got.Header.Get("Majlis-Request") != "" {
		t.Errorf("got %s, %v", got.Status, got.Header)
	}
}

func TestSite_Errors(t *testing.T) {
	secret := errors.New("relation person does not exist, +966501234567")
	var log bytes.Buffer
	c := webtest.Config(t, []page.Route{
		{Pattern: "POST /{lang}/refused", Needs: identity.Public, Serve: fails(fmt.Errorf("file: %w", booking.Refuse("form_too_large", "")))},
		{Pattern: "POST /{lang}/unknown", Needs: identity.Public, Serve: fails(booking.Refuse("of_no_catalogue", ""))},
		{Pattern: "GET /{lang}/forbidden", Needs: identity.Public, Serve: fails(fmt.Errorf("case: %w", booking.ErrForbidden))},
		{Pattern: "GET /{lang}/missing", Needs: identity.Public, Serve: fails(fmt.Errorf("case 5: %w", booking.ErrNotFound))},
		{Pattern: "POST /{lang}/stale", Needs: identity.Public, Serve: fails(fmt.Errorf("case 5: %w", booking.ErrConflict))},
		{Pattern: "GET /{lang}/fault", Needs: identity.Public, Serve: fails(secret)},
		{Pattern: "GET /{lang}/panic", Needs: identity.Public, Serve: func(http.ResponseWriter, *http.Request) error { panic("a nil map") }},
		{Pattern: "POST /{lang}/only-post", Needs: identity.Public, Serve: ok},
	})
	c.Logger = slog.New(slog.NewTextHandler(&log, nil))
	b := &webtest.Browser{Handler: webtest.Serve(t, c)}
	tests := []struct {
		method, path string
		status       int
		ar, en       string // the heading
	}{
		{"POST", "/refused", 422, "لم يتم الإجراء", "That was not done"},
		{"POST", "/unknown", 422, "لم يتم الإجراء", "That was not done"},
		{"GET", "/forbidden", 403, "هذه الصفحة ليست ضمن صلاحياتكم", "You do not have access to this page"},
		{"GET", "/missing", 404, "الصفحة غير موجودة", "There is no such page"},
		{"GET", "/nothing/of/the/kind", 404, "الصفحة غير موجودة", "There is no such page"},
		{"POST", "/stale", 409, "غيّر شخص آخر هذه البيانات", "Somebody else changed this"},
		{"GET", "/only-post", 405, "لا يمكن فتح هذا العنوان مباشرة", "This address cannot be opened directly"},
		{"GET", "/fault", 500, "حدث خطأ لدينا", "Something went wrong on our side"},
		{"GET", "/panic", 500, "حدث خطأ لدينا", "Something went wrong on our side"},
	}
	for _, test := range tests {
		for lang, heading := range map[string]string{"ar": test.ar, "en": test.en} {
			t.Run(test.method+" /"+lang+test.path, func(t *testing.T) {
				log.Reset()
				answer := b.Do(httptest.NewRequest(test.method, "/"+lang+test.path, nil))
				if answer.StatusCode != test.status {
					t.Errorf("got %s, want %d", answer.Status, test.status)
				}
				doc := document(t, answer)
				if got := strings.TrimSpace(doc.Find("h1").Text()); got != heading {
					t.Errorf("the heading is %q, want %q", got, heading)
				}
				if got := doc.Find("html").AttrOr("lang", ""); got != lang {
					t.Errorf("the page is in %q", got)
				}
				text := doc.Text()
				if strings.Contains(text, "relation") || strings.Contains(text, "nil map") {
					t.Errorf("the page tells the fault: %s", text)
				}
				number := answer.Header.Get("Majlis-Request")
				if told := strings.Contains(text, number); told != (test.status == 500) {
					t.Errorf("shows the number %s: %v", number, told)
				}
				if test.status == 500 && !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), number) {
					t.Errorf("the log lacks the fault or its number %s: %s", number, log.String())
				}
			})
		}
	}
	t.Run("a method that is not there names the one that is", func(t *testing.T) {
		if got := b.Get("/en/only-post").Header.Get("Allow"); got != "POST" {
			t.Errorf("Allow is %q", got)
		}
	})
	t.Run("a refusal says its sentence", func(t *testing.T) {
		if text := document(t, b.Post("/en/refused", nil)).Text(); !strings.Contains(text, "larger than allowed") {
			t.Errorf("the page says %s", text)
		}
	})
}

func TestSite_Logs(t *testing.T) {
	var log bytes.Buffer
	var seen []web.Served
	c := webtest.Config(t, []page.Route{{Pattern: "GET /{lang}/cases/{reference}", Needs: identity.OwnCases, Serve: ok}})
	c.Logger = slog.New(slog.NewTextHandler(&log, nil))
	c.Observe = func(s web.Served) { seen = append(seen, s) }
	c.Links = &webtest.Fakes{Links: map[string]identity.Link{"abcdefghijklmnop": {Purpose: identity.PurposeTrack, Person: 1}}}
	handler := webtest.Serve(t, c)
	b := webtest.CitizenBrowser(t, handler)
	b.Get("/ar/cases/R48-10427")
	b.Get("/t/abcdefghijklmnop")
	b.Get("/t/wrongtokenwrongt")
	b.Get("/nowhere/secret")
	for _, private := range []string{"501234567", "R48-10427", "abcdefghijklmnop", "wrongtoken", "secret", "192.0.2.1", webtest.Code} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log holds %q:\n%s", private, log.String())
		}
	}
	if !strings.Contains(log.String(), `route="GET /{lang}/cases/{reference}" status=200`) || !strings.Contains(log.String(), "actor=phone") {
		t.Errorf("the log lacks the page:\n%s", log.String())
	}
	if last := seen[len(seen)-1]; last.Status != 404 || last.Route != "" || last.Method != "GET" {
		t.Errorf("observed %+v", last)
	}
}

func TestSite_LimitsChangesOfAnAddress(t *testing.T) {
	limited := &limiter{left: 2}
	c := webtest.Config(t, []page.Route{
		{Pattern: "POST /{lang}/x", Needs: identity.Public, Serve: ok},
		{Pattern: "GET /{lang}/x", Needs: identity.Public, Serve: ok},
	})
	c.Limits = limited
	b := &webtest.Browser{Handler: webtest.Serve(t, c)}
	for i, want := range []int{200, 200, 429} {
		got := b.Post("/en/x", url.Values{})
		if text := body(t, got); got.StatusCode != want || strings.Contains(text, "Try again in 1 minute.") != (want == 429) {
			t.Errorf("change %d: %s, want %d: %s", i+1, got.Status, want, text)
		}
	}
	if got := b.Get("/en/x"); got.StatusCode != 200 {
		t.Errorf("reading: %s", got.Status)
	}
}
