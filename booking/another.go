package booking

import (
	"context"
	"slices"
	"time"
)

// A Wish is when a person could come: the standing wish of a request.
type Wish struct {
	Weekdays    []time.Weekday // empty means any
	Mornings    bool           // both false or both true mean any hour
	Afternoons  bool
	ShortNotice bool
}

// AskAnother gives an offer or appointment back and says when another would suit: the request
// waits with the rank it had and the new wish. It refuses what Decline and Cancel refuse. Asking
// twice is quiet.
func (d *Desk) AskAnother(ctx context.Context, id OfferID, w Wish) error {
	return d.inTx(ctx, "ask for another time", func(ctx context.Context) error {
		o, r, _, err := d.store.Answers.LockedOffer(ctx, id)
		if err != nil {
			return err
		}
		if !r.AskedAt.IsZero() && (o.Status == OfferDeclined || o.Status == OfferCancelled) {
			return nil // pressed twice
		}
		end, check := ending{verb: "ask_another", as: OfferDeclined}, d.inTime
		if o.Status == OfferConfirmed {
			end.as, check = OfferCancelled, d.beforeTheHour
		}
		if err := check(ctx, o); err != nil {
			return err
		}
		// Rule R42: asking for another time costs no rank; the wish is the request's from now on.
		r.Weekdays, r.Mornings, r.Afternoons, r.ShortNotice = distinct(w.Weekdays), w.Mornings, w.Afternoons, w.ShortNotice
		r.AskedAt = d.now()
		called := o.Status == OfferCalled
		if err := d.backToList(ctx, &o, &r, end); err != nil || !called {
			return err
		}
		return d.saveRequest(ctx, &r)
	})
}

// Asking lists who asked for another time and was offered none since, in the order of filing.
func (d *Desk) Asking(ctx context.Context) ([]Request, error) {
	return d.store.Requests.Requests(ctx, RequestFilter{Statuses: []RequestStatus{RequestShortlisted}, Asked: true})
}

// rebookFor is how long a person who missed an appointment may choose another.
const rebookFor = 7 * 24 * time.Hour

// RebookChoices are the slots that a person who missed an appointment may choose from, by time;
// none when the time to choose has gone by or was used.
func (d *Desk) RebookChoices(ctx context.Context, id RequestID) ([]Slot, error) {
	r, err := d.store.Requests.Request(ctx, id)
	if err != nil || !d.mayRebook(r) {
		return nil, err
	}
	policy, err := d.policy(ctx)
	if err != nil {
		return nil, err
	}
	this := WeekOf(d.now())
	var choices []Slot
	for _, week := range []time.Time{this, this.AddDate(0, 0, 7)} {
		// Rule R46: only slots that nobody else waits for by right: of weeks given out already.
		out, err := d.published(ctx, week)
		if err != nil {
			return nil, err
		}
		if !out {
			continue
		}
		free, err := d.freeSlots(ctx, week, d.now().Add(rebookNotice))
		if err != nil {
			return nil, err
		}
		served, err := d.bindable(ctx, week)
		if err != nil {
			return nil, err
		}
		for _, s := range free {
			if refusal(policy, r.anyTime(), s) == "" && served(r, s) {
				choices = append(choices, s)
			}
		}
	}
	return choices, nil
}

// rebookNotice is how far ahead a slot lies that somebody may choose by themselves.
const rebookNotice = 2 * time.Hour

func (d *Desk) mayRebook(r Request) bool {
	return r.Status == RequestShortlisted && r.Held == "" && d.now().Before(r.RebookBy)
}

// anyTime is the request without its standing wish: who chooses a time has no other.
func (r Request) anyTime() Request {
	r.Weekdays, r.Mornings, r.Afternoons = nil, false, false
	return r
}

// Rebook makes an appointment of a slot that a person who missed one chose. It is refused when
// the time to choose has gone by or was used (rebook_over) and when the slot is not one of the
// choices any more (slot_taken).
func (d *Desk) Rebook(ctx context.Context, id RequestID, slot SlotID) (Audience, error) {
	var made Audience
	err := d.inTx(ctx, "choose another time", func(ctx context.Context) error {
		s, err := d.lockedSlot(ctx, slot)
		if err != nil {
			return err
		}
		r, err := d.lockedRequest(ctx, id)
		if err != nil {
			return err
		}
		if !d.mayRebook(r) {
			return Refuse("rebook_over", "")
		}
		choices, err := d.RebookChoices(ctx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(choices, func(c Slot) bool { return c.ID == slot }) {
			return Refuse("slot_taken", "slot")
		}
		o := Offer{
			Request: r.ID, Slot: s.ID, Venue: firstVenue(r, s), Status: OfferConfirmed,
			OfferedAt: d.now(), ConfirmBy: s.At, AnsweredAt: d.now(), Version: 1,
		}
		if o.ID, err = d.addOffer(ctx, o); err != nil {
			return err
		}
		if err := r.move(RequestConfirmed); err != nil {
			return err
		}
		r.Bumped, r.RebookBy, r.AskedAt = false, time.Time{}, time.Time{}
		if err := d.saveRequest(ctx, &r); err != nil {
			return err
		}
		if made, err = d.appoint(ctx, o, r, s); err != nil {
			return err
		}
		return d.journal.Record(ctx, "rebook", SubjectOffer, int64(o.ID), "")
	})
	return made, err
}

func (d *Desk) addOffer(ctx context.Context, o Offer) (OfferID, error) {
	ids, err := d.store.Offers.AddOffers(ctx, []Offer{o})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}
