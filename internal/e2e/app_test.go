package e2e

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"majlis/internal/app"
	"majlis/internal/config"
	"majlis/internal/postgres/postgrestest"
)

// An App is one node with demonstration data, on a database of its own.
type App struct {
	URL string
}

// startApp runs the program in this process, on a database of its own, until the test ends.
func startApp(t *testing.T) *App {
	t.Helper()
	return startAppOn(t, postgrestest.URL(t), 0)
}

// startAppOn runs the program on a database, with its clock moved ahead. What it logs as a warning
// or worse is in the test's output.
func startAppOn(t *testing.T, database string, ahead time.Duration) *App {
	t.Helper()
	return startAppWith(t, database, func(s *config.ServeFlags) { s.TimeOffset = ahead })
}

// startAppWith is startAppOn with further flags changed.
func startAppWith(t *testing.T, database string, change func(*config.ServeFlags)) *App {
	t.Helper()
	flags := config.ServeFlags{Listen: "127.0.0.1:0", NodeName: "journey", SMS: "console", Demo: true}
	change(&flags)
	env := map[string]string{"MAJLIS_SECRET_KEY": siteKey}
	c, err := config.New(
		config.Flags{DatabaseURL: database, StateDir: t.TempDir()},
		flags,
		func(name string) string { return env[name] },
	)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	node, err := app.Start(t.Context(), c, log)
	if err != nil {
		t.Fatalf("start the program: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := node.Stop(ctx); err != nil {
			t.Errorf("stop the program: %v", err)
		}
	})
	return &App{URL: node.URL()}
}

func TestApp_Starts(t *testing.T) {
	site := startApp(t)
	for _, path := range []string{"/", "/ar", "/en"} {
		response, err := http.Get(site.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", path, response.Status)
		}
	}
}
