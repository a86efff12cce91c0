package sfu

import "time"

// How lost packets are asked for: after a wait that forgives reordering, again after a round trip,
// and not for ever.
const (
	missingLimit = 64
	missingWait  = 8 * time.Millisecond
	missingAgain = 25 * time.Millisecond
	missingTries = 10
	missingFor   = time.Second
)

// missing lists the packets of a stream that have not come (RFC 4585 section 6.2.1).
type missing struct {
	begun  bool
	newest uint16
	list   []lost // oldest first
}

type lost struct {
	seq   uint16
	tries uint8
	since time.Time
	next  time.Time
}

// came notes a packet. True: there is something to ask for.
func (m *missing) came(seq uint16, now time.Time) bool {
	if !m.begun {
		m.begun, m.newest = true, seq
		return false
	}
	gap := seq - m.newest
	switch {
	case gap == 1:
		m.newest = seq
	case gap == 0 || gap >= 1<<15:
		m.found(seq)
	case gap > missingLimit:
		// Too much to repair: the next key frame will.
		m.list, m.newest = m.list[:0], seq
	default:
		for s := m.newest + 1; s != seq; s++ {
			if len(m.list) == missingLimit {
				m.drop(0)
			}
			m.list = append(m.list, lost{seq: s, since: now, next: now.Add(missingWait)})
		}
		m.newest = seq
	}
	return len(m.list) > 0
}

func (m *missing) found(seq uint16) {
	for i := range m.list {
		if m.list[i].seq == seq {
			m.drop(i)
			return
		}
	}
}

func (m *missing) drop(i int) { m.list = append(m.list[:i], m.list[i+1:]...) }

// due appends the numbers to ask for now.
func (m *missing) due(now time.Time, roundTrip time.Duration, seqs []uint16) []uint16 {
	for i := 0; i < len(m.list); {
		l := &m.list[i]
		if l.tries == missingTries || now.Sub(l.since) > missingFor {
			m.drop(i)
			continue
		}
		if !now.Before(l.next) {
			seqs = append(seqs, l.seq)
			l.tries++
			l.next = now.Add(max(missingAgain, roundTrip+roundTrip/4))
		}
		i++
	}
	return seqs
}
