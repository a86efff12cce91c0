package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// takeLock takes the directory for this process, or returns nil when another has it. The
// kernel gives it free when its holder dies, however that happens.
func takeLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of the database directory: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, file.Close()
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock the database directory: %w", err)
	}
	return file, nil
}

// endSurvivors makes the data directory free: the processes of a server whose starter
// was killed are already ending, and are told to if not. Called with the lock held, when
// no living process of ours answers for them.
func (p place) endSurvivors(ctx context.Context, log *slog.Logger) error {
	began := time.Now()
	told := syscall.Signal(0)
	for {
		file, err := readPidFile(p.data)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		running := p.survivors(file.pid)
		if len(running) == 0 {
			return p.removeLeftovers(file.pid)
		}
		signal := syscall.SIGINT
		if time.Since(began) > 15*time.Second {
			signal = syscall.SIGQUIT
		}
		if told != signal && slices.Contains(running, file.pid) {
			told = signal
			log.Info("ending the PostgreSQL of an earlier run", "pid", file.pid, "dir", p.data)
			_ = syscall.Kill(file.pid, signal) // it may be gone already
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the PostgreSQL of an earlier run (process %d) still uses %s and does not end", running[0], p.data)
		}
	}
}

// removeLeftovers takes away a pid file whose process number belongs to somebody else by
// now: PostgreSQL would refuse to start for it. A pid file of nobody is left, since
// PostgreSQL finds forgotten shared memory by it.
func (p place) removeLeftovers(pid int) error {
	if pid == 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil
	}
	for _, path := range []string{filepath.Join(p.data, "postmaster.pid"), p.socket + socketName + ".lock"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove what an earlier PostgreSQL left: %w", err)
		}
	}
	return nil
}

// survivors lists PostgreSQL processes that work in the data directory, as all of one
// server do. Where the kernel hides that from us (root without its usual powers), it
// lists the postmaster of the pid file when its command line names the directory.
func (p place) survivors(postmaster int) []int {
	real, err := filepath.EvalSymlinks(p.data)
	if err != nil {
		return nil
	}
	names, _ := filepath.Glob("/proc/[0-9]*/comm") // the pattern is well formed
	var found []int
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil || !strings.HasPrefix(string(text), "postgres") {
			continue
		}
		process := filepath.Dir(name)
		pid, err := strconv.Atoi(filepath.Base(process))
		if err != nil {
			continue
		}
		here, err := os.Readlink(filepath.Join(process, "cwd"))
		if err != nil && pid == postmaster {
			line, _ := os.ReadFile(filepath.Join(process, "cmdline"))
			if strings.Contains(string(line), "-D\x00"+p.data+"\x00") {
				here = real
			}
		}
		if here == real {
			found = append(found, pid)
		}
	}
	return found
}

type pidFile struct {
	pid   int
	ready bool
}

// readPidFile reads postmaster.pid: the process number on line 1, the status on line 8.
func readPidFile(data string) (pidFile, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return pidFile{}, err
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return pidFile{}, fmt.Errorf("read %s/postmaster.pid: %w", data, err)
	}
	return pidFile{pid, len(lines) >= 8 && strings.TrimSpace(lines[7]) == "ready"}, nil
}
