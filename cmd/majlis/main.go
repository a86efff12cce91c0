// Command majlis is the whole program: the site with its signaling and media
// server, and the commands that look after its database.
//
//	majlis serve --demo      a complete office with demonstration data
//	majlis --help            everything else
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"majlis/internal/config"
)

// Exit codes: a command that was asked wrongly is told apart from one that failed.
const (
	exitFailed  = 1
	exitMisused = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal drains; with the handler gone, a second one ends at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, office{}))
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run carries out one command line and gives its exit code.
func run(ctx context.Context, args []string, std streams, p program) int {
	var commands cli
	parser, err := kong.New(&commands,
		kong.Name("majlis"),
		kong.Description("A ministry's reception: requests, audiences, and the call itself."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(std.out, std.err),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(p, (*program)(nil)),
		kong.Bind(std),
	)
	if err != nil {
		fmt.Fprintln(std.err, "majlis:", err)
		return exitFailed
	}
	asked, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(std.err, "majlis: %v (see majlis --help)\n", err)
		return exitMisused
	}
	return report(std.err, asked.Run())
}

// report tells an error and gives the exit code it deserves.
func report(w io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(w, "majlis:", err)
	if coded := (interface{ ExitCode() int })(nil); errors.As(err, &coded) {
		return coded.ExitCode()
	}
	return exitFailed
}

// misused is an error in what was asked.
type misused struct{ error }

func (misused) ExitCode() int { return exitMisused }

// newLogger writes to standard error, so that a command's output stays its own.
func newLogger(w io.Writer, c config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
