package gallery_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/internal/i18n"
	"majlis/web/assets"
	"majlis/web/page"
	"majlis/web/page/gallery"
	"majlis/web/page/pagetest"
)

func visit(t *testing.T, visitor page.Visitor, each func(t *testing.T, lang i18n.Lang, part string, doc *goquery.Document)) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }
	routes := gallery.New(pagetest.Renderer(t, visitor), now).Routes()
	for _, lang := range i18n.Languages() {
		for _, part := range gallery.Parts() {
			route, path := routes[0], "/"+string(lang)+"/gallery"
			if part != "" {
				route, path = routes[1], path+"/"+part
			}
			t.Run(path, func(t *testing.T) {
				w, doc := pagetest.Get(t, route, path)
				if w.Code != http.StatusOK {
					t.Fatalf("status %d", w.Code)
				}
				each(t, lang, part, doc)
			})
		}
	}
}

func TestGallery_EveryComponentInBothLanguages(t *testing.T) {
	visit(t, pagetest.Staff(), func(t *testing.T, lang i18n.Lang, _ string, doc *goquery.Document) {
		if got := doc.Find("html").AttrOr("dir", ""); got != lang.Dir() {
			t.Errorf("dir is %q", got)
		}
		if n := doc.Find("h1").Length(); n < 1 {
			t.Error("no h1")
		}
		for _, mark := range []string{"%!", "<no value>", "ZgotmplZ", "{{"} {
			if html, _ := doc.Html(); strings.Contains(html, mark) {
				t.Errorf("the page contains %q", mark)
			}
		}
	})
}

func TestGallery_ControlsAreLabelled(t *testing.T) {
	visit(t, page.Visitor{}, func(t *testing.T, _ i18n.Lang, _ string, doc *goquery.Document) {
		doc.Find("main input:not([type=hidden]), main select, main textarea").Each(func(_ int, control *goquery.Selection) {
			id := control.AttrOr("id", "")
			if control.AttrOr("aria-label", "") == "" && doc.Find(`label[for="`+id+`"]`).Length() == 0 {
				t.Errorf("control %q has no label", control.AttrOr("name", ""))
			}
			for _, part := range strings.Fields(control.AttrOr("aria-describedby", "")) {
				if doc.Find("#"+part).Length() != 1 {
					t.Errorf("control %q is described by %q, which is not there", id, part)
				}
			}
		})
		seen := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, one *goquery.Selection) {
			id := one.AttrOr("id", "")
			if seen[id] {
				t.Errorf("the id %q stands twice", id)
			}
			seen[id] = true
		})
	})
}

func TestGallery_IconsExist(t *testing.T) {
	raw, err := os.ReadFile("../../assets/icons/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`symbol id="([^"]+)"`).FindAllSubmatch(raw, -1) {
		drawn[string(m[1])] = true
	}
	visit(t, pagetest.Staff(), func(t *testing.T, _ i18n.Lang, _ string, doc *goquery.Document) {
		doc.Find("use").Each(func(_ int, use *goquery.Selection) {
			_, name, _ := strings.Cut(use.AttrOr("href", ""), "#")
			if !drawn[name] {
				t.Errorf("the icon %q is not drawn", name)
			}
		})
	})
}

func TestGallery_OnlyInDevelopment(t *testing.T) {
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	pages := page.New(page.Config{Bundle: bundle, Assets: assets.Unbuilt()})
	if routes := gallery.New(pages, time.Now).Routes(); len(routes) != 0 {
		t.Errorf("%d routes outside development", len(routes))
	}
}

func TestGallery_UnknownPart(t *testing.T) {
	route := gallery.New(pagetest.Renderer(t, page.Visitor{}), time.Now).Routes()[1]
	r := httptest.NewRequest(http.MethodGet, "/ar/gallery/nothing", nil)
	r.SetPathValue("part", "nothing")
	if err := route.Serve(httptest.NewRecorder(), r); err == nil {
		t.Error("an unknown part is shown")
	}
}
