package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// The caps. What to aim for is a third of them; see CONTRIBUTING.md.
const (
	maxGoFile     = 600
	maxGoTest     = 800
	maxFunc       = 80
	maxPackage    = 2500
	maxParams     = 5
	maxMethods    = 5
	maxTemplate   = 250
	maxTypeScript = 350
	maxCSS        = 400
	maxDepth      = 3
)

// largerPackages may pass the cap, each for a reason.
var largerPackages = map[string]struct {
	lines  int
	reason string
}{
	"booking":           {5600, "one Desk: its verbs share the state machines and the store's small interfaces, and would have to show them to be apart; moving a day runs through offers, roster and supply at once; what is pure (allocation, roster, planfile) is apart"},
	"signaling":         {3800, "one Room: its verbs, and its moving to another server, share one lock and one table of rights; messages, scores, media, sockets and relay are packages of their own"},
	"signaling/sfu":     {3300, "one packet's way, read from end to end: leg, layer, lane and reports share their locks and every field; what a way carries is a package of its own"},
	"internal/postgres": {4500, "every SQL statement stands here by rule, one file for each aggregate, and they share the helpers of one connection"},
}

// dictated are files whose functions may take more parameters, each for a reason.
var dictated = map[string]string{
	"signaling/relay/events.go": "the callbacks of pion/turn have the parameters that it gives them",
}

// packageCap is how many lines a package may have.
func packageCap(dir string) int {
	if larger, ok := largerPackages[dir]; ok {
		return larger.lines
	}
	return maxPackage
}

// checkFileSizes holds files and packages to their caps.
func checkFileSizes(t *tree) []string {
	var found []string
	packages := map[string]int{}
	for _, f := range t.files {
		if f.isFixture() {
			continue
		}
		if f.isGo() && !f.isGoTest() {
			packages[f.dir()] += f.lines()
		}
		if limit := fileCap(f); limit > 0 && f.lines() > limit {
			found = append(found, fmt.Sprintf("%s: %d lines, at most %d", f.path, f.lines(), limit))
		}
	}
	for dir, lines := range packages {
		if limit := packageCap(dir); lines > limit {
			found = append(found, fmt.Sprintf("%s: the package has %d lines, at most %d", dir, lines, limit))
		}
	}
	return found
}

// fileCap is the most lines a file may have, 0 for no limit.
func fileCap(f file) int {
	switch {
	case f.isGoTest() || strings.HasSuffix(f.path, ".test.ts"):
		return maxGoTest
	case f.isGo():
		return maxGoFile
	case f.hasExt(".html"):
		return maxTemplate
	case f.hasExt(".ts"):
		return maxTypeScript
	case f.hasExt(".css"):
		return maxCSS
	}
	return 0
}

// checkFunctions holds functions to their length and their number of parameters,
// and interfaces to their number of methods.
func checkFunctions(t *tree) []string {
	var found []string
	for _, f := range t.files {
		if !f.isGo() {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if lines := t.span(n) - t.tableLines(n); lines > maxFunc {
					found = append(found, fmt.Sprintf("%s: %s has %d lines, at most %d", t.at(n), n.Name.Name, lines, maxFunc))
				}
			case *ast.FuncType:
				if count := n.Params.NumFields(); count > maxParams && dictated[f.path] == "" {
					found = append(found, fmt.Sprintf("%s: %d parameters, at most %d, then a struct", t.at(n), count, maxParams))
				}
			case *ast.InterfaceType:
				if count := methods(n); count > maxMethods {
					found = append(found, fmt.Sprintf("%s: an interface of %d methods, at most %d", t.at(n), count, maxMethods))
				}
			}
			return true
		})
	}
	return found
}

// tableLines counts the lines of a function that are data: SQL and other text in
// raw strings, and the rows of literal tables (routes, test cases).
func (t *tree) tableLines(fn ast.Node) int {
	lines := 0
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				lines += t.span(n) - 1
			}
		case *ast.CompositeLit:
			if isTable(n) {
				lines += t.span(n) - 1
				return false
			}
		}
		return true
	})
	return lines
}

// isTable reports whether a literal is a list or map of rows.
func isTable(lit *ast.CompositeLit) bool {
	switch lit.Type.(type) {
	case *ast.ArrayType, *ast.MapType:
		return true
	}
	return false
}

// methods counts what an interface asks for; an embedded one counts as one, so
// that a role may be put together from small roles but not from many.
func methods(i *ast.InterfaceType) int {
	count := 0
	for _, field := range i.Methods.List {
		switch field.Type.(type) {
		case *ast.FuncType:
			count += len(field.Names)
		case *ast.Ident, *ast.SelectorExpr:
			count++
		}
	}
	return count
}

// checkDepth keeps directories three deep; fixtures may be as deep as their tool
// wants them.
func checkDepth(t *tree) []string {
	var found []string
	seen := map[string]bool{}
	for _, f := range t.files {
		dir, _, _ := strings.Cut(f.dir(), "/testdata")
		if !seen[dir] && strings.Count(dir, "/") >= maxDepth {
			found = append(found, fmt.Sprintf("%s: %d directories deep, at most %d", dir, strings.Count(dir, "/")+1, maxDepth))
		}
		seen[dir] = true
	}
	return found
}
