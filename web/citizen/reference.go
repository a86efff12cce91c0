package citizen

import (
	"regexp"
	"strings"
)

var referenceForm = regexp.MustCompile(`^R?([0-9]{2})-?([0-9]{5,9})$`)

// readReference reads a reference as people write it down: without the letter, without the dash,
// in small letters, with spaces. Digits are folded already.
func readReference(text string) (string, bool) {
	text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	text = strings.NewReplacer("–", "-", "_", "-", "/", "-").Replace(text)
	parts := referenceForm.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	return "R" + parts[1] + "-" + parts[2], true
}
