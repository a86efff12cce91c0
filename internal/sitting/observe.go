package sitting

import (
	"context"
	"time"

	"majlis/booking"
	"majlis/signaling"
)

const (
	refreshEvery  = 5 * time.Second
	samplesMost   = 500 // filed at once when so many have come
	observeWithin = 5 * time.Second
)

// Observe takes what happened in a room: who came to wait is written down, quality is kept for the
// next filing, and the line is looked at again.
func (s *Sitting) Observe(e signaling.Event) {
	ctx, cancel := context.WithTimeout(context.Background(), observeWithin)
	defer cancel()
	if e.Kind == signaling.EventQuality {
		s.keep(ctx, e)
	}
	if sessionOf(e.Room) == 0 {
		return // a device check says nothing about the line
	}
	switch e.Kind {
	case signaling.EventWaiting:
		s.waiting(ctx, e)
	case signaling.EventLeft:
		s.left(ctx, e)
	case signaling.EventJoined:
		s.refreshRoom(ctx, e.Room)
	}
}

func (s *Sitting) waiting(ctx context.Context, e signaling.Event) {
	id := audienceOf(e.Audience)
	if id == 0 {
		return
	}
	a, err := s.Line.Audience(ctx, id)
	if err == nil && (a.Status == booking.AudienceExpected || a.Status == booking.AudienceCheckedIn) {
		_, err = s.Presence.Wait(ctx, id)
	}
	if err != nil {
		s.Log.Warn("waiting could not be written down", "audience", id, "error", err)
	}
	s.refreshRoom(ctx, e.Room)
}

// left puts a waiting person who is gone for good back among the expected. Only a person of the
// waiting room has an audience that still waits; a shutdown is nobody's leaving.
func (s *Sitting) left(ctx context.Context, e signaling.Event) {
	id := audienceOf(e.Audience)
	if id == 0 || e.Reason == "shutdown" {
		return
	}
	a, err := s.Line.Audience(ctx, id)
	if err == nil && a.Status == booking.AudienceWaiting {
		_, err = s.Presence.Leave(ctx, id)
	}
	if err != nil {
		s.Log.Warn("leaving could not be written down", "audience", id, "error", err)
	}
	s.refreshRoom(ctx, e.Room)
}

func (s *Sitting) refreshRoom(ctx context.Context, room signaling.RoomID) {
	id := sessionOf(room)
	if err := s.Refresh(ctx, id); err != nil {
		s.Log.Warn("line could not be refreshed", "session", id, "error", err)
	}
}

func (s *Sitting) keep(ctx context.Context, e signaling.Event) {
	s.mu.Lock()
	s.samples = append(s.samples, Sample{
		Room: string(e.Room), Audience: audienceOf(e.Audience), Peer: string(e.Peer), Role: string(e.Role), At: e.At, Quality: e.Quality,
	})
	full := len(s.samples) >= samplesMost
	s.mu.Unlock()
	if full {
		s.file(ctx)
	}
}

// file writes the samples that have come; while the database is away the newest are kept.
func (s *Sitting) file(ctx context.Context) {
	s.mu.Lock()
	samples := s.samples
	s.samples = nil
	s.mu.Unlock()
	if len(samples) == 0 {
		return
	}
	if err := s.Records.AddSamples(ctx, samples); err != nil {
		s.Log.Warn("quality samples could not be filed", "count", len(samples), "error", err)
		s.mu.Lock()
		s.samples = append(samples, s.samples...)
		if over := len(s.samples) - 2*samplesMost; over > 0 {
			s.samples = s.samples[over:]
		}
		s.mu.Unlock()
	}
}

// Keep refreshes the lines of the sessions around now and files quality samples, until ctx ends.
func (s *Sitting) Keep(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		s.keepOnce(ctx)
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), observeWithin)
			defer cancel()
			s.file(last)
			return
		case <-tick.C:
		}
	}
}

func (s *Sitting) keepOnce(ctx context.Context) {
	s.file(ctx)
	now := s.Now()
	sessions, err := s.Records.OpenSessions(ctx, now.Add(-ticketTail), now.Add(DoorsOpen))
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Warn("sessions could not be listed", "error", err)
		}
		return
	}
	for _, id := range sessions {
		if err := s.Refresh(ctx, id); err != nil && ctx.Err() == nil {
			s.Log.Warn("line could not be refreshed", "session", id, "error", err)
		}
	}
}
