// Package pagetest makes a renderer for the tests of surfaces: strict
// catalogues, unbuilt assets, and whatever visitor the test wants.
package pagetest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/assets"
	"majlis/web/page"
)

// Renderer makes a renderer whose every page is asked for by visitor. A
// missing catalogue key or argument fails the page.
func Renderer(t testing.TB, visitor page.Visitor) *page.Renderer {
	t.Helper()
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatalf("load catalogues: %v", err)
	}
	return page.New(page.Config{
		Bundle:      bundle,
		Assets:      assets.Unbuilt(),
		Development: true,
		Visitor:     func(*http.Request) page.Visitor { return visitor },
		Site:        page.Site{HelpPhone: "8001240000", SignIn: "/sign-in", Home: "/"},
	})
}

// Staff is a signed-in member of staff who may do everything.
func Staff() page.Visitor {
	return page.Visitor{
		Name: "سارة الحربي", Detail: "scheduler", Staff: true, SignOut: "/staff/sign-out",
		May: func(identity.Permission) bool { return true },
	}
}

// Get asks a handler for a path and reads the page. The route's pattern gives
// {lang} and its other parts.
func Get(t testing.TB, route page.Route, path string) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	return serve(t, route, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form to a handler and reads the answer.
func Post(t testing.TB, route page.Route, path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return serve(t, route, r)
}

func serve(t testing.TB, route page.Route, r *http.Request) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	w := httptest.NewRecorder()
	mux := http.NewServeMux()
	for _, lang := range i18n.Languages() {
		mux.HandleFunc(route.PatternIn(lang), func(w http.ResponseWriter, r *http.Request) {
			if err := route.Serve(w, r); err != nil {
				t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
			}
		})
	}
	mux.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatalf("read page: %v", err)
	}
	return w, doc
}
