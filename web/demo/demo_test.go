package demo_test

import (
	"net/http"
	"testing"
	"time"

	"majlis/web/demo"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

func TestSurface(t *testing.T) {
	routes := demo.New(demo.Deps{
		Pages: pagetest.Renderer(t, page.Visitor{}), Password: "a password",
		Messages: func() []demo.Message {
			return []demo.Message{
				{At: time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC), To: "+966501234567", Text: "دعوة majlis.example/a/abcdefghijklmnop"},
				{To: "+966500000001", Text: "رمز"},
			}
		},
		Ways: func(*http.Request) ([]demo.Way, error) {
			return []demo.Way{{Group: "demo.group.citizen", Label: "demo.way.home", Href: "/"}, {Group: "demo.group.ops", Label: "demo.way.admin", Href: "/staff/sign-in", Username: "admin"}}, nil
		},
	}).Routes()
	for _, lang := range []string{"/ar", "/en"} {
		if _, doc := pagetest.Get(t, routes[0], lang+"/demo"); doc.Find("section h2").Length() != 2 {
			t.Errorf("%d groups of ways", doc.Find("section h2").Length())
		}
		_, doc := pagetest.Get(t, routes[1], lang+"/demo/phone?number=٠٥٠١٢٣٤٥٦٧")
		if doc.Find("article").Length() != 1 || doc.Find("article a").AttrOr("href", "") != "/a/abcdefghijklmnop" {
			t.Errorf("%d messages, the link leads to %s", doc.Find("article").Length(), doc.Find("article a").AttrOr("href", ""))
		}
		if _, doc := pagetest.Get(t, routes[1], lang+"/demo/phone"); doc.Find("article").Length() != 2 {
			t.Errorf("%d messages of everybody", doc.Find("article").Length())
		}
	}
}
