package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// bannedNames say nothing about what a package does, so everything ends up in it.
var bannedNames = []string{
	"util", "utils", "common", "helper", "helpers", "base", "model", "models",
	"types", "shared", "misc", "manager", "managers", "lib", "core",
}

// checkPackages wants every package to be named for something and to say, in its
// package comment, what that is.
func checkPackages(t *tree) []string {
	var found []string
	for dir, files := range t.packages() {
		name := files[0].syntax.Name.Name
		if slices.Contains(bannedNames, strings.TrimSuffix(name, "_test")) || slices.Contains(bannedNames, path.Base(dir)) {
			found = append(found, fmt.Sprintf("%s: a package is not named %s", dir, path.Base(dir)))
		}
		onlyTests := !slices.ContainsFunc(files, func(f file) bool { return !f.isGoTest() })
		explained := slices.ContainsFunc(files, func(f file) bool {
			return f.syntax.Doc.Text() != "" && (onlyTests || !f.isGoTest())
		})
		if !explained {
			found = append(found, fmt.Sprintf("%s: no package comment", dir))
		}
	}
	return found
}

// plainMethods need no comment: every reader knows what they promise.
var plainMethods = []string{"Error", "Is", "As", "Unwrap", "String", "Len", "Less", "Swap", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"}

// checkExplained wants a comment on every exported type, function and method that
// matches libraries, for it says what a caller must know.
func checkExplained(t *tree, libraries []string) []string {
	var found []string
	for _, f := range t.files {
		if !f.isGo() || f.isGoTest() || !withinAny(f.dir(), libraries) || strings.HasSuffix(f.dir(), "test") {
			continue
		}
		for _, decl := range f.syntax.Decls {
			for _, name := range unexplained(decl) {
				found = append(found, fmt.Sprintf("%s: %s has no comment for its callers", t.at(decl), name))
			}
		}
	}
	return found
}

// unexplained lists the exported names of a declaration that have no comment.
func unexplained(decl ast.Decl) []string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Doc == nil && (decl.Recv == nil || !slices.Contains(plainMethods, decl.Name.Name)) {
			return shownFunc(decl)
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range decl.Specs {
			if spec, ok := spec.(*ast.TypeSpec); ok && spec.Doc == nil && decl.Doc == nil && spec.Comment == nil {
				names = append(names, shownSpec(decl, spec)...)
			}
		}
		return names
	}
	return nil
}

// surface lists what a package shows: its exported types, functions, methods,
// constants and variables, sorted.
func surface(files []file) []string {
	var names []string
	for _, f := range files {
		if f.isGoTest() {
			continue
		}
		for _, decl := range f.syntax.Decls {
			names = append(names, shown(decl)...)
		}
	}
	slices.Sort(names)
	return names
}

// shown lists the exported names of one declaration.
func shown(decl ast.Decl) []string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return shownFunc(decl)
	case *ast.GenDecl:
		var names []string
		for _, spec := range decl.Specs {
			names = append(names, shownSpec(decl, spec)...)
		}
		return names
	}
	return nil
}

func shownFunc(fn *ast.FuncDecl) []string {
	if !fn.Name.IsExported() {
		return nil
	}
	if fn.Recv == nil {
		return []string{"func " + fn.Name.Name}
	}
	receiver := receiverName(fn.Recv.List[0].Type)
	if !ast.IsExported(receiver) {
		return nil
	}
	return []string{"method " + receiver + "." + fn.Name.Name}
}

func shownSpec(decl *ast.GenDecl, spec ast.Spec) []string {
	var names []string
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			names = append(names, "type "+spec.Name.Name)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				names = append(names, decl.Tok.String()+" "+name.Name)
			}
		}
	}
	return names
}

// receiverName gives the type's name behind a pointer or type parameters.
func receiverName(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return receiverName(expr.X)
	case *ast.IndexExpr:
		return receiverName(expr.X)
	case *ast.IndexListExpr:
		return receiverName(expr.X)
	case *ast.Ident:
		return expr.Name
	}
	return ""
}
