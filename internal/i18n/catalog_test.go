package i18n

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// pluralForms are the plural forms a number can take in each language.
var pluralForms = map[Lang][]string{
	Arabic:  {"few", "many", "one", "other", "two", "zero"},
	English: {"one", "other"},
}

// ownVariables are keys whose variables differ between the languages, with the reason.
var ownVariables = map[string]string{
	"sms.offered_video":     "English leaves out the Hijri day",
	"sms.offered_booth":     "two Arabic parts have no room for the reference, English leaves out the Hijri day",
	"sms.offered_in_person": "two Arabic parts have no room for the reference, English leaves out the Hijri day",
}

func loadEmbedded(t *testing.T) *Bundle {
	t.Helper()
	b, err := Load(Strict())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCatalog_SameKeysInBothLanguages(t *testing.T) {
	b := loadEmbedded(t)
	for _, lang := range Languages() {
		for key, e := range b.entries[lang] {
			other, ok := b.entries[lang.Other()][key]
			if !ok {
				t.Errorf("%s: %s is missing in %s", e.file, key, lang.Other())
				continue
			}
			if surface(other.file) != surface(e.file) {
				t.Errorf("%s is in %s and in %s", key, e.file, other.file)
			}
		}
	}
}

func TestCatalog_KeysBeginWithTheirSurface(t *testing.T) {
	b := loadEmbedded(t)
	for _, lang := range Languages() {
		for key, e := range b.entries[lang] {
			if !strings.HasPrefix(key, surface(e.file)+".") || strings.ContainsAny(key, " {}/\"") {
				t.Errorf("%s: the key %q", e.file, key)
			}
		}
	}
}

func TestCatalog_SamePluralsAndVariables(t *testing.T) {
	b := loadEmbedded(t)
	for key, ar := range b.entries[Arabic] {
		en, ok := b.entries[English][key]
		if !ok {
			continue // told by the test of keys
		}
		if ar.plural != en.plural {
			t.Errorf("%s: plural forms in one language only", key)
		}
		for lang, e := range map[Lang]entry{Arabic: ar, English: en} {
			if forms := slices.Sorted(maps.Keys(e.forms)); e.plural && !slices.Equal(forms, pluralForms[lang]) {
				t.Errorf("%s %s: has the forms %v, needs %v", lang, key, forms, pluralForms[lang])
			}
			for form := range e.forms {
				checkFormVariables(t, lang, key, form, e)
			}
		}
		if inAr, inEn := variables(t, key, ar), variables(t, key, en); !slices.Equal(inAr, inEn) && ownVariables[key] == "" {
			t.Errorf("%s: Arabic has the variables %v, English %v", key, inAr, inEn)
		}
	}
}

// checkFormVariables lets a plural form leave out only the number itself: دقيقتان.
func checkFormVariables(t *testing.T, lang Lang, key, form string, e entry) {
	t.Helper()
	_, here, err := splitVariables(e.forms[form])
	if err != nil {
		t.Errorf("%s %s: %v", lang, key, err)
		return
	}
	for _, name := range variables(t, key, e) {
		if !slices.Contains(here, name) && name != "count" && name != "minutes" {
			t.Errorf("%s %s: the form %q lacks {{.%s}}", lang, key, form, name)
		}
	}
}

func TestCatalog_TextsAreWellWritten(t *testing.T) {
	b := loadEmbedded(t)
	for _, lang := range Languages() {
		for key, e := range b.entries[lang] {
			for _, text := range e.forms {
				switch {
				case text != strings.TrimSpace(text):
					t.Errorf("%s %s: space at an end", lang, key)
				case strings.Contains(text, "  "):
					t.Errorf("%s %s: two spaces", lang, key)
				case strings.ContainsAny(text, "٠١٢٣٤٥٦٧٨٩"):
					t.Errorf("%s %s: Arabic-Indic digits in a text", lang, key)
				case strings.ContainsAny(text, "<>"):
					t.Errorf("%s %s: markup in a text", lang, key)
				}
			}
		}
	}
}

// variables returns the sorted names of an entry over all its forms.
func variables(t *testing.T, key string, e entry) []string {
	t.Helper()
	all := map[string]bool{}
	for _, text := range e.forms {
		_, names, err := splitVariables(text)
		if err != nil {
			t.Errorf("%s: %v", key, err)
		}
		for _, name := range names {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// surface is the part of a catalogue's file name that its keys begin with; a large
// surface may be cut into files such as refusal_identity.ar.json.
func surface(file string) string {
	name, _, _ := strings.Cut(file, ".")
	name, _, _ = strings.Cut(name, "_")
	return name
}
