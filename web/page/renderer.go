package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"majlis/internal/i18n"
	"majlis/web/assets"
)

//go:embed *.html components
var files embed.FS

// Config is what a Renderer needs to know. Bundle and Assets are required.
type Config struct {
	Bundle      *i18n.Bundle
	Assets      *assets.Manifest
	Development bool                          // offers the gallery
	Visitor     func(r *http.Request) Visitor // nil: everybody is signed out
	Nav         []NavItem
	Site        Site
}

// A Renderer makes pages. It is safe for concurrent use once made.
type Renderer struct {
	config     Config
	components map[i18n.Lang]*template.Template
	message    *Template
}

// New parses the layouts and components. It panics when they do not parse,
// which only a change of this package can cause.
func New(c Config) *Renderer {
	if c.Visitor == nil {
		c.Visitor = func(*http.Request) Visitor { return Visitor{} }
	}
	if c.Site.Home == "" {
		c.Site.Home = "/"
	}
	r := &Renderer{config: c, components: map[i18n.Lang]*template.Template{}}
	for _, lang := range i18n.Languages() {
		set := template.New("").Funcs(r.functions(lang))
		r.components[lang] = template.Must(set.ParseFS(files, "components/*.html"))
	}
	r.message = r.Parse(files, "message.html")
	return r
}

// Development reports whether development-only pages are offered.
func (r *Renderer) Development() bool { return r.config.Development }

// A Template is one page, parsed for both languages.
type Template struct {
	renderer *Renderer
	name     string
	sets     map[i18n.Lang]*template.Template
}

// Parse reads a page from the files of a surface; the first defines "content",
// further ones whatever it calls. It panics on a mistake: call it when the
// surface is made, never in a handler.
func (r *Renderer) Parse(fsys fs.FS, names ...string) *Template {
	t := &Template{renderer: r, name: names[0], sets: map[i18n.Lang]*template.Template{}}
	for _, lang := range i18n.Languages() {
		set := template.New("").Funcs(r.functions(lang)).Option("missingkey=error")
		set = template.Must(set.ParseFS(files, "layout.html", "citizen.html", "console.html", "stage.html"))
		t.sets[lang] = template.Must(set.ParseFS(fsys, names...))
	}
	return t
}

// View starts a page: everything a layout shows that follows from the request.
func (r *Renderer) View(req *http.Request, layout Layout, titleKey string, args ...any) View {
	lang, path := splitLang(req.URL.Path)
	v := View{
		Printer: r.config.Bundle.Printer(lang),
		Lang:    lang,
		Layout:  layout,
		Width:   Reading,
		Path:    path,
		Visitor: r.config.Visitor(req),
		Site:    r.config.Site,
		query:   req.URL.Query(),
	}
	if layout != Citizen {
		v.Width = Wide
	}
	v.Title = v.T(titleKey, args...)
	v.Flash = takeFlash(req, v.Printer)
	v.Nav = r.navigation(&v)
	return v
}

// Viewer is any struct that embeds View.
type Viewer interface{ view() *View }

// Render writes the page. The view is a pointer to a struct embedding View.
// Nothing is written when it fails.
func (t *Template) Render(w http.ResponseWriter, req *http.Request, status int, page Viewer) error {
	v := page.view()
	v.status = status
	set, ok := t.sets[v.Lang]
	if !ok {
		return fmt.Errorf("render %s: no such language %q", t.name, v.Lang)
	}
	var body bytes.Buffer
	if err := set.ExecuteTemplate(&body, string(v.Layout), page); err != nil {
		return fmt.Errorf("render %s in %s: %w", t.name, v.Lang, err)
	}
	if v.Flash != nil {
		clearFlash(w, req)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.Lang))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // the browser went away; nobody is left to tell
	return nil
}

// navigation is the console's menu for this visitor. The entry with the
// longest path that the page lies under is the current one.
func (r *Renderer) navigation(v *View) []NavGroup {
	if v.Layout != Console {
		return nil
	}
	var groups []NavGroup
	longest := ""
	for _, item := range r.config.Nav {
		if !v.Visitor.may(item.Needs) {
			continue
		}
		if under(v.Path, item.Path) && len(item.Path) > len(longest) {
			longest = item.Path
		}
	}
	for _, item := range r.config.Nav {
		if !v.Visitor.may(item.Needs) {
			continue
		}
		label := ""
		if item.Group != "" {
			label = v.T(item.Group)
		}
		at := slices.IndexFunc(groups, func(g NavGroup) bool { return g.Label == label })
		if at < 0 {
			groups = append(groups, NavGroup{Label: label})
			at = len(groups) - 1
		}
		groups[at].Items = append(groups[at].Items, NavEntry{
			Href: item.Path, Label: v.T(item.Label), Icon: item.Icon, Current: item.Path == longest,
		})
	}
	return groups
}

func under(path, root string) bool {
	return path == root || strings.HasPrefix(path, strings.TrimSuffix(root, "/")+"/")
}
