package sfu

import (
	"sync"
	"time"
)

// scratch lends room for a payload that is to be changed.
var scratch = sync.Pool{New: func() any { return new([mtu + 2]byte) }}

// catchUp sends the key frame that is kept of a layer, if this lane may see it, and what has come
// since if that is whole; if it is not, the lane waits for the next key frame. The lane's lock is
// held.
func (o *outbound) catchUp(l *layer, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.key.whole || len(l.key.parts) == 0 {
		return
	}
	first := l.key.parts[0]
	sameEpoch := o.epoch != 0 && o.epoch == l.in.leg.epoch.Load()
	if first.number <= o.after[l.index] && !sameEpoch {
		return
	}
	room := scratch.Get().(*[mtu + 2]byte)
	defer scratch.Put(room)
	for i := range l.key.parts {
		s, payload := l.key.part(i)
		p := o.kept(l, s, room[:copy(room[:], payload)])
		if i == 0 {
			o.begin(l, &p, now)
			o.behind = first.number - 1
		}
		o.forward(&p, now)
	}
	last := l.key.parts[len(l.key.parts)-1].seq
	if !l.holds(last+1, l.missing.newest) {
		o.current = nil
	} else {
		for seq := last + 1; seq != l.missing.newest+1; seq++ {
			s, payload, _ := l.ring.get(seq)
			p := o.kept(l, s, room[:copy(room[:], payload)])
			o.forward(&p, now)
		}
	}
	o.after[l.index] = l.number
}

// holds tells whether the ring has every packet from one number to another.
func (l *layer) holds(from, to uint16) bool {
	if to+1-from >= ringSlots {
		return false
	}
	for seq := from; seq != to+1; seq++ {
		if _, _, ok := l.ring.get(seq); !ok {
			return false
		}
	}
	return true
}

// kept makes a packet of what was kept of it.
func (o *outbound) kept(l *layer, s slot, payload []byte) packet {
	return packet{
		format: s.format, marker: s.marker, seq: s.seq, timestamp: s.timestamp, payload: payload,
		pic: l.in.readPicture(payload),
	}
}

// repeat sends a packet of the lane again, in the lane's stream of retransmissions if it has one
// (RFC 4588). Nothing from before the lane's stream began is repeated.
func (o *outbound) repeat(seq uint16, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.current
	if l == nil || o.writer == nil || older(seq, o.next.start) || !o.leg.repeats.take() {
		return
	}
	room := scratch.Get().(*[mtu + 2]byte)
	defer scratch.Put(room)
	l.mu.Lock()
	s, payload, ok := l.ring.get(seq - o.next.seqBy)
	if ok = ok && s.number > o.behind; ok {
		payload = room[2 : 2+copy(room[2:], payload)]
	}
	l.mu.Unlock()
	if !ok {
		return
	}
	o.next.patch(l.in.readPicture(payload), payload)
	h := &o.plain
	if o.formats.repair != 0 && o.again.SSRC != 0 {
		h = &o.again
		h.SequenceNumber++
		room[0], room[1] = byte(seq>>8), byte(seq)
		payload = room[:2+len(payload)]
	} else {
		h.SequenceNumber, h.PayloadType = seq, o.formats.picture
	}
	h.Marker, h.Timestamp = s.marker, s.timestamp+o.next.timestampBy
	o.write(h, payload, now)
}
