package sfu

import (
	"encoding/binary"
	"time"
)

// The kinds of RTCP packets that are understood (RFC 3550, RFC 4585, RFC 5104).
const (
	senderReport    = 200
	receiverReport  = 201
	transportBack   = 205
	payloadBack     = 206
	formatNack      = 1
	formatAcks      = 15
	formatPLI       = 1
	formatFIR       = 4
	formatREMB      = 15
	reportBlockSize = 24
)

// control is what comes as RTCP about one SSRC, which may be a stream of the participant or of a lane.
type control struct {
	sink
	leg  *leg
	ssrc uint32
}

// Write takes a packet, decrypted and authenticated.
func (c *control) Write(b []byte) (int, error) {
	size := len(b)
	now := time.Now()
	for len(b) >= 8 {
		length := 4 * (1 + int(binary.BigEndian.Uint16(b[2:])))
		if b[0]>>6 != 2 || length > len(b) || length < 8 {
			break
		}
		c.packet(b[:length], now)
		b = b[length:]
	}
	return size, nil
}

func (c *control) packet(b []byte, now time.Time) {
	count := int(b[0] & 0x1f)
	from, rest := binary.BigEndian.Uint32(b[4:]), b[8:]
	switch b[1] {
	case senderReport:
		if len(rest) < 20 {
			return
		}
		if from == c.ssrc {
			c.leg.clocked(from, clock{ntp: binary.BigEndian.Uint64(rest), timestamp: binary.BigEndian.Uint32(rest[8:]), at: now})
		}
		c.blocks(rest[20:], count, now)
	case receiverReport:
		c.blocks(rest, count, now)
	case transportBack, payloadBack:
		if len(rest) >= 4 {
			c.feedback(b[1], count, rest, now)
		}
	}
}

// blocks reads the report blocks about this SSRC.
func (c *control) blocks(b []byte, count int, now time.Time) {
	for ; count > 0 && len(b) >= reportBlockSize; count-- {
		if binary.BigEndian.Uint32(b) == c.ssrc {
			if o := c.leg.lane(c.ssrc); o != nil {
				o.reported(b[:reportBlockSize], now)
			}
			return
		}
		b = b[reportBlockSize:]
	}
}

// feedback reads what a receiver wants of a lane, or tells of the way to it.
func (c *control) feedback(kind byte, format int, b []byte, now time.Time) {
	about, b := binary.BigEndian.Uint32(b), b[4:]
	switch {
	case kind == transportBack && format == formatAcks:
		c.leg.estimate.Acked(b, &c.leg.departures, now)
	case kind == payloadBack && format == formatREMB:
		c.leg.estimate.Told(b)
	case kind == transportBack && format == formatNack && about == c.ssrc:
		if o := c.leg.lane(c.ssrc); o != nil && o.video {
			o.nacked(b, now)
		}
	case kind == payloadBack && (format == formatPLI && about == c.ssrc || format == formatFIR):
		if o := c.leg.lane(c.ssrc); o != nil {
			o.wantKey(now)
		}
	}
}

// nacked repeats what a receiver has lost: pairs of a number and the 16 after it.
func (o *outbound) nacked(pairs []byte, now time.Time) {
	for ; len(pairs) >= 4; pairs = pairs[4:] {
		seq, more := binary.BigEndian.Uint16(pairs), binary.BigEndian.Uint16(pairs[2:])
		o.repeat(seq, now)
		for ; more != 0; more >>= 1 {
			seq++
			if more&1 != 0 {
				o.repeat(seq, now)
			}
		}
	}
}

// wantKey passes on that a receiver cannot go on without a key frame.
func (o *outbound) wantKey(now time.Time) {
	o.mu.Lock()
	l := o.current
	if l == nil && o.from != nil && !o.paused {
		l = &o.from.layers[o.want]
	}
	o.mu.Unlock()
	if l != nil {
		l.askKey(now)
	}
}

// reception is what a receiver has told of a lane.
type reception struct {
	at     time.Time
	loss   uint8 // in 1/256
	jitter time.Duration
}

// reported reads a report block (RFC 3550 section 6.4.1).
func (o *outbound) reported(b []byte, now time.Time) {
	jitter := time.Duration(float64(binary.BigEndian.Uint32(b[12:])) / float64(o.rate) * float64(time.Second))
	last, delay := binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:])
	o.mu.Lock()
	o.seen.at, o.seen.loss, o.seen.jitter = now, b[4], jitter
	flowing := o.current != nil
	o.mu.Unlock()
	if last != 0 {
		if passed := uint32(ntp(now)>>16) - last - delay; passed < 1<<20 { // in 1/65536 s; else it is nonsense
			o.leg.roundTrip.Store(int64(passed) * int64(time.Second) >> 16)
		}
	}
	if flowing {
		o.leg.estimate.Reported(float64(b[4])/256, now)
	}
}
