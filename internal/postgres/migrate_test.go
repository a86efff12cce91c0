package postgres_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

func TestMigrate_TwoProcessesAtOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.EmptyURL(t)
	group, ctx := errgroup.WithContext(t.Context())
	for range 2 {
		group.Go(func() error { return migrateOnce(ctx, url) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := migrateOnce(t.Context(), url); err != nil {
		t.Fatalf("a schema that is up to date: %v", err)
	}
}

func migrateOnce(ctx context.Context, url string) error {
	db, err := postgres.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx)
}

func TestMigrations_AreNumberedExplainedAndForwardOnly(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	name := regexp.MustCompile(`^(\d{4})_[a-z_]+\.sql$`)
	numbers := map[string]string{}
	for _, file := range files {
		base := filepath.Base(file)
		match := name.FindStringSubmatch(base)
		if match == nil {
			t.Errorf("%s: want a name like 0012_what_it_adds.sql", base)
			continue
		}
		if other, taken := numbers[match[1]]; taken {
			t.Errorf("%s and %s have one number", base, other)
		}
		numbers[match[1]] = base
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if !strings.HasPrefix(text, "-- ") || strings.HasPrefix(text, "-- +goose") {
			t.Errorf("%s: does not begin with a comment that says why", base)
		}
		if strings.Contains(text, "+goose Down") {
			t.Errorf("%s: migrations only go forward", base)
		}
	}
}
