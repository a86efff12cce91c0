package postgres_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"majlis/internal/postgres/postgrestest"
)

// TestEveryQueryPrepares finds every statement in this package's source and has the
// database parse it against the migrated schema: a misspelt column fails here, not in
// front of a citizen. A statement that is not a constant cannot be checked, and fails.
func TestEveryQueryPrepares(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sources[name] = string(text)
	}
	statements, problems := findStatements(t, sources)
	for _, problem := range problems {
		t.Error(problem)
	}
	if len(statements) == 0 {
		t.Fatal("no statement found: the search is broken")
	}
	conn, err := postgrestest.New(t).Pool().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, where := range slices.Sorted(maps.Keys(statements)) {
		numbered, _, err := pgx.NamedArgs{}.RewriteQuery(t.Context(), conn.Conn(), statements[where], nil)
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		if _, err := conn.Conn().Prepare(t.Context(), where, numbered); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
}

func TestFindStatements(t *testing.T) {
	t.Parallel()
	const source = `package p
const columns = "id, name"
func (db *DB) ok() {
	const q = "select " + columns + " from t"
	one[T](ctx, db, q, nil)
	db.q(ctx).Exec(ctx, "delete from t")
}
func (db *DB) built(order string) {
	const q = "select 1 order by "
	all[T](ctx, db, q+order, nil)
}
func helper(q string) { db.q(ctx).Query(ctx, q) }
func (db *DB) hidden() {
	text := fmt.Sprint("select 1")
	must(ctx, db, ErrNotFound, text, nil)
}`
	statements, problems := findStatements(t, map[string]string{"p.go": source})
	want := map[string]string{
		"p.go:4": "select id, name from t",
		"p.go:6": "delete from t",
		"p.go:9": "select 1 order by ",
	}
	if !maps.Equal(statements, want) {
		t.Errorf("found %q, want %q", statements, want)
	}
	if len(problems) != 2 || !strings.HasPrefix(problems[0], "p.go:10") || !strings.HasPrefix(problems[1], "p.go:15") {
		t.Errorf("problems %q, want lines 10 and 15", problems)
	}
}

// findStatements is every SQL text of the sources by place, and every call whose SQL is
// not a constant.
func findStatements(t *testing.T, sources map[string]string) (statements map[string]string, problems []string) {
	t.Helper()
	search := search{fset: token.NewFileSet(), shared: map[string]ast.Expr{}, found: map[string]string{}}
	var parsed []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		file, err := parser.ParseFile(search.fset, name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
		for _, declaration := range file.Decls {
			collect(declaration, search.shared)
		}
	}
	for _, file := range parsed {
		for _, declaration := range file.Decls {
			search.declaration(declaration)
		}
	}
	return search.found, search.problems
}

type search struct {
	fset     *token.FileSet
	shared   map[string]ast.Expr // the package's constants
	found    map[string]string
	problems []string
}

// collect adds the constants of one const declaration.
func collect(node ast.Node, into map[string]ast.Expr) {
	declaration, ok := node.(*ast.GenDecl)
	if !ok || declaration.Tok != token.CONST {
		return
	}
	for _, spec := range declaration.Specs {
		spec := spec.(*ast.ValueSpec)
		for i, name := range spec.Names {
			if i < len(spec.Values) {
				into[name.Name] = spec.Values[i]
			}
		}
	}
}

func (s *search) declaration(declaration ast.Decl) {
	function, ok := declaration.(*ast.FuncDecl)
	if !ok {
		constants := map[string]ast.Expr{}
		collect(declaration, constants)
		s.keep(constants, nil)
		return
	}
	if function.Body == nil {
		return
	}
	local := map[string]ast.Expr{}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		if statement, ok := node.(*ast.DeclStmt); ok {
			collect(statement.Decl, local)
		}
		return true
	})
	s.keep(local, local)
	parameters := map[string]bool{}
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			parameters[name.Name] = true
		}
	}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			s.call(call, local, parameters)
		}
		return true
	})
}

// keep notes the constants that are statements.
func (s *search) keep(constants, local map[string]ast.Expr) {
	for _, expression := range constants {
		if text, ok := s.evaluate(expression, local); ok && isStatement(text) {
			s.found[s.place(expression)] = text
		}
	}
}

// call looks at the SQL argument of a call that takes one.
func (s *search) call(call *ast.CallExpr, local map[string]ast.Expr, parameters map[string]bool) {
	at := map[string]int{"all": 2, "one": 2, "value": 2, "values": 2, "exec": 2, "later": 2, "saved": 2, "must": 3,
		".Exec": 1, ".Query": 1, ".QueryRow": 1, ".Queue": 0, ".Prepare": 2}
	position, takes := at[callee(call.Fun)]
	if !takes || len(call.Args) <= position {
		return
	}
	argument := call.Args[position]
	if name, ok := argument.(*ast.Ident); ok && parameters[name.Name] {
		return // a helper: its callers are looked at
	}
	text, constant := s.evaluate(argument, local)
	switch _, named := argument.(*ast.Ident); {
	case !constant:
		s.problems = append(s.problems, s.place(argument)+": the statement is not a constant, so nothing checks it")
	case !named:
		s.found[s.place(argument)] = text
	}
}

func callee(function ast.Expr) string {
	switch function := function.(type) {
	case *ast.IndexExpr:
		return callee(function.X)
	case *ast.Ident:
		return function.Name
	case *ast.SelectorExpr:
		return "." + function.Sel.Name
	}
	return ""
}

// evaluate is the text of a constant string expression.
func (s *search) evaluate(expression ast.Expr, local map[string]ast.Expr) (string, bool) {
	switch expression := expression.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(expression.Value)
		return text, err == nil && expression.Kind == token.STRING
	case *ast.ParenExpr:
		return s.evaluate(expression.X, local)
	case *ast.BinaryExpr:
		left, ok := s.evaluate(expression.X, local)
		right, also := s.evaluate(expression.Y, local)
		return left + right, ok && also && expression.Op == token.ADD
	case *ast.Ident:
		if value, ok := local[expression.Name]; ok {
			return s.evaluate(value, local)
		}
		if value, ok := s.shared[expression.Name]; ok {
			return s.evaluate(value, nil)
		}
	}
	return "", false
}

func (s *search) place(node ast.Node) string {
	position := s.fset.Position(node.Pos())
	return fmt.Sprintf("%s:%d", position.Filename, position.Line)
}

func isStatement(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	first, _, _ = strings.Cut(first, "\n")
	return slices.Contains([]string{"select", "insert", "update", "delete", "with", "merge", "listen", "notify", "lock", "set", "truncate"}, first)
}
