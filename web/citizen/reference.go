package citizen

import (
	"regexp"
	"strings"
	"unicode"
)

var referenceForm = regexp.MustCompile(`^R?([0-9]{2})-?([0-9]{5,9})$`)

// readReference reads a reference as people write it down: without the letter, without the dash,
// in small letters, with spaces or the direction marks that copying brings along. Digits are folded already.
func readReference(text string) (string, bool) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
	text = strings.NewReplacer("–", "-", "_", "-", "/", "-").Replace(text)
	parts := referenceForm.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	return "R" + parts[1] + "-" + parts[2], true
}
