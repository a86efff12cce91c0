package planfile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"majlis/booking/allocation"
)

// checkCost adds up the plan's cost and sees that nothing can be saved.
func (v *verifier) checkCost() error {
	var total int64
	for r, s := range v.slotOf {
		if s != none && !v.pinned[s] {
			total += v.cost(r, s, v.couldReserve(r))
		}
	}
	if v.plan.Cost != total {
		return wrong("cost is %d, but the seats add up to %d", v.plan.Cost, total)
	}
	if cycle := newMoves(v).saving(); cycle != nil {
		return wrong("cost is not the least: it falls by moving %s", v.describe(cycle))
	}
	return nil
}

// couldReserve reports whether some reserved slot would do for the request.
func (v *verifier) couldReserve(r int) bool {
	return slices.ContainsFunc(v.feasible[r], func(s int) bool { return reserved(v.slots[s]) })
}

func reserved(s *allocation.Slot) bool { return s.OpenTo != "" && s.OpenTo != "any" }

// cost returns the inconvenience of a feasible pair.
func (v *verifier) cost(r, s int, couldReserve bool) int64 {
	request, slot, c := v.requests[r], v.slots[s], v.problem.Policy.Cost
	cost := c.Venue*slices.Index(request.Venues, firstVenue(request, slot)) +
		c.Host*slices.Index(request.Hosts, slot.Host)
	preferred := len(request.Prefer) == 0
	for _, w := range request.Prefer {
		begins, ends := !slot.Start.Before(w.From), !endOf(slot).After(w.To)
		preferred = preferred || begins && ends
	}
	if !preferred {
		cost += c.Time
	}
	for _, provision := range slot.Provides {
		if !slices.Contains(request.Needs, provision) {
			cost += c.Waste
		}
	}
	if couldReserve && !reserved(slot) {
		cost += c.Reserve
	}
	return int64(cost)
}

func endOf(s *allocation.Slot) time.Time {
	return s.Start.Add(time.Duration(s.Minutes) * time.Minute)
}

// moves is the graph whose nodes are the slots and one more, "empty". An edge
// from a slot to another moves its holder there, at the difference in cost;
// an empty slot leads to "empty" and "empty" to every held slot, at no cost.
// A plan is of least cost if and only if no cycle saves anything.
type moves struct {
	edges  [][]move // by node they leave
	change []int64  // per node, the cheapest walk found that ends there
	parent []int    // per node, the node before it on that walk
}

type move struct {
	to   int
	cost int64
}

func newMoves(v *verifier) *moves {
	empty := len(v.slots)
	m := &moves{
		edges:  make([][]move, empty+1),
		change: make([]int64, empty+1),
		parent: slices.Repeat([]int{none}, empty+1),
	}
	for s := range v.slots {
		switch {
		case v.pinned[s]:
		case v.holder[s] == none:
			m.edges[s] = []move{{empty, 0}}
		default:
			m.edges[empty] = append(m.edges[empty], move{s, 0})
			r := v.holder[s]
			reserve := v.couldReserve(r)
			stays := v.cost(r, s, reserve)
			for _, to := range v.feasible[r] {
				if to != s {
					m.edges[s] = append(m.edges[s], move{to, v.cost(r, to, reserve) - stays})
				}
			}
		}
	}
	return m
}

// saving returns a cycle of nodes whose moves cost less than nothing, or nil
// (Bellman-Ford, looking for a cycle of parents after each pass).
func (m *moves) saving() []int {
	for changed := true; changed; {
		changed = false
		for node, edges := range m.edges {
			for _, e := range edges {
				if to := m.change[node] + e.cost; to < m.change[e.to] {
					m.change[e.to], m.parent[e.to], changed = to, node, true
				}
			}
		}
		if cycle := m.parentCycle(); cycle != nil {
			return cycle
		}
	}
	return nil
}

// parentCycle returns a cycle among the parents, in the order of the moves.
func (m *moves) parentCycle() []int {
	seen := make([]int, len(m.parent)) // the walk (from 1) that saw the node
	for start := range m.parent {
		node := start
		for node != none && seen[node] == 0 {
			seen[node] = start + 1
			node = m.parent[node]
		}
		if node == none || seen[node] != start+1 {
			continue
		}
		cycle := []int{node}
		for at := m.parent[node]; at != node; at = m.parent[at] {
			cycle = append(cycle, at)
		}
		slices.Reverse(cycle)
		return cycle
	}
	return nil
}

// describe names the moves of a cycle.
func (v *verifier) describe(cycle []int) string {
	var parts []string
	for i, node := range cycle {
		to := cycle[(i+1)%len(cycle)]
		if node < len(v.slots) && to < len(v.slots) {
			parts = append(parts, fmt.Sprintf("%q to %q", v.requests[v.holder[node]].ID, v.slots[to].ID))
		}
	}
	return strings.Join(parts, ", ")
}
