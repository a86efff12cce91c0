package allocation

// Pairs is a problem whose requests are ranked and whose feasible pairs are
// found: what remains is deciding who and when.
type Pairs struct{ week *week }

// PairsOf prepares the problem.
func PairsOf(p Problem) Pairs {
	w := newWeek(&p)
	w.pair()
	return Pairs{w}
}

// Solve decides who is seated, and when.
func (p Pairs) Solve() (seated int) {
	w := p.week
	w.seatedRows, w.seated = nil, placement{}
	w.seat()
	w.place()
	return len(w.seatedRows)
}

// Count returns the numbers of contenders and of feasible pairs.
func (p Pairs) Count() (rows, pairs int) { return p.week.graph.rows(), len(p.week.graph.list) }

// Lists is bare lists of slots and costs, one per row in rank order.
type Lists struct {
	graph graph
	costs []int64
}

// NewLists prepares the lists.
func NewLists(slots int, lists [][]int32, costs [][]int64) Lists {
	x := Lists{graph: graph{slots: slots, first: []int{0}}}
	for row, list := range lists {
		x.graph.list = append(x.graph.list, list...)
		x.graph.first = append(x.graph.first, len(x.graph.list))
		x.costs = append(x.costs, costs[row]...)
	}
	return x
}

// Solve decides who and when, and returns the number seated and their total cost.
func (x Lists) Solve() (seated int, total int64) {
	q := placement{graph: graph{slots: x.graph.slots, first: []int{0}}}
	isSeated := make([]bool, x.graph.rows())
	for _, row := range seat(&x.graph) {
		if row != none {
			isSeated[row] = true
		}
	}
	for row, ok := range isSeated {
		if ok {
			q.list = append(q.list, x.graph.of(int32(row))...)
			q.cost = append(q.cost, x.costs[x.graph.first[row]:x.graph.first[row+1]]...)
			q.first = append(q.first, len(q.list))
		}
	}
	for row, slot := range place(&q) {
		for e := q.first[row]; e < q.first[row+1]; e++ {
			if q.list[e] == slot {
				total += q.cost[e]
			}
		}
	}
	return q.rows(), total
}

// FeasibleTwice lists each contender's slots as the index finds them with and
// without remembering which kinds of slot suit whom.
func FeasibleTwice(p Problem) (remembering, not [][]int32) {
	w, forgetful := newWeek(&p), newWeek(&p)
	forgetful.index.kinds.room = -1
	w.pair()
	forgetful.pair()
	for row := range int32(w.graph.rows()) {
		remembering = append(remembering, w.graph.of(row))
		not = append(not, forgetful.graph.of(row))
	}
	return remembering, not
}
