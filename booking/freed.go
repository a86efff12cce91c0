package booking

import (
	"cmp"
	"context"
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
		list, err := d.standby(ctx, week)
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
		list, err := d.standby(ctx, WeekOf(s.At))
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

// standby is who waits for a slot of a week, best rank first.
type standby struct {
	now    time.Time
	policy allocation.Policy
	people []Request
	gave   map[RequestID]map[SlotID]bool // who had which slot and gave it back
}

func (d *Desk) standby(ctx context.Context, week time.Time) (standby, error) {
	policy, err := d.policy(ctx)
	if err != nil {
		return standby{}, err
	}
	seed, err := d.store.Draws.Seed(ctx, week)
	if err != nil && !notFound(err) {
		return standby{}, err
	}
	people, err := d.store.Requests.Requests(ctx, RequestFilter{Statuses: []RequestStatus{RequestShortlisted}})
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
	return list, nil
}

func (l *standby) sort(week time.Time) {
	ranker := allocation.NewRanker(&l.policy)
	ranks := map[RequestID]allocation.Rank{}
	for _, r := range l.people {
		q := r.forAllocation(week)
		ranks[r.ID] = ranker.Rank(&q)
	}
	slices.SortFunc(l.people, func(a, b Request) int {
		return cmp.Or(ranks[b.ID].Compare(ranks[a.ID]), cmp.Compare(a.ID, b.ID))
	})
}

// next are the people who may have the slot now.
func (l *standby) next(s Slot) []Request {
	// Rule R18: a freed slot goes down the ranks, past who gave it back; within a day only
	// to who said they come at short notice.
	soon := s.At.Sub(l.now) < 24*time.Hour
	t := s.forAllocation()
	var next []Request
	for _, r := range l.people {
		if l.gave[r.ID][s.ID] || soon && !r.ShortNotice {
			continue
		}
		q := r.forAllocation(WeekOf(s.At))
		if allocation.Refusal(&l.policy, &q, &t) == "" {
			next = append(next, r)
		}
	}
	return next
}
