package sfu

import (
	"sync"
	"time"

	"majlis/signaling"
)

// count keeps the reception figures of one stream: losses as in RFC 3550 appendix A.3, jitter as in
// its section 6.4.1.
type count struct {
	clockRate float64

	mu      sync.Mutex
	stats   signaling.StreamStats
	started bool
	base    uint64 // extended number of the first packet
	highest uint64 // extended number of the newest packet
	transit float64
	jitter  float64 // in units of the clock
}

// add counts a packet of the given size that arrived now.
func (c *count) add(seq uint16, timestamp uint32, size int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Packets++
	c.stats.Bytes += uint64(size)
	if !c.started {
		c.started = true
		c.base = 1<<16 + uint64(seq) // room for a packet older than the first
		c.highest = c.base
	} else if ext := c.extend(seq); ext > c.highest {
		c.highest = ext
	}
	transit := float64(now.UnixNano())/1e9*c.clockRate - float64(timestamp)
	if d := transit - c.transit; c.transit != 0 && d < c.clockRate && d > -c.clockRate {
		c.jitter += (max(d, -d) - c.jitter) / 16
	}
	c.transit = transit
}

// extend finds the extended number nearest to the newest.
func (c *count) extend(seq uint16) uint64 {
	delta := int16(seq - uint16(c.highest)) // wraps on purpose
	return uint64(int64(c.highest) + int64(delta))
}

func (c *count) picture() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Pictures++
}

func (c *count) read() signaling.StreamStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	if expected := c.highest - c.base + 1; c.started && expected > s.Packets {
		s.Lost = expected - s.Packets
	}
	if c.clockRate > 0 {
		s.Jitter = time.Duration(c.jitter / c.clockRate * float64(time.Second))
	}
	return s
}
