// Package i18n holds every sentence the product says, in Arabic and English, and
// writes numbers, days and times the way its readers expect: Arabic first, Riyadh
// time, the Gregorian day leading and the Umm al-Qura day beside it, Latin digits.
//
//	bundle, err := i18n.Load(i18n.Strict())
//	p := bundle.Printer(i18n.Arabic)
//	p.T("citizen.queue.place", "count", 3)
//
// Catalogues are catalog/<surface>.<lang>.json: flat files of dotted keys that begin
// with the surface's name. A value is a sentence, or an object of CLDR plural forms
// chosen by the variable count. Variables are written {{.name}}.
package i18n

import (
	"golang.org/x/text/language"
)

// Lang is a language the product speaks, in the form that begins every address.
type Lang string

// Arabic leads; English stands beside it.
const (
	Arabic  Lang = "ar"
	English Lang = "en"
)

// Languages returns every language, the leading one first.
func Languages() []Lang { return []Lang{Arabic, English} }

// Dir returns the writing direction for the dir attribute: "rtl" or "ltr".
func (l Lang) Dir() string {
	if l == Arabic {
		return "rtl"
	}
	return "ltr"
}

// Other returns the language a reader may switch to.
func (l Lang) Other() Lang {
	if l == Arabic {
		return English
	}
	return Arabic
}

// ParseLang reads "ar" or "en" exactly; ok is false for anything else.
func ParseLang(s string) (lang Lang, ok bool) {
	switch l := Lang(s); l {
	case Arabic, English:
		return l, true
	}
	return "", false
}

var matcher = language.NewMatcher([]language.Tag{language.Arabic, language.English})

// Negotiate picks a language for an Accept-Language header, Arabic when the header
// names neither or cannot be read.
func Negotiate(acceptLanguage string) Lang {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return Arabic
	}
	_, index, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return Arabic
	}
	return Languages()[index]
}
