package sitting

import (
	"context"
	"errors"
	"slices"

	"majlis/booking"
	"majlis/signaling"
)

// Homes knows which rooms live on this server. *node.Keeper, with the wake-ups of the store, is one.
type Homes interface {
	signaling.Homes
	// Mine tells whether the room lives here, and under which epoch.
	Mine(room signaling.RoomID) (epoch int64, mine bool)
	// Fenced runs a write in one transaction with the proof that the room lives here.
	Fenced(ctx context.Context, room signaling.RoomID, do func(ctx context.Context) error) error
	// Release lets go of a room that is over.
	Release(ctx context.Context, room signaling.RoomID) error
	// Wake has the room's home look at its records again, once the context's transaction commits.
	Wake(ctx context.Context, room signaling.RoomID) error
}

// Claim settles where a session's room lives, as signaling.Homes wants it. A room that comes to live
// here is what the record says before anybody is let in: whose audience is on goes straight back to it.
func (s *Sitting) Claim(ctx context.Context, room signaling.RoomID) (string, error) {
	if s.Homes == nil {
		return "", nil
	}
	if s.opened(room) {
		return "", nil
	}
	if url, err := s.Homes.Claim(ctx, room); err != nil || url != "" {
		return url, err
	}
	id := sessionOf(room)
	one := s.lock(id)
	one.Lock()
	defer one.Unlock()
	if s.opened(room) {
		return "", nil
	}
	epoch, _ := s.Homes.Mine(room)
	if err := s.refresh(ctx, id); err != nil {
		if errors.Is(err, booking.ErrNotFound) {
			return "", errors.Join(signaling.ErrNotFound, err)
		}
		s.Log.Warn("a room is opened without its line", "session", id, "error", err)
		return "", nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epochs[room] = epoch
	return "", nil
}

// opened tells whether the room lives here and has been told what the record says.
func (s *Sitting) opened(room signaling.RoomID) bool {
	epoch, mine := s.Homes.Mine(room)
	s.mu.Lock()
	defer s.mu.Unlock()
	return mine && s.epochs[room] == epoch
}

// here tells whether the room is this server's to look after.
func (s *Sitting) here(room signaling.RoomID) bool {
	if s.Homes == nil {
		return true
	}
	_, mine := s.Homes.Mine(room)
	return mine
}

// closeOver closes the rooms of sessions that are over and that nobody is in any more.
func (s *Sitting) closeOver(ctx context.Context, open []booking.SessionID) {
	s.mu.Lock()
	var over []signaling.RoomID
	for room := range s.epochs {
		if !slices.Contains(open, sessionOf(room)) {
			over = append(over, room)
		}
	}
	s.mu.Unlock()
	for _, room := range over {
		if s.here(room) && len(s.hub.Room(room).Snapshot().People) > 0 {
			continue
		}
		s.letGo(ctx, room)
	}
}

// letGo closes a room, with its line locked: a look at the line that was under way must not open it again.
func (s *Sitting) letGo(ctx context.Context, room signaling.RoomID) {
	one := s.lock(sessionOf(room))
	one.Lock()
	defer one.Unlock()
	s.mu.Lock()
	delete(s.epochs, room)
	s.mu.Unlock()
	if !s.here(room) {
		return
	}
	if err := s.Homes.Release(ctx, room); err != nil {
		s.Log.Warn("a room that is over could not be released", "room", room, "error", err)
	}
	s.hub.Room(room).Close()
}

// fenced writes something down for a room that lives here, or not at all.
func (s *Sitting) fenced(ctx context.Context, room signaling.RoomID, do func(ctx context.Context) (booking.Audience, error)) (booking.Audience, error) {
	if s.Homes == nil {
		return do(ctx)
	}
	var a booking.Audience
	err := s.Homes.Fenced(ctx, room, func(ctx context.Context) error {
		var err error
		a, err = do(ctx)
		return err
	})
	return a, err
}

// Woken looks at the line of a room that somebody on another server has changed something about, if
// the room lives here. A wake-up that is missed costs a few seconds: every line is looked at by Keep.
func (s *Sitting) Woken(ctx context.Context, room signaling.RoomID) {
	if sessionOf(room) != 0 && s.here(room) {
		s.refreshRoom(ctx, room)
	}
}
