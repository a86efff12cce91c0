package page

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"majlis/internal/i18n"
)

// A Component is one of this package's component structs.
type Component interface{ component() string }

// functions are what templates may call, in one language:
//
//	t          {{t "citizen.file.lead" "name" .Name}}   a catalogue text
//	show       {{show .Phone}}                          a component
//	url        {{url "/track"}}                         a path of this language
//	icon       {{icon "clock"}}                         an icon; mirrored by itself where it points
//	asset      {{asset "main.css"}}                     the address of a built file
//	bdi, ltr   {{bdi .Name}} {{ltr .Phone}}             text isolated from its surroundings
//	date dateLong dateBoth clock clockRange dateTime ago   times
//	number minutes                                       numbers
func (r *Renderer) functions(lang i18n.Lang) template.FuncMap {
	p := r.config.Bundle.Printer(lang)
	return template.FuncMap{
		"t":          p.T,
		"show":       func(c Component) (template.HTML, error) { return r.show(lang, c) },
		"url":        func(path string) string { return localize(lang, path) },
		"icon":       r.icon,
		"asset":      r.config.Assets.URL,
		"bdi":        func(text any) template.HTML { return isolate("", text) },
		"ltr":        func(text any) template.HTML { return isolate("ltr", text) },
		"date":       p.Date,
		"dateLong":   p.DateLong,
		"dateBoth":   p.DateBoth,
		"clock":      p.Clock,
		"clockRange": p.ClockRange,
		"dateTime":   p.DateTime,
		"number":     p.Number,
		"minutes":    p.Minutes,
		"ago":        p.Ago,
		"inc":        func(n int) int { return n + 1 },
		"development": func() bool {
			return r.config.Development
		},
	}
}

// show renders a component. A nil pointer renders as nothing, so that optional
// parts need no condition around them.
func (r *Renderer) show(lang i18n.Lang, c Component) (template.HTML, error) {
	if absent(c) {
		return "", nil
	}
	var body bytes.Buffer
	if err := r.components[lang].ExecuteTemplate(&body, c.component(), c); err != nil {
		return "", fmt.Errorf("show %s: %w", c.component(), err)
	}
	return template.HTML(body.String()), nil
}

// icon links into the sprite. Icons that point along the line are mirrored in
// right-to-left text; a clock, a tick or a camera is not.
func (r *Renderer) icon(name string) (template.HTML, error) {
	if name == "" {
		return "", nil
	}
	sprite, err := r.config.Assets.URL("icons.svg")
	if err != nil {
		return "", err
	}
	class := "icon"
	if directional[name] {
		class += " icon--flip"
	}
	return template.HTML(fmt.Sprintf(`<svg class="%s" aria-hidden="true" focusable="false"><use href="%s#%s"></use></svg>`,
		class, template.HTMLEscapeString(sprite), template.HTMLEscapeString(name))), nil
}

var directional = map[string]bool{
	"arrow-forward": true, "arrow-back": true, "chevron-forward": true, "chevron-back": true,
	"list": true, "reply": true, "refer": true, "send": true, "sign-out": true, "sign-in": true, "external": true,
}

func isolate(dir string, text any) template.HTML {
	value := strings.TrimSpace(fmt.Sprint(text))
	if value == "" {
		return ""
	}
	if dir != "" {
		dir = ` dir="` + dir + `"`
	}
	return template.HTML("<bdi" + dir + ">" + template.HTMLEscapeString(value) + "</bdi>")
}
