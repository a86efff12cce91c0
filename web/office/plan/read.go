package plan

import (
	"bytes"
	"fmt"
	"slices"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/booking/planfile"
)

// A draft is a stored plan opened up: what went in, what came out, and everybody's rank.
type draft struct {
	plan     booking.Plan
	problem  allocation.Problem
	solution planfile.Plan
	requests map[allocation.RequestID]*allocation.Request
	slots    map[allocation.SlotID]*allocation.Slot
	ranks    map[allocation.RequestID]allocation.Rank
	places   map[allocation.RequestID]int // in the order of ranks, from 1; those held have none
	seats    map[allocation.RequestID]allocation.Seat
	cutoffs  map[allocation.SlotID]allocation.Cutoff
}

func readDraft(plan booking.Plan) (*draft, error) {
	d := &draft{
		plan: plan, requests: map[allocation.RequestID]*allocation.Request{}, slots: map[allocation.SlotID]*allocation.Slot{},
		ranks: map[allocation.RequestID]allocation.Rank{},
		seats: map[allocation.RequestID]allocation.Seat{}, cutoffs: map[allocation.SlotID]allocation.Cutoff{},
	}
	var err error
	if d.problem, err = planfile.DecodeProblem(bytes.NewReader(plan.Problem)); err != nil {
		return nil, fmt.Errorf("read the problem of plan %d: %w", plan.ID, err)
	}
	if d.solution, err = planfile.DecodePlan(bytes.NewReader(plan.Solution)); err != nil {
		return nil, fmt.Errorf("read plan %d: %w", plan.ID, err)
	}
	ranker := allocation.NewRanker(&d.problem.Policy)
	for i := range d.problem.Requests {
		r := &d.problem.Requests[i]
		d.requests[r.ID], d.ranks[r.ID] = r, ranker.Rank(r)
	}
	d.places = allocation.Places(&d.problem)
	for i := range d.problem.Slots {
		d.slots[d.problem.Slots[i].ID] = &d.problem.Slots[i]
	}
	for _, s := range d.solution.Seats {
		d.seats[s.Request] = s
	}
	for _, c := range d.solution.Cutoffs {
		d.cutoffs[c.Slot] = c
	}
	return d, nil
}

// next is the best-ranked request without a seat that suits the slot.
func (d *draft) next(id allocation.SlotID) (allocation.RequestID, bool) {
	slot := d.slots[id]
	for _, u := range d.solution.Unseated { // by rank
		if u.Reason == allocation.ReasonOutranked && allocation.Refusal(&d.problem.Policy, d.requests[u.Request], slot) == "" {
			return u.Request, true
		}
	}
	return "", false
}

// unseated is what a plan says of a request without a seat.
func (d *draft) unseated(id allocation.RequestID) (allocation.Unseated, bool) {
	for _, u := range d.solution.Unseated {
		if u.Request == id {
			return u, true
		}
	}
	return allocation.Unseated{}, false
}

// holder is who sits on a slot.
func (d *draft) holder(id allocation.SlotID) (allocation.Seat, bool) {
	at := slices.IndexFunc(d.solution.Seats, func(s allocation.Seat) bool { return s.Slot == id })
	if at < 0 {
		return allocation.Seat{}, false
	}
	return d.solution.Seats[at], true
}

// pin is the office's reason for a seat that it gave away by hand.
func (d *draft) pin(id allocation.RequestID) string {
	for _, p := range d.problem.Pins {
		if p.Request == id {
			return p.Reason
		}
	}
	return ""
}

// counts says how the people of a plan came off, by reason; seated ones under "seated", slots
// that stay empty under "empty".
func (d *draft) counts() map[string]int {
	counts := map[string]int{"seated": len(d.solution.Seats), "empty": len(d.problem.Slots) - len(d.solution.Seats)}
	for _, u := range d.solution.Unseated {
		counts[string(u.Reason)]++
	}
	return counts
}

// A change is how a request came off in a draft and in the one before.
type change struct {
	request  allocation.RequestID
	what     string           // "in", "out" or "moved"
	now, was *allocation.Slot // where it sits and sat; nil where it does not
}

// changesSince tells who came in, who went out and who moved between two drafts: those who went
// out first, for they are the ones to explain.
func (d *draft) changesSince(before *draft) []change {
	var in, out, moved []change
	for _, s := range before.solution.Seats {
		if _, still := d.seats[s.Request]; !still {
			out = append(out, change{s.Request, "out", nil, before.slots[s.Slot]})
		}
	}
	for _, s := range d.solution.Seats {
		old, had := before.seats[s.Request]
		switch {
		case !had:
			in = append(in, change{s.Request, "in", d.slots[s.Slot], nil})
		case old.Slot != s.Slot:
			moved = append(moved, change{s.Request, "moved", d.slots[s.Slot], before.slots[old.Slot]})
		}
	}
	return slices.Concat(out, in, moved)
}
