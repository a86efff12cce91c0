// Package demo is what only a demonstration shows: a page that stands for the phones of its
// made-up people, and a page of ways in. It is never mounted for a real office.
package demo

import (
	"embed"
	"net/http"
	"regexp"
	"time"

	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// A Message is one SMS of the demonstration.
type Message struct {
	At   time.Time
	To   string
	Text string
}

// A Way is one way into the demonstration: an address, or an account to sign in with.
type Way struct {
	Group    string // catalogue key
	Label    string // catalogue key
	Href     string
	Username string
}

// Deps is what the pages need.
type Deps struct {
	Pages    *page.Renderer
	Messages func() []Message // newest first
	Ways     func(r *http.Request) ([]Way, error)
	Password string // of every account
}

// Surface serves the pages.
type Surface struct {
	Deps
	phone *page.Template
	ways  *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	return &Surface{Deps: d, phone: d.Pages.Parse(files, "phone.html"), ways: d.Pages.Parse(files, "ways.html")}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/demo", Needs: identity.Public, Serve: s.showWays},
		{Pattern: "GET /{lang}/demo/phone", Needs: identity.Public, Serve: s.showPhone},
	}
}

type phoneView struct {
	page.View
	Search page.Search
	Inbox  []bubble
	Empty  *page.EmptyState
}

type bubble struct {
	At   time.Time
	To   string
	Text string
	Link string // path of the link within, or ""
}

// shortLink is the path of an appointment, tracking or survey link within a text.
var shortLink = regexp.MustCompile(`/[ats]/[0-9A-Za-z]{10,}`)

func (s *Surface) showPhone(w http.ResponseWriter, r *http.Request) error {
	v := &phoneView{View: s.Pages.View(r, page.Citizen, "demo.phone.title")}
	v.Lead = v.T("demo.phone.lead")
	number := i18n.FoldDigits(r.URL.Query().Get("number"))
	v.Search = page.Search{Name: "number", Label: v.T("demo.phone.number"), Value: number, Action: "/demo/phone"}
	wanted, err := identity.ParsePhone(number)
	for _, m := range s.Messages() {
		if err == nil && m.To != wanted {
			continue
		}
		v.Inbox = append(v.Inbox, bubble{At: m.At, To: identity.ShowPhone(m.To), Text: m.Text, Link: shortLink.FindString(m.Text)})
	}
	if len(v.Inbox) == 0 {
		v.Empty = &page.EmptyState{Icon: "message", Title: v.T("demo.phone.empty")}
	}
	return s.phone.Render(w, r, http.StatusOK, v)
}

type waysView struct {
	page.View
	Notice page.Notice
	Groups []waysGroup
}

type waysGroup struct {
	Title string
	Cards []page.Card
}

func (s *Surface) showWays(w http.ResponseWriter, r *http.Request) error {
	v := &waysView{View: s.Pages.View(r, page.Citizen, "demo.ways.title")}
	v.Width = page.Wide
	v.Lead = v.T("demo.ways.lead")
	v.Notice = page.Notice{Kind: page.Info, Title: v.T("demo.ways.password"), Text: s.Password}
	ways, err := s.Ways(r)
	if err != nil {
		return err
	}
	for _, way := range ways {
		title := v.T(way.Group)
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != title {
			v.Groups = append(v.Groups, waysGroup{Title: title})
		}
		group := &v.Groups[len(v.Groups)-1]
		group.Cards = append(group.Cards, page.Card{Title: v.T(way.Label), Href: way.Href, Text: way.Username})
	}
	return s.ways.Render(w, r, http.StatusOK, v)
}
