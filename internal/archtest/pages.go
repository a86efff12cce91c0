package archtest

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var (
	action       = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	humanText    = regexp.MustCompile(`\p{Arabic}|[A-Za-z]{2,}`)
	arabic       = regexp.MustCompile(`\p{Arabic}`)
	cssComment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssPhysical  = regexp.MustCompile(`\b(left|right)\b`)
	tsComment    = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	spokenAttrs  = []string{"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
	dataBlocks   = []string{"application/json", "application/ld+json"}
	insideAction = "\u00b7"
)

// checkTemplates wants every word of a page in the catalogues, and no script or
// style inside a page, which the content security policy would refuse.
func checkTemplates(t *tree) []string {
	var found []string
	for _, f := range t.files {
		if !f.hasExt(".html") || f.isFixture() {
			continue
		}
		for _, what := range templateFindings(f.text) {
			found = append(found, f.path+what)
		}
	}
	return found
}

// templateFindings reads one template as HTML, its actions blanked out.
func templateFindings(text string) []string {
	// Keep the line breaks of an action so that lines can still be told.
	blank := action.ReplaceAllStringFunc(text, func(a string) string {
		return insideAction + strings.Repeat("\n", strings.Count(a, "\n"))
	})
	var found []string
	line, inScript := 1, ""
	tokens := html.NewTokenizer(strings.NewReader(blank))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			if tokens.Err() != io.EOF {
				found = append(found, fmt.Sprintf(":%d: not readable as HTML: %v", line, tokens.Err()))
			}
			return found
		}
		raw := string(tokens.Raw())
		var complaints []string
		switch kind {
		case html.TextToken:
			complaints = textComplaints(raw, inScript)
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := tokens.Token()
			complaints, inScript = tagComplaints(tag)
		case html.EndTagToken:
			inScript = ""
		}
		for _, complaint := range complaints {
			found = append(found, fmt.Sprintf(":%d: %s", line, complaint))
		}
		line += strings.Count(raw, "\n")
	}
}

// textComplaints judges the text between two tags. inScript is what the tag
// before it was, when its content is not for people.
func textComplaints(text, inScript string) []string {
	switch {
	case inScript == "data":
		return nil
	case inScript != "" && strings.TrimSpace(text) != "":
		return []string{"inline " + inScript + ": the content security policy refuses it"}
	}
	if word := humanText.FindString(html.UnescapeString(text)); word != "" {
		return []string{fmt.Sprintf("text for people (%q): it belongs to the catalogues", strings.TrimSpace(text))}
	}
	return nil
}

// tagComplaints judges a tag's attributes and says what kind of content follows.
func tagComplaints(tag html.Token) (complaints []string, inScript string) {
	if tag.Data == "style" {
		inScript = "style"
	}
	if tag.Data == "script" {
		inScript = "script"
	}
	for _, attr := range tag.Attr {
		switch {
		case tag.Data == "script" && attr.Key == "type" && slices.Contains(dataBlocks, attr.Val):
			inScript = "data"
		case attr.Key == "style":
			complaints = append(complaints, "a style attribute: the content security policy refuses it")
		case strings.HasPrefix(attr.Key, "on"):
			complaints = append(complaints, attr.Key+": the content security policy refuses it")
		case strings.HasPrefix(strings.TrimSpace(attr.Val), "javascript:"):
			complaints = append(complaints, "a javascript: address: the content security policy refuses it")
		case slices.Contains(spokenAttrs, attr.Key) && humanText.MatchString(attr.Val):
			complaints = append(complaints, fmt.Sprintf("text for people in %s (%q): it belongs to the catalogues", attr.Key, attr.Val))
		}
	}
	return complaints, inScript
}

// checkStyles wants style sheets that work in both directions.
func checkStyles(t *tree) []string {
	var found []string
	for _, f := range t.files {
		if !f.hasExt(".css") {
			continue
		}
		text := blankOut(cssComment, f.text)
		for _, at := range cssPhysical.FindAllStringIndex(text, -1) {
			found = append(found, fmt.Sprintf("%s:%d: %s: use the logical property (inline-start, inline-end)",
				f.path, lineOf(text, at[0]), text[at[0]:at[1]]))
		}
	}
	return found
}

// checkScripts wants no Arabic in TypeScript: a page hands its words to its script.
func checkScripts(t *tree) []string {
	var found []string
	for _, f := range t.files {
		if !f.hasExt(".ts") || f.isTest() {
			continue
		}
		text := blankOut(tsComment, f.text)
		if at := arabic.FindStringIndex(text); at != nil {
			found = append(found, fmt.Sprintf("%s:%d: text for people: it belongs to the catalogues", f.path, lineOf(text, at[0])))
		}
	}
	return found
}

// blankOut removes what matches but keeps its line breaks.
func blankOut(pattern *regexp.Regexp, text string) string {
	return pattern.ReplaceAllStringFunc(text, func(match string) string {
		return strings.Repeat("\n", strings.Count(match, "\n"))
	})
}
