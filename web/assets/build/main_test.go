package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBuild(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	dist := t.TempDir()
	if err := os.WriteFile(filepath.Join(dist, "old.css"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Build(filepath.Join(root, "web"), dist); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dist, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest map[string]string
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}

	t.Run("every file of the manifest is there", func(t *testing.T) {
		for name, file := range manifest {
			if _, err := os.Stat(filepath.Join(dist, file)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if file == name {
				t.Errorf("%s carries no hash", name)
			}
		}
	})
	t.Run("what layouts ask for is built", func(t *testing.T) {
		for _, name := range []string{"main.css", "stage.css", "icons.svg", "icon.svg", "page/layout.js", "font/ibm-plex-sans-arabic-arabic-400-normal.woff2"} {
			if manifest[name] == "" {
				t.Errorf("%s is missing", name)
			}
		}
	})
	t.Run("old files are gone", func(t *testing.T) {
		if _, err := os.Stat(filepath.Join(dist, "old.css")); !os.IsNotExist(err) {
			t.Errorf("old.css: %v", err)
		}
	})
	t.Run("a citizen's first load stays small", func(t *testing.T) {
		total := int64(0)
		for _, name := range []string{"main.css", "icons.svg", "icon.svg", "page/layout.js"} {
			info, err := os.Stat(filepath.Join(dist, manifest[name]+".gz"))
			if err != nil {
				t.Fatal(err)
			}
			total += info.Size()
		}
		if total > 40<<10 {
			t.Errorf("sheets, icons and script take %d bytes; 100 KB is for the whole page", total)
		}
	})
	t.Run("nothing is loaded from elsewhere", func(t *testing.T) {
		sheet, err := os.ReadFile(filepath.Join(dist, manifest["main.css"]))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(sheet), "http:") || strings.Contains(string(sheet), "https:") {
			t.Error("a style sheet names a foreign host")
		}
	})
}
