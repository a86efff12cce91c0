package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ownerVariable makes this test binary a process that owns a server and waits.
const ownerVariable = "MAJLIS_TEST_SERVER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ownerVariable); dir != "" {
		running, err := Start(context.Background(), Config{Dir: dir, Throwaway: true, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		fmt.Println("ready:", running.Joined())
		select {} // until killed
	}
	code := m.Run()
	if initialised.dir != "" {
		_ = os.RemoveAll(initialised.dir)
	}
	os.Exit(code)
}

// initialised is a directory with a database that has run once, for tests to copy: half
// a second less for each.
var initialised struct {
	sync.Once
	dir string
	err error
}

// prepared is a directory of the test's own whose database exists but does not run.
func prepared(t *testing.T) string {
	t.Helper()
	dir := directory(t)
	initialised.Do(func() {
		if initialised.dir, initialised.err = os.MkdirTemp("", "majlis-server-"); initialised.err != nil {
			return
		}
		if initialised.err = os.Chmod(initialised.dir, 0o711); initialised.err != nil {
			return
		}
		running, err := Start(context.Background(), Config{Dir: initialised.dir, Throwaway: true})
		if err != nil {
			initialised.err = err
			return
		}
		initialised.err = running.Stop()
	})
	if initialised.err != nil {
		t.Fatal(initialised.err)
	}
	if output, err := exec.Command("cp", "-a", initialised.dir+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return dir
}

// directory is a fresh one the account PostgreSQL runs as can enter.
func directory(t *testing.T) string {
	t.Helper()
	if _, err := findPrograms(); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "majlis-server-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func begin(t *testing.T, dir string) *Server {
	t.Helper()
	running, err := Start(t.Context(), Config{Dir: dir, Throwaway: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.Stop(); err != nil {
			t.Error(err)
		}
	})
	return running
}

func ask(t *testing.T, running *Server, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), running.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var answer string
	if err := conn.QueryRow(t.Context(), statement).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// owner is another process with a server in dir; kill ends it without warning.
func owner(t *testing.T, dir string) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), ownerVariable+"="+dir)
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	kill = func() {
		if !killed {
			killed = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil || line != "ready: false\n" {
		t.Fatalf("the other process says %q, err %v", line, err)
	}
	return kill
}

func TestStart(t *testing.T) {
	t.Parallel()
	dir := directory(t)
	began := time.Now()
	running := begin(t, dir)
	t.Logf("first start took %v", time.Since(began).Round(time.Millisecond))
	for statement, want := range map[string]string{
		"select current_database()::text": "majlis",
		"show server_encoding":            "UTF8",
		"show lc_collate":                 "C.UTF-8",
		"show listen_addresses":           "",
		"show timezone":                   "UTC",
		`select string_agg(name, ',' order by name collate "ar-x-icu") from (values ('ب'), ('أ'), ('ت')) as letter (name)`: "أ,ب,ت",
	} {
		if got := ask(t, running, statement); got != want {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
	if group, err := syscall.Getpgid(running.child.pid); err != nil || group != running.child.pid {
		t.Errorf("process group %d (%v), want its own", group, err)
	}
	if info, err := os.Stat(running.Socket()); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory: %v, %v; want nobody else to enter", info.Mode(), err)
	}
	ask(t, running, "select set_config('x.y', 'z', false)")
	done := running.Done()
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	<-done

	began = time.Now()
	again := begin(t, dir)
	t.Logf("second start took %v", time.Since(began).Round(time.Millisecond))
	ask(t, again, "select current_database()::text")
}

// only is the one data directory in dir.
func only(t *testing.T, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "postgres-*", "PG_VERSION"))
	if err != nil || len(found) != 1 {
		t.Fatalf("data directories %v, err %v; want one", found, err)
	}
	return filepath.Dir(found[0])
}

func TestStart_TakesOverFromAKilledProcess(t *testing.T) {
	t.Parallel()
	dir := prepared(t)
	kill := owner(t, dir)
	left := place{data: only(t, dir)}
	file, err := readPidFile(left.data)
	if err != nil || len(left.survivors(file.pid)) == 0 {
		t.Fatalf("no server to leave behind: %v", err)
	}
	kill()
	for deadline := time.Now().Add(10 * time.Second); len(left.survivors(file.pid)) > 0; {
		if time.Now().After(deadline) {
			t.Fatal("the server did not end with its process")
		}
	}
	began := time.Now()
	running := begin(t, dir)
	t.Logf("start after kill -9 took %v", time.Since(began).Round(time.Millisecond))
	if running.Joined() {
		t.Error("joined a dead process's server")
	}
	ask(t, running, "select current_database()::text")
}

func TestStart_TakesOverAtOnce(t *testing.T) {
	t.Parallel()
	dir := prepared(t)
	owner(t, dir)()
	ask(t, begin(t, dir), "select current_database()::text") // whether the old one has ended or not
}

func TestStart_JoinsAnotherProcess(t *testing.T) {
	t.Parallel()
	dir := prepared(t)
	owner(t, dir)
	running := begin(t, dir)
	if !running.Joined() || running.Done() != nil {
		t.Error("did not join")
	}
	ask(t, running, "select current_database()::text")
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	ask(t, running, "select current_database()::text") // it is not ours to stop
	if _, err := Start(t.Context(), Config{Dir: dir, Exclusive: true}); !errors.Is(err, ErrTaken) {
		t.Errorf("an exclusive start: %v, want ErrTaken", err)
	}
}

func TestStart_OldPidFileOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir := prepared(t)
	running := begin(t, dir)
	data := running.place.data
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	// After a crash of the machine the number belongs to somebody else: here, us.
	stale := fmt.Sprintf("%d\n%s\n1\n5432\n%s\n\n1 1\nready   \n", os.Getpid(), data, running.Socket())
	if err := os.WriteFile(filepath.Join(data, "postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	ask(t, begin(t, dir), "select current_database()::text")
}

func TestStart_ALeftInitialisationIsDoneAgain(t *testing.T) {
	t.Parallel()
	dir := directory(t)
	programs, err := findPrograms()
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "postgres-"+strconv.Itoa(programs.major)+".new", "base")
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	ask(t, begin(t, dir), "select current_database()::text")
}

func TestStart_LongDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(directory(t), strings.Repeat("long", 30))
	running := begin(t, dir)
	if length := len(running.Socket() + socketName); length > longestSocket {
		t.Errorf("the socket's path has %d bytes", length)
	}
	ask(t, running, "select current_database()::text")
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(running.Socket()); err != nil {
		t.Error(err)
	}
}

func TestAccount_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := account{name: "stranger", uid: 54321, gid: 54321, drop: true}
	_, unknown := firstAccount([]string{"nobody-by-this-name", "nor-by-this"})
	_, root := firstAccount([]string{"root"})
	for want, err := range map[string]error{
		"useradd --system nobody-by-this-name": unknown,
		"does not run as root":                 root,
		"chmod o+x " + closed:                  stranger.canReach(closed),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
	if found, err := firstAccount([]string{"nobody-by-this-name", "nobody"}); err != nil || found.name != "nobody" {
		t.Errorf("account %+v, err %v; want nobody", found, err)
	}
	if err := stranger.canReach("/usr/lib"); err != nil {
		t.Errorf("an open directory: %v", err)
	}
}

func TestStart_NobodyNeedKeepTheServer(t *testing.T) {
	t.Parallel()
	dir := prepared(t)
	done, end := forgotten(t, dir)
	defer end()
	for range 3 {
		runtime.GC()
	}
	select {
	case <-done:
		t.Error("it ended")
	default:
	}
	if _, err := Start(t.Context(), Config{Dir: dir, Exclusive: true}); !errors.Is(err, ErrTaken) {
		t.Errorf("its directory: %v, want ErrTaken", err)
	}
}

// forgotten starts a server whose Server nobody keeps.
func forgotten(t *testing.T, dir string) (done <-chan struct{}, end func()) {
	t.Helper()
	running, err := Start(t.Context(), Config{Dir: dir, Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	done = running.Done()
	pid := running.child.pid
	return done, func() {
		_ = syscall.Kill(pid, syscall.SIGINT)
		<-done
	}
}

func TestDone_TellsOfADeathNotAskedFor(t *testing.T) {
	t.Parallel()
	dir := prepared(t)
	running := begin(t, dir)
	if err := syscall.Kill(running.child.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-running.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("not told")
	}
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	ask(t, begin(t, dir), "select current_database()::text") // and the next start recovers
}

func TestCheckPrograms(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)": 15,
		"postgres (PostgreSQL) 19beta1":                        19,
		"postgres (PostgreSQL) 13.4":                           0, // too old
		"something else":                                       0,
	} {
		dir := t.TempDir()
		script := fmt.Sprintf("#!/bin/sh\necho '%s'\n", output)
		if err := os.WriteFile(filepath.Join(dir, "postgres"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		found, err := checkPrograms(dir)
		if found.major != want || (err == nil) != (want != 0) {
			t.Errorf("%s: version %d, err %v; want %d", output, found.major, err, want)
		}
	}
}

func TestDefaultDir(t *testing.T) {
	dir, err := DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	if me, err := user.Current(); err == nil && me.Uid == "0" && dir != "/var/lib/majlis" {
		t.Errorf("root's directory is %s", dir)
	}
	if os.Geteuid() != 0 {
		t.Setenv("XDG_STATE_HOME", "/some/state")
		if dir, err := DefaultDir(); err != nil || dir != "/some/state/majlis" {
			t.Errorf("directory %s, err %v", dir, err)
		}
	}
}
