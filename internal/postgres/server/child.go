package server

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// child is the running postmaster. It is our direct child and dies with us.
type child struct {
	process *os.Process
	pid     int
	done    chan struct{}
	err     error // how it ended; read after done
}

// start runs PostgreSQL in a process group of its own, so that Ctrl-C on the terminal
// reaches this program first, which drains and then stops the database itself. The
// directory's lock is held for as long as it runs, even if nobody keeps the Server.
func (p place) start(config Config, lock *os.File) (*child, error) {
	args := []string{
		"-D", p.data,
		"-c", "listen_addresses=",
		"-c", "unix_socket_directories=" + p.socket,
		"-c", "unix_socket_permissions=0700",
		"-c", "timezone=UTC", "-c", "log_timezone=UTC",
		"-c", "logging_collector=off", "-c", "log_destination=stderr",
		// A broken constraint's detail quotes what a citizen typed; keep it out of the log.
		"-c", "log_error_verbosity=terse", "-c", "log_min_error_statement=panic",
		"-c", "shared_buffers=128MB", "-c", "max_connections=120",
	}
	if config.Throwaway {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
			"-c", "autovacuum=off", "-c", "max_wal_size=256MB", "-c", "shared_buffers=64MB")
	}
	log, err := p.openLog()
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(p.programs.path("postgres"), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.base, log, log
	cmd.Env = p.environ()
	cmd.SysProcAttr = p.attributes()
	cmd.SysProcAttr.Setpgid = true
	cmd.SysProcAttr.Pdeathsig = syscall.SIGINT

	c := &child{done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The kernel sends Pdeathsig when the *thread* that forked ends, so this
		// goroutine keeps its thread until the child is gone.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		if err == nil {
			c.process, c.pid = cmd.Process, cmd.Process.Pid
		}
		started <- err
		if err == nil {
			c.err = cmd.Wait()
			runtime.KeepAlive(lock)
			close(c.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return c, nil
}

// stop asks for a fast shutdown and, if that hangs, for an immediate one, after which
// the next start replays the log.
func (c *child) stop() error {
	for _, step := range []struct {
		signal syscall.Signal
		within time.Duration
	}{{syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}} {
		if err := c.process.Signal(step.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop PostgreSQL (pid %d): %w", c.pid, err)
		}
		select {
		case <-c.done:
			return nil
		case <-time.After(step.within):
		}
	}
	return fmt.Errorf("PostgreSQL (pid %d) does not end", c.pid)
}
