package sitting

import (
	"context"
	"errors"
	"time"

	"majlis/booking"
	"majlis/signaling"
)

const (
	refreshEvery  = 5 * time.Second
	observeWithin = 5 * time.Second
	refreshWithin = 3 * time.Second // a command of staff waits for it, and must be answered soon
)

// Observe takes what happened in a room: who came to wait is written down, quality is kept for the
// next filing, and the line is looked at again. While the database is away nothing is asked of it: what
// is owed to the record is paid by Keep.
func (s *Sitting) Observe(e signaling.Event) {
	if e.Kind == signaling.EventQuality {
		s.samples.add(Sample{
			Room: string(e.Room), Audience: audienceOf(e.Audience), Peer: string(e.Peer), Role: string(e.Role), At: e.At, Quality: e.Quality,
		})
		return
	}
	if sessionOf(e.Room) == 0 || !s.here(e.Room) {
		return // a device check says nothing about the line, nor does a room that lives elsewhere now
	}
	ctx, cancel := context.WithTimeout(context.Background(), observeWithin)
	defer cancel()
	switch e.Kind {
	case signaling.EventWaiting:
		s.note(ctx, e)
	case signaling.EventLeft:
		// A shutdown is nobody's leaving, and who was handed over or has moved waits elsewhere.
		if e.Reason != "shutdown" && e.Reason != "transferred" && e.Reason != "elsewhere" {
			s.note(ctx, e)
		}
	case signaling.EventJoined:
		s.refreshRoom(ctx, e.Room)
	}
}

// A sighting is who came to a session's waiting room, or left it.
type sighting struct {
	audience booking.AudienceID
	session  booking.SessionID
	left     bool
}

// note writes a sighting down, now or when the database is back.
func (s *Sitting) note(ctx context.Context, e signaling.Event) {
	seen := sighting{audienceOf(e.Audience), sessionOf(e.Room), e.Kind == signaling.EventLeft}
	if seen.audience == 0 {
		return
	}
	if s.away.Load() || s.writeDown(ctx, seen) != nil {
		s.mu.Lock()
		s.owed[seen.audience] = seen // a later sighting says all there is to say
		s.mu.Unlock()
		return
	}
	s.mu.Lock()
	delete(s.owed, seen.audience)
	s.mu.Unlock()
	s.refreshRoom(ctx, e.Room)
}

// writeDown fails only with what may succeed later; a rule's no is the end of it. Only a person of the
// waiting room has an audience that still waits, and one that was handed over is no matter of the old
// room's any more.
func (s *Sitting) writeDown(ctx context.Context, seen sighting) error {
	room := roomOf(seen.session)
	a, err := s.Line.Audience(ctx, seen.audience)
	switch {
	case err != nil || a.Session != seen.session:
	case seen.left && a.Status == booking.AudienceWaiting:
		_, err = s.fenced(ctx, room, func(ctx context.Context) (booking.Audience, error) { return s.Presence.Leave(ctx, seen.audience) })
	case !seen.left && (a.Status == booking.AudienceExpected || a.Status == booking.AudienceCheckedIn):
		_, err = s.fenced(ctx, room, func(ctx context.Context) (booking.Audience, error) { return s.Presence.Wait(ctx, seen.audience) })
	}
	if err == nil || !s.here(room) {
		return nil // where the room lives now, they are seen again
	}
	s.Log.Warn("who waits could not be written down", "audience", seen.audience, "error", err)
	if errors.Is(roomError(err), signaling.ErrUnavailable) {
		return err
	}
	return nil
}

func (s *Sitting) refreshRoom(ctx context.Context, room signaling.RoomID) {
	if s.away.Load() {
		return
	}
	id := sessionOf(room)
	if err := s.Refresh(ctx, id); err != nil {
		s.Log.Warn("line could not be refreshed", "session", id, "error", err)
	}
}
