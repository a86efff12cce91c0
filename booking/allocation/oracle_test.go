package allocation_test

import (
	"flag"
	"math"
	"slices"
	"testing"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

var everyTrial = flag.Bool("full", false, "run random tests at full counts, not at a fiftieth")

// trials returns how often to repeat a random test.
func trials(full int) int {
	if *everyTrial {
		return full
	}
	return full / 50
}

// eachTrial runs the test on tangled weeks of at most the given size. The
// trial's number is its seed.
func eachTrial(t *testing.T, full, requests, slots int, run func(t *testing.T, dice bookingtest.Dice, p allocation.Problem)) {
	t.Helper()
	for seed := range trials(full) {
		dice := bookingtest.Roll(uint64(seed))
		p := dice.TangledWeek(1+dice.IntN(requests), dice.IntN(slots+1))
		run(t, dice, p)
		if t.Failed() {
			t.Fatalf("at trial %d", seed)
		}
	}
}

func solve(t *testing.T, p allocation.Problem) allocation.Plan {
	t.Helper()
	plan, err := allocation.Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// oracle knows a problem's contenders in rank order and their slots, pinned
// ones out, found pair by pair.
type oracle struct {
	policy   *allocation.Policy
	requests []*allocation.Request
	slots    []*allocation.Slot
	feasible [][]int
}

func newOracle(p *allocation.Problem) *oracle {
	o := &oracle{policy: &p.Policy}
	for i := range p.Requests {
		r := &p.Requests[i]
		if r.Held == "" && !slices.ContainsFunc(p.Pins, func(pin allocation.Pin) bool { return pin.Request == r.ID }) {
			o.requests = append(o.requests, r)
		}
	}
	ranker := allocation.NewRanker(&p.Policy)
	slices.SortFunc(o.requests, func(a, b *allocation.Request) int {
		return ranker.Rank(b).Compare(ranker.Rank(a))
	})
	for i := range p.Slots {
		s := &p.Slots[i]
		if !slices.ContainsFunc(p.Pins, func(pin allocation.Pin) bool { return pin.Slot == s.ID }) {
			o.slots = append(o.slots, s)
		}
	}
	for _, r := range o.requests {
		var list []int
		for s, slot := range o.slots {
			if allocation.Refusal(o.policy, r, slot) == "" {
				list = append(list, s)
			}
		}
		o.feasible = append(o.feasible, list)
	}
	return o
}

// seatable reports whether all the given requests can be seated at once.
func (o *oracle) seatable(set []int) bool {
	holder := make([]int, len(o.slots))
	for s := range holder {
		holder[s] = -1
	}
	for _, r := range set {
		if !o.augment(r, holder, make([]bool, len(o.slots))) {
			return false
		}
	}
	return true
}

func (o *oracle) augment(r int, holder []int, tried []bool) bool {
	for _, s := range o.feasible[r] {
		if tried[s] {
			continue
		}
		tried[s] = true
		if holder[s] < 0 || o.augment(holder[s], holder, tried) {
			holder[s] = r
			return true
		}
	}
	return false
}

// greedy returns the set that the rules seat, trying each request afresh.
func (o *oracle) greedy() (set []int) {
	for r := range o.requests {
		if with := append(slices.Clip(set), r); o.seatable(with) {
			set = with
		}
	}
	return set
}

// cost is written out from the published formula.
func (o *oracle) cost(r, s int) int {
	request, slot, c := o.requests[r], o.slots[s], o.policy.Cost
	kept := func(s *allocation.Slot) bool { return s.OpenTo == "urgent" || s.OpenTo == "first_time" }
	cost := c.Host * slices.Index(request.Hosts, slot.Host)
	for i, v := range request.Venues {
		if slices.Contains(slot.Venues, v) {
			cost += c.Venue * i
			break
		}
	}
	inside := len(request.Prefer) == 0
	for _, w := range request.Prefer {
		last := slot.Start.Unix() + int64(60*slot.Minutes)
		inside = inside || w.From.Unix() <= slot.Start.Unix() && last <= w.To.Unix()
	}
	if !inside {
		cost += c.Time
	}
	for _, p := range slot.Provides {
		if !slices.Contains(request.Needs, p) {
			cost += c.Waste
		}
	}
	if !kept(slot) && slices.ContainsFunc(o.feasible[r], func(s int) bool { return kept(o.slots[s]) }) {
		cost += c.Reserve
	}
	return cost
}

// exhaust tries every way to seat any of the requests and returns the best
// set (as bits, the best rank highest) and the least cost of seating it.
func (o *oracle) exhaust() (best uint64, least int) {
	taken := make([]bool, len(o.slots))
	least = math.MaxInt
	var walk func(r int, set uint64, cost int)
	walk = func(r int, set uint64, cost int) {
		if r == len(o.requests) {
			if set > best || set == best && cost < least {
				best, least = set, cost
			}
			return
		}
		walk(r+1, set<<1, cost)
		for _, s := range o.feasible[r] {
			if !taken[s] {
				taken[s] = true
				walk(r+1, set<<1|1, cost+o.cost(r, s))
				taken[s] = false
			}
		}
	}
	walk(0, 0, 0)
	return best, least
}

// network is bare pairs: the slots of each row, and what they cost.
type network struct {
	slots int
	list  [][]int
	cost  func(row, slot int) int
}

// flow seats exactly the set at least cost by successive cheapest paths, found
// by Bellman-Ford on the residual network.
func (n network) flow(set []int) (total int) {
	slotOf, holder := map[int]int{}, map[int]int{}
	for _, start := range set {
		dist, from := n.paths(start, holder)
		end := -1
		for s := range dist {
			if _, held := holder[s]; !held && (end < 0 || dist[s] < dist[end]) {
				end = s
			}
		}
		total += dist[end]
		for {
			row := from[end]
			before, moved := slotOf[row]
			slotOf[row], holder[end] = end, row
			if !moved {
				break
			}
			end = before
		}
	}
	return total
}

// paths returns, per slot, the cost of seating start by a chain of moves that
// ends there, and the row that moves there last.
func (n network) paths(start int, holder map[int]int) (dist, from []int) {
	const far = math.MaxInt / 2
	dist, from = slices.Repeat([]int{far}, n.slots), make([]int, n.slots)
	for _, s := range n.list[start] {
		dist[s], from[s] = n.cost(start, s), start
	}
	for changed := true; changed; {
		changed = false
		for s, row := range holder {
			for _, to := range n.list[row] {
				if d := dist[s] - n.cost(row, s) + n.cost(row, to); dist[s] < far && d < dist[to] {
					dist[to], from[to], changed = d, row, true
				}
			}
		}
	}
	return dist, from
}

// seatedBits returns the plan's seated contenders as exhaust counts them.
func (o *oracle) seatedBits(plan allocation.Plan) (bits uint64) {
	for _, r := range o.requests {
		bits <<= 1
		if seated(plan, r.ID) {
			bits |= 1
		}
	}
	return bits
}

func seated(plan allocation.Plan, id allocation.RequestID) bool {
	return slices.ContainsFunc(plan.Seats, func(s allocation.Seat) bool { return s.Request == id })
}

func TestSolve_agreesWithExhaustion(t *testing.T) {
	eachTrial(t, 100_000, 7, 6, func(t *testing.T, _ bookingtest.Dice, p allocation.Problem) {
		o, plan := newOracle(&p), solve(t, p)
		best, least := o.exhaust()
		if got := o.seatedBits(plan); got != best {
			t.Errorf("seated %b, should be %b", got, best)
		}
		if plan.Cost != int64(least) {
			t.Errorf("cost %d, least is %d", plan.Cost, least)
		}
	})
}

func TestSolve_agreesWithFlow(t *testing.T) {
	eachTrial(t, 5_000, 120, 40, func(t *testing.T, _ bookingtest.Dice, p allocation.Problem) {
		o, plan := newOracle(&p), solve(t, p)
		set := o.greedy()
		for r, request := range o.requests {
			if want := slices.Contains(set, r); seated(plan, request.ID) != want {
				t.Errorf("request %q seated: %t, should be %t", request.ID, !want, want)
			}
		}
		if least := (network{len(o.slots), o.feasible, o.cost}).flow(set); plan.Cost != int64(least) {
			t.Errorf("cost %d, least is %d", plan.Cost, least)
		}
	})
}

// TestPlace_agreesWithFlow draws costs from wide and narrow ranges, which take
// different ways through the search.
func TestPlace_agreesWithFlow(t *testing.T) {
	for seed := range trials(5_000) {
		dice := bookingtest.Roll(uint64(seed))
		rows, slots, most := 1+dice.IntN(60), 1+dice.IntN(60), []int{1, 3, 50, 1_000_000}[dice.IntN(4)]
		n := network{slots: slots, list: make([][]int, rows)}
		lists, costs := make([][]int32, rows), make([][]int64, rows)
		table := map[[2]int]int{}
		for row := range rows {
			for _, s := range dice.Perm(slots)[:dice.IntN(min(slots, 6)+1)] {
				table[[2]int{row, s}] = dice.IntN(most)
				n.list[row] = append(n.list[row], s)
				lists[row], costs[row] = append(lists[row], int32(s)), append(costs[row], int64(table[[2]int{row, s}]))
			}
		}
		n.cost = func(row, s int) int { return table[[2]int{row, s}] }
		o := oracle{requests: make([]*allocation.Request, rows), slots: make([]*allocation.Slot, slots), feasible: n.list}
		set := o.greedy()
		seated, total := allocation.NewLists(slots, lists, costs).Solve()
		if least := n.flow(set); seated != len(set) || total != int64(least) {
			t.Fatalf("trial %d: seated %d at %d, should be %d at %d", seed, seated, total, len(set), least)
		}
	}
}

func TestIndex_findsEveryPair(t *testing.T) {
	eachTrial(t, 5_000, 40, 30, func(t *testing.T, _ bookingtest.Dice, p allocation.Problem) {
		o := newOracle(&p)
		slices.SortFunc(o.slots, func(a, b *allocation.Slot) int { return a.Start.Compare(b.Start) })
		remembering, not := allocation.FeasibleTwice(p)
		for r, request := range o.requests {
			var want []int32
			for s, slot := range o.slots {
				if allocation.Refusal(o.policy, request, slot) == "" {
					want = append(want, int32(s))
				}
			}
			for _, got := range [][]int32{remembering[r], not[r]} {
				if got = slices.Sorted(slices.Values(got)); !slices.Equal(got, want) {
					t.Errorf("request %q may take %v, found %v", request.ID, want, got)
				}
			}
		}
	})
}
