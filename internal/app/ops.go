package app

import (
	"context"
	"runtime"
	"runtime/debug"

	"majlis/internal/audit"
	"majlis/internal/notify"
	"majlis/internal/ops"
	"majlis/internal/postgres"
)

// snapshot is the node as its operators see it.
func (n *Node) snapshot(ctx context.Context) ops.Snapshot {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	pool := n.database.Pool().Stat()
	s := ops.Snapshot{
		At: n.services.now(), Rooms: ops.RoomsOf(n.rooms.hub.Snapshot()),
		Node:     ops.Node{Name: n.name, Version: buildVersion(), StartedAt: n.startedAt, Goroutines: runtime.NumGoroutine(), Memory: memory.Sys},
		Database: ops.Database{Own: n.database.local != nil, InUse: int(pool.AcquiredConns()), Most: int(pool.MaxConns())},
	}
	counters, err := n.database.Counters(ctx)
	if err != nil {
		n.log.Warn("the database could not be counted", "error", err)
		s.Database.Away = true
		return s
	}
	s.Database.Counters = counters
	return s
}

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Version
}

// record is the audit record as the operators' pages read it.
type record struct{ log *postgres.AuditLog }

func (r record) Entries(ctx context.Context, action string, before int64) ([]audit.Stored, error) {
	return r.log.Entries(ctx, postgres.AuditFilter{Action: action, Before: before})
}

func (r record) Verify(ctx context.Context) (audit.Report, error) { return audit.Verify(ctx, r.log) }

// messages are the notices, with what puts one back into the queue.
type messages struct{ db *postgres.DB }

func (m messages) Recent(ctx context.Context, f notify.RecentFilter) ([]notify.Sent, error) {
	return m.db.Notices().Recent(ctx, f)
}

func (m messages) Requeue(ctx context.Context, id int64) error { return m.db.Requeue(ctx, id) }
