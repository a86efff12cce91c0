package bot

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Process is a server on this machine, looked at through /proc.
type Process struct{ PID int }

// Usage is what a process has used. CPU is user and system time together.
type Usage struct {
	CPU   time.Duration
	RSS   int64 // bytes
	Files int   // open
}

// clockTick is the unit of times in /proc, the same on every Linux that Go runs on.
const clockTick = time.Second / 100

var errNoStat = errors.New("/proc has no such process, or tells it in another way")

// Usage is what the process has used until now.
func (p Process) Usage() (Usage, error) {
	dir := filepath.Join("/proc", strconv.Itoa(p.PID))
	text, err := os.ReadFile(filepath.Join(dir, "stat"))
	if err != nil {
		return Usage{}, fmt.Errorf("look at the server's process: %w", err)
	}
	// The name, in brackets, may hold anything: what counts comes after it (proc(5), from field 3 on).
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 22 {
		return Usage{}, errNoStat
	}
	var numbers [3]int64
	for i, field := range []int{11, 12, 21} { // utime, stime, rss
		if numbers[i], err = strconv.ParseInt(string(fields[field]), 10, 64); err != nil {
			return Usage{}, errNoStat
		}
	}
	u := Usage{CPU: time.Duration(numbers[0]+numbers[1]) * clockTick, RSS: numbers[2] * int64(os.Getpagesize())}
	if open, err := os.ReadDir(filepath.Join(dir, "fd")); err == nil {
		u.Files = len(open)
	}
	return u, nil
}

// usage is that of no process when there is none.
func (p *Process) usage() (Usage, error) {
	if p == nil {
		return Usage{}, nil
	}
	return p.Usage()
}
