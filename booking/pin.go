package booking

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"majlis/booking/allocation"
	"majlis/booking/planfile"
)

// A Pin binds a request to a slot of a week before the allocator runs.
type Pin struct {
	Week    time.Time
	Request RequestID
	Slot    SlotID
	Reason  string
	By      string
}

// Pin binds a request to a slot for the allocations of the slot's week made from now on. It
// needs a reason (reason_needed) and a pair that fits (pin_impossible, naming the rule that
// fails). Week and By are filled in here.
func (d *Desk) Pin(ctx context.Context, p Pin) error {
	if p.Reason == "" {
		return Refuse("reason_needed", "reason")
	}
	return d.inTx(ctx, "pin a request", func(ctx context.Context) error { return d.pin(ctx, p) })
}

func (d *Desk) pin(ctx context.Context, p Pin) error {
	slot, err := d.lockedSlot(ctx, p.Slot)
	if err != nil {
		return err
	}
	p.Week, p.By = WeekOf(slot.At), d.actor(ctx)
	r, err := d.store.Requests.Request(ctx, p.Request)
	if err != nil {
		return err
	}
	if err := d.checkPin(ctx, r, slot); err != nil {
		return err
	}
	if err := d.store.Pins.AddPin(ctx, p, d.now()); err != nil {
		return err
	}
	return d.journal.Record(ctx, "pin", subjectRequest, int64(p.Request), p.Reason)
}

// A Swap lets two requests change the places that a draft gives them.
type Swap struct {
	Plan     PlanID
	Requests [2]RequestID
	Reason   string
}

// Swap pins each of two requests to the slot that the draft gives the other, in place of any
// pins they had: a swap is two pins. It needs a reason, two different requests seated by the
// draft (ErrNotFound) and two pairs that fit, as Pin does.
func (d *Desk) Swap(ctx context.Context, s Swap) error {
	if s.Reason == "" {
		return Refuse("reason_needed", "reason")
	}
	return d.inTx(ctx, "swap two seats", func(ctx context.Context) error {
		plan, err := d.store.Plans.Plan(ctx, s.Plan)
		if err != nil {
			return err
		}
		slots, err := seatsOf(plan, s.Requests)
		if err != nil {
			return err
		}
		for _, request := range s.Requests {
			if err := d.store.Pins.RemovePin(ctx, plan.Week, request); err != nil {
				return err
			}
		}
		for i, request := range s.Requests {
			if err := d.pin(ctx, Pin{Request: request, Slot: slots[1-i], Reason: s.Reason}); err != nil {
				return err
			}
		}
		return nil
	})
}

// seatsOf is where a plan seats two requests.
func seatsOf(plan Plan, requests [2]RequestID) ([2]SlotID, error) {
	var slots [2]SlotID
	solution, err := planfile.DecodePlan(bytes.NewReader(plan.Solution))
	if err != nil {
		return slots, fmt.Errorf("read plan %d: %w", plan.ID, err)
	}
	for _, seat := range solution.Seats {
		for i, request := range requests {
			if seat.Request == request.key() {
				slots[i], _ = SlotOfKey(string(seat.Slot))
			}
		}
	}
	if slots[0] == 0 || slots[1] == 0 || slots[0] == slots[1] {
		return slots, ErrNotFound
	}
	return slots, nil
}

// checkPin holds a pin to every rule but rank.
func (d *Desk) checkPin(ctx context.Context, r Request, s Slot) error {
	impossible := func(rule string) error {
		return Refuse("pin_impossible", "", "request", int64(r.ID), "rule", rule)
	}
	// Rule R10: the office may set rank aside, with a reason, but no other rule.
	if r.Status != RequestShortlisted {
		return impossible("held")
	}
	if taken, err := d.taken(ctx, s); err != nil {
		return err
	} else if taken || s.Closed || !s.At.After(d.now()) {
		return impossible("slot")
	}
	policy, err := d.policy(ctx)
	if err != nil {
		return err
	}
	if rule := refusal(policy, r, s); rule != "" {
		return impossible(string(rule))
	}
	return nil
}

// refusal is the first rule by which the request may not take the slot.
func refusal(policy Policy, r Request, s Slot) allocation.Rule {
	p, q, t := policy.forAllocation(s.At, ""), r.forAllocation(WeekOf(s.At)), s.forAllocation()
	return allocation.Refusal(&p, &q, &t)
}

// Unpin removes a request's pin of a week; without one it does nothing.
func (d *Desk) Unpin(ctx context.Context, week time.Time, request RequestID) error {
	return d.inTx(ctx, "unpin a request", func(ctx context.Context) error {
		if err := d.store.Pins.RemovePin(ctx, WeekOf(week), request); err != nil {
			return err
		}
		return d.journal.Record(ctx, "unpin", subjectRequest, int64(request), "")
	})
}
