package sfu

import "encoding/binary"

// packet is an RTP packet as it came: read once, nothing copied (RFC 3550 section 5.1).
type packet struct {
	format    uint8
	marker    bool
	again     bool // it came as a retransmission
	wide      bool // the elements of its header extension have two-byte headers
	seq       uint16
	timestamp uint32
	size      int // on the wire, without SRTP's tag
	payload   []byte
	extension []byte // the elements of the header extension
	pic       picture
}

// The profiles of header extensions (RFC 8285 sections 4.2 and 4.3).
const (
	oneByteProfile = 0xbede
	twoByteProfile = 0x1000
)

// read fills p from the bytes of a packet; false: they are not one.
func (p *packet) read(b []byte) bool {
	const fixed = 12
	if len(b) < fixed || b[0]>>6 != 2 {
		return false
	}
	p.size = len(b)
	p.marker, p.format = b[1]&0x80 != 0, b[1]&0x7f
	p.seq = binary.BigEndian.Uint16(b[2:])
	p.timestamp = binary.BigEndian.Uint32(b[4:])
	at, end := fixed+4*int(b[0]&0x0f), len(b)
	if b[0]&0x10 != 0 {
		if end < at+4 {
			return false
		}
		profile, length := binary.BigEndian.Uint16(b[at:]), 4*int(binary.BigEndian.Uint16(b[at+2:]))
		at += 4
		if end < at+length {
			return false
		}
		if p.wide = profile&0xfff0 == twoByteProfile; p.wide || profile == oneByteProfile {
			p.extension = b[at : at+length]
		}
		at += length
	}
	if b[0]&0x20 != 0 {
		end -= int(b[end-1])
	}
	if end < at {
		return false
	}
	p.payload = b[at:end]
	return true
}

// element finds the header extension of an id; nil: there is none.
func (p *packet) element(id uint8) []byte {
	if id == 0 {
		return nil
	}
	e := p.extension
	for len(e) > 0 {
		if e[0] == 0 { // padding
			e = e[1:]
			continue
		}
		var found uint8
		var length, head int
		if p.wide {
			if len(e) < 2 {
				return nil
			}
			found, length, head = e[0], int(e[1]), 2
		} else {
			found, length, head = e[0]>>4, int(e[0]&0x0f)+1, 1
		}
		if len(e) < head+length {
			return nil
		}
		if found == id {
			return e[head : head+length]
		}
		e = e[head+length:]
	}
	return nil
}

// original turns a retransmission into the packet that it repeats (RFC 4588 section 4); false: it
// carries none, as probes do.
func (p *packet) original(format uint8) bool {
	if len(p.payload) < 2 {
		return false
	}
	p.seq = binary.BigEndian.Uint16(p.payload)
	p.payload = p.payload[2:]
	p.format, p.again = format, true
	return true
}
