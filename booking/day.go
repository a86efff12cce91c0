package booking

import (
	"context"
	"errors"
	"time"
)

// A DayLine is one session of a day with its host and its line.
type DayLine struct {
	Session   Session
	Host      Host
	Audiences []Audience // by time, without the cancelled
}

// Today lists a day's sessions by time. A day without sessions is empty.
func (d *Desk) Today(ctx context.Context, day time.Time) ([]DayLine, error) {
	var lines []DayLine
	err := d.inTx(ctx, "read a day", func(ctx context.Context) error {
		sessions, err := d.store.Sessions.SessionsOfWeek(ctx, WeekOf(day))
		if err != nil {
			return err
		}
		for _, s := range sessions {
			if !midnight(s.From).Equal(midnight(day)) {
				continue
			}
			line := DayLine{Session: s}
			if line.Host, err = d.host(ctx, s.Host); err != nil {
				return err
			}
			if line.Audiences, err = d.Line(ctx, s.ID); err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	return lines, err
}

// Line is a session's audiences in the order in which they come: by the time told, ended
// ones included, cancelled ones not. Nothing anybody does on the day re-orders it.
func (d *Desk) Line(ctx context.Context, session SessionID) ([]Audience, error) {
	all, err := d.store.Audiences.AudiencesOfSession(ctx, session)
	if err != nil {
		return nil, err
	}
	var line []Audience
	for _, a := range all {
		if a.Status != AudienceCancelled {
			line = append(line, a)
		}
	}
	return line, nil
}

// Audience is one audience, or ErrNotFound.
func (d *Desk) Audience(ctx context.Context, id AudienceID) (Audience, error) {
	return d.store.Audiences.Audience(ctx, id)
}

// OpenSession makes a session's room live. An open one stays so quietly.
func (d *Desk) OpenSession(ctx context.Context, id SessionID) error {
	return d.turnSession(ctx, "open", id, SessionOpen)
}

// CloseSession ends a session. While somebody is in session it is refused (session_busy).
func (d *Desk) CloseSession(ctx context.Context, id SessionID) error {
	return d.turnSession(ctx, "close", id, SessionClosed)
}

func (d *Desk) turnSession(ctx context.Context, action string, id SessionID, to SessionStatus) error {
	return d.inTx(ctx, action+" a session", func(ctx context.Context) error {
		s, err := d.lockedSession(ctx, id)
		if err != nil || s.Status == to {
			return err
		}
		if to == SessionClosed {
			if err := d.nobodyInSession(ctx, id); err != nil {
				return err
			}
		}
		s.Status = to
		if err := d.store.Sessions.SaveSession(ctx, s); err != nil {
			return err
		}
		return d.journal.Record(ctx, action, subjectSession, int64(id), "")
	})
}

// CheckIn notes that the person stands at a centre's desk. Checked in twice is quiet.
func (d *Desk) CheckIn(ctx context.Context, id AudienceID) (Audience, error) {
	return d.onTheDay(ctx, "check_in", id, func(_ context.Context, a *Audience) error {
		if !a.CheckedInAt.IsZero() && a.Status.Live() {
			return errQuiet
		}
		a.CheckedInAt = d.now()
		if a.Status == AudienceWaiting {
			return nil
		}
		return a.move(AudienceCheckedIn)
	})
}

// Verify notes that staff have checked who the person is. Verified twice is quiet.
func (d *Desk) Verify(ctx context.Context, id AudienceID) (Audience, error) {
	return d.onTheDay(ctx, "verify", id, func(ctx context.Context, a *Audience) error {
		if !a.Status.Live() {
			return Refuse("audience_step", "", "from", string(a.Status), "to", "verified")
		}
		if !a.VerifiedAt.IsZero() {
			return errQuiet
		}
		a.VerifiedAt, a.VerifiedBy = d.now(), d.actor(ctx)
		return nil
	})
}

// Wait notes that the person is connected and in the waiting room. Waiting twice is quiet,
// and so is a reload while in session.
func (d *Desk) Wait(ctx context.Context, id AudienceID) (Audience, error) {
	return d.onTheDay(ctx, "wait", id, func(_ context.Context, a *Audience) error {
		if a.Status == AudienceWaiting || a.Status == AudienceInSession {
			return errQuiet
		}
		a.WaitedAt = d.now()
		return a.move(AudienceWaiting)
	})
}

// Leave notes that a waiting person's connection has been gone for good. Their place in
// the line is by time and stays. Leaving twice is quiet.
func (d *Desk) Leave(ctx context.Context, id AudienceID) (Audience, error) {
	return d.onTheDay(ctx, "leave", id, func(_ context.Context, a *Audience) error {
		if a.Status != AudienceWaiting {
			return errQuiet
		}
		a.WaitedAt = d.now()
		if !a.CheckedInAt.IsZero() {
			return a.move(AudienceCheckedIn)
		}
		return a.move(AudienceExpected)
	})
}

// Admit puts a waiting (or, in person, checked-in) person before the host. It refuses when
// staff have not checked the identity (identity_unchecked), the session is not open
// (session_not_open) or somebody is in session already (session_busy). Admitted twice is
// quiet.
func (d *Desk) Admit(ctx context.Context, id AudienceID) (Audience, error) {
	return d.onTheDay(ctx, "admit", id, func(ctx context.Context, a *Audience) error {
		if a.Status == AudienceInSession {
			return errQuiet
		}
		if !allowed(audienceSteps, a.Status, AudienceInSession) {
			return a.move(AudienceInSession)
		}
		// Rule R19: the host sees only people whose identity staff have checked.
		if a.VerifiedAt.IsZero() {
			return Refuse("identity_unchecked", "")
		}
		s, err := d.store.Sessions.Session(ctx, a.Session)
		if err != nil {
			return err
		}
		if s.Status != SessionOpen {
			return Refuse("session_not_open", "")
		}
		// Rule R21: one audience at a time in a session.
		if err := d.nobodyInSession(ctx, a.Session); err != nil {
			return err
		}
		a.AdmittedAt = d.now()
		return a.move(AudienceInSession)
	})
}

// ReturnToWaiting holds an admitted person back again. Done twice it is quiet.
func (d *Desk) ReturnToWaiting(ctx context.Context, id AudienceID) (Audience, error) {
	return d.onTheDay(ctx, "return_to_waiting", id, func(_ context.Context, a *Audience) error {
		if a.Status == AudienceWaiting {
			return errQuiet
		}
		return a.move(AudienceWaiting)
	})
}

func (d *Desk) nobodyInSession(ctx context.Context, session SessionID) error {
	line, err := d.store.Audiences.AudiencesOfSession(ctx, session)
	if err != nil {
		return err
	}
	for _, a := range line {
		if a.Status == AudienceInSession {
			return Refuse("session_busy", "")
		}
	}
	return nil
}

// errQuiet says that what is asked for holds already.
var errQuiet = errors.New("it is so already")

// onTheDay changes one audience with its session's line standing still.
func (d *Desk) onTheDay(ctx context.Context, action string, id AudienceID, change func(context.Context, *Audience) error) (Audience, error) {
	var after Audience
	err := d.inTx(ctx, action+" an audience", func(ctx context.Context) error {
		a, err := d.lockedAudience(ctx, id)
		if err != nil {
			return err
		}
		if err := change(ctx, &a); err == errQuiet {
			after = a
			return nil
		} else if err != nil {
			return err
		}
		if err := d.saveAudience(ctx, &a); err != nil {
			return err
		}
		after = a
		return d.journal.Record(ctx, action, subjectAudience, int64(id), "")
	})
	return after, err
}

func (d *Desk) lockedSession(ctx context.Context, id SessionID) (Session, error) {
	if err := d.store.Tx.Lock(ctx, lockName(subjectSession, int64(id))); err != nil {
		return Session{}, err
	}
	return d.store.Sessions.Session(ctx, id)
}

// lockedAudience reads an audience and keeps its session's line and its request still
// until the transaction ends.
func (d *Desk) lockedAudience(ctx context.Context, id AudienceID) (Audience, error) {
	a, err := d.store.Audiences.Audience(ctx, id)
	if err != nil {
		return Audience{}, err
	}
	if _, err := d.lockedRequest(ctx, a.Request); err != nil {
		return Audience{}, err
	}
	if _, err := d.lockedSession(ctx, a.Session); err != nil {
		return Audience{}, err
	}
	return d.store.Audiences.Audience(ctx, id)
}
