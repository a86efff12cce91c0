package archtest

import (
	"strings"
	"testing"
	"testing/fstest"
)

// plant makes a tree of files from their texts.
func plant(t *testing.T, files map[string]string) (*tree, fstest.MapFS) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	planted, err := load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return planted, fsys
}

// expect wants one finding that contains each of want, and no other.
func expect(t *testing.T, found []string, want ...string) {
	t.Helper()
	if len(found) != len(want) {
		t.Fatalf("got %d findings, want %d:\n%s", len(found), len(want), strings.Join(found, "\n"))
	}
	all := strings.Join(found, "\n")
	for _, part := range want {
		if !strings.Contains(all, part) {
			t.Errorf("no finding has %q in\n%s", part, all)
		}
	}
}

func TestImports(t *testing.T) {
	rows := []struct {
		says, at, imports, want string
	}{
		{"the booking library imports nothing of ours", "booking/a.go", "majlis/internal/audit", "stands alone"},
		{"nor does its test", "booking/a_test.go", "majlis/internal/audit", "stands alone"},
		{"it may use the schedule type", "booking/a.go", "github.com/robfig/cron/v3", ""},
		{"the allocator does not look at the machine", "booking/allocation/a.go", "os", "same plan"},
		{"rooms know no media", "signaling/a.go", "github.com/pion/rtp", "without sockets or media"},
		{"the forwarder does", "signaling/sfu/a.go", "github.com/pion/rtp", ""},
		{"the relay knows no room", "signaling/relay/a.go", "majlis/signaling", "knows no room"},
		{"a page writes no SQL", "web/citizen/a.go", "majlis/internal/postgres", "escapes the rules"},
		{"a page sends no SMS", "web/office/a.go", "majlis/internal/sms", "rolled back"},
		{"a page knows no call", "web/host/a.go", "majlis/signaling", "http.Handler"},
		{"a surface knows no other", "web/host/a.go", "majlis/web/office", "do not know each other"},
		{"the frame knows no surface", "web/page/a.go", "majlis/web/office", "hangs in it"},
		{"the store knows no page", "internal/postgres/a.go", "majlis/web/page", "outermost"},
		{"nobody knows the composition root", "internal/ops/a.go", "majlis/internal/app", "nobody may know it"},
		{"the command does", "cmd/majlis/a.go", "majlis/internal/app", ""},
		{"SQL stays in its package", "internal/casework/a.go", "github.com/jackc/pgx/v5", "every SQL statement"},
		{"and below it", "internal/postgres/server/a.go", "github.com/jackc/pgx/v5/pgxpool", ""},
		{"test helpers stay in tests", "web/page/a.go", "github.com/PuerkitoBio/goquery", "tests only"},
		{"where they are welcome", "booking/a_test.go", "go.uber.org/goleak", ""},
		{"job arguments import nothing", "internal/jobs/kind/a.go", "majlis/booking", "job arguments"},
	}
	for _, row := range rows {
		t.Run(row.says, func(t *testing.T) {
			planted, _ := plant(t, map[string]string{row.at: "package a\n\nimport _ \"" + row.imports + "\"\n"})
			all := strings.Join(checkImports(planted), "\n")
			if row.want == "" && all != "" {
				t.Errorf("refused: %s", all)
			}
			if !strings.Contains(all, row.want) {
				t.Errorf("got %q, want the reason %q", all, row.want)
			}
		})
	}
	t.Run("only a bridge imports both libraries", func(t *testing.T) {
		const both = "package a\n\nimport (\n\t_ \"majlis/booking\"\n\t_ \"majlis/signaling\"\n)\n"
		planted, _ := plant(t, map[string]string{"internal/ops/a.go": both, "internal/sitting/a.go": both})
		expect(t, checkImports(planted), "internal/ops: imports booking and signaling")
	})
}

func TestFileSizes(t *testing.T) {
	long := func(first string, lines int) string { return first + "\n" + strings.Repeat("\n", lines) }
	planted, _ := plant(t, map[string]string{
		"a/long.go":      long("package a", 600),
		"a/fits.go":      long("package a", 598),
		"a/more.go":      long("package a", 598),
		"a/evenmore.go":  long("package a", 598),
		"a/last.go":      long("package a", 598),
		"a/x_test.go":    long("package a", 800),
		"web/x.html":     long("<p></p>", 250),
		"web/x.ts":       long("export {}", 350),
		"web/x.test.ts":  long("export {}", 700),
		"web/x.css":      long("p {}", 400),
		"a/testdata/x.b": long("anything", 9000),
	})
	expect(t, checkFileSizes(planted),
		"a/long.go: 601", "a: the package has 2997", "a/x_test.go: 801", "x.html: 251", "x.ts: 351", "x.css: 401")
}

func TestFunctions(t *testing.T) {
	t.Run("a long function, its SQL and its tables not counted", func(t *testing.T) {
		planted, _ := plant(t, map[string]string{"a/a.go": "package a\n\n" +
			"func long() {\n" + strings.Repeat("\n", 79) + "}\n\n" +
			"func sql() string {\n\treturn `" + strings.Repeat("\n", 200) + "`\n}\n\n" +
			"func table() []int {\n\treturn []int{" + strings.Repeat("\n1,", 200) + "\n}\n}\n",
		})
		expect(t, checkFunctions(planted), "long has 81 lines")
	})
	t.Run("too many parameters, in an interface too", func(t *testing.T) {
		planted, _ := plant(t, map[string]string{"a/a.go": "package a\n\n" +
			"func six(a, b, c, d, e, f int) {}\n\ntype i interface{ six(a, b, c int, d, e, f string) }\n\nfunc five(a, b, c, d, e int) {}\n",
		})
		expect(t, checkFunctions(planted), "a/a.go:3: 6 parameters", "a/a.go:5: 6 parameters")
	})
	t.Run("a wide interface, embedding counted once", func(t *testing.T) {
		planted, _ := plant(t, map[string]string{"a/a.go": "package a\n\n" +
			"type wide interface { a(); b(); c(); d(); e(); fmt.Stringer }\n\ntype fits interface { wide; a(); b(); c(); d() }\n",
		})
		expect(t, checkFunctions(planted), "a/a.go:3: an interface of 6 methods")
	})
}

func TestDepth(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"a/b/c/fits.go":                   "package c\n",
		"a/b/c/d/deep.go":                 "package d\n",
		"a/b/testdata/fuzz/FuzzX/one.txt": "anything\n",
	})
	expect(t, checkDepth(planted), "a/b/c/d: 4 directories deep")
}

func TestPackages(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"internal/util/a.go":  "// Package util is everything.\npackage util\n",
		"internal/mute/a.go":  "package mute\n",
		"internal/said/a.go":  "// Package said says so.\npackage said\n",
		"internal/mute2/a.go": "package mute2\n", "internal/mute2/a_test.go": "// Package mute2 is explained to tests only.\npackage mute2\n",
		"internal/e2e/a_test.go": "// Package e2e is all tests.\npackage e2e\n",
	})
	expect(t, checkPackages(planted), "not named util", "internal/mute: no package comment", "internal/mute2: no package comment")
}

func TestExplained(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"booking/a.go": `package booking

type Mute struct{}

// Said is said.
type Said struct{}

type (
	Trailing int // also said
	Grouped  int
)

func (Said) String() string { return "" }
func (Said) Open()          {}
func (Said) close()         {}
func New()                  {}
`,
		"internal/ops/a.go":            "package ops\n\nfunc New() {}\n",
		"booking/bookingtest/store.go": "package bookingtest\n\nfunc New() {}\n",
	})
	expect(t, checkExplained(planted, libraries), "type Mute", "type Grouped", "method Said.Open", "func New")
}

func TestCalls(t *testing.T) {
	rows := []struct{ says, at, body, want string }{
		{"a service reads its own clock", "internal/casework/a.go", "var x = time.Now()", "given the clock"},
		{"main hands the clock out", "internal/casework/a.go", "var x = time.Now", ""},
		{"a global logger", "internal/ops/a.go", "var x = slog.Default()", "passed in"},
		{"leaving from the middle", "internal/ops/a.go", "func f() { os.Exit(1) }", "returned to main"},
		{"main leaves", "cmd/majlis/a.go", "func f() { os.Exit(1) }", ""},
		{"registration by init", "internal/ops/a.go", "func init() {}", "wiring is visible"},
		{"a test sleeps", "internal/ops/a_test.go", "func f() { time.Sleep(1) }", "no test sleeps"},
		{"a test is skipped", "internal/ops/a_test.go", "func f(t *testing.T) { t.Skip() }", "nobody runs"},
	}
	for _, row := range rows {
		t.Run(row.says, func(t *testing.T) {
			planted, _ := plant(t, map[string]string{row.at: "package a\n\n" + row.body + "\n"})
			if row.want == "" {
				expect(t, checkCalls(planted))
			} else {
				expect(t, checkCalls(planted), row.want)
			}
		})
	}
	t.Run("sleeping in a bubble takes no time", func(t *testing.T) {
		planted, _ := plant(t, map[string]string{"a/a_test.go": "package a\n\nimport _ \"testing/synctest\"\n\nfunc f() { time.Sleep(1) }\n"})
		expect(t, checkCalls(planted))
	})
}

func TestPostponed(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"a/a.go":        "package a\n\n// TO" + "DO later\n",
		"docs/a.md":     "FIX" + "ME\n",
		"deploy/run.sh": "mktemp /tmp/x.XXXXXX\n",
	})
	expect(t, checkPostponed(planted), "a/a.go:3", "docs/a.md:1")
}

func TestTags(t *testing.T) {
	const tagged = "package a\n\ntype x struct {\n\tA int `json:\"a\"`\n}\n"
	planted, _ := plant(t, map[string]string{"booking/a.go": tagged, "booking/planfile/a.go": tagged})
	expect(t, checkTags(planted), "booking/a.go:4")
}

func TestSurface(t *testing.T) {
	planted, _ := plant(t, map[string]string{"booking/a.go": `package booking

type Week struct{}
type hidden struct{}
func (w *Week) Open() {}
func (w Week) close() {}
func (h hidden) Open() {}
func New() {}
const A, b = 1, 2
var Sunday Week
`})
	got := strings.Join(surface(planted.packages()["booking"]), ", ")
	const want = "const A, func New, method Week.Open, type Week, var Sunday"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if diff := difference("a\nb", "b\nc"); diff != "\tgone: a\n\tnew:  c" {
		t.Errorf("difference is told as %q", diff)
	}
}

func TestRuleCitations(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"docs/booking-rules.md":   "# Rules\n\n**R1** one\n\n## R2 two\n\n- R3 three\n\n| R4 | four |\n",
		"booking/a.go":            "package booking\n\n// Rule R1: so it is. R2, too. See R48-10427.\n\n// Rule R9: made up.\nvar x = \"R3\"\n",
		"booking/a_test.go":       "package booking\n\nvar says = \"R1: one\" // R3\n",
		"booking/testdata/r4.txt": "R4: a scenario\n",
	})
	expect(t, checkRuleCitations(planted),
		"R2 is cited by no test", "R3 is cited nowhere", "R4 is cited nowhere", "cites rule R9")
}

func TestDocumentPaths(t *testing.T) {
	planted, fsys := plant(t, map[string]string{
		"ARCHITECTURE.md":  "see `web/page/form.go`, `internal/gone/x.go`, `github.com/a/b` and [rules](docs/rules.md#r1), [gone](docs/gone.md)\n",
		"web/page/form.go": "package page\n", "docs/rules.md": "[up](../ARCHITECTURE.md) [site](https://example.org)\n",
	})
	expect(t, checkDocumentPaths(planted, fsys), "internal/gone/x.go", "docs/gone.md")
}
