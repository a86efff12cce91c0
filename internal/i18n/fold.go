package i18n

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// FoldDigits turns Arabic-Indic and Persian digits into ASCII ones and leaves
// everything else: for every number a person types.
func FoldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

// FoldArabic reduces a text to what search compares: alef with or without hamza, the
// two forms of ya, ta marbuta and ha, and the seats of hamza become one letter; marks,
// tatweel and direction characters go; digits become ASCII, Latin letters lower case,
// spaces single. It is never shown.
func FoldArabic(s string) string {
	folded := strings.Map(foldRune, norm.NFKC.String(FoldDigits(s)))
	return strings.Join(strings.Fields(strings.ToLower(folded)), " ")
}

func foldRune(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ئ':
		return 'ي'
	case 'ؤ':
		return 'و'
	case 'ة':
		return 'ه'
	case 'ک':
		return 'ك'
	case 'ـ', 'ء', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u061C', '\u0670':
		return -1
	}
	switch {
	case r >= '\u064B' && r <= '\u065F', r >= '\u0610' && r <= '\u061A', r >= '\u06D6' && r <= '\u06ED',
		r >= '\u2066' && r <= '\u2069', r >= '\u202A' && r <= '\u202E':
		return -1
	}
	return r
}
