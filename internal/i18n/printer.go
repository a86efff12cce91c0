package i18n

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	gotemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Printer speaks one language. It is safe for concurrent use and costs nothing to ask
// for.
type Printer struct {
	lang      Lang
	bundle    *Bundle
	localizer *goi18n.Localizer
}

// Lang returns the language the printer speaks.
func (p *Printer) Lang() Lang { return p.lang }

// Dir returns the writing direction, "rtl" or "ltr".
func (p *Printer) Dir() string { return p.lang.Dir() }

// Has reports whether the catalogue holds the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.bundle.entries[p.lang][key]
	return ok
}

// T returns the sentence of a key. The arguments are name and value pairs; the value
// named count, or minutes where there is no count, is a whole number and chooses the
// plural form. A missing key panics with the key in a strict bundle and is returned as
// it is otherwise.
func (p *Printer) T(key string, args ...any) string {
	text, err := p.say(key, args)
	if err != nil {
		return p.failed(key, err)
	}
	return text
}

// HTML returns the sentence with every value escaped and isolated in a bdi element, so
// that names, phones and times do not disturb the line they stand in.
func (p *Printer) HTML(key string, args ...any) template.HTML {
	wrapped := make([]any, len(args))
	copy(wrapped, args)
	for i := 1; i < len(wrapped); i += 2 {
		if wrapped[i-1] != "count" {
			wrapped[i] = openMark + fmt.Sprint(wrapped[i]) + closeMark
		}
	}
	text := template.HTMLEscapeString(p.T(key, wrapped...))
	return template.HTML(strings.NewReplacer(openMark, "<bdi>", closeMark, "</bdi>").Replace(text)) //nolint:gosec // escaped above
}

// Marks of HTML: two private-use characters that survive escaping.
const openMark, closeMark = "\uE000", "\uE001"

func (p *Printer) failed(key string, err error) string {
	if p.bundle.strict {
		panic(fmt.Sprintf("i18n: %s: %v", key, err))
	}
	if _, seen := p.bundle.reported.LoadOrStore(string(p.lang)+" "+key, true); !seen {
		p.bundle.missing(p.lang, key)
	}
	return key
}

func (p *Printer) say(key string, args []any) (string, error) {
	e, ok := p.bundle.entries[p.lang][key]
	if !ok {
		return "", fmt.Errorf("no such key in %s", p.lang)
	}
	values, err := pairs(args)
	if err != nil {
		return "", err
	}
	config := &goi18n.LocalizeConfig{MessageID: key, TemplateData: values, TemplateParser: filler{}}
	if e.plural {
		deciding, ok := values["count"]
		if !ok {
			deciding = values["minutes"]
		}
		count, err := wholeNumber(deciding)
		if err != nil {
			return "", err
		}
		config.PluralCount = count
	}
	return p.localizer.Localize(config)
}

func pairs(args []any) (map[string]any, error) {
	if len(args)%2 != 0 {
		return nil, fmt.Errorf("arguments must be name and value pairs, got %d", len(args))
	}
	values := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return nil, fmt.Errorf("argument %d must be a name, got %T", i, args[i])
		}
		values[name] = args[i+1]
	}
	return values, nil
}

func wholeNumber(v any) (int, error) {
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
		return 0, fmt.Errorf("the plural needs a whole number named count")
	case rv.CanInt():
		return int(rv.Int()), nil
	case rv.CanUint():
		return int(rv.Uint()), nil
	}
	return 0, fmt.Errorf("the plural needs a whole number named count, got %v", v)
}

// filler is the catalogue's whole template language: {{.name}} and nothing else, so a
// translator can break no page.
type filler struct{}

func (filler) Cacheable() bool { return true }

func (filler) Parse(src, _, _ string) (gotemplate.ParsedTemplate, error) {
	parts, names, err := splitVariables(src)
	if err != nil {
		return nil, err
	}
	return &filled{parts: parts, names: names}, nil
}

// filled is a text cut at its variables: there is one part more than names.
type filled struct {
	parts, names []string
}

func (f *filled) Execute(data any) (string, error) {
	values, _ := data.(map[string]any)
	var out strings.Builder
	for i, name := range f.names {
		value, ok := values[name]
		if !ok {
			return "", fmt.Errorf("no value for the variable %q", name)
		}
		out.WriteString(f.parts[i])
		fmt.Fprint(&out, value)
	}
	out.WriteString(f.parts[len(f.names)])
	return out.String(), nil
}

func splitVariables(src string) (parts, names []string, err error) {
	for {
		before, rest, found := strings.Cut(src, "{{")
		parts = append(parts, before)
		if !found {
			return parts, names, nil
		}
		inside, after, closed := strings.Cut(rest, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(inside), ".")
		if !closed || !dotted || name == "" {
			return nil, nil, fmt.Errorf("a variable is not written {{.name}} in %q", src)
		}
		names = append(names, name)
		src = after
	}
}
