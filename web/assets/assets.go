// Package assets serves what the browser loads besides pages: style sheets,
// scripts, fonts and the icon sprite. The files are made by
//
//	go run ./web/assets/build
//
// under names that carry a hash of their content, and embedded here from
// dist/. A page asks the Manifest for a logical name ("main.css",
// "citizen/file.js") and gets the address to link to.
package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where Handler expects to be mounted.
const Prefix = "/assets/"

// ErrNotBuilt says that dist/ holds no manifest.
var ErrNotBuilt = errors.New("the assets are not built: run `make assets` (or `go run ./web/assets/build`) and compile again")

// Manifest maps logical names to built files.
type Manifest struct {
	files   map[string]string
	content fs.FS
}

// Load reads the manifest embedded in the program. It fails with ErrNotBuilt
// when the program was compiled before the assets were built.
func Load() (*Manifest, error) {
	content, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open embedded assets: %w", err)
	}
	return load(content)
}

func load(content fs.FS) (*Manifest, error) {
	raw, err := fs.ReadFile(content, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("read asset manifest: %w", err)
	}
	m := &Manifest{content: content}
	if err := json.Unmarshal(raw, &m.files); err != nil {
		return nil, fmt.Errorf("decode asset manifest: %w", err)
	}
	return m, nil
}

// Unbuilt is a manifest for tests: every name is its own address, and
// Handler finds nothing.
func Unbuilt() *Manifest { return &Manifest{} }

// URL gives the address of a logical name. A name that was not built is an
// error, so that a page with a misspelt script fails in its test and not in
// silence.
func (m *Manifest) URL(name string) (string, error) {
	if m.content == nil {
		return Prefix + name, nil
	}
	file, ok := m.files[name]
	if !ok {
		return "", fmt.Errorf("no asset named %q was built", name)
	}
	return Prefix + file, nil
}

// Handler serves the built files under Prefix. Names carry a content hash, so
// they may be kept for ever; text goes out compressed when the browser agrees.
func (m *Manifest) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		kind, known := contentTypes[path.Ext(name)]
		if m.content == nil || !known || !fs.ValidPath(name) {
			http.NotFound(w, r)
			return
		}
		body, err := fs.ReadFile(m.content, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		if packed, err := fs.ReadFile(m.content, name+".gz"); err == nil {
			h.Add("Vary", "Accept-Encoding")
			if acceptsGzip(r) {
				h.Set("Content-Encoding", "gzip")
				body = packed
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the browser went away; nobody is left to tell
		}
	})
}

var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".map":   "application/json",
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" || coding == "*" {
			q := strings.TrimSpace(params)
			return q != "q=0" && q != "q=0.0"
		}
	}
	return false
}
