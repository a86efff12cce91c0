package bandwidth

import (
	"encoding/binary"
	"sync"
	"time"
)

// AcksEvery is how often a sender is told when its packets came; acksKept is how many are remembered,
// acksLimit how many one message tells of.
const (
	AcksEvery = 100 * time.Millisecond
	acksKept  = 512
	acksLimit = 300
)

// Acks notes when the packets numbered across all streams of a participant came, and tells the sender
// (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
type Acks struct {
	mu     sync.Mutex
	begun  time.Time
	at     []tick // when a number came, by number; takes memory with the first
	next   uint32 // the first number not told of
	newest uint32
	told   uint8
	media  uint32
}

// tick is a time in units of 250 µs, 0 for never.
type tick int64

const tickLength = 250 * time.Microsecond

// Came notes a packet. Numbers are extended to 32 bits, so that order is plain.
func (a *Acks) Came(seq uint16, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at == nil {
		a.at = make([]tick, acksKept)
		a.begun = now.Add(-time.Second)
		a.newest = 1<<16 + uint32(seq)
		a.next = a.newest
	}
	n := a.newest + uint32(int32(int16(seq-uint16(a.newest)))) // wraps on purpose
	switch {
	case n > a.newest:
		for s := max(a.newest+1, n-min(n, acksKept-1)); s < n; s++ {
			a.at[s%acksKept] = 0
		}
		a.newest = n
		if n-a.next >= acksKept {
			a.next = n - acksKept + 1
		}
	case a.newest-n >= acksKept/2:
		return
	case n < a.next:
		a.next = n // it came after all: told again, with those after it
	}
	a.at[n%acksKept] = tick(now.Sub(a.begun) / tickLength)
}

// About names the stream that the messages speak of: browsers heed those about a stream of their own only.
func (a *Acks) About(ssrc uint32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.media = ssrc
}

// Tell appends a message about what came since the last one; nothing came: an empty one.
func (a *Acks) Tell(b []byte, sender uint32) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at == nil {
		return b
	}
	first := a.next // of those that came: the newest is one
	for first <= a.newest && a.at[first%acksKept] == 0 {
		first++
	}
	if first > a.newest {
		return b
	}
	const head = 20
	start := len(b)
	last := a.at[first%acksKept] / 256 * 256 // the reference time is in units of 64 ms
	b = binary.BigEndian.AppendUint16(b, 0x8f<<8|205)
	b = append(b, 0, 0)
	b = binary.BigEndian.AppendUint32(b, sender)
	b = binary.BigEndian.AppendUint32(b, a.media)
	b = binary.BigEndian.AppendUint16(b, uint16(a.next))
	b = append(b, 0, 0)
	b = append(b, byte(last/256>>16), byte(last/256>>8), byte(last/256), a.told)
	a.told++
	var deltas [2 * acksLimit]byte
	used, count := 0, 0
	for count < acksLimit && a.next <= a.newest {
		// One chunk holds seven states of two bits: 0 lost, 1 a short delta, 2 a long one.
		chunk := uint16(3) << 14
		full := true
		for i := 0; i < 7 && a.next <= a.newest; i++ {
			state, n := a.delta(deltas[used:], &last)
			if state < 0 {
				full = false
				break
			}
			chunk |= uint16(state) << (12 - 2*i)
			used += n
			a.next++
			count++
		}
		b = binary.BigEndian.AppendUint16(b, chunk)
		if !full {
			break
		}
	}
	b = append(b, deltas[:used]...)
	binary.BigEndian.PutUint16(b[start+14:], uint16(count))
	if pad := (4 - (len(b)-start)%4) % 4; pad > 0 {
		b = append(b, make([]byte, pad)...)
		b[len(b)-1] = byte(pad)
		b[start] |= 0x20
	}
	binary.BigEndian.PutUint16(b[start+2:], uint16((len(b)-start)/4-1))
	if len(b)-start < head {
		return b[:start]
	}
	return b
}

// delta writes the time since the last packet told of. A state of -1: it is too long for a message.
func (a *Acks) delta(into []byte, last *tick) (state, n int) {
	at := a.at[a.next%acksKept]
	if at == 0 {
		return 0, 0
	}
	d := at - *last
	switch {
	case d >= 0 && d <= 0xff:
		into[0] = byte(d)
		state, n = 1, 1
	case d >= -1<<15 && d < 1<<15:
		binary.BigEndian.PutUint16(into, uint16(d))
		state, n = 2, 2
	default:
		return -1, 0
	}
	*last = at
	return state, n
}
