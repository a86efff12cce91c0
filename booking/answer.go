package booking

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Offer is one offer, or ErrNotFound.
func (d *Desk) Offer(ctx context.Context, id OfferID) (Offer, error) {
	return d.store.Offers.Offer(ctx, id)
}

// OfferOfRequest is a request's live offer, else its last one, else ErrNotFound.
func (d *Desk) OfferOfRequest(ctx context.Context, request RequestID) (Offer, error) {
	return d.store.Offers.LatestOffer(ctx, request)
}

// Confirm accepts an offer: it becomes an appointment, with reminders. Confirming twice
// gives the same audience. Too late is offer_lapsed; otherwise answered before is
// offer_answered; taken back or moved by the office is offer_gone.
func (d *Desk) Confirm(ctx context.Context, id OfferID) (Audience, error) {
	var made Audience
	err := d.inTx(ctx, "confirm an offer", func(ctx context.Context) error {
		o, r, s, err := d.store.Answers.LockedOffer(ctx, id)
		if err != nil {
			return err
		}
		if o.Status == OfferConfirmed {
			made, err = d.store.Audiences.AudienceOfOffer(ctx, id)
			return err
		}
		if err := d.accept(ctx, &o, &r); err != nil {
			return err
		}
		if made, err = d.appoint(ctx, o, r, s); err != nil {
			return err
		}
		return d.journal.Record(ctx, "confirm", SubjectOffer, int64(id), "")
	})
	return made, err
}

// accept turns an offer and its request into an appointment's.
func (d *Desk) accept(ctx context.Context, o *Offer, r *Request) error {
	if o.waits() && !d.now().Before(o.ConfirmBy) {
		// Rule R14: an offer ends at its hour, whether or not the timer has run.
		return Refuse("offer_lapsed", "")
	}
	if o.Status == OfferCalled {
		if err := d.first(ctx, *o, *r); err != nil {
			return err
		}
	}
	if err := o.move(OfferConfirmed); err != nil {
		return err
	}
	o.AnsweredAt = d.now()
	if err := d.saveOffer(ctx, o); err != nil {
		return err
	}
	if err := r.move(RequestConfirmed); err != nil {
		return err
	}
	r.Bumped, r.RebookBy, r.AskedAt = false, time.Time{}, time.Time{}
	return d.saveRequest(ctx, r)
}

// waits reports whether the offer waits for an answer.
func (o Offer) waits() bool { return o.Status == OfferOpen || o.Status == OfferCalled }

// first makes sure that nobody was faster in taking a slot that several were called for, and
// tells the pages of the others that it is gone.
func (d *Desk) first(ctx context.Context, o Offer, r Request) error {
	if r.Status != RequestShortlisted {
		return Refuse("request_has_offer", "")
	}
	// Rule R45: the first to take it has it; the slot's lock makes one of them the first.
	all, err := d.store.Answers.OffersOfSlot(ctx, o.Slot)
	if err != nil {
		return err
	}
	var others []Offer
	for _, other := range all {
		switch {
		case other.Status.Live() || other.Status == OfferDone:
			return Refuse("standby_taken", "")
		case other.Status == OfferCalled && other.ID != o.ID:
			if err := other.move(OfferTaken); err != nil {
				return err
			}
			other.AnsweredAt = d.now()
			others = append(others, other)
		}
	}
	return d.store.Answers.SaveOffers(ctx, others)
}

// appoint makes the audience of a confirmed offer and announces it.
func (d *Desk) appoint(ctx context.Context, o Offer, r Request, s Slot) (a Audience, err error) {
	if err := d.bind(ctx, o, r, s); err != nil {
		return Audience{}, err
	}
	a = Audience{
		Offer: o.ID, Request: r.ID, Case: r.Case, Person: r.Person, Session: s.Session, Slot: s.ID,
		Host: s.Host, Venue: o.Venue, At: s.At, Minutes: s.Minutes, Status: AudienceExpected, Version: 1,
	}
	if a.ID, err = d.store.Audiences.AddAudience(ctx, a); err != nil {
		return Audience{}, err
	}
	kind := NoticeConfirmedVideo
	if o.Venue.InPerson() {
		kind = NoticeConfirmedInPerson
	}
	told := append([]Notice{about(kind, o, r.Person, time.Time{})}, d.reminders(o, a, 0)...)
	return a, d.outbox.Tell(ctx, told...)
}

// reminders are those that still lie ahead, the later ones moved by how late the session runs.
func (d *Desk) reminders(o Offer, a Audience, late time.Duration) []Notice {
	// Rule R15: the day before at 16:00, and a quarter of an hour before to who joins from home.
	// Rule R41: and an hour before to everybody.
	due := []Notice{
		about(NoticeReminderDay, o, a.Person, midnight(a.At).AddDate(0, 0, -1).Add(16*time.Hour)),
		about(NoticeReminderHour, o, a.Person, a.At.Add(late-time.Hour)),
	}
	if o.Venue == VenueHome {
		due = append(due, about(NoticeReminderSoon, o, a.Person, a.At.Add(late-15*time.Minute)))
	}
	return slices.DeleteFunc(due, func(n Notice) bool { return !n.DueAt.After(d.now()) })
}

// Decline refuses an offer that waits for an answer: the slot is free, and the request
// waits for another time. Declining twice is quiet. Who wants no audience any more uses
// Withdraw.
func (d *Desk) Decline(ctx context.Context, id OfferID) error {
	return d.endOffer(ctx, id, ending{verb: "decline", as: OfferDeclined}, d.inTime)
}

// inTime refuses an answer after the hour.
func (d *Desk) inTime(_ context.Context, o Offer) error {
	if o.waits() && !d.now().Before(o.ConfirmBy) {
		return Refuse("offer_lapsed", "")
	}
	return nil
}

// Cancel gives a confirmed appointment back, until it begins (window_closed after that).
// The request waits for another time. Cancelling twice is quiet.
func (d *Desk) Cancel(ctx context.Context, id OfferID) error {
	return d.endOffer(ctx, id, ending{verb: "cancel", as: OfferCancelled}, d.beforeTheHour)
}

// beforeTheHour refuses to give an appointment back that is about to be held.
func (d *Desk) beforeTheHour(ctx context.Context, o Offer) error {
	if o.Status != OfferConfirmed {
		return nil
	}
	a, err := d.store.Audiences.AudienceOfOffer(ctx, o.ID)
	if err != nil {
		return err
	}
	// Rule R16: a person can cancel until the hour; afterwards the office decides how it ended.
	if !d.now().Before(a.At) || a.Status != AudienceExpected {
		return Refuse("window_closed", "")
	}
	return nil
}

// Revoke takes an offer or appointment back for the office and says sorry. It needs a
// reason (reason_needed). Revoking twice is quiet.
func (d *Desk) Revoke(ctx context.Context, id OfferID, reason string) error {
	if reason == "" {
		return Refuse("reason_needed", "reason")
	}
	return d.endOffer(ctx, id, ending{verb: "revoke", as: OfferRevoked, reason: reason}, nil)
}

// Lapse ends an offer that nobody answered in time. An offer answered meanwhile is left
// alone; one that still has time is refused (offer_still_open), so that a timer that runs
// early comes back.
func (d *Desk) Lapse(ctx context.Context, id OfferID) error {
	return d.inTx(ctx, "lapse an offer", func(ctx context.Context) error {
		o, r, _, err := d.store.Answers.LockedOffer(ctx, id)
		if err != nil || !o.waits() {
			return err
		}
		if d.now().Before(o.ConfirmBy) {
			return Refuse("offer_still_open", "")
		}
		return d.backToList(ctx, &o, &r, ending{verb: "lapse", as: OfferLapsed})
	})
}

// An ending is how a live offer ends: by which verb, in which state, and why.
type ending struct {
	verb   string
	as     OfferStatus
	reason string
}

// endOffer takes a live offer to its end, if check has nothing against it.
func (d *Desk) endOffer(ctx context.Context, id OfferID, end ending, check func(context.Context, Offer) error) error {
	return d.inTx(ctx, end.verb+" an offer", func(ctx context.Context) error {
		o, r, _, err := d.store.Answers.LockedOffer(ctx, id)
		if err != nil || o.Status == end.as {
			return err
		}
		if check != nil {
			if err := check(ctx, o); err != nil {
				return err
			}
		}
		return d.backToList(ctx, &o, &r, end)
	})
}

// backToList ends a live offer: its slot is free, its request waits again with the rank it
// had, and the person is told where they need telling.
func (d *Desk) backToList(ctx context.Context, o *Offer, r *Request, end ending) error {
	called := o.Status == OfferCalled
	if err := d.closeOffer(ctx, o, end.as, end.reason); err != nil {
		return err
	}
	if called {
		// Rule R45: who was only called waits all the while, and loses nothing by saying no.
		return d.journal.Record(ctx, end.verb, SubjectOffer, int64(o.ID), end.reason)
	}
	// Rule R17: nobody loses rank by an offer that came to nothing.
	if err := r.move(RequestShortlisted); err != nil {
		return err
	}
	if err := d.saveRequest(ctx, r); err != nil {
		return err
	}
	kind, told := endNotices[end.as]
	if end.verb == verbBump {
		kind = NoticeBumped
	}
	if told {
		if err := d.tell(ctx, kind, *o, r.Person, time.Time{}); err != nil {
			return err
		}
	}
	return d.journal.Record(ctx, end.verb, SubjectOffer, int64(o.ID), end.reason)
}

// endNotices are what a person is told when an offer ends; who declines has seen the page
// say so.
var endNotices = map[OfferStatus]NoticeKind{
	OfferCancelled: NoticeCancelledByYou,
	OfferRevoked:   NoticeCancelledByOffice,
	// Rule R40: who let an offer lapse may not have seen it, and is told what became of it.
	OfferLapsed: NoticeLapsed,
}

// closeOffer ends a live offer and the audience it may have become.
func (d *Desk) closeOffer(ctx context.Context, o *Offer, end OfferStatus, reason string) error {
	confirmed, called := o.Status == OfferConfirmed, o.Status == OfferCalled
	if err := o.move(end); err != nil {
		return err
	}
	if o.AnsweredAt.IsZero() {
		o.AnsweredAt = d.now()
	}
	o.Reason = reason
	if err := d.saveOffer(ctx, o); err != nil {
		return err
	}
	// Rule R43: what a person gives back goes to the next by itself; what the office takes
	// back it may want to close.
	if end != OfferRevoked && !called {
		if err := d.timers.Fill(ctx, o.Slot); err != nil {
			return err
		}
	}
	if !confirmed {
		return nil
	}
	a, err := d.store.Audiences.AudienceOfOffer(ctx, o.ID)
	if err != nil {
		return err
	}
	if err := a.move(AudienceCancelled); err != nil {
		return err
	}
	return d.saveAudience(ctx, &a)
}

// AudienceOfOffer is the audience a confirmed offer became, or ErrNotFound.
func (d *Desk) AudienceOfOffer(ctx context.Context, id OfferID) (Audience, error) {
	return d.store.Audiences.AudienceOfOffer(ctx, id)
}

func notFound(err error) bool { return errors.Is(err, ErrNotFound) }
