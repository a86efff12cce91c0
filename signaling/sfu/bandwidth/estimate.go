package bandwidth

import (
	"encoding/binary"
	"sync"
	"time"
)

// What the way to a receiver is thought to carry, in bit/s. It is believed to be good until shown
// otherwise: nothing is sent only to find out.
const (
	first = 3_000_000
	Most  = 20_000_000
	Least = 50_000
)

// LossLimit is the share of losses up to which they are taken for chance.
const LossLimit = 0.10

// How the estimate moves: every estimateEvery it grows by a share, unless packets queue up or get
// lost; after that it rests, longer each time.
const (
	estimateEvery = 250 * time.Millisecond
	growth        = 1.03
	queueLimit    = 120 * time.Millisecond
	lossSevere    = 0.35
	lossMemory    = 0.85 // how much of the former spells still counts
	restShort     = 2 * time.Second
	restLong      = 60 * time.Second
	baseEvery     = 10 * time.Second
)

// Estimate is what the way to one participant carries, by delay and loss: a small relative of
// draft-ietf-rmcat-gcc-02.
type Estimate struct {
	mu      sync.Mutex
	bitrate float64
	severe  bool // the way is too narrow even for the least
	wide    bool // receivers tell of each packet, so reports are not needed

	// Of the present spell.
	began       time.Time
	bytes       int
	came, lost  int
	all, gone   float64       // packets and losses, the older the less
	queue       time.Duration // the smoothed wait in queues
	base, older time.Duration // the least way in the present and in the former baseEvery
	baseAt      time.Time
	zero        uint32 // what the clocks differed by at first, in µs that wrap
	zeroed      bool

	rest   time.Duration // how long the next rest is
	growAt time.Time
	badAt  time.Time
}

// Read returns the estimate; measured: something was heard of the way.
func (e *Estimate) Read() (bitrate int, severe, measured bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.bitrate == 0 {
		return first, false, false
	}
	return int(e.bitrate), e.severe, true
}

// Acked takes a message about packets that came.
func (e *Estimate) Acked(b []byte, sent *Departures, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.wide = true
	e.begin(now)
	var ways time.Duration
	n := 0
	readAcks(b, func(r receipt) {
		left, size, ok := sent.find(r.seq)
		if !ok {
			return
		}
		if !r.came {
			e.lost++
			return
		}
		e.came++
		e.bytes += size
		way := e.way(r.at, left)
		ways += way
		n++
		e.base = min(e.base, way)
	})
	if n > 0 {
		e.queue += (ways/time.Duration(n) - min(e.base, e.older) - e.queue) / 3
	}
	if now.Sub(e.baseAt) > baseEvery {
		e.older, e.base, e.baseAt = e.base, noWay, now
	}
	e.adjust(now)
}

// noWay is longer than any.
const noWay = time.Duration(1 << 62)

// way is how long a packet was under way, but for a constant: the clocks differ, and wrap.
func (e *Estimate) way(came tick, left uint32) time.Duration {
	difference := uint32(int64(came)*int64(tickLength/time.Microsecond)) - left
	if !e.zeroed {
		e.zero, e.zeroed = difference, true
	}
	return time.Duration(int32(difference-e.zero)) * time.Microsecond
}

// Reported takes the loss of a lane from receivers that tell no more than that.
func (e *Estimate) Reported(loss float64, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wide {
		return
	}
	e.begin(now)
	const sample = 100
	e.lost += int(loss * sample)
	e.came += sample - int(loss*sample)
	e.adjust(now)
}

// Told takes a receiver's own estimate (draft-alvestrand-rmcat-remb-03).
func (e *Estimate) Told(b []byte) {
	if len(b) < 8 || string(b[:4]) != "REMB" {
		return
	}
	bitrate := float64(uint32(b[5]&0x03)<<16|uint32(b[6])<<8|uint32(b[7])) * float64(uint64(1)<<(b[5]>>2))
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.wide {
		e.bitrate = min(max(bitrate, Least), Most)
	}
}

// Assume sets the estimate, for what is heard of the way to correct.
func (e *Estimate) Assume(bitrate int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bitrate = float64(bitrate)
}

func (e *Estimate) begin(now time.Time) {
	if e.began.IsZero() {
		e.began, e.baseAt, e.rest = now, now, restShort
		e.base, e.older = noWay, noWay
	}
	if e.bitrate == 0 {
		e.bitrate = first
	}
}

// adjust moves the estimate at the end of a spell.
func (e *Estimate) adjust(now time.Time) {
	passed := now.Sub(e.began)
	if passed < estimateEvery || e.came+e.lost < 10 {
		return
	}
	e.all, e.gone = lossMemory*e.all+float64(e.came+e.lost), lossMemory*e.gone+float64(e.lost)
	loss := e.gone / e.all
	rate := float64(8*e.bytes) / passed.Seconds()
	e.began, e.bytes, e.came, e.lost = now, 0, 0, 0
	switch {
	case e.queue > queueLimit:
		if rate > 0 {
			e.bitrate = min(e.bitrate, 0.85*rate)
		} else {
			e.bitrate *= 0.85
		}
		e.queue /= 2 // give the queue time to empty before the next step down
		e.setBack(now)
	case loss > LossLimit:
		e.bitrate *= 1 - loss/2
		if rate > 0 {
			e.bitrate = min(e.bitrate, 1.2*rate)
		}
		e.all, e.gone = e.all/2, e.gone/2
		e.setBack(now)
	case now.After(e.growAt):
		e.bitrate = max(e.bitrate*growth, min(rate, e.bitrate*1.5))
		if now.Sub(e.badAt) > restLong {
			e.rest = restShort
		}
	}
	e.severe = loss > lossSevere || e.severe && now.Sub(e.badAt) < e.rest || e.queue > 3*queueLimit
	e.bitrate = min(max(e.bitrate, Least), Most)
}

// setBack lets the estimate rest.
func (e *Estimate) setBack(now time.Time) {
	if now.After(e.growAt) {
		e.rest = min(2*e.rest, restLong)
	}
	e.badAt, e.growAt = now, now.Add(e.rest)
}

// REMB is the message that tells a sender how much to send.
func REMB(b []byte, from uint32, bitrate int, about []uint32) []byte {
	exponent := 0
	for bitrate>>exponent >= 1<<18 {
		exponent++
	}
	mantissa := bitrate >> exponent
	b = append(b, 0x80|15, 206)
	b = binary.BigEndian.AppendUint16(b, uint16(4+len(about)))
	b = binary.BigEndian.AppendUint32(b, from)
	b = append(b, 0, 0, 0, 0, 'R', 'E', 'M', 'B', byte(len(about)), byte(exponent<<2|mantissa>>16), byte(mantissa>>8), byte(mantissa))
	for _, ssrc := range about {
		b = binary.BigEndian.AppendUint32(b, ssrc)
	}
	return b
}
