package main

import (
	"context"
	"log/slog"

	"majlis/internal/app"
	"majlis/internal/config"
)

// office is the program that ships.
type office struct{}

func (office) Serve(ctx context.Context, c config.Config, log *slog.Logger) error {
	return app.Serve(ctx, c, log)
}

func (office) Migrate(ctx context.Context, c config.Config, log *slog.Logger) error {
	return app.Migrate(ctx, c, log)
}

func (office) Seed(ctx context.Context, c config.Config, log *slog.Logger) error {
	return app.Seed(ctx, c, log)
}

func (office) CreateAdministrator(ctx context.Context, c config.Config, log *slog.Logger, a config.Administrator) error {
	return app.CreateAdministrator(ctx, c, log, a)
}

func (office) VerifyAudit(ctx context.Context, c config.Config, log *slog.Logger) (string, error) {
	return app.VerifyAudit(ctx, c, log)
}
