package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// chosenAtRunTime are the families of keys whose last part is data. A literal that ends
// in a dot, as in "citizen.kind." + kind, needs no row: it is seen in the source.
var chosenAtRunTime = map[string]string{
	"common.":  "the shared vocabulary is kept whole: a page takes the words it needs",
	"status.":  "the last part is a status of booking or casework, or a device's state",
	"sms.":     "the last part is a booking.NoticeKind",
	"refusal.": "the last part is the code of a booking.Refusal",
}

// sources are the texts of the repository that may name keys, tests left out.
func sources(t *testing.T, ext ...string) map[string]string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && slices.Contains([]string{"node_modules", "dist", "testdata", "tools", ".git", ".cache", "screenshots"}, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(ext, filepath.Ext(name)) || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".test.ts") {
			return nil
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(root, name)
		found[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var keyLike = regexp.MustCompile(`[a-z]\w*(?:\.[\w:-]+)+\.?`)

func TestCatalog_NoKeyIsUnused(t *testing.T) {
	b := loadEmbedded(t)
	named, families := map[string]bool{}, map[string]bool{}
	for family := range chosenAtRunTime {
		families[family] = true
	}
	for _, text := range sources(t, ".go", ".html", ".ts") {
		for _, key := range keyLike.FindAllString(text, -1) {
			if strings.HasSuffix(key, ".") {
				families[key] = true
			}
			named[key] = true
		}
	}
	for _, key := range b.Keys(Arabic) {
		if named[key] {
			continue
		}
		inFamily := false
		for i := range key {
			inFamily = inFamily || key[i] == '.' && families[key[:i+1]]
		}
		if !inFamily {
			t.Errorf("%s: nothing uses %s", b.entries[Arabic][key].file, key)
		}
	}
}

func TestCatalog_RunTimeFamiliesExist(t *testing.T) {
	keys := loadEmbedded(t).Keys(Arabic)
	for family := range chosenAtRunTime {
		if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, family) }) {
			t.Errorf("no key begins with %s", family)
		}
	}
}

func TestCatalog_KeysThatTemplatesUseExist(t *testing.T) {
	b := loadEmbedded(t)
	call := regexp.MustCompile(`\b(?:T|HTML) "([^"]+)"([^}]*)`)
	for name, text := range sources(t, ".html") {
		for _, m := range call.FindAllStringSubmatch(text, -1) {
			e, ok := b.entries[Arabic][m[1]]
			if !ok {
				t.Errorf("%s: no text %s", name, m[1])
				continue
			}
			for _, v := range variables(t, m[1], e) {
				if !strings.Contains(m[2], strconv.Quote(v)) {
					t.Errorf("%s: %s is not given {{.%s}}", name, m[1], v)
				}
			}
		}
	}
}

func TestCatalog_KeysThatCodeUsesExist(t *testing.T) {
	b := loadEmbedded(t)
	for name, text := range sources(t, ".go") {
		if strings.HasPrefix(name, "signaling/") {
			continue // rooms have refusals of their own, for machines
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Logf("%s is left out: %v", name, err)
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				checkCall(t, b, name, n)
			case *ast.CompositeLit:
				checkRefusal(t, b, name, n)
			}
			return true
		})
	}
}

// refusing are the calls that name the code of a refusal, and where.
var refusing = map[string]int{"Refuse": 0, "refuse": 0, "Take": 3, "TakeFrom": 3}

// checkCall looks at p.T(key, …), p.HTML(key, …) and what names a refusal.
func checkCall(t *testing.T, b *Bundle, file string, call *ast.CallExpr) {
	t.Helper()
	name := calledName(call)
	position, refuses := refusing[name]
	if !refuses && name != "T" && name != "HTML" || call.Ellipsis != token.NoPos {
		return
	}
	key, ok := literal(call.Args, position)
	if !ok || !refuses && (!strings.Contains(key, ".") || strings.HasSuffix(key, ".")) {
		return
	}
	first := 1
	if refuses {
		key, first = "refusal."+key, 2
	}
	e, ok := b.entries[Arabic][key]
	if !ok {
		t.Errorf("%s: no text %s", file, key)
		return
	}
	if position > 0 {
		return // the limiter gives the minutes to wait
	}
	given := map[string]bool{}
	for i := first; i < len(call.Args); i += 2 {
		if name, ok := literal(call.Args, i); ok {
			given[name] = true
		}
	}
	for _, v := range variables(t, key, e) {
		if !given[v] {
			t.Errorf("%s: %s is not given {{.%s}}", file, key, v)
		}
	}
}

// checkRefusal looks at Refusal{Code: "…"}.
func checkRefusal(t *testing.T, b *Bundle, file string, lit *ast.CompositeLit) {
	t.Helper()
	if name := typeName(lit.Type); name != "Refusal" {
		return
	}
	for _, element := range lit.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if field, ok := pair.Key.(*ast.Ident); !ok || field.Name != "Code" {
			continue
		}
		if code, ok := literal([]ast.Expr{pair.Value}, 0); ok && b.entries[Arabic]["refusal."+code].forms == nil {
			t.Errorf("%s: no text refusal.%s", file, code)
		}
	}
}

func calledName(call *ast.CallExpr) string { return typeName(call.Fun) }

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func literal(args []ast.Expr, i int) (string, bool) {
	if i >= len(args) {
		return "", false
	}
	lit, ok := args[i].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
