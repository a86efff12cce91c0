package sfu

import (
	"io"
	"sync"
	"time"

	"github.com/pion/transport/v5/packetio"
)

// How many streams a participant may begin, and of how many their reports may speak. An honest one needs
// seven, some more when devices change, and names the lanes' twenty besides.
const (
	streamLimit  = 64
	controlLimit = 192
)

// post counts the SSRCs of a participant: Pion keeps something for each.
type post struct {
	mu       sync.Mutex
	streams  int
	controls int
}

// open is Pion's factory of buffers. They hold nothing: what is written into them is dealt with at
// once, on the goroutine of the SRTP session.
func (l *leg) open(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	l.post.mu.Lock()
	defer l.post.mu.Unlock()
	if kind == packetio.RTCPBufferPacket {
		l.post.controls++
	} else {
		l.post.streams++
	}
	switch {
	case l.post.streams > streamLimit || l.post.controls > controlLimit:
		l.flood()
		return sink{}
	case kind == packetio.RTCPBufferPacket:
		return &control{leg: l, ssrc: ssrc}
	}
	return &stream{leg: l, ssrc: ssrc}
}

// sink is where nothing is taken and from where nothing comes.
type sink struct{}

func (sink) Write(b []byte) (int, error) { return len(b), nil }

// Read ends whoever would wait here: packets go another way.
func (sink) Read([]byte) (int, error) { return 0, io.EOF }

func (sink) Close() error { return nil }

// stream is what comes for one SSRC.
type stream struct {
	sink
	leg    *leg
	ssrc   uint32
	layer  *layer // nil until its first packets have said what it is
	repair bool   // it carries retransmissions
}

// Write takes a packet, decrypted and authenticated.
func (s *stream) Write(b []byte) (int, error) {
	var p packet
	if !p.read(b) {
		s.leg.refused.Add(1)
		return len(b), nil
	}
	now := time.Now()
	if !s.leg.limit.allows(len(b), now) {
		s.leg.dropped.Add(1)
	} else if e := p.element(s.leg.ids.wide); len(e) == 2 {
		s.leg.acks.Came(uint16(e[0])<<8|uint16(e[1]), now)
	}
	if s.layer == nil && !s.identify(&p) {
		s.leg.refused.Add(1)
		return len(b), nil
	}
	f := &s.layer.in.formats
	switch {
	case s.repair:
		if p.format != f.repair || !p.original(f.picture) {
			return len(b), nil
		}
	case s.layer.ssrc != s.ssrc: // a newer stream has taken its place
		return len(b), nil
	case !s.layer.in.takes(p.format):
		s.leg.refused.Add(1)
		return len(b), nil
	}
	s.layer.arrive(&p, now)
	return len(b), nil
}

// identify finds out whose packets these are: from the media section and the layer named in their
// header extensions (RFC 8843 section 9.2, RFC 8852), else from the offer.
func (s *stream) identify(p *packet) bool {
	known, declared := s.leg.sources[s.ssrc]
	section, index, repair := known.section, known.layer, known.repair
	if mid := p.element(s.leg.ids.mid); mid != nil {
		found := -1
		for i, m := range s.leg.shape.mids {
			if string(mid) == m {
				found = i
			}
		}
		if found < 0 {
			return false
		}
		if !declared || section != found {
			section, index, repair = found, low, p.format == s.leg.inbounds[found].formats.repair && p.format != 0
		}
	} else if !declared {
		return false
	}
	if rid := p.element(s.leg.ids.repaired); rid != nil {
		index, repair = layerOf(rid), true
	} else if rid := p.element(s.leg.ids.rid); rid != nil {
		index, repair = layerOf(rid), false
	} else if s.leg.shape.layered && section == camera && !declared {
		return false // the layer is said in a later packet
	}
	if index < 0 || section != camera && index != low {
		return false
	}
	s.layer, s.repair = &s.leg.inbounds[section].layers[index], repair
	if !repair {
		s.leg.acks.About(s.ssrc)
		s.layer.mu.Lock()
		again := s.layer.ssrc != s.ssrc && s.layer.ssrc != 0
		s.layer.ssrc = s.ssrc
		s.layer.mu.Unlock()
		if again {
			s.layer.restart()
		}
	}
	if len(*s.layer.in.showing.Load()) > 0 {
		s.layer.askKey(time.Now())
	}
	return true
}

func layerOf(rid []byte) int {
	for i, name := range rids {
		if string(rid) == name {
			return i
		}
	}
	return -1
}
