package page_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/PuerkitoBio/goquery"

	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/assets"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

var sample = fstest.MapFS{"sample.html": {Data: []byte(`{{define "content"}}{{template "heading" .}}{{show .Field}}{{show .Missing}}<a href="{{url "/track"}}">{{ltr "050 123 4567"}}</a>{{end}}`)}}

type sampleView struct {
	page.View
	Field   page.TextField
	Missing *page.Notice
}

// answer renders the sample page as its handler would.
func answer(t *testing.T, pages *page.Renderer, r *http.Request, change func(*sampleView)) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	v := &sampleView{View: pages.View(r, page.Citizen, "common.sign_in"), Field: page.TextField{Name: "mobile", Label: "m"}}
	if change != nil {
		change(v)
	}
	w := httptest.NewRecorder()
	if err := pages.Parse(sample, "sample.html").Render(w, r, http.StatusOK, v); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return w, doc
}

func TestRenderer_CitizenLayout(t *testing.T) {
	pages := pagetest.Renderer(t, page.Visitor{})
	w, doc := answer(t, pages, httptest.NewRequest("GET", "/ar/file/who?step=2", nil), nil)

	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
	for _, row := range []struct{ what, selector, attr, want string }{
		{"the language switch keeps page and query", "a.language", "href", "/en/file/who?step=2"},
		{"the skip link leads to the content", "a.skip", "href", "#content"},
		{"the content can take the focus", "main", "id", "content"},
		{"links carry the language", "main a", "href", "/ar/track"},
		{"numbers keep their direction", "main a bdi", "dir", "ltr"},
		{"the help telephone is on the page", ".footer__phone", "href", "tel:8001240000"},
		{"a visitor may sign in", ".account__in", "href", "/ar/sign-in"},
		{"there is a live region", "#live", "aria-live", "polite"},
	} {
		if got := doc.Find(row.selector).AttrOr(row.attr, ""); got != row.want {
			t.Errorf("%s: %s of %s is %q, want %q", row.what, row.attr, row.selector, got, row.want)
		}
	}
	if doc.Find("style, [style], script:not([src])").Length() != 0 {
		t.Error("the page has inline script or style")
	}
}

func TestRenderer_RefusedForm(t *testing.T) {
	pages := pagetest.Renderer(t, page.Visitor{})
	_, doc := answer(t, pages, httptest.NewRequest("POST", "/en/file", nil), func(v *sampleView) {
		form := &page.Form{Values: map[string][]string{"mobile": {"٠٥٠"}}}
		form.Errors.Add("mobile", "page.field.not_a_number")
		form.Fill(v.Printer, &v.Field)
		v.Refused(form.Errors)
	})
	if got := doc.Find("title").Text(); !strings.HasPrefix(got, "Error: ") {
		t.Errorf("title is %q", got)
	}
	link := doc.Find(".error-summary a").AttrOr("href", "")
	field := doc.Find(link)
	if field.AttrOr("name", "") != "mobile" || field.AttrOr("value", "") != "٠٥٠" || field.AttrOr("aria-invalid", "") != "true" {
		t.Errorf("the summary's link %q does not lead to the field with what was typed", link)
	}
}

func TestRenderer_NavigationFollowsPermissions(t *testing.T) {
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	pages := page.New(page.Config{
		Bundle: bundle, Assets: assets.Unbuilt(),
		Visitor: func(*http.Request) page.Visitor {
			return page.Visitor{Name: "a", May: func(p identity.Permission) bool { return p == identity.CaseRead }}
		},
		Nav: []page.NavItem{
			{Path: "/office", Label: "common.details", Needs: identity.CaseRead},
			{Path: "/office/queue", Label: "common.search", Needs: identity.CaseRead},
			{Path: "/ops", Label: "common.help", Needs: identity.OpsRead},
		},
	})
	v := pages.View(httptest.NewRequest("GET", "/en/office/queue/7", nil), page.Console, "common.details")
	if len(v.Nav) != 1 || len(v.Nav[0].Items) != 2 {
		t.Fatalf("navigation is %+v", v.Nav)
	}
	if v.Nav[0].Items[0].Current || !v.Nav[0].Items[1].Current {
		t.Errorf("the current entry is wrong: %+v", v.Nav[0].Items)
	}
}

func TestRenderer_WritesNothingWhenItFails(t *testing.T) {
	pages := pagetest.Renderer(t, page.Visitor{})
	r := httptest.NewRequest("GET", "/ar/x", nil)
	v := &sampleView{View: pages.View(r, page.Layout("nowhere"), "common.sign_in")}
	w := httptest.NewRecorder()
	if err := pages.Parse(sample, "sample.html").Render(w, r, http.StatusOK, v); err == nil {
		t.Error("an unknown layout renders")
	}
	if w.Body.Len() != 0 {
		t.Error("something was written although the page failed")
	}
}

func TestRedirect_CarriesAMessage(t *testing.T) {
	pages := pagetest.Renderer(t, page.Visitor{})
	w := httptest.NewRecorder()
	post := httptest.NewRequest("POST", "/en/office/case/7", nil)
	if err := page.Redirect(w, post, "/office", page.Done("page.pagination.total", "count", 3)); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/en/office" {
		t.Errorf("answered %d to %s", w.Code, w.Header().Get("Location"))
	}
	get := httptest.NewRequest("GET", "/en/office", nil)
	for _, cookie := range w.Result().Cookies() {
		get.AddCookie(cookie)
	}
	after, doc := answer(t, pages, get, nil)
	if got := strings.TrimSpace(doc.Find("main > .notice--success").Text()); got != "3 results" {
		t.Errorf("the message is %q", got)
	}
	if cookies := after.Result().Cookies(); len(cookies) != 1 || cookies[0].MaxAge >= 0 {
		t.Errorf("the message is not taken back: %v", cookies)
	}
}

func TestRedirect_ForgedMessageIsDropped(t *testing.T) {
	pages := pagetest.Renderer(t, page.Visitor{})
	for _, value := range []string{"%%%", "eyJrZXkiOiJub3RoaW5nIn0", "bm90IGpzb24"} {
		r := httptest.NewRequest("GET", "/ar/x", nil)
		r.AddCookie(&http.Cookie{Name: "majlis_flash", Value: value})
		if _, doc := answer(t, pages, r, nil); doc.Find(".notice").Length() != 0 {
			t.Errorf("%q is shown", value)
		}
	}
}

func TestMessage_SaysOneThing(t *testing.T) {
	pages := pagetest.Renderer(t, page.Visitor{})
	r := httptest.NewRequest("GET", "/ar/gone", nil)
	w := httptest.NewRecorder()
	m := &page.Message{View: pages.View(r, page.Citizen, "common.details"), Icon: "lock", Text: []string{"x"}, Number: "req-7", Actions: []page.Button{{Label: "y", Href: "/"}}}
	if err := pages.Message(w, r, http.StatusNotFound, m); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "req-7") {
		t.Errorf("answered %d: %s", w.Code, w.Body)
	}
}
