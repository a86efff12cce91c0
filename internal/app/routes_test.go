package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"majlis/internal/config"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/sms/smstest"
	"majlis/web/page/pagetest"
	"majlis/web/webtest"
)

// settings are a node's for tests: no port that another test could want.
func settings(t *testing.T) config.Config {
	t.Helper()
	env := map[string]string{"MAJLIS_SECRET_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
	c, err := config.New(
		config.Flags{DatabaseURL: postgrestest.URL(t), StateDir: t.TempDir()},
		config.ServeFlags{Listen: "127.0.0.1:0", NodeName: "test", SMS: "console", Development: true},
		func(name string) string { return env[name] },
	)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRoutes_PermissionTable asks every route of the site as every role, as a citizen and as nobody.
func TestRoutes_PermissionTable(t *testing.T) {
	t.Parallel()
	c, log := settings(t), slog.New(slog.DiscardHandler)
	db, err := postgres.Open(t.Context(), c.DatabaseURL, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	n := &Node{log: log, url: "http://localhost", database: &database{DB: db}}
	if n.services, err = newServices(c, db, present(c, db, &smstest.Recorder{}), log); err != nil {
		t.Fatal(err)
	}
	if n.rooms, err = newRooms(c, db, n.services, n.url, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.rooms.close(); err != nil {
			t.Error(err)
		}
	})
	routes := n.routes(c, pagetest.Renderer(t, pagetest.Staff()), &phone{next: &smstest.Recorder{}})
	if len(routes) < 100 {
		t.Errorf("%d routes: some surface is not mounted", len(routes))
	}
	webtest.Walk(t, routes)
}

// TestNode_WithoutDemonstration starts a node on an empty database: no account, no data, and health.
func TestNode_WithoutDemonstration(t *testing.T) {
	t.Parallel()
	c, log := settings(t), slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	node, err := Start(t.Context(), c, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
	accounts, err := node.services.accounts.List(t.Context())
	if err != nil || len(accounts) != 0 {
		t.Errorf("%d accounts in an empty office, %v", len(accounts), err)
	}
	site := node.servers[0].Handler
	for path, want := range map[string]int{
		"/health": http.StatusOK, "/ar": http.StatusOK, "/en/centres": http.StatusOK, "/ar/demo": http.StatusNotFound,
		"/ar/gallery": http.StatusOK, "/ar/office": http.StatusSeeOther, "/ops/jobs/": http.StatusSeeOther, "/nothing": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil)
		site.ServeHTTP(w, r)
		if w.Code != want && !(want == http.StatusNotFound && w.Code == http.StatusFound) {
			t.Errorf("%s answers %d, want %d", path, w.Code, want)
		}
	}
}

// TestVerifyAudit seals what was recorded and checks the chain by the command.
func TestVerifyAudit(t *testing.T) {
	t.Parallel()
	c, log := settings(t), slog.New(slog.DiscardHandler)
	if err := CreateAdministrator(t.Context(), c, log, config.Administrator{Username: "first", NameAr: "الأول", NameEn: "First", Password: "a long enough password"}); err != nil {
		t.Fatal(err)
	}
	if err := CreateAdministrator(t.Context(), c, log, config.Administrator{Username: "first", NameAr: "الأول", NameEn: "First", Password: "a long enough password"}); err == nil {
		t.Error("the same account was made twice")
	}
	node, err := Start(t.Context(), c, log)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		sealing, err := node.database.Ops().Sealing(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if sealing.Unsealed == 0 {
			break
		}
		select {
		case <-t.Context().Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	if err := node.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	line, err := VerifyAudit(t.Context(), c, log)
	if err != nil || line == "" {
		t.Errorf("%q, %v", line, err)
	}
	t.Log(line)
}
