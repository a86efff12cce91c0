package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"majlis/booking"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

func TestTranslate(t *testing.T) {
	t.Parallel()
	if err := postgres.Translate(fmt.Errorf("scan: %w", pgx.ErrNoRows)); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("no rows: %v", err)
	}
	if err := postgres.Translate(nil); err != nil {
		t.Errorf("nil: %v", err)
	}
	unknown := &pgconn.PgError{Code: "23505", ConstraintName: "nobody_named_this"}
	if err := postgres.Translate(unknown); !errors.Is(err, error(unknown)) {
		t.Errorf("an unknown constraint: %v", err)
	}
	for name, rule := range postgres.Rules {
		broken := &pgconn.PgError{Code: "23505", ConstraintName: name}
		if err := postgres.Translate(broken); !errors.Is(err, rule) || !errors.Is(err, error(broken)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A constraint in the table that the schema does not have is a misspelling. Triggers may
// name rules too, so the text of the migrations counts.
func TestRules_AreConstraintsOfTheSchema(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	const q = `select conname::text from pg_constraint union select relname::text from pg_class where relkind = 'i'`
	rows, err := db.Pool().Query(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	migrations := readMigrations(t)
	for name := range postgres.Rules {
		if !known[name] && !strings.Contains(migrations, "'"+name+"'") {
			t.Errorf("%s is not a constraint of the schema", name)
		}
	}
}

func readMigrations(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
