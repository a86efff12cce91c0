package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// module is the path that begins every import of our own packages.
const module = "majlis"

// A tree is the repository as the rules see it: the text files of the checkout
// without what is installed, built or recorded by tests.
type tree struct {
	fset  *token.FileSet
	files []file
}

// A file is one text file; syntax is nil unless it is Go.
type file struct {
	path   string // slash-separated, from the repository root
	text   string
	syntax *ast.File
}

func (f file) dir() string     { return path.Dir(f.path) }
func (f file) isGo() bool      { return f.syntax != nil }
func (f file) isGoTest() bool  { return strings.HasSuffix(f.path, "_test.go") }
func (f file) isFixture() bool { return strings.Contains("/"+f.path, "/testdata/") }
func (f file) lines() int      { return strings.Count(f.text, "\n") }

func (f file) hasExt(ext ...string) bool { return slices.Contains(ext, path.Ext(f.path)) }

// isTest reports whether the file only serves tests, whatever its language.
func (f file) isTest() bool {
	return f.isGoTest() || strings.HasSuffix(f.path, ".test.ts") || f.dir() == "internal/e2e"
}

// skippedDirs are never ours to judge: installed, built, or another module.
var skippedDirs = []string{".git", ".cache", "bin", "screenshots", "web/assets/dist", "internal/tools"}

// textExts are the kinds of file whose words are ours.
var textExts = []string{".go", ".ts", ".css", ".html", ".sql", ".md", ".json", ".sh", ".yaml", ".yml", ".txt", ".svg"}

// load reads every text file of fsys and parses the Go among them.
func load(fsys fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "node_modules" || slices.Contains(skippedDirs, name) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(textExts, path.Ext(name)) && d.Name() != "Makefile" || d.Name() == "package-lock.json" {
			return nil
		}
		return t.add(fsys, name)
	})
	if err != nil {
		return nil, fmt.Errorf("read the tree: %w", err)
	}
	return t, nil
}

func (t *tree) add(fsys fs.FS, name string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	f := file{path: name, text: string(text)}
	if path.Ext(name) == ".go" && !f.isFixture() {
		f.syntax, err = parser.ParseFile(t.fset, name, bytes.NewReader(text), parser.ParseComments)
		if err != nil {
			return err
		}
	}
	t.files = append(t.files, f)
	return nil
}

// packages groups the Go files by directory.
func (t *tree) packages() map[string][]file {
	byDir := map[string][]file{}
	for _, f := range t.files {
		if f.isGo() {
			byDir[f.dir()] = append(byDir[f.dir()], f)
		}
	}
	return byDir
}

// at gives the line of a node for a finding.
func (t *tree) at(n ast.Node) string {
	p := t.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// span is how many lines a node covers.
func (t *tree) span(n ast.Node) int {
	return t.fset.Position(n.End()).Line - t.fset.Position(n.Pos()).Line + 1
}

// lineOf gives the 1-based line of a byte offset in text.
func lineOf(text string, offset int) int {
	return strings.Count(text[:offset], "\n") + 1
}

// within reports whether a slash path matches a pattern: itself, or with a
// trailing "/..." itself and everything below it.
func within(name, pattern string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == root || strings.HasPrefix(name, root+"/")
	}
	return name == pattern
}

func withinAny(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return within(name, p) })
}
