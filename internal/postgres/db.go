// Package postgres holds every SQL statement of the program: one file per aggregate, the
// statement a const at the top of the method that runs it. It answers with the domain's
// own types and errors, never with pgx's.
package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// DB is one PostgreSQL database, reached through a pool. It is safe for concurrent use.
type DB struct {
	pool *pgxpool.Pool
	beat *pgxpool.Pool         // one connection: a node says that it lives however busy the others are
	jobs *river.Client[pgx.Tx] // inserts only; internal/jobs works them
	wake wakener
	log  *slog.Logger
	now  func() time.Time
}

// Open connects to the database named by url (a postgres:// URL or a key=value string),
// which may name several hosts. Unless it sets target_session_attrs itself, only a server
// that takes writes will do, so that after a failover the new primary is found. It fails
// when none answers within ten seconds.
func Open(ctx context.Context, url string, log *slog.Logger) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	configure(config, url)
	single := config.Copy()
	single.MinConns, single.MaxConns = 0, 1
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: log})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	beat, err := pgxpool.NewWithConfig(ctx, single) // dials when it is used
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &DB{pool: pool, beat: beat, jobs: jobs, log: log, now: time.Now}, nil
}

// GoBy has notices be due, and jobs be inserted, by another clock than the machine's: in a
// demonstration that lives on another day. Call it before anything else uses the database.
func (db *DB) GoBy(now func() time.Time) error {
	config := &river.Config{Logger: db.log}
	config.Test.Time = movedClock{now}
	jobs, err := river.NewClient(riverpgxv5.New(db.pool), config)
	if err != nil {
		return fmt.Errorf("open the job queue: %w", err)
	}
	db.jobs, db.now = jobs, now
	return nil
}

// movedClock is another clock as the job queue wants it.
type movedClock struct{ now func() time.Time }

// Now is the moved time.
func (m movedClock) Now() time.Time { return m.now() }

// NowOrNil is the moved time for statements, which else go by the database's own.
func (m movedClock) NowOrNil() *time.Time {
	now := m.now().UTC()
	return &now
}

// configure sets what every connection of the program has in common; what the url itself
// says wins.
func configure(config *pgxpool.Config, url string) {
	conn := config.ConnConfig
	if conn.ConnectTimeout == 0 || conn.ConnectTimeout > 5*time.Second {
		conn.ConnectTimeout = 5 * time.Second
	}
	if !strings.Contains(url, "target_session_attrs") {
		conn.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	params := map[string]string{
		"application_name": "majlis",
		"timezone":         "UTC",
		// A page waits for nobody longer than this; long work sets its own.
		"statement_timeout":                   "30s",
		"lock_timeout":                        "10s",
		"idle_in_transaction_session_timeout": "60s",
	}
	for name, value := range params {
		if _, set := conn.RuntimeParams[name]; !set {
			conn.RuntimeParams[name] = value
		}
	}
	if config.MaxConns < 16 {
		config.MaxConns = 16
	}
	config.MaxConnLifetime = 30 * time.Minute
	config.MaxConnLifetimeJitter = 5 * time.Minute
	config.PingTimeout = 2 * time.Second
}

// Close waits for borrowed connections to come back and closes the pool.
func (db *DB) Close() {
	db.beat.Close()
	db.pool.Close()
}

// Pool is for the libraries that bring their own statements (the job queue, the login
// store). Nobody else needs it.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.pool.Ping(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}
