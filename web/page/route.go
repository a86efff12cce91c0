package page

import (
	"net/http"
	"strings"

	"majlis/internal/i18n"
	"majlis/internal/identity"
)

// A HandlerFunc serves one route. The error it returns becomes a status and a
// page in one place, outside the surfaces: a *booking.Refusal 422, a sentinel
// 403, 404 or 409, anything else 500. It must not have written anything by then.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// A Route is one line of a surface's route table.
type Route struct {
	Pattern string              // as for http.ServeMux, language first: "GET /{lang}/office/queue"
	Needs   identity.Permission // identity.Public for everybody
	Serve   HandlerFunc
}

// PatternIn is the pattern with {lang} filled in: what to register for each
// language. Registered with {lang} open, patterns of the pages would collide
// with those of files ("/assets/"), and any word would pass for a language.
func (r Route) PatternIn(lang i18n.Lang) string {
	return strings.Replace(r.Pattern, "{lang}", string(lang), 1)
}

// A NavItem is one entry of the staff console's navigation. Surfaces hand
// theirs to whoever makes the Renderer; a visitor sees the entries he may use.
type NavItem struct {
	Path  string // without language: "/office/queue"
	Label string // catalogue key
	Icon  string
	Needs identity.Permission
	Group string // catalogue key of the heading above; entries of a group stand together
}

// A Visitor is who the page is made for. The zero Visitor is signed out.
type Visitor struct {
	Name    string
	Detail  string // a role for staff, a masked number for a citizen
	Staff   bool
	SignOut string // path to POST to, without language
	May     func(identity.Permission) bool
}

// SignedIn reports whether the visitor is known.
func (v Visitor) SignedIn() bool { return v.Name != "" || v.Detail != "" }

func (v Visitor) may(p identity.Permission) bool {
	return p == identity.Public || (v.May != nil && v.May(p))
}
