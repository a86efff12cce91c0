package e2e

import (
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// TestTypeScript runs the unit tests of web (every *.test.ts) under node's own test
// runner. They read fixtures from the repository's root, their working directory.
func TestTypeScript(t *testing.T) {
	web := absolute(t, filepath.Join(root, "web"))
	tests, err := filepath.Glob(filepath.Join(web, "*", "*.test.ts"))
	if err != nil {
		t.Fatal(err)
	}
	if len(tests) == 0 {
		t.Log("there are no TypeScript tests")
		return
	}
	out := t.TempDir()
	err = bundleFor(api.BuildOptions{
		EntryPoints:  tests,
		Outdir:       out,
		Outbase:      web,
		Format:       api.FormatESModule,
		OutExtension: map[string]string{".js": ".mjs"},
		Tsconfig:     filepath.Join(web, "tsconfig.json"),
	})
	if err != nil {
		t.Fatal(err)
	}
	bundles, err := filepath.Glob(filepath.Join(out, "*", "*.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	args := append([]string{"--enable-source-maps", "--test", "--test-reporter=spec"}, bundles...)
	if err := runNode(t, map[string]string{"NODE_PATH": filepath.Join(web, "node_modules"), "NODE_NO_WARNINGS": "1"}, args...); err != nil {
		t.Fatal(err)
	}
}
