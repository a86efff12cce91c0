package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"majlis/internal/postgres/postgrestest"
)

// insideVariable tells the second run of the binary that it is in the namespace.
const insideVariable = "MAJLIS_E2E_INSIDE"

func TestMain(m *testing.M) {
	if os.Getenv(insideVariable) != "" {
		if err := raiseLoopback(); err != nil {
			fmt.Fprintln(os.Stderr, "e2e:", err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	code, err := runInside()
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// runInside starts PostgreSQL, runs this binary again in a new network namespace, and
// leaves no process behind, whatever became of the run.
func runInside() (code int, err error) {
	// Ctrl-C reaches the run inside as well; this process outlives it to tidy up.
	signal.Ignore(os.Interrupt)
	socket, stop, err := postgrestest.Serve()
	if err != nil {
		return 0, fmt.Errorf("start PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, stop()) }()

	if err := adoptOrphans(); err != nil {
		return 0, err
	}
	keep, err := children()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, endChildren(keep)) }()
	return runAgain(append(os.Environ(), insideVariable+"=1", postgrestest.SocketVariable+"="+socket))
}

// runAgain runs this binary in a new network namespace and gives its exit code. Root
// needs no user namespace; others, and root in a container, get one.
func runAgain(env []string) (int, error) {
	// The kernel kills the child when the thread that started it ends: stay on it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ways := []*syscall.SysProcAttr{
		{Cloneflags: syscall.CLONE_NEWNET},
		{
			Cloneflags:  syscall.CLONE_NEWNET | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}},
			AmbientCaps: []uintptr{unix.CAP_NET_ADMIN},
		},
	}
	var refused error
	for _, way := range ways {
		way.Pdeathsig = syscall.SIGKILL
		cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
		cmd.Stdout, cmd.Stderr, cmd.Env, cmd.SysProcAttr = os.Stdout, os.Stderr, env, way
		if refused = cmd.Start(); refused != nil {
			continue
		}
		err := cmd.Wait()
		if failed := (*exec.ExitError)(nil); errors.As(err, &failed) && failed.Exited() {
			return failed.ExitCode(), nil
		}
		return 0, err
	}
	return 0, fmt.Errorf("the journeys run in a network namespace of their own and this machine refuses one (%w): "+
		"run them as root, or allow unprivileged user namespaces "+
		"(sysctl kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0)", refused)
}

// raiseLoopback brings up lo, which is down in a new namespace.
func raiseLoopback() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("open a socket to raise lo: %w", err)
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return fmt.Errorf("name lo: %w", err)
	}
	request.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request); err != nil {
		return fmt.Errorf("raise lo: %w", err)
	}
	return nil
}
