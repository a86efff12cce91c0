package assets

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"testing/fstest"
)

var built = fstest.MapFS{
	"manifest.json":   {Data: []byte(`{"main.css":"main-AB.css"}`)},
	"main-AB.css":     {Data: []byte("body{color:red;color:red}")},
	"main-AB.css.gz":  {Data: []byte("packed")},
	"file/a-XY.woff2": {Data: []byte("font")},
}

func TestLoad_SaysWhatToDoWhenNothingIsBuilt(t *testing.T) {
	if _, err := load(fstest.MapFS{".gitkeep": {}}); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v", err)
	}
	if _, err := load(fstest.MapFS{"manifest.json": {Data: []byte("{")}}); err == nil {
		t.Error("a broken manifest loads")
	}
}

func TestManifest_URL(t *testing.T) {
	m, err := load(built)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.URL("main.css"); got != "/assets/main-AB.css" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := m.URL("office/weak.js"); err == nil {
		t.Error("a misspelt name has an address")
	}
	if got, err := Unbuilt().URL("main.css"); got != "/assets/main.css" || err != nil {
		t.Errorf("unbuilt: got %q, %v", got, err)
	}
}

func TestHandler(t *testing.T) {
	m, err := load(built)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		path, accept string
		status       int
		body, coding string
	}{
		{"/assets/main-AB.css", "gzip, br", 200, "packed", "gzip"},
		{"/assets/main-AB.css", "gzip;q=0", 200, "body{color:red;color:red}", ""},
		{"/assets/main-AB.css", "", 200, "body{color:red;color:red}", ""},
		{"/assets/file/a-XY.woff2", "gzip", 200, "font", ""},
		{"/assets/manifest.json", "", 404, "", ""},
		{"/assets/../assets.go", "", 404, "", ""},
		{"/assets/main.css", "", 404, "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = row.path
		r.Header.Set("Accept-Encoding", row.accept)
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, r)
		if w.Code != row.status || w.Header().Get("Content-Encoding") != row.coding || (row.status == 200 && w.Body.String() != row.body) {
			t.Errorf("%s (%s): %d %q %q", row.path, row.accept, w.Code, w.Header().Get("Content-Encoding"), w.Body)
		}
		if row.status == 200 && w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s may not be kept", row.path)
		}
	}
}

// Directions are logical everywhere: the same sheets serve both scripts.
func TestStyles_NameNoSide(t *testing.T) {
	sheets, err := filepath.Glob("css/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no style sheets: %v", err)
	}
	physical := regexp.MustCompile(`(?m)\b(left|right)\b|\b(margin|padding|border)-(top|bottom)\b|^\s*(top|bottom|width|height):`)
	for _, sheet := range sheets {
		raw, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if found := physical.Find(raw); found != nil {
			t.Errorf("%s says %q: use the logical property", sheet, found)
		}
	}
}

// The pairs the components rely on, by WCAG 2.2 criteria 1.4.3 and 1.4.11.
func TestTokens_Contrast(t *testing.T) {
	light := tokens(t, "css/tokens.css", nil)
	dark := tokens(t, "css/stage-frame.css", light)
	for name, set := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, row := range []struct {
			front, back string
			least       float64
		}{
			{"text", "paper", 4.5}, {"text", "ground", 4.5}, {"strong", "paper", 4.5}, {"quiet", "paper", 4.5}, {"quiet", "ground", 4.5},
			{"quiet", "chosen", 4.5}, {"quiet", "hover", 4.5}, {"quiet", "off", 4.5}, {"placeholder", "paper", 4.5},
			{"brand-text", "paper", 4.5}, {"brand-text", "ground", 4.5}, {"brand-text", "hover", 4.5}, {"gray-0", "brand", 4.5},
			{"edge", "paper", 3}, {"edge", "ground", 3}, {"focus", "ground", 3}, {"danger-edge", "paper", 3},
			{"info-text", "info-ground", 4.5}, {"success-text", "success-ground", 4.5}, {"warning-text", "warning-ground", 4.5},
			{"danger-text", "danger-ground", 4.5}, {"accent-text", "accent-ground", 4.5}, {"danger-text", "paper", 4.5},
		} {
			if got := contrast(t, set[row.front], set[row.back]); got < row.least {
				t.Errorf("%s: %s on %s is %.2f, at least %.1f", name, row.front, row.back, got, row.least)
			}
		}
	}
}

// tokens reads the custom properties of a sheet over those already known.
func tokens(t *testing.T, sheet string, known map[string]string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for name, value := range known {
		set[name] = value
	}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (?:(#[0-9a-f]{6})|var\(--([a-z0-9-]+)\));`).FindAllStringSubmatch(string(raw), -1) {
		if set[m[1]] = m[2]; m[2] == "" {
			set[m[1]] = set[m[3]]
		}
	}
	return set
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(fmt.Sprintf("%.6s", hex[min(1, len(hex)):]), 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	channel := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
