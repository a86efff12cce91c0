package sitting

import (
	"context"
	"fmt"
	"sync"
	"time"

	"majlis/booking"
	"majlis/signaling"
)

// Refresh makes the line in a session's room equal to its appointments, and puts the audience that
// is on back on the stage after a restart. It is cheap and may be called at any time; where the room
// lives on another server, that one is told to look.
func (s *Sitting) Refresh(ctx context.Context, id booking.SessionID) error {
	if !s.here(roomOf(id)) {
		return s.Homes.Wake(ctx, roomOf(id))
	}
	one := s.lock(id)
	one.Lock()
	defer one.Unlock()
	if !s.here(roomOf(id)) {
		return nil // it was let go meanwhile
	}
	ctx, cancel := context.WithTimeout(ctx, refreshWithin)
	defer cancel()
	return s.refresh(ctx, id)
}

// refresh is Refresh with the session's line locked.
func (s *Sitting) refresh(ctx context.Context, id booking.SessionID) error {
	session, err := s.Line.Session(ctx, id)
	if err != nil {
		return fmt.Errorf("session %d: %w", id, err)
	}
	line, err := s.Line.Line(ctx, id)
	if err != nil {
		return fmt.Errorf("line of session %d: %w", id, err)
	}
	faces, err := s.Records.Faces(ctx, id)
	if err != nil {
		return fmt.Errorf("faces of session %d: %w", id, err)
	}
	day, err := s.today(ctx)
	if err != nil {
		return fmt.Errorf("today's sessions: %w", err)
	}
	room := s.hub.Room(roomOf(id))
	s.clearStage(room, line)
	for _, a := range line {
		switch a.Status {
		case booking.AudienceInSession:
			if err := room.Admit(audienceName(a.ID), planned(a)); err != nil {
				s.Log.Warn("audience could not be put back on the stage", "audience", a.ID, "error", err)
				continue // another is on, which is not to see its documents
			}
			if err := s.showPapers(ctx, room, a.ID); err != nil {
				return err
			}
		case booking.AudienceEnded:
			if err := room.End(audienceName(a.ID), dispositionName(a.Disposition)); err != nil {
				s.Log.Warn("audience could not be seen out", "audience", a.ID, "error", err)
			}
		}
	}
	s.showOut(ctx, id, line)
	room.SetSuccessors(successors(day, session, s.Now()))
	room.SetQueue(entries(session, line, faces, s.Now()))
	return nil
}

// showOut ends the stay of whoever is in the room for an audience that is not in its line any more:
// it was cancelled meanwhile, or another host has it.
func (s *Sitting) showOut(ctx context.Context, id booking.SessionID, line []booking.Audience) {
	room := s.hub.Room(roomOf(id))
	known := map[signaling.AudienceID]bool{"": true}
	for _, a := range line {
		known[audienceName(a.ID)] = true
	}
	for _, p := range room.Snapshot().People {
		if known[p.Audience] {
			continue
		}
		known[p.Audience] = true
		a, err := s.Line.Audience(ctx, audienceOf(p.Audience))
		switch {
		case err != nil:
		case a.Status == booking.AudienceCancelled:
			err = room.End(p.Audience, dispositionName(a.Disposition))
		case a.Session != id:
			err = s.transfer(ctx, room, a)
		}
		if err != nil {
			s.Log.Warn("an audience that is not of the session could not be seen out", "audience", audienceOf(p.Audience), "error", err)
		}
	}
}

// clearStage takes off the stage whoever the record does not put there.
func (s *Sitting) clearStage(room *signaling.Room, line []booking.Audience) {
	current := room.Snapshot().Current
	if current == "" {
		return
	}
	for _, a := range line {
		var err error
		switch {
		case audienceName(a.ID) != current:
		case waits(a):
			err = room.Hold(current, "office")
		case a.Status == booking.AudienceEnded:
			err = room.End(current, dispositionName(a.Disposition))
		}
		if err != nil {
			s.Log.Warn("audience could not be taken off the stage", "audience", a.ID, "error", err)
		}
	}
}

func (s *Sitting) lock(id booking.SessionID) sync.Locker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines[id] == nil {
		s.lines[id] = &sync.Mutex{}
	}
	return s.lines[id]
}

func planned(a booking.Audience) time.Time {
	return a.AdmittedAt.Add(time.Duration(a.Minutes) * time.Minute)
}

func dispositionName(d booking.Disposition) string {
	for name, disposition := range dispositions {
		if disposition == d {
			return name
		}
	}
	return "postponed" // cancelled before it began
}

// entries is the line as the room shows it. A visitor to the office stands in it once checked in:
// until then nobody should be told that somebody is ahead of them who may not come.
func entries(session booking.Session, line []booking.Audience, faces map[booking.AudienceID]Face, now time.Time) []signaling.QueueEntry {
	free := now // when the stage is next expected to be free
	var queue []signaling.QueueEntry
	for _, a := range line {
		inPerson := a.Venue.InPerson()
		onStage := a.Status == booking.AudienceInSession
		if !onStage && (!waits(a) || (inPerson && a.Status == booking.AudienceExpected)) {
			continue
		}
		entry := signaling.QueueEntry{
			Audience: audienceName(a.ID), Name: faces[a.ID].Name, Reference: faces[a.ID].Reference,
			InPerson: inPerson, Verified: !a.VerifiedAt.IsZero(),
		}
		if onStage {
			free = later(now, planned(a))
		} else {
			start := later(free, a.At)
			entry.Wait = honest(start.Sub(now))
			entry.LateFor = max(session.LateFor, start.Sub(a.At)).Truncate(time.Minute)
			free = start.Add(time.Duration(a.Minutes) * time.Minute)
		}
		queue = append(queue, entry)
	}
	return queue
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// honest widens an estimate: audiences end early or run over by about a third.
func honest(wait time.Duration) *signaling.WaitRange {
	wait = max(wait, 0)
	if wait < time.Minute {
		return &signaling.WaitRange{To: 5 * time.Minute}
	}
	return &signaling.WaitRange{From: (wait * 7 / 10).Truncate(time.Minute), To: (wait*13/10 + 4*time.Minute).Truncate(time.Minute)}
}
