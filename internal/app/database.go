package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"majlis/internal/config"
	"majlis/internal/postgres"
	"majlis/internal/postgres/server"
)

// database is the store in use: the program's own PostgreSQL, or the one it was pointed at.
type database struct {
	*postgres.DB
	local *server.Server
}

// openDatabase starts what must be started, connects, and brings the schema up to date.
func openDatabase(ctx context.Context, c config.Config, log *slog.Logger) (*database, error) {
	d := &database{}
	url := c.DatabaseURL
	if url == "" {
		local, err := server.Start(ctx, server.Config{Dir: filepath.Join(c.StateDir, "postgresql"), Log: log})
		if err != nil {
			return nil, fmt.Errorf("start the program's own PostgreSQL: %w", err)
		}
		d.local = local
		url = local.URL()
		log.Info("using the program's own PostgreSQL; --database-url names another", "directory", c.StateDir)
	} else {
		log.Info("using the PostgreSQL that --database-url names")
	}
	db, err := postgres.Open(ctx, url, log)
	if err == nil {
		d.DB = db
		err = db.Migrate(ctx)
	}
	if err == nil && c.TimeOffset != 0 {
		err = db.GoBy(func() time.Time { return time.Now().Add(c.TimeOffset) })
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// lost is closed when the program's own PostgreSQL has ended; nil, which never is, for another.
func (d *database) lost() <-chan struct{} {
	if d.local == nil {
		return nil
	}
	return d.local.Done()
}

func (d *database) close() {
	if d.DB != nil {
		d.DB.Close()
	}
	if d.local != nil {
		d.local.Stop()
	}
}
