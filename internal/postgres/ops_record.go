package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/ops"
)

type referenceRow struct {
	ID        int64
	Reference string
}

// References is the case reference behind each audience.
func (s OpsStore) References(ctx context.Context, audiences []int64) (map[int64]string, error) {
	const q = `select a.id, c.reference from audience a join case_file c on c.id = a.case_id where a.id = any(@audiences)`
	rows, err := all[referenceRow](ctx, s.db, q, pgx.NamedArgs{"audiences": audiences})
	references := make(map[int64]string, len(rows))
	for _, r := range rows {
		references[r.ID] = r.Reference
	}
	return references, err
}

type sampleRow struct {
	At        time.Time
	Peer      string
	Role      string
	Reference string
	LossInPm  float64
	LossOutPm float64
	RTTMs     float64
	JitterMs  float64
	KbpsIn    float64
	KbpsOut   float64
	Mos       float64
	AudioOnly bool
	Samples   int
}

// Samples is what was measured in a room, taken together by participant and minute, the latest first.
func (s OpsStore) Samples(ctx context.Context, room string, most int) ([]ops.Sample, error) {
	const q = `
		select date_trunc('minute', q.at) as at, q.peer, q.role, coalesce(c.reference, '') as reference,
			avg(q.loss_in_pm)::float8 as loss_in_pm, avg(q.loss_out_pm)::float8 as loss_out_pm, avg(q.rtt_ms)::float8 as rtt_ms,
			avg(q.jitter_ms)::float8 as jitter_ms, avg(q.kbps_in)::float8 as kbps_in, avg(q.kbps_out)::float8 as kbps_out,
			coalesce(avg(q.mos), 0)::float8 as mos, bool_or(q.audio_only) as audio_only, count(*)::int as samples
		from quality_sample q left join audience a on a.id = q.audience_id left join case_file c on c.id = a.case_id
		where q.room = @room
		group by 1, 2, 3, 4 order by 1 desc, 3, 2 limit @most`
	rows, err := all[sampleRow](ctx, s.db, q, pgx.NamedArgs{"room": room, "most": most})
	samples := make([]ops.Sample, len(rows))
	for i, r := range rows {
		samples[i] = ops.Sample{
			At: r.At, Peer: r.Peer, Role: r.Role, Reference: r.Reference, LossIn: r.LossInPm / 1000, LossOut: r.LossOutPm / 1000,
			RTT: milliseconds(r.RTTMs), Jitter: milliseconds(r.JitterMs), KbpsIn: int(r.KbpsIn), KbpsOut: int(r.KbpsOut), Samples: r.Samples,
			Score: r.Mos / 100, AudioOnly: r.AudioOnly,
		}
	}
	return samples, err
}

func milliseconds(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }

// Cron is the table of what runs by the calendar.
func (s OpsStore) Cron(ctx context.Context) ([]ops.CronEntry, error) {
	rows, err := s.db.CronEntries(ctx)
	entries := make([]ops.CronEntry, len(rows))
	for i, r := range rows {
		entries[i] = ops.CronEntry{Name: r.Name, Schedule: r.Schedule, Edited: r.Edited, DueAt: r.DueAt, LastDueAt: orZero(r.LastDueAt), Version: r.Version}
	}
	return entries, err
}

type trailRow struct {
	auditRow
	SealedAt *time.Time
}

// Trail is the audit record, the newest entry first, each with the time of its seal.
func (s OpsStore) Trail(ctx context.Context, t ops.Trail) ([]ops.Entry, error) {
	const q = `select ` + auditColumns + `, sealed_at
		from audit_entry left join audit_seal on entry_id = id
		where (@before::bigint = 0 or id < @before)
			and (@action::text = '' or action = @action)
			and (@actor_kind::text = '' or (actor_kind = @actor_kind and (@actor_id::bigint = 0 or actor_id = @actor_id)))
			and (@subject_kind::text = '' or (subject_kind = @subject_kind and (@subject_id::bigint = 0 or subject_id = @subject_id)
				and (@subject_name::text = '' or subject_name = @subject_name)))
			and (@from::timestamptz is null or at >= @from) and (@to::timestamptz is null or at < @to)
		order by id desc limit @most`
	rows, err := all[trailRow](ctx, s.db, q, pgx.NamedArgs{
		"before": t.Before, "action": t.Action, "most": t.Most, "actor_kind": t.Actor.Kind, "actor_id": t.Actor.ID,
		"subject_kind": t.Subject.Kind, "subject_id": t.Subject.ID, "subject_name": t.Subject.Name, "from": orNull(t.From), "to": orNull(t.To),
	})
	entries := make([]ops.Entry, len(rows))
	for i, r := range rows {
		entries[i] = ops.Entry{Stored: r.stored(), SealedAt: orZero(r.SealedAt)}
	}
	return entries, err
}
