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
	const q = `insert into chat_message (audience_id, at, role, name, scope, body) values (@audience, @at, @role, @name, @scope, @body)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"audience": int64(line.Audience), "at": line.At, "role": line.Role, "name": line.Name, "scope": line.To, "body": line.Text,
	})
	return err
}

type chatRow struct {
	AudienceID int64
	At         time.Time
	Role       string
	Name       string
	Scope      string
	Body       string
}

// mostChat is more than people write in the audiences of one case.
const mostChat = 2000

// ChatOfCase is what was written in a case's audiences, in its order.
func (db *DB) ChatOfCase(ctx context.Context, caseID int64) ([]sitting.Chat, error) {
	const q = `select m.audience_id, m.at, m.role, m.name, m.scope, m.body
		from chat_message m join audience a on a.id = m.audience_id
		where a.case_id = @case order by m.at, m.id limit @most`
	rows, err := all[chatRow](ctx, db, q, pgx.NamedArgs{"case": caseID, "most": mostChat})
	lines := make([]sitting.Chat, len(rows))
	for i, r := range rows {
		lines[i] = sitting.Chat{Audience: booking.AudienceID(r.AudienceID), At: r.At, Role: r.Role, Name: r.Name, To: r.Scope, Text: r.Body}
	}
	return lines, err
}

func (s sittingStore) AddSamples(ctx context.Context, samples []sitting.Sample) error {
	columns := []string{"room", "audience_id", "peer", "role", "at", "loss_in_pm", "loss_out_pm", "jitter_ms", "rtt_ms", "kbps_in", "kbps_out", "mos", "audio_only"}
	_, err := s.db.q(ctx).CopyFrom(ctx, pgx.Identifier{"quality_sample"}, columns, pgx.CopyFromSlice(len(samples), func(i int) ([]any, error) {
		v := samples[i]
		q := v.Quality
		return []any{v.Room, idOrNull(int64(v.Audience)), v.Peer, v.Role, v.At, perMille(q.LossIn), perMille(q.LossOut),
			int(q.Jitter.Milliseconds()), int(q.RTT.Milliseconds()), q.BitrateIn / 1000, q.BitrateOut / 1000,
			mosOrNull(q.Score), q.AudioOnly}, nil
	}))
	return translate(err)
}

// mosOrNull keeps a score as hundredths; a score that is not known is null.
func mosOrNull(score float64) *int {
	if score == 0 {
		return nil
	}
	hundredths := int(math.Round(100 * score))
	return &hundredths
}

func perMille(share float64) int { return int(math.Round(share * 1000)) }
