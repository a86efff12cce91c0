package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/jobs/kind"
	"majlis/internal/ops"
)

// Ops measures this database for operations, and reads what their pages list.
func (db *DB) Ops() OpsStore { return OpsStore{db} }

// OpsStore is an ops.Store, and what the operators' pages read and change besides.
type OpsStore struct{ db *DB }

type databaseRow struct {
	Version string
	Size    int64
}

// Database is how the server and this node's connections to it are.
func (s OpsStore) Database(ctx context.Context) (ops.Database, error) {
	const q = `select current_setting('server_version') as version, pg_database_size(current_database()) as size`
	row, err := one[databaseRow](ctx, s.db, q, nil)
	pool := s.db.pool.Stat()
	return ops.Database{
		Version: row.Version, Size: row.Size,
		InUse: int(pool.AcquiredConns()), Idle: int(pool.IdleConns()), Most: int(pool.MaxConns()),
	}, err
}

type queueRow struct {
	Waiting   int
	Running   int
	Scheduled int
	Failing   int
	GivenUp   int
	Done      int
	OldestDue *time.Time
}

// Queue counts the durable jobs. A job whose time has come waits, whether or not the queue has
// noticed yet.
func (s OpsStore) Queue(ctx context.Context, now time.Time) (ops.Queue, error) {
	const q = `
		select count(*) filter (where due)::int as waiting, count(*) filter (where state = 'running')::int as running,
			count(*) filter (where state = 'scheduled' and not due)::int as scheduled,
			count(*) filter (where state = 'retryable')::int as failing,
			count(*) filter (where state = 'discarded' and finalized_at > @now::timestamptz - interval '1 day')::int as given_up,
			count(*) filter (where state = 'completed' and finalized_at > @now::timestamptz - interval '1 day')::int as done,
			min(scheduled_at) filter (where due) as oldest_due
		from (
			select state, scheduled_at, finalized_at, state in ('available', 'scheduled') and scheduled_at <= @now as due from river_job
		) as job`
	row, err := one[queueRow](ctx, s.db, q, pgx.NamedArgs{"now": now})
	return ops.Queue{
		Waiting: row.Waiting, Running: row.Running, Scheduled: row.Scheduled, Failing: row.Failing,
		GivenUp: row.GivenUp, Done: row.Done, OldestDue: orZero(row.OldestDue),
	}, err
}

// Messages counts the notices of the day that began at day, and those that want somebody.
func (s OpsStore) Messages(ctx context.Context, day, now time.Time) (ops.Messages, error) {
	const q = `
		select count(*) filter (where today and status = 'queued')::int as queued,
			count(*) filter (where today and status = 'sent')::int as sent,
			count(*) filter (where today and status = 'delivered')::int as delivered,
			count(*) filter (where today and status = 'failed')::int as failed,
			count(*) filter (where today and status = 'superseded')::int as superseded,
			count(*) filter (where status = 'queued' and due_at < @now::timestamptz - interval '5 minutes')::int as late,
			count(*) filter (where status = 'failed' and due_at > @now::timestamptz - interval '7 days')::int as failed_lately
		from (
			select status, due_at, coalesce(sent_at, due_at) >= @day::timestamptz
				and coalesce(sent_at, due_at) < @day::timestamptz + interval '1 day' as today from notice
		) as message`
	return one[ops.Messages](ctx, s.db, q, pgx.NamedArgs{"day": day, "now": now})
}

type sealingRow struct {
	Unsealed int
	Oldest   *time.Time
}

// Sealing is how much of the audit record waits for its seal.
func (s OpsStore) Sealing(ctx context.Context) (ops.Sealing, error) {
	const q = `select count(*)::int as unsealed, min(at) as oldest from audit_unsealed join audit_entry on id = entry_id`
	row, err := one[sealingRow](ctx, s.db, q, nil)
	return ops.Sealing{Unsealed: row.Unsealed, Oldest: orZero(row.Oldest)}, err
}

// Sessions is the hosts' sessions that begin within a stretch of time, in order.
func (s OpsStore) Sessions(ctx context.Context, from, to time.Time) ([]ops.Session, error) {
	const q = `
		select s.id, '' as room, h.short_ar as host_ar, h.short_en as host_en, s.from_at as "from", s.to_at as "to", s.late_for,
			s.status = 'closed' as closed,
			(select count(*) from audience a where a.session_id = s.id and a.status not in ('ended', 'cancelled'))::int as left
		from session s join host h on h.id = s.host_id
		where s.from_at >= @from and s.from_at < @to order by s.from_at, h.position, s.id`
	sessions, err := all[ops.Session](ctx, s.db, q, pgx.NamedArgs{"from": from, "to": to})
	for i := range sessions {
		sessions[i].Room = booking.Session{ID: booking.SessionID(sessions[i].ID)}.Room()
	}
	return sessions, err
}

// Requeue gives a failed notice another chance: it waits again, and the job that sends it runs now.
// A notice that is not failed is booking.ErrConflict.
func (s OpsStore) Requeue(ctx context.Context, id int64) error {
	const q = `update notice set status = 'queued', error = '' where id = @id and status = 'failed'`
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := must(ctx, s.db, booking.ErrConflict, q, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		return s.db.Enqueue(ctx, kind.SendNotice{NoticeID: id}, time.Time{})
	})
}
