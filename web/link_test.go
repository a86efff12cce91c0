package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"majlis/internal/identity"
	"majlis/web/webtest"
)

func newGet(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestLinks(t *testing.T) {
	c := webtest.Config(t, nil)
	c.Links = &webtest.Fakes{Links: map[string]identity.Link{
		"offeroffer": {Purpose: identity.PurposeOffer, Person: 1},
		"tracktrack": {Purpose: identity.PurposeTrack, Person: 2},
		"survsurvey": {Purpose: identity.PurposeSurvey, Person: 1},
	}}
	handler := webtest.Serve(t, c)
	for path, want := range map[string]struct {
		location string
		purpose  identity.Purpose
	}{
		"/a/offeroffer": {"/ar/appointment", identity.PurposeOffer},
		"/t/tracktrack": {"/en/cases", identity.PurposeTrack},
		"/s/survsurvey": {"/ar/survey", identity.PurposeSurvey},
	} {
		t.Run(path, func(t *testing.T) {
			b := &webtest.Browser{Handler: handler}
			answer := b.Get(path)
			wantRedirect(t, answer, want.location)
			if answer.Header.Get("Referrer-Policy") != "no-referrer" || answer.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers: %v", answer.Header)
			}
			cookies := answer.Cookies()
			if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode {
				t.Fatalf("cookies: %v", cookies)
			}
			r := newGet(want.location)
			r.AddCookie(cookies[0])
			if got := identity.LinkTokenFrom(r, want.purpose); got != strings.Split(path, "/")[2] {
				t.Errorf("the page reads %q", got)
			}
		})
	}
	b := &webtest.Browser{Handler: handler}
	for _, path := range []string{"/a/tracktrack", "/t/nothing", "/s/"} {
		if got := b.Get(path); got.StatusCode != 404 || len(got.Cookies()) != 0 {
			t.Errorf("%s: %s, %v", path, got.Status, got.Cookies())
		}
	}
}
