package allocation

import "slices"

// Solve returns the plan of the problem's week, or an *InvalidError when the
// problem is against the rules. It uses one goroutine; a million requests for
// twelve thousand slots take seconds.
func Solve(p Problem) (Plan, error) {
	if err := p.Validate(); err != nil {
		return Plan{}, err
	}
	w := newWeek(&p)
	w.pair()
	w.seat()
	w.place()
	w.cut = cutoffs(&w.seated.graph, w.slotOf, w.seatedRows)
	return w.plan(), nil
}

// week is a problem on its way to a plan. Rows are the requests that take
// part, in rank order; seated rows are numbered anew among themselves.
type week struct {
	problem *Problem
	pins    map[RequestID]SlotID
	ranked  []ranked
	rows    []int32 // index in ranked of each row
	index   *index
	graph   graph

	seatedRows []int32 // row of each seated row
	seated     placement
	slotOf     []int32 // of each seated row
	cut        []int32 // of each slot, as a row
}

func newWeek(p *Problem) *week {
	w := &week{problem: p, ranked: rankAll(p), index: newIndex(p), pins: make(map[RequestID]SlotID, len(p.Pins))}
	for _, pin := range p.Pins {
		w.pins[pin.Request] = pin.Slot
	}
	w.rows = make([]int32, 0, len(w.ranked))
	for i := range w.ranked {
		if w.takesPart(w.ranked[i].request) {
			w.rows = append(w.rows, int32(i))
		}
	}
	return w
}

func (w *week) takesPart(r *Request) bool {
	_, pinned := w.pins[r.ID]
	return !pinned && r.Held == ""
}

// pair finds the feasible slots of every row.
func (w *week) pair() {
	w.graph.slots = len(w.index.slots)
	w.graph.first = make([]int, 1, len(w.rows)+1)
	var k seeker
	for _, i := range w.rows {
		w.index.translate(&k, w.ranked[i].request)
		w.graph.list = w.index.feasible(&k, w.graph.list)
		w.graph.first = append(w.graph.first, len(w.graph.list))
	}
}

// seat decides who is seated.
func (w *week) seat() {
	for _, row := range seat(&w.graph) {
		if row != none {
			w.seatedRows = append(w.seatedRows, row)
		}
	}
	slices.Sort(w.seatedRows)
}

// place decides when the seated sit.
func (w *week) place() {
	q := &w.seated
	q.slots = w.graph.slots
	q.first = make([]int, 1, len(w.seatedRows)+1)
	for _, row := range w.seatedRows {
		q.list = append(q.list, w.graph.of(row)...)
		q.first = append(q.first, len(q.list))
		q.cost = w.appendCosts(q.cost, row)
	}
	w.slotOf = place(q)
}

// appendCosts appends the cost of each of the row's slots.
func (w *week) appendCosts(costs []int64, row int32) []int64 {
	slots, r := w.graph.of(row), w.request(row)
	couldReserve := slices.ContainsFunc(slots, func(s int32) bool { return w.index.slots[s].reserved() })
	for _, slot := range slots {
		costs = append(costs, pairCost(&w.problem.Policy.Cost, r, w.index.slots[slot], couldReserve))
	}
	return costs
}

func (w *week) request(row int32) *Request { return w.ranked[w.rows[row]].request }

// pairCost returns the inconvenience of a feasible pair. couldReserve says
// that some reserved slot would do for the request.
func pairCost(c *Cost, r *Request, s *Slot, couldReserve bool) int64 {
	cost := int64(c.Host) * int64(slices.Index(r.Hosts, s.Host))
	cost += int64(c.Venue) * int64(slices.IndexFunc(r.Venues, func(v string) bool { return slices.Contains(s.Venues, v) }))
	if len(r.Prefer) > 0 && !anyHolds(r.Prefer, s) {
		cost += int64(c.Time)
	}
	for _, p := range s.Provides {
		if !slices.Contains(r.Needs, p) {
			cost += int64(c.Waste)
		}
	}
	if couldReserve && !s.reserved() {
		cost += int64(c.Reserve)
	}
	return cost
}
