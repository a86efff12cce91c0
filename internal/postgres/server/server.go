// Package server runs the program's own PostgreSQL: a local one, reached only through a
// Unix socket, that is made on first use and lives no longer than the process that
// started it. It is for trying Majlis, for tests and for small offices; a ministry points
// --database-url at a server of its own.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Config says where the server lives. The zero value is right for the program itself.
type Config struct {
	// Dir holds the data, socket and log; empty means DefaultDir. It is created.
	Dir string
	// User is the account that runs PostgreSQL when this process is root; empty means
	// "postgres", or "majlis" where there is no such account.
	User string
	// Throwaway trades safety against a machine crash for speed. For tests.
	Throwaway bool
	// Exclusive makes Start fail with ErrTaken instead of joining the server that
	// another process of this program runs in Dir.
	Exclusive bool
	Log       *slog.Logger
}

// ErrTaken is returned for an Exclusive start in a directory another process uses.
var ErrTaken = errors.New("the database directory is in use by another process")

// ErrNotInstalled means that no PostgreSQL programs were found on this machine.
var ErrNotInstalled = errors.New("PostgreSQL is not installed: install the package postgresql, or name a running server with --database-url")

// Server is a running PostgreSQL.
type Server struct {
	place place
	child *child // nil when joined
	lock  *os.File
}

// Start makes the database on first use, starts PostgreSQL and returns when it takes
// connections. If another process of this program already runs one in the directory, it
// joins that one. A server left behind by a killed process is stopped first.
func Start(ctx context.Context, config Config) (*Server, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	place, err := findPlace(config, programs)
	if err != nil {
		return nil, err
	}
	for {
		lock, err := takeLock(place.lockFile())
		if err != nil {
			return nil, err
		}
		if lock != nil {
			return own(ctx, config, place, lock)
		}
		if config.Exclusive {
			return nil, ErrTaken
		}
		// Its owner may be starting, or dying: look again until one of us has it.
		if place.answers(ctx) {
			config.Log.Info("joined the local PostgreSQL of another process", "dir", place.data)
			return &Server{place: place}, nil
		}
		if err := pause(ctx); err != nil {
			return nil, fmt.Errorf("another process holds %s but its PostgreSQL does not become ready: %w", place.base, err)
		}
	}
}

// own starts PostgreSQL as this process's child; lock says that nobody else may.
func own(ctx context.Context, config Config, place place, lock *os.File) (_ *Server, err error) {
	server := &Server{place: place, lock: lock}
	defer func() {
		if err != nil {
			_ = server.Stop()
		}
	}()
	if err := place.endSurvivors(ctx, config.Log); err != nil {
		return nil, err
	}
	if err := place.create(ctx, config); err != nil {
		return nil, err
	}
	if server.child, err = place.start(config, lock); err != nil {
		return nil, err
	}
	if err := server.waitReady(ctx); err != nil {
		return nil, err
	}
	if err := place.createDatabase(ctx); err != nil {
		return nil, err
	}
	config.Log.Info("started a local PostgreSQL", "dir", place.data, "socket", place.socket, "pid", server.child.pid)
	return server, nil
}

func (s *Server) waitReady(ctx context.Context) error {
	for !s.place.ready(s.child.pid) {
		select {
		case <-s.child.done:
			return fmt.Errorf("PostgreSQL ended while starting (%v); its log says: %s", s.child.err, s.place.logTail())
		default:
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("PostgreSQL does not become ready: %w; its log says: %s", err, s.place.logTail())
		}
	}
	return nil
}

// URL is the address of the program's database on this server.
func (s *Server) URL() string { return s.place.url(databaseName) }

// Socket is the directory of the Unix socket.
func (s *Server) Socket() string { return s.place.socket }

// Joined says that another process runs the server, which ends when that one does.
func (s *Server) Joined() bool { return s.child == nil }

// Done is closed when PostgreSQL has ended, asked or not. It never is for a joined one.
func (s *Server) Done() <-chan struct{} {
	if s.child == nil {
		return nil
	}
	return s.child.done
}

// Stop ends PostgreSQL: it breaks off what is still connected, writes everything down
// and waits for that. A joined server is left alone.
func (s *Server) Stop() error {
	var err error
	if s.child != nil {
		err = s.child.stop()
		s.child = nil
	}
	if s.lock != nil {
		_ = s.lock.Close() // gives the directory free
		s.lock = nil
	}
	return err
}

// DefaultDir is /var/lib/majlis for root, else $XDG_STATE_HOME/majlis.
func DefaultDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/majlis", nil
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "majlis"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the local database: %w", err)
	}
	return filepath.Join(home, ".local", "state", "majlis"), nil
}

// socketURL is a connection string for a database behind a Unix socket.
func socketURL(socket, database string) string {
	query := url.Values{"host": {socket}, "user": {superuser}}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: query.Encode()}).String()
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Millisecond):
		return nil
	}
}
