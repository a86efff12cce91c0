package sfu

import (
	"time"

	"github.com/pion/rtp"
)

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
}

// begin lets the stream whose first packet is p follow what was sent before. The timestamp goes on by
// the time that has passed, so that the receiver's clock keeps its pace.
func (s *sequel) begin(p *rtp.Packet, pic picture, rate uint32, now time.Time) {
	if !s.begun {
		// The first stream begins where it likes; its picture numbers, too.
		*s = sequel{begun: true, seq: p.SequenceNumber - 1, timestamp: p.Timestamp, id: pic.id - 1, layer: pic.layer - 1}
	} else {
		passed := uint32(now.Sub(s.at).Seconds() * float64(rate))
		s.timestamp += max(passed, rate/100)
	}
	s.seqBy = s.seq + 1 - p.SequenceNumber
	s.timestampBy = s.timestamp - p.Timestamp
	s.idBy = s.id + 1 - pic.id
	s.layerBy = s.layer + 1 - pic.layer
	s.at = now
}

// number gives a packet its numbers in the lane.
func (s *sequel) number(p *rtp.Packet, pic picture, now time.Time) (seq uint16, timestamp uint32, id uint16, layer uint8) {
	seq, timestamp = p.SequenceNumber+s.seqBy, p.Timestamp+s.timestampBy
	id, layer = (pic.id+s.idBy)&pic.mask(), pic.layer+s.layerBy
	if !older(seq, s.seq) {
		s.seq, s.timestamp, s.at = seq, timestamp, now
		if pic.idAt != 0 {
			s.id = id
		}
		if pic.layerAt != 0 {
			s.layer = layer
		}
	}
	return seq, timestamp, id, layer
}
