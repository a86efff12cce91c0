package allocation

import "math"

// placement is the question when everybody sits: each row of the graph gets
// one of its slots, no slot two rows, at the least total cost. Every row must
// be seatable.
type placement struct {
	graph
	cost []int64 // of each entry of graph.list
}

// place answers with the slot of each row.
//
// It is the primal-dual (Hungarian) method: rows and slots carry prices u and
// v such that no pair costs less than u+v, slots without a row have v = 0, and
// rows take only slots whose pair costs exactly u+v ("tight"). Such a seating
// is of least cost. A shortest path search from rows without a slot raises the
// prices by just enough to make the next chain tight.
func place(q *placement) []int32 {
	p := newPlacer(q)
	p.seatTogether()
	p.seatSingly()
	return p.slotOf
}

// placer holds the state of the method.
type placer struct {
	*placement
	u, v     []int64
	slotOf   []int32 // of each row
	rowOf    []int32 // on each slot
	unseated []int32 // rows

	round   int32   // of either search
	visited []int32 // per slot, the round that last saw it
	edge    []int   // per row, the next entry the chain search tries
	chain   []int32 // rows

	dist    []int64 // per slot, valid when visited in this round
	queue   distances
	level   []int32 // slots at the present distance, not yet settled
	settled []int32 // slots
	best    int64   // distance of the nearest slot without a row
}

func newPlacer(q *placement) *placer {
	rows := q.rows()
	p := &placer{
		placement: q,
		u:         make([]int64, rows),
		v:         make([]int64, q.slots),
		slotOf:    make([]int32, rows),
		rowOf:     make([]int32, q.slots),
		unseated:  make([]int32, rows),
		visited:   make([]int32, q.slots),
		edge:      make([]int, rows),
		dist:      make([]int64, q.slots),
	}
	for s := range p.rowOf {
		p.rowOf[s] = none
	}
	for row := range rows {
		p.unseated[row], p.slotOf[row] = int32(row), none
		p.u[row] = math.MaxInt64
		for e := q.first[row]; e < q.first[row+1]; e++ {
			p.u[row] = min(p.u[row], q.cost[e])
		}
	}
	return p
}

// seatTogether raises the prices for all unseated rows at once, for as long as
// that seats many of them each time: few distinct costs make many chains tight
// together.
func (p *placer) seatTogether() {
	for {
		before := len(p.unseated)
		for p.seatTight() {
		}
		left := len(p.unseated)
		if before-left <= left/16 {
			return
		}
		p.raise(p.unseated)
	}
}

// seatSingly seats the remaining rows one by one: many distinct costs make the
// single search, which ends at the nearest slot, the cheaper.
func (p *placer) seatSingly() {
	for i, row := range p.unseated {
		p.raise(p.unseated[i : i+1])
		p.round++
		p.seatOne(row)
	}
}

// seatTight seats unseated rows along tight pairs, no slot being visited
// twice, and reports whether it seated any.
func (p *placer) seatTight() bool {
	p.round++
	kept := p.unseated[:0]
	for _, row := range p.unseated {
		if !p.seatOne(row) {
			kept = append(kept, row)
		}
	}
	any := len(kept) < len(p.unseated)
	p.unseated = kept
	return any
}

// seatOne looks, depth first, for a chain of tight pairs from the row to a
// slot without a row, and shifts everybody along it.
func (p *placer) seatOne(row int32) bool {
	p.chain = append(p.chain[:0], row)
	p.edge[row] = p.first[row]
	for len(p.chain) > 0 {
		last := p.chain[len(p.chain)-1]
		slot := p.nextTight(last)
		if slot == none {
			p.chain = p.chain[:len(p.chain)-1]
			continue
		}
		if p.rowOf[slot] == none {
			p.shift(slot)
			return true
		}
		p.chain = append(p.chain, p.rowOf[slot])
		p.edge[p.rowOf[slot]] = p.first[p.rowOf[slot]]
	}
	return false
}

// nextTight returns the row's next slot that is tight and not yet visited.
func (p *placer) nextTight(row int32) int32 {
	for ; p.edge[row] < p.first[row+1]; p.edge[row]++ {
		e := p.edge[row]
		slot := p.list[e]
		if p.visited[slot] != p.round && p.cost[e] == p.u[row]+p.v[slot] {
			p.visited[slot] = p.round
			return slot
		}
	}
	return none
}

// shift gives the slot to the last row of the chain, that row's to the one
// before it, and so on.
func (p *placer) shift(slot int32) {
	for i := len(p.chain) - 1; i >= 0; i-- {
		row := p.chain[i]
		p.slotOf[row], slot = slot, p.slotOf[row]
		p.rowOf[p.slotOf[row]] = row
	}
}

// raise finds the distance, in cost above the prices, from the given rows,
// which have no slot, to the nearest slot without a row, and moves the prices
// so that the path there becomes tight.
func (p *placer) raise(rows []int32) {
	p.round++
	p.queue, p.level, p.settled = p.queue[:0], p.level[:0], p.settled[:0]
	p.best = math.MaxInt64
	for _, row := range rows {
		p.relax(row, 0)
	}
	p.settleLevel(0)
	for len(p.queue) > 0 {
		d, slot := p.queue.pop()
		if d >= p.best {
			break
		}
		if d == p.dist[slot] {
			p.level = append(p.level, slot)
			p.settleLevel(d)
		}
	}
	for _, row := range rows {
		p.u[row] += p.best
	}
	for _, slot := range p.settled {
		by := p.best - p.dist[slot]
		p.v[slot] -= by
		p.u[p.rowOf[slot]] += by
	}
}

// settleLevel settles the slots at distance d, and those found from them at
// the same distance.
func (p *placer) settleLevel(d int64) {
	for len(p.level) > 0 && d < p.best {
		slot := p.level[len(p.level)-1]
		p.level = p.level[:len(p.level)-1]
		p.settled = append(p.settled, slot)
		p.relax(p.rowOf[slot], d)
	}
}

// relax improves the distances of the slots of a row that is at distance d.
func (p *placer) relax(row int32, d int64) {
	for e := p.first[row]; e < p.first[row+1]; e++ {
		slot := p.list[e]
		to := d + p.cost[e] - p.u[row] - p.v[slot]
		if to >= p.best || p.visited[slot] == p.round && to >= p.dist[slot] {
			continue
		}
		p.visited[slot], p.dist[slot] = p.round, to
		switch {
		case p.rowOf[slot] == none:
			p.best = to
		case to == d:
			p.level = append(p.level, slot)
		default:
			p.queue.push(to, slot)
		}
	}
}

// distances is a binary heap of slots by distance.
type distances []distance

type distance struct {
	d    int64
	slot int32
}

func (h *distances) push(d int64, slot int32) {
	q := append(*h, distance{d, slot})
	i := len(q) - 1
	for i > 0 && q[(i-1)/2].d > d {
		q[i] = q[(i-1)/2]
		i = (i - 1) / 2
	}
	q[i] = distance{d, slot}
	*h = q
}

func (h *distances) pop() (int64, int32) {
	q := *h
	top, last := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	*h = q
	if len(q) == 0 {
		return top.d, top.slot
	}
	i := 0
	for {
		c := 2*i + 1
		if c >= len(q) {
			break
		}
		if c+1 < len(q) && q[c+1].d < q[c].d {
			c++
		}
		if q[c].d >= last.d {
			break
		}
		q[i] = q[c]
		i = c
	}
	q[i] = last
	return top.d, top.slot
}
