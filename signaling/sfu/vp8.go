package sfu

// picture is what a VP8 payload descriptor says (RFC 7741 section 4.2), with the places of the two
// running numbers so that they can be rewritten.
type picture struct {
	first   bool // this packet begins a frame
	key     bool // and the frame is a key frame
	idAt    int  // offset of the picture number; 0: none
	idWide  bool // it has 15 bits, not 7
	id      uint16
	layerAt int // offset of TL0PICIDX; 0: none
	layer   uint8
}

// readPicture reads a descriptor; false: it is cut short.
func readPicture(p []byte) (picture, bool) {
	var v picture
	if len(p) < 1 {
		return v, false
	}
	at := 1
	var ext byte
	if p[0]&0x80 != 0 {
		if len(p) < 2 {
			return v, false
		}
		ext, at = p[1], 2
	}
	if ext&0x80 != 0 {
		if len(p) < at+2 {
			return v, false
		}
		v.idAt, v.id = at, uint16(p[at]&0x7f)
		if v.idWide = p[at]&0x80 != 0; v.idWide {
			v.id = v.id<<8 | uint16(p[at+1])
			at++
		}
		at++
	}
	if ext&0x40 != 0 {
		if len(p) < at+1 {
			return v, false
		}
		v.layerAt, v.layer = at, p[at]
		at++
	}
	if ext&0x30 != 0 {
		at++
	}
	if len(p) <= at {
		return v, false
	}
	v.first = p[0]&0x10 != 0 && p[0]&0x07 == 0
	v.key = v.first && p[at]&0x01 == 0 // RFC 6386 section 9.1: the P bit is 0 in key frames
	return v, true
}

// write puts other running numbers into a payload with this descriptor.
func (v picture) write(p []byte, id uint16, layer uint8) {
	if v.idAt != 0 {
		if v.idWide {
			p[v.idAt], p[v.idAt+1] = 0x80|byte(id>>8)&0x7f, byte(id)
		} else {
			p[v.idAt] = byte(id) & 0x7f
		}
	}
	if v.layerAt != 0 {
		p[v.layerAt] = layer
	}
}

// mask is the range of the picture number.
func (v picture) mask() uint16 {
	if v.idWide {
		return 0x7fff
	}
	return 0x7f
}
