package archtest

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A bannedCall is a call that is not made where who matches.
type bannedCall struct {
	call   string
	who    []string
	except []string
	why    string
}

var everywhere = []string{"./..."}

var bannedCalls = []bannedCall{
	{"time.Now", []string{"booking/...", "web/...", "internal/audit", "internal/casework", "internal/identity",
		"internal/notify", "internal/postgres", "internal/sitting", "internal/seed"}, nil,
		"services are given the clock, so that a test can set it"},
	{"slog.Default", everywhere, nil, "loggers are passed in; two servers run in one test"},
	{"slog.SetDefault", everywhere, nil, "loggers are passed in; two servers run in one test"},
	{"slog.Info", everywhere, nil, "loggers are passed in"},
	{"slog.Warn", everywhere, nil, "loggers are passed in"},
	{"slog.Error", everywhere, nil, "loggers are passed in"},
	{"log.Fatal", everywhere, []string{"web/assets/build"}, "errors are returned to main"},
	{"os.Exit", everywhere, []string{"cmd/majlis", "web/assets/build", "internal/e2e", "internal/postgres/postgrestest"},
		"errors are returned to main"},
}

// checkCalls finds calls that are not made here, and functions named init.
func checkCalls(t *tree) []string {
	var found []string
	for _, f := range t.files {
		if !f.isGo() {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					found = append(found, t.at(n)+": init: wiring is visible in internal/app")
				}
			case *ast.CallExpr:
				if why := banned(f, callName(n)); why != "" {
					found = append(found, fmt.Sprintf("%s: calls %s: %s", t.at(n), callName(n), why))
				}
			}
			return true
		})
	}
	return found
}

func banned(f file, call string) string {
	if f.isGoTest() {
		return bannedInTest(f, call)
	}
	for _, rule := range bannedCalls {
		everywhere := rule.who[0] == "./..."
		if rule.call == call && (everywhere || withinAny(f.dir(), rule.who)) && !withinAny(f.dir(), rule.except) {
			return rule.why
		}
	}
	return ""
}

// bannedInTest refuses sleeping outside a synctest bubble, where it takes no time,
// and skipping.
func bannedInTest(f file, call string) string {
	switch receiver, name, _ := strings.Cut(call, "."); {
	case call == "time.Sleep" && !imports(f, "testing/synctest"):
		return "no test sleeps: wait for the thing itself, or use testing/synctest"
	case slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, name) && slices.Contains([]string{"t", "b", "f", "tb"}, receiver):
		return "a skipped test is a test nobody runs"
	}
	return ""
}

// callName gives "pkg.Func" or "value.Method" for a plain call, else "".
func callName(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	receiver, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return receiver.Name + "." + selector.Sel.Name
}

func imports(f file, name string) bool {
	return slices.ContainsFunc(f.syntax.Imports, func(spec *ast.ImportSpec) bool {
		return spec.Path.Value == strconv.Quote(name)
	})
}

// postponed finds the words that put work off; they are put together here so that
// this file does not find itself.
var postponed = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX)\b`)

// checkPostponed wants work done or written down where it will be read.
func checkPostponed(t *tree) []string {
	var found []string
	for _, f := range t.files {
		for _, at := range postponed.FindAllStringIndex(f.text, -1) {
			found = append(found, fmt.Sprintf("%s:%d: %s: do it, or write it down where it will be read",
				f.path, lineOf(f.text, at[0]), f.text[at[0]:at[1]]))
		}
	}
	return found
}

// untagged are the packages whose types say what the domain says, not how a wire
// or a table spells it.
var untagged = []string{"booking", "booking/allocation", "internal/casework", "internal/identity", "internal/audit"}

// checkTags finds struct tags on domain types.
func checkTags(t *tree) []string {
	var found []string
	for _, f := range t.files {
		if !f.isGo() || f.isGoTest() || !withinAny(f.dir(), untagged) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				found = append(found, t.at(field)+": a tag on a domain type: map it at the edge")
			}
			return true
		})
	}
	return found
}
