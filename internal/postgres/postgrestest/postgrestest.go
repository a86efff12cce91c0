// Package postgrestest gives a test a PostgreSQL database of its own, migrated and empty,
// in some thirty milliseconds:
//
//	db := postgrestest.New(t)
//
// The server starts with the first such call of a test binary and ends with the binary.
// Its files stay in memory (/dev/shm) or the temporary directory for the next run, which
// finds the template database there already migrated.
package postgrestest

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/postgres"
)

// URLVariable names a running server for all tests to use instead of starting one: the
// address of a database whose user may create others. SocketVariable is the same for a
// server made by Serve, by the directory of its Unix socket.
const (
	URLVariable    = "MAJLIS_TEST_DATABASE_URL"
	SocketVariable = "MAJLIS_TEST_DATABASE_SOCKET"
)

// New is a fresh database, closed and dropped when the test ends. Without a PostgreSQL
// on the machine the test is skipped, or fails where CI=true.
func New(t testing.TB) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), URL(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// URL is the address of a fresh, migrated database, dropped when the test ends: for a
// test that opens several pools on it, or starts the program against it.
func URL(t testing.TB) string {
	t.Helper()
	return clone(t, migrated)
}

// EmptyURL is URL without the schema: for tests of the migrations themselves.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return clone(t, func(string) (string, error) { return "template0", nil })
}

var (
	once     = sync.OnceValues(findServer)
	migrated = onceByServer(template)
	number   atomic.Int64
)

func clone(t testing.TB, from func(server string) (string, error)) string {
	t.Helper()
	server, err := once()
	if err != nil {
		unavailable(t, err)
	}
	source, err := from(server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("majlis_test_%d_%d", os.Getpid(), number.Add(1))
	if err := administer(server, "create database "+name+" template "+source+" strategy file_copy"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := administer(server, "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	return withDatabase(server, name)
}

// unavailable ends the test: a machine without PostgreSQL may pass, a build machine not.
func unavailable(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("no PostgreSQL for this test: %v", err)
	}
	t.Skipf("no PostgreSQL for this test: %v", err)
}

// administer runs one statement outside any transaction, on the server's own database.
func administer(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("reach the test server: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func withDatabase(server, name string) string {
	address, err := url.Parse(server)
	if err != nil {
		return server // findServer has parsed it
	}
	address.Path = "/" + name
	return address.String()
}
