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
			insert into device_check (audience_id, at, camera, microphone, speaker, path, rtt_ms, jitter_ms, loss_pm, up_bps, down_bps, verdict)
			values (@audience, @at, @camera, @microphone, @speaker, @path, @rtt, @jitter, @loss, @up, @down, @verdict))
		update audience_request r set passed_at = @at from audience a
			where a.id = @audience and r.id = a.request_id and @verdict::text <> 'bad'`
	_, err := exec(ctx, db, q, pgx.NamedArgs{
		"audience": int64(c.Audience), "at": c.At, "camera": c.Camera, "microphone": c.Microphone, "speaker": c.Speaker,
		"path": c.Path, "rtt": c.RTT.Milliseconds(), "jitter": c.Jitter.Milliseconds(), "loss": c.Loss,
		"up": c.Up, "down": c.Down, "verdict": string(c.Verdict()),
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
	JitterMs   int64
	LossPm     int
	UpBps      int
	DownBps    int
}

func (r deviceCheckRow) check() booking.DeviceCheck {
	return booking.DeviceCheck{
		Audience: booking.AudienceID(r.AudienceID), At: r.At, Camera: r.Camera, Microphone: r.Microphone, Speaker: r.Speaker, Path: r.Path,
		RTT: time.Duration(r.RttMs) * time.Millisecond, Jitter: time.Duration(r.JitterMs) * time.Millisecond,
		Loss: r.LossPm, Up: r.UpBps, Down: r.DownBps,
	}
}

// DeviceCheck is the newest check of an audience; booking.ErrNotFound when there was none.
func (db *DB) DeviceCheck(ctx context.Context, audience booking.AudienceID) (booking.DeviceCheck, error) {
	const q = `select audience_id, at, camera, microphone, speaker, path, rtt_ms, jitter_ms, loss_pm, up_bps, down_bps
		from device_check where audience_id = @audience order by at desc, id desc limit 1`
	rows, err := all[deviceCheckRow](ctx, db, q, pgx.NamedArgs{"audience": int64(audience)})
	if err != nil {
		return booking.DeviceCheck{}, err
	}
	if len(rows) == 0 {
		return booking.DeviceCheck{}, booking.ErrNotFound
	}
	return rows[0].check(), nil
}

// DeviceChecks is the newest check of each audience of a session that has one.
func (db *DB) DeviceChecks(ctx context.Context, session booking.SessionID) (map[booking.AudienceID]booking.DeviceCheck, error) {
	const q = `select distinct on (d.audience_id) d.audience_id, d.at, d.camera, d.microphone, d.speaker, d.path, d.rtt_ms, d.jitter_ms, d.loss_pm, d.up_bps, d.down_bps
		from device_check d join audience a on a.id = d.audience_id
		where a.session_id = @session
		order by d.audience_id, d.at desc`
	rows, err := all[deviceCheckRow](ctx, db, q, pgx.NamedArgs{"session": int64(session)})
	checks := make(map[booking.AudienceID]booking.DeviceCheck, len(rows))
	for _, r := range rows {
		checks[booking.AudienceID(r.AudienceID)] = r.check()
	}
	return checks, err
}
