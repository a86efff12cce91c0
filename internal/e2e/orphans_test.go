package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// adoptOrphans makes this process the parent of every descendant whose own parent has
// died, so that none of them can get away.
func adoptOrphans() error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("adopt orphaned processes: %w", err)
	}
	return nil
}

// children lists the processes whose parent is this one.
func children() ([]int, error) {
	names, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, name := range names {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		// pid (command) state parent …; the command may hold anything.
		text := string(stat)
		fields := strings.Fields(text[strings.LastIndex(text, ")")+1:])
		if len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			pid, _ := strconv.Atoi(text[:strings.Index(text, " ")])
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// endChildren kills and reaps every child not in keep, and those that become our
// children thereby, until there are none.
func endChildren(keep []int) error {
	for {
		pids, err := children()
		if err != nil {
			return err
		}
		pids = slices.DeleteFunc(pids, func(pid int) bool { return slices.Contains(keep, pid) })
		if len(pids) == 0 {
			return nil
		}
		for _, pid := range pids {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
				return fmt.Errorf("end process %d: %w", pid, err)
			}
			if _, err := syscall.Wait4(pid, nil, 0, nil); err != nil && err != syscall.ECHILD {
				return fmt.Errorf("reap process %d: %w", pid, err)
			}
		}
	}
}

func TestEndChildren(t *testing.T) {
	if err := adoptOrphans(); err != nil {
		t.Fatal(err)
	}
	before, err := children()
	if err != nil {
		t.Fatal(err)
	}
	// A shell that leaves a grandchild in a session of its own and dies.
	cmd := exec.Command("sh", "-c", "setsid sleep 600 >/dev/null 2>&1 & echo left")
	if out, err := cmd.Output(); err != nil || string(out) != "left\n" {
		t.Fatalf("%q, %v", out, err)
	}
	orphaned, err := children()
	if err != nil || len(orphaned) != len(before)+1 {
		t.Fatalf("children %v after %v, %v", orphaned, before, err)
	}
	if err := endChildren(before); err != nil {
		t.Fatal(err)
	}
	if after, _ := children(); len(after) != len(before) {
		t.Errorf("children %v after %v", after, before)
	}
}
