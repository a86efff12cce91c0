package sfu

import (
	"sync/atomic"
	"time"
)

// limit bounds what is taken from a participant: a bucket that holds two seconds' worth, for key
// frames. Only the participant's SRTP goroutine pours from it.
type limit struct {
	bitrate atomic.Int64 // 0: no bound
	level   float64      // bits left
	at      time.Time
}

// limitMargin is how much more than asked for is taken, and soundMargin what sound may add, in bit/s.
const (
	limitMargin = 1.25
	soundMargin = 64_000
)

// allows tells whether a packet of so many bytes is within the bound.
func (l *limit) allows(size int, now time.Time) bool {
	rate := l.bitrate.Load()
	if rate == 0 {
		l.at = time.Time{}
		return true
	}
	perSecond := float64(rate)*limitMargin + soundMargin
	if l.at.IsZero() {
		l.level = 2 * perSecond
	} else {
		l.level = min(l.level+now.Sub(l.at).Seconds()*perSecond, 2*perSecond)
	}
	l.at = now
	if l.level < float64(8*size) {
		return false
	}
	l.level -= float64(8 * size)
	return true
}

// allowance is how many repeats a participant may still ask for in the present spell.
type allowance struct{ left atomic.Int64 }

// repeatsLimit is how many packets are repeated to one participant in a tenth of a second.
const repeatsLimit = 200

func (a *allowance) take() bool { return a.left.Add(-1) >= 0 }
func (a *allowance) refill()    { a.left.Store(repeatsLimit) }
