package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

// AddDeviceCheck keeps a device check with its audience; one that was passed counts for the request's
// place on the standby list too.
func (db *DB) AddDeviceCheck(ctx context.Context, c booking.DeviceCheck) error {
	const q = `with kept as (
			insert into device_check (audience_id, at, camera, microphone, speaker, path, rtt_ms, loss_pm, verdict)
			values (@audience, @at, @camera, @microphone, @speaker, @path, @rtt, @loss, @verdict))
		update audience_request r set passed_at = @at from audience a
			where a.id = @audience and r.id = a.request_id and @verdict::text <> 'bad'`
	_, err := exec(ctx, db, q, pgx.NamedArgs{
		"audience": int64(c.Audience), "at": c.At, "camera": c.Camera, "microphone": c.Microphone, "speaker": c.Speaker,
		"path": c.Path, "rtt": c.RTT.Milliseconds(), "loss": c.Loss, "verdict": string(c.Verdict()),
	})
	return err
}

type deviceCheckRow struct {
	AudienceID int64
	At         time.Time
	Camera     string
	Microphone string
	Speaker    string
	Path       string
	RttMs      int64
	LossPm     int
}

// DeviceChecks is the newest check of each audience of a session that has one.
func (db *DB) DeviceChecks(ctx context.Context, session booking.SessionID) (map[booking.AudienceID]booking.DeviceCheck, error) {
	const q = `select distinct on (d.audience_id) d.audience_id, d.at, d.camera, d.microphone, d.speaker, d.path, d.rtt_ms, d.loss_pm
		from device_check d join audience a on a.id = d.audience_id
		where a.session_id = @session
		order by d.audience_id, d.at desc`
	rows, err := all[deviceCheckRow](ctx, db, q, pgx.NamedArgs{"session": int64(session)})
	checks := make(map[booking.AudienceID]booking.DeviceCheck, len(rows))
	for _, r := range rows {
		id := booking.AudienceID(r.AudienceID)
		checks[id] = booking.DeviceCheck{Audience: id, At: r.At, Camera: r.Camera, Microphone: r.Microphone, Speaker: r.Speaker,
			Path: r.Path, RTT: time.Duration(r.RttMs) * time.Millisecond, Loss: r.LossPm}
	}
	return checks, err
}
