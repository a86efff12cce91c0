package booking

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"majlis/booking/allocation"
)

// A FreedSlot stands empty in a published week. Next are the requests that may have it,
// best rank first.
type FreedSlot struct {
	Slot Slot
	Next []Request
}

// Freed lists the slots of a published week that stand empty and may still be given out.
// Within a day of the slot only people who come at short notice are named; nobody is named
// for a slot they had and gave back. Before publication the list is empty.
func (d *Desk) Freed(ctx context.Context, week time.Time) ([]FreedSlot, error) {
	week = WeekOf(week)
	var freed []FreedSlot
	err := d.inTx(ctx, "list freed slots", func(ctx context.Context) error {
		out, err := d.published(ctx, week)
		if err != nil || !out {
			return err
		}
		slots, err := d.freeSlots(ctx, week, d.now())
		if err != nil || len(slots) == 0 {
			return err
		}
		list, err := d.standby(ctx, week, RequestFilter{})
		if err != nil {
			return err
		}
		for _, s := range slots {
			freed = append(freed, FreedSlot{Slot: s, Next: list.next(s)})
		}
		return nil
	})
	return freed, err
}

// OfferNext offers a freed slot to the next by rank. It is ErrNotFound when nobody may
// have it.
func (d *Desk) OfferNext(ctx context.Context, slot SlotID) (Offer, error) {
	var made Offer
	err := d.inTx(ctx, "offer a freed slot", func(ctx context.Context) error {
		s, err := d.lockedSlot(ctx, slot)
		if err != nil {
			return err
		}
		list, err := d.standbyFor(ctx, s)
		if err != nil {
			return err
		}
		next := list.next(s)
		if len(next) == 0 {
			return ErrNotFound
		}
		made, err = d.MakeOffer(ctx, next[0].ID, slot)
		return err
	})
	return made, err
}

// callWithin is how near a slot is that goes to whoever takes it first, callUntil how long
// before its hour nobody is called any more, and mostCalled how many are.
const (
	callWithin = 3 * time.Hour
	callUntil  = 15 * time.Minute
	mostCalled = 30
	// passedFor is how long a device check that was passed counts.
	passedFor = 14 * 24 * time.Hour
)

// Fill gives a slot that has become free to the next by rank; within three hours of the slot it
// calls the standby list. It does nothing when the slot is not empty any more, is closed or has
// gone by, when its week is not published, and when nobody may have it: a job that runs twice,
// late, or in two places at once changes nothing.
func (d *Desk) Fill(ctx context.Context, id SlotID) error {
	return d.inTx(ctx, "fill a freed slot", func(ctx context.Context) error {
		s, err := d.store.Slots.Slot(ctx, id)
		if err != nil {
			return err
		}
		if empty, err := d.toFill(ctx, s); err != nil || !empty {
			return err
		}
		// Ranking many people takes a while: nobody waits for it.
		list, err := d.standbyFor(ctx, s)
		if err != nil {
			return err
		}
		if s, err = d.lockedSlot(ctx, id); err != nil {
			return err
		}
		if empty, err := d.toFill(ctx, s); err != nil || !empty {
			return err
		}
		next := list.next(s)
		if s.At.Sub(d.now()) < callWithin {
			return d.call(ctx, s, list.ready(s, next))
		}
		return d.offerFirst(ctx, s, next)
	})
}

// toFill reports whether a slot stands empty in a published week and may still be given out.
func (d *Desk) toFill(ctx context.Context, s Slot) (bool, error) {
	if s.Closed || !s.At.After(d.now()) {
		return false, nil
	}
	out, err := d.published(ctx, WeekOf(s.At))
	if err != nil || !out {
		return false, err
	}
	offers, err := d.store.Answers.OffersOfSlot(ctx, s.ID)
	return !slices.ContainsFunc(offers, func(o Offer) bool {
		return o.Status.Live() || o.Status == OfferDone || o.Status == OfferCalled
	}), err
}

// offerFirst offers a slot to the first of next who still waits for one.
func (d *Desk) offerFirst(ctx context.Context, s Slot, next []Request) error {
	for _, candidate := range next {
		r, err := d.lockedRequest(ctx, candidate.ID)
		if err != nil {
			return err
		}
		if r.Status != RequestShortlisted || r.Held != "" {
			continue // another slot was faster
		}
		// Rule R43: one live offer at a time, down the ranks.
		_, err = d.MakeOffer(ctx, r.ID, s.ID)
		return err
	}
	return nil
}

// ready are those of next who can be before the host within hours: at home only with a device
// that passed a check of late.
func (l *standby) ready(s Slot, next []Request) []Request {
	// Rule R44: the standby list is who said yes to short notice and passed the device check.
	ready := slices.DeleteFunc(slices.Clone(next), func(r Request) bool {
		return firstVenue(r, s) == VenueHome && l.now.Sub(r.PassedAt) > passedFor
	})
	return ready[:min(len(ready), mostCalled)]
}

// call puts a slot before several; the first to confirm has it.
func (d *Desk) call(ctx context.Context, s Slot, list []Request) error {
	by := s.At.Add(-callUntil)
	if len(list) == 0 || !by.After(d.now()) {
		return nil
	}
	offers := make([]Offer, len(list))
	for i, r := range list {
		offers[i] = Offer{
			Request: r.ID, Slot: s.ID, Venue: firstVenue(r, s), Status: OfferCalled, OfferedAt: d.now(), ConfirmBy: by, Version: 1,
		}
	}
	ids, err := d.store.Offers.AddOffers(ctx, offers)
	if err != nil {
		return err
	}
	notices := make([]Notice, len(list))
	for i := range offers {
		offers[i].ID = ids[i]
		notices[i] = about(NoticeStandby, offers[i], list[i].Person, time.Time{})
	}
	if err := d.timers.Lapse(ctx, offers...); err != nil {
		return err
	}
	if err := d.outbox.Tell(ctx, notices...); err != nil {
		return err
	}
	return d.journal.Record(ctx, "call_standby", subjectSlot, int64(s.ID), fmt.Sprintf("%d people", len(list)))
}

// standby is who waits for a slot of a week, best rank first.
type standby struct {
	now    time.Time
	policy allocation.Policy
	people []Request
	gave   map[RequestID]map[SlotID]bool // who had which slot and gave it back
	served func(Request, Slot) bool      // whose needs could be bound
}

// standbyFor is who waits for a slot: of many thousand people only those who could have it.
func (d *Desk) standbyFor(ctx context.Context, s Slot) (standby, error) {
	return d.standby(ctx, WeekOf(s.At), RequestFilter{Host: s.HostCode, Soon: soon(s, d.now())})
}

// soon reports whether a slot goes only to those who come at short notice.
func soon(s Slot, now time.Time) bool { return s.At.Sub(now) < 24*time.Hour }

func (d *Desk) standby(ctx context.Context, week time.Time, who RequestFilter) (standby, error) {
	policy, err := d.policy(ctx)
	if err != nil {
		return standby{}, err
	}
	seed, err := d.store.Draws.Seed(ctx, week)
	if err != nil && !notFound(err) {
		return standby{}, err
	}
	who.Statuses = []RequestStatus{RequestShortlisted}
	people, err := d.store.Requests.Requests(ctx, who)
	if err != nil {
		return standby{}, err
	}
	offers, err := d.store.Offers.OffersOfWeek(ctx, week)
	if err != nil {
		return standby{}, err
	}
	list := standby{
		now: d.now(), policy: policy.forAllocation(d.now(), seed.Text), people: people,
		gave: map[RequestID]map[SlotID]bool{},
	}
	for _, o := range offers {
		if list.gave[o.Request] == nil {
			list.gave[o.Request] = map[SlotID]bool{}
		}
		list.gave[o.Request][o.Slot] = true
	}
	list.sort(week)
	list.served, err = d.bindable(ctx, week)
	return list, err
}

func (l *standby) sort(week time.Time) {
	ranker := allocation.NewRanker(&l.policy)
	ranks, bumped := map[RequestID]allocation.Rank{}, map[RequestID]int{}
	for _, r := range l.people {
		q := r.forAllocation(week)
		ranks[r.ID] = ranker.Rank(&q)
		if r.Bumped {
			bumped[r.ID] = 1
		}
	}
	// Rule R49: who gave way to an urgent case goes before everybody.
	slices.SortFunc(l.people, func(a, b Request) int {
		return cmp.Or(bumped[b.ID]-bumped[a.ID], ranks[b.ID].Compare(ranks[a.ID]), cmp.Compare(a.ID, b.ID))
	})
}

// next are the people who may have the slot now.
func (l *standby) next(s Slot) []Request {
	// Rule R18: a freed slot goes down the ranks, past who gave it back; within a day only
	// to who said they come at short notice.
	t := s.forAllocation()
	var next []Request
	for _, r := range l.people {
		if l.gave[r.ID][s.ID] || soon(s, l.now) && !r.ShortNotice {
			continue
		}
		q := r.forAllocation(WeekOf(s.At))
		if allocation.Refusal(&l.policy, &q, &t) == "" && l.served(r, s) {
			next = append(next, r)
		}
	}
	return next
}
