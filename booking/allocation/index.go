package allocation

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"sort"
	"strings"
)

// index finds the slots a request may take by host, venue and time. Slots are
// numbered by start, then id; hosts and venues by name.
type index struct {
	policy *Policy
	slots  []*Slot

	hosts, venues map[string]int32
	hostNames     []string
	venueNames    []string

	host       []int32   // of each slot
	slotVenues [][]int32 // of each slot
	start, end []int64   // of each slot, in microseconds
	byHost     [][]int32 // slots of each host, by start
	lists      map[hostVenue][]int32
	kinds      kinds

	stamp int32 // marks the slots already found for the present seeker
	found []int32
}

type hostVenue struct{ host, venue int32 }

// seeker is a request translated into the index's numbers. Hosts and venues
// no slot has are left out.
type seeker struct {
	request       *Request
	hosts, venues []int32
	windows       []span
	fits          []uint64 // kinds of slot whose attributes suit, one bit each; nil when not known
}

// span is a window in microseconds.
type span struct{ from, to int64 }

// newIndex indexes the slots that no pin has taken.
func newIndex(p *Problem) *index {
	pinned := make(map[SlotID]bool, len(p.Pins))
	for _, pin := range p.Pins {
		pinned[pin.Slot] = true
	}
	ix := &index{policy: &p.Policy, lists: map[hostVenue][]int32{}}
	hosts, venues := map[string]bool{}, map[string]bool{}
	for i := range p.Slots {
		s := &p.Slots[i]
		if pinned[s.ID] {
			continue
		}
		ix.slots = append(ix.slots, s)
		hosts[s.Host] = true
		for _, v := range s.Venues {
			venues[v] = true
		}
	}
	slices.SortFunc(ix.slots, bySlotStart)
	ix.hostNames, ix.hosts = number(hosts)
	ix.venueNames, ix.venues = number(venues)
	ix.kinds = newKinds(ix.policy, ix.slots)
	ix.fill()
	return ix
}

// bySlotStart orders slots as plans list them.
func bySlotStart(a, b *Slot) int {
	return cmp.Or(a.Start.Compare(b.Start), strings.Compare(string(a.ID), string(b.ID)))
}

// number numbers a set of names alphabetically.
func number(set map[string]bool) ([]string, map[string]int32) {
	names := slices.Sorted(maps.Keys(set))
	numbers := make(map[string]int32, len(names))
	for i, name := range names {
		numbers[name] = int32(i)
	}
	return names, numbers
}

func (ix *index) fill() {
	n := len(ix.slots)
	ix.host, ix.slotVenues, ix.byHost = make([]int32, n), make([][]int32, n), make([][]int32, len(ix.hosts))
	ix.start, ix.end, ix.found = make([]int64, n), make([]int64, n), make([]int32, n)
	for i, s := range ix.slots {
		ix.host[i] = ix.hosts[s.Host]
		ix.byHost[ix.host[i]] = append(ix.byHost[ix.host[i]], int32(i))
		ix.start[i], ix.end[i] = s.Start.UnixMicro(), s.end().UnixMicro()
		for _, name := range s.Venues {
			v := ix.venues[name]
			ix.slotVenues[i] = append(ix.slotVenues[i], v)
			key := hostVenue{ix.host[i], v}
			ix.lists[key] = append(ix.lists[key], int32(i))
		}
	}
}

// translate fills k, whose storage it reuses, from the request.
func (ix *index) translate(k *seeker, r *Request) {
	k.request = r
	k.hosts, k.venues, k.windows = k.hosts[:0], k.venues[:0], k.windows[:0]
	for _, name := range r.Hosts {
		if h, ok := ix.hosts[name]; ok {
			k.hosts = append(k.hosts, h)
		}
	}
	for _, name := range r.Venues {
		if v, ok := ix.venues[name]; ok {
			k.venues = append(k.venues, v)
		}
	}
	for _, w := range r.Windows {
		k.windows = append(k.windows, span{w.From.UnixMicro(), w.To.UnixMicro()})
	}
	slices.SortFunc(k.windows, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	k.fits = ix.kinds.fitting(r)
}

// feasible appends to list the slots the seeker may take: its best host's and
// best venue's first, then by time.
func (ix *index) feasible(k *seeker, list []int32) []int32 {
	ix.stamp++
	for _, h := range k.hosts {
		for _, v := range k.venues {
			ix.onTime(k, ix.lists[hostVenue{h, v}], func(s int32) bool {
				if ix.found[s] != ix.stamp && ix.suits(k, s) {
					ix.found[s] = ix.stamp
					list = append(list, s)
				}
				return true
			})
		}
	}
	return list
}

// within narrows one host's slots, which never overlap, to those the window holds.
func (ix *index) within(slots []int32, w span) []int32 {
	lo := sort.Search(len(slots), func(i int) bool { return ix.start[slots[i]] >= w.from })
	hi := lo
	for hi < len(slots) && ix.end[slots[hi]] <= w.to {
		hi++
	}
	return slots[lo:hi]
}

// suits reports whether the slot's length and attributes suit the seeker.
func (ix *index) suits(k *seeker, s int32) bool {
	if k.fits == nil {
		return suitsKind(ix.policy, k.request, ix.slots[s])
	}
	kind := ix.kinds.of[s]
	return k.fits[kind/64]>>(kind%64)&1 != 0
}

// onTime calls yield, until it returns false, for those of one host's slots
// that lie in a window of the seeker; for some perhaps twice.
func (ix *index) onTime(k *seeker, slots []int32, yield func(slot int32) bool) {
	if len(k.windows) == 0 {
		for _, s := range slots {
			if !yield(s) {
				return
			}
		}
	}
	for _, w := range k.windows {
		for _, s := range ix.within(slots, w) {
			if !yield(s) {
				return
			}
		}
	}
}

// kinds groups slots that are alike but for host, venue and time, and
// remembers for each sort of request which kinds suit it.
type kinds struct {
	policy  *Policy
	of      []int32 // of each slot
	samples []*Slot // one slot of each kind
	known   map[string][]uint64
	room    int // words that known may still take; beyond it each pair is tried on its own
	key     []byte
}

const maxKnownWords = 8 << 20

func newKinds(policy *Policy, slots []*Slot) kinds {
	k := kinds{policy: policy, of: make([]int32, len(slots)), known: map[string][]uint64{}, room: maxKnownWords}
	numbers := map[string]int32{}
	for i, s := range slots {
		k.key = binary.AppendUvarint(k.key[:0], uint64(s.Minutes))
		k.key = appendWords(k.key, s.Languages)
		k.key = appendWords(k.key, s.Provides)
		k.key = appendWord(appendWord(k.key, s.Section), s.OpenTo)
		n, ok := numbers[string(k.key)]
		if !ok {
			n = int32(len(k.samples))
			numbers[string(k.key)] = n
			k.samples = append(k.samples, s)
		}
		k.of[i] = n
	}
	return k
}

// fitting returns the kinds of slot that suit the request, one bit each, or
// nil when there are too many sorts to remember.
func (k *kinds) fitting(r *Request) []uint64 {
	k.key = binary.AppendUvarint(k.key[:0], uint64(r.Minutes))
	k.key = appendWord(k.key, r.Language)
	k.key = appendWords(k.key, r.Needs)
	k.key = appendWord(k.key, r.Section)
	k.key = append(k.key, boolByte(r.Prior == 0), boolByte(slices.Contains(k.policy.Urgent, r.Class)))
	if bits, ok := k.known[string(k.key)]; ok {
		return bits
	}
	words := (len(k.samples) + 63) / 64
	if words > k.room {
		return nil
	}
	bits := make([]uint64, words)
	for i, s := range k.samples {
		if suitsKind(k.policy, r, s) {
			bits[i/64] |= 1 << (i % 64)
		}
	}
	k.known[string(k.key)] = bits
	k.room -= words
	return bits
}

func suitsKind(policy *Policy, r *Request, s *Slot) bool {
	return r.Minutes <= s.Minutes && attributeRefusal(policy, r, s) == ""
}

// appendWords and appendWord build map keys in which no two lists look alike.
func appendWords(key []byte, words []string) []byte {
	key = binary.AppendUvarint(key, uint64(len(words)))
	for _, w := range words {
		key = appendWord(key, w)
	}
	return key
}

func appendWord(key []byte, word string) []byte {
	key = binary.AppendUvarint(key, uint64(len(word)))
	return append(key, word...)
}

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}
