// Package gallery shows every component in all its states, in both languages.
// It is offered in development only, and is what the components' test renders.
// Its words are samples, written here in both languages and not in the catalogues.
package gallery

import (
	"embed"
	"net/http"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed gallery.html
var files embed.FS

// Gallery makes the pages.
type Gallery struct {
	pages *page.Renderer
	page  *page.Template
	now   func() time.Time
}

// New parses the gallery's page.
func New(pages *page.Renderer, now func() time.Time) *Gallery {
	return &Gallery{pages: pages, page: pages.Parse(files, "gallery.html"), now: now}
}

// Routes are the gallery's; none outside development.
func (g *Gallery) Routes() []page.Route {
	if !g.pages.Development() {
		return nil
	}
	return []page.Route{
		{Pattern: "GET /{lang}/gallery", Needs: identity.Public, Serve: g.show},
		{Pattern: "GET /{lang}/gallery/{part}", Needs: identity.Public, Serve: g.show},
	}
}

// A Sample is one component in some of its states.
type Sample struct {
	Title string
	Show  []page.Component
	Grid  bool
	Tight bool
}

type galleryView struct {
	page.View
	Tabs    page.Tabs
	Samples []Sample
	Form    bool
	Stage   page.Component
}

// A part is one page of the gallery.
type part struct {
	name    string
	title   [2]string
	layout  page.Layout
	width   page.Width
	samples func(s sampler) []Sample
}

var parts = []part{
	{"", [2]string{"الصفحة الأولى", "First page"}, page.Citizen, page.Wide, home},
	{"fields", [2]string{"الحقول", "Fields"}, page.Citizen, page.Reading, fields},
	{"choices", [2]string{"الاختيارات", "Choices"}, page.Citizen, page.Reading, choices},
	{"messages", [2]string{"الرسائل", "Messages"}, page.Citizen, page.Reading, messages},
	{"lists", [2]string{"القوائم", "Lists"}, page.Citizen, page.Reading, lists},
	{"waiting", [2]string{"الانتظار", "Waiting"}, page.Citizen, page.Reading, waiting},
	{"console", [2]string{"مكتب العمل", "Console"}, page.Console, page.Wide, console},
	{"week", [2]string{"الأسبوع", "Week"}, page.Console, page.Wide, week},
	{"stage", [2]string{"قبل الدخول", "Before the call"}, page.Stage, page.Wide, stage},
	{"call", [2]string{"المكالمة", "Call"}, page.Stage, page.Wide, nil},
}

// Parts names the gallery's pages, for tests.
func Parts() []string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.name
	}
	return names
}

func (g *Gallery) show(w http.ResponseWriter, r *http.Request) error {
	for _, p := range parts {
		if p.name == r.PathValue("part") {
			return g.render(w, r, p)
		}
	}
	return booking.ErrNotFound
}

func (g *Gallery) render(w http.ResponseWriter, r *http.Request, p part) error {
	v := &galleryView{View: g.pages.View(r, p.layout, "common.name")}
	s := sampler{lang: v.Lang, now: g.now()}
	v.Title, v.Width = s.say(p.title[0], p.title[1]), p.width
	v.Tabs.Label = s.say("أقسام المعرض", "Parts of the gallery")
	for _, other := range parts {
		v.Tabs.Items = append(v.Tabs.Items, page.Tab{
			Label: s.say(other.title[0], other.title[1]), Href: "/gallery/" + other.name, Current: other.name == p.name,
		})
	}
	v.Tabs.Items[0].Href = "/gallery"
	if p.layout == page.Console {
		v.Nav = s.navigation()
		v.Crumbs = []page.Link{{Href: "/gallery", Text: s.say("المعرض", "Gallery")}}
	}
	if p.samples == nil {
		v.Stage = s.call()
		return g.page.Render(w, r, http.StatusOK, v)
	}
	v.Samples = p.samples(s)
	v.Form = p.name == "fields" || p.name == "choices"
	if p.name == "fields" {
		v.Refused(page.Errors{{Field: "wrong", Key: "page.field.not_a_number"}})
	}
	return g.page.Render(w, r, http.StatusOK, v)
}

// A sampler speaks one language, at one moment.
type sampler struct {
	lang i18n.Lang
	now  time.Time
}

func (s sampler) say(arabic, english string) string {
	if s.lang == i18n.Arabic {
		return arabic
	}
	return english
}
