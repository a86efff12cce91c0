package sfu

import "time"

// sequel makes the numbers of several streams, one after another, into those of one stream that
// goes on. Offsets are added in the arithmetic of each field, so gaps and order within a stream stay
// as they are.
type sequel struct {
	begun bool

	seq       uint16 // the newest sent
	timestamp uint32
	id        uint16 // VP8 picture number
	layer     uint8  // VP8 TL0PICIDX
	at        time.Time

	seqBy       uint16
	timestampBy uint32
	idBy        uint16
	layerBy     uint8
	start       uint16 // the first number of the present stream
}

// begin lets the stream whose first packet is p follow what was sent before. The timestamp goes on by
// the time that has passed, so that the receiver's clock keeps its pace.
func (s *sequel) begin(p *packet, rate uint32, now time.Time) {
	if !s.begun {
		// The first stream begins where it likes; its picture numbers, too.
		*s = sequel{begun: true, seq: p.seq - 1, timestamp: p.timestamp, id: p.pic.id - 1, layer: p.pic.layer - 1}
	} else {
		passed := uint32(now.Sub(s.at).Seconds() * float64(rate))
		s.timestamp += max(passed, rate/100)
	}
	s.seqBy = s.seq + 1 - p.seq
	s.timestampBy = s.timestamp - p.timestamp
	s.idBy = s.id + 1 - p.pic.id
	s.layerBy = s.layer + 1 - p.pic.layer
	s.at = now
	s.start = s.seq + 1
}

// number gives a packet its numbers in the lane.
func (s *sequel) number(p *packet, now time.Time) (seq uint16, timestamp uint32) {
	seq, timestamp = p.seq+s.seqBy, p.timestamp+s.timestampBy
	if older(seq, s.seq) {
		return seq, timestamp
	}
	s.seq, s.timestamp, s.at = seq, timestamp, now
	if p.pic.idAt != 0 {
		s.id = (p.pic.id + s.idBy) & p.pic.mask()
	}
	if p.pic.layerAt != 0 {
		s.layer = p.pic.layer + s.layerBy
	}
	// The start moves along, or it would look newer than everything once the numbers have gone half
	// way round.
	if seq-s.start > 1<<14 {
		s.start = seq - 1<<13
	}
	return seq, timestamp
}

// patch puts the lane's picture numbers into a payload.
func (s *sequel) patch(pic picture, payload []byte) {
	if pic.idAt != 0 || pic.layerAt != 0 {
		pic.write(payload, (pic.id+s.idBy)&pic.mask(), pic.layer+s.layerBy)
	}
}

// older tells whether a comes before b, in numbers that wrap (RFC 1982).
func older(a, b uint16) bool { return a != b && b-a < 1<<15 }
