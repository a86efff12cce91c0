package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/postgres"
	"majlis/internal/postgres/server"
)

// Serve starts a server for tests and says how to reach it. It is for a TestMain that
// re-executes itself, or a command that runs several test binaries: set SocketVariable
// to socket for them, and stop it when they have ended.
func Serve() (socket string, stop func() error, err error) {
	running, err := start()
	if err != nil {
		return "", nil, err
	}
	return running.Socket(), running.Stop, nil
}

// findServer is the address of the server to use: the one named in the environment, else
// one of our own. That one is never stopped by us: it dies with this process.
func findServer() (string, error) {
	if address := os.Getenv(URLVariable); address != "" {
		if _, err := url.Parse(address); err != nil {
			return "", fmt.Errorf("read %s: %w", URLVariable, err)
		}
		return address, nil
	}
	if socket := os.Getenv(SocketVariable); socket != "" {
		query := url.Values{"host": {socket}, "user": {"postgres"}}
		return "postgres:///postgres?" + query.Encode(), nil
	}
	running, err := start()
	if err != nil {
		return "", err
	}
	return withDatabase(running.URL(), "postgres"), nil
}

// start takes the first directory no other test binary uses. They are few, and are used
// again by later runs.
func start() (*server.Server, error) {
	root, err := rootDir()
	if err != nil {
		return nil, err
	}
	const most = 32
	for i := range most {
		dir := filepath.Join(root, strconv.Itoa(i))
		running, err := startIn(dir)
		if errors.Is(err, server.ErrTaken) {
			continue
		}
		return running, err
	}
	return nil, fmt.Errorf("all %d directories for test servers in %s are in use", most, root)
}

// rootDir holds the directories of test servers. It is in memory where there is room,
// which makes a database ten times faster.
func rootDir() (string, error) {
	temp := os.TempDir()
	if os.Getenv("TMPDIR") == "" && room("/dev/shm") > 2<<30 {
		temp = "/dev/shm"
	}
	root := filepath.Join(temp, "majlis-test-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", fmt.Errorf("make a directory for the test server: %w", err)
	}
	info, err := os.Lstat(root)
	if err != nil {
		return "", fmt.Errorf("look at the test server's directory: %w", err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; int(owner) != os.Getuid() || !info.IsDir() {
		return "", fmt.Errorf("%s is not a directory of this user", root)
	}
	return root, nil
}

// room is how many bytes are free, 0 where there is no such file system.
func room(dir string) int64 {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(dir, &stat); err != nil {
		return 0
	}
	return int64(stat.Bavail) * stat.Bsize
}

func startIn(dir string) (*server.Server, error) {
	config := server.Config{Dir: dir, Throwaway: true, Exclusive: true, Log: slog.New(slog.DiscardHandler)}
	running, err := server.Start(context.Background(), config)
	if err != nil {
		return nil, err
	}
	if err := sweep(withDatabase(running.URL(), "postgres")); err != nil {
		return nil, errors.Join(err, running.Stop())
	}
	return running, nil
}

// sweep drops what a killed run left, and templates of other schemas.
func sweep(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("reach the test server: %w", err)
	}
	defer conn.Close(ctx)
	const q = `select datname from pg_database where datname like 'majlis\_test\_%' or (datname like 'majlis\_template\_%' and datname <> $1)`
	rows, err := conn.Query(ctx, q, templateName())
	if err != nil {
		return fmt.Errorf("list databases left over: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list databases left over: %w", err)
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, "drop database "+name+" with (force)"); err != nil {
			return fmt.Errorf("drop what an earlier run left: %w", err)
		}
	}
	return nil
}

func templateName() string { return "majlis_template_" + postgres.SchemaDigest() }

// onceByServer makes the template once in this process.
func onceByServer(make func(server string) (string, error)) func(string) (string, error) {
	var once sync.Once
	var name string
	var err error
	return func(server string) (string, error) {
		once.Do(func() { name, err = make(server) })
		return name, err
	}
}

// template is the name of a database with the whole schema, made by whichever process
// comes first. It gets its name when it is whole.
func template(address string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", fmt.Errorf("reach the test server: %w", err)
	}
	defer conn.Close(ctx)
	// Held until the connection closes.
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(hashtextextended('majlis:template', 0))`); err != nil {
		return "", fmt.Errorf("wait for the template database: %w", err)
	}
	name := templateName()
	var there bool
	if err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, name).Scan(&there); err != nil {
		return "", fmt.Errorf("look for the template database: %w", err)
	}
	if there {
		return name, nil
	}
	unfinished := name + "_unfinished"
	for _, statement := range []string{"drop database if exists " + unfinished, "create database " + unfinished + " template template0"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", fmt.Errorf("make the template database: %w", err)
		}
	}
	if err := migrate(ctx, withDatabase(address, unfinished)); err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, "alter database "+unfinished+" rename to "+name); err != nil {
		return "", fmt.Errorf("name the template database: %w", err)
	}
	return name, nil
}

func migrate(ctx context.Context, address string) error {
	db, err := postgres.Open(ctx, address, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx)
}
