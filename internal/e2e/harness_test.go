package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"majlis/internal/postgres/postgrestest"
)

// TestHarness proves what the journeys stand on with a page that needs nothing else.
func TestHarness(t *testing.T) {
	t.Run("there is a network, and only lo", func(t *testing.T) {
		interfaces, err := net.Interfaces()
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range interfaces {
			if i.Name == "lo" && i.Flags&net.FlagUp == 0 || i.Name != "lo" && i.Flags&net.FlagUp != 0 {
				t.Errorf("%s is %v", i.Name, i.Flags)
			}
		}
	})
	t.Run("there is a database", func(t *testing.T) {
		if err := postgrestest.New(t).Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})

	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src data:; connect-src *")
		w.Write([]byte(`<!doctype html><html lang="en"><title>Harness</title><link rel="icon" href="data:,"><main><h1>Harness</h1></main></html>`))
	}))
	t.Cleanup(site.Close)
	shots := t.TempDir() // its pictures are of no page of ours
	env := func(fail string) map[string]string {
		return map[string]string{"MAJLIS_URL": site.URL, "MAJLIS_FAIL": fail, "MAJLIS_SCREENSHOTS": shots}
	}
	t.Run("a journey passes and leaves its picture", func(t *testing.T) {
		runBrowser(t, "harness_proof.ts", env(""))
		if info, err := os.Stat(filepath.Join(shots, "harness.ar.320.png")); err != nil || info.Size() == 0 {
			t.Errorf("no picture: %v", err)
		}
	})
	t.Run("a failing step is told with what was seen", func(t *testing.T) {
		err := browse(t, "harness_proof.ts", env("step"))
		if err == nil || !strings.Contains(err.Error(), `"this step fails"`) || !strings.Contains(err.Error(), `got "seen", want "wanted"`) {
			t.Errorf("told as: %v", err)
		}
	})
	t.Run("an error in the page fails the journey", func(t *testing.T) {
		err := browse(t, "harness_proof.ts", env("console"))
		if err == nil || !strings.Contains(err.Error(), "thrown by the page") {
			t.Errorf("told as: %v", err)
		}
	})
}
