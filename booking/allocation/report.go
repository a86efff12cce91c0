package allocation

import (
	"slices"
)

// plan writes down what was decided, and why.
func (w *week) plan() Plan {
	plan := Plan{
		Seats:    slices.Grow([]Seat(nil), len(w.seatedRows)+len(w.pins)),
		Unseated: slices.Grow([]Unseated(nil), len(w.ranked)-len(w.seatedRows)-len(w.pins)),
		Cutoffs:  w.cutoffList(),
	}
	slots := make([]int32, len(w.rows)) // of each row
	for row := range slots {
		slots[row] = none
	}
	for i, row := range w.seatedRows {
		slots[row] = w.slotOf[i]
		plan.Cost += w.seatedCost(int32(i))
	}
	pinnedSlots := w.pinnedSlots()
	reasons := newReasons(w)
	row := int32(0)
	for i := range w.ranked {
		r := w.ranked[i].request
		slot, pinned := pinnedSlots[r.ID]
		switch {
		case pinned:
			plan.Seats = append(plan.Seats, Seat{r.ID, slot.ID, Venue(r, slot), true})
			continue
		case r.Held != "":
			u := w.unseated(i)
			u.Reason, u.Held = ReasonHeld, r.Held
			plan.Unseated = append(plan.Unseated, u)
			continue
		case slots[row] != none:
			s := w.index.slots[slots[row]]
			plan.Seats = append(plan.Seats, Seat{r.ID, s.ID, Venue(r, s), false})
		default:
			plan.Unseated = append(plan.Unseated, reasons.of(row))
		}
		row++
	}
	return plan
}

func (w *week) seatedCost(seated int32) int64 {
	i := slices.Index(w.seated.of(seated), w.slotOf[seated])
	return w.seated.cost[w.seated.first[seated]+i]
}

// pinnedSlots returns the slot of each pinned request.
func (w *week) pinnedSlots() map[RequestID]*Slot {
	pinned := make(map[RequestID]*Slot, len(w.pins))
	if len(w.pins) == 0 {
		return pinned
	}
	byID := make(map[SlotID]*Slot, len(w.problem.Slots))
	for i := range w.problem.Slots {
		byID[w.problem.Slots[i].ID] = &w.problem.Slots[i]
	}
	for request, slot := range w.pins {
		pinned[request] = byID[slot]
	}
	return pinned
}

// cutoffList returns every slot's cut-off by start and id, pinned slots among them.
func (w *week) cutoffList() []Cutoff {
	type entry struct {
		slot   *Slot
		cutoff Cutoff
	}
	entries := make([]entry, 0, len(w.problem.Slots))
	for i, s := range w.index.slots {
		c := Cutoff{Slot: s.ID, Open: w.cut[i] == open}
		if !c.Open {
			c.Rank = w.rank(w.cut[i])
		}
		entries = append(entries, entry{s, c})
	}
	for _, s := range w.pinnedSlots() {
		entries = append(entries, entry{s, Cutoff{Slot: s.ID, Pinned: true}})
	}
	slices.SortFunc(entries, func(a, b entry) int { return bySlotStart(a.slot, b.slot) })
	var list []Cutoff
	for i := range entries {
		list = append(list, entries[i].cutoff)
	}
	return list
}

func (w *week) rank(row int32) Rank { return w.ranked[w.rows[row]].Rank }

// unseated begins the entry of the i-th ranked request.
func (w *week) unseated(i int) Unseated {
	return Unseated{Request: w.ranked[i].request.ID, Points: w.ranked[i].Points, Tier: w.ranked[i].Tier}
}

// reasons says why rows have no seat.
type reasons struct {
	*week
	seeker   seeker
	refusals *refusals
	helper   *helper
}

func newReasons(w *week) *reasons {
	return &reasons{week: w, refusals: newRefusals(w.index), helper: newHelper(w.index, w.cut)}
}

func (x *reasons) of(row int32) Unseated {
	u := x.unseated(int(x.rows[row]))
	x.index.translate(&x.seeker, x.request(row))
	if slots := x.graph.of(row); len(slots) == 0 {
		u.Reason, u.Refused = ReasonNoSlot, x.refusals.count(&x.seeker)
	} else {
		lowest := x.cut[slots[0]]
		for _, s := range slots[1:] {
			lowest = max(lowest, x.cut[s])
		}
		needed := x.rank(lowest)
		u.Reason, u.FeasibleSlots = ReasonOutranked, len(slots)
		u.NeededPoints, u.NeededTier = needed.Points, needed.Tier
		u.ByLot = needed.Points == u.Points && needed.Tier == u.Tier
	}
	u.WhatWouldHelp = x.helper.help(&x.seeker, row)
	return u
}
