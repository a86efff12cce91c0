package sitting

import (
	"context"
	"errors"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/signaling"
)

// dispositions are the protocol's words for how an audience ended.
var dispositions = map[string]booking.Disposition{
	"held": booking.DispositionHeld, "noShow": booking.DispositionNoShow, "technicalFailure": booking.DispositionTechnicalFailure,
	"postponed": booking.DispositionPostponed, "endedEarly": booking.DispositionEndedEarly,
}

// Next admits the first in line who is there: connected, or checked in at the office.
func (s *Sitting) Next(ctx context.Context, c signaling.Command) error {
	session := sessionOf(c.Room)
	line, err := s.Config.Line.Line(ctx, session)
	if err != nil {
		return roomError(err)
	}
	present := s.present(c.Room)
	for _, a := range line {
		if a.Status == booking.AudienceInSession {
			return signaling.ErrConflict
		}
	}
	for _, a := range line {
		if waits(a) && (present[audienceName(a.ID)] || (a.Venue.InPerson() && a.Status == booking.AudienceCheckedIn)) {
			c.Audience = audienceName(a.ID)
			return s.Admit(ctx, c)
		}
	}
	return signaling.ErrNotFound
}

// waits reports whether an audience still stands in the line.
func waits(a booking.Audience) bool {
	switch a.Status {
	case booking.AudienceExpected, booking.AudienceCheckedIn, booking.AudienceWaiting:
		return true
	}
	return false
}

// Admit writes the admission down, then binds it.
func (s *Sitting) Admit(ctx context.Context, c signaling.Command) error {
	defer s.still(c.Room)()
	ctx, id, err := s.enter(ctx, c)
	if err != nil {
		return err
	}
	a, err := s.fenced(ctx, c.Room, func(ctx context.Context) (booking.Audience, error) { return s.Floor.Admit(ctx, id) })
	if err != nil {
		return roomError(err)
	}
	if err := s.hub.Room(c.Room).Admit(c.Audience, planned(a)); err != nil {
		// The stage is full: what was written down is taken back, so that record and room agree.
		_, back := s.Floor.ReturnToWaiting(ctx, id)
		return errors.Join(err, back)
	}
	return s.follow(ctx, sessionOf(c.Room))
}

// Hold sends the audience on the stage back to wait.
func (s *Sitting) Hold(ctx context.Context, c signaling.Command) error {
	defer s.still(c.Room)()
	ctx, id, err := s.enter(ctx, c)
	if err != nil {
		return err
	}
	_, err = s.fenced(ctx, c.Room, func(ctx context.Context) (booking.Audience, error) { return s.Floor.ReturnToWaiting(ctx, id) })
	if err != nil {
		return roomError(err)
	}
	if err := s.hub.Room(c.Room).Hold(c.Audience, c.Reason); err != nil && !errors.Is(err, signaling.ErrConflict) {
		return err // a conflict only says that it is not on the stage any more
	}
	return s.follow(ctx, sessionOf(c.Room))
}

// End closes an audience with its disposition.
func (s *Sitting) End(ctx context.Context, c signaling.Command) error {
	defer s.still(c.Room)()
	ctx, id, err := s.enter(ctx, c)
	if err != nil {
		return err
	}
	disposition, ok := dispositions[c.Disposition]
	if !ok {
		return signaling.ErrMessage
	}
	_, err = s.fenced(ctx, c.Room, func(ctx context.Context) (booking.Audience, error) { return s.Floor.End(ctx, id, disposition, c.Note) })
	if err != nil {
		return roomError(err)
	}
	if err := s.hub.Room(c.Room).End(c.Audience, c.Disposition); err != nil {
		return err
	}
	return s.follow(ctx, sessionOf(c.Room))
}

// still keeps the room's line as it is until the function returned is called: a refresh that read the
// line before a command was written down must not undo the command in the room.
func (s *Sitting) still(room signaling.RoomID) (release func()) {
	one := s.lock(sessionOf(room))
	one.Lock()
	return one.Unlock
}

// enter checks that the audience named belongs to the room and makes the staff behind the command
// the actor of what follows.
func (s *Sitting) enter(ctx context.Context, c signaling.Command) (context.Context, booking.AudienceID, error) {
	id := audienceOf(c.Audience)
	a, err := s.Line.Audience(ctx, id)
	if err != nil {
		return ctx, 0, roomError(err)
	}
	if a.Session != sessionOf(c.Room) {
		return ctx, 0, signaling.ErrNotFound
	}
	staff, err := s.Accounts.Staff(ctx, idAfter(string(c.By), staffPrefix))
	if err != nil {
		return ctx, 0, roomError(err)
	}
	if !staff.Active {
		return ctx, 0, signaling.ErrForbidden
	}
	return identity.WithActor(ctx, identity.Actor{Staff: &staff}), id, nil
}

// present is the set of audiences with somebody connected in the room, be it that their socket has
// been away for some seconds.
func (s *Sitting) present(room signaling.RoomID) map[signaling.AudienceID]bool {
	here := map[signaling.AudienceID]bool{}
	for _, p := range s.hub.Room(room).Snapshot().People {
		if p.Audience != "" && p.Connection != "lost" {
			here[p.Audience] = true
		}
	}
	return here
}
