package bandwidth

import (
	"encoding/binary"
	"sync/atomic"
	"time"
)

// departuresKept is how many sent packets are remembered until they are told of.
const departuresKept = 1024

// Departures numbers the packets sent to one participant and remembers when each left and how large
// it was. It takes no lock: packets of many senders leave at once.
type Departures struct {
	newest atomic.Uint32
	kept   atomic.Pointer[[departuresKept]atomic.Uint64] // number 16 bits, size 16, µs 32
}

// Next gives a packet its number.
func (d *Departures) Next(size int, now time.Time) uint16 {
	kept := d.kept.Load()
	if kept == nil {
		d.kept.CompareAndSwap(nil, new([departuresKept]atomic.Uint64))
		kept = d.kept.Load()
	}
	n := uint16(d.newest.Add(1))
	kept[n%departuresKept].Store(uint64(n)<<48 | uint64(uint16(size))<<32 | uint64(uint32(now.UnixMicro())))
	return n
}

// find tells when a packet left, in µs that wrap, and its size.
func (d *Departures) find(n uint16) (at uint32, size int, ok bool) {
	kept := d.kept.Load()
	if kept == nil {
		return 0, 0, false
	}
	v := kept[n%departuresKept].Load()
	return uint32(v), int(uint16(v >> 32)), uint16(v>>48) == n && v != 0
}

// receipt is what a receiver tells of one packet: whether it came, and when, in ticks of its clock.
type receipt struct {
	seq  uint16
	came bool
	at   tick
}

// readAcks calls each for every packet that a message tells of, in order
// (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). b begins after the two SSRCs.
// False: the message is not well formed.
func readAcks(b []byte, each func(receipt)) bool {
	if len(b) < 8 {
		return false
	}
	seq, count := binary.BigEndian.Uint16(b), int(binary.BigEndian.Uint16(b[2:]))
	reference := int32(uint32(b[4])<<24|uint32(b[5])<<16|uint32(b[6])<<8) >> 8 // 24 bits, signed
	at := tick(reference) * 256
	chunks := b[8:]
	deltas, ok := afterChunks(chunks, count)
	if !ok {
		return false
	}
	for count > 0 {
		chunk := binary.BigEndian.Uint16(chunks)
		chunks = chunks[2:]
		n := min(chunkLength(chunk), count)
		for i := range n {
			r := receipt{seq: seq}
			switch state(chunk, i) {
			case 1:
				if len(deltas) < 1 {
					return false
				}
				at += tick(deltas[0])
				deltas = deltas[1:]
				r.came, r.at = true, at
			case 2:
				if len(deltas) < 2 {
					return false
				}
				at += tick(int16(binary.BigEndian.Uint16(deltas)))
				deltas = deltas[2:]
				r.came, r.at = true, at
			}
			each(r)
			seq++
		}
		count -= n
	}
	return true
}

// afterChunks skips the chunks that hold the states of so many packets.
func afterChunks(b []byte, count int) ([]byte, bool) {
	for count > 0 {
		if len(b) < 2 {
			return nil, false
		}
		n := chunkLength(binary.BigEndian.Uint16(b))
		if n == 0 {
			return nil, false
		}
		count -= n
		b = b[2:]
	}
	return b, true
}

func chunkLength(chunk uint16) int {
	switch {
	case chunk>>15 == 0:
		return int(chunk & 0x1fff)
	case chunk>>14 == 2:
		return 14
	}
	return 7
}

func state(chunk uint16, i int) uint16 {
	switch {
	case chunk>>15 == 0:
		return chunk >> 13 & 3
	case chunk>>14 == 2:
		return chunk >> (13 - i) & 1
	}
	return chunk >> (12 - 2*i) & 3
}
