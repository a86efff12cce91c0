package postgrestest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"majlis/internal/postgres/server"
)

func TestNew_GivesEachTestItsOwnDatabase(t *testing.T) {
	t.Parallel()
	first := New(t)
	if _, err := first.Pool().Exec(t.Context(), `create table mine (n int)`); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	second := New(t)
	t.Logf("a clone took %v", time.Since(began).Round(time.Millisecond))
	if _, err := second.Pool().Exec(t.Context(), `select from mine`); err == nil {
		t.Error("the second test sees the first one's table")
	}
	if _, err := second.Pool().Exec(t.Context(), `select from river_job`); err != nil {
		t.Errorf("the schema is not whole: %v", err)
	}
}

func TestNew_DropsItsDatabase(t *testing.T) {
	t.Parallel()
	var address string
	t.Run("a test", func(t *testing.T) { address = URL(t) })
	if err := administer(address, "select 1"); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("after the test: %v, want that the database does not exist", err)
	}
}

func TestServe_IsFoundByItsSocket(t *testing.T) {
	socket, stop, err := Serve()
	if errors.Is(err, server.ErrNotInstalled) {
		unavailable(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(SocketVariable, socket)
	address, err := findServer()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := template(address); err != nil {
		t.Error(err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := administer(address, "select 1"); err == nil {
		t.Error("still there after being stopped")
	}
}
