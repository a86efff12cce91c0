package i18n

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed catalog/*.json
var embedded embed.FS

// Bundle is every catalogue in memory. It is safe for concurrent use.
type Bundle struct {
	files    fs.FS
	strict   bool
	missing  func(Lang, string)
	reported sync.Map
	printers map[Lang]*Printer
	entries  map[Lang]map[string]entry
}

// entry is one catalogue value; a plain sentence has the single form "other".
type entry struct {
	file   string
	plural bool
	forms  map[string]string
}

// Option changes how Load builds a bundle.
type Option func(*Bundle)

// Strict makes a missing key or variable a panic, which html/template turns into a
// rendering error: for tests and development.
func Strict() Option { return func(b *Bundle) { b.strict = true } }

// OnMissing calls hook once for each missing key of a bundle that is not strict.
func OnMissing(hook func(lang Lang, key string)) Option {
	return func(b *Bundle) { b.missing = hook }
}

// FromFS reads catalog/*.json of another file system instead of the embedded one.
func FromFS(files fs.FS) Option { return func(b *Bundle) { b.files = files } }

// Load reads and checks the catalogues. It fails on a file that cannot be read, an
// empty text, an unknown plural form or a key written twice, naming the file.
func Load(opts ...Option) (*Bundle, error) {
	b := &Bundle{
		files:    embedded,
		missing:  func(Lang, string) {},
		printers: map[Lang]*Printer{},
		entries:  map[Lang]map[string]entry{Arabic: {}, English: {}},
	}
	for _, opt := range opts {
		opt(b)
	}
	names, err := fs.Glob(b.files, "catalog/*.json")
	if err != nil {
		return nil, fmt.Errorf("listing catalogues: %w", err)
	}
	for _, name := range names {
		if err := b.readFile(name); err != nil {
			return nil, fmt.Errorf("reading catalogue %s: %w", path.Base(name), err)
		}
	}
	return b, b.build()
}

// Printer returns the printer for a language; anything unknown gets Arabic.
func (b *Bundle) Printer(lang Lang) *Printer {
	if p, ok := b.printers[lang]; ok {
		return p
	}
	return b.printers[Arabic]
}

// Keys returns every key of a language, sorted.
func (b *Bundle) Keys(lang Lang) []string {
	return slices.Sorted(maps.Keys(b.entries[lang]))
}

func (b *Bundle) readFile(name string) error {
	_, tail, _ := strings.Cut(path.Base(name), ".")
	lang, ok := ParseLang(strings.TrimSuffix(tail, ".json"))
	if !ok {
		return fmt.Errorf("the name must end in .ar.json or .en.json")
	}
	data, err := fs.ReadFile(b.files, name)
	if err != nil {
		return err
	}
	// Token by token, since decoding to a map would hide a key written twice.
	d := json.NewDecoder(bytes.NewReader(data))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return fmt.Errorf("the file is not an object: %v", err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if err := b.add(lang, path.Base(name), fmt.Sprint(key), raw); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func (b *Bundle) add(lang Lang, file, key string, raw json.RawMessage) error {
	e, err := parseEntry(raw)
	if err != nil {
		return fmt.Errorf("key %s: %w", key, err)
	}
	if earlier, ok := b.entries[lang][key]; ok {
		return fmt.Errorf("key %s is already in %s", key, earlier.file)
	}
	e.file = file
	b.entries[lang][key] = e
	return nil
}

func parseEntry(raw json.RawMessage) (entry, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if text == "" {
			return entry{}, fmt.Errorf("the text is empty")
		}
		return entry{forms: map[string]string{"other": text}}, nil
	}
	var forms map[string]string
	if err := json.Unmarshal(raw, &forms); err != nil {
		return entry{}, fmt.Errorf("the value is neither a text nor plural forms: %w", err)
	}
	for form, text := range forms {
		if !slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, form) {
			return entry{}, fmt.Errorf("unknown plural form %q", form)
		}
		if text == "" {
			return entry{}, fmt.Errorf("the text of form %q is empty", form)
		}
	}
	if forms["other"] == "" {
		return entry{}, fmt.Errorf("the form %q is missing", "other")
	}
	return entry{plural: true, forms: forms}, nil
}

// build hands the entries to go-i18n and makes one printer for each language.
func (b *Bundle) build() error {
	messages := goi18n.NewBundle(language.Arabic)
	for _, lang := range Languages() {
		for key, e := range b.entries[lang] {
			m := &goi18n.Message{
				ID: key, Zero: e.forms["zero"], One: e.forms["one"], Two: e.forms["two"],
				Few: e.forms["few"], Many: e.forms["many"], Other: e.forms["other"],
			}
			if err := messages.AddMessages(language.Make(string(lang)), m); err != nil {
				return fmt.Errorf("adding %s: %w", key, err)
			}
		}
	}
	for _, lang := range Languages() {
		b.printers[lang] = &Printer{
			lang:      lang,
			bundle:    b,
			localizer: goi18n.NewLocalizer(messages, string(lang)),
		}
	}
	return nil
}
