package allocation

import (
	"cmp"
	"slices"
	"time"
)

// maxHelp is how many relaxations an unseated request is told of.
const maxHelp = 5

// riyadh is the zone in which "one more day" is a day. The Kingdom keeps one
// offset all year.
var riyadh = time.FixedZone("+03", 3*60*60)

// helper finds the single relaxations that would have brought an unseated
// request a seat: one more venue, one more host, one more day.
type helper struct {
	ix    *index
	cut   []int32 // per slot
	order []int32 // slots, lowest cut-off first
	day   []int64 // per slot, its Riyadh date when it lies within one, else none

	stamp     int32
	host      []int32 // per host, the stamp of the last request that lists it
	venue     []int32 // per venue, likewise
	foundHost []int32
	found     []int32 // per venue
	hosts     []int32
	venues    []int32
	days      []int64
}

func newHelper(ix *index, cut []int32) *helper {
	h := &helper{
		ix: ix, cut: cut,
		order:     make([]int32, len(cut)),
		day:       make([]int64, len(cut)),
		host:      make([]int32, len(ix.hosts)),
		foundHost: make([]int32, len(ix.hosts)),
		venue:     make([]int32, len(ix.venues)),
		found:     make([]int32, len(ix.venues)),
	}
	for i, s := range ix.slots {
		h.order[i] = int32(i)
		h.day[i] = dayNumber(s.Start.In(riyadh))
		if s.end().After(dayStart(h.day[i] + 1)) {
			h.day[i] = none
		}
	}
	slices.SortStableFunc(h.order, func(a, b int32) int { return cmp.Compare(cut[b], cut[a]) })
	return h
}

// dayStart returns the first moment of a Riyadh date.
func dayStart(day int64) time.Time {
	return time.Unix(day*86400, 0).Add(-3 * time.Hour)
}

// help returns what would have brought the row, which has no seat, one.
func (h *helper) help(k *seeker, row int32) []Help {
	if len(h.order) == 0 || h.cut[h.order[0]] < row {
		return nil
	}
	h.stamp++
	h.hosts, h.venues, h.days = h.hosts[:0], h.venues[:0], h.days[:0]
	for _, id := range k.hosts {
		h.host[id] = h.stamp
	}
	for _, id := range k.venues {
		h.venue[id] = h.stamp
	}
	for _, slot := range h.order {
		if h.cut[slot] < row {
			break
		}
		if h.ix.suits(k, slot) {
			h.consider(k, slot)
		}
	}
	return h.list()
}

// consider notes the relaxation by which the seeker could take the slot, if
// one is enough. The seeker has no seat and reaches the slot's cut-off, so at
// least one of the three is amiss.
func (h *helper) consider(k *seeker, slot int32) {
	host := h.ix.host[slot]
	knowsHost := h.host[host] == h.stamp
	knowsVenue := slices.ContainsFunc(h.ix.slotVenues[slot], func(v int32) bool { return h.venue[v] == h.stamp })
	onTime := h.ix.onTime(k, slot)
	switch {
	case !knowsVenue && knowsHost && onTime:
		for _, v := range h.ix.slotVenues[slot] {
			if h.found[v] != h.stamp {
				h.found[v] = h.stamp
				h.venues = append(h.venues, v)
			}
		}
	case !knowsHost && knowsVenue && onTime:
		if h.foundHost[host] != h.stamp {
			h.foundHost[host] = h.stamp
			h.hosts = append(h.hosts, host)
		}
	case !onTime && knowsHost && knowsVenue && h.day[slot] != none:
		if !slices.Contains(h.days, h.day[slot]) {
			h.days = append(h.days, h.day[slot])
		}
	}
}

// list returns what was noted, in the order people are told.
func (h *helper) list() []Help {
	slices.Sort(h.venues)
	slices.Sort(h.hosts)
	slices.Sort(h.days)
	n := min(maxHelp, len(h.venues)+len(h.hosts)+len(h.days))
	if n == 0 {
		return nil
	}
	help := make([]Help, 0, n)
	for _, v := range h.venues[:min(n, len(h.venues))] {
		help = append(help, Help{Venue: h.ix.venueNames[v]})
	}
	for _, id := range h.hosts[:min(n-len(help), len(h.hosts))] {
		help = append(help, Help{Host: h.ix.hostNames[id]})
	}
	for _, day := range h.days[:min(n-len(help), len(h.days))] {
		help = append(help, Help{Day: time.Unix(day*86400, 0).UTC()})
	}
	return help
}
