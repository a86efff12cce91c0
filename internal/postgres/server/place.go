package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	databaseName = "majlis"
	superuser    = "postgres"
	// socketName is what PostgreSQL appends to the socket's directory; the whole must
	// fit the kernel's 108 bytes with their closing zero.
	socketName    = "/.s.PGSQL.5432"
	longestSocket = 107
)

// place is one local database on disk.
type place struct {
	programs programs
	account  account
	base     string // holds the rest
	data     string // base/postgres-15
	socket   string // the socket's directory
}

func (p place) lockFile() string           { return filepath.Join(p.base, "postgres.lock") }
func (p place) logFile() string            { return p.data + ".log" }
func (p place) url(database string) string { return socketURL(p.socket, database) }

func findPlace(config Config, programs programs) (place, error) {
	base := config.Dir
	if base == "" {
		var err error
		if base, err = DefaultDir(); err != nil {
			return place{}, err
		}
	}
	base, err := filepath.Abs(base)
	if err != nil {
		return place{}, fmt.Errorf("find the database directory: %w", err)
	}
	p := place{programs: programs, base: base}
	p.data = filepath.Join(base, "postgres-"+strconv.Itoa(programs.major))
	p.socket = filepath.Join(base, "socket")
	if len(p.socket)+len(socketName) > longestSocket {
		sum := sha256.Sum256([]byte(base))
		p.socket = filepath.Join(os.TempDir(), fmt.Sprintf("majlis-%x", sum[:6]))
	}
	if p.account, err = findAccount(config.User, p.data); err != nil {
		return place{}, err
	}
	return p, p.makeDirs()
}

// makeDirs makes base, which this process owns, and the socket's directory, which only
// the account that runs PostgreSQL (and root) may enter: being able to reach the socket
// is all the authentication there is.
func (p place) makeDirs() error {
	if err := os.MkdirAll(p.base, 0o755); err != nil {
		return fmt.Errorf("make the database directory: %w", err)
	}
	if err := p.account.canReach(p.base); err != nil {
		return err
	}
	if err := os.MkdirAll(p.socket, 0o700); err != nil {
		return fmt.Errorf("make the socket directory: %w", err)
	}
	return p.account.give(p.socket)
}

// create runs initdb unless the database is there. It works beside the final name and
// renames, so that a start broken off half-way leaves nothing that looks whole.
func (p place) create(ctx context.Context, config Config) error {
	if _, err := os.Stat(filepath.Join(p.data, "PG_VERSION")); err == nil {
		return nil
	}
	if older, _ := filepath.Glob(filepath.Join(p.base, "postgres-*", "PG_VERSION")); len(older) > 0 {
		config.Log.Warn("an older PostgreSQL's data is here and will not be used", "found", filepath.Dir(older[0]), "using", p.data)
	}
	fresh := p.data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("clear %s: %w", fresh, err)
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	if err := p.account.give(fresh); err != nil {
		return err
	}
	args := []string{"-D", fresh, "-U", superuser, "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject"}
	if config.Throwaway {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, p.programs.path("initdb"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = p.base, p.environ(), p.attributes()
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the database with initdb: %w; it says: %s", err, lastLines(output))
	}
	if err := os.Rename(fresh, p.data); err != nil {
		return fmt.Errorf("put the database in place: %w", err)
	}
	return nil
}

func (p place) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, p.url("postgres"))
	if err != nil {
		return fmt.Errorf("reach the local PostgreSQL: %w", err)
	}
	defer conn.Close(ctx)
	var there bool
	const q = `select exists (select from pg_database where datname = $1)`
	if err := conn.QueryRow(ctx, q, databaseName).Scan(&there); err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if there {
		return nil
	}
	if _, err := conn.Exec(ctx, "create database "+databaseName); err != nil {
		return fmt.Errorf("create the database: %w", err)
	}
	return nil
}

// ready reads the postmaster's own word: the last line of its pid file, which may still
// be the one before's.
func (p place) ready(postmaster int) bool {
	file, err := readPidFile(p.data)
	return err == nil && file.pid == postmaster && file.ready
}

// answers says whether the database of another process's server can be used. That
// process may still be starting: a pid file alone may be a dead server's.
func (p place) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.url(databaseName))
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}

func (p place) environ() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC", "TMPDIR=" + os.TempDir()}
}

func (p place) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: p.account.credential()}
}

// openLog starts a new log when the last one has grown past 8 MiB.
func (p place) openLog() (*os.File, error) {
	mode := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(p.logFile()); err == nil && info.Size() > 8<<20 {
		mode |= os.O_TRUNC
	}
	log, err := os.OpenFile(p.logFile(), mode, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL's log: %w", err)
	}
	return log, nil
}

func (p place) logTail() string {
	text, err := os.ReadFile(p.logFile())
	if errors.Is(err, fs.ErrNotExist) {
		return "nothing"
	}
	return lastLines(text)
}

func lastLines(text []byte) string {
	lines := strings.Split(string(bytes.TrimSpace(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], " | ")
}
