package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"

	"majlis/internal/config"
)

// A program is what the commands ask for; internal/app is the one that does it.
type program interface {
	// Serve runs a node until ctx ends, then drains it.
	Serve(ctx context.Context, c config.Config, log *slog.Logger) error
	Migrate(ctx context.Context, c config.Config, log *slog.Logger) error
	// Seed loads the demonstration data into an empty database.
	Seed(ctx context.Context, c config.Config, log *slog.Logger) error
	CreateAdministrator(ctx context.Context, c config.Config, log *slog.Logger, a config.Administrator) error
	// VerifyAudit checks the chain of audit rows and gives one line about it.
	VerifyAudit(ctx context.Context, c config.Config, log *slog.Logger) (string, error)
}

// cli is the command line. Every flag has an environment variable; secrets have
// only that.
type cli struct {
	Serve   serveCommand   `cmd:"" help:"Run the site, the signaling and the media server."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up to date."`
	Seed    seedCommand    `cmd:"" help:"Load the demonstration data into an empty database."`
	Admin   struct {
		Create adminCommand `cmd:"" help:"Create an administrator's account, the first one in particular."`
	} `cmd:"" help:"Look after accounts."`
	Audit struct {
		Verify auditCommand `cmd:"" help:"Check the audit record's chain and name rows not yet sealed."`
	} `cmd:"" help:"Look into the audit record."`
	Allocate allocateCommand `cmd:"" help:"Solve a week from a file, or check a plan against it."`
	Bots     botsCommand     `cmd:"" help:"Fill rooms with bots and measure how a server bears them."`
	Version  versionCommand  `cmd:"" help:"Say which build this is."`

	BotsServer botsServerCommand `cmd:"" hidden:"" help:"The server of bots --local."`
}

type serveCommand struct {
	config.Flags      `embed:""`
	config.ServeFlags `embed:""`
}

func (cmd serveCommand) Run(ctx context.Context, p program, std streams) error {
	c, err := config.New(cmd.Flags, cmd.ServeFlags, os.Getenv)
	if err != nil {
		return misused{err}
	}
	log := newLogger(std.err, c)
	log.Info("starting", "version", version(), "config", c)
	return p.Serve(ctx, c, log)
}

type migrateCommand struct {
	config.Flags `embed:""`
}

func (cmd migrateCommand) Run(ctx context.Context, p program, std streams) error {
	return onStore(cmd.Flags, std, func(c config.Config, log *slog.Logger) error { return p.Migrate(ctx, c, log) })
}

type seedCommand struct {
	config.Flags `embed:""`
}

func (cmd seedCommand) Run(ctx context.Context, p program, std streams) error {
	return onStore(cmd.Flags, std, func(c config.Config, log *slog.Logger) error { return p.Seed(ctx, c, log) })
}

type adminCommand struct {
	config.Flags `embed:""`
	Username     string `arg:"" help:"Name to sign in with."`
	NameAr       string `required:"" help:"The person's name in Arabic."`
	NameEn       string `required:"" help:"The person's name in English."`
}

func (cmd adminCommand) Run(ctx context.Context, p program, std streams) error {
	a, made, err := config.NewAdministrator(cmd.Username, cmd.NameAr, cmd.NameEn, os.Getenv)
	if err != nil {
		return misused{err}
	}
	err = onStore(cmd.Flags, std, func(c config.Config, log *slog.Logger) error {
		return p.CreateAdministrator(ctx, c, log, a)
	})
	if err == nil && made {
		fmt.Fprintf(std.out, "password of %s, shown this once: %s\n", a.Username, a.Password.Reveal())
	}
	return err
}

type auditCommand struct {
	config.Flags `embed:""`
}

func (cmd auditCommand) Run(ctx context.Context, p program, std streams) error {
	return onStore(cmd.Flags, std, func(c config.Config, log *slog.Logger) error {
		line, err := p.VerifyAudit(ctx, c, log)
		if line != "" {
			fmt.Fprintln(std.out, line)
		}
		return err
	})
}

type versionCommand struct{}

func (versionCommand) Run(std streams) error {
	_, err := fmt.Fprintln(std.out, "majlis", version())
	return err
}

// onStore runs a command that needs nothing but the database.
func onStore(f config.Flags, std streams, do func(config.Config, *slog.Logger) error) error {
	c, err := config.NewStore(f, os.Getenv)
	if err != nil {
		return misused{err}
	}
	return do(c, newLogger(std.err, c))
}

// version is the module's version, with the commit when the build knew it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	said := info.Main.Version
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			said += " " + setting.Value
		}
	}
	return said + " " + info.GoVersion
}
