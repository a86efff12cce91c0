package booking

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"majlis/booking/planfile"
)

// Publish puts a draft's seats before people: one open offer and one notice each, in one
// transaction. The week's other drafts are discarded and its seed is revealed. A plan
// already published is left as it is, quietly.
//
// A draft changed since version, or no longer a draft, is ErrConflict. A draft whose seats
// no longer hold – a slot closed, taken or gone by, a request no longer waiting – is
// ErrConflict too, with the refusal plan_stale naming the first slot or request: the
// office allocates anew. So does a second published plan of one week
// (week_already_published). A need of a seat that nobody can be bound to is refused
// (needs_unbound) unless it was waived; Staffing names each.
func (d *Desk) Publish(ctx context.Context, id PlanID, version int) error {
	return d.inTx(ctx, "publish a plan", func(ctx context.Context) error {
		plan, err := d.lockedPlan(ctx, id)
		if err != nil || plan.Status == PlanPublished {
			return err
		}
		if plan.Version != version || plan.Status != PlanDraft {
			return ErrConflict
		}
		seats, err := d.seats(ctx, plan)
		if err != nil {
			return err
		}
		policy, err := d.policy(ctx)
		if err != nil {
			return err
		}
		// Rule R11: all of a plan or nothing of it.
		plan.Status, plan.PublishedAt = PlanPublished, d.now()
		if err := d.store.Plans.SavePlan(ctx, plan); err != nil {
			return err
		}
		put := make([]placing, len(seats))
		for i, s := range seats {
			put[i] = placing{d.newOffer(policy, s.request, s.slot, s.venue), s.request, offerKind(s.venue)}
			put[i].offer.Plan = plan.ID
		}
		if err := d.putBefore(ctx, put); err != nil {
			return err
		}
		if err := d.bindSeats(ctx, plan.ID, seats, put); err != nil {
			return err
		}
		if err := d.discardOthers(ctx, plan); err != nil {
			return err
		}
		if err := d.store.Draws.RevealSeed(ctx, plan.Week, d.now()); err != nil {
			return err
		}
		return d.journal.Record(ctx, "publish", subjectPlan, int64(id), fmt.Sprintf("%d offers", len(seats)))
	})
}

func (d *Desk) lockedPlan(ctx context.Context, id PlanID) (Plan, error) {
	plan, err := d.store.Plans.Plan(ctx, id)
	if err != nil {
		return Plan{}, err
	}
	if err := d.lockWeek(ctx, plan.Week); err != nil {
		return Plan{}, err
	}
	return d.store.Plans.Plan(ctx, id)
}

// A seat of a plan as it stands in the store now.
type seat struct {
	request Request
	slot    Slot
	venue   Venue
}

// seats reads a plan's seats and makes sure that each still holds.
func (d *Desk) seats(ctx context.Context, plan Plan) ([]seat, error) {
	solution, err := planfile.DecodePlan(bytes.NewReader(plan.Solution))
	if err != nil {
		return nil, fmt.Errorf("read plan %d: %w", plan.ID, err)
	}
	free, err := d.freeSlots(ctx, plan.Week, d.now())
	if err != nil {
		return nil, err
	}
	seated := []RequestID{0} // an empty list would be everybody
	for _, s := range solution.Seats {
		id, _ := RequestOfKey(string(s.Request))
		seated = append(seated, id)
	}
	waiting, err := d.store.Requests.Requests(ctx, RequestFilter{IDs: seated, Statuses: []RequestStatus{RequestShortlisted}})
	if err != nil {
		return nil, err
	}
	slots, requests := map[SlotID]Slot{}, map[RequestID]Request{}
	for _, s := range free {
		slots[s.ID] = s
	}
	for _, r := range waiting {
		requests[r.ID] = r
	}
	policy, err := d.policy(ctx)
	if err != nil {
		return nil, err
	}
	var seats []seat
	for _, s := range solution.Seats {
		// Rule R12: what changed since the draft is named, never overwritten.
		slotID, _ := SlotOfKey(string(s.Slot))
		slot, ok := slots[slotID]
		if !ok {
			return nil, stale("slot", int64(slotID))
		}
		requestID, _ := RequestOfKey(string(s.Request))
		request, ok := requests[requestID]
		if !ok || refusal(policy, request, slot) != "" {
			return nil, stale("request", int64(requestID))
		}
		seats = append(seats, seat{request, slot, Venue(s.Venue)})
	}
	return seats, nil
}

func stale(what string, id int64) error {
	return fmt.Errorf("%w: %w", ErrConflict, Refuse("plan_stale", "", "what", what, "id", id))
}

// discardOthers puts the week's other drafts aside.
func (d *Desk) discardOthers(ctx context.Context, published Plan) error {
	plans, err := d.store.Plans.PlansOfWeek(ctx, published.Week)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.ID == published.ID || p.Status != PlanDraft {
			continue
		}
		p.Status = PlanDiscarded
		if err := d.store.Plans.SavePlan(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// newOffer states an offer made now.
func (d *Desk) newOffer(policy Policy, r Request, s Slot, venue Venue) Offer {
	now := d.now()
	return Offer{
		Request: r.ID, Slot: s.ID, Venue: venue, Status: OfferOpen,
		OfferedAt: now, ConfirmBy: policy.confirmBy(now, s.At), Version: 1,
	}
}

// A placing is an offer to be put before its person, and as what they are told of it.
type placing struct {
	offer   Offer
	request Request
	kind    NoticeKind
}

// putBefore stores offers, moves their requests, tells the people and sets the lapse timers. The
// offers have their numbers afterwards.
func (d *Desk) putBefore(ctx context.Context, list []placing) error {
	offers := make([]Offer, len(list))
	var moved []Request
	for i, p := range list {
		offers[i] = p.offer
		if p.request.Status == RequestOffered {
			continue
		}
		if err := p.request.move(RequestOffered); err != nil {
			return err
		}
		p.request.AskedAt, p.request.RebookBy = time.Time{}, time.Time{}
		moved = append(moved, p.request)
	}
	ids, err := d.store.Offers.AddOffers(ctx, offers)
	if err != nil {
		return err
	}
	if err := d.store.Answers.SaveRequests(ctx, moved); err != nil {
		return err
	}
	notices := make([]Notice, len(list))
	for i := range list {
		list[i].offer.ID, offers[i].ID = ids[i], ids[i]
		notices[i] = about(list[i].kind, offers[i], list[i].request.Person, time.Time{})
	}
	if err := d.timers.Lapse(ctx, offers...); err != nil {
		return err
	}
	return d.outbox.Tell(ctx, notices...)
}

func offerKind(v Venue) NoticeKind {
	if v.InPerson() {
		return NoticeOfferedInPerson
	}
	return NoticeOfferedVideo
}

// MakeOffer puts one slot before one person outside a plan: a freed slot's next, or a move
// to another time. A person who has an offer or an appointment already is moved: the old
// one is no more, and the new one must be confirmed. It refuses a slot that is gone
// (slot_taken, window_closed), a pair that does not fit (slot_unsuitable, naming the rule)
// and a request that waits for no slot (request_step).
func (d *Desk) MakeOffer(ctx context.Context, request RequestID, slot SlotID) (Offer, error) {
	var made Offer
	err := d.inTx(ctx, "make an offer", func(ctx context.Context) error {
		s, err := d.lockedSlot(ctx, slot)
		if err != nil {
			return err
		}
		r, err := d.lockedRequest(ctx, request)
		if err != nil {
			return err
		}
		policy, err := d.policy(ctx)
		if err != nil {
			return err
		}
		venue, err := d.checkOffer(ctx, policy, r, s)
		if err != nil {
			return err
		}
		kind := offerKind(venue)
		if r.Status == RequestOffered || r.Status == RequestConfirmed {
			if err := d.moveAway(ctx, r); err != nil {
				return err
			}
			kind = NoticeChanged
		}
		put := []placing{{d.newOffer(policy, r, s, venue), r, kind}}
		if err := d.putBefore(ctx, put); err != nil {
			return err
		}
		made = put[0].offer
		if err := d.bind(ctx, made, r, s); err != nil {
			return err
		}
		return d.journal.Record(ctx, "offer", SubjectOffer, int64(made.ID), "")
	})
	return made, err
}

// checkOffer holds an offer by hand to the rules: those of an allocation, but for the
// standing wish (the office has asked the person) and the reservation of slots.
func (d *Desk) checkOffer(ctx context.Context, policy Policy, r Request, s Slot) (Venue, error) {
	// Rule R13: by hand only the time, the reservation and the rank may be set aside.
	if s.Closed || !s.At.After(d.now()) {
		return "", Refuse("window_closed", "slot")
	}
	if taken, err := d.taken(ctx, s); err != nil {
		return "", err
	} else if taken {
		return "", Refuse("slot_taken", "slot")
	}
	switch r.Status {
	case RequestShortlisted, RequestOffered, RequestConfirmed:
	default:
		return "", Refuse("request_step", "", "from", string(r.Status), "to", string(RequestOffered))
	}
	asked := r.anyTime()
	asked.Status = RequestShortlisted
	open := s
	open.OpenTo = OpenToAny
	if rule := refusal(policy, asked, open); rule != "" {
		return "", Refuse("slot_unsuitable", "slot", "rule", string(rule))
	}
	return firstVenue(r, s), nil
}

// moveAway ends a person's live offer in favour of another.
func (d *Desk) moveAway(ctx context.Context, r Request) error {
	old, err := d.store.Offers.LatestOffer(ctx, r.ID)
	if err != nil {
		return err
	}
	return d.closeOffer(ctx, &old, OfferMoved, "")
}

func firstVenue(r Request, s Slot) Venue {
	for _, v := range r.Venues {
		for _, has := range s.Venues {
			if v == has {
				return v
			}
		}
	}
	return ""
}
