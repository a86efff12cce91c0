package postgres

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/sitting"
)

// Sitting keeps what only a live session knows.
func (db *DB) Sitting() sitting.Records { return sittingStore{db} }

type sittingStore struct{ db *DB }

type faceRow struct {
	ID        int64
	FullName  string
	Reference string
	Companion string
}

func (s sittingStore) Faces(ctx context.Context, session booking.SessionID) (map[booking.AudienceID]sitting.Face, error) {
	const q = `select a.id, p.full_name, c.reference, r.companion
		from audience a join person p on p.id = a.person_id join case_file c on c.id = a.case_id join audience_request r on r.id = a.request_id
		where a.session_id = @session`
	rows, err := all[faceRow](ctx, s.db, q, pgx.NamedArgs{"session": int64(session)})
	faces := make(map[booking.AudienceID]sitting.Face, len(rows))
	for _, r := range rows {
		faces[booking.AudienceID(r.ID)] = sitting.Face{Name: r.FullName, Reference: r.Reference, Companion: r.Companion}
	}
	return faces, err
}

func (s sittingStore) OpenSessions(ctx context.Context, from, to time.Time) ([]booking.SessionID, error) {
	const q = `select id from session where to_at > @from and from_at < @to and status <> 'closed' order by id`
	ids, err := values[int64](ctx, s.db, q, pgx.NamedArgs{"from": from, "to": to})
	sessions := make([]booking.SessionID, len(ids))
	for i, id := range ids {
		sessions[i] = booking.SessionID(id)
	}
	return sessions, err
}

func (s sittingStore) AddChat(ctx context.Context, line sitting.Chat) error {
	const q = `insert into chat_message (audience_id, at, role, name, body) values (@audience, @at, @role, @name, @body)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"audience": int64(line.Audience), "at": line.At, "role": line.Role, "name": line.Name, "body": line.Text})
	return err
}

func (s sittingStore) AddSamples(ctx context.Context, samples []sitting.Sample) error {
	columns := []string{"room", "audience_id", "peer", "role", "at", "loss_in_pm", "loss_out_pm", "jitter_ms", "rtt_ms", "kbps_in", "kbps_out"}
	_, err := s.db.q(ctx).CopyFrom(ctx, pgx.Identifier{"quality_sample"}, columns, pgx.CopyFromSlice(len(samples), func(i int) ([]any, error) {
		v := samples[i]
		q := v.Quality
		return []any{v.Room, idOrNull(int64(v.Audience)), v.Peer, v.Role, v.At, perMille(q.LossIn), perMille(q.LossOut),
			int(q.Jitter.Milliseconds()), int(q.RTT.Milliseconds()), q.BitrateIn / 1000, q.BitrateOut / 1000}, nil
	}))
	return translate(err)
}

func perMille(share float64) int { return int(math.Round(share * 1000)) }
