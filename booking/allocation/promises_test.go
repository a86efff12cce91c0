package allocation_test

import (
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

// Each promise made to the public is one test here.

// somebodySeated returns the index of a random request that the plan seats by
// rank, or -1.
func somebodySeated(dice bookingtest.Dice, p *allocation.Problem, plan allocation.Plan) int {
	for _, i := range dice.Perm(len(p.Requests)) {
		for _, s := range plan.Seats {
			if s.Request == p.Requests[i].ID && !s.Pinned {
				return i
			}
		}
	}
	return -1
}

// keepsSeat changes one seated person's request for the better and expects
// the seat to stay.
func keepsSeat(t *testing.T, better func(dice bookingtest.Dice, r *allocation.Request)) {
	t.Helper()
	eachTrial(t, 20_000, 30, 12, func(t *testing.T, dice bookingtest.Dice, p allocation.Problem) {
		i := somebodySeated(dice, &p, solve(t, p))
		if i < 0 {
			return
		}
		before := p.Requests[i]
		better(dice, &p.Requests[i])
		if !seated(solve(t, p), before.ID) {
			t.Errorf("request %q lost its seat:\nwas %+v\nis  %+v", before.ID, before, p.Requests[i])
		}
	})
}

func TestPromise_nobodyBelowYouHoldsYourSlot(t *testing.T) {
	eachTrial(t, 10_000, 16, 8, func(t *testing.T, _ bookingtest.Dice, p allocation.Problem) {
		o, plan := newOracle(&p), solve(t, p)
		var set []int
		for r, request := range o.requests {
			if seated(plan, request.ID) {
				set = append(set, r)
			}
		}
		for r, request := range o.requests {
			for i, lower := range set {
				if lower > r && !slices.Contains(set, r) && o.seatable(slices.Concat(set[:i], set[i+1:], []int{r})) {
					t.Errorf("%q could have been seated instead of %q", request.ID, o.requests[lower].ID)
				}
			}
		}
	})
}

func TestPromise_noUsableSlotLeftEmpty(t *testing.T) {
	eachTrial(t, 10_000, 16, 12, func(t *testing.T, _ bookingtest.Dice, p allocation.Problem) {
		o, plan := newOracle(&p), solve(t, p)
		var set []int
		for r, request := range o.requests {
			if seated(plan, request.ID) {
				set = append(set, r)
			}
		}
		for r, request := range o.requests {
			if !slices.Contains(set, r) && o.seatable(append(slices.Clip(set), r)) {
				t.Errorf("%q could have been seated besides", request.ID)
			}
		}
	})
}

func TestPromise_filingEarlierNeverUnseats(t *testing.T) {
	keepsSeat(t, func(dice bookingtest.Dice, r *allocation.Request) {
		r.FiledBatch = r.FiledBatch.AddDate(0, 0, -1-dice.IntN(100))
	})
}

func TestPromise_aHigherClassNeverUnseats(t *testing.T) {
	keepsSeat(t, func(dice bookingtest.Dice, r *allocation.Request) {
		if higher := []string{"humanitarian", "urgent"}; r.Class == "ordinary" {
			r.Class = higher[dice.IntN(2)]
		}
		if r.Class == "humanitarian" {
			r.Class = "urgent"
		}
	})
}

func TestPromise_oneMoreWindowNeverUnseats(t *testing.T) {
	keepsSeat(t, func(dice bookingtest.Dice, r *allocation.Request) {
		if len(r.Windows) > 0 {
			from := r.Windows[0].From.AddDate(0, 0, dice.IntN(5)-2)
			r.Windows = append(r.Windows, allocation.Window{From: from, To: from.Add(6 * time.Hour)})
		}
	})
}

// oneMore puts a word the list lacks anywhere into it.
func oneMore(dice bookingtest.Dice, list []string, words ...string) []string {
	w := words[dice.IntN(len(words))]
	if slices.Contains(list, w) {
		return list
	}
	return slices.Insert(slices.Clone(list), dice.IntN(len(list)+1), w)
}

func TestPromise_oneMoreHostNeverUnseats(t *testing.T) {
	keepsSeat(t, func(dice bookingtest.Dice, r *allocation.Request) {
		r.Hosts = oneMore(dice, r.Hosts, "minister", "deputy", "emir", "nobody")
	})
}

func TestPromise_oneMoreVenueNeverUnseats(t *testing.T) {
	keepsSeat(t, func(dice bookingtest.Dice, r *allocation.Request) {
		r.Venues = oneMore(dice, r.Venues, "home", "booth:jeddah", "booth:riyadh", "office:riyadh", "nowhere")
	})
}

// allKeep expects everybody seated in the first plan, but for the one request
// named, to be seated in the second.
func allKeep(t *testing.T, before, after allocation.Plan, but allocation.RequestID) {
	t.Helper()
	for _, s := range before.Seats {
		if s.Request != but && !seated(after, s.Request) {
			t.Errorf("request %q lost its seat", s.Request)
		}
	}
}

func TestPromise_aWithdrawalNeverUnseats(t *testing.T) {
	eachTrial(t, 20_000, 30, 12, func(t *testing.T, dice bookingtest.Dice, p allocation.Problem) {
		before := solve(t, p)
		i := dice.IntN(len(p.Requests))
		gone := p.Requests[i].ID
		p.Requests = slices.Concat(p.Requests[:i], p.Requests[i+1:])
		p.Pins = slices.DeleteFunc(p.Pins, func(pin allocation.Pin) bool { return pin.Request == gone })
		allKeep(t, before, solve(t, p), gone)
	})
}

func TestPromise_anAddedSlotNeverUnseats(t *testing.T) {
	eachTrial(t, 20_000, 30, 12, func(t *testing.T, dice bookingtest.Dice, p allocation.Problem) {
		if len(p.Slots) == 0 {
			return
		}
		i := dice.IntN(len(p.Slots))
		added := p.Slots[i]
		p.Slots = slices.Concat(p.Slots[:i], p.Slots[i+1:])
		p.Pins = slices.DeleteFunc(p.Pins, func(pin allocation.Pin) bool { return pin.Slot == added.ID })
		before := solve(t, p)
		p.Slots = append(p.Slots, added)
		allKeep(t, before, solve(t, p), "")
	})
}

func TestPromise_deterministic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	eachTrial(t, 10_000, 40, 15, func(t *testing.T, dice bookingtest.Dice, p allocation.Problem) {
		before := solve(t, p)
		runtime.GOMAXPROCS(1 + dice.IntN(4))
		shuffle(dice, &p)
		if after := solve(t, p); !reflect.DeepEqual(before, after) {
			t.Errorf("shuffling changed the plan:\nwas %+v\nis  %+v", before, after)
		}
	})
}

// shuffle changes the order of every array whose order carries no meaning.
func shuffle(dice bookingtest.Dice, p *allocation.Problem) {
	shuffleList(dice, p.Slots)
	shuffleList(dice, p.Requests)
	shuffleList(dice, p.Pins)
	shuffleList(dice, p.Policy.Urgent)
	for i := range p.Slots {
		shuffleList(dice, p.Slots[i].Venues)
		shuffleList(dice, p.Slots[i].Languages)
		shuffleList(dice, p.Slots[i].Provides)
	}
	for i := range p.Requests {
		shuffleList(dice, p.Requests[i].Windows)
		shuffleList(dice, p.Requests[i].Prefer)
		shuffleList(dice, p.Requests[i].Needs)
	}
}

func shuffleList[T any](dice bookingtest.Dice, list []T) {
	dice.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
