package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"majlis/internal/config"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/seed"
)

// TestJourney_Recording turns recording on by two people, holds an audience under it, and has two people
// release the file, which Chromium plays.
func TestJourney_Recording(t *testing.T) {
	fetched := filepath.Join(t.TempDir(), "fetched.webm")
	if keep := os.Getenv("MAJLIS_KEEP_RECORDING"); keep != "" {
		fetched = keep
	}
	site := startAppWith(t, postgrestest.URL(t), func(s *config.ServeFlags) {
		s.RecordingDir, s.RecordingKeep = t.TempDir(), 24*time.Hour
	})
	runBrowser(t, "recording.ts", map[string]string{"MAJLIS_URL": site.URL, "MAJLIS_PASSWORD": seed.Password, "MAJLIS_RECORDING": fetched})
	runBrowser(t, "playback.ts", map[string]string{"MAJLIS_URL": site.URL, "MAJLIS_RECORDING": fetched})
}
