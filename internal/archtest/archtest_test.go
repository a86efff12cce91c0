package archtest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden lists of what the libraries show")

const root = "../.."

// libraries are the packages whose exported names are kept as golden lists.
var libraries = []string{"booking/...", "signaling/..."}

// TestRepository runs every rule on the real tree.
func TestRepository(t *testing.T) {
	fsys := os.DirFS(root)
	whole, err := load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	rules := []struct {
		says  string
		found []string
	}{
		{"imports follow the table", checkImports(whole)},
		{"files and packages stay small", checkFileSizes(whole)},
		{"functions and interfaces stay small", checkFunctions(whole)},
		{"directories are at most three deep", checkDepth(whole)},
		{"packages are named and explained", checkPackages(whole)},
		{"exported names of libraries are explained", checkExplained(whole, libraries)},
		{"calls that are not made", checkCalls(whole)},
		{"nothing is put off", checkPostponed(whole)},
		{"domain types carry no tags", checkTags(whole)},
		{"templates hold no text, script or style", checkTemplates(whole)},
		{"style sheets work in both directions", checkStyles(whole)},
		{"scripts hold no text", checkScripts(whole)},
		{"documents name what exists", checkDocumentPaths(whole, fsys)},
		{"booking rules are cited in code and in tests", checkRuleCitations(whole)},
	}
	for _, rule := range rules {
		t.Run(rule.says, func(t *testing.T) {
			slices.Sort(rule.found)
			for _, finding := range rule.found {
				t.Error(finding)
			}
		})
	}
}

// TestSurfaces compares what each library package shows with its golden list, so
// that a library grows on purpose.
func TestSurfaces(t *testing.T) {
	whole, err := load(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string]bool{}
	for dir, files := range whole.packages() {
		if !withinAny(dir, libraries) {
			continue
		}
		golden := filepath.Join("testdata", strings.ReplaceAll(dir, "/", "_")+".golden")
		expected[golden] = true
		got := strings.Join(surface(files), "\n") + "\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || string(want) != got {
			t.Errorf("what %s shows has changed: if it is meant, run `go test ./internal/archtest -update`\n%s",
				dir, difference(string(want), got))
		}
	}
	kept, _ := filepath.Glob("testdata/*.golden")
	for _, golden := range kept {
		if expected[golden] {
			continue
		}
		if *update {
			os.Remove(golden)
			continue
		}
		t.Errorf("%s belongs to no package", golden)
	}
}

// difference lists the lines that only one side has.
func difference(want, got string) string {
	before, after := strings.Split(want, "\n"), strings.Split(got, "\n")
	var lines []string
	for _, line := range before {
		if !slices.Contains(after, line) {
			lines = append(lines, "\tgone: "+line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			lines = append(lines, "\tnew:  "+line)
		}
	}
	return strings.Join(lines, "\n")
}
