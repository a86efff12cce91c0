package page

import (
	"net/http"
	"net/url"
	"strings"

	"majlis/internal/i18n"
)

// Layout is the frame around a page.
type Layout string

// The frames. Citizen pages are calm and narrow, the console is dense and has
// the staff's navigation, the stage is dark and fills the window.
const (
	Citizen Layout = "citizen"
	Console Layout = "console"
	Stage   Layout = "stage"
)

// Width is how much of the window the content takes.
type Width string

// The widths: Reading is the default of citizen pages (about 70 characters),
// Wide uses the whole frame and is the default of the console.
const (
	Reading Width = "reading"
	Wide    Width = "wide"
)

// A Link is a path without language (or a whole address) and its text.
type Link struct{ Href, Text string }

// A View is what every page knows; the struct of a page embeds it. Make it
// with Renderer.View, which fills in everything that follows from the request.
type View struct {
	*i18n.Printer // T, Date, Clock, … in the page's language

	Lang    i18n.Lang
	Layout  Layout
	Width   Width
	Title   string // translated; the surrounding <title> adds the service's name
	Lead    string // one sentence under the heading; may be empty
	Path    string // of the request, without language
	Visitor Visitor
	Flash   *Notice // left by the page before; shown once
	Back    *Link   // above the heading; on the console see Crumbs
	Crumbs  []Link
	Scripts []string // script names without extension: "office/week"
	Errors  *ErrorSummary
	Site    Site
	Nav     []NavGroup

	query  url.Values
	status int
}

// Site is what the layout says about the office running the program.
type Site struct {
	HelpPhone string // as people dial it
	SignIn    string // path of the citizens' sign-in page
	Home      string // path of the citizens' first page; "/" when empty
	Links     []Link // of the footer; Text is a catalogue key
	// Sockets are the addresses of the rooms' sockets, the nearest first. Nil: the page's own site.
	Sockets func() []string
}

// Sockets lists the addresses of the rooms' sockets for the script of a call, separated by spaces.
func (v *View) Sockets() string {
	if v.Site.Sockets == nil {
		return ""
	}
	return strings.Join(v.Site.Sockets(), " ")
}

// A NavGroup is a heading of the console's navigation with its entries.
type NavGroup struct {
	Label string
	Items []NavEntry
}

// A NavEntry is one place to go.
type NavEntry struct {
	Href, Label, Icon string
	Current           bool
}

// URL puts the page's language in front of a path.
func (v *View) URL(path string) string { return localize(v.Lang, path) }

// Script asks for a script besides the layout's own: v.Script("office/week").
func (v *View) Script(name string) { v.Scripts = append(v.Scripts, name) }

// Refused takes the errors of a form into the page: the summary on top, the
// word "Error" in the title. Render then wants status 422.
func (v *View) Refused(e Errors) { v.Errors = e.Summary(v.Printer) }

// OtherURL is the same page in the other language.
func (v *View) OtherURL() string {
	address := localize(v.Lang.Other(), v.Path)
	if q := v.query.Encode(); q != "" {
		address += "?" + q
	}
	return address
}

func (v *View) view() *View { return v }

// localize prefixes a site path with the language. Paths that already have
// one, files, and addresses elsewhere stay as they are.
func localize(lang i18n.Lang, path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return path
	}
	first, _, _ := strings.Cut(path[1:], "/")
	first, _, _ = strings.Cut(first, "?")
	switch first {
	case "ar", "en", "assets", "api", "socket", "a", "t", "s", "x": // links of messages have one letter
		return path
	}
	if path == "/" {
		return "/" + string(lang)
	}
	return "/" + string(lang) + path
}

// LangOf reads the language from the first part of the request's path;
// Arabic where there is none.
func LangOf(r *http.Request) i18n.Lang {
	lang, _ := splitLang(r.URL.Path)
	return lang
}

func splitLang(path string) (i18n.Lang, string) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "en":
		return "en", "/" + rest
	case "ar":
		return "ar", "/" + rest
	}
	return "ar", path
}
