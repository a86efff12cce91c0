package app

import (
	"context"
	"log/slog"
	"net/http"

	"majlis/internal/config"
	"majlis/internal/postgres"
	"majlis/web/demo"
)

const demoPassword = ""

func loadDemonstration(context.Context, config.Config, *postgres.DB, *services, *slog.Logger) error {
	return nil
}

func (n *Node) ways(*http.Request) ([]demo.Way, error) { return nil, nil }

func (n *Node) printGuide(context.Context, config.Config) error { return nil }
