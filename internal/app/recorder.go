package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"majlis/internal/recordings"
	"majlis/internal/sitting"
	"majlis/signaling"
	"majlis/signaling/recording"
	"majlis/signaling/sfu"
)

// How often a node looks whether recording is the policy, and destroys what its time is over of.
const (
	policyEvery  = 3 * time.Second
	destroyEvery = time.Hour
)

// recorder records audiences on this node: a signaling.Recorder.
type recorder struct {
	dir    string
	node   string
	media  *sfu.Forwarder
	office *recordings.Office
	log    *slog.Logger
	on     atomic.Bool
}

// Planned implements signaling.Recorder.
func (r *recorder) Planned(signaling.RoomID) bool { return r.on.Load() }

// Record implements signaling.Recorder.
func (r *recorder) Record(ctx context.Context, _ signaling.RoomID, a signaling.AudienceID) (signaling.Recording, error) {
	now := time.Now() // by the clock that packets are timed by
	place := filepath.Join(now.UTC().Format("2006/01"), rand.Text())
	take, err := recording.Begin(filepath.Join(r.dir, place), now)
	if err != nil {
		return nil, err
	}
	row := recordings.Recording{Audience: int64(sitting.AudienceOf(a)), Node: r.node, Place: place}
	if row.ID, err = r.office.Begun(ctx, row); err != nil {
		return nil, errors.Join(fmt.Errorf("note a recording: %w", err), take.Close())
	}
	return &underway{Leg: r.media.Tap(take), take: take, row: row, recorder: r}, nil
}

// underway is a recording that goes on.
type underway struct {
	signaling.Leg
	take     *recording.Take
	row      recordings.Recording
	recorder *recorder
}

// Bytes implements signaling.Recording.
func (u *underway) Bytes() uint64 { return u.take.Bytes() }

// Close implements signaling.Recording: it puts the file together and notes what became of it.
func (u *underway) Close() error {
	if err := u.Leg.Close(); err != nil {
		return err
	}
	summary, err := u.take.Finish()
	return errors.Join(err, u.recorder.ended(u.row, summary, err))
}

// ended notes what became of a recording.
func (r *recorder) ended(row recordings.Recording, s recording.Summary, err error) error {
	row.State = recordings.Finished
	switch {
	case errors.Is(err, recording.ErrEmpty):
		row.State = recordings.Empty
	case s.File == "":
		row.State = recordings.Broken
	}
	row.LastsMs, row.Bytes, row.Tracks = s.Lasts.Milliseconds(), s.Bytes, len(s.Tracks)
	ctx, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if err := r.office.Ended(ctx, row); err != nil {
		return fmt.Errorf("note the end of a recording: %w", err)
	}
	return nil
}

// keep finishes what a crash left, then follows the policy and destroys what is due until ctx ends.
func (r *recorder) keep(ctx context.Context) {
	if err := r.recover(ctx); err != nil {
		r.log.Error("finish the recordings of an earlier run", "error", err)
	}
	policy, destroy := time.NewTicker(policyEvery), time.NewTicker(destroyEvery)
	defer policy.Stop()
	defer destroy.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-policy.C:
			// What was the policy holds while the database is away.
			if on, err := r.office.Recorded(ctx); err == nil {
				r.on.Store(on)
			}
		case <-destroy.C:
			if err := r.office.Destroy(ctx, r.node, r.remove); err != nil {
				r.log.Error("destroy recordings", "error", err)
			}
		}
	}
}

func (r *recorder) recover(ctx context.Context) error {
	left, err := r.office.Unfinished(ctx, r.node)
	if err != nil {
		return err
	}
	for _, row := range left {
		summary, failed := recording.Recover(filepath.Join(r.dir, row.Place))
		if errors.Is(failed, recording.ErrEmpty) {
			failed = nil
			err = errors.Join(err, r.ended(row, summary, recording.ErrEmpty))
			continue
		}
		err = errors.Join(err, failed, r.ended(row, summary, failed))
	}
	return err
}

// remove deletes a recording's directory, which lies below the node's own.
func (r *recorder) remove(place string) error {
	if !filepath.IsLocal(place) {
		return fmt.Errorf("%q is no place of a recording", place)
	}
	if err := os.RemoveAll(filepath.Join(r.dir, place)); err != nil {
		return fmt.Errorf("destroy a recording: %w", err)
	}
	return nil
}

// Open gives a finished recording's file.
func (r *recorder) Open(row recordings.Recording) (*os.File, error) {
	if r == nil || row.Node != r.node || !filepath.IsLocal(row.Place) || strings.TrimSpace(r.dir) == "" {
		return nil, os.ErrNotExist
	}
	return os.Open(filepath.Join(r.dir, row.Place, recording.FileName))
}
