package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema up to this program's version: its own numbered SQL files,
// then the job queue's tables. Two processes may call it at once; one works, the other
// waits. It never goes back.
func (db *DB) Migrate(ctx context.Context) error {
	unlock, err := db.lockMigrations(ctx)
	if err != nil {
		return fmt.Errorf("wait for another migration: %w", err)
	}
	defer unlock()
	if err := db.migrateOwn(ctx); err != nil {
		return fmt.Errorf("migrate the schema: %w", err)
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(db.pool), &rivermigrate.Config{Logger: db.log})
	if err != nil {
		return fmt.Errorf("read the job queue's migrations: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

// lockMigrations takes the migrations' lock on a connection of its own. It polls, because
// a statement waiting in the database would hold back an index built concurrently.
func (db *DB) lockMigrations(ctx context.Context) (unlock func(), err error) {
	const q = `select pg_try_advisory_lock(hashtextextended('majlis:migrate', 0))`
	conn, err := pgx.ConnectConfig(ctx, db.pool.Config().ConnConfig)
	if err != nil {
		return nil, err
	}
	unlock = func() { _ = conn.Close(context.WithoutCancel(ctx)) } // the lock ends with its connection
	for {
		var mine bool
		if err := conn.QueryRow(ctx, q).Scan(&mine); err != nil {
			unlock()
			return nil, err
		}
		if mine {
			return unlock, nil
		}
		select {
		case <-ctx.Done():
			unlock()
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (db *DB) migrateOwn(ctx context.Context) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	config := db.pool.Config().ConnConfig
	config.RuntimeParams["statement_timeout"] = "0" // an index on a grown table takes its time
	sqlDB := stdlib.OpenDB(*config)
	defer sqlDB.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, sqlDB, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// SchemaDigest names the schema this program migrates to: it changes when any migration
// file, or the job queue's version, does.
func SchemaDigest() string {
	sum := sha256.New()
	files, _ := fs.Glob(migrationFiles, "migrations/*.sql") // the pattern is well formed
	for _, name := range files {
		text, _ := fs.ReadFile(migrationFiles, name) // embedded
		fmt.Fprintf(sum, "%s %d\n", name, len(text))
		sum.Write(text)
	}
	if migrator, err := rivermigrate.New(riverpgxv5.New(nil), nil); err == nil {
		for _, version := range migrator.AllVersions() {
			fmt.Fprintf(sum, "river %d %s\n", version.Version, version.Name)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}
