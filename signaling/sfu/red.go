package sfu

// primary finds the newest block of a redundant payload and its payload type (RFC 2198 section 3);
// false: it is cut short.
func primary(p []byte) (block []byte, format uint8, ok bool) {
	before := 0 // bytes of the older blocks
	for {
		if len(p) < 1 {
			return nil, 0, false
		}
		format = p[0] & 0x7f
		if p[0]&0x80 == 0 {
			p = p[1:]
			break
		}
		if len(p) < 4 {
			return nil, 0, false
		}
		before += int(p[2]&0x03)<<8 | int(p[3])
		p = p[4:]
	}
	if len(p) < before {
		return nil, 0, false
	}
	return p[before:], format, true
}
