package postgres_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

func TestOpen_WantsAServerThatTakesWrites(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	const standby = `do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$`
	if _, err := db.Pool().Exec(t.Context(), standby); err != nil {
		t.Fatal(err)
	}
	db.Close()

	if _, err := postgres.Open(t.Context(), url, nil); err == nil || !strings.Contains(err.Error(), "reach the database") {
		t.Errorf("a standby: %v, want a refusal", err)
	}
	any, err := postgres.Open(t.Context(), url+"&target_session_attrs=any", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("a standby asked for: %v", err)
	}
	any.Close()
}

func TestOpen_BadAddress(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://majlis:secret@[::1", "postgres://majlis:secret@127.0.0.1:1/majlis"} {
		_, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want an error without the password", url, err)
		}
	}
}

func TestOpen_EveryConnectionIsInUTCAndBounded(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	for name, want := range map[string]string{"timezone": "UTC", "application_name": "majlis", "statement_timeout": "30s"} {
		var got string
		if err := db.Pool().QueryRow(t.Context(), `select current_setting($1)`, name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", name, got, err, want)
		}
	}
}

// The helpers that read and write rows, through a statement of the package.
func TestNamedArguments_AreAllNeededAndNoMore(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	const statement = `select from (values (@n::int)) as t`
	if _, err := db.Run(t.Context(), statement, map[string]any{"n": 1}); err != nil {
		t.Errorf("as written: %v", err)
	}
	if _, err := db.Run(t.Context(), statement, nil); err == nil {
		t.Error("one is missing: accepted")
	}
	if _, err := db.Run(t.Context(), statement, map[string]any{"n": 1, "m": 2}); err == nil {
		t.Error("one is too many: accepted")
	}
	if err := db.MoveCron(t.Context(), "nothing_by_this_name", day, day); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("no row touched: %v", err)
	}
}

var day = time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
