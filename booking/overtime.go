package booking

import (
	"context"
	"strconv"
	"time"
)

// maxExtension is the longest that an audience is lengthened by at once.
const maxExtension = time.Hour

// Extend gives the audience in session more time: from its planned end, or from now when that has gone
// by. Its session goes on as long, so whoever comes later waits longer. Refused with
// extension_out_of_range, with audience_step when it is not in session, and with session_overlaps
// when the host's next session begins before.
func (d *Desk) Extend(ctx context.Context, id AudienceID, by time.Duration) (Audience, error) {
	by = by.Round(time.Minute)
	if by <= 0 || by > maxExtension {
		return Audience{}, Refuse("extension_out_of_range", "", "max", int(maxExtension/time.Minute))
	}
	return d.onTheDay(ctx, "extend", id, func(ctx context.Context, a *Audience) error {
		if a.Status != AudienceInSession {
			return Refuse("audience_step", "", "from", string(a.Status), "to", "extended")
		}
		end := a.AdmittedAt.Add(time.Duration(a.Minutes) * time.Minute)
		if now := d.now(); end.Before(now) {
			end = now
		}
		whole := end.Add(by).Sub(a.AdmittedAt) + time.Minute - 1 // a minute begun counts
		a.Minutes = int(whole / time.Minute)
		return d.keepOpen(ctx, a.Session, a.AdmittedAt.Add(time.Duration(a.Minutes)*time.Minute))
	})
}

// keepOpen moves the end of a session, if it would be over by then.
func (d *Desk) keepOpen(ctx context.Context, id SessionID, until time.Time) error {
	s, err := d.store.Sessions.Session(ctx, id)
	if err != nil || !s.To.Before(until) {
		return err
	}
	s.To = until.Truncate(time.Minute)
	if s.To.Before(until) {
		s.To = s.To.Add(time.Minute)
	}
	return d.store.Sessions.SaveSession(ctx, s)
}

// HandOver moves an audience into the line of another host's open session, where it stands by the
// time it was told; one in session waits there to be admitted anew. Handed over twice is quiet.
// Refused with session_not_open, and with audience_step when the audience is over.
func (d *Desk) HandOver(ctx context.Context, id AudienceID, to SessionID) (Audience, error) {
	var moved Audience
	err := d.inTx(ctx, "hand over an audience", func(ctx context.Context) error {
		a, s, err := d.lockedBetween(ctx, id, to)
		if err != nil || a.Session == to {
			moved = a
			return err
		}
		switch {
		case !a.Status.Live():
			return Refuse("audience_step", "", "from", string(a.Status), "to", "handed_over")
		case s.Status != SessionOpen:
			return Refuse("session_not_open", "")
		case a.Status == AudienceInSession:
			if err := a.move(AudienceWaiting); err != nil {
				return err
			}
		}
		from := a.Session
		a.Session, a.Host = s.ID, s.Host
		if err := d.saveAudience(ctx, &a); err != nil {
			return err
		}
		moved = a
		return d.journal.Record(ctx, "hand_over", subjectAudience, int64(id), "from session "+strconv.FormatInt(int64(from), 10))
	})
	return moved, err
}

// lockedBetween reads an audience and the session it is to go to, with both lines kept still. The
// lower number is locked first, so that two hosts who hand over to each other do not wait for ever.
func (d *Desk) lockedBetween(ctx context.Context, id AudienceID, to SessionID) (Audience, Session, error) {
	a, err := d.store.Audiences.Audience(ctx, id)
	if err != nil {
		return Audience{}, Session{}, err
	}
	if _, err := d.lockedRequest(ctx, a.Request); err != nil {
		return Audience{}, Session{}, err
	}
	for _, session := range []SessionID{min(a.Session, to), max(a.Session, to)} {
		if _, err := d.lockedSession(ctx, session); err != nil {
			return Audience{}, Session{}, err
		}
	}
	from := a.Session
	if a, err = d.store.Audiences.Audience(ctx, id); err != nil {
		return Audience{}, Session{}, err
	}
	if a.Session != from {
		return Audience{}, Session{}, ErrConflict // somebody else handed it over meanwhile
	}
	s, err := d.store.Sessions.Session(ctx, to)
	return a, s, err
}
