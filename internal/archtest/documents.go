package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	quotedPath = regexp.MustCompile("`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+)/?`")
	linkTarget = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	ruleName   = regexp.MustCompile(`(?m)^(?:#+ +|[-*] +|\| *)?\**(R\d+[a-z]?)\b`)
	citation   = regexp.MustCompile(`\b(R\d+[a-z]?)(?:[^\w-]|-\D|$)`) // not a reference such as R48-10427
)

// topDirs begin a path of this repository when a document quotes one.
var topDirs = []string{"cmd", "booking", "signaling", "web", "internal", "docs", "deploy", ".ci"}

// checkDocumentPaths wants every path that a document names to exist: a quoted
// path from the root, or a link from the document's own place.
func checkDocumentPaths(t *tree, fsys fs.FS) []string {
	var found []string
	for _, f := range t.files {
		if !f.hasExt(".md") || f.isFixture() {
			continue
		}
		for _, named := range namedPaths(f) {
			if _, err := fs.Stat(fsys, named); err != nil {
				found = append(found, fmt.Sprintf("%s: names %s, which does not exist", f.path, named))
			}
		}
	}
	return found
}

func namedPaths(f file) []string {
	var named []string
	for _, match := range quotedPath.FindAllStringSubmatch(f.text, -1) {
		first, _, _ := strings.Cut(match[1], "/")
		// Built files are named in documents but are not in a clean checkout.
		if slices.Contains(topDirs, first) && !strings.HasPrefix(match[1], "web/assets/dist/") {
			named = append(named, path.Clean(match[1]))
		}
	}
	for _, match := range linkTarget.FindAllStringSubmatch(f.text, -1) {
		if !strings.Contains(match[1], ":") {
			named = append(named, path.Join(f.dir(), match[1]))
		}
	}
	return named
}

// rulesDocument lists the booking rules, each beginning a line with its number.
const rulesDocument = "docs/booking-rules.md"

// checkRuleCitations wants each booking rule cited where it is held and where it
// is tested, and no citation of a rule that does not exist.
func checkRuleCitations(t *tree) []string {
	var rules []string
	inCode, inTests := map[string]bool{}, map[string]bool{}
	for _, f := range t.files {
		switch {
		case f.path == rulesDocument:
			for _, match := range ruleName.FindAllStringSubmatch(f.text, -1) {
				rules = append(rules, match[1])
			}
		case f.dir() == "internal/archtest":
		case f.isTest() || f.isFixture() || strings.HasSuffix(f.dir(), "test"):
			cite(inTests, f.text)
		case f.isGo():
			for _, group := range f.syntax.Comments {
				cite(inCode, group.Text())
			}
		case f.hasExt(".sql"):
			cite(inCode, f.text)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	var found []string
	for _, rule := range slices.Compact(slices.Sorted(slices.Values(rules))) {
		if !inCode[rule] {
			found = append(found, fmt.Sprintf("%s: rule %s is cited nowhere in code", rulesDocument, rule))
		}
		if !inTests[rule] {
			found = append(found, fmt.Sprintf("%s: rule %s is cited by no test", rulesDocument, rule))
		}
	}
	for cited := range inCode {
		if !slices.Contains(rules, cited) {
			found = append(found, fmt.Sprintf("%s: code cites rule %s, which is not there", rulesDocument, cited))
		}
	}
	return found
}

func cite(into map[string]bool, text string) {
	for _, match := range citation.FindAllStringSubmatch(text, -1) {
		into[match[1]] = true
	}
}
