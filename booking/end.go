package booking

import (
	"context"
	"time"
)

// End closes an audience and says what follows for the request:
//
//	held, ended_early             met; what the person is owed next is the result
//	no_show                       waits again, one appointment missed, told so
//	technical_failure, postponed  waits again with the rank it had, told that a new time comes
//
// Held and ended_early are for an audience that began (audience_not_begun); no_show only
// for somebody who neither came nor connected near the hour, once the time told – with the
// delay told – has gone by (not_a_no_show). Ended twice the same way is quiet.
func (d *Desk) End(ctx context.Context, id AudienceID, how Disposition, note string) (Audience, error) {
	var ended Audience
	err := d.inTx(ctx, "end an audience", func(ctx context.Context) error {
		a, err := d.lockedAudience(ctx, id)
		if err != nil {
			return err
		}
		if a.Status == AudienceEnded && a.Disposition == how {
			ended = a
			return nil
		}
		if err := d.checkEnd(ctx, a, how); err != nil {
			return err
		}
		if err := a.move(AudienceEnded); err != nil {
			return err
		}
		a.Disposition, a.Note, a.EndedAt = how, note, d.now()
		if err := d.saveAudience(ctx, &a); err != nil {
			return err
		}
		ended = a
		if err := d.afterwards(ctx, a); err != nil {
			return err
		}
		return d.journal.Record(ctx, "end", subjectAudience, int64(id), string(how))
	})
	return ended, err
}

// checkEnd holds a disposition to the truth.
func (d *Desk) checkEnd(ctx context.Context, a Audience, how Disposition) error {
	switch how {
	case DispositionHeld, DispositionEndedEarly:
		if a.AdmittedAt.IsZero() {
			return Refuse("audience_not_begun", "disposition")
		}
	case DispositionNoShow:
		s, err := d.store.Sessions.Session(ctx, a.Session)
		if err != nil {
			return err
		}
		// Rule R22: a technical failure or an office delay is never a no-show.
		came := a.Status != AudienceExpected || !a.AdmittedAt.IsZero() || a.WaitedAt.After(a.At.Add(-15*time.Minute))
		if came || d.now().Before(a.At.Add(s.LateFor)) {
			return Refuse("not_a_no_show", "disposition")
		}
	case DispositionTechnicalFailure, DispositionPostponed:
	default:
		return Refuse("disposition_unknown", "disposition")
	}
	return nil
}

// afterwards closes the offer of an ended audience and takes its request onwards.
func (d *Desk) afterwards(ctx context.Context, a Audience) error {
	o, err := d.store.Offers.Offer(ctx, a.Offer)
	if err != nil {
		return err
	}
	if err := o.move(OfferDone); err != nil {
		return err
	}
	if err := d.saveOffer(ctx, &o); err != nil {
		return err
	}
	r, err := d.store.Requests.Request(ctx, a.Request)
	if err != nil {
		return err
	}
	kind, err := r.after(a.Disposition, d.now())
	if err != nil {
		return err
	}
	if err := d.saveRequest(ctx, &r); err != nil || kind == "" {
		return err
	}
	return d.tell(ctx, kind, o, a.Person, time.Time{})
}

// after takes the request where its audience's disposition leads, and names what the
// person must be told.
func (r *Request) after(how Disposition, now time.Time) (NoticeKind, error) {
	switch how {
	case DispositionHeld, DispositionEndedEarly:
		// Rule R4: an audience counts for the person from now on, and clears what was missed.
		r.Prior, r.Missed = r.Prior+1, 0
		return "", r.move(RequestMet)
	case DispositionNoShow:
		// Rule R23: missing an appointment costs rank, and the second time a call from the
		// office; it never closes the request.
		r.Missed++
		// Rule R46: the first time, the person may choose another time within seven days, once.
		r.RebookBy = now.Add(rebookFor)
		if r.Missed > 1 {
			r.Held, r.RebookBy = HeldMissedTwice, time.Time{}
			return NoticeMissedAgain, r.move(RequestShortlisted)
		}
		return NoticeMissed, r.move(RequestShortlisted)
	}
	// Rule R17: what is not the person's doing costs no rank.
	return NoticeCancelledByOffice, r.move(RequestShortlisted)
}

// RunLate notes how late a session runs (0 says it is on time again) and tells those who
// still wait for their turn. Telling the same delay twice is quiet.
func (d *Desk) RunLate(ctx context.Context, session SessionID, late time.Duration) error {
	late = late.Round(time.Minute)
	if late < 0 || late > 12*time.Hour {
		return Refuse("delay_out_of_range", "for")
	}
	return d.inTx(ctx, "tell that a session runs late", func(ctx context.Context) error {
		line, err := d.lockedLine(ctx, session)
		if err != nil {
			return err
		}
		s, err := d.lockedSession(ctx, session)
		if err != nil || s.LateFor == late {
			return err
		}
		s.LateFor = late
		if err := d.store.Sessions.SaveSession(ctx, s); err != nil {
			return err
		}
		for _, a := range line {
			if err := d.tellLate(ctx, a, late); err != nil {
				return err
			}
		}
		return d.journal.Record(ctx, "run_late", subjectSession, int64(session), late.String())
	})
}

// lockedLine reads a session's line with every person's answers kept waiting until the
// transaction ends.
func (d *Desk) lockedLine(ctx context.Context, session SessionID) ([]Audience, error) {
	line, err := d.Line(ctx, session)
	if err != nil {
		return nil, err
	}
	for _, a := range line {
		if _, err := d.lockedRequest(ctx, a.Request); err != nil {
			return nil, err
		}
	}
	return d.Line(ctx, session)
}

// tellLate tells one person of a delay. The appointment's version rises, so that what was
// to be said about the earlier time is not said any more, and the reminders are set anew.
func (d *Desk) tellLate(ctx context.Context, a Audience, late time.Duration) error {
	if !a.Status.Live() || a.Status == AudienceInSession {
		return nil
	}
	o, err := d.store.Offers.Offer(ctx, a.Offer)
	if err != nil {
		return err
	}
	if err := d.saveOffer(ctx, &o); err != nil {
		return err
	}
	var told []Notice
	if late > 0 {
		told = append(told, about(NoticeRunningLate, o, a.Person, time.Time{}))
	}
	return d.outbox.Tell(ctx, append(told, d.reminders(o, a, late)...)...)
}
