package planfile

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"

	"majlis/booking/allocation"
)

// Verify returns a *WrongPlanError for the first thing in the plan that is not
// as the rules would have it, an *allocation.InvalidError for an unsound
// problem, or nil.
//
// It shares with the solver only the feasibility rules and the ranks. That the
// right people are seated follows from the cut-offs, which it derives from the
// plan's own seats: nobody unseated may reach one. That they sit at the least
// cost follows from there being no cycle of moves that saves anything.
func Verify(p allocation.Problem, plan Plan) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if hash := Hash(p); plan.InputSHA256 != hash {
		return wrong("input_sha256 is %q, but the problem's is %s", plan.InputSHA256, hash)
	}
	v := newVerifier(&p, &plan)
	for _, check := range []func() error{v.checkSeats, v.checkPresence, v.checkCutoffs, v.checkUnseated, v.checkCost} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func wrong(format string, args ...any) error {
	return &WrongPlanError{Fault: fmt.Sprintf(format, args...)}
}

// verifier holds a plan beside its problem. Requests are known by their place
// in rank order, slots by their place in the order of starts.
type verifier struct {
	problem  *allocation.Problem
	plan     *Plan
	requests []*allocation.Request
	ranks    []allocation.Rank
	slots    []*allocation.Slot
	place    map[allocation.RequestID]int
	slotNo   map[allocation.SlotID]int
	pinSlot  map[allocation.RequestID]allocation.SlotID
	pinned   []bool  // per slot
	feasible [][]int // per request that takes part, the slots not pinned that it may take

	slotOf []int // per request, its seat, or none
	holder []int // per slot, or none
	cut    []int // per slot: the request whose rank is the cut-off, or open
}

const (
	none = -1
	open = math.MaxInt
)

func newVerifier(p *allocation.Problem, plan *Plan) *verifier {
	v := &verifier{
		problem: p, plan: plan,
		requests: pointers(p.Requests),
		slots:    pointers(p.Slots),
		place:    map[allocation.RequestID]int{},
		slotNo:   map[allocation.SlotID]int{},
		pinSlot:  map[allocation.RequestID]allocation.SlotID{},
		pinned:   make([]bool, len(p.Slots)),
		feasible: make([][]int, len(p.Requests)),
		slotOf:   slices.Repeat([]int{none}, len(p.Requests)),
		holder:   slices.Repeat([]int{none}, len(p.Slots)),
	}
	rankOf := map[allocation.RequestID]allocation.Rank{}
	ranker := allocation.NewRanker(&p.Policy)
	for _, r := range v.requests {
		rankOf[r.ID] = ranker.Rank(r)
	}
	slices.SortFunc(v.requests, func(a, b *allocation.Request) int {
		return cmp.Or(-rankOf[a.ID].Compare(rankOf[b.ID]), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(v.slots, func(a, b *allocation.Slot) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	for i, r := range v.requests {
		v.place[r.ID] = i
		v.ranks = append(v.ranks, rankOf[r.ID])
	}
	for i, s := range v.slots {
		v.slotNo[s.ID] = i
	}
	for _, pin := range p.Pins {
		v.pinSlot[pin.Request] = pin.Slot
		v.pinned[v.slotNo[pin.Slot]] = true
	}
	for i, r := range v.requests {
		v.feasible[i] = v.slotsFor(r)
	}
	return v
}

func pointers[T any](list []T) []*T {
	to := make([]*T, len(list))
	for i := range list {
		to[i] = &list[i]
	}
	return to
}

// slotsFor returns the slots the request may take, none if it is held or pinned.
func (v *verifier) slotsFor(r *allocation.Request) (list []int) {
	if v.isPinned(r) || r.Held != "" {
		return nil
	}
	for s, slot := range v.slots {
		if !v.pinned[s] && allocation.Refusal(&v.problem.Policy, r, slot) == "" {
			list = append(list, s)
		}
	}
	return list
}

func (v *verifier) isPinned(r *allocation.Request) bool {
	_, ok := v.pinSlot[r.ID]
	return ok
}

// checkSeats looks at every seat on its own.
func (v *verifier) checkSeats() error {
	before := none
	for i, seat := range v.plan.Seats {
		r, ok := v.place[seat.Request]
		if !ok {
			return wrong("seats[%d]: unknown request %q", i, seat.Request)
		}
		if r <= before {
			return wrong("seats[%d]: request %q is not in rank order", i, seat.Request)
		}
		before = r
		s, ok := v.slotNo[seat.Slot]
		if !ok {
			return wrong("seats[%d]: unknown slot %q", i, seat.Slot)
		}
		if v.holder[s] != none {
			return wrong("seats[%d]: slot %q is taken twice", i, seat.Slot)
		}
		if err := v.checkSeat(v.requests[r], v.slots[s], seat); err != nil {
			return wrong("seats[%d]: %v", i, err)
		}
		v.slotOf[r], v.holder[s] = s, r
	}
	for _, pin := range v.problem.Pins {
		if v.slotOf[v.place[pin.Request]] == none {
			return wrong("seats: pinned request %q is missing", pin.Request)
		}
	}
	return nil
}

func (v *verifier) checkSeat(r *allocation.Request, s *allocation.Slot, seat allocation.Seat) error {
	if rule := allocation.Refusal(&v.problem.Policy, r, s); rule != "" {
		return fmt.Errorf("request %q may not take slot %q by the rule %s", r.ID, s.ID, rule)
	}
	if want := firstVenue(r, s); seat.Venue != want {
		return fmt.Errorf("the venue is %q, should be %q", seat.Venue, want)
	}
	slot, pinned := v.pinSlot[r.ID]
	switch {
	case pinned && slot != s.ID:
		return fmt.Errorf("request %q is pinned to slot %q", r.ID, slot)
	case !pinned && v.pinned[v.slotNo[s.ID]]:
		return fmt.Errorf("slot %q is pinned to another request", s.ID)
	case pinned != seat.Pinned:
		return fmt.Errorf("pinned is %t, should be %t", seat.Pinned, pinned)
	}
	return nil
}

func firstVenue(r *allocation.Request, s *allocation.Slot) string {
	i := slices.IndexFunc(r.Venues, func(venue string) bool { return slices.Contains(s.Venues, venue) })
	return r.Venues[i]
}

// checkPresence sees that the unseated are all the others, in rank order.
func (v *verifier) checkPresence() error {
	var others []*allocation.Request
	for i, r := range v.requests {
		if v.slotOf[i] == none {
			others = append(others, r)
		}
	}
	for i, u := range v.plan.Unseated {
		if i >= len(others) {
			return wrong("unseated[%d]: request %q is one too many", i, u.Request)
		}
		if u.Request != others[i].ID {
			return wrong("unseated[%d] is request %q, should be %q", i, u.Request, others[i].ID)
		}
	}
	if n := len(v.plan.Unseated); n < len(others) {
		return wrong("unseated: request %q is missing", others[n].ID)
	}
	return nil
}

// checkCutoffs derives the cut-offs from the seats and compares.
func (v *verifier) checkCutoffs() error {
	v.spreadCutoffs()
	if n := len(v.plan.Cutoffs); n != len(v.slots) {
		return wrong("cutoffs has %d entries for %d slots", n, len(v.slots))
	}
	for i, got := range v.plan.Cutoffs {
		want := allocation.Cutoff{Slot: v.slots[i].ID, Open: v.cut[i] == open, Pinned: v.pinned[i]}
		if !want.Open && !want.Pinned {
			want.Rank = v.ranks[v.cut[i]]
		}
		if got != want {
			return wrong("cutoffs[%d] is %s, should be %s", i, show(&got, (*writer).cutoff), show(&want, (*writer).cutoff))
		}
	}
	return nil
}

// spreadCutoffs begins with every slot's own holder and lets the lowest rank
// spread along the moves until nothing changes.
func (v *verifier) spreadCutoffs() {
	v.cut = make([]int, len(v.slots))
	for s := range v.slots {
		v.cut[s] = v.holder[s]
		if v.holder[s] == none {
			v.cut[s] = open
		}
	}
	for changed := true; changed; {
		changed = false
		for r, s := range v.slotOf {
			if s == none || v.pinned[s] {
				continue
			}
			if low := v.lowest(r); low > v.cut[s] {
				v.cut[s], changed = low, true
			}
		}
	}
}

// lowest returns the lowest cut-off among the slots the request may take.
func (v *verifier) lowest(r int) int {
	low := none
	for _, s := range v.feasible[r] {
		low = max(low, v.cut[s])
	}
	return low
}

// checkUnseated sees that nobody unseated reaches a cut-off, and that each has
// the right reason.
func (v *verifier) checkUnseated() error {
	for i := range v.plan.Unseated {
		got := &v.plan.Unseated[i]
		r := v.place[got.Request]
		if low := v.lowest(r); r <= low {
			return wrong("unseated[%d]: request %q reaches the cut-off of a slot it could attend", i, got.Request)
		}
		if want := v.unseated(r); !reflect.DeepEqual(*got, want) {
			return wrong("unseated[%d] is %s, should be %s", i, show(got, (*writer).unseated), show(&want, (*writer).unseated))
		}
	}
	return nil
}

// unseated returns what the plan should say of a request without a seat.
func (v *verifier) unseated(r int) allocation.Unseated {
	request, rank := v.requests[r], v.ranks[r]
	u := allocation.Unseated{Request: request.ID, Points: rank.Points, Tier: rank.Tier}
	switch {
	case request.Held != "":
		u.Reason, u.Held = allocation.ReasonHeld, request.Held
		return u
	case len(v.feasible[r]) == 0:
		u.Reason, u.Refused = allocation.ReasonNoSlot, v.refused(request)
	default:
		needed := v.ranks[v.lowest(r)]
		u.Reason, u.FeasibleSlots = allocation.ReasonOutranked, len(v.feasible[r])
		u.NeededPoints, u.NeededTier = needed.Points, needed.Tier
		u.ByLot = needed.Points == rank.Points && needed.Tier == rank.Tier
	}
	u.WhatWouldHelp = v.help(r)
	return u
}

func (v *verifier) refused(r *allocation.Request) map[allocation.Rule]int {
	counts := map[allocation.Rule]int{}
	for s, slot := range v.slots {
		if !v.pinned[s] {
			counts[allocation.Refusal(&v.problem.Policy, r, slot)]++
		}
	}
	return counts
}

// show returns an entry as the plan file has it.
func show[T any](entry *T, write func(*writer, *T)) string {
	var w writer
	write(&w, entry)
	return string(w.buf)
}
