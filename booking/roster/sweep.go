package roster

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// sweep goes through the demands of one kind by time and keeps, for every way in which the
// helpers can stand at that moment, the best binding that leads there: how many are served,
// then the helper of the lowest number for the earliest demand. Only helpers still busy tell
// two ways apart, and no more are busy at once than audiences overlap, so the ways stay few
// and the best of them at the end is the best there is.
func sweep(demands []Demand, helpers []Helper) []int64 {
	ways := map[string]way{"": {}}
	for i := range demands {
		next := map[string]way{}
		for _, w := range ways {
			for _, after := range w.steps(&demands[i], demands, helpers) {
				key := after.standing(nextStart(demands, i))
				if known, ok := next[key]; !ok || after.better(known) {
					next[key] = after
				}
			}
		}
		ways = next
	}
	var best *way
	for _, w := range ways {
		if best == nil || w.better(*best) {
			best = &w
		}
	}
	return best.bound
}

// A way is one binding of the demands so far: a helper each, or 0.
type way struct {
	served int
	bound  []int64
	busy   []busy
}

type busy struct {
	helper int64
	until  time.Time
}

// steps are the ways on from here for one demand: each helper who can, and nobody. A fixed
// demand has one way; who is fixed later is kept free for that.
func (w way) steps(d *Demand, all []Demand, helpers []Helper) []way {
	if d.Fixed != 0 {
		return []way{w.with(d, d.Fixed)}
	}
	steps := []way{w.with(d, 0)}
	for i := range helpers {
		h := &helpers[i]
		if h.fits(d) == "" && w.free(h.ID, d.Time.From) && !promised(h.ID, d, all) {
			steps = append(steps, w.with(d, h.ID))
		}
	}
	return steps
}

// promised reports whether the helper is fixed to another demand at the same time.
func promised(helper int64, d *Demand, all []Demand) bool {
	for i := range all {
		if all[i].Fixed == helper && &all[i] != d && all[i].Time.overlaps(d.Time) {
			return true
		}
	}
	return false
}

func (w way) free(helper int64, at time.Time) bool {
	for _, b := range w.busy {
		if b.helper == helper && b.until.After(at) {
			return false
		}
	}
	return true
}

func (w way) with(d *Demand, helper int64) way {
	next := way{served: w.served, bound: append(w.bound[:len(w.bound):len(w.bound)], helper)}
	for _, b := range w.busy {
		if b.until.After(d.Time.From) {
			next.busy = append(next.busy, b)
		}
	}
	if helper != 0 {
		next.served++
		next.busy = append(next.busy, busy{helper, d.Time.To})
	}
	return next
}

// standing names how the helpers stand when the next demand begins.
func (w way) standing(at time.Time) string {
	var key []string
	for _, b := range w.busy {
		if b.until.After(at) {
			key = append(key, strconv.FormatInt(b.helper, 36)+"@"+strconv.FormatInt(b.until.Unix(), 36))
		}
	}
	slices.Sort(key)
	return strings.Join(key, " ")
}

// better prefers more served, then the earliest demand with the lowest helper, nobody last.
func (w way) better(than way) bool {
	if w.served != than.served {
		return w.served > than.served
	}
	for i := range w.bound {
		if w.bound[i] != than.bound[i] {
			return w.bound[i] != 0 && (than.bound[i] == 0 || w.bound[i] < than.bound[i])
		}
	}
	return false
}

func nextStart(demands []Demand, i int) time.Time {
	if i+1 < len(demands) {
		return demands[i+1].Time.From
	}
	return time.Unix(1<<40, 0)
}
