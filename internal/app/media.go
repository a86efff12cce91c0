package app

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"majlis/internal/config"
	"majlis/internal/node"
	"majlis/internal/postgres"
	"majlis/internal/recordings"
	"majlis/internal/sitting"
	"majlis/signaling"
	"majlis/signaling/relay"
	"majlis/signaling/sfu"
	"majlis/signaling/ws"
)

// rooms are the live side of a node: signaling, media, and the sitting that ties them to booking.
type rooms struct {
	hub     *signaling.Hub
	media   *sfu.Forwarder
	relay   *relay.Relay
	sitting *sitting.Sitting
	keeper  *node.Keeper

	recordings *recordings.Office
	recorder   *recorder // nil: no place for recordings

	socket http.Handler
	noBots func() // sees load tests out; nil when they are not let in
}

func newRooms(c config.Config, db *postgres.DB, s *services, origin string, log *slog.Logger) (*rooms, error) {
	key, err := hkdf.Key(sha256.New, c.Key.Reveal(), nil, "majlis ticket", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the ticket key: %w", err)
	}
	signer, err := signaling.NewSigner(key)
	if err != nil {
		return nil, fmt.Errorf("make the ticket signer: %w", err)
	}
	media, around, err := openMedia(c, s.now, log)
	if err != nil {
		return nil, err
	}
	r := &rooms{media: media, relay: around, recordings: recordings.New(recordings.Config{
		Policies: db, Files: db, Accesses: db, Journal: journal{log: db.AuditLog(), now: s.now}, Tx: db, Now: s.now, KeepFor: c.RecordingKeep,
	})}
	var records signaling.Recorder // none: nothing can be recorded
	if c.RecordingDir != "" {
		r.recorder = &recorder{dir: c.RecordingDir, node: c.NodeName, media: media, office: r.recordings, log: log}
		records = r.recorder
	}
	r.keeper = node.New(node.Config{
		Store: db.Nodes(), Tx: db, Rooms: openRooms{func() *signaling.Hub { return r.hub }}, Name: c.NodeName, URL: c.Among.URL, Log: log,
	})
	r.sitting = sitting.New(sitting.Config{
		Line: s.desk, Presence: s.desk, Floor: s.desk, Records: db.Sitting(), Papers: db.Papers(),
		Journal: journal{log: db.AuditLog(), now: s.now}, Accounts: s.accounts, Signer: signer, Homes: homes{r.keeper, db}, Now: s.now, Log: log,
	})
	r.hub = signaling.NewHub(signaling.Config{
		Gate: signer, Media: media, H264: c.H264, Relay: around, Recorder: records, Floor: r.sitting, Observer: r.sitting, Homes: r.sitting, Sockets: r.sockets, Signer: signer, Now: s.now, Log: log,
	})
	r.sitting.Attach(r.hub)
	r.socket = ws.Handler(r.hub, ws.Config{Origins: []string{origin, c.Among.URL}, Also: c.Among.Allows, Log: log})
	if c.AllowBots {
		r.socket, r.noBots, err = letBotsIn(r.socket, media, c.Key.Reveal(), []string{origin, c.Among.URL}, log)
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

// close sees everybody out and frees the media ports.
func (r *rooms) close() error {
	if r.noBots != nil {
		r.noBots()
	}
	r.hub.Close()
	return errors.Join(r.relay.Close(), r.media.Close())
}
