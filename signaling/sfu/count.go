package sfu

import (
	"time"

	"majlis/signaling"
)

// freezeAfter is a silence of a picture that people see; rateEvery is how often the rate of a stream
// is measured.
const (
	freezeAfter = 700 * time.Millisecond
	rateEvery   = 500 * time.Millisecond
)

// count keeps the reception figures of one stream: losses as in RFC 3550 appendix A.3, jitter as in
// its section 6.4.1. Its layer's lock guards it.
type count struct {
	clockRate float64

	stats   signaling.StreamStats
	started bool
	base    uint64 // extended number of the first packet
	highest uint64 // extended number of the newest packet
	first   uint64 // packets that came at their first sending
	whole   uint64 // packets that came at all
	before  uint64 // lost of earlier streams
	transit float64
	jitter  float64 // in units of the clock
	at      time.Time

	// At the last report to the sender.
	reportedExpected, reportedFirst uint64

	// At the last look at the rate, in bit/s.
	ratedBytes uint64
	ratedAt    time.Time
	rate       int
}

// add counts a packet that arrived now.
func (c *count) add(p *packet, now time.Time) {
	c.stats.Packets++
	c.whole++
	c.stats.Bytes += uint64(p.size)
	if !c.started {
		c.started = true
		c.base = 1<<16 + uint64(p.seq) // room for a packet older than the first
		c.highest = c.base
		c.ratedAt = now
	} else if ext := c.extend(p.seq); ext > c.highest {
		c.highest = ext
	}
	if p.again {
		return // its time on the way says nothing
	}
	c.first++
	transit := float64(now.UnixNano())/1e9*c.clockRate - float64(p.timestamp)
	if d := transit - c.transit; c.transit != 0 && d < c.clockRate && d > -c.clockRate {
		c.jitter += (max(d, -d) - c.jitter) / 16
	}
	c.transit = transit
	if !c.at.IsZero() && now.Sub(c.at) > freezeAfter {
		c.stats.Freezes++
	}
	c.at = now
}

// extend finds the extended number nearest to the newest.
func (c *count) extend(seq uint16) uint64 {
	delta := int16(seq - uint16(c.highest)) // wraps on purpose
	return uint64(int64(c.highest) + int64(delta))
}

func (c *count) read() signaling.StreamStats {
	s := c.stats
	s.Lost = c.before
	if expected := c.highest - c.base + 1; c.started && expected > c.whole {
		s.Lost += expected - c.whole
	}
	if c.clockRate > 0 {
		s.Jitter = time.Duration(c.jitter / c.clockRate * float64(time.Second))
	}
	return s
}

// fresh tells whether packets came within the given time.
func (c *count) fresh(now time.Time, within time.Duration) bool {
	return c.started && now.Sub(c.at) < within
}

// look measures the rate since the last look.
func (c *count) look(now time.Time) int {
	if passed := now.Sub(c.ratedAt); c.started && passed >= rateEvery {
		c.rate = int(float64(8*(c.stats.Bytes-c.ratedBytes)) / passed.Seconds())
		c.ratedBytes, c.ratedAt = c.stats.Bytes, now
	}
	return c.rate
}
