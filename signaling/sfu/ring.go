package sfu

// A ring begins at ringSize bytes and doubles up to ringLimit while it would hold less than ringFor, by
// the time at which packets were made: they may come in bursts.
const (
	ringSize  = 32 << 10
	ringLimit = 256 << 10
	ringFor   = 90_000 * 3 / 10 // of a picture's clock
	ringSlots = 256
)

// ring keeps the newest packets of a stream for those who have lost some of them. It takes memory
// with the first packet and gives it back when it is cleared.
type ring struct {
	data  []byte
	slots []slot
	at    uint64 // bytes ever written
	lapAt uint32 // the timestamp of the first packet of this round
}

// slot says where a packet is.
type slot struct {
	at        uint64 // its place in all the bytes ever written
	number    uint64 // of its arrival, from 1
	timestamp uint32
	seq       uint16
	length    uint16
	marker    bool
	format    uint8
}

// put stores a packet.
func (r *ring) put(p *packet, number uint64) {
	if r.data == nil {
		r.data, r.slots, r.at, r.lapAt = make([]byte, ringSize), make([]slot, ringSlots), 0, p.timestamp
	}
	n := len(p.payload)
	if n == 0 || n > mtu {
		return
	}
	size := uint64(len(r.data))
	if left := size - r.at%size; left < uint64(n) {
		r.at += left
		if size < ringLimit && p.timestamp-r.lapAt < ringFor {
			size *= 2
			r.data, r.at = make([]byte, size), 0
			clear(r.slots)
		}
		r.lapAt = p.timestamp
	}
	copy(r.data[r.at%size:], p.payload)
	r.slots[p.seq%ringSlots] = slot{
		at: r.at, number: number, timestamp: p.timestamp, seq: p.seq, length: uint16(n), marker: p.marker, format: p.format,
	}
	r.at += uint64(n)
}

// get finds a packet that is still there; its payload is valid until the next put.
func (r *ring) get(seq uint16) (slot, []byte, bool) {
	if r.data == nil {
		return slot{}, nil, false
	}
	s := r.slots[seq%ringSlots]
	size := uint64(len(r.data))
	if s.number == 0 || s.seq != seq || r.at-s.at > size {
		return slot{}, nil, false
	}
	at := s.at % size
	return s, r.data[at : at+uint64(s.length)], true
}

func (r *ring) clear() { *r = ring{} }

// keyLimit is the largest key frame that is kept.
const keyLimit = 128 << 10

// keyframe keeps a stream's newest key frame while it comes in and after.
type keyframe struct {
	data  []byte
	parts []slot
	whole bool
}

// put takes a packet if it begins or continues the newest key frame. One with a hole is not kept.
func (k *keyframe) put(p *packet, number uint64) {
	switch {
	case p.again:
		return
	case p.pic.key && (len(k.parts) == 0 || k.parts[0].timestamp != p.timestamp):
		k.data, k.parts, k.whole = k.data[:0], k.parts[:0], false
	case k.whole || len(k.parts) == 0:
		return
	default:
		last := k.parts[len(k.parts)-1]
		if p.timestamp != last.timestamp || p.seq != last.seq+1 || len(k.data)+len(p.payload) > keyLimit {
			k.parts = k.parts[:0]
			return
		}
	}
	k.parts = append(k.parts, slot{
		at: uint64(len(k.data)), number: number, timestamp: p.timestamp, seq: p.seq,
		length: uint16(len(p.payload)), marker: p.marker, format: p.format,
	})
	k.data = append(k.data, p.payload...)
	k.whole = p.marker
}

// part returns a packet of a whole key frame.
func (k *keyframe) part(i int) (slot, []byte) {
	s := k.parts[i]
	return s, k.data[s.at : s.at+uint64(s.length)]
}

func (k *keyframe) clear() { *k = keyframe{} }
