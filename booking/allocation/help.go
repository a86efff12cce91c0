package allocation

import (
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
	ix      *index
	cut     []int32 // per slot
	hostCut []int32 // per host, the lowest cut-off among its slots
	day     []int64 // per slot, its Riyadh date when it lies within one, else none

	stamp  int32   // marks what the present request lists or was told of
	venue  []int32 // per venue
	host   []int32 // per host
	venues []int32
	days   []int64
}

func newHelper(ix *index, cut []int32) *helper {
	h := &helper{
		ix: ix, cut: cut,
		hostCut: make([]int32, len(ix.hosts)),
		day:     make([]int64, len(cut)),
		host:    make([]int32, len(ix.hosts)),
		venue:   make([]int32, len(ix.venues)),
	}
	for host := range h.hostCut {
		h.hostCut[host] = none
	}
	for i, s := range ix.slots {
		h.hostCut[ix.host[i]] = max(h.hostCut[ix.host[i]], cut[i])
		h.day[i] = dayNumber(s.Start.In(riyadh))
		if s.end().After(dayStart(h.day[i] + 1)) {
			h.day[i] = none
		}
	}
	return h
}

// dayStart returns the first moment of a Riyadh date.
func dayStart(day int64) time.Time {
	return time.Unix(day*86400, 0).Add(-3 * time.Hour)
}

// help returns what would have brought the row, which has no seat, one. A
// slot on which nothing is amiss, or whose cut-off is too high, cannot be
// among those found: the row would be seated, or stay unseated.
func (h *helper) help(k *seeker, row int32) (list []Help) {
	h.stamp++
	for _, host := range k.hosts {
		h.host[host] = h.stamp
	}
	for _, v := range k.venues {
		h.venue[v] = h.stamp
	}
	list = h.moreVenues(k, row, nil)
	list = h.moreHosts(k, row, list)
	return h.moreDays(k, row, list)
}

// reaches reports whether the row would get the slot if host, venue and time
// were right.
func (h *helper) reaches(k *seeker, row, slot int32) bool {
	return h.cut[slot] >= row && h.ix.suits(k, slot)
}

// moreVenues lists the venues of slots where only the venue is amiss.
func (h *helper) moreVenues(k *seeker, row int32, list []Help) []Help {
	h.venues = h.venues[:0]
	for _, host := range k.hosts {
		if h.hostCut[host] < row {
			continue
		}
		h.ix.onTime(k, h.ix.byHost[host], func(slot int32) bool {
			venues := h.ix.slotVenues[slot]
			if h.reaches(k, row, slot) && !h.listsAny(k, venues) {
				h.note(venues)
			}
			return true
		})
	}
	slices.Sort(h.venues)
	for _, v := range h.venues[:min(maxHelp, len(h.venues))] {
		list = append(list, Help{Venue: h.ix.venueNames[v]})
	}
	return list
}

// listsAny reports whether the seeker lists one of the venues.
func (h *helper) listsAny(k *seeker, venues []int32) bool {
	return slices.ContainsFunc(venues, func(v int32) bool { return slices.Contains(k.venues, v) })
}

// note keeps the venues not yet kept.
func (h *helper) note(venues []int32) {
	for _, v := range venues {
		if h.venue[v] != h.stamp {
			h.venue[v] = h.stamp
			h.venues = append(h.venues, v)
		}
	}
}

// moreHosts lists the hosts of slots where only the host is amiss.
func (h *helper) moreHosts(k *seeker, row int32, list []Help) []Help {
	for host := range int32(len(h.host)) {
		if len(list) >= maxHelp {
			break
		}
		if h.host[host] != h.stamp && h.hostCut[host] >= row && h.hostHelps(k, row, host) {
			list = append(list, Help{Host: h.ix.hostNames[host]})
		}
	}
	return list
}

func (h *helper) hostHelps(k *seeker, row, host int32) (helps bool) {
	for _, v := range k.venues {
		h.ix.onTime(k, h.ix.lists[hostVenue{host, v}], func(slot int32) bool {
			helps = h.reaches(k, row, slot)
			return !helps
		})
		if helps {
			break
		}
	}
	return helps
}

// moreDays lists the days of slots where only the time is amiss.
func (h *helper) moreDays(k *seeker, row int32, list []Help) []Help {
	if len(k.windows) == 0 || len(list) >= maxHelp {
		return list
	}
	h.days = h.days[:0]
	for _, host := range k.hosts {
		if h.hostCut[host] < row {
			continue
		}
		for _, v := range k.venues {
			for _, slot := range h.ix.lists[hostVenue{host, v}] {
				if day := h.day[slot]; day != none && h.reaches(k, row, slot) && !slices.Contains(h.days, day) {
					h.days = append(h.days, day)
				}
			}
		}
	}
	slices.Sort(h.days)
	for _, day := range h.days[:min(maxHelp-len(list), len(h.days))] {
		list = append(list, Help{Day: time.Unix(day*86400, 0).UTC()})
	}
	return list
}
