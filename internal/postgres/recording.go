package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/recordings"
)

// AddRecordingPolicy implements recordings.Policies.
func (db *DB) AddRecordingPolicy(ctx context.Context, p recordings.Policy) error {
	const q = `insert into recording_policy (recorded, reason, asked_by, asked_at, decided_by, decided_at, approved)
		values (@recorded, @reason, @asked_by, @asked_at, @decided_by, @decided_at, @approved)`
	_, err := exec(ctx, db, q, pgx.NamedArgs{
		"recorded": p.Recorded, "reason": p.Reason, "asked_by": p.AskedBy, "asked_at": p.AskedAt,
		"decided_by": optional(p.DecidedBy), "decided_at": optional(p.DecidedAt), "approved": whenDecided(p.DecidedBy, p.Approved),
	})
	return err
}

// whenDecided is a decision, or null while nobody has made it.
func whenDecided(by int64, approved bool) *bool {
	if by == 0 {
		return nil
	}
	return &approved
}

// optional is a value, or null in place of the zero one.
func optional[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

// DecideRecordingPolicy implements recordings.Policies.
func (db *DB) DecideRecordingPolicy(ctx context.Context, p recordings.Policy) error {
	const q = `update recording_policy set decided_by = @by, decided_at = @at, approved = @approved where id = @id and decided_at is null`
	return must(ctx, db, booking.ErrConflict, q, pgx.NamedArgs{"by": p.DecidedBy, "at": p.DecidedAt, "approved": p.Approved, "id": p.ID})
}

// RecordingPolicies implements recordings.Policies.
func (db *DB) RecordingPolicies(ctx context.Context) ([]recordings.Policy, error) {
	const q = `select id, recorded, reason, asked_by, asked_at, coalesce(decided_by, 0) as decided_by,
			coalesce(decided_at, '0001-01-01 00:00:00Z') as decided_at, coalesce(approved, false) as approved
		from recording_policy order by coalesce(decided_at, asked_at) desc, id desc`
	return all[recordings.Policy](ctx, db, q, nil)
}

// AddRecording implements recordings.Files.
func (db *DB) AddRecording(ctx context.Context, r recordings.Recording) (int64, error) {
	const q = `insert into recording (audience_id, node, place, started_at, keep_until) values (@audience, @node, @place, @started_at, @keep_until) returning id`
	return value[int64](ctx, db, q, pgx.NamedArgs{
		"audience": r.Audience, "node": r.Node, "place": r.Place, "started_at": r.StartedAt, "keep_until": r.KeepUntil,
	})
}

// SaveRecording implements recordings.Files.
func (db *DB) SaveRecording(ctx context.Context, r recordings.Recording) error {
	const q = `update recording set ended_at = @ended_at, lasts_ms = @lasts, bytes = @bytes, tracks = @tracks, state = @state, destroyed_at = @destroyed_at
		where id = @id and state <> 'destroyed'`
	return must(ctx, db, booking.ErrConflict, q, pgx.NamedArgs{
		"ended_at": optional(r.EndedAt), "lasts": r.LastsMs, "bytes": r.Bytes, "tracks": r.Tracks, "state": string(r.State),
		"destroyed_at": optional(r.DestroyedAt), "id": r.ID,
	})
}

type recordingRow struct {
	ID          int64
	Audience    int64
	Reference   string
	Node        string
	Place       string
	StartedAt   time.Time
	EndedAt     time.Time
	LastsMs     int64
	Bytes       int64
	Tracks      int
	State       recordings.State
	KeepUntil   time.Time
	DestroyedAt time.Time
}

const recordingColumns = `select r.id, r.audience_id as audience, c.reference, r.node, r.place, r.started_at,
		coalesce(r.ended_at, '0001-01-01 00:00:00Z') as ended_at, r.lasts_ms, r.bytes, r.tracks, r.state, r.keep_until,
		coalesce(r.destroyed_at, '0001-01-01 00:00:00Z') as destroyed_at
	from recording r join audience a on a.id = r.audience_id join case_file c on c.id = a.case_id`

// Recording implements recordings.Files.
func (db *DB) Recording(ctx context.Context, id int64) (recordings.Recording, error) {
	const q = recordingColumns + ` where r.id = @id`
	row, err := one[recordingRow](ctx, db, q, pgx.NamedArgs{"id": id})
	return recordings.Recording(row), err
}

// Recordings implements recordings.Files.
func (db *DB) Recordings(ctx context.Context) ([]recordings.Recording, error) {
	const q = recordingColumns + ` order by r.started_at desc, r.id desc`
	rows, err := all[recordingRow](ctx, db, q, nil)
	list := make([]recordings.Recording, len(rows))
	for i, row := range rows {
		list[i] = recordings.Recording(row)
	}
	return list, err
}

// AddRecordingAccess implements recordings.Accesses.
func (db *DB) AddRecordingAccess(ctx context.Context, a recordings.Access) error {
	const q = `insert into recording_access (recording_id, reason, asked_by, asked_at) values (@recording, @reason, @by, @at)`
	_, err := exec(ctx, db, q, pgx.NamedArgs{"recording": a.RecordingID, "reason": a.Reason, "by": a.AskedBy, "at": a.AskedAt})
	return err
}

// SaveRecordingAccess implements recordings.Accesses.
func (db *DB) SaveRecordingAccess(ctx context.Context, a recordings.Access) error {
	const q = `update recording_access set decided_by = @by, decided_at = @at, approved = @approved, used_at = @used
		where id = @id and (decided_at is null or (decided_by = @by and approved = @approved))`
	return must(ctx, db, booking.ErrConflict, q, pgx.NamedArgs{
		"by": a.DecidedBy, "at": a.DecidedAt, "approved": a.Approved, "used": optional(a.UsedAt), "id": a.ID,
	})
}

// RecordingAccesses implements recordings.Accesses.
func (db *DB) RecordingAccesses(ctx context.Context) ([]recordings.Access, error) {
	const q = `select id, recording_id, reason, asked_by, asked_at, coalesce(decided_by, 0) as decided_by,
			coalesce(decided_at, '0001-01-01 00:00:00Z') as decided_at, coalesce(approved, false) as approved,
			coalesce(used_at, '0001-01-01 00:00:00Z') as used_at
		from recording_access order by asked_at desc, id desc`
	return all[recordings.Access](ctx, db, q, nil)
}
