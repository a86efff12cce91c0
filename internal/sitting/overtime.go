package sitting

import (
	"context"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/signaling"
)

// Extend gives the audience on the stage more time, in the record first.
func (s *Sitting) Extend(ctx context.Context, c signaling.Command) error {
	defer s.still(c.Room)()
	ctx, id, err := s.enter(ctx, c)
	if err != nil {
		return err
	}
	a, err := s.fenced(ctx, c.Room, func(ctx context.Context) (booking.Audience, error) { return s.Floor.Extend(ctx, id, c.For) })
	if err != nil {
		return roomError(err)
	}
	s.hub.Room(c.Room).Extend(planned(a), c.For)
	return s.follow(ctx, a.Session)
}

// HandOver moves an audience into the line of another host who receives people now, and sends its
// people to that host's room.
func (s *Sitting) HandOver(ctx context.Context, c signaling.Command) error {
	to, err := s.successor(ctx, c)
	if err != nil {
		return err
	}
	if err := s.handOver(ctx, c, to); err != nil {
		return err
	}
	// The other room's line is locked by itself: two hosts may hand over to each other.
	if err := s.Refresh(ctx, to); err != nil {
		s.Log.Warn("line could not be refreshed", "session", to, "error", err)
	}
	return nil
}

func (s *Sitting) handOver(ctx context.Context, c signaling.Command, to booking.SessionID) error {
	defer s.still(c.Room)()
	ctx, id, err := s.enter(ctx, c)
	if err != nil {
		return err
	}
	a, err := s.fenced(ctx, c.Room, func(ctx context.Context) (booking.Audience, error) { return s.Floor.HandOver(ctx, id, to) })
	if err != nil {
		return roomError(err)
	}
	if err := s.transfer(ctx, s.hub.Room(c.Room), a); err != nil {
		// It is written down: the next refresh sends its people after it.
		s.Log.Warn("people could not be sent to the other room", "audience", a.ID, "error", err)
	}
	return s.follow(ctx, sessionOf(c.Room))
}

// follow brings the line up to what a command has written down. The command stands whether or not
// that works now.
func (s *Sitting) follow(ctx context.Context, id booking.SessionID) error {
	if err := s.refresh(ctx, id); err != nil {
		s.Log.Warn("line could not be refreshed", "session", id, "error", err)
	}
	return nil
}

// transfer sends the people of an audience to the room of the session that it belongs to now.
func (s *Sitting) transfer(ctx context.Context, room *signaling.Room, a booking.Audience) error {
	session, err := s.Line.Session(ctx, a.Session)
	if err != nil {
		return fmt.Errorf("session %d: %w", a.Session, err)
	}
	return room.Transfer(audienceName(a.ID), func(t signaling.Ticket) (signaling.Pass, error) {
		t.Room, t.Until = roomOf(session.ID), session.To.Add(ticketTail)
		token, err := s.sign(t)
		return signaling.Pass{Token: token}, err
	})
}

// successor finds the session of the host to whom a command hands over.
func (s *Sitting) successor(ctx context.Context, c signaling.Command) (booking.SessionID, error) {
	session, err := s.Line.Session(ctx, sessionOf(c.Room))
	if err != nil {
		return 0, roomError(err)
	}
	day, err := s.Line.Today(ctx, s.Now()) // not the remembered one: it is acted upon
	if err != nil {
		return 0, roomError(err)
	}
	for _, other := range receiving(day, session, s.Now()) {
		if other.Host.Code == c.To {
			return other.Session.ID, nil
		}
	}
	return 0, signaling.ErrNoSession
}

// receiving lists the sessions of other hosts that are open now.
func receiving(day []booking.DayLine, session booking.Session, now time.Time) []booking.DayLine {
	var others []booking.DayLine
	for _, line := range day {
		if line.Host.ID != session.Host && line.Session.Status == booking.SessionOpen && now.Before(line.Session.To) {
			others = append(others, line)
		}
	}
	return others
}

// successors is receiving as the room names them.
func successors(day []booking.DayLine, session booking.Session, now time.Time) []signaling.Successor {
	var list []signaling.Successor
	for _, other := range receiving(day, session, now) {
		list = append(list, signaling.Successor{Key: other.Host.Code, Name: other.Host.ShortAr, NameEn: other.Host.ShortEn})
	}
	return list
}

// today is who receives people today, read again every few seconds.
func (s *Sitting) today(ctx context.Context) ([]booking.DayLine, error) {
	now := s.Now()
	s.mu.Lock()
	day, fresh := s.day, !s.dayAt.IsZero() && now.Sub(s.dayAt).Abs() < refreshEvery
	s.mu.Unlock()
	if fresh {
		return day, nil
	}
	day, err := s.Line.Today(ctx, now)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.day, s.dayAt = day, now
	return day, nil
}
