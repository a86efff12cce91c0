package allocation

import (
	"encoding/binary"
	"slices"
)

// refusals counts, for requests that no slot suits, the slots each rule
// refused. Requests of identical shape are counted once and share the map.
type refusals struct {
	ix    *index
	known map[string]map[Rule]int
	key   []byte
}

func newRefusals(ix *index) *refusals {
	return &refusals{ix: ix, known: map[string]map[Rule]int{}}
}

// count returns the number of slots each rule refused the seeker.
func (c *refusals) count(k *seeker) map[Rule]int {
	c.shape(k)
	if counts, ok := c.known[string(c.key)]; ok {
		return counts
	}
	counts := map[Rule]int{}
	others := len(c.ix.slots)
	for _, host := range k.hosts {
		others -= len(c.ix.byHost[host])
		for _, slot := range c.ix.byHost[host] {
			counts[Refusal(c.ix.policy, k.request, c.ix.slots[slot])]++
		}
	}
	if others > 0 {
		counts[ruleHost] = others
	}
	c.known[string(c.key)] = counts
	return counts
}

// shape writes to c.key everything about the request that feasibility sees.
func (c *refusals) shape(k *seeker) {
	r := k.request
	key := appendWords(c.key[:0], r.Hosts)
	key = appendWords(key, r.Venues)
	key = binary.AppendUvarint(key, uint64(r.Minutes))
	key = binary.AppendUvarint(key, uint64(len(r.Windows)))
	for _, w := range k.windows {
		key = binary.AppendVarint(key, w.from)
		key = binary.AppendVarint(key, w.to)
	}
	key = appendWords(appendWord(key, r.Language), r.Needs)
	c.key = append(appendWord(key, r.Section), boolByte(r.Prior == 0), boolByte(slices.Contains(c.ix.policy.Urgent, r.Class)))
}
