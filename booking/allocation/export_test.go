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
