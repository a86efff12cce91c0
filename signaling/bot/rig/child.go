package rig

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

// Child is a server in a process of its own, so that what it uses can be told from what the bots use.
type Child struct {
	URL  string
	cmd  *exec.Cmd
	hold io.Closer
}

// errNoServer is told when the child ends without having served.
var errNoServer = errors.New("the server did not start")

// Spawn starts a command that runs Serve on its standard streams. The child ends with its standard
// input, and so with its parent.
func Spawn(cmd *exec.Cmd, key []byte) (*Child, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	c := &Child{cmd: cmd, hold: in}
	if _, err := fmt.Fprintln(in, base64.StdEncoding.EncodeToString(key)); err != nil {
		return nil, errors.Join(fmt.Errorf("tell the server its key: %w", err), c.Close())
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(errNoServer, c.Close())
	}
	c.URL = strings.TrimSpace(line)
	return c, nil
}

// PID is the child's process.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Close ends the child and waits for it.
func (c *Child) Close() error {
	_ = c.hold.Close() // the child ends by itself if it is gone already
	killed := time.AfterFunc(20*time.Second, func() { _ = c.cmd.Process.Kill() })
	defer killed.Stop()
	return c.cmd.Wait()
}

// A Starter starts a server that takes tickets signed with a key.
type Starter func(key []byte) (url string, stop func() error, err error)

// Local starts a Server.
func Local(key []byte) (url string, stop func() error, err error) {
	s, err := Start(Config{Key: key})
	if err != nil {
		return "", nil, err
	}
	return s.URL(), s.Close, nil
}

// Serve is the child's side: it reads the key, starts a server, says where it is, and serves until its
// input or ctx ends. With a file named, the profile of what it did with the processor goes there.
func Serve(ctx context.Context, in io.Reader, out io.Writer, start Starter, profile string) error {
	lines := bufio.NewReader(in)
	text, err := lines.ReadString('\n')
	if err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	stopProfile, err := startProfile(profile)
	if err != nil {
		return err
	}
	url, stop, err := start(key)
	if err != nil {
		return errors.Join(err, stopProfile())
	}
	if _, err := fmt.Fprintln(out, url); err != nil {
		return errors.Join(err, stop(), stopProfile())
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, lines) // until the parent is gone
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return errors.Join(stopProfile(), stop())
}

// startProfile profiles the processor, and at the end the memory, unless no file is named.
func startProfile(name string) (stop func() error, err error) {
	if name == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return errors.Join(f.Close(), writeHeap(name+".heap"))
	}, nil
}

func writeHeap(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	runtime.GC()
	return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
}
