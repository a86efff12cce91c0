// Command build makes web/assets/dist from the sources:
//
//   - style sheets: web/assets/css/main.css and stage.css, with what they import;
//   - fonts: the woff2 files those style sheets name, copied;
//   - icons: web/assets/icons/icons.svg, copied;
//   - scripts: one bundle for every web/<surface>/<stem>.ts that has a template
//     of the same stem beside it (web/office/week.ts beside week.html becomes
//     "office/week.js"), and so one folder further down. A .ts file without such a template is a module, to be
//     imported, and *.test.ts is never built.
//
// Every file is named with a hash of its content; manifest.json maps logical
// names to files; text files get a compressed copy beside them. The directory
// is emptied first, .gitkeep apart.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "build assets:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	web := filepath.Join(root, "web")
	if _, err := os.Stat(filepath.Join(web, "node_modules", "@fontsource")); err != nil {
		return errors.New("web/node_modules is missing: run `npm ci` in web/")
	}
	return Build(web, filepath.Join(web, "assets", "dist"))
}

// Build bundles the sources under web into dist.
func Build(web, dist string) error {
	entries, err := entryPoints(web)
	if err != nil {
		return err
	}
	if err := empty(dist); err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: entries,
		AbsWorkingDir:       web,
		Outdir:              dist,
		Outbase:             web,
		Bundle:              true,
		Splitting:           true,
		Format:              api.FormatESModule,
		Platform:            api.PlatformBrowser,
		Target:              api.ES2022,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		Charset:             api.CharsetUTF8,
		LegalComments:       api.LegalCommentsNone,
		EntryNames:          "[dir]/[name]-[hash]",
		ChunkNames:          "chunk/[name]-[hash]",
		AssetNames:          "file/[name]-[hash]",
		PublicPath:          "/assets/",
		Loader:              map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderCopy},
		Metafile:            true,
		Write:               true,
		LogLevel:            api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors, the first: %s", len(result.Errors), result.Errors[0].Text)
	}
	if err := writeManifest(web, dist, entries, result.Metafile); err != nil {
		return err
	}
	return compress(dist)
}

// entryPoints lists what is built, by logical name without extension.
func entryPoints(web string) ([]api.EntryPoint, error) {
	entries := []api.EntryPoint{
		{InputPath: "./assets/css/main.css", OutputPath: "main"},
		{InputPath: "./assets/css/stage.css", OutputPath: "stage"},
		{InputPath: "./assets/icons/icons.svg", OutputPath: "icons"},
		{InputPath: "./assets/icons/icon.svg", OutputPath: "icon"},
	}
	var scripts []string
	for _, depth := range []string{"*", "*/*"} {
		found, err := filepath.Glob(filepath.Join(web, depth, "*.ts"))
		if err != nil {
			return nil, fmt.Errorf("list scripts: %w", err)
		}
		scripts = append(scripts, found...)
	}
	for _, script := range scripts {
		stem := strings.TrimSuffix(script, ".ts")
		if _, err := os.Stat(stem + ".html"); err != nil {
			continue
		}
		rel, err := filepath.Rel(web, stem)
		if err != nil {
			return nil, fmt.Errorf("name script: %w", err)
		}
		name := filepath.ToSlash(rel)
		entries = append(entries, api.EntryPoint{InputPath: "./" + name + ".ts", OutputPath: name})
	}
	return entries, nil
}

func empty(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return fmt.Errorf("make dist: %w", err)
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return fmt.Errorf("read dist: %w", err)
	}
	for _, entry := range old {
		if entry.Name() == ".gitkeep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, entry.Name())); err != nil {
			return fmt.Errorf("empty dist: %w", err)
		}
	}
	return nil
}

// writeManifest turns esbuild's report into {"main.css": "main-ABC.css", …}.
// Fonts are listed too, under font/<name>.woff2, so that pages can preload them.
func writeManifest(web, dist string, entries []api.EntryPoint, metafile string) error {
	var report struct {
		Outputs map[string]struct {
			EntryPoint string                     `json:"entryPoint"`
			Inputs     map[string]json.RawMessage `json:"inputs"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &report); err != nil {
		return fmt.Errorf("read build report: %w", err)
	}
	names := map[string]string{}
	for _, e := range entries {
		names[strings.TrimPrefix(e.InputPath, "./")] = e.OutputPath
	}
	manifest := map[string]string{}
	for output, info := range report.Outputs {
		file, err := filepath.Rel(dist, filepath.Join(web, filepath.FromSlash(output)))
		if err != nil {
			return fmt.Errorf("name output: %w", err)
		}
		file = filepath.ToSlash(file)
		source := info.EntryPoint
		if source == "" && len(info.Inputs) == 1 {
			for input := range info.Inputs {
				source = input
			}
		}
		switch name, isEntry := names[source]; {
		case isEntry:
			manifest[name+filepath.Ext(file)] = file
		case strings.HasSuffix(source, ".woff2"):
			manifest["font/"+filepath.Base(source)] = file
		}
	}
	raw, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dist, "manifest.json"), append(raw, '\n'), 0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}

// compress writes a .gz beside every text file that gets smaller by it.
func compress(dist string) error {
	return filepath.WalkDir(dist, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		switch filepath.Ext(name) {
		case ".css", ".js", ".svg":
		default:
			return nil
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		var packed bytes.Buffer
		zw, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		if _, err := zw.Write(raw); err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		if err := zw.Close(); err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		if packed.Len() >= len(raw) {
			return nil
		}
		return os.WriteFile(name+".gz", packed.Bytes(), 0o644)
	})
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find working directory: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = parent
	}
}
