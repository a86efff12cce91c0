package main

import (
	"context"
	"errors"
	"log/slog"

	"majlis/internal/config"
)

// office is the program that ships.
type office struct{}

var errNotBuiltIn = errors.New("this build has no server yet")

func (office) Serve(context.Context, config.Config, *slog.Logger) error   { return errNotBuiltIn }
func (office) Migrate(context.Context, config.Config, *slog.Logger) error { return errNotBuiltIn }
func (office) Seed(context.Context, config.Config, *slog.Logger) error    { return errNotBuiltIn }

func (office) CreateAdministrator(context.Context, config.Config, *slog.Logger, config.Administrator) error {
	return errNotBuiltIn
}

func (office) VerifyAudit(context.Context, config.Config, *slog.Logger) (string, error) {
	return "", errNotBuiltIn
}
