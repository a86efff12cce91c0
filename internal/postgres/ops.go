package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/jobs/kind"
	"majlis/internal/ops"
)

type tally struct {
	State string
	Count int
}

func tallies(rows []tally) map[string]int {
	counts := make(map[string]int, len(rows))
	for _, r := range rows {
		counts[r.State] = r.Count
	}
	return counts
}

type databaseRow struct {
	Version  string
	Size     int64
	Oldest   time.Duration
	Unsealed int
}

// Counters reads what operators count.
func (db *DB) Counters(ctx context.Context) (ops.Counters, error) {
	const self = `select current_setting('server_version') as version, pg_database_size(current_database()) as size,
			coalesce((select now() - min(scheduled_at) from river_job where state = 'available'), '0') as oldest,
			(select count(*)::int from audit_unsealed) as unsealed`
	row, err := one[databaseRow](ctx, db, self, nil)
	if err != nil {
		return ops.Counters{}, err
	}
	const jobs = `select state::text as state, count(*)::int as count from river_job group by state`
	work, err := all[tally](ctx, db, jobs, nil)
	if err != nil {
		return ops.Counters{}, err
	}
	const messages = `select status as state, count(*)::int as count from notice
		where coalesce(sent_at, due_at) between now() - interval '1 day' and now() group by status`
	sent, err := all[tally](ctx, db, messages, nil)
	return ops.Counters{Version: row.Version, Size: row.Size, Jobs: tallies(work), Oldest: row.Oldest, Messages: tallies(sent), Unsealed: row.Unsealed}, err
}

// Requeue gives a failed notice another chance: the notice waits again and its job runs now.
func (db *DB) Requeue(ctx context.Context, id int64) error {
	return db.InTx(ctx, func(ctx context.Context) error {
		const q = `update notice set status = 'queued', error = '' where id = @id and status = 'failed'`
		if err := must(ctx, db, booking.ErrConflict, q, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		return db.Enqueue(ctx, kind.SendNotice{NoticeID: id}, time.Time{})
	})
}
