package allocation

import "math"

// open is the cut-off of slots that any rank would have reached. As a row it
// lies below every other.
const open = math.MaxInt32

// cutoffs returns, per slot, the lowest-ranked (largest) row among the holders
// of the slots that chains of moves beginning at that slot reach, or open when
// one of those is empty. The graph holds the rows of the seated only; names
// gives the row to report for each.
//
// The walk goes backwards: from the empty slots first, then from the holders
// in order from the lowest rank up, each slot taking the mark that reaches it
// first.
func cutoffs(g *graph, slotOf, names []int32) []int32 {
	cut := make([]int32, g.slots)
	held := make([]bool, g.slots)
	for _, slot := range slotOf {
		held[slot] = true
	}
	back := transpose(g)
	var queue []int32
	mark := func(slot, value int32) {
		if cut[slot] != none {
			return
		}
		cut[slot] = value
		queue = append(queue[:0], slot)
		for len(queue) > 0 {
			at := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, row := range back.of(at) {
				if s := slotOf[row]; cut[s] == none {
					cut[s] = value
					queue = append(queue, s)
				}
			}
		}
	}
	for slot := range cut {
		cut[slot] = none
	}
	for slot := range held {
		if !held[slot] {
			mark(int32(slot), open)
		}
	}
	for row := g.rows() - 1; row >= 0; row-- {
		mark(slotOf[row], names[row])
	}
	return cut
}

// transpose lists for each slot the rows that may take it.
func transpose(g *graph) *graph {
	t := &graph{slots: g.rows(), first: make([]int, g.slots+2), list: make([]int32, len(g.list))}
	for _, slot := range g.list {
		t.first[slot+2]++
	}
	for slot := 2; slot < len(t.first); slot++ {
		t.first[slot] += t.first[slot-1]
	}
	for row := range int32(g.rows()) {
		for _, slot := range g.of(row) {
			t.list[t.first[slot+1]] = row
			t.first[slot+1]++
		}
	}
	t.first = t.first[:g.slots+1]
	return t
}
